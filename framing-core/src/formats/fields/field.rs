//! Fields of a section that was checked, and fields to write.

use super::class::{is_space, is_token, is_value, trim};
use crate::{ByteSink, EncodeError};

/// A field as it was received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Field<'a> {
    /// The name, in the case in which it was sent.
    pub name: &'a [u8],
    /// The value without the spaces and tabs around it. A folded value contains its line endings.
    pub value: &'a [u8],
}

impl<'a> Field<'a> {
    /// Creates a field from its name and value.
    #[must_use]
    pub const fn new(name: &'a [u8], value: &'a [u8]) -> Self {
        Self { name, value }
    }

    /// Returns whether the field has this name, ignoring case (RFC 9110, section 5.1).
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name.as_bytes())
    }
}

/// An iterator over the field lines of a section that was checked, in order.
///
/// It ends at the empty line, and at the first line that is not a field line. It accepts every variation that a
/// [`FieldSyntax`](super::FieldSyntax) can allow; whoever found the end of the section has refused what is not allowed.
///
/// ```
/// use framing_core::fields::Fields;
///
/// let mut fields = Fields::new(b"Content-Length: 2\r\nX-Trace:  a b \r\n\r\n");
/// assert_eq!(fields.next().map(|field| field.value), Some(&b"2"[..]));
/// let trace = fields.next().ok_or("two fields")?;
/// assert!(trace.is("x-trace"));
/// assert_eq!(trace.value, b"a b");
/// assert_eq!(fields.next(), None);
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Fields<'a> {
    rest: &'a [u8],
}

impl<'a> Fields<'a> {
    /// Creates an iterator over the field lines at the front of `bytes`.
    #[must_use]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// Returns the bytes after the fields returned so far.
    #[must_use]
    pub const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Returns the value of the first field with this name, ignoring case.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&'a [u8]> {
        self.clone().find(|field| field.is(name)).map(|field| field.value)
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Field<'a>;

    #[inline]
    fn next(&mut self) -> Option<Field<'a>> {
        let (field, rest) = field_line(self.rest)?;
        self.rest = rest;
        Some(field)
    }
}

impl core::iter::FusedIterator for Fields<'_> {}

/// Splits the field line at the front of `bytes` from what follows it.
#[inline]
fn field_line(bytes: &[u8]) -> Option<(Field<'_>, &[u8])> {
    let (name, value) = split_name(bytes)?;
    let mut end = line_len(value)?;
    while value.get(end + 1).is_some_and(|byte| is_space(*byte)) {
        end += 1 + line_len(value.get(end + 1..)?)?;
    }
    let (line, rest) = value.split_at_checked(end)?;
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    Some((Field { name, value: trim(line) }, rest.get(1..)?))
}

/// Splits a line at its colon: the name without the whitespace after it, and the rest.
#[inline]
fn split_name(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let colon = bytes.iter().position(|byte| matches!(byte, b':' | b'\n'))?;
    let (name, rest) = bytes.split_at_checked(colon)?;
    let name = trim_end(name);
    let value = rest.strip_prefix(b":")?;
    (!name.is_empty() && !name.first().is_some_and(|byte| is_space(*byte))).then_some((name, value))
}

fn trim_end(mut name: &[u8]) -> &[u8] {
    while let [front @ .., b' ' | b'\t'] = name {
        name = front;
    }
    name
}

/// Counts the bytes before the next LF.
#[inline]
fn line_len(bytes: &[u8]) -> Option<usize> {
    const LOW: u64 = u64::from_ne_bytes([1; 8]);
    const HIGH: u64 = u64::from_ne_bytes([0x80; 8]);
    const LINE_FEEDS: u64 = u64::from_ne_bytes([b'\n'; 8]);
    let mut words = 0;
    for word in bytes.chunks_exact(8).filter_map(|word| word.first_chunk()) {
        let differs = u64::from_ne_bytes(*word) ^ LINE_FEEDS;
        if differs.wrapping_sub(LOW) & !differs & HIGH != 0 {
            break;
        }
        words += 8;
    }
    bytes.get(words..)?.iter().position(|byte| *byte == b'\n').map(|at| words + at)
}

/// Writes a field line.
///
/// ```
/// let mut out = Vec::new();
/// framing_core::fields::put_field("Host", b"a", &mut out)?;
/// assert_eq!(out, b"Host: a\r\n");
/// assert!(framing_core::fields::put_field("X", b"a\r\nY: b", &mut out).is_err());
/// # Ok::<(), framing_core::EncodeError>(())
/// ```
///
/// # Errors
///
/// [`EncodeError::Invalid`] when the name is not a token or the value contains a control character: some reader would end
/// the line at CR, LF or NUL. Nothing is written then.
pub fn put_field(name: &str, value: &[u8], out: &mut impl ByteSink) -> Result<(), EncodeError> {
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

#[cfg(feature = "serde")]
mod serialize {
    use alloc::string::String;

    use serde::ser::SerializeStruct;
    use serde::{Serialize, Serializer};

    use super::{Field, Fields};

    impl Serialize for Field<'_> {
        /// The name and the value as text, with what is not UTF-8 replaced.
        fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
            let mut field = to.serialize_struct("Field", 2)?;
            field.serialize_field("name", &String::from_utf8_lossy(self.name))?;
            field.serialize_field("value", &String::from_utf8_lossy(self.value))?;
            field.end()
        }
    }

    impl Serialize for Fields<'_> {
        fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
            to.collect_seq(self.clone())
        }
    }
}
