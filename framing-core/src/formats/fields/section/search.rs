//! The search for the end of a section.

use super::super::class::{is_space, is_value, trim};
use super::super::length::MAX_OFFSET;
use super::super::line::refuse;
use super::super::{FieldLine, LengthDigits, RepeatedLength};
use super::{EMPTY_LINES, EXACT_CASE, FOLDED_LENGTH, FieldSection, REQUIRED, START_LINE};
use crate::{Malformed, Scan};

/// Where in the grammar a search is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Before the section.
    Start,
    /// After the CR of an empty line before the start line.
    EmptyLine,
    StartLine,
    /// After the CR of the start line.
    StartLineFeed,
    /// Before the digits of a length.
    BeforeDigits,
    Digits,
    /// In whitespace after the digits.
    AfterDigits,
    /// After the CR that ends the line of a length.
    LengthLineFeed,
    /// After a CR before the digits.
    FoldLineFeed,
    /// At the whitespace that must follow.
    Fold,
    Line(FieldLine),
}

impl State {
    /// All states, in the order of their numbers.
    const ALL: [Self; 17] = [
        Self::Start,
        Self::EmptyLine,
        Self::StartLine,
        Self::StartLineFeed,
        Self::BeforeDigits,
        Self::Digits,
        Self::AfterDigits,
        Self::LengthLineFeed,
        Self::FoldLineFeed,
        Self::Fold,
        Self::Line(FieldLine::Start),
        Self::Line(FieldLine::Name),
        Self::Line(FieldLine::AfterName),
        Self::Line(FieldLine::Value),
        Self::Line(FieldLine::LineFeed),
        Self::Line(FieldLine::LastLineFeed),
        Self::Line(FieldLine::End),
    ];

    fn number(self) -> u64 {
        Self::ALL.iter().zip(0..).find(|(state, _)| **state == self).map_or(0, |(_, number)| number)
    }

    fn numbered(number: u64) -> Self {
        Self::ALL.iter().zip(0..).find(|(_, known)| *known == number).map_or(Self::Start, |(state, _)| *state)
    }
}

/// A search, as far as it has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Search {
    /// The byte that is examined next.
    pub(super) position: usize,
    state: State,
    pub(super) length: LengthDigits,
    fields: u16,
    /// Whether the last field line has the length, so that it must not be folded.
    is_length_line: bool,
}

const STATE_BITS: u32 = 5;
const FIELD_BITS: u32 = 13;
const LENGTH_SHIFT: u32 = STATE_BITS + FIELD_BITS + 1;
const _: () = assert!(LENGTH_SHIFT + LengthDigits::BITS <= u64::BITS);

impl Search {
    pub(super) fn unpack(scan: Scan) -> Self {
        Self {
            position: scan.position,
            state: State::numbered(scan.state & 31),
            fields: u16::try_from(scan.state >> STATE_BITS & 0x1fff).unwrap_or(0),
            is_length_line: scan.state >> (LENGTH_SHIFT - 1) & 1 != 0,
            length: LengthDigits::from_bits(scan.state >> LENGTH_SHIFT),
        }
    }

    pub(super) fn pack(self) -> Scan {
        let state = self.state.number()
            | u64::from(self.fields) << STATE_BITS
            | u64::from(self.is_length_line) << (LENGTH_SHIFT - 1)
            | self.length.to_bits() << LENGTH_SHIFT;
        Scan { position: self.position, state }
    }

    /// Examines `seen` from the position on, and returns whether the section ends in it.
    pub(super) fn run<N: AsRef<[u8]>>(
        &mut self,
        rules: &FieldSection,
        names: &[N],
        seen: &[u8],
    ) -> Result<bool, Malformed> {
        while let Some((byte, rest)) = seen.get(self.position..).and_then(|rest| rest.split_first()) {
            if self.position >= MAX_OFFSET {
                return refuse(self.position, "the end of a header of at most 128 MiB");
            }
            self.state = self.step(rules, names, seen, *byte)?;
            self.position += 1;
            if self.state == State::Line(FieldLine::End) {
                return Ok(true);
            }
            self.position += self.skip(rest);
        }
        Ok(false)
    }

    /// Counts the bytes at the front of `rest` that change nothing.
    fn skip(&self, rest: &[u8]) -> usize {
        let skipped = match self.state {
            State::Line(line) => line.skip(rest),
            State::StartLine => FieldLine::Value.skip(rest),
            _ => 0,
        };
        skipped.min(MAX_OFFSET.saturating_sub(self.position))
    }

    fn step<N: AsRef<[u8]>>(
        &mut self,
        rules: &FieldSection,
        names: &[N],
        seen: &[u8],
        byte: u8,
    ) -> Result<State, Malformed> {
        let at = self.position;
        match self.state {
            State::Start if rules.has(START_LINE) => start(rules, at, byte),
            State::Start => self.line_start(rules, at, byte),
            State::EmptyLine => line_feed(at, byte, State::Start),
            State::StartLine => start_line(rules, at, byte),
            State::StartLineFeed | State::LengthLineFeed => {
                line_feed(at, byte, State::Line(FieldLine::Start))
            }
            State::BeforeDigits | State::Digits | State::AfterDigits => {
                self.length_value(rules, seen, at, byte)
            }
            State::FoldLineFeed => line_feed(at, byte, State::Fold),
            State::Fold if is_space(byte) => Ok(State::BeforeDigits),
            State::Fold => refuse(at, "whitespace before a decimal digit"),
            State::Line(FieldLine::Start) => self.line_start(rules, at, byte),
            State::Line(line) => self.line(rules, names, line, seen, byte),
        }
    }

    /// Takes the first byte of a field line, of a folded line or of the empty line.
    fn line_start(&mut self, rules: &FieldSection, at: usize, byte: u8) -> Result<State, Malformed> {
        if self.fields > 0 && !self.is_length_line && rules.syntax.folds(byte) {
            return Ok(State::Line(FieldLine::Value));
        }
        let next = FieldLine::Start.step(at, byte, rules.syntax)?;
        if next == FieldLine::Name {
            self.fields += 1;
            self.is_length_line = false;
            if self.fields > rules.max_fields {
                return refuse(at, "no more field lines than the limit");
            }
        } else if rules.has(REQUIRED) && !self.length.is_found() {
            return refuse(at, "a length field before the empty line");
        }
        Ok(State::Line(next))
    }

    fn line<N: AsRef<[u8]>>(
        &mut self,
        rules: &FieldSection,
        names: &[N],
        line: FieldLine,
        seen: &[u8],
        byte: u8,
    ) -> Result<State, Malformed> {
        let at = self.position;
        let next = line.step(at, byte, rules.syntax)?;
        let is_colon = next == FieldLine::Value && matches!(line, FieldLine::Name | FieldLine::AfterName);
        if is_colon && is_length(rules, names, name_before(rules, seen, at)) {
            return self.length_starts(rules, at);
        }
        Ok(State::Line(next))
    }

    /// At the colon of a length field.
    fn length_starts(&mut self, rules: &FieldSection, at: usize) -> Result<State, Malformed> {
        match rules.repeats {
            RepeatedLength::Refused if self.length.is_found() => refuse(at, "no second length field"),
            RepeatedLength::First if self.length.is_found() => Ok(State::Line(FieldLine::Value)),
            _ => {
                self.is_length_line = true;
                self.length.restart();
                Ok(State::BeforeDigits)
            }
        }
    }

    fn length_value(
        &mut self,
        rules: &FieldSection,
        seen: &[u8],
        at: usize,
        byte: u8,
    ) -> Result<State, Malformed> {
        match (self.state, byte) {
            (State::BeforeDigits, b' ' | b'\t') => return Ok(State::BeforeDigits),
            (State::BeforeDigits, b'\r') if rules.has(FOLDED_LENGTH) => return Ok(State::FoldLineFeed),
            (State::BeforeDigits | State::Digits, b'0'..=b'9') => {
                return self.length.push(seen, at, byte).map(|()| State::Digits);
            }
            (State::BeforeDigits, _) => return refuse(at, "a decimal digit"),
            (State::Digits, b' ' | b'\t' | b'\r') => self.length.end(seen, at)?,
            (State::Digits, _) if rules.ends_line(byte) => self.length.end(seen, at)?,
            (State::Digits, _) => return refuse(at, "a decimal digit or CR LF"),
            _ => {}
        }
        match byte {
            b' ' | b'\t' => Ok(State::AfterDigits),
            b'\r' => Ok(State::LengthLineFeed),
            _ if rules.ends_line(byte) => Ok(State::Line(FieldLine::Start)),
            _ => refuse(at, "CR LF"),
        }
    }
}

/// Takes the first byte of a start line, or of an empty line before it.
fn start(rules: &FieldSection, at: usize, byte: u8) -> Result<State, Malformed> {
    match byte {
        b'\r' if rules.has(EMPTY_LINES) => Ok(State::EmptyLine),
        _ if rules.has(EMPTY_LINES) && rules.ends_line(byte) => Ok(State::Start),
        _ if is_value(byte) && !is_space(byte) => Ok(State::StartLine),
        _ => refuse(at, "a start line"),
    }
}

fn start_line(rules: &FieldSection, at: usize, byte: u8) -> Result<State, Malformed> {
    match byte {
        b'\r' => Ok(State::StartLineFeed),
        _ if rules.ends_line(byte) => Ok(State::Line(FieldLine::Start)),
        _ if is_value(byte) => Ok(State::StartLine),
        _ => refuse(at, "a character of a start line or CR LF"),
    }
}

fn line_feed(at: usize, byte: u8, next: State) -> Result<State, Malformed> {
    if byte == b'\n' { Ok(next) } else { refuse(at, "LF after CR") }
}

/// Returns the name before the colon at `colon`, without the whitespace that the syntax allows after it.
fn name_before<'a>(rules: &FieldSection, seen: &'a [u8], colon: usize) -> &'a [u8] {
    let line = seen.get(..colon).unwrap_or_default();
    let start = line.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    let name = line.get(start..).unwrap_or_default();
    if rules.syntax.allows_space_before_colon() { trim(name) } else { name }
}

fn is_length<N: AsRef<[u8]>>(rules: &FieldSection, names: &[N], name: &[u8]) -> bool {
    names.iter().map(AsRef::as_ref).any(|known| match rules.has(EXACT_CASE) {
        true => name == known,
        false => name.eq_ignore_ascii_case(known),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_search_survives_packing() {
        for state in State::ALL {
            for is_length_line in [false, true] {
                let length = LengthDigits::at(MAX_OFFSET);
                let search = Search { position: 99, state, length, fields: 4096, is_length_line };
                assert_eq!(Search::unpack(search.pack()), search);
            }
        }
        assert_eq!(Search::unpack(Scan::default()).state, State::Start);
    }
}
