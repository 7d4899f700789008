//! The readers of this crate, each driven over the pieces of a split without a clock.

mod streaming;
mod whole;

use super::driver::Driver;
use super::schedule::Effort::{Full, TwoWay, Whole};

/// Every way to read that this crate has.
///
/// All readers share one decoder and one buffer, so the decoder and the reader whose every future is dropped are tried
/// with all splits, the others with those that can tell them apart.
pub const DRIVERS: &[Driver] = &[
    Driver::new("decoder", Full, whole::read_with_decoder),
    Driver::new("frames", Whole, whole::read_frames),
    Driver::new("push", TwoWay, whole::read_pushed),
    Driver::new("batch", TwoWay, whole::read_in_batches),
    Driver::new("async", TwoWay, whole::read_async),
    Driver::new("cancelled", Full, whole::read_cancelled),
    Driver::new("stream", TwoWay, whole::read_owned),
    Driver::new("streamed", TwoWay, streaming::read_streamed),
    Driver::new("skipping", TwoWay, streaming::read_skipping),
    Driver::new("blocking", TwoWay, whole::read_blocking),
    Driver::new("blocking-owned", TwoWay, whole::read_blocking_owned),
    Driver::new("blocking-streamed", TwoWay, streaming::read_blocking_streamed),
    Driver::new("codec", TwoWay, whole::read_with_codec),
];
