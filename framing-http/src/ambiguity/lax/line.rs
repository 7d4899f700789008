//! Lines of heads and of trailer sections.

use memchr::memchr2;

use super::{Behaviour, Lax, Read, Stop};

/// A line without its end, and its offset.
#[derive(Clone, Copy)]
pub(super) struct Line<'a> {
    pub(super) text: &'a [u8],
    pub(super) at: usize,
}

impl<'a> Lax<'a> {
    /// Reads the next start line, which contains no lone line end for anybody.
    pub(super) fn first_line(&mut self) -> Read<Line<'a>> {
        self.read_line(|_| false)
    }

    /// Reads the next field line.
    pub(super) fn line(&mut self) -> Read<Line<'a>> {
        self.read_line(|lax| lax.has(Behaviour::OnlyCrlfEndsALine))
    }

    fn read_line(&mut self, may_contain_ends: fn(&Self) -> bool) -> Read<Line<'a>> {
        let (at, rest) = (self.at, self.rest());
        let mut from = 0;
        loop {
            let found = memchr2(b'\r', b'\n', rest.get(from..).unwrap_or_default());
            let len = from + found.ok_or(Stop::Incomplete)?;
            let (text, end) = rest.split_at_checked(len).ok_or(Stop::Incomplete)?;
            if let Some(end) = self.line_end(end, at + len, may_contain_ends)? {
                self.at += len + end;
                return Ok(Line { text, at });
            }
            from = len + 1;
        }
    }

    /// The length of the line's end at the start of `end`; none if it belongs to the line.
    fn line_end(&self, end: &[u8], at: usize, may_contain: fn(&Self) -> bool) -> Read<Option<usize>> {
        match end {
            [b'\r', b'\n', ..] => Ok(Some(2)),
            [b'\n', ..] if self.has(Behaviour::LfEndsALine) => Ok(Some(1)),
            [b'\r', _, ..] if self.has(Behaviour::CrEndsALine) => Ok(Some(1)),
            [b'\r'] => Err(Stop::Incomplete),
            _ if may_contain(self) => Ok(None),
            [b'\r', ..] => Err(Stop::Refused(at + 1)),
            _ => Err(Stop::Refused(at)),
        }
    }
}
