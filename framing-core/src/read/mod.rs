//! Reading: frames out of bytes, over every kind of transport, all driven by the one decoder.

mod admission;
mod batch;
#[cfg(feature = "std")]
pub(crate) mod blocking;
#[cfg(feature = "tokio")]
mod budget;
#[cfg(feature = "codec")]
mod codec;
#[cfg(feature = "std")]
mod completion;
#[cfg(any(feature = "embedded-io", feature = "embedded-io-async"))]
pub(crate) mod embedded;
pub(crate) mod frame_buffer;
mod frames;
#[cfg(feature = "futures-io")]
pub(crate) mod futures;
#[cfg(feature = "tokio")]
mod incoming;
#[cfg(feature = "std")]
mod owned;
#[cfg(feature = "std")]
mod owned_batch;
#[cfg(any(feature = "std", feature = "embedded-io", feature = "embedded-io-async"))]
mod reader_macros;
#[cfg(feature = "std")]
pub(crate) mod received;
#[cfg(feature = "alloc")]
pub(crate) mod resync;
#[cfg(feature = "std")]
mod shared_buffer;
mod storage;
#[cfg(feature = "std")]
mod timeouts;
#[cfg(feature = "tokio")]
mod tokio;

pub use self::admission::{Admission, Announced};
pub use self::batch::Batch;
#[cfg(feature = "tokio")]
pub use self::budget::Budget;
#[cfg(feature = "codec")]
pub use self::codec::{BodyCodec, FrameCodec};
#[cfg(feature = "std")]
pub use self::completion::Room;
pub use self::frame_buffer::{FrameBuffer, Waiting};
pub use self::frames::Frames;
#[cfg(feature = "tokio")]
pub use self::incoming::{Body, Incoming};
#[cfg(feature = "std")]
pub use self::owned::OwnedFrame;
#[cfg(feature = "std")]
pub use self::owned_batch::OwnedBatch;
#[cfg(feature = "tokio")]
pub use self::resync::ResyncReader;
#[cfg(feature = "alloc")]
pub use self::resync::{Resync, Resynced, Skipped};
pub(crate) use self::storage::Mark;
pub use self::storage::{Fixed, Growing, Storage};
#[cfg(feature = "std")]
pub use self::timeouts::{TimeLimit, TimedOut, Timeouts};
#[cfg(feature = "tokio")]
pub use self::tokio::{FrameReader, FrameStream};
