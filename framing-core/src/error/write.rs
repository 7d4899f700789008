//! Why a writer over a transport could not write.

use std::{fmt, io};

use crate::{EncodeError, EnqueueError};

/// Why a writer over a transport could not write.
#[derive(Debug)]
#[non_exhaustive]
pub enum WriteError {
    /// The transport failed. Nothing is lost: flush again if the transport allows it, or take the frames that were not
    /// sent with [`undelivered`](crate::FrameQueue::undelivered).
    Io(io::Error),
    /// The transport accepted no byte for as long as the write timeout allows. Nothing is lost: flush again, or take
    /// the frames that were not sent with [`undelivered`](crate::FrameQueue::undelivered).
    TimedOut {
        /// Bytes that were queued and not written.
        unsent: u64,
    },
    /// The frame cannot be encoded. Nothing of it was written.
    Encode(EncodeError),
    /// The writer is full: it holds as many bytes as its [watermarks](crate::Watermarks) allow.
    Full,
    /// The source of a streamed body failed. The body stays unfinished until the rest of it is sent.
    Source(io::Error),
    /// The source of a streamed body ended before it had delivered the announced length. The frame cannot be completed,
    /// so nothing more can be written.
    SourceTooShort {
        /// Bytes that the source delivered.
        have: u64,
        /// Bytes that the header announced.
        need: u64,
    },
    /// The source of a streamed body has more bytes than the header announced. The frame is complete without them.
    SourceTooLong {
        /// Bytes that the header announced.
        len: u64,
    },
    /// A streamed body must be finished first.
    Unfinished {
        /// Bytes of the body that the source has not delivered.
        missing: u64,
    },
    /// An earlier frame was written in part and can never be completed: the peer would read any further bytes as the
    /// rest of it.
    Torn,
}

impl WriteError {
    /// Returns whether the same call may succeed later: after a timeout, or where the transport or the source would
    /// block, timed out or was interrupted.
    ///
    /// ```
    /// use std::io;
    ///
    /// use framing_core::WriteError;
    ///
    /// assert!(WriteError::TimedOut { unsent: 1 }.is_resumable());
    /// assert!(WriteError::from(io::Error::from(io::ErrorKind::WouldBlock)).is_resumable());
    /// assert!(!WriteError::from(io::Error::from(io::ErrorKind::BrokenPipe)).is_resumable());
    /// ```
    #[must_use]
    pub fn is_resumable(&self) -> bool {
        use io::ErrorKind::{Interrupted, TimedOut, WouldBlock};
        match self {
            Self::Io(error) | Self::Source(error) => {
                matches!(error.kind(), Interrupted | TimedOut | WouldBlock)
            }
            Self::TimedOut { .. } => true,
            _ => false,
        }
    }
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(f, "transport: {error}"),
            Self::TimedOut { unsent } => {
                write!(f, "timed out waiting for the transport to accept {unsent} bytes")
            }
            Self::Source(error) => write!(f, "source of the body: {error}"),
            Self::SourceTooShort { have, need } => {
                write!(f, "expected {need} bytes from the source of the body, found {have}")
            }
            Self::SourceTooLong { len } => {
                write!(f, "expected {len} bytes from the source of the body, found more")
            }
            Self::Encode(error) => error.fmt(f),
            Self::Full => EnqueueError::Full.fmt(f),
            Self::Unfinished { missing } => EnqueueError::Unfinished { missing: *missing }.fmt(f),
            Self::Torn => EnqueueError::Torn.fmt(f),
        }
    }
}

impl std::error::Error for WriteError {
    /// Returns what caused the error that [`Display`](fmt::Display) prints, never that error itself.
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(error) | Self::Source(error) => error.source(),
            Self::Encode(error) => error.source(),
            _ => None,
        }
    }
}

impl From<io::Error> for WriteError {
    /// Wraps an error of the transport.
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<EncodeError> for WriteError {
    fn from(error: EncodeError) -> Self {
        Self::Encode(error)
    }
}

impl From<EnqueueError> for WriteError {
    fn from(error: EnqueueError) -> Self {
        match error {
            EnqueueError::Full => Self::Full,
            EnqueueError::Encode(error) => Self::Encode(error),
            EnqueueError::Unfinished { missing } => Self::Unfinished { missing },
            EnqueueError::Torn => Self::Torn,
        }
    }
}

impl From<WriteError> for io::Error {
    /// Returns an error of the transport unchanged. Any other becomes the inner error of an `io::Error` of the kind
    /// `TimedOut` for a timeout, `InvalidInput` for a frame that cannot be encoded, `UnexpectedEof` for a short source,
    /// the source's own kind for a failing source, and `Other` otherwise.
    fn from(error: WriteError) -> Self {
        let kind = match &error {
            WriteError::Io(_) => io::ErrorKind::Other,
            WriteError::Source(error) => error.kind(),
            WriteError::TimedOut { .. } => io::ErrorKind::TimedOut,
            WriteError::Encode(_) => io::ErrorKind::InvalidInput,
            WriteError::SourceTooShort { .. } => io::ErrorKind::UnexpectedEof,
            _ => io::ErrorKind::Other,
        };
        match error {
            WriteError::Io(error) => error,
            other => Self::new(kind, other),
        }
    }
}
