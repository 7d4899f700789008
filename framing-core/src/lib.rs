//! One trait, one engine and one set of readers for every protocol that says: *a header, then a body*.
//!
//! A type that implements [`TwoPhase`] is a *format*. It answers questions about bytes that it is shown; it never
//! reads, waits or keeps any. The [`Decoder`] asks the questions, and everything that reads drives that one decoder.
//!
//! ```text
//!          bytes, in whatever pieces they arrive
//!                            │
//!   ┌─ phase 1 ──────────────▼─────────────────────┐
//!   │ header_len(seen)   AtLeast(n) ─► Need(n)     │
//!   │                    Exact(n)   ─► header(..n) │
//!   └────────────────────────┬─────────────────────┘
//!                            │ Header, typed
//!   ┌─ phase 2 ──────────────▼─────────────────────┐
//!   │ body_len(&Header)  Exact(n), Scan, UntilEnd  │
//!   │ trailer_len        ─► Need(all of it)        │
//!   │ observe_body, end_frame: checks, state           │
//!   └────────────────────────┬─────────────────────┘
//!                            ▼
//!     Frame: header, body, trailer, lent from the buffer;
//!     then phase 1 of the next one
//! ```
//!
//! # By hand
//!
//! What every reader of this crate does, one step at a time:
//!
//! ```
//! use framing_core::{BodyLen, Decoder, Extent, Phase, Scan, Step, TwoPhase, U16Be};
//!
//! // The format's part: two bytes of header, and what they say of the body.
//! let format = U16Be::new();
//! assert_eq!(format.header_len(b"", &mut Scan::default()), Ok(Extent::Exact(2)));
//! assert_eq!(format.header(b"\x00\x03"), Ok(3));
//! assert_eq!(format.body_len(&3), Ok(BodyLen::Exact(3)));
//!
//! // Phase 1: a need for the header, however few bytes of it are there. To be short of bytes is no error.
//! let mut decoder = Decoder::new(format);
//! assert_eq!(decoder.decode(b"")?, Step::Need(2));
//! assert_eq!(decoder.decode(b"\x00")?, Step::Need(2));
//!
//! // Phase 2: the header has spoken, and the need is the whole frame.
//! assert_eq!(decoder.decode(b"\x00\x03")?, Step::Need(5));
//! assert_eq!(decoder.phase(), Phase::Body);
//!
//! // The frame is lent from what was shown; how much of that it took is its length, and the caller drops it.
//! let input = b"\x00\x03one\x00";
//! let Step::Done(frame) = decoder.decode(input)? else { panic!("the frame is whole") };
//! assert_eq!((frame.header, frame.body()), (3, &b"one"[..]));
//! let rest = &input[frame.bytes().len()..];
//!
//! // Only `finish` means the end. Between two frames it is clean; here it is inside one.
//! assert_eq!(decoder.decode(rest)?, Step::Need(2));
//! let cut = decoder.finish(rest).unwrap_err();
//! assert_eq!(cut.to_string(), "stream ended at byte 6 inside the header: 1 of 2 bytes of the frame");
//! # Ok::<(), framing_core::Error>(())
//! ```
//!
//! # What there is
//!
//! | to | take | feature |
//! | --- | --- | --- |
//! | describe a format | [`TwoPhase`], and [`Encode`] if it is written too; [`Length`] and [`LengthBuilder`] for a length in a fixed header | |
//! | use one that is here | [`U8`] to [`U64Le`], [`Varint`], [`Netstring`]; [`fields`] for headers of `Name: value` lines; [`Preface`] for what comes before the frames | |
//! | read, async | [`FrameReader`]: lent frames, [batches](FrameReader::batch), a [stream](FrameReader::into_stream) of [`OwnedFrame`]s | `tokio` |
//! | decide after the header | [`FrameReader::next_header`]: buffer, stream, skip or refuse the body | `tokio` |
//! | bound time and memory | [`Limits`]; [`Timeouts`]; [`Budget`], which many readers share | `time`, `tokio` |
//! | write, async | [`FrameWriter`] | `tokio` |
//! | read and write, blocking | [`blocking`] | `std` |
//! | send and take values of serde types | [`typed`] | `json`, `msgpack`, `cbor` |
//! | use tokio-util's `Framed` | [`FrameCodec`] | `codec` |
//! | iterate over bytes that are already there | [`Frames`] | |
//! | find frames between noise | [`Resync`]; [`ResyncReader`], [`blocking::ResyncReader`] | |
//! | do the I/O yourself | [`Decoder`], or [`FrameBuffer`], which has the buffer too; [`encode_frame`], [`FrameQueue`] | |
//! | log and count frames and errors | [`Observed`], with a closure, or with `Tracing` for the crate `tracing` | `tracing` |
//! | know what went wrong and where | [`Error`], [`ReadError`], [`WriteError`] | |
//! | wait for state within a program | [`Condition`], [`Pipe`], [`Queue`], [`ProtocolReader`]; [why](state_not_occurrence) | `std` |
//! | find a format by its name, or describe one in a file | [`registry`], [`spec`] | `registry`, `spec` |
//! | put your own format to the test | [`conformance_tests!`], [`testkit`] | `testkit` |
//!
//! The features `std`, `tokio` and `codec` are on by default. Without them the crate is `no_std` with `alloc`.
//!
//! # Promises
//!
//! - **The cut does not matter.** The same bytes give the same frames and the same errors at the same offsets, in
//!   whatever pieces they arrive and whichever reader takes them.
//! - **An end is explicit.** A stream that ends inside a frame is an error, exactly after a header too.
//! - **Cancelling loses nothing.** All progress lives in the reader or the writer, none in its futures.
//! - **Nothing is trusted.** [`Limits`] hold before memory does; memory grows with what has arrived, not with what was
//!   announced, and a reader that waits between two frames holds none.
//! - **An error is a value**: a kind, a phase and the offset of the byte that decides it. A framing error is final;
//!   one of the transport is not.
#![no_std]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod buffer;
mod decoder;
mod error;
mod format;
mod formats;
mod frame;
mod limits;
mod read;
#[cfg(feature = "registry")]
pub mod registry;
#[cfg(feature = "spec")]
pub mod spec;
#[cfg(feature = "testkit")]
pub mod testkit;
#[cfg(feature = "typed")]
pub mod typed;
#[cfg(feature = "std")]
mod wait;
mod write;

pub use decoder::{Decoder, Step};
pub use error::{EncodeError, EnqueueError, Error, ErrorKind, Found, Malformed, Outcome, Phase};
#[cfg(feature = "std")]
pub use error::{ReadError, WriteError};
pub use format::{BodyLen, Encode, Extent, Scan, TwoPhase};
#[cfg(feature = "tracing")]
pub use formats::Tracing;
pub use formats::{
    Endian, Event, FrameEvent, Length, LengthBuilder, LengthCovers, LengthField, LengthFieldLe, LengthHeader,
    Nearby, Netstring, Observed, Observer, Preface, U8, U16Be, U16Le, U24Be, U24Le, U32Be, U32Le, U64Be,
    U64Le, Varint, VarintHeader, fields, leb128, number,
};
pub use frame::Frame;
pub use limits::Limits;
pub use number::{Number, NumberEncoding};
pub use read::{Admission, Announced, Batch, FrameBuffer, Frames, Resync, Resynced, Skipped, Waiting};
#[cfg(feature = "tokio")]
pub use read::{Body, Budget, FrameReader, FrameStream, Incoming, ResyncReader};
#[cfg(feature = "codec")]
pub use read::{BodyCodec, FrameCodec};
#[cfg(feature = "std")]
pub use read::{OwnedBatch, OwnedFrame, Room, TimeLimit, TimedOut, Timeouts};
#[cfg(feature = "std")]
pub use wait::{
    Closed, Condition, Endpoint, Local, Pipe, PipeReader, PipeWriter, ProtocolReader, Queue, ReadExactError,
    SendError, Share, Shared, channel, local_pipe, local_simplex, pipe, simplex,
};
#[cfg(feature = "tokio")]
pub use write::{FeedFrame, FrameWriter, SendFrame};
pub use write::{FrameQueue, PartialFrame, Undelivered, UnsentBytes, UnsentFrame, Watermarks, encode_frame};

/// The same engine over `std::io::Read` and `std::io::Write`.
#[cfg(feature = "std")]
pub mod blocking {
    pub use crate::read::blocking::{Body, FrameReader, Frames, Incoming};
    pub use crate::read::resync::blocking::ResyncReader;
    pub use crate::write::blocking::FrameWriter;
}

/// The same engine over the traits of `futures-io`, for smol and other runtimes.
#[cfg(feature = "futures-io")]
pub mod futures {
    pub use crate::read::futures::{Body, FrameReader, Incoming};
    pub use crate::write::futures::{FeedFrame, FrameWriter, SendFrame};
}

/// The same engine over the traits of `embedded-io` and `embedded-io-async`, without the standard library.
#[cfg(any(feature = "embedded-io", feature = "embedded-io-async"))]
pub mod embedded_io {
    pub use crate::read::embedded::ReadError;
    #[cfg(feature = "embedded-io")]
    pub use crate::read::embedded::{Body, FrameReader, Incoming};
    #[cfg(feature = "embedded-io")]
    pub use crate::write::embedded::FrameWriter;
    pub use crate::write::embedded::WriteError;

    /// The async reader and writer.
    #[cfg(feature = "embedded-io-async")]
    pub mod asynchronous {
        pub use crate::read::embedded::asynchronous::*;
        pub use crate::write::embedded::asynchronous::FrameWriter;
    }
}

#[cfg(all(any(doc, doctest), feature = "tokio"))]
#[doc = include_str!("read/lent_frames.md")]
pub mod lent_frames {}

#[cfg(all(any(doc, doctest), feature = "std"))]
#[doc = include_str!("wait/state_not_occurrence.md")]
pub mod state_not_occurrence {}

/// The example of the crate's README, compiled.
#[cfg(all(doctest, feature = "tokio"))]
#[doc = include_str!("../README.md")]
struct Readme;
