//! Bodies in chunks.

use framing_core::fields::{Parameter, is_space};
use memchr::memchr2;

use super::head::Head;
use super::{Behaviour, Lax, Read, Stop, starts_a_request};

/// The most digits that the strict reader takes.
const MAX_DIGITS: usize = 32;

/// A size line without its end.
struct SizeLine<'a> {
    text: &'a [u8],
    at: usize,
    /// It contains a line end that the reader passed over.
    is_odd: bool,
}

impl<'a> Lax<'a> {
    pub(super) fn chunks(&mut self) -> Read<()> {
        loop {
            let size = self.size_line()?;
            if size == 0 {
                return self.trailers();
            }
            self.skip(size)?;
            self.data_end()?;
        }
    }

    fn trailers(&mut self) -> Read<()> {
        if let [first, ..] = self.rest()
            && !matches!(first, b'\r' | b'\n')
            && self.side == super::Side::Requests
            && starts_a_request(self.rest().split(|byte| *byte == b'\n').next().unwrap_or_default())
            && self.has(Behaviour::TrailersAreARequest)
        {
            return Ok(());
        }
        let mut is_first = true;
        loop {
            let line = self.line()?;
            match line.text {
                [] => return Ok(()),
                [b' ' | b'\t', ..] if !is_first && self.has(Behaviour::Folds) => {}
                _ => match self.field(line, &mut Head::default()) {
                    Err(Stop::Refused(_)) if self.has(Behaviour::AnyTrailer) => {}
                    read => read?,
                },
            }
            is_first = false;
        }
    }

    /// Reads a size line.
    fn size_line(&mut self) -> Read<u64> {
        let line = self.whole_size_line()?;
        let refused = Stop::Refused(line.at);
        let end = line.text.iter().position(|byte| *byte == b';').unwrap_or(line.text.len());
        let (digits, extensions) = line.text.split_at_checked(end).unwrap_or_default();
        if !line.is_odd && !are_extensions(extensions) && !self.takes_any_extension() {
            return Err(refused);
        }
        let has_space = matches!(digits, [.., b' ' | b'\t']);
        let digits = match has_space && (!extensions.is_empty() || self.has(Behaviour::SpaceAfterSize)) {
            true => trim_end(digits),
            false => digits,
        };
        if digits.is_empty() && self.has(Behaviour::EmptySize) {
            return Ok(0);
        }
        self.size(digits).ok_or(refused)
    }

    fn takes_any_extension(&self) -> bool {
        self.has(Behaviour::AnyExtension)
            || self.has(Behaviour::OnlyCrlfEndsASizeLine)
            || self.has(Behaviour::QuotedCrlf)
            || self.has(Behaviour::LfEndsASizeLine)
    }

    fn size(&self, digits: &[u8]) -> Option<u64> {
        match hexadecimal(digits) {
            Some(size) => self.plain_size(digits, size),
            None => self.odd_size(digits),
        }
    }

    fn plain_size(&self, digits: &[u8], size: u128) -> Option<u64> {
        if digits.len() > MAX_DIGITS && !self.has(Behaviour::LongSize) {
            return None;
        }
        let is_large = size > u128::from(u32::MAX);
        if is_large && self.has(Behaviour::SizeOf32Bits) {
            return u64::try_from(size & u128::from(u32::MAX)).ok();
        }
        let is_larger = size > u128::from(u64::MAX);
        if is_larger && self.has(Behaviour::SizeWraps) {
            return u64::try_from(size & u128::from(u64::MAX)).ok();
        }
        size.try_into().ok()
    }

    fn odd_size(&self, digits: &[u8]) -> Option<u64> {
        if let Some(size) = lax_hexadecimal(digits)
            && self.has(Behaviour::LaxSize)
        {
            return u64::try_from(size).ok();
        }
        let prefix = digits.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
        let size = hexadecimal(digits.get(..prefix)?)?;
        if self.has(Behaviour::SizePrefix) { size.try_into().ok() } else { None }
    }

    fn whole_size_line(&mut self) -> Read<SizeLine<'a>> {
        let (at, rest) = (self.at, self.rest());
        let mut quotes = Quotes::default();
        let (mut from, mut is_odd) = (0, false);
        loop {
            let found = memchr2(b'\r', b'\n', rest.get(from..).unwrap_or_default());
            let len = from + found.ok_or(Stop::Incomplete)?;
            quotes.pass(rest.get(from..len).unwrap_or_default());
            let (text, end) = rest.split_at_checked(len).ok_or(Stop::Incomplete)?;
            if let Some(end) = self.size_line_end(end, at + len, quotes)? {
                self.at += len + end;
                return Ok(SizeLine { text, at, is_odd });
            }
            (from, is_odd) = (len + 1, true);
        }
    }

    /// The length of the line's end at the start of `end`; none if it belongs to the line.
    fn size_line_end(&self, end: &[u8], at: usize, quotes: Quotes) -> Read<Option<usize>> {
        let hides = |reader: &Self| quotes.is_open && reader.has(Behaviour::QuotedCrlf);
        match end {
            [b'\r'] => Err(Stop::Incomplete),
            [_, ..] if hides(self) => Ok(None),
            [b'\r', b'\n', ..] => Ok(Some(2)),
            [b'\n', ..] if self.has(Behaviour::LfEndsASizeLine) => Ok(Some(1)),
            [b'\r', ..] if self.has(Behaviour::CrAnyEndsASizeLine) => Ok(Some(2)),
            _ if self.has(Behaviour::OnlyCrlfEndsASizeLine) => Ok(None),
            [b'\r', ..] => Err(Stop::Refused(at + 1)),
            _ => Err(Stop::Refused(at)),
        }
    }

    fn data_end(&mut self) -> Read<()> {
        let rest = self.rest();
        match rest {
            [b'\r', b'\n', ..] => self.skip(2),
            [] | [b'\r'] => Err(Stop::Incomplete),
            [b'\n', ..] if self.has(Behaviour::LfEndsData) => self.skip(1),
            [_, _, ..] if self.has(Behaviour::AnyDataEnd) => self.skip(2),
            _ if self.has(Behaviour::NoDataEnd) => Ok(()),
            _ if self.has(Behaviour::LongData) => {
                let end = memchr::memmem::find(rest, b"\r\n").ok_or(Stop::Incomplete)?;
                self.at += end + 2;
                Ok(())
            }
            [b'\r', ..] => Err(Stop::Refused(self.at + 1)),
            _ => Err(Stop::Refused(self.at)),
        }
    }
}

/// Whether a quoted string is open.
#[derive(Clone, Copy, Default)]
struct Quotes {
    is_open: bool,
    is_escaped: bool,
}

impl Quotes {
    fn pass(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.is_open ^= *byte == b'"' && !self.is_escaped;
            self.is_escaped = self.is_open && *byte == b'\\' && !self.is_escaped;
        }
    }
}

fn trim_end(mut digits: &[u8]) -> &[u8] {
    while let [rest @ .., b' ' | b'\t'] = digits {
        digits = rest;
    }
    digits
}

/// The number, as far as 128 bits hold it.
fn hexadecimal(digits: &[u8]) -> Option<u128> {
    let plain = !digits.is_empty() && digits.iter().all(u8::is_ascii_hexdigit);
    let digits = core::str::from_utf8(digits).ok().filter(|_| plain)?;
    Some(u128::from_str_radix(digits, 16).unwrap_or(u128::MAX))
}

/// The number as `int(text, 16)` and `strtol` find it: after whitespace, a sign and 0x, without underscores, up to the first
/// byte that is no digit.
fn lax_hexadecimal(value: &[u8]) -> Option<u128> {
    let value = value.trim_ascii_start();
    let value = value.strip_prefix(b"+").unwrap_or(value);
    let value = value.strip_prefix(b"0x").or(value.strip_prefix(b"0X")).unwrap_or(value);
    let digits = value.iter().copied().filter(|byte| *byte != b'_').take_while(u8::is_ascii_hexdigit);
    hexadecimal(&digits.collect::<alloc::vec::Vec<u8>>())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lax_sizes() {
        for (value, size) in [
            ("+5", Some(5)),
            (" 5", Some(5)),
            ("0x10", Some(16)),
            ("1_0", Some(16)),
            ("4 2", Some(4)),
            ("-5", None),
            ("", None),
        ] {
            assert_eq!(lax_hexadecimal(value.as_bytes()), size, "{value:?}");
        }
    }

    #[test]
    fn quotes_are_followed() {
        for (text, is_open) in [("a=\"", true), ("a=\"b\"", false), ("a=\"\\\"", true), ("a=\"\\\\\"", false)]
        {
            let mut quotes = Quotes::default();
            quotes.pass(text.as_bytes());
            assert_eq!(quotes.is_open, is_open, "{text:?}");
        }
    }
}
