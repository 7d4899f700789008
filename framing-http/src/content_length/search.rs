//! The search for the end of a header part: each byte is looked at once and refused as soon as it is seen.

use framing_core::{Extent, Malformed, Scan};

use super::RepeatedLength;
use crate::field::{decimal, is_token, is_value, refuse};

/// Where in the grammar the search stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    LineStart,
    Name,
    /// In the value of a field other than Content-Length.
    Value,
    /// In a Content-Length, in front of the digits.
    BeforeDigits,
    Digits,
    /// In a Content-Length, in the whitespace behind the digits.
    AfterDigits,
    /// At the LF that ends a field line.
    LineFeed,
    /// At the LF that ends the header part.
    LastLineFeed,
}

impl State {
    const ALL: [Self; 8] = [
        Self::LineStart,
        Self::Name,
        Self::Value,
        Self::BeforeDigits,
        Self::Digits,
        Self::AfterDigits,
        Self::LineFeed,
        Self::LastLineFeed,
    ];
}

/// The search, unpacked from a [`Scan`]: 3 bits of state, 5 bits of digits, 28 bits for each offset.
pub(super) struct Search<'a> {
    seen: &'a [u8],
    repeated: RepeatedLength,
    state: State,
    /// Digits so far of the Content-Length at hand, without leading zeros; at most 20.
    digits: usize,
    /// Where the line at hand starts.
    line: usize,
    /// Where the first digit of the first Content-Length stands that is no leading zero. Zero as long as none has.
    length: usize,
}

/// The offsets that a search can keep.
const OFFSET_BITS: u32 = 28;
const MAX_OFFSET: usize = (1 << OFFSET_BITS) - 1;
/// The digits of the greatest length.
const MAX_DIGITS: usize = 20;

impl<'a> Search<'a> {
    pub(super) fn new(repeated: RepeatedLength, seen: &'a [u8]) -> Self {
        Self { seen, repeated, state: State::LineStart, digits: 0, line: 0, length: 0 }
    }

    /// Goes on where `scan` left off.
    pub(super) fn resume(mut self, scan: &mut Scan) -> Result<Extent, Malformed> {
        self.unpack(scan.state);
        let mut at = scan.position;
        while let Some(&byte) = self.seen.get(at) {
            if at > MAX_OFFSET {
                return refuse(at, "the end of a header part of at most 256 MiB");
            }
            if self.state == State::LastLineFeed {
                return if byte == b'\n' { Ok(Extent::Exact(at + 1)) } else { refuse(at, LINE_FEED) };
            }
            self.step(at, byte)?;
            at += 1 + self.skip(at + 1);
        }
        *scan = Scan { position: at, state: self.pack() };
        Ok(Extent::AtLeast(at + 1))
    }

    fn unpack(&mut self, packed: u64) {
        let offset = |shift: u32| (packed >> shift) as usize & MAX_OFFSET;
        self.state = *State::ALL.get((packed & 7) as usize).unwrap_or(&State::LineStart);
        self.digits = (packed >> 3) as usize & 31;
        self.line = offset(8);
        self.length = offset(8 + OFFSET_BITS);
    }

    fn pack(&self) -> u64 {
        let Self { state, digits, line, length, .. } = *self;
        state as u64 | (digits as u64) << 3 | (line as u64) << 8 | (length as u64) << (8 + OFFSET_BITS)
    }

    /// The bytes from `at` that change nothing.
    fn skip(&self, at: usize) -> usize {
        let rest = self.seen.get(at..self.seen.len().min(MAX_OFFSET + 1)).unwrap_or_default();
        let same = |stays: fn(u8) -> bool| rest.iter().take_while(|byte| stays(**byte)).count();
        match self.state {
            State::Name => same(is_token),
            State::Value => same(is_value),
            _ => 0,
        }
    }

    /// Takes one byte.
    fn step(&mut self, at: usize, byte: u8) -> Result<(), Malformed> {
        self.state = match (self.state, byte) {
            (State::LineStart, b'\r') if self.length == 0 => return Err(missing(at)),
            (State::LineStart, b'\r') => State::LastLineFeed,
            (State::LineStart, _) if is_token(byte) => self.line_starts(at),
            (State::LineStart, _) => return refuse(at, "a field name or an empty line"),
            (State::Name, b':') => self.name_ends(at)?,
            (State::Name, _) if is_token(byte) => State::Name,
            (State::Name, _) => return refuse(at, "a character of a field name or ':'"),
            (State::Value, b'\r') => State::LineFeed,
            (State::Value, _) if is_value(byte) => State::Value,
            (State::Value, _) => return refuse(at, "a character of a field value or CR LF"),
            (State::BeforeDigits, b' ' | b'\t') => State::BeforeDigits,
            (State::BeforeDigits | State::Digits, b'0'..=b'9') => self.digit(at, byte)?,
            (State::BeforeDigits, _) => return refuse(at, "a decimal digit"),
            (State::Digits, b' ' | b'\t') => self.digits_end(at, State::AfterDigits)?,
            (State::Digits, b'\r') => self.digits_end(at, State::LineFeed)?,
            (State::Digits, _) => return refuse(at, "a decimal digit or CR LF"),
            (State::AfterDigits, b' ' | b'\t') => State::AfterDigits,
            (State::AfterDigits, b'\r') => State::LineFeed,
            (State::AfterDigits, _) => return refuse(at, "CR LF"),
            (State::LineFeed | State::LastLineFeed, b'\n') => State::LineStart,
            (State::LineFeed | State::LastLineFeed, _) => return refuse(at, LINE_FEED),
        };
        Ok(())
    }

    fn line_starts(&mut self, at: usize) -> State {
        self.line = at;
        State::Name
    }

    /// At the colon: the name is known.
    fn name_ends(&mut self, at: usize) -> Result<State, Malformed> {
        let name = self.seen.get(self.line..at).unwrap_or_default();
        if !name.eq_ignore_ascii_case(b"content-length") {
            return Ok(State::Value);
        }
        if self.length != 0 && self.repeated == RepeatedLength::Refuse {
            return refuse(at, "no second Content-Length field");
        }
        self.digits = 0;
        Ok(State::BeforeDigits)
    }

    fn digit(&mut self, at: usize, digit: u8) -> Result<State, Malformed> {
        if digit == b'0' && self.digits == 0 {
            return Ok(State::Digits);
        }
        if self.length == 0 {
            self.length = at;
        }
        // The first Content-Length is compared with itself here, which is always the same.
        if self.first_length(self.digits) != Some(digit) {
            return refuse(at, SAME_LENGTH);
        }
        self.digits += 1;
        let overflows = match self.digits.cmp(&MAX_DIGITS) {
            core::cmp::Ordering::Less => false,
            core::cmp::Ordering::Equal => self.seen.get(at + 1 - MAX_DIGITS..=at).and_then(decimal).is_none(),
            core::cmp::Ordering::Greater => true,
        };
        if overflows { refuse(at, "a length below 2^64") } else { Ok(State::Digits) }
    }

    fn digits_end(&mut self, at: usize, next: State) -> Result<State, Malformed> {
        if self.length == 0 {
            // Only zeros: the last of them stands for the number.
            self.length = at - 1;
        }
        let goes_on = match self.digits {
            0 => self.first_length(0) != Some(b'0'),
            digits => self.first_length(digits).is_some_and(|byte| byte.is_ascii_digit()),
        };
        if goes_on { refuse(at, SAME_LENGTH) } else { Ok(next) }
    }

    /// A byte of the first Content-Length.
    fn first_length(&self, index: usize) -> Option<u8> {
        self.seen.get(self.length + index).copied()
    }
}

const LINE_FEED: &str = "LF after CR";
const SAME_LENGTH: &str = "the length of the first Content-Length field";

/// The header part ends at the byte `at` and has said no length.
pub(super) const fn missing(at: usize) -> Malformed {
    Malformed::new(at, "a Content-Length field before the empty line")
}
