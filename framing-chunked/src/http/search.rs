//! The search for the end of a chunk's header: each byte is looked at once and refused as soon as it is seen.

use framing_core::Malformed;
use framing_core::fields::{FieldLine, FieldSyntax, Parameter};

use super::ChunkLimits;
use super::size::{MAX_DIGITS, digit, size_and_digits};
use crate::refuse;

/// The position of the search in the grammar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// In front of the first digit.
    Start,
    Digits,
    /// In whitespace after the digits.
    AfterDigits,
    Extension(Parameter),
    /// At the LF of the size line.
    LineFeed,
    /// In the trailer section, after a size of zero.
    Trailers(FieldLine),
    /// After the header.
    End,
}

const EXTENSION: u8 = 8;
const TRAILERS: u8 = 24;

impl State {
    /// A number below 32.
    fn number(self) -> u8 {
        match self {
            Self::Start => 0,
            Self::Digits => 1,
            Self::AfterDigits => 2,
            Self::LineFeed => 3,
            Self::End => 4,
            Self::Extension(parameter) => EXTENSION + parameter as u8,
            Self::Trailers(line) => TRAILERS + line as u8,
        }
    }

    fn numbered(number: u8) -> Self {
        match number {
            1 => Self::Digits,
            2 => Self::AfterDigits,
            3 => Self::LineFeed,
            4 => Self::End,
            EXTENSION..TRAILERS => {
                let parameter = Parameter::ALL.get(usize::from(number - EXTENSION));
                parameter.map_or(Self::Start, |parameter| Self::Extension(*parameter))
            }
            TRAILERS.. => {
                let line = FieldLine::ALL.get(usize::from(number - TRAILERS));
                line.map_or(Self::Start, |line| Self::Trailers(*line))
            }
            _ => Self::Start,
        }
    }
}

/// The search in one chunk's header.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Search {
    state: State,
    /// Trailer fields so far.
    fields: u16,
    /// Bytes of the size line of a last chunk.
    size_line: u16,
}

/// The bits of [`Search::pack`].
pub(crate) const PACKED_BITS: u32 = 5 + 8 + 13;

impl Search {
    pub(crate) const fn new() -> Self {
        Self { state: State::Start, fields: 0, size_line: 0 }
    }

    #[expect(clippy::cast_possible_truncation, reason = "the bits of a field are masked")]
    pub(crate) fn unpack(bits: u64) -> Self {
        let state = State::numbered((bits & 31) as u8);
        Self { state, fields: (bits >> 5) as u16 & 255, size_line: (bits >> 13) as u16 & 8191 }
    }

    pub(crate) fn pack(self) -> u64 {
        u64::from(self.state.number()) | u64::from(self.fields) << 5 | u64::from(self.size_line) << 13
    }

    /// Looks at the bytes of `header` from `position` on, which is moved. Tells whether its last byte was found.
    pub(crate) fn run(
        &mut self,
        rules: &Rules,
        header: &[u8],
        position: &mut usize,
    ) -> Result<bool, Malformed> {
        while let Some(&byte) = header.get(*position) {
            self.step(rules, header, *position, byte)?;
            *position += 1;
            if self.state == State::End {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Takes one byte.
    fn step(&mut self, rules: &Rules, header: &[u8], at: usize, byte: u8) -> Result<(), Malformed> {
        self.state = match self.state {
            State::Start | State::Digits if digit(byte).is_some() => self.digit(header, at)?,
            State::Start => return refuse(at, "a hexadecimal digit"),
            State::Digits | State::AfterDigits => rules.behind_digits(self.state, at, byte)?,
            State::Extension(parameter) => rules.extension(parameter, header, at, byte)?,
            State::LineFeed if byte == b'\n' && is_last(header) => self.trailers_start(at),
            State::LineFeed if byte == b'\n' => State::End,
            State::LineFeed => return refuse(at, "LF after CR"),
            State::Trailers(line) => self.trailers(rules, line, at, byte)?,
            State::End => return refuse(at, "nothing after the header"),
        };
        Ok(())
    }

    fn digit(&self, header: &[u8], at: usize) -> Result<State, Malformed> {
        if at >= MAX_DIGITS {
            return refuse(at, "at most 32 digits");
        }
        match size_and_digits(header.get(..=at).unwrap_or_default()) {
            Some(_) => Ok(State::Digits),
            None => refuse(at, "a chunk size below 2^64"),
        }
    }

    /// After the LF at `at`, which no size line allows beyond its limit.
    #[expect(clippy::cast_possible_truncation, reason = "a size line has at most 8 KiB")]
    fn trailers_start(&mut self, at: usize) -> State {
        self.size_line = (at + 1) as u16;
        State::Trailers(FieldLine::Start)
    }

    fn trailers(&mut self, rules: &Rules, line: FieldLine, at: usize, byte: u8) -> Result<State, Malformed> {
        let folds = line == FieldLine::Start && self.fields > 0 && rules.trailer_syntax.folds(byte);
        let next = match (line, byte) {
            // It belongs to the chunked coding, not to the fields (RFC 9112, section 7.1).
            (FieldLine::Start, b'\n') => return refuse(at, "a field name or an empty line"),
            _ if folds => FieldLine::Value,
            _ => line.step(at, byte, rules.trailer_syntax)?,
        };
        if (line, next) == (FieldLine::Start, FieldLine::Name) {
            if self.fields >= rules.limits.trailer_fields {
                return refuse(at, "no more trailer fields than the limit");
            }
            self.fields += 1;
        }
        if at - usize::from(self.size_line) >= rules.limits.trailers {
            return refuse(at, "a trailer section within the limit");
        }
        Ok(if next == FieldLine::End { State::End } else { State::Trailers(next) })
    }
}

/// What holds for the whole body.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Rules {
    pub(crate) trailer_syntax: FieldSyntax,
    pub(crate) space_after_size: bool,
    pub(crate) limits: ChunkLimits,
    /// Bytes of extensions in the chunks before.
    pub(crate) extensions: usize,
}

impl Rules {
    pub(crate) const STRICT: Self = Self {
        trailer_syntax: FieldSyntax::STRICT,
        space_after_size: false,
        limits: ChunkLimits::DEFAULT,
        extensions: 0,
    };

    fn behind_digits(&self, state: State, at: usize, byte: u8) -> Result<State, Malformed> {
        let spaced = state == State::AfterDigits;
        match byte {
            b'\r' if !spaced || self.space_after_size => Ok(State::LineFeed),
            b';' => Ok(State::Extension(Parameter::Start)),
            b' ' | b'\t' => self.within_line(at, State::AfterDigits),
            _ if spaced => refuse(at, "';'"),
            _ => refuse(at, "a hexadecimal digit, ';' or CR LF"),
        }
    }

    fn extension(
        &self,
        parameter: Parameter,
        header: &[u8],
        at: usize,
        byte: u8,
    ) -> Result<State, Malformed> {
        let next = match (byte, parameter.step(byte)) {
            (b'\r', _) if parameter.may_end() && !parameter.is_spaced() => return Ok(State::LineFeed),
            (_, Some(next)) => next,
            (b';', None) if parameter.may_end() => Parameter::Start,
            _ => return refuse(at, parameter.expected()),
        };
        let room = self.limits.extensions - self.extensions.min(self.limits.extensions);
        if at + 1 > room && extension_len(header, at) > room {
            return refuse(at, "chunk extensions within the limit");
        }
        self.within_line(at, State::Extension(next))
    }

    /// Every size line ends within its limit.
    fn within_line(&self, at: usize, state: State) -> Result<State, Malformed> {
        if at >= self.limits.size_line { refuse(at, "a size line within the limit") } else { Ok(state) }
    }
}

/// The bytes of extension up to and with the byte `at`.
fn extension_len(header: &[u8], at: usize) -> usize {
    let digits = header.iter().take(MAX_DIGITS).take_while(|byte| digit(**byte).is_some()).count();
    at + 1 - digits
}

/// Returns whether the size of zero, which ends the body, is here.
fn is_last(header: &[u8]) -> bool {
    matches!(size_and_digits(header), Some((0, _)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_survives_packing() {
        for number in 0..32 {
            let search = Search { state: State::numbered(number), fields: 77, size_line: 4097 };
            let again = Search::unpack(search.pack());
            assert_eq!((again.state, again.fields, again.size_line), (search.state, 77, 4097));
            assert!(search.pack() < 1 << PACKED_BITS);
        }
    }
}
