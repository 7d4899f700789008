//! Reads and writes every protocol in which a frame is *a header, then a body*.
//!
//! ```
//! use framing_core::{FrameReader, FrameWriter, ReadError, U32Be, WriteError};
//! use tokio::net::TcpStream;
//!
//! /// Prints every frame of a connection: a 4-byte length, then the body.
//! async fn receive(socket: TcpStream) -> Result<(), ReadError> {
//!     let mut reader = FrameReader::new(socket, U32Be::new());
//!     while let Some(frame) = reader.next().await? {
//!         println!("{} bytes at offset {}", frame.body().len(), frame.offset());
//!     }
//!     Ok(())
//! }
//!
//! async fn greet(socket: TcpStream) -> Result<(), WriteError> {
//!     let mut writer = FrameWriter::new(socket, U32Be::new());
//!     writer.send_body(b"hello").await?;
//!     writer.close().await
//! }
//! # let _ = (receive, greet);
//! ```
//!
//! # Overview
//!
//! | to | use | feature |
//! | --- | --- | --- |
//! | describe a format | [`TwoPhase`], and [`Encode`] to write it; [`Length`] and [`LengthBuilder`] for a length in a fixed header | |
//! | use an existing format | [`U8`](const@U8) to [`U64Le`](const@U64Le), [`Varint`], [`Netstring`]; [`fields`] for headers of `Name: value` lines; [`Preface`] for a greeting before the frames | |
//! | read, async | [`FrameReader`]: borrowed frames, [batches](FrameReader::batch), a [stream](FrameReader::into_stream) of [`OwnedFrame`]s | `tokio` |
//! | decide after the header | [`FrameReader::next_header`]: buffer, stream, skip or refuse the body | `tokio` |
//! | bound time and memory | [`Limits`]; [`Timeouts`]; a [`Budget`] shared by many readers | `time`, `tokio` |
//! | write, async | [`FrameWriter`] | `tokio` |
//! | read and write, blocking | [`blocking`] | `std` |
//! | read and write on other runtimes | the modules `futures` and `embedded_io` | `futures-io`, `embedded-io` |
//! | send and receive values of serde types | [`typed`] | `json`, `msgpack`, `cbor` |
//! | use tokio-util's `Framed` | [`FrameCodec`] | `codec` |
//! | iterate over bytes in memory | [`Frames`] | |
//! | find frames between noise | [`Resync`]; [`ResyncReader`], [`blocking::ResyncReader`] | |
//! | do the I/O yourself | [`FrameBuffer`], or [`Decoder`] with your own buffer; [`encode_frame`], [`FrameQueue`] | |
//! | log and count frames and errors | [`Observed`], with a closure, or with `Tracing` for the crate `tracing` | `tracing` |
//! | inspect an error | [`Error`], [`ReadError`], [`WriteError`] | |
//! | wait for state within a program | [`Condition`], [`Pipe`], [`Queue`], [`ProtocolReader`]; [why](state_not_occurrence) | `std` |
//! | find a format by name, or describe one in a file | [`registry`], [`spec`] | `registry`, `spec` |
//! | test your own format | [`testkit`] and its macro `conformance_tests!` | `testkit` |
//!
//! The features `std`, `tokio` and `codec` are enabled by default. Without them the crate is `no_std`; the feature `alloc`
//! adds what needs an allocator.
//!
//! Guides: [coming from tokio-util](guide::from_tokio_util), [other runtimes](guide::other_runtimes),
//! [embedded](guide::embedded), [borrowed frames](lent_frames), [guarantees](guide::guarantees),
//! [performance](guide::performance).
//!
//! # The two phases
//!
//! A type that implements [`TwoPhase`] is a *format*. It answers questions about bytes; it never reads, waits or keeps
//! any. The [`Decoder`] asks the questions, and every reader drives that one decoder.
//!
//! ```text
//!          bytes, in any pieces
//!                            │
//!   ┌─ phase 1 ──────────────▼─────────────────────┐
//!   │ header_len(seen)   AtLeast(n) ─► Need(n)     │
//!   │                    Exact(n)   ─► header(..n) │
//!   └────────────────────────┬─────────────────────┘
//!                            │ Header, typed
//!   ┌─ phase 2 ──────────────▼─────────────────────┐
//!   │ body_len(&Header)  Exact(n), Scan, UntilEnd  │
//!   │ trailer_len        ─► Need(frame)            │
//!   │ observe_body, end_frame: checks, state       │
//!   └────────────────────────┬─────────────────────┘
//!                            ▼
//!     Frame: header, body, trailer, borrowed from the
//!     buffer; then phase 1 of the next frame
//! ```
//!
//! The same, one step at a time:
//!
//! ```
//! use framing_core::{BodyLen, Decoder, Extent, Phase, Scan, Step, TwoPhase, U16Be};
//!
//! // The format: a header of two bytes, which contains the length of the body.
//! let format = U16Be::new();
//! let header_len = format.header_len(b"", &mut Scan::default());
//! assert_eq!(header_len, Ok(Extent::Exact(2)));
//! assert_eq!(format.header(b"\x00\x03"), Ok(3));
//! assert_eq!(format.body_len(&3), Ok(BodyLen::Exact(3)));
//!
//! // Phase 1 needs the header. Too few bytes are not an error.
//! let mut decoder = Decoder::new(format);
//! assert_eq!(decoder.decode(b"")?, Step::Need(2));
//! assert_eq!(decoder.decode(b"\x00")?, Step::Need(2));
//!
//! // Phase 2 needs the complete frame.
//! assert_eq!(decoder.decode(b"\x00\x03")?, Step::Need(5));
//! assert_eq!(decoder.phase(), Phase::Body);
//!
//! // The frame borrows from the input. The caller drops its bytes.
//! let input = b"\x00\x03one\x00";
//! let Step::Done(frame) = decoder.decode(input)? else { panic!("a frame") };
//! assert_eq!((frame.header, frame.body()), (3, &b"one"[..]));
//! let rest = &input[frame.bytes().len()..];
//!
//! // Only `finish` is the end. It is clean between two frames, not inside one.
//! assert_eq!(decoder.decode(rest)?, Step::Need(2));
//! let error = decoder.finish(rest).unwrap_err();
//! assert_eq!(
//!     error.to_string(),
//!     "stream ended at byte 6 inside the header: 1 of 2 bytes of the frame"
//! );
//! # Ok::<(), framing_core::Error>(())
//! ```
//!
//! # Guarantees
//!
//! - **Correct under every split.** The same bytes give the same frames, and the same errors at the same offsets, in
//!   whatever pieces they arrive and whichever reader takes them.
//! - **The end is explicit.** A stream that ends inside a frame is an error, also directly after a header.
//! - **Cancel safe.** All progress lives in the reader or the writer, none in its futures.
//! - **Bounded.** [`Limits`] apply before memory is committed. Memory grows with the received bytes, not with the length
//!   that a header claims, and a reader that waits between two frames holds none.
//! - **Errors are values** with a kind, a phase and the offset of the byte that decides them. A framing error is final;
//!   an error of the transport is not.
//!
#![cfg_attr(feature = "typed", doc = "[`typed`]: crate::typed")]
#![cfg_attr(
    not(feature = "typed"),
    doc = "[`typed`]: <https://docs.rs/framing-core/latest/framing_core/typed/>"
)]
#![cfg_attr(feature = "registry", doc = "[`registry`]: crate::registry")]
#![cfg_attr(
    not(feature = "registry"),
    doc = "[`registry`]: <https://docs.rs/framing-core/latest/framing_core/registry/>"
)]
#![cfg_attr(feature = "spec", doc = "[`spec`]: crate::spec")]
#![cfg_attr(
    not(feature = "spec"),
    doc = "[`spec`]: <https://docs.rs/framing-core/latest/framing_core/spec/>"
)]
#![cfg_attr(feature = "testkit", doc = "[`testkit`]: crate::testkit")]
#![cfg_attr(
    not(feature = "testkit"),
    doc = "[`testkit`]: <https://docs.rs/framing-core/latest/framing_core/testkit/>"
)]
#![no_std]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]
#![cfg_attr(
    not(test),
    deny(
        clippy::cast_lossless,
        clippy::cast_possible_truncation,
        clippy::cast_possible_wrap,
        clippy::cast_sign_loss
    )
)]

#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

#[cfg(feature = "alloc")]
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
pub use read::{Admission, Announced, Batch, Fixed, FrameBuffer, Frames, Growing, Storage, Waiting};
#[cfg(feature = "tokio")]
pub use read::{Body, Budget, FrameReader, FrameStream, Incoming, ResyncReader};
#[cfg(feature = "codec")]
pub use read::{BodyCodec, FrameCodec};
#[cfg(feature = "std")]
pub use read::{OwnedBatch, OwnedFrame, Room, TimeLimit, TimedOut, Timeouts};
#[cfg(feature = "alloc")]
pub use read::{Resync, Resynced, Skipped};
#[cfg(feature = "std")]
pub use wait::{
    Closed, Condition, Endpoint, Local, Pipe, PipeReader, PipeWriter, ProtocolReader, Queue, ReadExactError,
    SendError, Share, Shared, channel, local_pipe, local_simplex, pipe, simplex,
};
pub use write::{ByteSink, SliceSink, encode_frame_to_slice};
#[cfg(feature = "tokio")]
pub use write::{FeedFrame, FrameWriter, SendFrame};
#[cfg(feature = "alloc")]
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

/// Guides and background, compiled with the examples that they contain.
#[cfg(all(any(doc, doctest), feature = "codec", feature = "tokio"))]
pub mod guide {
    #[doc = include_str!("../guide/embedded.md")]
    pub mod embedded {}
    #[doc = include_str!("../guide/from_tokio_util.md")]
    pub mod from_tokio_util {}
    #[doc = include_str!("../guide/guarantees.md")]
    pub mod guarantees {}
    #[doc = include_str!("../guide/other_runtimes.md")]
    pub mod other_runtimes {}
    #[doc = include_str!("../guide/performance.md")]
    pub mod performance {}
}

#[cfg(all(any(doc, doctest), feature = "std"))]
#[doc = include_str!("wait/state_not_occurrence.md")]
pub mod state_not_occurrence {}

/// The example of the crate's README, compiled.
#[cfg(all(doctest, feature = "tokio"))]
#[doc = include_str!("../README.md")]
struct Readme;
