//! Messages behind a Content-Length, as the Language Server and Debug Adapter protocols frame them, and the messages of
//! HTTP/1.1.
//!
//! - [`ContentLength`] frames the messages of language servers and debuggers.
//! - [`HttpRequest`] and [`HttpResponse`] frame HTTP/1.1 by RFC 9112, strictly: a frame is a message. What each of them takes
//!   and refuses stands there, rule by rule; what is let through beyond that has a name, a [`Leniency`].
//! - [`InParts`] frames the same messages part by part, for bodies of any length; `MessageReader`, async, and its twin in
//!   `blocking` read a connection so, and know with the [`Persistence`] of each message what comes behind it.
//! - [`ambiguity`] shows where other readers would end a message differently.
//!
//! Methods, targets, routing, cookies and the like are somebody else's: a head is handed out as received, and its fields are
//! [`Fields`].
//!
//! # Beside other readers
//!
//! What others make of the same bytes, as servers, and as clients where a response is at issue. `cargo xtask interop
//! --second-opinion` shows these bytes to all of them and fails if the table is not so; a dash stands for bytes that a
//! reader does not look at. In chunks, see [`HttpChunked`](framing_chunked::HttpChunked#beside-other-readers).
//!
#![doc = include_str!("others.md")]
#![no_std]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]

extern crate alloc;
#[cfg(any(feature = "std", test))]
extern crate std;

#[cfg(feature = "http1")]
pub mod ambiguity;
#[cfg(all(feature = "http1", feature = "std"))]
mod connection;
mod content_length;
#[cfg(feature = "http1")]
mod head;
mod leniency;
#[cfg(feature = "http1")]
mod message;
#[cfg(feature = "registry")]
pub mod registry;
#[cfg(feature = "serde")]
mod serialize;
mod text;
mod websocket;

#[cfg(all(feature = "http1", feature = "std"))]
pub use connection::{AnsweredRequest, MessageHead, MessageWriteError};
#[cfg(all(feature = "http1", feature = "tokio"))]
pub use connection::{MessageReader, MessageWriter};
pub use content_length::{ContentLength, ContentLengthHeader};
#[cfg(feature = "http1")]
pub use framing_chunked::ChunkLimits;
pub use framing_core::fields::{Field, Fields};
pub use leniency::{Leniency, UnknownLeniency};
#[cfg(feature = "http1")]
pub use message::{
    HttpRequest, HttpResponse, InParts, MessageBody, MessageFormat, Part, Persistence, Request,
    RequestHeader, RequestMethod, Response, ResponseHeader,
};

/// The readers over blocking transports.
#[cfg(all(feature = "http1", feature = "std"))]
pub mod blocking {
    pub use crate::connection::blocking::MessageReader;
    pub use crate::connection::writer::blocking::MessageWriter;
}

pub use text::{LineHeader, LineProtocol, Resp, RespHeader, Rtsp, Scgi, Stomp, TextHeader};
pub use websocket::{WebSocket, WebSocketHeader};

/// The example of the crate's README, compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

/// Refuses the byte `at`.
const fn refuse<T>(at: usize, expected: &'static str) -> Result<T, framing_core::Malformed> {
    Err(framing_core::Malformed::new(at, expected))
}
