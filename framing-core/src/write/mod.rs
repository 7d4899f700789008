//! Writing: frames into bytes, over every kind of transport, all through the one queue.
#![warn(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss
)]

#[cfg(any(feature = "futures-io", feature = "tokio"))]
mod async_writer;
#[cfg(feature = "std")]
pub(crate) mod blocking;
mod checks;
#[cfg(feature = "std")]
mod drive;
#[cfg(any(feature = "embedded-io", feature = "embedded-io-async"))]
pub(crate) mod embedded;
#[cfg(feature = "alloc")]
pub(crate) mod encode;
#[cfg(feature = "futures-io")]
pub(crate) mod futures;
#[cfg(feature = "alloc")]
pub(crate) mod queue;
mod sink;
mod slice;
#[cfg(feature = "std")]
mod small;
#[cfg(any(feature = "futures-io", feature = "tokio"))]
mod timer;
#[cfg(feature = "tokio")]
mod tokio;
#[cfg(any(feature = "std", feature = "embedded-io", feature = "embedded-io-async"))]
mod writer_macros;

#[cfg(feature = "alloc")]
pub use self::encode::encode_frame;
#[cfg(feature = "alloc")]
pub use self::queue::{FrameQueue, PartialFrame, Undelivered, UnsentBytes, UnsentFrame, Watermarks};
pub use self::sink::{ByteSink, SliceSink};
pub use self::slice::encode_frame_to_slice;
#[cfg(feature = "tokio")]
pub use self::tokio::{FeedFrame, FrameWriter, SendFrame};

/// Widens a length. No target has a `usize` of more than 64 bits.
#[inline(always)]
pub(crate) const fn wide(len: usize) -> u64 {
    len as u64
}

#[cfg(feature = "alloc")]
/// Returns the bytes from offset `from` on; none if `bytes` has fewer.
#[inline(always)]
pub(crate) fn bytes_from(bytes: &[u8], from: u64) -> &[u8] {
    usize::try_from(from).ok().and_then(|from| bytes.get(from..)).unwrap_or_default()
}
