//! Requests.

use alloc::boxed::Box;

use framing_chunked::ChunkLimits;
use framing_core::fields::Fields;
use framing_core::{BodyLen, ByteSink, Encode, EncodeError, Extent, Malformed, Scan, TwoPhase};

use super::shared;
use super::text::Text;
use super::{MessageBody, Messages, announced, split_start_line, split_words};
use crate::Leniency;
use crate::head::{Kind, Search};

/// HTTP/1.1 requests (RFC 9112), read strictly.
///
/// A frame is a message: the header is the head as received, with one empty line in front if there was one; the body is
/// the body as received, chunked coding and trailers included. [`MessageBody::content`] decodes it.
#[doc = include_str!("rules.md")]
///
/// ```
/// use framing_core::{Decoder, Step};
/// use framing_http::HttpRequest;
///
/// let input = b"POST /a HTTP/1.1\r\nHost: b\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n";
/// let mut decoder = Decoder::new(HttpRequest::new());
/// let Step::Done(message) = decoder.decode(input)? else { panic!("the message is complete") };
///
/// let request = message.header.on(message.header_bytes());
/// assert_eq!((request.method, request.target), (&b"POST"[..], &b"/a"[..]));
/// assert!(request.fields.clone().any(|field| field.is("host")));
/// assert_eq!(message.header.body.content(message.body()), &b"hi"[..]);
/// # Ok::<(), framing_core::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct HttpRequest {
    pub(super) messages: Messages,
}

/// The framing that the head of a request specifies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestHeader {
    /// How the end of the body is found.
    pub body: MessageBody,
    /// The digit after `HTTP/1.` is zero.
    pub is_1_0: bool,
    /// The connection must be closed after the answer, because the message specifies two lengths and a leniency let
    /// it through (RFC 9112, section 6.1).
    pub must_close: bool,
    text: Option<Box<Text>>,
}

impl Default for RequestHeader {
    /// `POST /`, to write.
    fn default() -> Self {
        let text = Text::request("POST", "/").unwrap_or_default();
        Self { body: MessageBody::None, is_1_0: false, must_close: false, text: Some(Box::new(text)) }
    }
}

/// The parts of a request's head.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Request<'a> {
    /// The method, a token.
    pub method: &'a [u8],
    /// The target: visible ASCII, and not looked at further.
    pub target: &'a [u8],
    /// The fields.
    pub fields: Fields<'a>,
}

impl HttpRequest {
    /// The strict format.
    #[must_use]
    pub fn new() -> Self {
        Self { messages: Messages::strict(Kind::Request) }
    }
}

impl HttpRequest {
    /// What a search has found in a head.
    #[inline]
    fn header_of(&self, search: &Search, head: &[u8]) -> RequestHeader {
        let body = announced(search, head).unwrap_or_default();
        RequestHeader {
            body,
            is_1_0: search.is_1_0,
            must_close: search.says_two_things(),
            text: self.messages.text(head, body),
        }
    }
}

shared::settings!(HttpRequest);

impl Default for HttpRequest {
    fn default() -> Self {
        Self::new()
    }
}

impl RequestHeader {
    /// The parts of the head that this was read from.
    #[must_use]
    pub fn on<'a>(&self, head: &'a [u8]) -> Request<'a> {
        let (line, fields) = split_start_line(head);
        let ([method, target], _) = split_words(line);
        Request { method, target, fields: Fields::new(fields) }
    }

    /// A head to write.
    ///
    /// It is written with the fields that announce the body: Transfer-Encoding when `body` is
    /// [`Chunked`](MessageBody::Chunked), else Content-Length when there is a body.
    ///
    /// # Errors
    ///
    /// [`EncodeError::Invalid`] when the method is no token or the target is not visible ASCII.
    ///
    /// ```
    /// use framing_core::encode_frame;
    /// use framing_http::{HttpRequest, RequestHeader};
    ///
    /// let header = RequestHeader::new("PUT", "/a")?.with_field("Host", "b")?;
    /// let mut wire = Vec::new();
    /// encode_frame(&mut HttpRequest::new(), &header, b"hi", &mut wire)?;
    /// assert_eq!(wire, b"PUT /a HTTP/1.1\r\nHost: b\r\nContent-Length: 2\r\n\r\nhi");
    /// # Ok::<(), framing_core::EncodeError>(())
    /// ```
    pub fn new(method: &str, target: &str) -> Result<Self, EncodeError> {
        let text = Some(Box::new(Text::request(method, target)?));
        Ok(Self { body: MessageBody::None, is_1_0: false, must_close: false, text })
    }
}

shared::written!(RequestHeader);

impl TwoPhase for HttpRequest {
    type Header = RequestHeader;

    #[inline]
    fn header_len(&self, seen: &[u8], scan: &mut Scan) -> Result<Extent, Malformed> {
        self.messages.head_len(seen, scan)
    }

    #[inline]
    fn whole_header(&self, seen: &[u8], scan: Scan) -> Option<(usize, RequestHeader)> {
        let search = self.messages.find_and_read(seen, scan)?;
        Some((search.position, self.header_of(&search, seen.get(..search.position)?)))
    }

    #[inline]
    fn header(&self, bytes: &[u8]) -> Result<RequestHeader, Malformed> {
        Ok(self.header_of(&self.messages.read(bytes)?, bytes))
    }

    #[inline]
    fn body_len(&self, header: &RequestHeader) -> Result<BodyLen, Malformed> {
        Ok(header.body.body_len())
    }

    fn scan_body(&self, _: &RequestHeader, seen: &[u8], scan: &mut Scan) -> Result<Extent, Malformed> {
        self.messages.coded.scan(seen, scan)
    }

    /// The stream may end after an empty line, which would be ignored before a request (RFC 9112, section 2.2).
    fn may_end_after(&self, unread: &[u8]) -> bool {
        self.messages.rules.skips(unread)
    }
}

/// Writes a head that was [built](RequestHeader::new) or whose text was [kept](Self::keeping_heads), and the body as it is to be on the
/// wire: [`MessageBody::code`] puts content into the chunked coding.
impl Encode for HttpRequest {
    fn encode_header<B: ByteSink>(
        &self,
        header: &RequestHeader,
        body_len: u64,
        out: &mut B,
    ) -> Result<(), EncodeError> {
        let Some(text) = &header.text else { return Err(Text::MISSING) };
        if header.body == MessageBody::UntilClose {
            return Err(EncodeError::Invalid("a body with a known length, as in every request"));
        }
        text.put(header.body, body_len, out)
    }
}
