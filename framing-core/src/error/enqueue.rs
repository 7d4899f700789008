//! Why a frame is not in the queue.

use core::fmt;

use crate::EncodeError;

/// Why a frame is not in the queue. The queue is as it was, whatever the reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EnqueueError {
    /// The queue holds as much as its [marks](crate::Watermarks) allow. [`offer`](crate::FrameQueue::offer) hands the frame back
    /// instead.
    Full,
    /// The format cannot say the frame.
    Encode(EncodeError),
    /// A streamed body must be finished first.
    Unfinished {
        /// Bytes of it that its source has not given yet.
        missing: u64,
    },
    /// A frame was cut in the middle earlier: whatever followed would be read as the rest of it.
    Torn,
}

impl fmt::Display for EnqueueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full => f.write_str("the writer is full: write some of what it holds, then try again"),
            Self::Encode(error) => error.fmt(f),
            Self::Unfinished { missing } => {
                write!(f, "a streamed body is unfinished: {missing} bytes are missing")
            }
            Self::Torn => f.write_str("a frame was cut in the middle, so nothing can follow it"),
        }
    }
}

impl core::error::Error for EnqueueError {}
