//! A decimal length in the value of a field, digit by digit.

use core::ops::Range;

use super::class::decimal;
use super::line::refuse;
use crate::Malformed;

/// The most digits of a length below 2^64, leading zeros aside.
const MAX_DIGITS: u8 = 20;
const SAME_LENGTH: &str = "the same length as in the first field";

/// The bits of an offset in [`LengthDigits::to_bits`].
const OFFSET_BITS: u32 = 27;

/// The highest offset at which a length can be found.
pub const MAX_OFFSET: usize = (1 << OFFSET_BITS) - 1;

/// How a search treats a second length field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum RepeatedLength {
    /// Refuses it (the rule of HTTP/1.1).
    #[default]
    Refused,
    /// Accepts it if the number is equal (RFC 9110, section 8.6, allows that).
    Equal,
    /// Ignores it: the first one wins (the rule of STOMP).
    First,
}

/// The digits of a length field, examined one by one, and compared with those of the first length field.
///
/// It refuses a sign, a separator, a number of 2^64 or more, and a number that differs from the first one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LengthDigits {
    /// Digits so far of the current number, without leading zeros; at most 20.
    digits: u8,
    /// The offset of the first significant digit of the first number; zero before there is one.
    first: usize,
}

impl LengthDigits {
    /// Creates the digits of a number whose first significant digit was found at `offset`.
    #[must_use]
    #[inline]
    pub const fn at(offset: usize) -> Self {
        Self { digits: 0, first: offset }
    }

    /// Returns whether a length was found.
    #[must_use]
    #[inline]
    pub const fn is_found(self) -> bool {
        self.first != 0
    }

    /// Starts the next number.
    pub const fn restart(&mut self) {
        self.digits = 0;
    }

    /// Takes the digit at `at`, which must not be 0.
    ///
    /// # Errors
    ///
    /// [`Malformed`] when the number passes 2^64 - 1, or differs from the first one.
    pub fn push(&mut self, seen: &[u8], at: usize, digit: u8) -> Result<(), Malformed> {
        if digit == b'0' && self.digits == 0 {
            return Ok(());
        }
        if self.first == 0 {
            self.first = at;
        }
        // The first number is compared with itself here, which is always equal.
        if self.digit_of_first(seen, self.digits) != Some(digit) {
            return refuse(at, SAME_LENGTH);
        }
        self.digits += 1;
        let start = (at + 1).saturating_sub(self.digits.into());
        let overflows = self.digits > MAX_DIGITS
            || self.digits == MAX_DIGITS && seen.get(start..=at).and_then(decimal).is_none();
        if overflows { refuse(at, "a length below 2^64") } else { Ok(()) }
    }

    /// Ends the number before the byte at `at`, which must not be 0.
    ///
    /// # Errors
    ///
    /// [`Malformed`] when the number is shorter than the first one.
    pub fn end(&mut self, seen: &[u8], at: usize) -> Result<(), Malformed> {
        if self.first == 0 {
            // Only zeros: the last of them is the number.
            self.first = at.saturating_sub(1);
        }
        let differs = match self.digits {
            0 => self.digit_of_first(seen, 0) != Some(b'0'),
            digits => self.digit_of_first(seen, digits).is_some_and(|byte| byte.is_ascii_digit()),
        };
        if differs { refuse(at, SAME_LENGTH) } else { Ok(()) }
    }

    fn digit_of_first(self, seen: &[u8], index: u8) -> Option<u8> {
        seen.get(self.first.checked_add(index.into())?).copied()
    }

    /// Returns the first length in `head`, which all others repeat.
    #[must_use]
    pub fn value(self, head: &[u8]) -> Option<u64> {
        let value = head.get(self.first..).filter(|_| self.is_found())?;
        let digits = value.iter().take_while(|byte| byte.is_ascii_digit()).count();
        decimal(value.get(..digits)?)
    }

    /// Returns the range of the digits of the first length in `head`, leading zeros included.
    #[must_use]
    pub fn range(self, head: &[u8]) -> Option<Range<usize>> {
        let (before, value) = head.split_at_checked(self.first).filter(|_| self.is_found())?;
        let zeros = before.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
        let digits = value.iter().take_while(|byte| byte.is_ascii_digit()).count();
        Some(self.first.checked_sub(zeros)?..self.first.checked_add(digits)?)
    }

    /// The number of bits that [`to_bits`](Self::to_bits) uses.
    pub const BITS: u32 = OFFSET_BITS + 5;

    /// Packs the state into the lowest [`BITS`](Self::BITS) bits, for a [`Scan`](crate::Scan).
    #[must_use]
    pub const fn to_bits(self) -> u64 {
        (self.first & MAX_OFFSET) as u64 | (self.digits as u64) << OFFSET_BITS
    }

    /// Unpacks the state from the lowest [`BITS`](Self::BITS) bits.
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        reason = "both are masked to less than the width of their types"
    )]
    pub const fn from_bits(bits: u64) -> Self {
        Self { first: (bits & MAX_OFFSET as u64) as usize, digits: (bits >> OFFSET_BITS) as u8 & 31 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_survive_packing() {
        for digits in [0, 1, 20, 21] {
            for first in [0, 1, 99, MAX_OFFSET] {
                let length = LengthDigits { digits, first };
                assert_eq!(LengthDigits::from_bits(length.to_bits()), length);
                assert!(length.to_bits() < 1 << LengthDigits::BITS);
            }
        }
    }
}
