//! One trait, one engine and one set of readers for every protocol that says: *a header, then a body*.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

#[cfg(feature = "std")]
pub mod blocking;
mod buffer;
mod decoder;
mod error;
mod format;
mod frame;
mod frame_buffer;
mod limits;
#[cfg(feature = "std")]
mod owned;
#[cfg(feature = "std")]
mod read_error;
#[cfg(feature = "tokio")]
mod reader;

pub use decoder::{Decoder, Step};
pub use error::{Error, ErrorKind, Malformed, Outcome, Phase};
pub use format::{BodyLen, Encode, EncodeError, Extent, Scan, TwoPhase};
pub use frame::Frame;
pub use frame_buffer::{Batch, FrameBuffer, Waiting};
pub use limits::Limits;
#[cfg(feature = "std")]
pub use owned::OwnedFrame;
#[cfg(feature = "std")]
pub use read_error::ReadError;
#[cfg(feature = "tokio")]
pub use reader::{FrameReader, FrameStream};
