//! The values of Content-Length fields.

use framing_core::fields::{decimal, trim};

use super::head::{Head, Value};
use super::{Behaviour, Lax, Read, Stop};

/// The most digits that readers with a limit take.
const MOST_DIGITS: usize = 20;

/// What a reader makes of a value.
enum Length {
    Is(u64),
    Ignored,
    Refused,
}

impl Lax<'_> {
    /// The length that the Content-Length fields specify; none if the reader ignores them.
    pub(super) fn length(&self, head: &Head<'_>) -> Read<Option<u64>> {
        let (value, at) = self.chosen(&head.lengths)?;
        match self.length_in(value) {
            Length::Is(length) => Ok(Some(length)),
            Length::Ignored => Ok(None),
            Length::Refused => Err(Stop::Refused(at)),
        }
    }

    /// The field that counts.
    fn chosen<'v>(&self, lengths: &'v [Value<'_>]) -> Read<(&'v [u8], usize)> {
        let same = |first: &Value<'_>, rest: &[Value<'_>]| rest.iter().all(|(value, _)| *value == first.0);
        let ((value, at), second) = match lengths {
            [] => return Ok((b"", 0)),
            [one] => (one, None),
            [first, ..] if self.has(Behaviour::FirstLength) => (first, None),
            [.., last] if self.has(Behaviour::LastLength) => (last, None),
            [first, rest @ ..] if same(first, rest) && self.has(Behaviour::EqualLengths) => (first, None),
            [first, second, ..] => (first, Some(second.1)),
        };
        second.map_or(Ok((value, *at)), |at| Err(Stop::Refused(at)))
    }

    fn length_in(&self, value: &[u8]) -> Length {
        match decimal(value) {
            Some(length) => self.plain_length(value, length),
            None if value.is_empty() => self.ignored(Behaviour::EmptyLength),
            None => self.odd_length(value),
        }
    }

    /// Of digits alone, and below 2^64.
    fn plain_length(&self, digits: &[u8], length: u64) -> Length {
        if digits.len() > MOST_DIGITS && self.has(Behaviour::IgnoresBadLength) {
            return Length::Ignored;
        }
        let octal = prefix(digits, 8);
        let is_octal = digits.len() > 1 && digits.starts_with(b"0") && octal != length;
        Length::Is(if is_octal && self.has(Behaviour::OctalLength) { octal } else { length })
    }

    fn odd_length(&self, value: &[u8]) -> Length {
        if value.contains(&b',') {
            return self.length_in_list(value);
        }
        if value.iter().all(u8::is_ascii_digit) && self.has(Behaviour::LengthWraps) {
            return Length::Is(prefix(value, 10));
        }
        if let Some(length) = signed(value)
            && self.has(Behaviour::SignedLength)
        {
            return Length::Is(length);
        }
        if let Some(length) = underscored(value)
            && self.has(Behaviour::UnderscoreInLength)
        {
            return Length::Is(length);
        }
        if let [b'0', b'x' | b'X', digits @ ..] = value
            && self.has(Behaviour::HexLength)
        {
            return Length::Is(prefix(digits, 16));
        }
        let number = value.trim_ascii_start();
        let number = number.strip_prefix(b"+").unwrap_or(number);
        if number.first().is_some_and(u8::is_ascii_digit) && self.has(Behaviour::LengthPrefix) {
            return Length::Is(prefix(number, 10));
        }
        self.ignored(Behaviour::IgnoresBadLength)
    }

    fn length_in_list(&self, value: &[u8]) -> Length {
        let mut numbers = value.split(|byte| *byte == b',').map(trim);
        let (Some(first), Some(last)) = (numbers.clone().next(), numbers.clone().next_back()) else {
            return Length::Refused;
        };
        let chosen = match () {
            () if self.has(Behaviour::FirstLength) => first,
            () if self.has(Behaviour::LastLength) => last,
            () if numbers.all(|number| number == first) && self.has(Behaviour::EqualLengths) => first,
            () if self.has(Behaviour::LengthPrefix) => first,
            () => return self.ignored(Behaviour::IgnoresBadLength),
        };
        decimal(chosen).map_or_else(|| self.ignored(Behaviour::IgnoresBadLength), Length::Is)
    }

    fn ignored(&self, behaviour: Behaviour) -> Length {
        if self.has(behaviour) { Length::Ignored } else { Length::Refused }
    }
}

/// The digits at the start, as a number of 64 bits, whatever is lost.
fn prefix(value: &[u8], radix: u32) -> u64 {
    let digits = value.iter().map_while(|byte| char::from(*byte).to_digit(radix));
    digits.fold(0, |number: u64, digit| number.wrapping_mul(radix.into()).wrapping_add(digit.into()))
}

/// A sign and digits, and not below zero.
fn signed(value: &[u8]) -> Option<u64> {
    match value {
        [b'+', digits @ ..] => decimal(digits),
        [b'-', digits @ ..] => decimal(digits).filter(|length| *length == 0),
        _ => None,
    }
}

/// Digits with single underscores between them.
fn underscored(value: &[u8]) -> Option<u64> {
    let parts = value.split(|byte| *byte == b'_').all(|part| !part.is_empty());
    let digits: alloc::vec::Vec<u8> = value.iter().copied().filter(|byte| *byte != b'_').collect();
    decimal(&digits).filter(|_| parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_numbers() {
        for (value, expected) in [("+5", Some(5)), ("-0", Some(0)), ("-5", None), ("5", None), ("+", None)] {
            assert_eq!(signed(value.as_bytes()), expected, "{value:?}");
        }
        for (value, expected) in [("1_0", Some(10)), ("_1", None), ("1__0", None), ("1_", None)] {
            assert_eq!(underscored(value.as_bytes()), expected, "{value:?}");
        }
        assert_eq!((prefix(b"010", 8), prefix(b"4 2", 10), prefix(b"18446744073709551617", 10)), (8, 4, 1));
    }
}
