//! From the number in a length field to the length of the body, and back.

use crate::EncodeError;

/// What the number in a length field counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LengthCovers {
    /// The body alone.
    #[default]
    Body,
    /// The bytes of the length field itself and the body, but no other byte of the header, as in PostgreSQL.
    LengthAndBody,
    /// Everything: header, body and trailer, as in BGP.
    Frame,
}

/// `body = number * unit + shift`, at least `min` and at most `longest`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rule {
    pub(crate) unit: u64,
    /// The adjustment, less what the length counts besides the body.
    pub(crate) shift: i64,
    pub(crate) min: u64,
    /// The longest body that is written.
    pub(crate) longest: u64,
}

impl Rule {
    /// Is the number the length of the body, whatever it is?
    pub(crate) const fn is_plain(&self) -> bool {
        self.unit == 1 && self.shift == 0 && self.min == 0
    }

    /// The body after the highest number of `width` bytes, or after the highest that 64 bits can count; none when
    /// even that is too low.
    pub(crate) const fn longest_announced(unit: u64, shift: i64, width: usize) -> Option<u64> {
        let highest = u64::MAX >> (64 - 8 * width);
        let bytes = highest.saturating_mul(unit);
        if shift >= 0 {
            Some(bytes.saturating_add(shift.unsigned_abs()))
        } else {
            bytes.checked_sub(shift.unsigned_abs())
        }
    }

    /// The length of the body after `number`, or what should have stood there.
    #[inline(always)]
    pub(crate) fn body(&self, number: u64) -> Result<u64, &'static str> {
        // A branch that always goes the same way is cheaper than a product on the way to the next frame.
        let bytes = if self.unit == 1 {
            number
        } else {
            number.checked_mul(self.unit).ok_or("a length below 2^64 bytes")?
        };
        let body = bytes.checked_add_signed(self.shift).ok_or("a length that covers what it counts")?;
        if body < self.min { Err("a length that is not below the least one") } else { Ok(body) }
    }

    /// The number in front of a body of `body` bytes.
    #[inline]
    pub(crate) fn number(&self, body: u64) -> Result<u64, EncodeError> {
        EncodeError::fit(body, self.longest)?;
        if body < self.min {
            return Err(EncodeError::Invalid("a body that is not shorter than the least one"));
        }
        let magnitude = self.shift.unsigned_abs();
        let bytes = if self.shift < 0 { body.checked_add(magnitude) } else { body.checked_sub(magnitude) };
        let bytes = bytes.ok_or(EncodeError::Invalid("a body that is not shorter than the adjustment"))?;
        self.units(bytes).ok_or(EncodeError::Invalid("a body length that is a multiple of the length unit"))
    }

    fn units(&self, bytes: u64) -> Option<u64> {
        let whole = bytes.checked_div(self.unit)?;
        (whole * self.unit == bytes).then_some(whole)
    }
}
