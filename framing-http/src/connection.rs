//! One side of a connection: message after message over an async transport.

use std::io;
use std::vec::Vec;

use bytes::Bytes;
use framing_chunked::ChunkHeader;
use framing_core::{FrameReader, Limits, ReadError};
use tokio::io::{AsyncRead, AsyncWrite};

use crate::{InParts, MessageFormat, Part};

/// Reads the messages of a connection one after the other: the head first, then as much of the body as is wanted.
///
/// The next message begins where this one ends, however much of its body was read: what is left is passed over, and is never
/// taken for a message. Nothing of a body is asked for before its head is given, so a server can answer `Expect: 100-continue`
/// first, or refuse and close.
///
/// ```
/// use framing_http::{HttpRequest, MessageReader};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let transport = &b"POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nDigest: x\r\n\r\n\
///     PUT /b HTTP/1.1\r\nContent-Length: 6\r\n\r\nunread\
///     GET /c HTTP/1.1\r\n\r\n"[..];
/// let mut requests = MessageReader::new(transport, HttpRequest::new());
///
/// let head = requests.next_head().await?.expect("the first request");
/// assert_eq!(head.header.on(head.bytes).target, b"/a");
/// let mut body = Vec::new();
/// requests.copy_body(&mut body).await?;
/// assert_eq!(body, b"hi");
/// assert!(requests.trailers().is_some_and(|last| last.trailers().any(|field| field.is("digest"))));
///
/// let head = requests.next_head().await?.expect("the second request");
/// assert_eq!(head.header.on(head.bytes).target, b"/b");
/// let head = requests.next_head().await?.expect("the third request");
/// assert_eq!(head.header.on(head.bytes).target, b"/c");
/// assert!(requests.next_head().await?.is_none());
/// # Ok(())
/// # }
/// ```
///
/// # Memory
///
/// A head within the limits, and at most 64 KiB of a body at a time, whatever its length.
#[derive(Debug)]
pub struct MessageReader<R, M: MessageFormat> {
    parts: FrameReader<R, InParts<M>>,
    head: Vec<u8>,
    /// Where in the stream the head at hand begins.
    at: Option<u64>,
    last: Option<ChunkHeader>,
}

/// The head of a message, lent by a [`MessageReader`].
#[derive(Debug)]
pub struct MessageHead<'a, H> {
    /// What it says of the framing.
    pub header: H,
    /// Its bytes, as they were received.
    pub bytes: &'a [u8],
}

impl<R: AsyncRead + Unpin, M: MessageFormat> MessageReader<R, M>
where
    M::Header: Clone,
{
    /// A reader of a connection that begins now.
    #[must_use]
    pub fn new(transport: R, messages: M) -> Self {
        let parts = FrameReader::new(transport, InParts::of(messages));
        Self { parts, head: Vec::new(), at: None, last: None }
    }

    /// The same reader with other limits. That for the header holds for heads, size lines and trailer sections; that for the
    /// body holds for nothing, as bodies are never gathered.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.parts.set_limits(limits);
        self
    }

    /// The head of the next message, past what is left of the one before; nothing once the connection has ended between two.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe.
    ///
    /// # Errors
    ///
    /// As [`FrameReader::next`].
    pub async fn next_head(&mut self) -> Result<Option<MessageHead<'_, M::Header>>, ReadError> {
        self.last = None;
        while let Some(part) = self.parts.next_header().await? {
            let announced = part.announced();
            match announced.header {
                Part::Head(header) if Some(announced.offset) != self.at => {
                    self.at = Some(announced.offset);
                    self.head.clear();
                    self.head.extend_from_slice(announced.header_bytes);
                    return Ok(Some(MessageHead { header: header.clone(), bytes: &self.head }));
                }
                Part::Head(_) | Part::Chunk(_) => part.skip().await?,
            }
        }
        Ok(None)
    }

    /// Writes the content of the message at hand, or what is left of it, to `writer`: the bytes written.
    ///
    /// # Cancel safety
    ///
    /// When the future is dropped, what is left of the chunk or of the body at hand is not written by another call.
    ///
    /// # Errors
    ///
    /// Those of the body, as [`framing_core::Body`] says, and of `writer`.
    pub async fn copy_body<W: AsyncWrite + Unpin>(&mut self, writer: &mut W) -> io::Result<u64> {
        let mut copied = 0;
        while self.is_inside() {
            let Some(part) = self.parts.next_header().await? else { break };
            let announced = part.announced();
            let last = match announced.header {
                Part::Head(_) if Some(announced.offset) != self.at => break,
                Part::Chunk(chunk) if chunk.size == 0 => Some(chunk.clone()),
                Part::Head(_) | Part::Chunk(_) => None,
            };
            copied += part.stream()?.forward(writer).await?;
            self.last = last.or(self.last.take());
        }
        Ok(copied)
    }

    /// The header of the last chunk of the message at hand, once its body was read: it has the trailers.
    #[must_use]
    pub const fn trailers(&self) -> Option<&ChunkHeader> {
        self.last.as_ref()
    }

    /// The transport, and what was received of what follows the message at hand, which is passed over first: after an upgrade
    /// or a CONNECT it belongs to another protocol.
    ///
    /// # Errors
    ///
    /// As [`next_head`](Self::next_head).
    pub async fn into_parts(mut self) -> Result<(R, Bytes), ReadError> {
        while self.is_inside() {
            let Some(part) = self.parts.next_header().await? else { break };
            let announced = part.announced();
            if matches!(announced.header, Part::Head(_)) && Some(announced.offset) != self.at {
                break;
            }
            part.skip().await?;
        }
        Ok(self.parts.into_parts())
    }

    /// Is any of the message at hand still in front of the reader?
    fn is_inside(&self) -> bool {
        let decoder = self.parts.frames().decoder();
        self.at.is_some_and(|at| decoder.offset() == at) || decoder.format().is_in_chunks()
    }
}
