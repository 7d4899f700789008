//! Field lines: `Name: value CRLF`, in heads and in trailer sections.

use bytes::BufMut;
use framing_core::{EncodeError, Malformed};
use nom::bytes::complete::{tag, take_while, take_while1};
use nom::{IResult, Parser};

use crate::grammar::{is_space, is_token, is_value, refuse, trim};
use crate::{Leniency, scan};

/// A field line as it was received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field<'a> {
    /// The name, in the case in which it was sent.
    pub name: &'a [u8],
    /// The value without the spaces and tabs around it. One that was [folded](Leniency::OBS_FOLD) has its line ends in
    /// it.
    pub value: &'a [u8],
}

impl Field<'_> {
    /// Is this the name, whatever the case? Names are compared so (RFC 9110, section 5.1).
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name.as_bytes())
    }
}

/// The field lines of a head or of a trailer section that was read, in the order in which they stand there.
///
/// It ends at the empty line, and at the first line that is no field line.
///
/// ```
/// use framing_chunked::Fields;
///
/// let mut fields = Fields::new(b"Content-Length: 2\r\nX-Trace:  a b \r\n\r\n");
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
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// What stands behind the field lines that were taken so far.
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

/// `field-line = field-name ":" OWS field-value OWS` (RFC 9112, section 5), and the end of the line.
///
/// It takes what the [`FieldLine`] has let through, the lenient forms included.
fn field_line(input: &[u8]) -> IResult<&[u8], Field<'_>> {
    let (rest, (name, _, _)) = (take_while1(is_token), take_while(is_space), tag(":")).parse(input)?;
    let mut end = 0;
    loop {
        let line = rest.get(end..).unwrap_or_default();
        let (behind, (text, _)) = (take_while(|byte| byte != b'\n'), tag("\n")).parse(line)?;
        end += text.len();
        if !behind.first().is_some_and(|byte| is_space(*byte)) {
            let value = rest.get(..end).unwrap_or_default();
            let value = value.strip_suffix(b"\r").unwrap_or(value);
            return Ok((behind, Field { name, value: trim(value) }));
        }
        end += 1;
    }
}

/// Where in a section of field lines a search for its end stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum FieldLine {
    /// At the start of a line.
    Start,
    /// In the name of a field.
    Name,
    /// In whitespace behind the name.
    AfterName,
    /// Behind the colon.
    Value,
    /// Behind the CR of a field line.
    LineFeed,
    /// Behind the CR of the empty line.
    LastLineFeed,
    /// Behind the empty line.
    End,
}

impl FieldLine {
    /// All, in the order of their numbers.
    pub const ALL: [Self; 7] = [
        Self::Start,
        Self::Name,
        Self::AfterName,
        Self::Value,
        Self::LineFeed,
        Self::LastLineFeed,
        Self::End,
    ];

    /// Where it stands behind `byte`.
    ///
    /// # Errors
    ///
    /// [`Malformed`] when the byte `at` may not stand here.
    #[inline]
    pub fn step(self, at: usize, byte: u8, leniency: Leniency) -> Result<Self, Malformed> {
        Ok(match (self, byte) {
            (Self::Start, b'\r') => Self::LastLineFeed,
            (Self::Start, b'\n') if leniency.allows(Leniency::BARE_LF) => Self::End,
            (Self::Start | Self::Name, _) if is_token(byte) => Self::Name,
            (Self::Start, _) => return refuse(at, "a field name or an empty line"),
            (Self::Name | Self::AfterName, b':') => Self::Value,
            (Self::Name | Self::AfterName, b' ' | b'\t') if leniency.allows(Leniency::SPACE_BEFORE_COLON) => {
                Self::AfterName
            }
            (Self::Name, _) => return refuse(at, "a character of a field name or ':'"),
            (Self::AfterName, _) => return refuse(at, "':'"),
            (Self::Value, b'\r') => Self::LineFeed,
            (Self::Value, b'\n') if leniency.allows(Leniency::BARE_LF) => Self::Start,
            (Self::Value, _) if may_stand_in_value(byte, leniency) => Self::Value,
            (Self::Value, _) => return refuse(at, "a character of a field value or CR LF"),
            (Self::LineFeed, b'\n') => Self::Start,
            (Self::LastLineFeed, b'\n') => Self::End,
            (Self::LineFeed | Self::LastLineFeed, _) => return refuse(at, "LF after CR"),
            (Self::End, _) => return refuse(at, "nothing behind the empty line"),
        })
    }

    /// How many of the bytes in front of `rest` change nothing.
    #[inline]
    #[must_use]
    pub fn skip(self, rest: &[u8]) -> usize {
        match self {
            Self::Name => scan::token(rest),
            Self::Value => scan::value(rest),
            _ => 0,
        }
    }
}

fn may_stand_in_value(byte: u8, leniency: Leniency) -> bool {
    is_value(byte) || (leniency.allows(Leniency::CONTROL_IN_VALUE) && !matches!(byte, b'\r' | b'\n' | 0))
}

/// Writes a field line.
///
/// # Errors
///
/// [`EncodeError::Invalid`] when the name is no token or the value holds a control character: CR, LF and NUL would end the
/// line for somebody. Nothing is written then.
pub fn put(name: &str, value: &[u8], out: &mut impl BufMut) -> Result<(), EncodeError> {
    if name.is_empty() || !name.bytes().all(is_token) {
        return Err(EncodeError::Invalid("a token as the name of a field"));
    }
    if !value.iter().all(|byte| is_value(*byte)) {
        return Err(EncodeError::Invalid("a field value without control characters"));
    }
    for part in [name.as_bytes(), b": ", value, b"\r\n"] {
        out.put_slice(part);
    }
    Ok(())
}
