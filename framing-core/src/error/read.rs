//! Why a reader over a transport returns no frame.

use std::{fmt, io};

use crate::{Error, TimedOut};

/// Why a reader over a transport returns no frame.
#[derive(Debug)]
#[non_exhaustive]
pub enum ReadError {
    /// The transport failed. No received byte is lost: reading may be resumed if the transport allows it.
    Io(io::Error),
    /// The bytes are not frames of the format, or the stream ended inside a frame. Final.
    Frame(Error),
    /// The peer was slower than the [`Timeouts`](crate::Timeouts) allow. No received byte is lost: the next call
    /// resumes reading, with as much time again.
    TimedOut(TimedOut),
    /// The frame needs more memory than the reader's [`Budget`](crate::Budget) can ever provide.
    BudgetExceeded {
        /// Bytes that must be buffered.
        need: usize,
        /// Bytes that the budget provides for one such frame.
        limit: usize,
    },
}

impl ReadError {
    /// Returns the framing error, if that is what went wrong.
    #[must_use]
    pub fn frame_error(&self) -> Option<Error> {
        match self {
            Self::Frame(error) => Some(*error),
            _ => None,
        }
    }

    /// Returns whether the same call may succeed later: after a timeout, or where the transport would block, timed out
    /// or was interrupted.
    ///
    /// Streams and iterators end after any other error.
    ///
    /// ```
    /// use std::io;
    ///
    /// use framing_core::ReadError;
    ///
    /// assert!(ReadError::from(io::Error::from(io::ErrorKind::WouldBlock)).is_resumable());
    /// assert!(!ReadError::from(io::Error::from(io::ErrorKind::ConnectionReset)).is_resumable());
    /// ```
    #[must_use]
    pub fn is_resumable(&self) -> bool {
        use io::ErrorKind::{Interrupted, TimedOut, WouldBlock};
        match self {
            Self::Io(error) => matches!(error.kind(), Interrupted | TimedOut | WouldBlock),
            Self::TimedOut(_) => true,
            Self::Frame(_) | Self::BudgetExceeded { .. } => false,
        }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(f, "transport: {error}"),
            Self::Frame(error) => error.fmt(f),
            Self::TimedOut(timed_out) => timed_out.fmt(f),
            Self::BudgetExceeded { need, limit } => write!(
                f,
                "memory budget exceeded: expected a frame that needs at most {limit} bytes, found one that needs {need}"
            ),
        }
    }
}

impl std::error::Error for ReadError {
    /// Returns what caused the error that [`Display`](fmt::Display) prints, never that error itself.
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(error) => error.source(),
            _ => None,
        }
    }
}

impl From<io::Error> for ReadError {
    /// Restores the error that [`io::Error::from`] was made from, as the bodies of this crate return it.
    fn from(error: io::Error) -> Self {
        let error = match error.downcast::<Self>() {
            Ok(inner) => return inner,
            Err(error) => error,
        };
        match error.downcast::<Error>() {
            Ok(inner) => Self::Frame(inner),
            Err(error) => Self::Io(error),
        }
    }
}

impl From<Error> for ReadError {
    fn from(error: Error) -> Self {
        Self::Frame(error)
    }
}

impl From<TimedOut> for ReadError {
    fn from(timed_out: TimedOut) -> Self {
        Self::TimedOut(timed_out)
    }
}

impl From<ReadError> for io::Error {
    /// Returns the transport's error unchanged; a truncated stream as `UnexpectedEof`, any other framing error as
    /// `InvalidData`, a timeout as `TimedOut`, an exceeded budget as `OutOfMemory`, each with the cause inside.
    fn from(error: ReadError) -> Self {
        let kind = match &error {
            ReadError::Frame(error) if error.outcome() == crate::Outcome::Truncated => {
                io::ErrorKind::UnexpectedEof
            }
            ReadError::Io(_) | ReadError::Frame(_) => io::ErrorKind::InvalidData,
            ReadError::TimedOut(_) => io::ErrorKind::TimedOut,
            ReadError::BudgetExceeded { .. } => io::ErrorKind::OutOfMemory,
        };
        match error {
            ReadError::Io(error) => error,
            ReadError::Frame(error) => Self::new(kind, error),
            error => Self::new(kind, error),
        }
    }
}
