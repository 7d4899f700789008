//! Numbers in fixed places of a header.

use alloc::vec::Vec;

use super::keys::Fill;
use crate::number::text::{self, Radix};
use crate::{Endian, Malformed};

/// A binary number of fixed width.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Field {
    pub(super) offset: usize,
    pub(super) width: usize,
    pub(super) endian: Endian,
    pub(super) mask: u64,
    pub(super) coding: Coding,
}

/// How the bits of a binary number are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Coding {
    Unsigned,
    Signed,
    /// Four bits a decimal digit.
    Decimal,
}

impl Field {
    pub(super) const fn end(self) -> usize {
        self.offset + self.width
    }

    /// All bits that the number may have.
    pub(super) const fn bits(self) -> u64 {
        self.mask >> self.mask.trailing_zeros()
    }

    #[expect(clippy::cast_possible_truncation, reason = "a width is at most 8")]
    pub(super) const fn highest(self) -> u64 {
        match self.coding {
            Coding::Unsigned => self.bits(),
            Coding::Signed => self.bits() >> 1,
            Coding::Decimal => 10_u64.pow(2 * self.width as u32) - 1,
        }
    }

    /// The number as the field has it, from a header that has the field whole: a negative one is over the highest.
    #[inline]
    pub(super) fn read(self, header: &[u8]) -> Result<u64, Malformed> {
        let bytes = header.get(self.offset..self.end());
        let bytes = bytes.ok_or(Malformed::new(header.len(), "a complete header"))?;
        if self.coding == Coding::Decimal {
            return self.read_decimal(bytes);
        }
        Ok((self.endian.read(bytes) & self.mask) >> self.mask.trailing_zeros())
    }

    /// Two decimal digits a byte, the highest first.
    fn read_decimal(self, bytes: &[u8]) -> Result<u64, Malformed> {
        bytes.iter().enumerate().try_fold(0, |value: u64, (at, &byte)| match [byte >> 4, byte & 15] {
            [high @ 0..10, low @ 0..10] => Ok(value * 100 + u64::from(10 * high + low)),
            _ => Err(Malformed::new(self.offset + at, "two decimal digits in a byte")),
        })
    }

    #[expect(clippy::cast_possible_truncation, reason = "two decimal digits")]
    pub(super) fn write(self, number: u64, header: &mut [u8]) {
        let Some(bytes) = header.get_mut(self.offset..self.end()) else { return };
        if self.coding == Coding::Decimal {
            let mut rest = number;
            for byte in bytes.iter_mut().rev() {
                *byte = (rest % 10 + rest / 10 % 10 * 16) as u8;
                rest /= 100;
            }
            return;
        }
        let others = self.endian.read(bytes) & !self.mask;
        self.endian.write(others | number << self.mask.trailing_zeros(), bytes);
    }
}

/// Digits of fixed number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Digits {
    pub(super) offset: usize,
    pub(super) digits: usize,
    pub(super) radix: Radix,
    pub(super) fill: Fill,
}

const FILLED: &str = "a number of digits in its field";

impl Digits {
    pub(super) const fn end(self) -> usize {
        self.offset + self.digits
    }

    pub(super) fn highest(self) -> u64 {
        self.radix.highest(self.digits)
    }

    /// Refuses the first byte with which `seen`, the front of a header, has no such number.
    pub(super) fn check(self, seen: &[u8]) -> Result<(), Malformed> {
        let rest = seen.get(self.offset..).unwrap_or_default();
        self.value(rest.get(..self.digits).unwrap_or(rest)).map(|_| ())
    }

    pub(super) fn read(self, header: &[u8]) -> Result<u64, Malformed> {
        let text = header.get(self.offset..self.end());
        self.value(text.ok_or(Malformed::new(header.len(), "a complete header"))?)
    }

    /// Decodes the front of the field, or all of it.
    fn value(self, text: &[u8]) -> Result<u64, Malformed> {
        let mut value = 0;
        let mut found = false;
        let mut ended = false;
        for (at, &byte) in (self.offset..).zip(text) {
            match (byte, self.fill) {
                (b' ', Fill::SpacesBefore) if !found => {}
                (b' ', Fill::SpacesAfter) if found => ended = true,
                _ if ended => return Err(Malformed::new(at, "nothing but spaces after the digits")),
                _ => {
                    value = self.radix.append(value, at, byte)?;
                    found = true;
                }
            }
        }
        match !found && text.len() == self.digits {
            true => Err(Malformed::new(self.offset, FILLED)),
            false => Ok(value),
        }
    }

    pub(super) fn write(self, number: u64, header: &mut [u8]) {
        let mut text = Vec::new();
        let least = if self.fill == Fill::ZerosBefore { self.digits } else { 1 };
        text::encode(number, self.radix, least, &mut text);
        let gap = self.digits.saturating_sub(text.len());
        let at = if self.fill == Fill::SpacesBefore { gap } else { 0 };
        let Some(field) = header.get_mut(self.offset..self.end()) else { return };
        field.fill(b' ');
        for (digit, written) in field.iter_mut().skip(at).zip(text) {
            *digit = written;
        }
    }
}

/// A number in a fixed place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Numeral {
    Binary(Field),
    Text(Digits),
}

impl Numeral {
    pub(super) const fn offset(self) -> usize {
        match self {
            Self::Binary(field) => field.offset,
            Self::Text(digits) => digits.offset,
        }
    }

    pub(super) const fn end(self) -> usize {
        match self {
            Self::Binary(field) => field.end(),
            Self::Text(digits) => digits.end(),
        }
    }

    pub(super) fn read(self, header: &[u8]) -> Result<u64, Malformed> {
        match self {
            Self::Binary(field) => field.read(header),
            Self::Text(digits) => digits.read(header),
        }
    }

    pub(super) fn write(self, number: u64, header: &mut [u8]) {
        match self {
            Self::Binary(field) => field.write(number, header),
            Self::Text(digits) => digits.write(number, header),
        }
    }
}

/// A number in a header that specifies the length of a part that follows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Extension {
    pub(super) number: Numeral,
    pub(super) unit: u64,
    pub(super) adjust: i64,
    pub(super) pad: u64,
}

impl Extension {
    /// The length of a header of `so_far` bytes with this extension.
    pub(super) fn extend(self, so_far: u64, header: &[u8]) -> Result<u64, Malformed> {
        let refused =
            Malformed::new(self.number.offset(), "a length of the header that covers its fixed part");
        let bytes = self.number.read(header)?.saturating_mul(self.unit).checked_add_signed(self.adjust);
        let longer = so_far.saturating_add(bytes.ok_or(refused)?);
        Ok(longer.checked_next_multiple_of(self.pad).unwrap_or(u64::MAX))
    }

    /// Writes the least number that extends nothing, or nearly nothing.
    pub(super) fn write_least(self, header: &mut [u8]) {
        self.number.write(self.adjust.min(0).unsigned_abs().div_ceil(self.unit), header);
    }
}
