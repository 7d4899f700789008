//! Why a writer over a transport could not write.

use std::{fmt, io};

use crate::{EncodeError, EnqueueError};

/// Why a writer over a transport could not write.
#[derive(Debug)]
#[non_exhaustive]
pub enum WriteError {
    /// The transport failed. Nothing is lost: flushing may be tried again if the transport allows it, and
    /// [`undelivered`](crate::FrameQueue::undelivered) hands back what was not sent.
    Io(io::Error),
    /// The format cannot say the frame. Nothing of it was written.
    Encode(EncodeError),
    /// The writer holds as much as its [marks](crate::Watermarks) allow.
    Full,
    /// The source of a streamed body failed. The body stays unfinished until the rest of it comes.
    Source(io::Error),
    /// The source of a streamed body ended before it had given what the header announced. The frame cannot be completed,
    /// so nothing more can be written.
    SourceTooShort {
        /// Bytes that the source gave.
        have: u64,
        /// Bytes that the header announced.
        need: u64,
    },
    /// The source of a streamed body has more bytes than the header announced. The frame is whole without them.
    SourceTooLong {
        /// Bytes that the header announced.
        len: u64,
    },
    /// A streamed body must be finished first.
    Unfinished {
        /// Bytes of it that its source has not given yet.
        missing: u64,
    },
    /// A frame was cut in the middle earlier: whatever followed would be read as the rest of it.
    Torn,
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(f, "transport: {error}"),
            Self::Encode(error) => error.fmt(f),
            Self::Full => EnqueueError::Full.fmt(f),
            Self::Source(error) => write!(f, "source of the body: {error}"),
            Self::SourceTooShort { have, need } => {
                write!(f, "the source of the body ended after {have} of {need} bytes")
            }
            Self::SourceTooLong { len } => {
                write!(f, "the source of the body has more than the {len} bytes announced")
            }
            Self::Unfinished { missing } => EnqueueError::Unfinished { missing: *missing }.fmt(f),
            Self::Torn => EnqueueError::Torn.fmt(f),
        }
    }
}

impl std::error::Error for WriteError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(error) | Self::Source(error) => Some(error),
            Self::Encode(error) => Some(error),
            _ => None,
        }
    }
}

impl From<io::Error> for WriteError {
    /// An error of the transport.
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
    /// The transport's or the source's error as it was; a frame that cannot be said as `InvalidInput`, a short source as
    /// `UnexpectedEof`, anything else as `Other`.
    fn from(error: WriteError) -> Self {
        let kind = match error {
            WriteError::Io(error) | WriteError::Source(error) => return error,
            WriteError::Encode(_) => io::ErrorKind::InvalidInput,
            WriteError::SourceTooShort { .. } => io::ErrorKind::UnexpectedEof,
            _ => io::ErrorKind::Other,
        };
        Self::new(kind, error)
    }
}
