//! Readers over the traits of `embedded-io`, blocking and async, without the standard library.

#[cfg(feature = "embedded-io-async")]
pub(crate) mod asynchronous;
#[cfg(feature = "embedded-io")]
mod blocking;

use core::fmt;

#[cfg(feature = "embedded-io")]
pub use self::blocking::{Body, FrameReader, Incoming};
use crate::Error;

/// Why a reader over an embedded transport returns no frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReadError<E> {
    /// The transport failed. No received byte is lost: reading may be resumed if the transport allows it.
    Io(E),
    /// The bytes are not frames of the format, or the stream ended inside a frame. Final.
    Frame(Error),
}

impl<E> From<Error> for ReadError<E> {
    fn from(error: Error) -> Self {
        Self::Frame(error)
    }
}

impl<E: fmt::Debug> fmt::Display for ReadError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(f, "transport: {error:?}"),
            Self::Frame(error) => error.fmt(f),
        }
    }
}

impl<E: fmt::Debug> core::error::Error for ReadError<E> {}
