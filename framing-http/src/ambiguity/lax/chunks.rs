//! Bodies in chunks, to a careless reader.

use framing_core::fields::{Parameter, is_space};

use super::{Head, Lax, Line, LineEnds, Read, Stop, lax_digits};
use crate::ambiguity::readers::Quirks;

/// The most digits that the strict reader takes.
const MAX_DIGITS: usize = 32;

impl<'a> Lax<'a> {
    pub(super) fn chunks(&mut self) -> Read<()> {
        loop {
            let size = self.size_line()?;
            if size == 0 {
                break;
            }
            self.pass(size)?;
            self.data_end()?;
        }
        let mut open = false;
        loop {
            let line = self.line(self.head_ends())?;
            match line.text {
                [] => return Ok(()),
                [b' ' | b'\t', ..] if open && self.quirks.has(Quirks::FOLDS) => {}
                _ => self.field(line, &mut Head::default())?,
            }
            open = true;
        }
    }

    /// The size that a size line says.
    fn size_line(&mut self) -> Read<u64> {
        let line = self.whole_size_line()?;
        let refused = Stop::Refused(line.at);
        let end = line.text.iter().position(|byte| *byte == b';').unwrap_or(line.text.len());
        let (digits, extensions) = line.text.split_at_checked(end).unwrap_or_default();
        if !self.takes_extensions(extensions) {
            return Err(refused);
        }
        let spaced = !extensions.is_empty() || self.quirks.has(Quirks::SPACE_AFTER_SIZE);
        let digits = if spaced { trim_end(digits) } else { digits };
        if digits.is_empty() && self.quirks.has(Quirks::EMPTY_SIZE) {
            return Ok(0);
        }
        self.size(digits).ok_or(refused)
    }

    fn size(&self, digits: &[u8]) -> Option<u64> {
        if digits.len() > MAX_DIGITS {
            return None;
        }
        if self.quirks.has(Quirks::LAX_SIZE)
            && let Some(size) = hexadecimal(&lax_digits(digits, u8::is_ascii_hexdigit))
        {
            return u64::try_from(size).ok();
        }
        let prefix = digits.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
        if self.quirks.has(Quirks::SIZE_PREFIX) {
            return hexadecimal(digits.get(..prefix)?)?.try_into().ok();
        }
        let size = hexadecimal(digits)?;
        match () {
            () if self.quirks.has(Quirks::SIZE_OF_32_BITS) => Some(u64::from(size as u32)),
            () if self.quirks.has(Quirks::SIZE_WRAPS) => Some(size as u64),
            () => size.try_into().ok(),
        }
    }

    fn takes_extensions(&self, bytes: &[u8]) -> bool {
        let careless = Quirks::ANY_EXTENSION.and(Quirks::EXTENSION_TO_LF).and(Quirks::QUOTED_CRLF);
        self.quirks.has(careless.and(Quirks::SIZE_LINE_LF)) || are_extensions(bytes)
    }

    fn whole_size_line(&mut self) -> Read<Line<'a>> {
        let (at, rest) = (self.at, self.rest());
        let len = match () {
            () if self.quirks.has(Quirks::EXTENSION_TO_LF) => crlf(rest),
            () if self.quirks.has(Quirks::QUOTED_CRLF) => line_end_outside_quotes(rest),
            () => return self.line(LineEnds { lf: self.quirks.has(Quirks::SIZE_LINE_LF), cr: false }),
        };
        let (text, end) = rest.split_at_checked(len.ok_or(Stop::Incomplete)?).ok_or(Stop::Incomplete)?;
        if !end.starts_with(b"\r\n") {
            return Err(Stop::Refused(at + text.len()));
        }
        self.at += text.len() + 2;
        Ok(Line { text, at })
    }

    fn data_end(&mut self) -> Read<()> {
        match self.rest() {
            [b'\r', b'\n', ..] => self.pass(2),
            [_, _, ..] if self.quirks.has(Quirks::ANY_DATA_END) => self.pass(2),
            rest if self.quirks.has(Quirks::SKIPS_TO_CRLF) => {
                self.pass(crlf(rest).ok_or(Stop::Incomplete)? as u64 + 2)
            }
            [] | [b'\r'] => Err(Stop::Incomplete),
            [b'\r', ..] => Err(Stop::Refused(self.at + 1)),
            _ => Err(Stop::Refused(self.at)),
        }
    }
}

fn trim_end(mut digits: &[u8]) -> &[u8] {
    while let [rest @ .., b' ' | b'\t'] = digits {
        digits = rest;
    }
    digits
}

/// The number, counted far enough to see it wrap.
fn hexadecimal(digits: &[u8]) -> Option<u128> {
    let plain = !digits.is_empty() && digits.iter().all(u8::is_ascii_hexdigit);
    let digits = core::str::from_utf8(digits).ok().filter(|_| plain)?;
    u128::from_str_radix(digits, 16).ok()
}

/// `*( BWS ";" BWS chunk-ext-name [ BWS "=" BWS chunk-ext-val ] )`, from the first semicolon, with no whitespace at the end.
fn are_extensions(bytes: &[u8]) -> bool {
    let [b';', bytes @ ..] = bytes else { return bytes.is_empty() };
    let mut state = Parameter::Start;
    for byte in bytes {
        state = match state.step(*byte) {
            Some(next) => next,
            None if *byte == b';' && state.may_end() => Parameter::Start,
            None => return false,
        };
    }
    state.may_end() && !bytes.last().is_some_and(|byte| is_space(*byte))
}

fn crlf(bytes: &[u8]) -> Option<usize> {
    bytes.windows(2).position(|window| window == b"\r\n")
}

/// The first CR or LF that stands in no quoted string, if another byte is behind it.
fn line_end_outside_quotes(bytes: &[u8]) -> Option<usize> {
    let (mut quoted, mut escaped) = (false, false);
    bytes.windows(2).position(|window| {
        quoted ^= window.starts_with(b"\"") && !escaped;
        escaped = quoted && window.starts_with(b"\\") && !escaped;
        !quoted && (window.starts_with(b"\r") || window.starts_with(b"\n"))
    })
}
