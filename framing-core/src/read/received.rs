//! The number of bytes that a transport reports.

use std::io;

/// Fails where a transport reports more bytes than it had room for: which bytes it delivered is unknown then.
#[inline(always)]
pub(crate) fn checked_count(received: usize, room: usize) -> io::Result<usize> {
    if received <= room { Ok(received) } else { Err(false_count()) }
}

#[cold]
fn false_count() -> io::Error {
    io::Error::other("the transport reports more bytes read than it had room for")
}
