//! Writing: frames into bytes, over every kind of transport, all through the one queue.

#[cfg(feature = "std")]
pub(crate) mod blocking;
pub(crate) mod encode;
pub(crate) mod queue;
#[cfg(feature = "tokio")]
mod tokio;

pub use self::encode::encode_frame;
pub use self::queue::{FrameQueue, PartialFrame, Undelivered, UnsentBytes, UnsentFrame, Watermarks};
#[cfg(feature = "tokio")]
pub use self::tokio::{FrameWriter, SendFrame};
