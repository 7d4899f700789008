//! The writers and the codec: every format, async and blocking, over transports that take bytes as they like.
//!
//! Every check is made with the async and with the blocking writer. A future is polled once and dropped, so each of its
//! awaits is also a place where it is cancelled.

mod backpressure;
mod codec;
mod failing;
mod formats;
mod real;
mod sending;
mod streaming;
mod transport;
mod writers;
mod writing;
