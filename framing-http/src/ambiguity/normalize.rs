//! The unambiguous form of an accepted message, for a proxy that forwards it.

use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::fmt;

use framing_core::fields::{is_value, trim};

use super::Judge;
use crate::{Field, Fields, MessageBody, RequestHeader, ResponseHeader};

/// A message head in its unambiguous form.
///
/// ```
/// use framing_core::{Decoder, Step};
/// use framing_http::ambiguity::{Change, normalize_request};
/// use framing_http::{HttpRequest, Leniency};
///
/// let format = HttpRequest::new().with_leniency(Leniency::TRANSFER_ENCODING_OVER_LENGTH);
/// let bytes = b"POST / HTTP/1.1\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0;a=b\r\n\r\n";
/// let Step::Done(request) = Decoder::new(format).decode(bytes)? else { panic!("complete") };
///
/// let normal = normalize_request(&request.header, request.header_bytes());
/// assert_eq!(normal.head, b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n");
/// assert_eq!(*normal.body(request.body()), b"0\r\n\r\n"[..]);
/// assert_eq!(normal.changes, [Change::ContentLengthDropped]);
/// assert!(normal.must_close);
/// # Ok::<(), framing_core::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Normalized {
    /// The head to forward.
    pub head: Vec<u8>,
    /// What differs from the received head, each once.
    pub changes: Vec<Change>,
    /// Returns whether the connection to the client must be closed after the response (RFC 9112, section 6.1).
    pub must_close: bool,
    body: MessageBody,
}

/// What [`normalize_request`] and [`normalize_response`] change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Change {
    /// Empty lines, whitespace or the minor version of the start line.
    StartLine,
    /// Line ends, or whitespace around field values.
    Whitespace,
    /// A folded value is on one line.
    Unfolded,
    /// Control characters in a value are spaces.
    ControlsReplaced,
    /// A Content-Length beside a Transfer-Encoding is dropped.
    ContentLengthDropped,
    /// Content-Length is one decimal number without leading zeros.
    ContentLengthRewritten,
    /// Transfer-Encoding is one field without empty elements.
    TransferEncodingRewritten,
    /// A field whose name some readers take for a framing field, such as `Content_Length`, is dropped.
    LookalikeDropped,
    /// `Connection` does not name a framing field.
    ConnectionOptionDropped,
}

/// What a proxy can do with a message that the format accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Action {
    /// Forward it as received: all readers delimit it alike.
    Forward,
    /// Forward the normalized form: all readers delimit that alike.
    ForwardNormalized,
    /// Refuse it with 400 (Bad Request) and close the connection: readers differ about the normalized form too.
    Refuse,
}

impl Judge {
    /// What to do with a message whose head is `head`, before its body is forwarded.
    ///
    /// ```
    /// use framing_core::TwoPhase;
    /// use framing_http::HttpRequest;
    /// use framing_http::ambiguity::{Action, Judge, normalize_request};
    ///
    /// let judge = Judge::requests();
    /// for (head, expected) in [
    ///     (&b"POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\n"[..], Action::Forward),
    ///     (b"POST / HTTP/1.1\r\nContent_Length: 3\r\n\r\n", Action::ForwardNormalized),
    ///     (b"GET / HTTP/1.1\r\nContent-Length: 3\r\n\r\n", Action::Refuse),
    /// ] {
    ///     let normal = normalize_request(&HttpRequest::new().header(head)?, head);
    ///     assert_eq!(judge.action(head, &normal), expected);
    /// }
    /// # Ok::<(), framing_core::Malformed>(())
    /// ```
    #[must_use]
    pub fn action(&self, head: &[u8], normalized: &Normalized) -> Action {
        match () {
            () if !self.head(head).is_ambiguous() => Action::Forward,
            () if !self.head(&normalized.head).is_ambiguous() => Action::ForwardNormalized,
            () => Action::Refuse,
        }
    }
}

impl Normalized {
    /// The unambiguous form of a body that was received: chunks without extensions, and trailer fields without those that
    /// specify framing. Copies only a chunked body.
    #[must_use]
    pub fn body<'b>(&self, received: &'b [u8]) -> Cow<'b, [u8]> {
        if self.body != MessageBody::Chunked {
            return Cow::Borrowed(received);
        }
        let content = self.body.content(received);
        let mut coded = self.body.code(&content).into_owned();
        coded.truncate(coded.len() - 2);
        let mut writer = Writer { out: coded, changes: Vec::new() };
        for field in self.body.trailers(received).filter(|field| !is_lookalike(field.name)) {
            let value = writer.value(field.value);
            writer.field(field.name, &value);
        }
        writer.out.extend_from_slice(b"\r\n");
        Cow::Owned(writer.out)
    }
}

/// Writes the unambiguous form of the head of a request.
///
/// `header` is what was read from `head`, with any leniency.
#[must_use]
pub fn normalize_request(header: &RequestHeader, head: &[u8]) -> Normalized {
    let request = header.on(head);
    let version = version(header.is_1_0, header.body);
    let start = [request.method, b" ", request.target, b" ", version].concat();
    let writer = Writer { out: start, changes: Vec::new() };
    writer.finish(head, request.fields, header.body, header.must_close)
}

/// Writes the unambiguous form of the head of a response.
///
/// `header` is what was read from `head`, with any leniency.
#[must_use]
pub fn normalize_response(header: &ResponseHeader, head: &[u8]) -> Normalized {
    let response = header.on(head);
    let mut writer = Writer { out: version(header.is_1_0, header.body).to_vec(), changes: Vec::new() };
    let mut code = itoa::Buffer::new();
    let code = code.format(u32::from(header.status) + 1000).as_bytes();
    writer.out.push(b' ');
    writer.out.extend_from_slice(code.get(1..).unwrap_or_default());
    writer.out.push(b' ');
    writer.out.extend_from_slice(response.reason);
    writer.finish(head, response.fields, header.body, header.must_close)
}

/// A transfer coding needs HTTP/1.1.
fn version(is_1_0: bool, body: MessageBody) -> &'static [u8] {
    if is_1_0 && body != MessageBody::Chunked { b"HTTP/1.0" } else { b"HTTP/1.1" }
}

struct Writer {
    out: Vec<u8>,
    changes: Vec<Change>,
}

impl Writer {
    fn note(&mut self, change: Change) {
        if !self.changes.contains(&change) {
            self.changes.push(change);
        }
    }

    fn finish(mut self, head: &[u8], fields: Fields<'_>, body: MessageBody, must_close: bool) -> Normalized {
        if !head.starts_with(&self.out) || head.get(self.out.len()) != Some(&b'\r') {
            self.note(Change::StartLine);
        }
        self.out.extend_from_slice(b"\r\n");
        let all: Vec<Field<'_>> = fields.collect();
        let codings: Vec<&Field<'_>> = all.iter().filter(|field| field.is("transfer-encoding")).collect();
        let (mut has_length, mut has_coding) = (false, false);
        for field in &all {
            if field.is("transfer-encoding") {
                if !core::mem::replace(&mut has_coding, true) {
                    self.codings(&codings);
                }
            } else if field.is("content-length") {
                let is_second = core::mem::replace(&mut has_length, true);
                self.length(field, is_second, !codings.is_empty());
            } else {
                self.other(field);
            }
        }
        self.out.extend_from_slice(b"\r\n");
        if self.changes.is_empty() && self.out != head {
            self.note(Change::Whitespace);
        }
        Normalized { head: self.out, changes: self.changes, must_close, body }
    }

    fn field(&mut self, name: &[u8], value: &[u8]) {
        for part in [name, b": ", value, b"\r\n"] {
            self.out.extend_from_slice(part);
        }
    }

    fn codings(&mut self, fields: &[&Field<'_>]) {
        let values: Vec<Cow<'_, [u8]>> = fields.iter().map(|field| unfold(field.value)).collect();
        let joined = values.join(&b", "[..]);
        let mut elements: Vec<&[u8]> = elements(&joined).collect();
        elements.retain(|element| !element.is_empty());
        let value = elements.join(&b", "[..]);
        if fields.len() > 1 || joined != value {
            self.note(Change::TransferEncodingRewritten);
        }
        self.field(b"Transfer-Encoding", &value);
    }

    fn length(&mut self, field: &Field<'_>, is_second: bool, is_overridden: bool) {
        if is_overridden {
            return self.note(Change::ContentLengthDropped);
        }
        if is_second {
            return self.note(Change::ContentLengthRewritten);
        }
        let first = elements(field.value).next().unwrap_or_default();
        let zeros = first.iter().take_while(|byte| **byte == b'0').count().min(first.len().saturating_sub(1));
        let value = first.get(zeros..).unwrap_or_default();
        if value != field.value {
            self.note(Change::ContentLengthRewritten);
        }
        self.field(b"Content-Length", value);
    }

    fn other(&mut self, field: &Field<'_>) {
        if is_lookalike(field.name) {
            return self.note(Change::LookalikeDropped);
        }
        let value = self.value(field.value);
        if !field.is("connection") {
            return self.field(field.name, &value);
        }
        let is_framing = |option: &&[u8]| is_lookalike(option);
        let kept: Vec<&[u8]> = elements(&value).filter(|option| !is_framing(option)).collect();
        if kept.len() == elements(&value).count() {
            return self.field(field.name, &value);
        }
        self.note(Change::ConnectionOptionDropped);
        if !kept.is_empty() {
            self.field(field.name, &kept.join(&b", "[..]));
        }
    }

    /// The value on one line, without control characters.
    fn value<'v>(&mut self, value: &'v [u8]) -> Cow<'v, [u8]> {
        let unfolded = unfold(value);
        if matches!(unfolded, Cow::Owned(_)) {
            self.note(Change::Unfolded);
        }
        if unfolded.iter().all(|byte| is_value(*byte)) {
            return unfolded;
        }
        self.note(Change::ControlsReplaced);
        unfolded.iter().map(|byte| if is_value(*byte) { *byte } else { b' ' }).collect::<Vec<_>>().into()
    }
}

/// The value with each fold replaced by a space.
fn unfold(value: &[u8]) -> Cow<'_, [u8]> {
    if !value.contains(&b'\n') {
        return Cow::Borrowed(value);
    }
    let lines: Vec<&[u8]> = value.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).collect();
    Cow::Owned(lines.join(&b" "[..]))
}

/// The elements of a list: split at the commas outside quoted strings.
fn elements(value: &[u8]) -> impl Iterator<Item = &[u8]> {
    let (mut quoted, mut escaped) = (false, false);
    value
        .split(move |byte| {
            quoted ^= *byte == b'"' && !escaped;
            escaped = quoted && *byte == b'\\' && !escaped;
            *byte == b',' && !quoted
        })
        .map(trim)
}

/// Returns whether some reader takes the name for a framing field.
fn is_lookalike(name: &[u8]) -> bool {
    let dashed: Vec<u8> = name.iter().map(|byte| if *byte == b'_' { b'-' } else { *byte }).collect();
    dashed.eq_ignore_ascii_case(b"content-length") || dashed.eq_ignore_ascii_case(b"transfer-encoding")
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::StartLine => "rewrote the start line",
            Self::Whitespace => "rewrote line ends and whitespace",
            Self::Unfolded => "joined a folded value",
            Self::ControlsReplaced => "replaced control characters in a value",
            Self::ContentLengthDropped => "dropped Content-Length beside Transfer-Encoding",
            Self::ContentLengthRewritten => "rewrote Content-Length",
            Self::TransferEncodingRewritten => "rewrote Transfer-Encoding",
            Self::LookalikeDropped => "dropped a field that some readers take for a framing field",
            Self::ConnectionOptionDropped => "dropped a framing field from Connection",
        })
    }
}
