//! Values in frames: a body is one value of a serde type, as JSON, MessagePack or CBOR.
//!
//! A value is read from the body where it lies, without a copy where its type borrows. A body that is no such value is an
//! error of that one frame: it is consumed, and the next call reads the next frame.
//!
//! ```
//! # #[cfg(feature = "json")]
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use framing_core::typed::{Json, TypedReader, TypedWriter};
//! use framing_core::{FrameReader, FrameWriter, U32Be};
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Serialize, Deserialize)]
//! struct Greeting<'a> {
//!     to: &'a str,
//! }
//!
//! let mut writer = TypedWriter::new(FrameWriter::new(Vec::new(), U32Be::new()), Json);
//! writer.send(&Greeting { to: "you" }).await?;
//!
//! let wire = writer.into_inner().into_inner();
//! assert_eq!(wire, b"\0\0\0\x0c{\"to\":\"you\"}");
//!
//! let mut reader = TypedReader::new(FrameReader::new(&wire[..], U32Be::new()), Json);
//! let greeting: Greeting = reader.next().await?.expect("one frame");
//! assert_eq!(greeting.to, "you");
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "json"))]
//! # fn main() {}
//! ```

mod payload;
mod reader;
mod writer;

use std::fmt;

#[cfg(feature = "cbor")]
pub use self::payload::Cbor;
#[cfg(feature = "json")]
pub use self::payload::Json;
#[cfg(feature = "msgpack")]
pub use self::payload::MessagePack;
pub use self::payload::{Payload, PayloadError};
pub use self::reader::{TypedReader, TypedStream};
pub use self::writer::{TypedSink, TypedWriter};
use crate::{ReadError, WriteError};

/// Why no value was read or written.
#[derive(Debug)]
#[non_exhaustive]
pub enum TypedError {
    /// The reader gave no frame.
    Read(ReadError),
    /// The body of a frame is no value of the type. The frame was consumed; the stream goes on behind it.
    Body {
        /// Where the frame began, in bytes from the start of the stream.
        offset: u64,
        /// Bytes of its body.
        len: usize,
        /// What the payload format says.
        error: PayloadError,
    },
    /// The value cannot be said in the payload format. Nothing was written.
    Value(PayloadError),
    /// The writer did not take the frame.
    Write(WriteError),
}

impl fmt::Display for TypedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read(error) => error.fmt(f),
            Self::Body { offset, len, error } => {
                write!(f, "the body of {len} bytes of the frame at byte {offset} is no such value: {error}")
            }
            Self::Value(error) => write!(f, "the value cannot be written: {error}"),
            Self::Write(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for TypedError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Read(error) => Some(error),
            Self::Body { error, .. } | Self::Value(error) => Some(&**error),
            Self::Write(error) => Some(error),
        }
    }
}

impl From<ReadError> for TypedError {
    fn from(error: ReadError) -> Self {
        Self::Read(error)
    }
}

impl From<WriteError> for TypedError {
    fn from(error: WriteError) -> Self {
        Self::Write(error)
    }
}
