//! Field lines: `Name: value CRLF`, and what may stand in them.

use framing_core::Malformed;
use nom::bytes::complete::{tag, take_while, take_while1};
use nom::combinator::all_consuming;
use nom::{IResult, Parser};

/// A field line of a header part, as it stands there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field<'a> {
    /// The name, in the case in which it was sent.
    pub name: &'a [u8],
    /// The value without the spaces and tabs around it.
    pub value: &'a [u8],
}

impl Field<'_> {
    /// Is this the name, whatever the case? Names are compared so (RFC 9110, section 5.1).
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name.as_bytes())
    }
}

/// The field lines of a header part, in the order in which they stand there.
///
/// It ends at the empty line, and at the first line that is no field line.
///
/// ```
/// use framing_http::Fields;
///
/// let mut fields = Fields::of(b"Content-Length: 2\r\nX-Trace:  a b \r\n\r\n");
/// assert_eq!(fields.next().map(|field| field.value), Some(&b"2"[..]));
/// let trace = fields.next().ok_or("two fields")?;
/// assert!(trace.is("x-trace"));
/// assert_eq!(trace.value, b"a b");
/// assert_eq!(fields.next(), None);
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Debug)]
pub struct Fields<'a> {
    rest: &'a [u8],
}

impl<'a> Fields<'a> {
    /// The field lines at the front of `bytes`.
    #[must_use]
    pub const fn of(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// What stands after the field lines that were taken so far.
    #[must_use]
    pub const fn rest(&self) -> &'a [u8] {
        self.rest
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Field<'a>;

    fn next(&mut self) -> Option<Field<'a>> {
        let (rest, field) = field_line(self.rest).ok()?;
        self.rest = rest;
        Some(field)
    }
}

/// `field-line = field-name ":" OWS field-value OWS CRLF` (RFC 9112, section 5).
fn field_line(line: &[u8]) -> IResult<&[u8], Field<'_>> {
    let name = take_while1(is_token);
    let value = take_while(is_value);
    let (rest, (name, _, value, _)) = (name, tag(":"), value, tag("\r\n")).parse(line)?;
    Ok((rest, Field { name, value: trim(value) }))
}

/// `Content-Length = 1*DIGIT` (RFC 9110, section 8.6). Nothing else: `FromStr` takes a sign.
pub(crate) fn decimal(digits: &[u8]) -> Option<u64> {
    let (_, digits) =
        all_consuming(take_while1::<_, _, ()>(|byte: u8| byte.is_ascii_digit())).parse(digits).ok()?;
    digits.iter().try_fold(0u64, |number, digit| number.checked_mul(10)?.checked_add(u64::from(digit - b'0')))
}

/// `value` without the optional whitespace around it: spaces and tabs.
fn trim(mut value: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = value {
        value = rest;
    }
    value
}

/// `tchar` of a token (RFC 9110, section 5.6.2).
#[inline]
pub(crate) const fn is_token(byte: u8) -> bool {
    matches!(byte,
        b'!' | b'#' | b'$' | b'%' | b'&' | b'\'' | b'*' | b'+' | b'-' | b'.' | b'^' | b'_' | b'`' | b'|' | b'~'
        | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z')
}

/// A byte of a field value: `field-vchar / SP / HTAB` (RFC 9110, section 5.5). No other control character is one.
#[inline]
pub(crate) const fn is_value(byte: u8) -> bool {
    matches!(byte, b'\t' | b' '..=b'~' | 0x80..)
}

/// Refuses the byte `at`.
#[inline]
pub(crate) const fn refuse<T>(at: usize, expected: &'static str) -> Result<T, Malformed> {
    Err(Malformed::new(at, expected))
}
