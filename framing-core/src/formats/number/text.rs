//! Numbers in digits: decimal, hexadecimal, octal.
//!
//! ```
//! use framing_core::{Number, Step};
//! use framing_core::number::text::{Radix, decode_until, decode_whole};
//!
//! // git, pkt-line: four hexadecimal digits.
//! assert_eq!(decode_whole(b"001e", Radix::Hex), Ok(30));
//! assert_eq!(decode_whole(b"00g0", Radix::Hex).map_err(|refused| refused.at), Err(2));
//!
//! // Octet-counted syslog: decimal digits, a space.
//! assert_eq!(decode_until(b"12 <14>", Radix::Decimal, b' '), Ok(Step::Done(Number { value: 12, width: 3 })));
//! assert_eq!(decode_until(b"12", Radix::Decimal, b' '), Ok(Step::Need(3)));
//! ```

use crate::{ByteSink, Malformed, Number, Step};

/// What a digit counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Radix {
    /// `0` to `7`.
    Octal,
    /// `0` to `9`.
    Decimal,
    /// `0` to `9`, `a` to `f` and `A` to `F`.
    Hex,
}

impl Radix {
    /// 8, 10 or 16.
    #[must_use]
    pub const fn base(self) -> u32 {
        match self {
            Self::Octal => 8,
            Self::Decimal => 10,
            Self::Hex => 16,
        }
    }

    const fn expected(self) -> &'static str {
        match self {
            Self::Octal => "an octal digit",
            Self::Decimal => "a decimal digit",
            Self::Hex => "a hexadecimal digit",
        }
    }

    /// `value` with the digit `byte`, which stands at `at`, after it.
    ///
    /// # Errors
    ///
    /// [`Malformed`] when it is no digit, or the number would not be below 2^64.
    #[inline]
    pub fn append(self, value: u64, at: usize, byte: u8) -> Result<u64, Malformed> {
        let digit = char::from(byte).to_digit(self.base()).ok_or(Malformed::new(at, self.expected()))?;
        value
            .checked_mul(self.base().into())
            .and_then(|value| value.checked_add(digit.into()))
            .ok_or(Malformed::new(at, "a number below 2^64"))
    }

    /// The highest number of `digits` digits, or of 64 bits.
    #[must_use]
    pub fn highest(self, digits: usize) -> u64 {
        let digits = u32::try_from(digits).unwrap_or(u32::MAX);
        u64::from(self.base()).checked_pow(digits).map_or(u64::MAX, |next| next - 1)
    }
}

/// The number that all of `digits` are; leading zeros are legal.
///
/// # Errors
///
/// [`Malformed`] at the first byte that is no digit, at the digit with which the number passes 2^64 - 1, or at 0 when
/// there are none.
pub fn decode_whole(digits: &[u8], radix: Radix) -> Result<u64, Malformed> {
    if digits.is_empty() {
        return Err(Malformed::new(0, radix.expected()));
    }
    digits.iter().enumerate().try_fold(0, |value, (at, &byte)| radix.append(value, at, byte))
}

/// Reads the digits at the front of `bytes` up to `terminator`, which is counted in the width. There is at least one
/// digit, and the first of several is not 0.
///
/// # Errors
///
/// [`Malformed`] at the first byte that is neither digit nor `terminator`, or with which the number passes 2^64 - 1.
pub fn decode_until(bytes: &[u8], radix: Radix, terminator: u8) -> Result<Step<Number>, Malformed> {
    let mut value = 0;
    for (at, &byte) in bytes.iter().enumerate() {
        if at > 0 && byte == terminator {
            return Ok(Step::Done(Number { value, width: at + 1 }));
        }
        if at > 0 && value == 0 {
            return Err(Malformed::new(at, "no digit after a leading zero"));
        }
        value = radix.append(value, at, byte)?;
    }
    Ok(Step::Need(bytes.len() + 1))
}

/// Appends `value` in at least `width` digits; hexadecimal ones in lower case.
#[expect(clippy::cast_possible_truncation, reason = "a remainder is below the base")]
pub fn encode<B: ByteSink>(value: u64, radix: Radix, width: usize, out: &mut B) {
    let mut digits = [b'0'; 22];
    let mut rest = value;
    let mut start = digits.len();
    for place in digits.iter_mut().rev() {
        if rest == 0 && start < 22 {
            break;
        }
        let digit = char::from_digit((rest % u64::from(radix.base())) as u32, radix.base());
        *place = digit.map_or(b'0', |digit| digit as u8);
        rest /= u64::from(radix.base());
        start -= 1;
    }
    let digits = digits.get(start..).unwrap_or_default();
    out.put_bytes(b'0', width.saturating_sub(digits.len()));
    out.put_slice(digits);
}
