//! Why a reader over a transport gives no frame.

use std::{fmt, io};

use crate::Error;

/// Why a reader over a transport gives no frame.
#[derive(Debug)]
#[non_exhaustive]
pub enum ReadError {
    /// The transport failed. Nothing that was received is lost: reading may go on if the transport does.
    Io(io::Error),
    /// The bytes are no frames. Final.
    Frame(Error),
}

impl ReadError {
    /// The framing error, unless it was the transport that failed.
    #[must_use]
    pub fn frame_error(&self) -> Option<Error> {
        match self {
            Self::Frame(error) => Some(*error),
            Self::Io(_) => None,
        }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(f, "transport: {error}"),
            Self::Frame(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ReadError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(error) => Some(error),
            Self::Frame(error) => Some(error),
        }
    }
}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<Error> for ReadError {
    fn from(error: Error) -> Self {
        Self::Frame(error)
    }
}

impl From<ReadError> for io::Error {
    /// The transport's error as it was; a cut stream as `UnexpectedEof`, any other framing error as `InvalidData`.
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Io(error) => error,
            ReadError::Frame(error) => {
                let kind = match error.outcome() {
                    crate::Outcome::Truncated => io::ErrorKind::UnexpectedEof,
                    _ => io::ErrorKind::InvalidData,
                };
                Self::new(kind, error)
            }
        }
    }
}
