//! HTTP/1.1 messages: a head, and a body whose length the head decides (RFC 9112).

mod parts;
mod persistence;
mod request;
mod response;
mod shared;
#[cfg(test)]
mod tests;
mod text;

use alloc::borrow::Cow;
use alloc::boxed::Box;

use framing_chunked::{ChunkLimits, CodedBody};
use framing_core::fields::Fields;
use framing_core::{BodyLen, Extent, Malformed, Scan};
use memchr::memmem::Finder;

use crate::head::{Kind, MAX_FIELDS, Rules, Search};
use crate::{Leniency, refuse};
pub use parts::{InParts, MessageFormat, Part};
pub use persistence::Persistence;
pub use request::{HttpRequest, Request, RequestHeader};
pub use response::{HttpResponse, RequestMethod, Response, ResponseHeader};
use text::Text;

/// How the end of a message's body is found (RFC 9112, section 6.3).
// Exhaustive on purpose: RFC 9112, section 6, has no other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "kebab-case"))]
pub enum MessageBody {
    /// There is none.
    #[default]
    None,
    /// It has this many bytes.
    Length(u64),
    /// It is in the chunked coding, which determines where it ends.
    Chunked,
    /// It ends where the connection does. Responses only.
    UntilClose,
}

impl MessageBody {
    /// The content of a body that was received: without the chunked coding, if it was in it. Any other coding stays.
    ///
    /// Without a copy, unless several chunks are joined.
    ///
    /// ```
    /// use framing_http::MessageBody;
    ///
    /// assert_eq!(MessageBody::Chunked.content(b"2\r\nhi\r\n1\r\n!\r\n0\r\n\r\n"), &b"hi!"[..]);
    /// assert_eq!(MessageBody::Length(3).content(b"hi!"), &b"hi!"[..]);
    /// ```
    #[must_use]
    pub fn content(self, received: &[u8]) -> Cow<'_, [u8]> {
        match self {
            Self::Chunked => CodedBody::content(received),
            _ => Cow::Borrowed(received),
        }
    }

    /// `content` as it is sent: as one chunk and the last, if the body is in the chunked coding. The inverse of
    /// [`content`](Self::content).
    #[must_use]
    pub fn code(self, content: &[u8]) -> Cow<'_, [u8]> {
        match self {
            Self::Chunked => Cow::Owned(CodedBody::code(content)),
            _ => Cow::Borrowed(content),
        }
    }

    /// The trailer fields of a body that was received. They do not affect the framing, whatever their
    /// names, and must not be merged with the fields of the head unread (RFC 9110, section 6.5.1).
    #[must_use]
    pub fn trailers(self, received: &[u8]) -> Fields<'_> {
        match self {
            Self::Chunked => Fields::new(CodedBody::trailers(received)),
            _ => Fields::new(&[]),
        }
    }

    fn body_len(self) -> BodyLen {
        match self {
            Self::None => BodyLen::Exact(0),
            Self::Length(len) => BodyLen::Exact(len),
            Self::Chunked => BodyLen::Scan,
            Self::UntilClose => BodyLen::UntilEnd,
        }
    }
}

/// What requests and responses have in common.
#[derive(Clone, Debug)]
struct Messages {
    rules: Rules,
    coded: CodedBody,
    /// The search for [`END`], prepared once.
    end: Finder<'static>,
    keeps_heads: bool,
}

/// What ends a head: the end of its last line, and the empty line.
const END: &[u8; 4] = b"\r\n\r\n";

/// Field lines in a head, unless another limit is set.
const DEFAULT_FIELDS: u16 = 100;

impl Messages {
    fn strict(kind: Kind) -> Self {
        let rules = Rules::strict(kind, DEFAULT_FIELDS);
        Self { rules, coded: CodedBody::strict(), end: Finder::new(END), keeps_heads: false }
    }

    fn with_leniency(mut self, leniency: Leniency) -> Self {
        self.rules = self.rules.with_leniency(leniency);
        self.coded = self
            .coded
            .with_trailer_syntax(leniency.field_syntax())
            .with_space_after_size(leniency.allows(Leniency::SPACE_AFTER_SIZE));
        self
    }

    fn with_max_fields(mut self, fields: u16) -> Self {
        self.rules.fields = fields.min(MAX_FIELDS);
        self
    }

    fn with_chunk_limits(mut self, limits: ChunkLimits) -> Self {
        self.coded = self.coded.with_limits(limits);
        self
    }

    /// How long is the head at the front of `seen`?
    #[inline]
    fn head_len(&self, seen: &[u8], scan: &mut Scan) -> Result<Extent, Malformed> {
        if scan.position == 0
            && let Some(end) = self.find_end(seen)
        {
            return Ok(Extent::Exact(end));
        }
        self.rules.head_len(seen, scan)
    }

    /// The end of a head that is all there. It is checked when it is read: nothing in front of the first empty line can be
    /// the end of a head, and nothing after it can be part of it.
    #[inline]
    fn find_end(&self, seen: &[u8]) -> Option<usize> {
        if !self.rules.ends_at_first_empty_line() {
            return None;
        }
        self.end.find(seen).map(|at| at + END.len())
    }

    /// The text of a head, if it is kept.
    #[inline]
    fn text(&self, head: &[u8], body: MessageBody) -> Option<Box<Text>> {
        self.keeps_heads.then(|| Box::new(Text::of(head, body)))
    }

    /// Finds the end of the head at the front of `seen` and reads it, in one look at its bytes.
    #[inline]
    fn find_and_read(&self, seen: &[u8], scan: Scan) -> Option<Search> {
        let mut search = Search::going_on(scan, self.rules.kind);
        search.run(&self.rules, seen).is_ok_and(|found| found).then_some(search)
    }

    /// Reads a head whose end was found.
    #[inline]
    fn read(&self, head: &[u8]) -> Result<Search, Malformed> {
        let mut search = Search::new(self.rules.kind);
        if search.run(&self.rules, head)? && search.position == head.len() {
            return Ok(search);
        }
        refuse(search.position, "a head and its empty line")
    }
}

/// The length that the fields specify, if there may be a body.
fn announced(search: &Search, head: &[u8]) -> Option<MessageBody> {
    match (search.codings.seen, search.codings.chunked_last) {
        (true, true) => Some(MessageBody::Chunked),
        (true, false) => Some(MessageBody::UntilClose),
        (false, _) => search.length_in(head).map(MessageBody::Length),
    }
}

/// The words of a start line, and the rest of it after `words` of them.
fn split_words<const WORDS: usize>(line: &[u8]) -> ([&[u8]; WORDS], &[u8]) {
    let mut words = [&b""[..]; WORDS];
    let mut rest = line;
    for word in &mut words {
        let end = rest.iter().position(|byte| matches!(byte, b' ' | b'\t')).unwrap_or(rest.len());
        let behind;
        (*word, behind) = rest.split_at_checked(end).unwrap_or((rest, &[]));
        let spaces = behind.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        rest = behind.get(spaces..).unwrap_or_default();
    }
    (words, rest)
}

/// The start line of a head that was read, without its end, and what follows it. Empty lines in front are skipped.
fn split_start_line(head: &[u8]) -> (&[u8], &[u8]) {
    let mut rest = head;
    while let [b'\r' | b'\n', behind @ ..] = rest {
        rest = behind;
    }
    let end = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
    let (line, behind) = rest.split_at_checked(end).unwrap_or((rest, &[]));
    let fields = skip_spaced_lines(behind.get(1..).unwrap_or_default());
    (line.strip_suffix(b"\r").unwrap_or(line), fields)
}

/// Skips the lines that start with whitespace before the first field, which a [`Leniency`] has accepted.
fn skip_spaced_lines(mut fields: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', ..] = fields {
        let end = fields.iter().position(|byte| *byte == b'\n').unwrap_or(fields.len());
        fields = fields.get(end + 1..).unwrap_or_default();
    }
    fields
}
