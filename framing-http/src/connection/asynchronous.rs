//! Messages over an async transport.

use std::io;
use std::pin::Pin;

use bytes::Bytes;
use framing_chunked::ChunkHeader;
use framing_core::{FrameReader, Limits, ReadError};
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt};

use super::{MessageHead, Role, Track};
use crate::{HttpResponse, InParts, MessageFormat, Persistence, RequestMethod};

/// Reads the messages of a connection one after the other: the head first, then as much of the body as is wanted.
///
/// The next message begins where this one ends, however much of its body was read: what is left is passed over, and is never
/// taken for a message. Nothing of a body is asked for before its head is given, so a server can answer `Expect: 100-continue`
/// first, or refuse and close. [`blocking::MessageReader`](crate::blocking::MessageReader) is the same over blocking
/// transports.
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
/// # When there is no next message
///
/// [`next_head`](Self::next_head) gives nothing once the connection has ended between two messages, and nothing more is to be
/// read of it: after a message that [closes](Persistence::Closes) it or [switches](Persistence::Switches) to another
/// protocol; when more of an unread body is left than [is passed over](Self::with_most_passed_over); and when the client
/// still waits for a 100, so that a body may or may not follow. [`persistence`](Self::persistence) distinguishes them.
///
/// # Memory
///
/// A head within the limits, and at most 64 KiB of a body at a time, whatever its length.
#[derive(Debug)]
pub struct MessageReader<R, M: MessageFormat> {
    parts: FrameReader<R, InParts<M>>,
    track: Track,
}

methods_without_waiting!();

impl<R, M: MessageFormat> MessageReader<R, M> {
    /// Sets how long the reader waits for its peer: between messages, and for each head, chunk and rest of a body.
    #[cfg(feature = "time")]
    #[must_use]
    pub fn with_timeouts(mut self, timeouts: framing_core::Timeouts) -> Self {
        self.parts = self.parts.with_timeouts(timeouts);
        self
    }

    /// Makes the reader share a memory budget with others.
    #[must_use]
    pub fn with_budget(mut self, budget: &framing_core::Budget) -> Self {
        self.parts = self.parts.with_budget(budget);
        self
    }
}

impl<R: AsyncRead + Unpin, M: MessageFormat<Header: Clone>> MessageReader<R, M> {
    /// The head of the next message, past what is left of the one before; nothing
    /// [once there is none](Self#when-there-is-no-next-message).
    ///
    /// # Cancel safety
    ///
    /// Cancel safe.
    ///
    /// # Errors
    ///
    /// As [`FrameReader::next`].
    pub async fn next_head(&mut self) -> Result<Option<MessageHead<'_, M::Header>>, ReadError> {
        let is_inside = self.is_inside();
        let offset = self.parts.frames().decoder().offset();
        if !self.track.leave(offset, is_inside) {
            return Ok(None);
        }
        if let Some(body) = self.parts.streaming()
            && !self.track.passes_over(body.remaining().map(|left| offset.saturating_add(left)))
        {
            return Ok(None);
        }
        while let Some(part) = self.parts.next_header().await? {
            let announced = part.announced();
            if let Role::NextHead(header) = self.track.role(&announced) {
                self.track.begin::<M>(&announced, &header);
                return Ok(Some(MessageHead { header, bytes: &self.track.head }));
            }
            if !self.track.passes_over_part(&announced) {
                break;
            }
            part.skip().await?;
        }
        Ok(None)
    }

    /// The next bytes of the content of the message at hand, at least one; none at its end. They stay until they are
    /// [consumed](Self::consume_body).
    ///
    /// ```
    /// use framing_http::{HttpRequest, MessageReader};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let transport = &b"PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n1\r\n!\r\n0\r\n\r\n"[..];
    /// let mut requests = MessageReader::new(transport, HttpRequest::new());
    /// requests.next_head().await?.expect("a request");
    /// assert_eq!(requests.fill_body().await?, b"hi");
    /// requests.consume_body(1);
    /// assert_eq!(requests.fill_body().await?, b"i");
    /// requests.consume_body(1);
    /// assert_eq!(requests.fill_body().await?, b"!");
    /// requests.consume_body(1);
    /// assert_eq!(requests.fill_body().await?, b"");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Cancel safety
    ///
    /// Cancel safe: a body continues where a dropped future left it.
    ///
    /// # Errors
    ///
    /// Those of the body; see [`framing_core::Body`].
    pub async fn fill_body(&mut self) -> io::Result<&[u8]> {
        self.track.awaits_continue = false;
        let mut filled = 0;
        while filled == 0 && self.is_inside() {
            if let Some(mut body) = self.parts.streaming() {
                filled = body.fill_buf().await?.len();
            } else if let Some(part) = self.parts.next_header().await? {
                match self.track.role(&part.announced()) {
                    Role::NextHead(_) => break,
                    Role::Last(chunk) => self.track.last = Some(chunk),
                    Role::Own => {}
                }
                _ = part.stream()?;
            }
        }
        Ok(self.parts.frames().buffered().get(..filled).unwrap_or_default())
    }

    /// Takes the first `bytes` of what [`fill_body`](Self::fill_body) gave, or all of it if that is less.
    pub fn consume_body(&mut self, bytes: usize) {
        if let Some(mut body) = self.parts.streaming() {
            Pin::new(&mut body).consume(bytes);
        }
    }

    /// Writes the content of the message at hand, or what is left of it, to `writer`: the bytes written.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe as far as `writer` is: what it took was consumed, and another call continues after it.
    ///
    /// # Errors
    ///
    /// Those of the body, see [`framing_core::Body`], and those of `writer`.
    pub async fn copy_body<W: AsyncWrite + Unpin>(&mut self, writer: &mut W) -> io::Result<u64> {
        let mut copied = 0;
        loop {
            let bytes = self.fill_body().await?;
            if bytes.is_empty() {
                writer.flush().await?;
                return Ok(copied);
            }
            let taken = writer.write(bytes).await?;
            if taken == 0 {
                return Err(io::ErrorKind::WriteZero.into());
            }
            self.consume_body(taken);
            copied += taken as u64;
        }
    }

    /// The transport, and what was received of what follows the message at hand, which is passed over first, however long it
    /// is: after an upgrade or a CONNECT it belongs to another protocol.
    ///
    /// ```
    /// use framing_http::{HttpResponse, MessageReader, Persistence};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let transport = &b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n\x81\x00"[..];
    /// let mut responses = MessageReader::new(transport, HttpResponse::new());
    /// responses.next_head().await?.expect("an answer");
    /// assert_eq!(responses.persistence(), Persistence::Switches);
    /// let (_transport, unread) = responses.into_parts().await?;
    /// assert_eq!(&unread[..], b"\x81\x00");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`next_head`](Self::next_head).
    pub async fn into_parts(mut self) -> Result<(R, Bytes), ReadError> {
        while self.is_inside() {
            let Some(part) = self.parts.next_header().await? else { break };
            if let Role::NextHead(_) = self.track.role(&part.announced()) {
                break;
            }
            part.skip().await?;
        }
        Ok(self.parts.into_parts())
    }
}
