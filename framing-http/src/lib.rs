//! Strict framing of HTTP/1.1 messages, and of Content-Length messages as in the Language Server and Debug Adapter
//! protocols.
//!
//! ```
//! use framing_core::FrameBuffer;
//! use framing_http::ContentLength;
//!
//! # fn main() -> Result<(), framing_core::Error> {
//! let mut messages = FrameBuffer::new(ContentLength::new());
//! messages.push(b"Content-Length: 2\r\n\r\n{}");
//! let message = messages.next()?.expect("a complete message");
//! assert_eq!(message.body(), b"{}");
//! # Ok(())
//! # }
//! ```
//!
//! | to | use |
//! | --- | --- |
//! | read messages of language servers and debuggers | [`ContentLength`] |
//! | read HTTP/1.1 messages (RFC 9112) | [`HttpRequest`] and [`HttpResponse`]: a frame is a message |
//! | read HTTP/1.1 bodies of any length | [`InParts`]; `MessageReader`, async and in `blocking`, with the [`Persistence`] of the connection |
//! | accept more than the strict rules | a [`Leniency`], by name |
//! | see where other readers would end a message differently | [`ambiguity`] |
//! | read WebSocket, or protocols with a text header | [`WebSocket`]; [`Resp`], [`LineProtocol`], [`Rtsp`], [`Scgi`], [`Stomp`] |
//!
//! Methods, targets, routing and cookies are out of scope: a head is returned as received, and its fields are [`Fields`].
//!
//! # Compared with other readers
//!
//! How servers, and clients for responses, interpret the same bytes. `cargo xtask interop --second-opinion` sends these
//! bytes to all of them and fails if the table is wrong; a dash marks bytes that a reader does not examine. For chunks,
//! see [`HttpChunked`](framing_chunked::HttpChunked#compared-with-other-readers).
//!
#![doc = include_str!("others.md")]
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
