//! The same engine over `std::io::Read`.

mod incoming;
mod reader;

use std::io::{self, Read};

pub use self::incoming::{Body, Incoming};
pub use self::reader::{FrameReader, Frames};
use crate::read::received::checked_count;

/// Makes one read, again where a signal interrupted it.
pub(crate) fn read_once(transport: &mut impl Read, room: &mut [u8]) -> io::Result<usize> {
    let most = room.len();
    uninterrupted(|| transport.read(room)).and_then(|received| checked_count(received, most))
}

/// Tries again what a signal interrupted.
pub(crate) fn uninterrupted<T>(mut transfer: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    loop {
        match transfer() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            other => return other,
        }
    }
}
