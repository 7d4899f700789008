//! Why a queue does not accept a frame.

use core::fmt;

use crate::EncodeError;

/// Why a queue does not accept a frame. The queue is unchanged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EnqueueError {
    /// The queue is full: it holds as many bytes as its [watermarks](crate::Watermarks) allow.
    /// [`offer`](crate::FrameQueue::offer) hands the frame back instead.
    Full,
    /// The frame cannot be encoded.
    Encode(EncodeError),
    /// A streamed body must be finished first.
    Unfinished {
        /// Bytes of the body that the source has not delivered.
        missing: u64,
    },
    /// An earlier frame was written in part and can never be completed: the peer would read any further bytes as the
    /// rest of it.
    Torn,
}

impl fmt::Display for EnqueueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full => f.write_str("the writer is full; help: wait until it is ready, or flush it"),
            Self::Encode(error) => error.fmt(f),
            Self::Unfinished { missing } => {
                write!(f, "expected {missing} more bytes of the streamed body, found another frame")
            }
            Self::Torn => f.write_str("an earlier frame was written in part, so nothing can follow it"),
        }
    }
}

impl core::error::Error for EnqueueError {
    /// Returns what caused the error that [`Display`](fmt::Display) prints, never that error itself.
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Encode(error) => error.source(),
            _ => None,
        }
    }
}

impl From<EncodeError> for EnqueueError {
    fn from(error: EncodeError) -> Self {
        Self::Encode(error)
    }
}
