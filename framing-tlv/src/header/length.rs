//! From the number in the place of a length to the bytes of the value, and back.

use framing_core::EncodeError;

use super::Widths;

/// What the number in the place of a length counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum LengthCovers {
    /// The value alone.
    #[default]
    Value,
    /// The type and the value, as in Bluetooth.
    TypeAndValue,
    /// The length itself and the value.
    LengthAndValue,
    /// Type, length and value, but no padding, as in RADIUS and Diameter.
    All,
}

/// From the number in the place of a length to the bytes of the value, and back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LengthRule {
    pub(crate) covers: LengthCovers,
    pub(crate) unit: Unit,
    pub(crate) adjust: i64,
}

/// What a length counts by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    Bytes(u64),
    Characters,
}

impl LengthRule {
    /// Bytes that the length counts besides the value.
    #[inline]
    fn counted(&self, tag: usize, length: usize) -> u64 {
        let bytes = match self.covers {
            LengthCovers::Value => 0,
            LengthCovers::TypeAndValue => tag,
            LengthCovers::LengthAndValue => length,
            LengthCovers::All => tag + length,
        };
        bytes as u64
    }

    const fn unit(&self) -> u64 {
        match self.unit {
            Unit::Bytes(bytes) => bytes,
            Unit::Characters => 1,
        }
    }

    /// Units of value after `number`, of a header with such widths, or what should have stood there.
    #[inline]
    pub(crate) fn value(&self, number: u64, tag: usize, length: usize) -> Result<u64, &'static str> {
        let all = number.checked_mul(self.unit()).ok_or("a length below 2^64 bytes")?;
        let shifted = all.checked_add_signed(self.adjust);
        shifted
            .and_then(|bytes| bytes.checked_sub(self.counted(tag, length)))
            .ok_or("a length that covers what it counts")
    }

    /// The number in front of a value of `value` bytes, which is at most `highest`.
    pub(crate) fn number(&self, value: u64, widths: Widths, highest: u64) -> Result<u64, EncodeError> {
        let (tag, length) = (widths.tag.into(), widths.length.into());
        let longest = self.value(highest, tag, length).unwrap_or(u64::MAX);
        EncodeError::fit(value, longest)?;
        let all = value.checked_add(self.counted(tag, length));
        let all = all
            .and_then(|bytes| bytes.checked_add_signed(self.adjust.checked_neg()?))
            .ok_or(EncodeError::Invalid("a value that is not shorter than the adjustment"))?;
        if all % self.unit() != 0 {
            return Err(EncodeError::Invalid("a value length that is a multiple of the length unit"));
        }
        Ok(all / self.unit())
    }
}
