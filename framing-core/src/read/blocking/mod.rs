//! The same engine over `std::io::Read`.

mod incoming;
mod reader;

use std::io;

pub use self::incoming::{Body, Incoming};
pub use self::reader::{FrameReader, Frames};

/// Tries again what a signal interrupted.
pub(crate) fn uninterrupted<T>(mut transfer: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    loop {
        match transfer() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            other => return other,
        }
    }
}
