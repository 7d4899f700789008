//! The value of a Content-Length field: `1*DIGIT` (RFC 9110, section 8.6), looked at digit by digit.

use core::cmp::Ordering;

use framing_chunked::Leniency;
use framing_chunked::grammar::{decimal, refuse};
use framing_core::Malformed;

use super::search::{Search, State};
use super::{Kind, Rules};

/// The digits of the greatest length.
const MAX_DIGITS: usize = 20;
const SAME_LENGTH: &str = "the length of the first Content-Length";

/// Where in the value the search stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Length {
    /// In front of the digits.
    Before,
    Digits,
    /// In whitespace behind the digits.
    After,
}

impl Length {
    pub(super) const ALL: [Self; 3] = [Self::Before, Self::Digits, Self::After];
}

impl Search {
    /// At the colon of a Content-Length.
    pub(super) fn length_starts(&mut self, rules: &Rules, at: usize) -> Result<State, Malformed> {
        if self.first_length != 0 && !rules.leniency.allows(Leniency::EQUAL_LENGTHS) {
            return refuse(at, "no second Content-Length field");
        }
        if self.codings.seen && !rules.leniency.allows(Leniency::TRANSFER_ENCODING_OVER_LENGTH) {
            return refuse(at, "no Content-Length beside a Transfer-Encoding");
        }
        self.digits = 0;
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
            (Length::Before | Length::Digits, b'0'..=b'9') => return self.digit(seen, at, byte),
            (Length::Before, _) => return refuse(at, "a decimal digit"),
            (Length::Digits, _) => self.digits_end(rules, seen, at, byte)?,
            (Length::After, _) => {}
        }
        match byte {
            b' ' | b'\t' => Ok(State::Length(Length::After)),
            b',' if is_list(rules) => {
                self.digits = 0;
                Ok(State::Length(Length::Before))
            }
            _ => self.line_end(rules, at, byte),
        }
    }

    fn digit(&mut self, seen: &[u8], at: usize, digit: u8) -> Result<State, Malformed> {
        if digit == b'0' && self.digits == 0 {
            return Ok(State::Length(Length::Digits));
        }
        if self.first_length == 0 {
            self.first_length = at;
        }
        // The first Content-Length is compared with itself here, which is always the same.
        if self.first_length_byte(seen, self.digits) != Some(digit) {
            return refuse(at, SAME_LENGTH);
        }
        self.digits += 1;
        let overflows = match self.digits.cmp(&MAX_DIGITS) {
            Ordering::Less => false,
            Ordering::Equal => seen.get(at + 1 - MAX_DIGITS..=at).and_then(decimal).is_none(),
            Ordering::Greater => true,
        };
        if overflows { refuse(at, "a length below 2^64") } else { Ok(State::Length(Length::Digits)) }
    }

    /// At the byte behind the digits.
    fn digits_end(&mut self, rules: &Rules, seen: &[u8], at: usize, byte: u8) -> Result<(), Malformed> {
        let ends = matches!(byte, b' ' | b'\t' | b'\r')
            || (byte == b'\n' && rules.leniency.allows(Leniency::BARE_LF))
            || (byte == b',' && is_list(rules));
        if !ends {
            return refuse(at, "a decimal digit or CR LF");
        }
        if self.first_length == 0 {
            // Only zeros: the last of them stands for the number.
            self.first_length = at - 1;
        }
        let differs = match self.digits {
            0 => self.first_length_byte(seen, 0) != Some(b'0'),
            digits => self.first_length_byte(seen, digits).is_some_and(|byte| byte.is_ascii_digit()),
        };
        if differs { refuse(at, SAME_LENGTH) } else { Ok(()) }
    }

    fn first_length_byte(&self, seen: &[u8], index: usize) -> Option<u8> {
        seen.get(self.first_length + index).copied()
    }

    /// What the first Content-Length says, which all others repeat.
    pub(crate) fn length_in(&self, head: &[u8]) -> Option<u64> {
        let value = head.get(self.first_length..).filter(|_| self.first_length != 0)?;
        let digits = value.iter().take_while(|byte| byte.is_ascii_digit()).count();
        decimal(value.get(..digits)?)
    }
}

/// May a Content-Length be a list of equal numbers?
fn is_list(rules: &Rules) -> bool {
    rules.kind != Kind::Fields && rules.leniency.allows(Leniency::EQUAL_LENGTHS)
}
