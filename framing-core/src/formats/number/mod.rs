//! Numbers of variable width, whose bytes determine how many there are.
//!
//! Each kind is a value of [`NumberEncoding`], and reading one has three outcomes: a number with its width, more bytes
//! needed, or [`Malformed`] at the byte that decides it. Every bit is kept or refused. Numbers in digits are in
//! [`text`].

mod escaped;
pub mod text;
mod top_bits;
mod vlq;

use crate::leb128::{self, Leb128};
use crate::{ByteSink, EncodeError, Endian, Malformed, Step};

const IN_FEWER_BYTES: &str = "a number in its shortest encoding";

/// A number of variable width, read from the front of some bytes.
// Exhaustive: a number has a value and a width, and nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number {
    /// The value.
    pub value: u64,
    /// The number of bytes that it takes.
    pub width: usize,
}

/// How a number of no fixed width is written.
///
/// ```
/// use framing_core::{Number, Step, NumberEncoding};
///
/// /// RFC 9000, section 16: the two highest bits of the first byte determine the width.
/// const QUIC: NumberEncoding = NumberEncoding::TopBits;
/// assert_eq!(QUIC.decode(&[0x7b, 0xbd]), Ok(Step::Done(Number { value: 15293, width: 2 })));
/// assert_eq!(QUIC.decode(&[0xc2]), Ok(Step::Need(8)));
///
/// let mut out = Vec::new();
/// QUIC.encode(15293, 1, &mut out)?;
/// assert_eq!(out, [0x7b, 0xbd]);
/// # Ok::<(), framing_core::EncodeError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NumberEncoding {
    /// 7 bits a byte, lowest first.
    Leb128(Leb128),
    /// 7 bits a byte, highest first, in at most `max_width` bytes, as in the Standard MIDI File. A number in more
    /// bytes than it takes is legal, bits beyond the 64th are not.
    Vlq {
        /// The most bytes; 10 have room for 64 bits.
        max_width: usize,
    },
    /// The two highest bits of the first byte determine the width: 1, 2, 4 or 8 bytes, big-endian, as in QUIC (RFC 9000,
    /// section 16). A wider number than needed is legal.
    TopBits,
    /// A first byte up to 252 is the number; 253, 254 and 255 announce one of 2, 4 or 8 bytes, as in BigSize (BOLT 1)
    /// and NDN, big-endian, and Bitcoin's CompactSize, little-endian. A wider number than needed is refused.
    Escaped(Endian),
}

impl NumberEncoding {
    /// LEB128 as protobuf has it: 64 bits in at most 10 bytes, over-long ones too.
    pub const LEB128: Self = Self::Leb128(Leb128::PROTOBUF);

    /// Reads the number at the front of `bytes`; what follows it is not looked at.
    ///
    /// # Errors
    ///
    /// [`Malformed`] at the byte with which the bytes can no longer become a number of this kind.
    #[inline]
    pub fn decode(self, bytes: &[u8]) -> Result<Step<Number>, Malformed> {
        match self {
            Self::Leb128(leb128) => leb128.decode(bytes),
            Self::Vlq { max_width } => vlq::decode(bytes, max_width),
            Self::TopBits => Ok(top_bits::decode(bytes)),
            Self::Escaped(order) => escaped::decode(bytes, order),
        }
    }

    /// Reads the number like [`decode`](Self::decode), and refuses one in more bytes than it takes.
    ///
    /// ```
    /// use framing_core::{Number, Step, NumberEncoding};
    ///
    /// assert_eq!(NumberEncoding::TopBits.decode(&[0x40, 0x3f]), Ok(Step::Done(Number { value: 63, width: 2 })));
    /// let refused = NumberEncoding::TopBits.decode_minimal(&[0x40, 0x3f]);
    /// assert_eq!(refused.map_err(|refused| refused.at), Err(1));
    /// ```
    ///
    /// # Errors
    ///
    /// [`Malformed`] at the byte with which the bytes can no longer become a number of this kind, in as few bytes as
    /// can say it.
    #[inline]
    pub fn decode_minimal(self, bytes: &[u8]) -> Result<Step<Number>, Malformed> {
        match self {
            Self::Leb128(leb128) => leb128.minimal().decode(bytes),
            Self::Vlq { .. } if bytes.first() == Some(&0x80) => Err(Malformed::new(0, IN_FEWER_BYTES)),
            Self::TopBits => top_bits::check_minimal(bytes).and_then(|()| self.decode(bytes)),
            Self::Vlq { .. } | Self::Escaped(_) => self.decode(bytes),
        }
    }

    /// Writes `value` in `width` bytes or, where it takes more or the kind has no such width, in the fewest above.
    ///
    /// A width above the least one makes an over-long number, where such are legal; elsewhere it is not looked at.
    ///
    /// # Errors
    ///
    /// [`EncodeError::TooLong`] when the value is over the [highest](Self::max); nothing is written then.
    #[inline]
    pub fn encode<B: ByteSink>(self, value: u64, width: usize, out: &mut B) -> Result<(), EncodeError> {
        EncodeError::fit(value, self.max())?;
        match self {
            Self::Leb128(_) => leb128::encode_padded(value, width.min(self.max_width()), out),
            Self::Vlq { max_width } => vlq::encode(value, width.min(max_width), out),
            Self::TopBits => top_bits::encode(value, width, out),
            Self::Escaped(order) => escaped::encode(value, order, out),
        }
        Ok(())
    }

    /// The highest number.
    #[must_use]
    pub const fn max(self) -> u64 {
        match self {
            Self::Leb128(leb128) => leb128.max(),
            Self::Vlq { max_width } if max_width < 10 => (1 << (7 * max_width)) - 1,
            Self::Vlq { .. } | Self::Escaped(_) => u64::MAX,
            Self::TopBits => top_bits::MAX,
        }
    }

    /// The most bytes of a number.
    #[must_use]
    pub const fn max_width(self) -> usize {
        match self {
            Self::Leb128(leb128) => leb128.max_width(),
            Self::Vlq { max_width } => max_width,
            Self::TopBits => 8,
            Self::Escaped(_) => 9,
        }
    }
}
