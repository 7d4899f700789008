//! Field lines.

use alloc::borrow::Cow;

use framing_core::fields::{is_token, is_value, trim};
use memchr::memchr;

use super::head::Head;
use super::line::Line;
use super::{Behaviour, Lax, Read, Stop};

impl<'a> Lax<'a> {
    /// Reads a field line into `head`.
    pub(super) fn field(&self, line: Line<'a>, head: &mut Head<'a>) -> Read<()> {
        match self.try_field(line, head) {
            Err(Stop::Refused(_)) if self.has(Behaviour::SkipsBadLines) => Ok(()),
            read => read,
        }
    }

    fn try_field(&self, line: Line<'a>, head: &mut Head<'a>) -> Read<()> {
        let colon = memchr(b':', line.text).ok_or(Stop::Refused(line.at + line.text.len()))?;
        let (name, value) = line.text.split_at_checked(colon).unwrap_or_default();
        let Some(name) = self.name(name) else { return Err(Stop::Refused(line.at)) };
        let is_framing = matches!(name.len(), 14 | 17) && is_framing(&name);
        let value = self.value(value.get(1..).unwrap_or_default(), is_framing);
        let value = value.map_err(|index| Stop::Refused(line.at + colon + 1 + index))?;
        head.take(&name, value, line.at + colon);
        Ok(())
    }

    /// The name that the reader takes this for; none if it refuses it.
    fn name<'n>(&self, name: &'n [u8]) -> Option<Cow<'n, [u8]>> {
        if !name.is_empty() && name.iter().all(|byte| is_token(*byte)) {
            let is_odd = matches!(name.len(), 14 | 17) && name.contains(&b'_') && is_framing(&dashed(name));
            let reads_dash = is_odd && self.has(Behaviour::UnderscoreIsADash);
            return Some(if reads_dash { Cow::Owned(dashed(name)) } else { Cow::Borrowed(name) });
        }
        let without_space = trim_end(name);
        let is_token = |name: &[u8]| !name.is_empty() && name.iter().all(|byte| is_token(*byte));
        if without_space.len() < name.len() && is_token(without_space) {
            if self.has(Behaviour::SpaceBeforeColon) {
                return Some(Cow::Borrowed(without_space));
            }
            if self.has(Behaviour::SpaceInName) {
                return Some(Cow::Borrowed(name));
            }
        }
        let trimmed = trim_odd(name);
        (is_token(trimmed) && self.has(Behaviour::TrimsNames)).then_some(Cow::Borrowed(trimmed))
    }

    /// The value without surrounding whitespace, or the index of a byte that it may not contain.
    fn value(&self, value: &'a [u8], is_framing: bool) -> Result<Cow<'a, [u8]>, usize> {
        let mut taken = trim(value);
        if is_framing && trim_controls(taken).len() < taken.len() && self.has(Behaviour::TrimsControls) {
            taken = trim_controls(taken);
        }
        let Some(bad) = taken.iter().position(|byte| !is_value(*byte)) else {
            return Ok(Cow::Borrowed(taken));
        };
        if let Some(nul) = memchr(0, taken)
            && self.has(Behaviour::NulEndsValue)
        {
            return Ok(Cow::Borrowed(taken.get(..nul).unwrap_or_default()));
        }
        match taken.iter().skip(bad).all(|byte| self.takes(*byte)) {
            true => Ok(Cow::Borrowed(taken)),
            false => Err(bad),
        }
    }

    fn takes(&self, byte: u8) -> bool {
        match byte {
            // Only where the line's end let it through.
            b'\r' | b'\n' => true,
            0 => self.has(Behaviour::NulInValue),
            _ => is_value(byte) || self.has(Behaviour::ControlsInValue),
        }
    }
}

fn is_framing(name: &[u8]) -> bool {
    name.eq_ignore_ascii_case(b"content-length") || name.eq_ignore_ascii_case(b"transfer-encoding")
}

fn dashed(name: &[u8]) -> alloc::vec::Vec<u8> {
    name.iter().map(|byte| if *byte == b'_' { b'-' } else { *byte }).collect()
}

fn trim_end(mut name: &[u8]) -> &[u8] {
    while let [rest @ .., b' ' | b'\t'] = name {
        name = rest;
    }
    name
}

/// Without the bytes at both ends that no token contains.
fn trim_odd(name: &[u8]) -> &[u8] {
    let start = name.iter().position(|byte| is_token(*byte)).unwrap_or(name.len());
    let end = name.iter().rposition(|byte| is_token(*byte)).map_or(start, |last| last + 1);
    name.get(start..end).unwrap_or_default()
}

/// Without the bytes at both ends that `isspace` and `str.strip` take for whitespace, and other control characters.
fn trim_controls(mut value: &[u8]) -> &[u8] {
    while let [0..=b' ' | 0x7f | 0x85 | 0xa0, rest @ ..] | [rest @ .., 0..=b' ' | 0x7f | 0x85 | 0xa0] = value
    {
        value = rest;
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_trimmed() {
        assert_eq!(trim_controls(b"\x0b chunked\0"), b"chunked");
        assert_eq!(trim_controls(b"\xa0chunked\xa0"), b"chunked");
        assert_eq!(trim_odd(b" \x85Name\x0b"), b"Name");
        assert_eq!(trim_odd(b" \x0b"), b"");
    }
}
