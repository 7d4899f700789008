//! Frames whose bodies are values of serde types, as JSON, MessagePack or CBOR.
//!
//! A value may borrow from the body, which is not copied then. A malformed body is an error of its frame only: the frame
//! is consumed, and the next call reads the next one.
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
pub use self::payload::{MAX_DEPTH, Payload, PayloadError, TooDeep};
pub use self::reader::{TypedReader, TypedStream};
pub use self::writer::{TypedSink, TypedWriter};
use crate::{ReadError, WriteError};

/// Why no value was read or written.
#[derive(Debug)]
#[non_exhaustive]
pub enum TypedError {
    /// The reader returned no frame.
    Read(ReadError),
    /// The body of a frame is not a value of the type. The frame was consumed; the next call reads the next one.
    Body {
        /// The offset of the frame in the stream.
        offset: u64,
        /// The length of its body.
        len: usize,
        /// What the payload format reports.
        error: PayloadError,
    },
    /// The payload format cannot represent the value. Nothing was written.
    Value(PayloadError),
    /// The writer did not accept the frame.
    Write(WriteError),
}

impl fmt::Display for TypedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read(error) => error.fmt(f),
            Self::Body { offset, len, error } => {
                write!(f, "malformed value in the body of {len} bytes of the frame at byte {offset}: {error}")
            }
            Self::Value(error) => write!(f, "cannot encode the value: {error}"),
            Self::Write(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for TypedError {
    /// Returns what caused the error that [`Display`](fmt::Display) prints, never that error itself.
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Read(error) => error.source(),
            Self::Body { error, .. } | Self::Value(error) => error.source(),
            Self::Write(error) => error.source(),
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
