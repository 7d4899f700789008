//! The same engine over `std::io::Read` and `std::io::Write`.

mod incoming;
mod reader;
mod writer;

use std::io;

pub use self::incoming::{Body, Incoming};
pub use self::reader::{FrameReader, Frames};
pub use self::writer::FrameWriter;

/// Tries again what a signal interrupted.
fn uninterrupted<T>(mut transfer: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    loop {
        match transfer() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            other => return other,
        }
    }
}
