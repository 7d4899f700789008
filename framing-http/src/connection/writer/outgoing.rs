//! The bytes of messages that are written, and the rules of their order: all that both writers decide.

use core::fmt;
use std::collections::VecDeque;
use std::io;
use std::vec::Vec;

use framing_chunked::{ChunkHeader, HttpChunked};
use framing_core::{EncodeError, encode_frame};

use crate::{MessageBody, Persistence, RequestHeader, RequestMethod, ResponseHeader};

/// What a response must know of the request that it answers.
///
/// ```
/// use framing_core::{Decoder, Step};
/// use framing_http::{AnsweredRequest, HttpRequest, RequestMethod};
///
/// let mut decoder = Decoder::new(HttpRequest::new());
/// let Step::Done(request) = decoder.decode(b"HEAD / HTTP/1.0\r\n\r\n")? else { panic!("it is complete") };
/// let answered = AnsweredRequest::new(&request.header, request.header_bytes());
/// assert_eq!((answered.method, answered.is_1_0), (RequestMethod::Head, true));
/// # Ok::<(), framing_core::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AnsweredRequest {
    /// The method.
    pub method: RequestMethod,
    /// Whether the request is of HTTP/1.0.
    pub is_1_0: bool,
    /// What the request asks for the connection.
    pub persistence: Persistence,
}

impl AnsweredRequest {
    /// Takes what matters from the header of a request, which was read from `head`.
    #[must_use]
    pub fn new(header: &RequestHeader, head: &[u8]) -> Self {
        Self {
            method: RequestMethod::from_bytes(header.on(head).method),
            is_1_0: header.is_1_0,
            persistence: header.persistence(head),
        }
    }

    /// A GET of HTTP/1.1.
    const GET: Self =
        Self { method: RequestMethod::Other, is_1_0: false, persistence: Persistence::Persists };
}

/// Why a message could not be written.
#[derive(Debug)]
#[non_exhaustive]
pub enum MessageWriteError {
    /// The head or the trailers cannot be written, or announce another body.
    Invalid(EncodeError),
    /// The body is longer than its head announced; the bytes were not taken.
    BodyTooLong {
        /// Bytes of the body that are left to write.
        left: u64,
        /// Bytes that were given.
        len: u64,
    },
    /// The body ended before the length that its head announced. The connection is unusable.
    BodyTooShort {
        /// Bytes of the body that are missing.
        left: u64,
    },
    /// The message before has not ended.
    InsideMessage,
    /// No message was started whose body could be written or ended.
    OutsideMessage,
    /// The connection is unusable: it closes, switches protocols, or an earlier message was cut short.
    Unusable,
    /// The transport failed.
    Io(io::Error),
}

impl fmt::Display for MessageWriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(_) => f.write_str("the message cannot be written"),
            Self::BodyTooLong { left, len } => {
                write!(f, "expected at most {left} more bytes of body, found {len}")
            }
            Self::BodyTooShort { left } => {
                write!(f, "expected {left} more bytes of body, found its end")
            }
            Self::InsideMessage => {
                f.write_str("expected the end of the message, found another one; help: call end first")
            }
            Self::OutsideMessage => {
                f.write_str("expected a message, found a body; help: start a request or a response first")
            }
            Self::Unusable => f.write_str("no more messages can be written on this connection"),
            Self::Io(_) => f.write_str("the transport failed"),
        }
    }
}

impl core::error::Error for MessageWriteError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Invalid(error) => Some(error),
            Self::Io(error) => Some(error),
            _ => None,
        }
    }
}

impl From<io::Error> for MessageWriteError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<EncodeError> for MessageWriteError {
    fn from(error: EncodeError) -> Self {
        Self::Invalid(error)
    }
}

/// The body that is being written.
#[derive(Debug)]
enum Body {
    /// Between two messages.
    Outside,
    Length(u64),
    Chunked(HttpChunked),
    UntilClose,
    /// A message without a body: what is written of it is not sent.
    Omitted,
}

/// Bytes that are held before they are written.
const HIGH: usize = 64 << 10;

#[derive(Debug)]
pub(super) struct Outgoing {
    bytes: Vec<u8>,
    /// How many of the bytes the transport has taken.
    sent: usize,
    body: Body,
    requests: VecDeque<AnsweredRequest>,
    persistence: Persistence,
}

impl Outgoing {
    pub(super) const fn new() -> Self {
        Self {
            bytes: Vec::new(),
            sent: 0,
            body: Body::Outside,
            requests: VecDeque::new(),
            persistence: Persistence::Persists,
        }
    }

    pub(super) fn answer(&mut self, request: AnsweredRequest) {
        self.requests.push_back(request);
    }

    pub(super) const fn persistence(&self) -> Persistence {
        self.persistence
    }

    pub(super) const fn abandon(&mut self) {
        if !matches!(self.body, Body::Outside) {
            self.persistence = Persistence::Closes;
            self.body = Body::Omitted;
        }
    }

    /// Refuses the end of the connection inside a message.
    pub(super) fn check_end(&self) -> Result<(), MessageWriteError> {
        match self.body {
            Body::Outside | Body::UntilClose | Body::Omitted => Ok(()),
            Body::Length(_) | Body::Chunked(_) => Err(MessageWriteError::InsideMessage),
        }
    }

    fn check_start(&self) -> Result<(), MessageWriteError> {
        match (&self.body, self.persistence) {
            (Body::Outside, Persistence::Persists) => Ok(()),
            (Body::Outside, _) => Err(MessageWriteError::Unusable),
            _ => Err(MessageWriteError::InsideMessage),
        }
    }

    pub(super) fn start_request(
        &mut self,
        head: &RequestHeader,
        body: MessageBody,
    ) -> Result<(), MessageWriteError> {
        self.check_start()?;
        let next = match body {
            MessageBody::None => Body::Length(0),
            MessageBody::Length(len) => Body::Length(len),
            MessageBody::Chunked => Body::Chunked(HttpChunked::new()),
            MessageBody::UntilClose => {
                return Err(EncodeError::Invalid("a request body with a length or in chunks").into());
            }
        };
        head.put_head(body, None, &mut self.bytes)?;
        self.body = next;
        Ok(())
    }

    pub(super) fn start_response(
        &mut self,
        head: &ResponseHeader,
        body: MessageBody,
    ) -> Result<(), MessageWriteError> {
        self.check_start()?;
        if head.is_interim() {
            head.put_head(MessageBody::None, None, &mut self.bytes)?;
            return Ok(());
        }
        let request = self.requests.front().copied().unwrap_or(AnsweredRequest::GET);
        let answer = Answer::new(head, request, body)?;
        head.put_head(answer.announced, answer.connection, &mut self.bytes)?;
        self.requests.pop_front();
        self.body = answer.body;
        self.persistence = answer.persistence;
        Ok(())
    }

    pub(super) fn write_body(&mut self, data: &[u8]) -> Result<(), MessageWriteError> {
        match &mut self.body {
            Body::Outside => return Err(MessageWriteError::OutsideMessage),
            Body::Omitted => return Ok(()),
            Body::Length(left) => {
                let len = data.len() as u64;
                let rest = left.checked_sub(len);
                *left = rest.ok_or(MessageWriteError::BodyTooLong { left: *left, len })?;
                self.bytes.extend_from_slice(data);
            }
            Body::Chunked(_) if data.is_empty() => {}
            Body::Chunked(chunks) => {
                encode_frame(chunks, &ChunkHeader::default(), data, &mut self.bytes)?;
            }
            Body::UntilClose => self.bytes.extend_from_slice(data),
        }
        Ok(())
    }

    /// Ends the body, with the trailers of `last` if it is chunked.
    pub(super) fn end(&mut self, last: &ChunkHeader) -> Result<(), MessageWriteError> {
        match core::mem::replace(&mut self.body, Body::Outside) {
            Body::Outside => Err(MessageWriteError::OutsideMessage),
            Body::Length(left @ 1..) => {
                self.persistence = Persistence::Closes;
                Err(MessageWriteError::BodyTooShort { left })
            }
            Body::Chunked(mut chunks) => {
                let encoded = encode_frame(&mut chunks, last, b"", &mut self.bytes);
                if encoded.is_err() {
                    self.body = Body::Chunked(chunks);
                }
                Ok(encoded?)
            }
            Body::Length(_) | Body::UntilClose | Body::Omitted => Ok(()),
        }
    }

    /// Returns whether so much is held that it should be written.
    pub(super) fn is_high(&self) -> bool {
        self.bytes.len() >= HIGH
    }

    pub(super) fn unsent(&self) -> &[u8] {
        self.bytes.get(self.sent..).unwrap_or_default()
    }

    /// Takes note that the transport took `taken` bytes.
    pub(super) fn sent(&mut self, taken: usize) -> io::Result<()> {
        if taken == 0 {
            return Err(io::ErrorKind::WriteZero.into());
        }
        self.sent = self.sent.saturating_add(taken);
        if self.sent >= self.bytes.len() {
            self.bytes.clear();
            self.bytes.shrink_to(HIGH);
            self.sent = 0;
        }
        Ok(())
    }
}

/// How a final response is framed for the request that it answers.
struct Answer {
    /// What the fields of the head announce.
    announced: MessageBody,
    body: Body,
    persistence: Persistence,
    /// The connection option to write.
    connection: Option<&'static str>,
}

impl Answer {
    fn new(
        head: &ResponseHeader,
        request: AnsweredRequest,
        body: MessageBody,
    ) -> Result<Self, MessageWriteError> {
        let is_success = matches!(head.status, 200..300);
        let switches = head.status == 101 || request.method == RequestMethod::Connect && is_success;
        if switches || head.status == 204 {
            return Self::without_fields(head, request, body, switches);
        }
        let has_body = request.method != RequestMethod::Head && head.status != 304;
        let announced = match body {
            MessageBody::None if has_body => MessageBody::Length(0),
            MessageBody::Chunked if request.is_1_0 => MessageBody::UntilClose,
            body => body,
        };
        let body = match announced {
            _ if !has_body => Body::Omitted,
            MessageBody::None => Body::Length(0),
            MessageBody::Length(len) => Body::Length(len),
            MessageBody::Chunked => Body::Chunked(HttpChunked::new()),
            MessageBody::UntilClose => Body::UntilClose,
        };
        let closes = matches!(body, Body::UntilClose);
        Ok(Self { announced, body, ..Self::closing(head, request, closes) })
    }

    /// A response that has neither a body nor fields that announce one (RFC 9110, section 8.6).
    fn without_fields(
        head: &ResponseHeader,
        request: AnsweredRequest,
        body: MessageBody,
        switches: bool,
    ) -> Result<Self, MessageWriteError> {
        if !matches!(body, MessageBody::None | MessageBody::Length(0)) {
            return Err(EncodeError::Invalid("no body after this status").into());
        }
        let answer = Self::closing(head, request, false);
        let persistence = if switches { Persistence::Switches } else { answer.persistence };
        let connection = answer.connection.filter(|_| !switches);
        Ok(Self { persistence, connection, ..answer })
    }

    /// An answer without a body, and what becomes of the connection after it.
    fn closing(head: &ResponseHeader, request: AnsweredRequest, closes: bool) -> Self {
        let asked = request.persistence != Persistence::Persists || head.has_connection_option(b"close");
        let persistence = if closes || asked { Persistence::Closes } else { Persistence::Persists };
        let connection = match persistence {
            _ if head.has_connection_option(b"close") || head.has_connection_option(b"keep-alive") => None,
            Persistence::Persists if request.is_1_0 => Some("keep-alive"),
            Persistence::Closes => Some("close"),
            _ => None,
        };
        Self { announced: MessageBody::None, body: Body::Omitted, persistence, connection }
    }
}
