//! A reader of requests that can be as careless as others are. It shares nothing with the strict one.

use alloc::vec::Vec;

use framing_chunked::grammar::{decimal, is_token, is_value, trim};

use super::readers::Quirks;
use super::{End, Reading};

/// Why a message has no end.
enum Stop {
    Incomplete,
    Refused(usize),
}

type Read<T> = Result<T, Stop>;

pub(super) fn read(quirks: Quirks, bytes: &[u8]) -> Reading {
    let mut lax = Lax { bytes, at: 0, quirks };
    let mut ends = Vec::new();
    while lax.at < bytes.len() {
        match lax.message() {
            Ok(()) => ends.push(lax.at),
            Err(Stop::Incomplete) => return Reading { ends, end: End::Incomplete },
            Err(Stop::Refused(at)) => return Reading { ends, end: End::Refused { at } },
        }
    }
    Reading { ends, end: End::Complete }
}

struct Lax<'a> {
    bytes: &'a [u8],
    at: usize,
    quirks: Quirks,
}

/// A line, and where it stands.
#[derive(Clone, Copy)]
struct Line<'a> {
    text: &'a [u8],
    at: usize,
}

/// What ends a line besides CRLF.
#[derive(Clone, Copy)]
struct LineEnds {
    lf: bool,
    cr: bool,
}

/// What a head says of its framing.
#[derive(Default)]
struct Head {
    is_get: bool,
    is_1_0: bool,
    /// The values of the Content-Length fields, and where they stand.
    lengths: Vec<(Vec<u8>, usize)>,
    /// The values of the Transfer-Encoding fields, and where they stand.
    codings: Vec<(Vec<u8>, usize)>,
}

impl<'a> Lax<'a> {
    fn message(&mut self) -> Read<()> {
        let head = self.head()?;
        if self.is_chunked(&head)? {
            return self.chunks();
        }
        let length = self.length(&head)?;
        let ignored = head.is_get && self.quirks.has(Quirks::NO_BODY_OF_GET);
        self.pass(if ignored { 0 } else { length })
    }

    /// Moves over `bytes` bytes.
    fn pass(&mut self, bytes: u64) -> Read<()> {
        let left = (self.bytes.len() - self.at) as u64;
        if bytes > left {
            return Err(Stop::Incomplete);
        }
        self.at += bytes as usize;
        Ok(())
    }

    fn head(&mut self) -> Read<Head> {
        let mut line = self.line(self.head_ends())?;
        if line.text.is_empty() {
            line = self.line(self.head_ends())?;
        }
        let mut head = request_line(line)?;
        let mut open = false;
        loop {
            let line = self.line(self.head_ends())?;
            match line.text {
                [] => return Ok(head),
                [b' ' | b'\t', ..] if open && self.quirks.has(Quirks::FOLDS) => head.fold(line.text),
                _ => self.field(line, &mut head)?,
            }
            open = true;
        }
    }

    fn head_ends(&self) -> LineEnds {
        LineEnds { lf: self.quirks.has(Quirks::HEAD_LF), cr: self.quirks.has(Quirks::HEAD_CR) }
    }

    /// The next line, without its end.
    fn line(&mut self, ends: LineEnds) -> Read<Line<'a>> {
        let at = self.at;
        let rest = self.bytes.get(at..).unwrap_or_default();
        let len = rest.iter().position(|byte| matches!(byte, b'\r' | b'\n')).ok_or(Stop::Incomplete)?;
        let (text, end) = rest.split_at_checked(len).ok_or(Stop::Incomplete)?;
        let end = match end {
            [b'\r', b'\n', ..] => 2,
            [b'\n', ..] if ends.lf => 1,
            [b'\r', _, ..] if ends.cr => 1,
            [b'\r'] => return Err(Stop::Incomplete),
            [b'\r', ..] => return Err(Stop::Refused(at + len + 1)),
            _ => return Err(Stop::Refused(at + len)),
        };
        self.at += len + end;
        Ok(Line { text, at })
    }

    fn field(&self, line: Line<'_>, head: &mut Head) -> Read<()> {
        let refused = |index: usize| Err(Stop::Refused(line.at + index));
        let Some(colon) = line.text.iter().position(|byte| *byte == b':') else {
            return refused(line.text.len());
        };
        let (mut name, value) = line.text.split_at_checked(colon).unwrap_or_default();
        if self.quirks.has(Quirks::SPACE_BEFORE_COLON) {
            name = trim(name);
        }
        if let Some(index) = name.iter().position(|byte| !is_token(*byte)) {
            return refused(index);
        }
        if name.is_empty() {
            return refused(0);
        }
        let mut value = trim(value.get(1..).unwrap_or_default());
        let is_coding = name.eq_ignore_ascii_case(b"transfer-encoding");
        if is_coding && self.quirks.has(Quirks::TRIMS_CONTROLS) {
            value = trim_controls(value);
        }
        let passes = is_coding && self.quirks.has(Quirks::CONTROLS_IN_CODING);
        if let Some(index) = value.iter().position(|byte| !is_value(*byte)).filter(|_| !passes) {
            return refused(colon + 1 + index);
        }
        if is_coding {
            head.codings.push((value.into(), line.at + colon));
        } else if name.eq_ignore_ascii_case(b"content-length") {
            head.lengths.push((value.into(), line.at + colon));
        }
        Ok(())
    }

    /// Is the body in chunks?
    fn is_chunked(&self, head: &Head) -> Read<bool> {
        let Some((_, at)) = head.codings.first() else { return Ok(false) };
        let list: Vec<&[u8]> =
            head.codings.iter().flat_map(|(value, _)| value.split(|byte| *byte == b',')).map(trim).collect();
        let chunked = |coding: &&[u8]| coding.eq_ignore_ascii_case(b"chunked");
        let strictly =
            list.last().is_some_and(chunked) && list.iter().filter(|coding| chunked(coding)).count() == 1;
        if head.is_1_0 && self.quirks.has(Quirks::CODING_IGNORED_IN_1_0) {
            return Ok(false);
        }
        if head.is_1_0 && !self.quirks.has(Quirks::CODING_IN_1_0) {
            return Err(Stop::Refused(*at));
        }
        if self.quirks.has(Quirks::UNKNOWN_CODING_IGNORED) && !(strictly && list.len() == 1) {
            return Ok(false);
        }
        let found = list.iter().any(|coding| contains_chunked(coding));
        if !(strictly || found && self.quirks.has(Quirks::ANY_CHUNKED)) {
            return Err(Stop::Refused(*at));
        }
        match head.lengths.is_empty() {
            true => Ok(true),
            false if self.quirks.has(Quirks::CODING_OVER_LENGTH) => Ok(true),
            false if self.quirks.has(Quirks::LENGTH_OVER_CODING) => Ok(false),
            false => Err(Stop::Refused(*at)),
        }
    }

    /// What the Content-Length fields say.
    fn length(&self, head: &Head) -> Read<u64> {
        let chosen = match &head.lengths[..] {
            [] => return Ok(0),
            [one] => one,
            [first, ..] if self.quirks.has(Quirks::FIRST_LENGTH) => first,
            [.., last] if self.quirks.has(Quirks::LAST_LENGTH) => last,
            [_, second, ..] => return Err(Stop::Refused(second.1)),
        };
        let (value, at) = chosen;
        let length = decimal(value);
        let lax = || decimal(&lax_digits(value, u8::is_ascii_digit));
        length.or_else(|| self.quirks.has(Quirks::LAX_LENGTH).then(lax)?).ok_or(Stop::Refused(*at))
    }

    fn chunks(&mut self) -> Read<()> {
        loop {
            let size = self.size_line()?;
            if size == 0 {
                break;
            }
            self.pass(size)?;
            self.data_end()?;
        }
        loop {
            let line = self.line(self.head_ends())?;
            if line.text.is_empty() {
                return Ok(());
            }
            self.field(line, &mut Head::default())?;
        }
    }

    /// The size that a size line says.
    fn size_line(&mut self) -> Read<u64> {
        let start = self.at;
        let line = self.whole_size_line()?;
        let end = line.text.iter().position(|byte| *byte == b';').unwrap_or(line.text.len());
        let (digits, extension) = line.text.split_at_checked(end).unwrap_or((line.text, &[]));
        let digits = if extension.is_empty() { digits } else { digits.trim_ascii_end() };
        if digits.is_empty() && self.quirks.has(Quirks::EMPTY_SIZE) {
            return Ok(0);
        }
        let lax = || hexadecimal(&lax_digits(digits, u8::is_ascii_hexdigit));
        hexadecimal(digits)
            .or_else(|| self.quirks.has(Quirks::LAX_SIZE).then(lax)?)
            .ok_or(Stop::Refused(start))
    }

    fn whole_size_line(&mut self) -> Read<Line<'a>> {
        let at = self.at;
        let rest = self.bytes.get(at..).unwrap_or_default();
        let extended = rest.iter().find(|byte| matches!(byte, b'\r' | b'\n' | b';')) == Some(&b';');
        let len = match extended {
            true if self.quirks.has(Quirks::EXTENSION_TO_LF) => crlf(rest),
            true if self.quirks.has(Quirks::QUOTED_CRLF) => crlf_outside_quotes(rest),
            _ => return self.line(LineEnds { lf: self.quirks.has(Quirks::SIZE_LINE_LF), cr: false }),
        };
        let len = len.ok_or(Stop::Incomplete)?;
        self.at += len + 2;
        Ok(Line { text: rest.get(..len).unwrap_or_default(), at })
    }

    fn data_end(&mut self) -> Read<()> {
        match self.bytes.get(self.at..).unwrap_or_default() {
            [b'\r', b'\n', ..] => self.pass(2),
            [_, _, ..] if self.quirks.has(Quirks::ANY_DATA_END) => self.pass(2),
            [] | [b'\r'] => Err(Stop::Incomplete),
            [b'\r', ..] => Err(Stop::Refused(self.at + 1)),
            _ => Err(Stop::Refused(self.at)),
        }
    }
}

impl Head {
    /// Adds a folded line to the field before it, if that says something of the framing.
    fn fold(&mut self, line: &[u8]) {
        let last = self.codings.iter_mut().chain(&mut self.lengths).max_by_key(|(_, at)| *at);
        if let Some((value, _)) = last {
            value.push(b' ');
            value.extend_from_slice(trim(line));
        }
    }
}

fn request_line(line: Line<'_>) -> Read<Head> {
    let mut words = line.text.split(|byte| *byte == b' ');
    match [words.next(), words.next(), words.next(), words.next()] {
        [Some(method), Some([_, ..]), Some([b'H', b'T', b'T', b'P', b'/', b'1', b'.', minor]), None]
            if !method.is_empty() && method.iter().all(|byte| is_token(*byte)) =>
        {
            let is_get = matches!(method, b"GET" | b"HEAD");
            Ok(Head { is_get, is_1_0: *minor == b'0', ..Head::default() })
        }
        _ => Err(Stop::Refused(line.at)),
    }
}

fn contains_chunked(coding: &[u8]) -> bool {
    coding.windows(b"chunked".len()).any(|window| window.eq_ignore_ascii_case(b"chunked"))
}

fn trim_controls(mut value: &[u8]) -> &[u8] {
    while let [0..=b' ', rest @ ..] | [rest @ .., 0..=b' '] = value {
        value = rest;
    }
    value
}

/// The digits of a number as `int()` and `strtol` find them: behind whitespace, a sign and `0x`, without underscores, up to
/// the first byte that is none.
fn lax_digits(value: &[u8], is_digit: fn(&u8) -> bool) -> Vec<u8> {
    let value = value.trim_ascii_start();
    let value = value.strip_prefix(b"+").unwrap_or(value);
    let value = value.strip_prefix(b"0x").or(value.strip_prefix(b"0X")).unwrap_or(value);
    value.iter().filter(|byte| **byte != b'_').take_while(|byte| is_digit(byte)).copied().collect()
}

fn hexadecimal(digits: &[u8]) -> Option<u64> {
    let plain = !digits.is_empty() && digits.iter().all(u8::is_ascii_hexdigit);
    let digits = core::str::from_utf8(digits).ok().filter(|_| plain)?;
    u64::from_str_radix(digits, 16).ok()
}

fn crlf(bytes: &[u8]) -> Option<usize> {
    bytes.windows(2).position(|window| window == b"\r\n")
}

fn crlf_outside_quotes(bytes: &[u8]) -> Option<usize> {
    let mut quoted = false;
    bytes.windows(2).position(|window| {
        quoted ^= window.starts_with(b"\"");
        !quoted && window == b"\r\n"
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lax_numbers() {
        for (value, digits) in [
            ("+5", "5"),
            (" 5", "5"),
            ("0x10", "10"),
            ("1_0", "10"),
            ("4 2", "4"),
            ("5;", "5"),
            ("-5", ""),
            ("", ""),
        ] {
            assert_eq!(lax_digits(value.as_bytes(), u8::is_ascii_hexdigit), digits.as_bytes(), "{value:?}");
        }
    }

    #[test]
    fn controls_are_trimmed() {
        assert_eq!(trim_controls(b"\x0b chunked\0"), b"chunked");
    }
}
