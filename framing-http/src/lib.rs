//! Messages behind a Content-Length, as the Language Server and Debug Adapter protocols frame them, and the messages of
//! HTTP/1.1.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;
#[cfg(any(feature = "std", test))]
extern crate std;

pub mod ambiguity;
#[cfg(feature = "tokio")]
mod connection;
mod content_length;
mod head;
mod message;
#[cfg(feature = "registry")]
pub mod registry;
#[cfg(feature = "serde")]
mod serialize;

#[cfg(feature = "tokio")]
pub use connection::{MessageHead, MessageReader};
pub use content_length::{ContentLength, ContentLengthHeader};
pub use framing_chunked::{ChunkLimits, Field, Fields, Leniency};
pub use message::{
    HttpRequest, HttpResponse, InParts, MessageBody, MessageFormat, Part, Request, RequestHeader,
    RequestMethod, Response, ResponseHeader,
};
