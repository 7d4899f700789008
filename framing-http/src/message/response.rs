//! Responses.

use alloc::boxed::Box;
use alloc::collections::VecDeque;

use framing_chunked::ChunkLimits;
use framing_core::fields::Fields;
use framing_core::{BodyLen, ByteSink, Encode, EncodeError, Extent, Malformed, Scan, TwoPhase};

use super::shared;
use super::text::Text;
use super::{MessageBody, Messages, announced, split_start_line, split_words};
use crate::head::{Kind, Search};
use crate::{Leniency, refuse};

/// HTTP/1.1 responses (RFC 9112), read strictly.
///
/// A frame is a message, interim ones (1xx) included: the header is the head as received, the body is the body as received,
/// chunked coding and trailers included. [`MessageBody::content`] decodes it.
///
/// Which responses have a body depends on the [method of the request](Self::answering). After a 101, and after a 2xx to
/// CONNECT, the connection speaks another protocol: whatever follows is refused as a response, and is there, unread, for
/// who speaks it.
#[doc = include_str!("rules.md")]
///
/// ```
/// use framing_core::{Decoder, Step};
/// use framing_http::{HttpResponse, RequestMethod};
///
/// let input = b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n";
/// let mut decoder = Decoder::new(HttpResponse::new().answering(RequestMethod::Head));
/// let Step::Done(message) = decoder.decode(input)? else { panic!("the message is complete") };
/// assert_eq!((message.header.status, message.body()), (200, &b""[..]));
/// # Ok::<(), framing_core::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct HttpResponse {
    pub(super) messages: Messages,
    /// The method of the requests that none of `expected` stands for.
    method: RequestMethod,
    /// The methods of the requests that were sent and not answered yet, the first first.
    expected: VecDeque<RequestMethod>,
    /// Does the connection speak another protocol now?
    switched: bool,
}

/// The methods that decide whether the answer has a body.
// Exhaustive on purpose: no other method decides whether there is a body.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RequestMethod {
    /// HEAD: the response has no body, whatever its fields specify.
    Head,
    /// CONNECT: a 2xx response has no body, whatever its fields specify, and turns the connection into a tunnel.
    Connect,
    /// Any other.
    #[default]
    Other,
}

impl RequestMethod {
    /// What kind of method `method` is. Methods are compared with their case (RFC 9110, section 9.1).
    #[must_use]
    pub const fn from_bytes(method: &[u8]) -> Self {
        match method {
            b"HEAD" => Self::Head,
            b"CONNECT" => Self::Connect,
            _ => Self::Other,
        }
    }
}

/// The framing that the head of a response specifies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResponseHeader {
    /// The status code, 3 digits.
    pub status: u16,
    /// How the end of the body is found.
    pub body: MessageBody,
    /// The digit after `HTTP/1.` is zero.
    pub is_1_0: bool,
    /// The connection must be closed after this message, because it specifies two lengths and a leniency let it
    /// through (RFC 9112, section 6.1).
    pub must_close: bool,
    /// Does the connection speak another protocol after it?
    pub(super) switches: bool,
    text: Option<Box<Text>>,
}

impl Default for ResponseHeader {
    /// 200, to write.
    fn default() -> Self {
        let text = Text::response(200, "OK").unwrap_or_default();
        Self {
            status: 200,
            body: MessageBody::Length(0),
            is_1_0: false,
            must_close: false,
            switches: false,
            text: Some(Box::new(text)),
        }
    }
}

/// The parts of a response's head.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Response<'a> {
    /// The reason phrase, perhaps empty.
    pub reason: &'a [u8],
    /// The fields.
    pub fields: Fields<'a>,
}

impl HttpResponse {
    /// The strict format, for answers to requests whose method is neither HEAD nor CONNECT.
    #[must_use]
    pub fn new() -> Self {
        Self {
            messages: Messages::strict(Kind::Response),
            method: RequestMethod::Other,
            expected: VecDeque::new(),
            switched: false,
        }
    }

    /// The same format for answers to requests of this method.
    #[must_use]
    pub fn answering(mut self, method: RequestMethod) -> Self {
        self.method = method;
        self
    }

    /// Says that a request of this method was sent: the answers to requests that were said are read in their order, each as the
    /// answer to its own; any other as [said once for all](Self::answering).
    ///
    /// ```
    /// use framing_core::FrameBuffer;
    /// use framing_http::{HttpResponse, RequestMethod};
    ///
    /// let mut responses = FrameBuffer::new(HttpResponse::new());
    /// responses.format_mut().expect(RequestMethod::Head);
    /// responses.format_mut().expect(RequestMethod::Other);
    /// responses.push(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
    /// let bodies = [responses.next()?.map(|m| m.body().to_vec()), responses.next()?.map(|m| m.body().to_vec())];
    /// assert_eq!(bodies, [Some(b"".to_vec()), Some(b"hi".to_vec())]);
    /// # Ok::<(), framing_core::Error>(())
    /// ```
    pub fn expect(&mut self, method: RequestMethod) {
        self.expected.push_back(method);
    }

    /// The method of the request that is answered next.
    #[must_use]
    pub fn answered(&self) -> RequestMethod {
        self.expected.front().copied().unwrap_or(self.method)
    }

    /// Does the connection speak another protocol after the responses read so far?
    #[must_use]
    pub const fn is_switched(&self) -> bool {
        self.switched
    }

    fn switches(&self, status: u16) -> bool {
        status == 101 || (self.answered() == RequestMethod::Connect && matches!(status, 200..300))
    }

    /// RFC 9112, section 6.3, items 1 and 2.
    fn has_no_body(&self, status: u16) -> bool {
        self.answered() == RequestMethod::Head
            || matches!(status, 100..200 | 204 | 304)
            || self.switches(status)
    }
}

impl HttpResponse {
    /// What a search has found in a head.
    #[inline]
    fn header_of(&self, search: &Search, head: &[u8]) -> ResponseHeader {
        let ([_, code], _) = split_words(split_start_line(head).0);
        let status = code.iter().take(3).fold(0, |code, digit| code * 10 + u16::from(digit & 15));
        let body = match self.has_no_body(status) {
            true => MessageBody::None,
            false => announced(search, head).unwrap_or(MessageBody::UntilClose),
        };
        ResponseHeader {
            status,
            body,
            is_1_0: search.is_1_0,
            must_close: search.says_two_things(),
            switches: self.switches(status),
            text: self.messages.text(head, body),
        }
    }
}

shared::settings!(HttpResponse);

impl Default for HttpResponse {
    fn default() -> Self {
        Self::new()
    }
}

impl ResponseHeader {
    /// The parts of the head that this was read from.
    #[must_use]
    pub fn on<'a>(&self, head: &'a [u8]) -> Response<'a> {
        let (line, fields) = split_start_line(head);
        let ([_, _], reason) = split_words(line);
        Response { reason, fields: Fields::new(fields) }
    }

    /// Is it an interim response, with the final one still to come? A 101 is not.
    #[must_use]
    pub const fn is_interim(&self) -> bool {
        matches!(self.status, 100 | 102..200)
    }

    /// Returns whether the head to write has this connection option.
    #[cfg(feature = "std")]
    pub(crate) fn has_connection_option(&self, wanted: &[u8]) -> bool {
        self.text.as_ref().is_some_and(|text| text.has_connection_option(wanted))
    }

    /// A head to write.
    ///
    /// It is written with the fields that announce the body: Transfer-Encoding when `body` is
    /// [`Chunked`](MessageBody::Chunked), none when it is [`UntilClose`](MessageBody::UntilClose), else Content-Length, unless
    /// the status allows no body.
    ///
    /// # Errors
    ///
    /// [`EncodeError::Invalid`] when the status has not 3 digits or the reason holds a control character.
    ///
    /// ```
    /// use framing_core::encode_frame;
    /// use framing_http::{HttpResponse, ResponseHeader};
    ///
    /// let header = ResponseHeader::new(200, "OK")?.chunked();
    /// let mut wire = Vec::new();
    /// encode_frame(&mut HttpResponse::new(), &header, &header.body.code(b"hi"), &mut wire)?;
    /// assert_eq!(wire, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n");
    /// # Ok::<(), framing_core::EncodeError>(())
    /// ```
    pub fn new(status: u16, reason: &str) -> Result<Self, EncodeError> {
        let text = Some(Box::new(Text::response(status, reason)?));
        Ok(Self {
            status,
            body: MessageBody::Length(0),
            is_1_0: false,
            must_close: false,
            switches: false,
            text,
        })
    }

    /// The same head with a body that ends where the connection does.
    #[must_use]
    pub const fn until_close(mut self) -> Self {
        self.body = MessageBody::UntilClose;
        self
    }
}

shared::written!(ResponseHeader);

impl TwoPhase for HttpResponse {
    type Header = ResponseHeader;

    #[inline]
    fn header_len(&self, seen: &[u8], scan: &mut Scan) -> Result<Extent, Malformed> {
        match seen {
            [_, ..] if self.switched => {
                refuse(0, "no more responses: the connection speaks another protocol")
            }
            _ => self.messages.head_len(seen, scan),
        }
    }

    #[inline]
    fn whole_header(&self, seen: &[u8], scan: Scan) -> Option<(usize, ResponseHeader)> {
        if self.switched {
            return None;
        }
        let search = self.messages.find_and_read(seen, scan)?;
        Some((search.position, self.header_of(&search, seen.get(..search.position)?)))
    }

    #[inline]
    fn header(&self, bytes: &[u8]) -> Result<ResponseHeader, Malformed> {
        Ok(self.header_of(&self.messages.read(bytes)?, bytes))
    }

    #[inline]
    fn body_len(&self, header: &ResponseHeader) -> Result<BodyLen, Malformed> {
        Ok(header.body.body_len())
    }

    fn scan_body(&self, _: &ResponseHeader, seen: &[u8], scan: &mut Scan) -> Result<Extent, Malformed> {
        self.messages.coded.scan(seen, scan)
    }

    fn may_end_after(&self, unread: &[u8]) -> bool {
        unread.is_empty() || !self.switched && self.messages.rules.skips(unread)
    }

    fn has_ended(&self) -> bool {
        self.switched
    }

    #[inline]
    fn end_frame(&mut self, header: &ResponseHeader, _: &[u8]) -> Result<(), Malformed> {
        self.switched = self.switches(header.status);
        if !header.is_interim() {
            self.expected.pop_front();
        }
        Ok(())
    }
}

/// Writes a head that was [built](ResponseHeader::new) or whose text was [kept](Self::keeping_heads), and the body as it is to be on the
/// wire: [`MessageBody::code`] puts content into the chunked coding.
impl Encode for HttpResponse {
    fn encode_header<B: ByteSink>(
        &self,
        header: &ResponseHeader,
        body_len: u64,
        out: &mut B,
    ) -> Result<(), EncodeError> {
        let Some(text) = &header.text else { return Err(Text::MISSING) };
        match self.has_no_body(header.status) {
            true if body_len > 0 => Err(EncodeError::Invalid("no body after this status and method")),
            true => text.put(MessageBody::None, 0, out),
            false => text.put(header.body, body_len, out),
        }
    }
}
