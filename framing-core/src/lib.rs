//! One trait, one engine and one set of readers for every protocol that says: *a header, then a body*.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod admission;
#[cfg(feature = "std")]
pub mod blocking;
#[cfg(feature = "tokio")]
mod budget;
mod buffer;
#[cfg(feature = "codec")]
mod codec;
#[cfg(feature = "std")]
mod condition;
mod decoder;
mod encode;
mod error;
mod format;
mod frame;
mod frame_buffer;
mod frame_queue;
#[cfg(feature = "tokio")]
mod incoming;
pub mod leb128;
mod length;
mod limits;
mod netstring;
pub mod number;
#[cfg(feature = "std")]
mod owned;
#[cfg(feature = "time")]
mod paced;
#[cfg(feature = "std")]
mod pipe;
#[cfg(feature = "std")]
mod protocol_reader;
#[cfg(feature = "std")]
mod queue;
#[cfg(feature = "std")]
mod read_error;
#[cfg(feature = "tokio")]
mod reader;
#[cfg(feature = "registry")]
pub mod registry;
#[cfg(feature = "spec")]
pub mod spec;
#[cfg(feature = "std")]
mod sync;
#[cfg(feature = "testkit")]
pub mod testkit;
#[cfg(feature = "typed")]
pub mod typed;
mod varint;
#[cfg(feature = "std")]
mod write_error;
#[cfg(feature = "tokio")]
mod writer;

pub use admission::{Admission, Announced, BodyPart};
#[cfg(feature = "tokio")]
pub use budget::Budget;
pub use byteorder::{BigEndian, ByteOrder, LittleEndian};
#[cfg(feature = "codec")]
pub use codec::FrameCodec;
#[cfg(feature = "std")]
pub use condition::{Closed, Condition};
pub use decoder::{Decoder, Step};
pub use encode::encode_frame;
pub use error::{Error, ErrorKind, Malformed, Outcome, Phase};
pub use format::{BodyLen, Encode, EncodeError, Extent, Scan, TwoPhase};
pub use frame::Frame;
pub use frame_buffer::{Batch, FrameBuffer, Waiting};
pub use frame_queue::{CutFrame, EnqueueError, FrameQueue, Marks, Undelivered, Unsent, UnsentFrame};
#[cfg(feature = "tokio")]
pub use incoming::{Body, Incoming};
pub use length::{
    Counts, Length, LengthBuilder, LengthField, LengthHeader, U8, U16Be, U16Le, U24Be, U24Le, U32Be, U32Le,
    U64Be, U64Le,
};
pub use limits::Limits;
pub use netstring::Netstring;
pub use number::{Number, NumberEncoding};
#[cfg(feature = "std")]
pub use owned::OwnedFrame;
#[cfg(feature = "time")]
pub use paced::{Pace, PacedReader};
#[cfg(feature = "std")]
pub use pipe::{
    Local, Pipe, PipeReader, PipeWriter, Share, Shared, local_pipe, local_simplex, pipe, simplex,
};
#[cfg(feature = "std")]
pub use protocol_reader::{ProtocolReader, ReadExactError};
#[cfg(feature = "std")]
pub use queue::{Endpoint, Queue, SendError, channel};
#[cfg(feature = "std")]
pub use read_error::ReadError;
#[cfg(feature = "tokio")]
pub use reader::{FrameReader, FrameStream};
pub use varint::{Varint, VarintHeader};
#[cfg(feature = "std")]
pub use write_error::WriteError;
#[cfg(feature = "tokio")]
pub use writer::{FrameWriter, SendFrame};

#[cfg(all(any(doc, doctest), feature = "std"))]
#[doc = include_str!("state_not_occurrence.md")]
pub mod state_not_occurrence {}
