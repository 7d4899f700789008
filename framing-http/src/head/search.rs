//! The search for the end of a head: each byte is looked at once and refused as soon as it is seen.

use framing_core::fields::{FieldLine, LengthDigits, MAX_OFFSET, is_space};
use framing_core::{Malformed, Scan};

use super::coding::{Coding, Codings};
use super::length::Length;
use super::plain::{self, BEHIND_LENGTH, FieldLines, Framing};
use super::start_line::StartLine;
use super::{Kind, Rules, scan};
use crate::{Leniency, refuse};

/// The position of the search in the grammar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    StartLine(StartLine),
    Line(FieldLine),
    Length(Length),
    Coding(Coding),
    /// At the LF after a Content-Length or a Transfer-Encoding.
    FramingLineFeed,
}

/// The search, as far as it has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Search {
    /// The byte that is looked at next.
    pub(crate) position: usize,
    pub(super) state: State,
    pub(super) fields: u16,
    pub(super) length: LengthDigits,
    pub(crate) codings: Codings,
    pub(crate) is_1_0: bool,
    /// Was an empty line in front of the request line?
    pub(super) skipped_line: bool,
    /// Does the last field line belong to the length, so that it must not be folded?
    pub(super) framing_line: bool,
}

impl Search {
    pub(crate) fn new(kind: Kind) -> Self {
        Self {
            position: 0,
            state: StartLine::of(kind),
            fields: 0,
            length: LengthDigits::default(),
            codings: Codings::default(),
            is_1_0: false,
            skipped_line: false,
            framing_line: false,
        }
    }

    /// A search that continues where it stood.
    #[inline]
    pub(crate) fn going_on(scan: Scan, kind: Kind) -> Self {
        if scan == Scan::default() { Self::new(kind) } else { Self::unpack(scan, kind) }
    }

    /// Does the head have a Content-Length and a Transfer-Encoding, or the latter in HTTP/1.0?
    pub(crate) const fn says_two_things(&self) -> bool {
        self.codings.seen && (self.length.is_found() || self.is_1_0)
    }

    /// Returns the first Content-Length, which all others repeat.
    pub(crate) fn length_in(&self, head: &[u8]) -> Option<u64> {
        self.length.value(head)
    }

    /// Looks at the bytes of `seen` from where it stands. Tells whether the head's last byte was found.
    pub(crate) fn run(&mut self, rules: &Rules, seen: &[u8]) -> Result<bool, Malformed> {
        while let Some(rest) = seen.get(self.position..)
            && let [byte, ..] = *rest
        {
            if self.position > MAX_OFFSET {
                return refuse(self.position, "the end of a head of at most 128 MiB");
            }
            if self.skip(rules, rest) {
                continue;
            }
            if self.state == State::Line(FieldLine::Start) && rest.starts_with(b"\r\n") {
                self.check_length(rules, self.position)?;
                self.position += 2;
                return Ok(true);
            }
            self.state = self.step(rules, seen, byte)?;
            self.position += 1;
            if self.state == State::Line(FieldLine::End) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Skips what is whole and plain, if anything is.
    #[inline(always)]
    fn skip(&mut self, rules: &Rules, rest: &[u8]) -> bool {
        let rest = clip(rest, MAX_OFFSET + 1 - self.position);
        let skipped = match self.state {
            State::Line(FieldLine::Start) => self.skip_fields(rules, rest),
            State::StartLine(StartLine::Start) => self.skip_request_line(rest),
            State::Line(FieldLine::Name) => scan::token(rest),
            State::Line(FieldLine::Value) => scan::value(rest),
            _ => 0,
        };
        self.position += skipped;
        skipped > 0
    }

    /// Skips field lines.
    #[inline(always)]
    fn skip_fields(&mut self, rules: &Rules, rest: &[u8]) -> usize {
        let mut lines = FieldLines::of(rest);
        let mut skipped = 0;
        while self.fields < rules.fields
            && let Some(line) = lines.next()
        {
            let framing = line.framing();
            if let Some(framing) = framing
                && !self.take_framing_line(framing, line.start)
            {
                break;
            }
            skipped = lines.start;
            self.framing_line = framing.is_some();
            self.fields += 1;
        }
        skipped
    }

    /// Takes the first line that says something of the length, if it is plain. It stands `skipped` bytes after the search.
    #[inline]
    fn take_framing_line(&mut self, framing: Framing<'_>, skipped: usize) -> bool {
        if self.length.is_found() || self.codings.seen {
            return false;
        }
        match framing {
            Framing::Length(value) => match plain::first_digit(value) {
                Some(digit) => {
                    self.length = LengthDigits::at(self.position + skipped + BEHIND_LENGTH + digit);
                    true
                }
                None => false,
            },
            Framing::Coding(value) => {
                let chunked = !self.is_1_0 && plain::says_chunked(value);
                if chunked {
                    self.codings = Codings { seen: true, chunked: true, chunked_last: true };
                }
                chunked
            }
        }
    }

    #[inline(always)]
    fn skip_request_line(&mut self, rest: &[u8]) -> usize {
        let Some(behind) = plain::behind_request_line(rest) else { return 0 };
        self.state = State::Line(FieldLine::Start);
        rest.len() - behind.len()
    }

    /// Takes one byte.
    fn step(&mut self, rules: &Rules, seen: &[u8], byte: u8) -> Result<State, Malformed> {
        match self.state {
            State::StartLine(line) => self.start_line(rules, line, byte),
            State::Line(FieldLine::Start) => self.line_start(rules, byte),
            State::Line(line) => self.line(rules, line, seen, byte),
            State::Length(length) => self.length(rules, length, seen, byte),
            State::Coding(coding) => self.coding(rules, coding, seen, byte),
            State::FramingLineFeed if byte == b'\n' => Ok(State::Line(FieldLine::Start)),
            State::FramingLineFeed => refuse(self.position, "LF after CR"),
        }
    }

    /// At the first byte of a field line, of a folded line or of the empty line.
    fn line_start(&mut self, rules: &Rules, byte: u8) -> Result<State, Malformed> {
        let at = self.position;
        if self.continues_value(rules, byte) {
            return Ok(State::Line(FieldLine::Value));
        }
        let next = FieldLine::Start.step(at, byte, rules.syntax)?;
        if next != FieldLine::Name {
            self.check_length(rules, at)?;
        } else if self.fields >= rules.fields {
            return refuse(at, "no more field lines than the limit");
        } else {
            self.fields += 1;
            self.framing_line = false;
        }
        Ok(State::Line(next))
    }

    /// Returns whether a line that starts with `byte` continues the field before it, or is skipped as there is none.
    fn continues_value(&self, rules: &Rules, byte: u8) -> bool {
        let allowed = match self.fields {
            0 => rules.leniency.allows(Leniency::SPACE_BEFORE_FIRST_FIELD),
            _ => rules.leniency.allows(Leniency::OBS_FOLD),
        };
        allowed && is_space(byte) && !self.framing_line
    }

    fn line(&mut self, rules: &Rules, line: FieldLine, seen: &[u8], byte: u8) -> Result<State, Malformed> {
        let next = line.step(self.position, byte, rules.syntax)?;
        if next == FieldLine::Value && matches!(line, FieldLine::Name | FieldLine::AfterName) {
            return self.name_ends(rules, seen);
        }
        Ok(State::Line(next))
    }

    /// At the colon: the name is known.
    fn name_ends(&mut self, rules: &Rules, seen: &[u8]) -> Result<State, Malformed> {
        let line = seen.get(..self.position).unwrap_or_default();
        let start = line.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        let name = line.get(start..).unwrap_or_default().trim_ascii_end();
        let state = if name.eq_ignore_ascii_case(b"content-length") {
            self.length_starts(rules, self.position)?
        } else if name.eq_ignore_ascii_case(b"transfer-encoding") {
            self.codings_start(rules, self.position)?
        } else {
            return Ok(State::Line(FieldLine::Value));
        };
        self.framing_line = true;
        Ok(state)
    }

    /// At the end of a line that belongs to the length, or at a byte that does not end it.
    pub(super) fn line_end(&self, rules: &Rules, at: usize, byte: u8) -> Result<State, Malformed> {
        match byte {
            b'\r' => Ok(State::FramingLineFeed),
            b'\n' if rules.leniency.allows(Leniency::BARE_LF) => Ok(State::Line(FieldLine::Start)),
            _ => refuse(at, "CR LF"),
        }
    }

    /// At the empty line: checks the fields that determine the length.
    fn check_length(&self, rules: &Rules, at: usize) -> Result<(), Malformed> {
        match rules.kind {
            Kind::Request if self.codings.seen && !self.codings.chunked_last => {
                refuse(at, "chunked as the last coding of a request")
            }
            _ => Ok(()),
        }
    }
}

/// At most `len` bytes of `bytes`.
fn clip(bytes: &[u8], len: usize) -> &[u8] {
    bytes.get(..len).unwrap_or(bytes)
}
