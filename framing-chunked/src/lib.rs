//! Bodies that come in chunks, until a chunk of size zero ends them: the 4-byte binary form, and the chunked transfer
//! coding of HTTP/1.1.
//!
//! - [`Chunked`] and [`HttpChunked`] are the formats, for every reader and writer of [`framing_core`]: a frame is a chunk.
//! - [`BodyDecoder`] turns chunks into data without any I/O, as they come, and in place.
//! - `BodyReader` and `BodyWriter`, and their twins in `blocking`, make a body a stream of bytes.
//! - [`CodedBody`] finds the end of an HTTP body that is part of something else, and takes it apart.
#![no_std]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]

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
