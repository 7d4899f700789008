//! Lines that are whole and plain, skipped at once. Anything else is left to the search, which looks at each byte.

use super::scan;

/// A Content-Length as nearly everyone writes it, up to its digits.
const PLAIN_LENGTH: &[u8; 16] = b"Content-Length: ";
/// Bytes up to the colon of a Content-Length, and the colon.
pub(super) const BEHIND_LENGTH: usize = PLAIN_LENGTH.len() - 1;
/// The most digits that are a number below 2^64 whatever they are.
const MOST_SAFE_DIGITS: usize = 18;

/// The field lines at the front of a text, as far as they are all there and well formed.
pub(super) struct FieldLines<'a> {
    text: &'a [u8],
    ends: scan::LineEnds<'a>,
    /// Where the next line begins.
    pub(super) start: usize,
}

/// A field line that is well formed.
#[derive(Clone, Copy, Debug)]
pub(super) struct FieldLine<'a> {
    text: &'a [u8],
    /// Where it begins.
    pub(super) start: usize,
    /// Bytes of its name.
    name: usize,
    /// The position of its CRLF.
    end: usize,
}

impl<'a> FieldLines<'a> {
    #[inline(always)]
    pub(super) const fn of(text: &'a [u8]) -> Self {
        Self { text, ends: scan::LineEnds::new(text), start: 0 }
    }

    /// The next line. When it is none, or not a plain one, nothing: `start` stands in front of it then.
    #[inline(always)]
    pub(super) fn next(&mut self) -> Option<FieldLine<'a>> {
        let Self { text, start, .. } = *self;
        let end = self.ends.next()?;
        // It ends before the line does: CR is no part of it, and no colon.
        let name = scan::name(text.get(start..)?)?;
        self.start = end + 2;
        Some(FieldLine { text, start, name, end })
    }
}

impl<'a> FieldLine<'a> {
    /// After the colon, if the field determines the length.
    #[inline(always)]
    pub(super) fn framing(self) -> Option<Framing<'a>> {
        match self.name {
            14 if self.is(*b"content-", 0) && self.is(*b"t-length", 6) => self.behind().map(Framing::Length),
            17 if self.is(*b"transfer", 0) && self.is(*b"-encodin", 8) && self.is(*b"encoding", 9) => {
                self.behind().map(Framing::Coding)
            }
            _ => None,
        }
    }

    /// Do these letters and dashes of the name stand there, whatever their case? Nothing else that may stand in a name
    /// differs from one of them in the bit of the case alone.
    #[inline(always)]
    fn is(self, lower: [u8; 8], at: usize) -> bool {
        const CASE: u64 = u64::from_ne_bytes([0x20; 8]);
        let bytes = self.text.get(self.start + at..).and_then(|rest| rest.first_chunk());
        bytes.is_some_and(|bytes| u64::from_ne_bytes(*bytes) | CASE == u64::from_ne_bytes(lower))
    }

    #[inline(always)]
    fn behind(self) -> Option<&'a [u8]> {
        self.text.get(self.start + self.name + 1..self.end)
    }
}

/// The value of a field that determines the length.
#[derive(Clone, Copy, Debug)]
pub(super) enum Framing<'a> {
    /// Of a Content-Length.
    Length(&'a [u8]),
    /// Of a Transfer-Encoding.
    Coding(&'a [u8]),
}

/// What follows the request line at the front of `rest`, if that is all there, well formed, and of HTTP/1.1.
#[inline(always)]
pub(super) fn behind_request_line(rest: &[u8]) -> Option<&[u8]> {
    let (&[_, ..], [b' ', behind @ ..]) = rest.split_at_checked(scan::token(rest))? else { return None };
    let (&[_, ..], behind) = behind.split_at_checked(scan::visible(behind))? else { return None };
    behind.strip_prefix(b" HTTP/1.1\r\n")
}

/// How many bytes stand in front of the first digit that counts, after the colon of a Content-Length that is written as
/// nearly everyone writes it: a space, and a number below 2^64.
#[inline(always)]
pub(super) fn first_digit(value: &[u8]) -> Option<usize> {
    let [b' ', digits @ ..] = value else { return None };
    let plain = matches!(digits.len(), 1..=MOST_SAFE_DIGITS) && digits.iter().all(u8::is_ascii_digit);
    let zeros = digits.iter().take_while(|digit| **digit == b'0').count().min(digits.len().saturating_sub(1));
    plain.then_some(1 + zeros)
}

/// Returns whether it is `chunked` in the most common form.
#[inline(always)]
pub(super) fn says_chunked(value: &[u8]) -> bool {
    value.eq_ignore_ascii_case(b" chunked")
}
