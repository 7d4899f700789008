//! Messages behind a Content-Length, as the Language Server and Debug Adapter protocols frame them, and the messages of
//! HTTP/1.1.
//!
//! - [`ContentLength`] frames the messages of language servers and debuggers.
//! - [`HttpRequest`] and [`HttpResponse`] frame HTTP/1.1 by RFC 9112, strictly: a frame is a message. What each of them takes
//!   and refuses stands there, rule by rule; what is let through beyond that has a name, a [`Leniency`].
//! - [`InParts`] frames the same messages part by part, for bodies of any length; [`MessageReader`] reads a connection so.
//! - [`ambiguity`] shows where other readers would end a message differently.
//!
//! Methods, targets, routing, cookies and the like are somebody else's: a head is handed out as received, and its fields are
//! [`Fields`].
//!
//! # Beside other readers
//!
//! What they do with what is refused here, measured on released versions or read in their sources:
//!
//! | | hyper 1.12 | httparse 1.10 | h11 0.16 | llhttp 9.4 |
//! |---|---|---|---|---|
//! | a lone LF in a head | takes it | takes it | takes it | refuses it |
//! | a folded line | refuses it (server) | refuses it | joins it | refuses it |
//! | whitespace before the colon | refuses it | refuses it | refuses it | refuses it |
//! | Content-Length twice, equal | takes it | does not look | takes it | refuses it |
//! | Content-Length and Transfer-Encoding | takes the latter | does not look | takes the latter | refuses it |
//! | chunked twice | takes it | does not look | refuses it | refuses it |
//! | Transfer-Encoding in HTTP/1.0 | refuses it | does not look | takes it | takes it |
//! | whitespace behind a chunk size | takes it | takes it | takes it | refuses it |
//! | an empty chunk size | refuses it | takes it for zero | refuses it | refuses it |
//! | a lone LF in a chunk extension | refuses it | takes it | refuses it | refuses it |
//! | a NUL in a chunk extension | takes it | takes it | takes it | refuses it |
//!
//! The other way round, whitespace around the `;` and the `=` of a chunk extension is taken here, as RFC 9112, section 7.1.1,
//! demands; llhttp refuses it, and h11 refuses it in front of the `;`.
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
mod text;

#[cfg(feature = "tokio")]
pub use connection::{MessageHead, MessageReader};
pub use content_length::{ContentLength, ContentLengthHeader};
pub use framing_chunked::{ChunkLimits, Field, Fields, Leniency};
pub use message::{
    HttpRequest, HttpResponse, InParts, MessageBody, MessageFormat, Part, Request, RequestHeader,
    RequestMethod, Response, ResponseHeader,
};
pub use text::{Rtsp, Scgi, Stomp, TextHeader};
