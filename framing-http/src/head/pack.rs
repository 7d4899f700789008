//! A search in the two numbers of a [`Scan`], where it waits for more bytes.

use framing_core::Scan;
use framing_core::fields::{FieldLine, LengthDigits, Parameter};

use super::Kind;
use super::coding::{Coding, Codings};
use super::length::Length;
use super::search::{Search, State};
use super::start_line::StartLine;

// The numbers of the states: below 64, and 0 for where a search starts.
const START_LINES: u8 = 1;
const LINES: u8 = 24;
const LENGTHS: u8 = 32;
const CODINGS: u8 = 36;
const PARAMETERS: u8 = 40;
const FRAMING_LINE_FEED: u8 = 63;

impl State {
    fn number(self) -> u8 {
        match self {
            Self::StartLine(line) => START_LINES + line as u8,
            Self::Line(line) => LINES + line as u8,
            Self::Length(length) => LENGTHS + length as u8,
            Self::Coding(Coding::Start) => CODINGS,
            Self::Coding(Coding::Name) => CODINGS + 1,
            Self::Coding(Coding::AfterName) => CODINGS + 2,
            Self::Coding(Coding::Parameter(parameter)) => PARAMETERS + parameter as u8,
            Self::FramingLineFeed => FRAMING_LINE_FEED,
        }
    }

    fn numbered(number: u8, kind: Kind) -> Self {
        let index = |first: u8| usize::from(number - first);
        let state = match number {
            START_LINES..LINES => StartLine::ALL.get(index(START_LINES)).map(|line| Self::StartLine(*line)),
            LINES..LENGTHS => FieldLine::ALL.get(index(LINES)).map(|line| Self::Line(*line)),
            LENGTHS..CODINGS => Length::ALL.get(index(LENGTHS)).map(|length| Self::Length(*length)),
            CODINGS..PARAMETERS => {
                [Coding::Start, Coding::Name, Coding::AfterName].get(index(CODINGS)).map(|c| Self::Coding(*c))
            }
            PARAMETERS..FRAMING_LINE_FEED => {
                Parameter::ALL.get(index(PARAMETERS)).map(|p| Self::Coding(Coding::Parameter(*p)))
            }
            FRAMING_LINE_FEED => Some(Self::FramingLineFeed),
            _ => None,
        };
        state.unwrap_or(StartLine::of(kind))
    }
}

/// Takes fields of bits out of a number, the lowest first.
struct Bits(u64);

impl Bits {
    fn take(&mut self, bits: u32) -> u64 {
        let field = self.0 & ((1 << bits) - 1);
        self.0 >>= bits;
        field
    }

    fn flag(&mut self) -> bool {
        self.take(1) != 0
    }
}

const STATE: u32 = 6;
const FIELDS: u32 = 12;

impl Search {
    #[expect(clippy::cast_possible_truncation, reason = "the widths of the fields are those of their types")]
    pub(super) fn unpack(scan: Scan, kind: Kind) -> Self {
        let mut bits = Bits(scan.state);
        Self {
            position: scan.position,
            state: State::numbered(bits.take(STATE) as u8, kind),
            fields: bits.take(FIELDS) as u16,
            length: LengthDigits::from_bits(bits.take(LengthDigits::BITS)),
            codings: Codings { seen: bits.flag(), chunked: bits.flag(), chunked_last: bits.flag() },
            is_1_0: bits.flag(),
            skipped_line: bits.flag(),
            framing_line: bits.flag(),
        }
    }

    pub(super) fn pack(&self) -> Scan {
        let Codings { seen, chunked, chunked_last } = self.codings;
        let fields = [
            (u64::from(self.state.number()), STATE),
            (self.fields.into(), FIELDS),
            (self.length.to_bits(), LengthDigits::BITS),
            (seen.into(), 1),
            (chunked.into(), 1),
            (chunked_last.into(), 1),
            (self.is_1_0.into(), 1),
            (self.skipped_line.into(), 1),
            (self.framing_line.into(), 1),
        ];
        let packed = fields.iter().rev().fold(0, |packed, (field, bits)| packed << bits | field);
        Scan { position: self.position, state: packed }
    }
}

#[cfg(test)]
mod tests {
    use framing_core::fields::MAX_OFFSET;

    use super::*;

    #[test]
    fn every_search_survives_packing() {
        for number in 0..64 {
            for flag in [false, true] {
                let search = Search {
                    position: 99,
                    state: State::numbered(number, Kind::Response),
                    fields: 4095,
                    length: LengthDigits::at(MAX_OFFSET),
                    codings: Codings { seen: flag, chunked: !flag, chunked_last: flag },
                    is_1_0: !flag,
                    skipped_line: flag,
                    framing_line: !flag,
                };
                assert_eq!(Search::unpack(search.pack(), Kind::Response), search);
            }
        }
    }

    #[test]
    fn a_search_begins_with_nothing_packed() {
        for kind in [Kind::Request, Kind::Response] {
            assert_eq!(Search::unpack(Scan::default(), kind), Search::new(kind));
        }
    }
}
