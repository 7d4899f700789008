//! Headers of text: lines, with the length as a word or in a field of its own, or nowhere.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::ops::Range;

use super::length::shift;
use crate::number::text::{self, Radix};
use crate::{Extent, Malformed, Scan};

/// A header that a search finds the end of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) end: HeadEnd,
    pub(super) place: Place,
    pub(super) line_end: Box<[u8]>,
    pub(super) radix: Radix,
}

/// Where a header of text ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum HeadEnd {
    /// After this text.
    Behind(Box<[u8]>),
    /// After the line that has the length.
    WithField,
}

/// The position of the length in a text header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Nowhere,
    /// In this word, counted from 1, or, if it is negative, from the last one, which is -1.
    Word(i64),
    /// In the line that begins with one of these names and the separator.
    Field {
        names: Box<[Box<[u8]>]>,
        separator: Box<[u8]>,
    },
}

impl Head {
    pub(super) fn header_len(&self, seen: &[u8], scan: &mut Scan) -> Extent {
        match &self.end {
            HeadEnd::Behind(text) => match find(seen, text, &mut scan.position) {
                Some(at) => Extent::Exact(at + text.len()),
                None => Extent::AtLeast(seen.len() + 1),
            },
            HeadEnd::WithField => self.field_end(seen, scan),
        }
    }

    /// The end of the line that has the length; `scan.state` is where the line begins that is searched.
    #[expect(clippy::cast_possible_truncation, reason = "the state is a position in the header")]
    fn field_end(&self, seen: &[u8], scan: &mut Scan) -> Extent {
        while let Some(at) = find(seen, &self.line_end, &mut scan.position) {
            let start = scan.state as usize;
            scan.position = at + self.line_end.len();
            scan.state = scan.position as u64;
            if self.value_in(seen, start..at).is_some() {
                return Extent::Exact(scan.position);
            }
        }
        Extent::AtLeast(seen.len() + 1)
    }

    /// The length and its position, if there is one.
    pub(super) fn read(&self, header: &[u8]) -> Result<Option<(u64, usize)>, Malformed> {
        let Some(place) = self.place(header)? else { return Ok(None) };
        let start = place.start;
        let number = text::decode_whole(header.get(place).unwrap_or_default(), self.radix);
        number.map(|number| Some((number, start))).map_err(|refused| shift(refused, start))
    }

    /// The header with another length.
    pub(super) fn write(&self, header: &[u8], number: u64) -> Result<Vec<u8>, Malformed> {
        let (place, before) = match self.place(header)? {
            Some(place) => (place, Vec::new()),
            None => {
                let end = self.lines(header).end;
                (end..end, [&self.line_end[..], &self.field_start()].concat())
            }
        };
        let mut out = header.get(..place.start).unwrap_or_default().to_vec();
        out.extend(before);
        text::encode(number, self.radix, 1, &mut out);
        out.extend_from_slice(header.get(place.end..).unwrap_or_default());
        Ok(out)
    }

    /// The shortest header that begins with `front`, whose length is 0.
    #[expect(
        clippy::cast_possible_wrap,
        clippy::cast_sign_loss,
        reason = "a line has fewer than 2^63 words, and the count is clamped"
    )]
    pub(super) fn template(&self, front: &[u8]) -> Vec<u8> {
        let mut out = front.to_vec();
        match &self.place {
            Place::Nowhere => {}
            Place::Word(word) => {
                let there = words(front).count() as i64;
                let missing = if *word > 0 { (*word - there).max(1) } else { word.saturating_neg() };
                out.extend(core::iter::repeat_n(*b" 0", missing.clamp(1, 64) as usize).flatten());
                if there == 0 || front.ends_with(b" ") {
                    out.remove(front.len());
                }
            }
            Place::Field { .. } => {
                out.extend_from_slice(&self.field_start());
                out.push(b'0');
            }
        }
        out.extend_from_slice(match &self.end {
            HeadEnd::Behind(text) => text,
            HeadEnd::WithField => &self.line_end,
        });
        out
    }

    fn field_start(&self) -> Vec<u8> {
        let Place::Field { names, separator } = &self.place else { return Vec::new() };
        let space: &[u8] = if separator.ends_with(b":") { b" " } else { b"" };
        [names.first().map_or(&b""[..], |name| name), separator, space].concat()
    }

    /// The part of a header that is lines: all but what ends it.
    fn lines(&self, header: &[u8]) -> Range<usize> {
        let end = match &self.end {
            HeadEnd::Behind(text) => text,
            HeadEnd::WithField => &self.line_end,
        };
        0..header.len().saturating_sub(end.len())
    }

    /// The digits of the length in a complete header.
    fn place(&self, header: &[u8]) -> Result<Option<Range<usize>>, Malformed> {
        match &self.place {
            Place::Nowhere => Ok(None),
            Place::Word(word) => self.word(header, *word).map(Some),
            Place::Field { .. } => self.field(header),
        }
    }

    fn word(&self, header: &[u8], word: i64) -> Result<Range<usize>, Malformed> {
        let end = self.lines(header).end;
        let mut words = words(header.get(..end).unwrap_or_default());
        let nth = usize::try_from(word.unsigned_abs()).unwrap_or(usize::MAX).saturating_sub(1);
        let found = if word > 0 { words.nth(nth) } else { words.nth_back(nth) };
        found.ok_or(Malformed::new(end, "a word that is the length"))
    }

    fn field(&self, header: &[u8]) -> Result<Option<Range<usize>>, Malformed> {
        let end = self.lines(header).end;
        let lines = header.get(..end).unwrap_or_default();
        let mut found: Option<Range<usize>> = None;
        let (mut start, mut from) = (0, 0);
        while start <= end {
            let line_end = find(lines, &self.line_end, &mut from).unwrap_or(end);
            match (self.value_in(lines, start..line_end), &found) {
                (Some(value), Some(first)) if header.get(value.clone()) != header.get(first.clone()) => {
                    return Err(Malformed::new(value.start, "one length, or the same one again"));
                }
                (Some(value), None) => found = Some(value),
                _ => {}
            }
            start = line_end + self.line_end.len();
            from = start;
        }
        Ok(found)
    }

    /// The value of the line at `line`, if it has one of the names.
    fn value_in(&self, bytes: &[u8], line: Range<usize>) -> Option<Range<usize>> {
        let Place::Field { names, separator } = &self.place else { return None };
        let text = bytes.get(line.clone())?;
        let value = names.iter().find_map(|name| {
            let (front, rest) = text.split_at_checked(name.len())?;
            front.eq_ignore_ascii_case(name).then(|| rest.strip_prefix(&separator[..]))?
        })?;
        let start = line.end - value.trim_ascii_start().len();
        Some(start..start + value.trim_ascii().len())
    }
}

/// Finds `text` in `seen`, starting at `from`, and advances `from` past the bytes without a match.
fn find(seen: &[u8], text: &[u8], from: &mut usize) -> Option<usize> {
    let rest = seen.get(*from..).unwrap_or_default();
    if let Some(at) = rest.windows(text.len()).position(|window| window == text) {
        return Some(*from + at);
    }
    *from = (*from).max((seen.len() + 1).saturating_sub(text.len()));
    None
}

/// The words of a line, between spaces and tabs.
fn words(line: &[u8]) -> impl DoubleEndedIterator<Item = Range<usize>> {
    let starts = |at: &usize| !is_space(line, *at) && (*at == 0 || is_space(line, at - 1));
    (0..line.len()).filter(starts).map(|start| {
        let rest = line.get(start..).unwrap_or_default();
        let len = rest.iter().position(|byte| matches!(byte, b' ' | b'\t')).unwrap_or(rest.len());
        start..start + len
    })
}

fn is_space(line: &[u8], at: usize) -> bool {
    line.get(at).is_none_or(|byte| matches!(byte, b' ' | b'\t'))
}

/// A search for the text that a body ends before, as [`Head::header_len`] searches.
pub(super) fn delimited(seen: &[u8], delimiter: &[u8], scan: &mut Scan) -> Extent {
    match find(seen, delimiter, &mut scan.position) {
        Some(at) => Extent::Exact(at),
        None => Extent::AtLeast(seen.len() + 1),
    }
}
