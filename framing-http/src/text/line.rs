//! Lines that end with CRLF.

use alloc::boxed::Box;
use core::fmt;
use core::hash::{Hash, Hasher};
use core::ops::Deref;

use framing_core::{Extent, Malformed, Scan};

/// Bytes of a line that are stored in place.
const INLINE: usize = 40;

/// The bytes of a line. A short line, as most are, needs no allocation.
///
/// [`prefix`](Self::prefix) copies all `INLINE` bytes at once, including bytes after the line: a copy of constant size
/// is a few vector moves.
#[derive(Clone)]
pub(crate) struct Line {
    inline: [u8; INLINE],
    len: usize,
    boxed: Option<Box<[u8]>>,
}

impl Line {
    /// Copies the first `len` bytes of `seen`.
    #[inline(always)]
    pub(crate) fn prefix(seen: &[u8], len: usize) -> Self {
        match seen.first_chunk::<INLINE>() {
            Some(inline) if len <= INLINE => Self { inline: *inline, len, boxed: None },
            _ => Self::new(seen.get(..len).unwrap_or(seen)),
        }
    }

    /// Copies `line`.
    #[inline(never)]
    pub(crate) fn new(line: &[u8]) -> Self {
        let mut inline = [0; INLINE];
        let boxed = match inline.get_mut(..line.len()) {
            Some(room) => {
                room.copy_from_slice(line);
                None
            }
            None => Some(line.into()),
        };
        Self { inline, len: line.len(), boxed }
    }
}

impl Default for Line {
    fn default() -> Self {
        Self::new(b"")
    }
}

impl Deref for Line {
    type Target = [u8];

    #[inline]
    fn deref(&self) -> &[u8] {
        match &self.boxed {
            Some(bytes) => bytes,
            None => self.inline.get(..self.len).unwrap_or_default(),
        }
    }
}

impl PartialEq for Line {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Line {}

impl Hash for Line {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (**self).hash(state);
    }
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.escape_ascii())
    }
}

/// Returns the length of the line at the front of `seen`, including its CRLF. CR and LF occur nowhere else in it.
#[inline]
pub(crate) fn line_len(seen: &[u8], scan: &mut Scan) -> Result<Extent, Malformed> {
    let rest = seen.get(scan.position..).unwrap_or_default();
    let Some(found) = memchr::memchr2(b'\r', b'\n', rest) else {
        scan.position = seen.len();
        return Ok(Extent::AtLeast(seen.len() + 1));
    };
    scan.position += found;
    match rest.get(found..).unwrap_or_default() {
        [b'\r', b'\n', ..] => Ok(Extent::Exact(scan.position + 2)),
        [b'\r'] => Ok(Extent::AtLeast(scan.position + 2)),
        [b'\r', _, ..] => Err(Malformed::new(scan.position + 1, "LF after CR")),
        _ => Err(Malformed::new(scan.position, "CR before LF")),
    }
}

/// Refuses bytes that are not a prefix of CRLF.
#[inline]
pub(crate) fn check_crlf(seen: &[u8]) -> Result<(), Malformed> {
    if seen == b"\r\n" { Ok(()) } else { Malformed::refuse_difference(seen, b"\r\n", "CRLF after the body") }
}

/// Serializes a line as text; invalid UTF-8 is replaced.
#[cfg(feature = "serde")]
pub(crate) fn serialize_text<S: serde::Serializer>(line: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&alloc::string::String::from_utf8_lossy(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_its_bytes_wherever_they_are_stored() {
        let long: Box<[u8]> = (0..=255).collect();
        for len in [0, 1, INLINE - 1, INLINE, INLINE + 1, 256] {
            for seen in [&long[..], &long[..len]] {
                let line = Line::prefix(seen, len);
                assert_eq!(*line, long[..len], "{len}");
                assert_eq!(line, Line::new(&long[..len]), "{len}");
                assert_eq!(line.boxed.is_some(), len > INLINE);
            }
        }
    }
}
