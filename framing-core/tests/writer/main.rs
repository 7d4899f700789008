//! The writers and the codec: every format, async and blocking, over transports that take bytes as they like.
//!
//! Every check is made with the async and with the blocking writer. A future is polled once and dropped, so each of its
//! awaits is also a place where it is cancelled.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test that is wrong fails, as it should"
)]

mod backpressure;
mod codec;
mod contract;
#[cfg(all(feature = "embedded-io", feature = "embedded-io-async"))]
mod embedded;
mod failing;
mod false_counts;
mod formats;
mod long;
mod owned;
mod real;
mod sending;
mod sinks;
mod streaming;
#[cfg(feature = "time")]
mod timeouts;
mod transport;
mod writers;
mod writing;
