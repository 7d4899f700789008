//! Chunk extensions (RFC 9112, section 7.1.1).

use alloc::borrow::Cow;
use alloc::vec::Vec;

use framing_core::fields::{is_quoted, is_space, is_token};
use nom::branch::alt;
use nom::bytes::complete::{escaped, tag, take, take_while, take_while1};
use nom::combinator::{map, opt, recognize};
use nom::sequence::delimited;
use nom::{IResult, Parser};

/// A chunk extension.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Extension<'a> {
    /// The name, a token.
    pub name: &'a [u8],
    /// The value as it was received: a token, or a quoted string with its quotes.
    pub raw_value: Option<&'a [u8]>,
}

impl<'a> Extension<'a> {
    /// The value, without quotes and backslashes where it is a quoted string.
    #[must_use]
    pub fn value(&self) -> Option<Cow<'a, [u8]>> {
        let raw = self.raw_value?;
        let Some(quoted) = raw.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\"")) else {
            return Some(Cow::Borrowed(raw));
        };
        Some(if quoted.contains(&b'\\') { Cow::Owned(unescape(quoted)) } else { Cow::Borrowed(quoted) })
    }
}

fn unescape(quoted: &[u8]) -> Vec<u8> {
    let mut value = Vec::with_capacity(quoted.len());
    let mut bytes = quoted.iter();
    while let Some(byte) = bytes.next() {
        value.extend(if *byte == b'\\' { bytes.next() } else { Some(byte) });
    }
    value
}

/// The extensions of a chunk, in order.
///
/// ```
/// use framing_chunked::Extensions;
///
/// let mut extensions = Extensions::new(br#" ; fast ;check = "a \"b\"""#);
/// assert_eq!(extensions.next().map(|extension| (extension.name, extension.value())), Some((&b"fast"[..], None)));
/// let check = extensions.next().ok_or("two extensions")?;
/// assert_eq!((check.name, check.value().as_deref()), (&b"check"[..], Some(&br#"a "b""#[..])));
/// assert_eq!(extensions.next(), None);
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Debug)]
pub struct Extensions<'a> {
    rest: &'a [u8],
}

impl<'a> Extensions<'a> {
    /// Parses the extensions between a chunk size and the end of its line, up to the first malformed one.
    #[must_use]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }
}

impl<'a> Iterator for Extensions<'a> {
    type Item = Extension<'a>;

    fn next(&mut self) -> Option<Extension<'a>> {
        let (rest, extension) = extension(self.rest).ok()?;
        self.rest = rest;
        Some(extension)
    }
}

/// `BWS ";" BWS chunk-ext-name [ BWS "=" BWS chunk-ext-val ]`
fn extension(input: &[u8]) -> IResult<&[u8], Extension<'_>> {
    let name = (bws, tag(";"), bws, take_while1(is_token));
    let value = (bws, tag("="), bws, alt((take_while1(is_token), quoted_string)));
    map((name, opt(value)), |((.., name), value)| Extension {
        name,
        raw_value: value.map(|(.., value)| value),
    })
    .parse(input)
}

/// `quoted-string`, with its quotes.
fn quoted_string(input: &[u8]) -> IResult<&[u8], &[u8]> {
    let quoted = opt(escaped(take_while1(is_quoted), '\\', take(1usize)));
    recognize(delimited(tag("\""), quoted, tag("\""))).parse(input)
}

fn bws(input: &[u8]) -> IResult<&[u8], &[u8]> {
    take_while(is_space).parse(input)
}
