//! Messages in parts: the head, then each chunk as a frame of its own, so that bodies of any length can be streamed.

use framing_chunked::{ChunkHeader, HttpChunked};
use framing_core::{
    BodyLen, ByteSink, Encode, EncodeError, Event, Extent, Limits, Malformed, Scan, TwoPhase,
};

use super::{HttpRequest, HttpResponse, MessageBody, Persistence, RequestHeader, ResponseHeader};

/// A format whose frames are HTTP/1.1 messages.
pub trait MessageFormat: TwoPhase {
    /// How the end of the body after this head is found.
    fn body(header: &Self::Header) -> MessageBody;

    /// The chunks of a chunked body.
    fn chunks(&self) -> HttpChunked;

    /// What becomes of the connection after the message with this header, which was read from `head`.
    fn persistence(header: &Self::Header, head: &[u8]) -> Persistence;

    /// Does the sender of this head wait for a 100 before it sends the body?
    fn expects_continue(header: &Self::Header, head: &[u8]) -> bool {
        let _ = (header, head);
        false
    }
}

/// Bytes of the shortest body in chunks: its last chunk.
const SHORTEST: u64 = 5;

impl MessageFormat for HttpRequest {
    fn body(header: &RequestHeader) -> MessageBody {
        header.body
    }

    fn chunks(&self) -> HttpChunked {
        self.messages.coded.chunks()
    }

    fn persistence(header: &RequestHeader, head: &[u8]) -> Persistence {
        header.persistence(head)
    }

    fn expects_continue(header: &RequestHeader, head: &[u8]) -> bool {
        header.expects_continue(head)
    }
}

impl MessageFormat for HttpResponse {
    fn body(header: &ResponseHeader) -> MessageBody {
        header.body
    }

    fn chunks(&self) -> HttpChunked {
        self.messages.coded.chunks()
    }

    fn persistence(header: &ResponseHeader, head: &[u8]) -> Persistence {
        header.persistence(head)
    }
}

/// HTTP/1.1 messages in parts: a frame is a head with the body that it announces, or, when the body is in the chunked
/// coding, a head without a body, and then each chunk a frame.
///
/// Unlike a message in one frame, a part always has a known length, so a reader can stream a body of any length, or pass over
/// it, in little memory.
///
/// ```
/// use framing_core::{FrameBuffer, TwoPhase};
/// use framing_http::{HttpRequest, InParts, Part};
///
/// let mut parts = FrameBuffer::new(InParts::new(HttpRequest::new()));
/// parts.push(b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n");
/// let head = parts.next()?.expect("the head is there");
/// assert!(matches!(head.header, Part::Head(_)) && head.body().is_empty());
/// let chunk = parts.next()?.expect("the chunk is there");
/// assert!(matches!(chunk.header, Part::Chunk(_)) && chunk.body() == b"hi");
/// let last = parts.next()?.expect("the last chunk is there");
/// assert!(last.body().is_empty() && parts.decoder().format().may_end());
/// # Ok::<(), framing_core::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct InParts<M> {
    messages: M,
    chunks: HttpChunked,
    /// Is the next part a chunk?
    is_in_chunks: bool,
}

/// The header of a part of a message.
// Exhaustive on purpose: a message consists of a head and chunks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part<H> {
    /// The head of a message.
    Head(H),
    /// The header of a chunk. The last one, of size zero, has the trailers.
    Chunk(ChunkHeader),
}

impl<H> Part<H> {
    /// Returns the head, if the part is one.
    #[must_use]
    pub const fn head(&self) -> Option<&H> {
        match self {
            Self::Head(head) => Some(head),
            Self::Chunk(_) => None,
        }
    }

    /// Returns the header of the chunk, if the part is one.
    #[must_use]
    pub const fn chunk(&self) -> Option<&ChunkHeader> {
        match self {
            Self::Chunk(chunk) => Some(chunk),
            Self::Head(_) => None,
        }
    }
}

impl<M: MessageFormat> InParts<M> {
    /// Creates the format of the parts of `messages`.
    #[must_use]
    pub fn new(messages: M) -> Self {
        Self { chunks: messages.chunks(), messages, is_in_chunks: false }
    }

    /// Is the next part a chunk?
    #[must_use]
    pub const fn is_in_chunks(&self) -> bool {
        self.is_in_chunks
    }

    /// The format of the complete messages.
    #[must_use]
    pub const fn messages(&self) -> &M {
        &self.messages
    }

    /// Returns the format of the complete messages, to report which requests were sent.
    pub const fn messages_mut(&mut self) -> &mut M {
        &mut self.messages
    }
}

#[deny(clippy::missing_trait_methods, reason = "a wrapper that misses a method changes the format")]
impl<M: MessageFormat> TwoPhase for InParts<M> {
    type Header = Part<M::Header>;

    fn header_len(&self, seen: &[u8], scan: &mut Scan) -> Result<Extent, Malformed> {
        match self.is_in_chunks {
            true => self.chunks.header_len(seen, scan),
            false => self.messages.header_len(seen, scan),
        }
    }

    fn whole_header(&self, seen: &[u8], scan: Scan) -> Option<(usize, Self::Header)> {
        if self.is_in_chunks {
            let (len, chunk) = self.chunks.whole_header(seen, scan)?;
            return Some((len, Part::Chunk(chunk)));
        }
        let (len, head) = self.messages.whole_header(seen, scan)?;
        Some((len, Part::Head(head)))
    }

    fn header(&self, bytes: &[u8]) -> Result<Self::Header, Malformed> {
        Ok(match self.is_in_chunks {
            true => Part::Chunk(self.chunks.header(bytes)?),
            false => Part::Head(self.messages.header(bytes)?),
        })
    }

    fn body_len(&self, header: &Self::Header) -> Result<BodyLen, Malformed> {
        match header {
            Part::Chunk(chunk) => self.chunks.body_len(chunk),
            Part::Head(head) if M::body(head) == MessageBody::Chunked => Ok(BodyLen::Exact(0)),
            Part::Head(head) => self.messages.body_len(head),
        }
    }

    fn scan_body(&self, header: &Self::Header, seen: &[u8], scan: &mut Scan) -> Result<Extent, Malformed> {
        match header {
            Part::Chunk(chunk) => self.chunks.scan_body(chunk, seen, scan),
            Part::Head(head) => self.messages.scan_body(head, seen, scan),
        }
    }

    fn trailer_len(&self, header: &Self::Header, body: u64) -> Result<u64, Malformed> {
        match header {
            Part::Chunk(chunk) => self.chunks.trailer_len(chunk, body),
            Part::Head(head) => self.messages.trailer_len(head, body),
        }
    }

    fn observe_body(&mut self, header: &Self::Header, piece: &[u8]) {
        match header {
            Part::Chunk(chunk) => self.chunks.observe_body(chunk, piece),
            Part::Head(head) => self.messages.observe_body(head, piece),
        }
    }

    fn check_trailer(&self, header: &Self::Header, seen: &[u8]) -> Result<(), Malformed> {
        match header {
            Part::Chunk(chunk) => self.chunks.check_trailer(chunk, seen),
            Part::Head(head) => self.messages.check_trailer(head, seen),
        }
    }

    fn end_frame(&mut self, header: &Self::Header, trailer: &[u8]) -> Result<(), Malformed> {
        match header {
            Part::Chunk(chunk) => {
                self.chunks.end_frame(chunk, trailer)?;
                self.is_in_chunks = !self.chunks.may_end();
            }
            Part::Head(head) => {
                self.messages.end_frame(head, trailer)?;
                self.is_in_chunks = M::body(head) == MessageBody::Chunked;
            }
        }
        Ok(())
    }

    fn body_limit(&self, header: &Self::Header) -> u64 {
        match header {
            Part::Chunk(chunk) => self.chunks.body_limit(chunk),
            Part::Head(head) => self.messages.body_limit(head),
        }
    }

    fn may_end(&self) -> bool {
        !self.is_in_chunks && self.messages.may_end()
    }

    fn may_end_after(&self, unread: &[u8]) -> bool {
        !self.is_in_chunks && self.messages.may_end_after(unread)
    }

    fn has_ended(&self) -> bool {
        !self.is_in_chunks && self.messages.has_ended()
    }

    fn observe(&mut self, event: &Event<'_, Self::Header>) {
        if let Some(event) = event.map_header(Part::head) {
            self.messages.observe(&event);
        } else if let Some(event) = event.map_header(Part::chunk) {
            self.chunks.observe(&event);
        }
    }

    fn limits(&self) -> Limits {
        self.messages.limits()
    }
}

/// Writes a head with its whole body, or a head whose body is [`Chunked`](MessageBody::Chunked) and then its chunks.
///
/// ```
/// use framing_chunked::ChunkHeader;
/// use framing_core::encode_frame;
/// use framing_http::{HttpResponse, InParts, Part, ResponseHeader};
///
/// let mut format = InParts::new(HttpResponse::new());
/// let mut wire = Vec::new();
/// encode_frame(&mut format, &Part::Head(ResponseHeader::new(200, "OK")?.chunked()), b"", &mut wire)?;
/// encode_frame(&mut format, &Part::Chunk(ChunkHeader::default()), b"hi", &mut wire)?;
/// encode_frame(&mut format, &Part::Chunk(ChunkHeader::default().with_trailer("A", "b")?), b"", &mut wire)?;
/// assert_eq!(wire, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nA: b\r\n\r\n");
/// # Ok::<(), framing_core::EncodeError>(())
/// ```
#[deny(clippy::missing_trait_methods, reason = "a wrapper that misses a method changes the format")]
impl<M: MessageFormat + Encode> Encode for InParts<M> {
    fn encode_header<B: ByteSink>(
        &self,
        header: &Self::Header,
        body_len: u64,
        out: &mut B,
    ) -> Result<(), EncodeError> {
        match header {
            Part::Chunk(_) if !self.is_in_chunks => {
                Err(EncodeError::Invalid("a head in front of the chunks"))
            }
            Part::Head(_) if self.is_in_chunks => {
                Err(EncodeError::Invalid("a chunk: the last one is still to come"))
            }
            Part::Chunk(chunk) => self.chunks.encode_header(chunk, body_len, out),
            Part::Head(head) if M::body(head) != MessageBody::Chunked => {
                self.messages.encode_header(head, body_len, out)
            }
            Part::Head(_) if body_len > 0 => Err(EncodeError::Invalid("the body in chunks after the head")),
            Part::Head(head) => self.messages.encode_header(head, SHORTEST, out),
        }
    }

    fn encode_trailer<B: ByteSink>(&self, header: &Self::Header, body_len: u64, out: &mut B) {
        match header {
            Part::Chunk(chunk) => self.chunks.encode_trailer(chunk, body_len, out),
            Part::Head(head) => self.messages.encode_trailer(head, body_len, out),
        }
    }
}
