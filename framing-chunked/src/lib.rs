//! Chunked bodies: the 4-byte binary form, and the chunked transfer coding of HTTP/1.1.
//!
//! ```
//! use framing_chunked::HttpChunked;
//! use framing_core::FrameBuffer;
//!
//! # fn main() -> Result<(), framing_core::Error> {
//! let mut chunks = FrameBuffer::new(HttpChunked::new());
//! chunks.push(b"5\r\nhello\r\n0\r\n\r\n");
//! let chunk = chunks.next()?.expect("a complete chunk");
//! assert_eq!(chunk.body(), b"hello");
//! # Ok(())
//! # }
//! ```
//!
//! | to | use |
//! | --- | --- |
//! | read and write single chunks | the formats [`Chunked`] and [`HttpChunked`], with every reader and writer of [`framing_core`] |
//! | read or write a body as a stream of bytes | `BodyReader` and `BodyWriter`, async and in `blocking` |
//! | decode chunks without I/O, also in place | [`BodyDecoder`] |
//! | find the end of an HTTP body inside another format | [`CodedBody`] |
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

extern crate alloc;
#[cfg(any(feature = "std", test))]
extern crate std;

mod binary;
#[cfg(feature = "std")]
pub mod blocking;
mod body;
mod http;
#[cfg(feature = "tokio")]
mod reader;
#[cfg(feature = "registry")]
pub mod registry;
#[cfg(feature = "serde")]
mod serialize;
#[cfg(feature = "std")]
mod whole;

pub use binary::Chunked;
pub use body::{BodyDecoder, ChunkFormat, Compacted, Piece, PlainChunk};
pub use framing_core::fields::{Field, FieldSyntax, Fields};
pub use http::{ChunkHeader, ChunkLimits, CodedBody, Extension, Extensions, HttpChunked, Slices};
#[cfg(feature = "tokio")]
pub use reader::{BodyReader, BodyWriter};

/// The example of the crate's README, compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

/// Refuses the byte `at`.
pub(crate) const fn refuse<T>(at: usize, expected: &'static str) -> Result<T, framing_core::Malformed> {
    Err(framing_core::Malformed::new(at, expected))
}
