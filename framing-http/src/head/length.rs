//! The value of a Content-Length field: `1*DIGIT` (RFC 9110, section 8.6), looked at digit by digit.

use framing_core::Malformed;

use super::Rules;
use super::search::{Search, State};
use crate::{Leniency, refuse};

/// The position of the search in the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Length {
    /// In front of the digits.
    Before,
    Digits,
    /// In whitespace after the digits.
    After,
}

impl Length {
    pub(super) const ALL: [Self; 3] = [Self::Before, Self::Digits, Self::After];
}

impl Search {
    /// At the colon of a Content-Length.
    pub(super) fn length_starts(&mut self, rules: &Rules, at: usize) -> Result<State, Malformed> {
        if self.length.is_found() && !rules.leniency.allows(Leniency::EQUAL_LENGTHS) {
            return refuse(at, "no second Content-Length field");
        }
        if self.codings.seen && !rules.leniency.allows(Leniency::TRANSFER_ENCODING_OVER_LENGTH) {
            return refuse(at, "no Content-Length beside a Transfer-Encoding");
        }
        self.length.restart();
        Ok(State::Length(Length::Before))
    }

    /// Takes one byte of the value.
    pub(super) fn length(
        &mut self,
        rules: &Rules,
        length: Length,
        seen: &[u8],
        byte: u8,
    ) -> Result<State, Malformed> {
        let at = self.position;
        match (length, byte) {
            (Length::Before, b' ' | b'\t') => return Ok(State::Length(Length::Before)),
            (Length::Before | Length::Digits, b'0'..=b'9') => {
                return self.length.push(seen, at, byte).map(|()| State::Length(Length::Digits));
            }
            (Length::Before, _) => return refuse(at, "a decimal digit"),
            (Length::Digits, _) => self.digits_end(rules, seen, at, byte)?,
            (Length::After, _) => {}
        }
        match byte {
            b' ' | b'\t' => Ok(State::Length(Length::After)),
            b',' if is_list(rules) => {
                self.length.restart();
                Ok(State::Length(Length::Before))
            }
            _ => self.line_end(rules, at, byte),
        }
    }

    /// At the byte after the digits.
    fn digits_end(&mut self, rules: &Rules, seen: &[u8], at: usize, byte: u8) -> Result<(), Malformed> {
        let ends = matches!(byte, b' ' | b'\t' | b'\r')
            || (byte == b'\n' && rules.leniency.allows(Leniency::BARE_LF))
            || (byte == b',' && is_list(rules));
        if ends { self.length.end(seen, at) } else { refuse(at, "a decimal digit or CR LF") }
    }
}

/// Returns whether a Content-Length may be a list of equal numbers.
fn is_list(rules: &Rules) -> bool {
    rules.leniency.allows(Leniency::EQUAL_LENGTHS)
}
