//! LEB128 numbers: 7 bits a byte, lowest first, the high bit set on every byte but the last.
//!
//! As protobuf reads them (protobuf.dev, *Encoding*, "Base 128 Varints"): 64 bits in at most 10 bytes; more bytes than
//! the number takes are legal, bits beyond the 64th are not. Every bit is kept or refused.
//!
//! ```
//! use framing_core::{Number, Step};
//! use framing_core::leb128::{decode, encode};
//!
//! assert_eq!(decode(&[0xac, 0x02, 0xff]), Ok(Step::Done(Number { value: 300, width: 2 })));
//! assert_eq!(decode(&[0xac]), Ok(Step::Need(2)));
//! assert_eq!(decode(&[0xff; 10]).map_err(|refused| refused.at), Err(9));
//!
//! let mut out = Vec::new();
//! encode(300, &mut out);
//! assert_eq!(out, [0xac, 0x02]);
//! ```

use crate::{ByteSink, Malformed, Number, Step};

/// The most bytes of a number of 64 bits.
pub const MAX_WIDTH: usize = 10;

/// Reads the number at the front of `bytes`; what follows it is not looked at.
///
/// # Errors
///
/// [`Malformed`] at the tenth byte if it exceeds 64 bits, or if another byte follows it.
#[inline]
pub fn decode(bytes: &[u8]) -> Result<Step<Number>, Malformed> {
    match *bytes {
        [low @ 0..0x80, ..] => Ok(Step::Done(Number { value: low.into(), width: 1 })),
        [low, high @ 0..0x80, ..] => {
            Ok(Step::Done(Number { value: u64::from(low & 0x7f) | u64::from(high) << 7, width: 2 }))
        }
        _ => decode_any(bytes),
    }
}

fn decode_any(bytes: &[u8]) -> Result<Step<Number>, Malformed> {
    Leb128::PROTOBUF.decode_any(bytes)
}

/// A LEB128 number that is narrower than 64 bits, or must not be over-long.
///
/// ```
/// use framing_core::{Number, Step};
/// use framing_core::leb128::Leb128;
///
/// /// WebAssembly, section 5.2.2: 32 bits in at most 5 bytes.
/// const U32: Leb128 = Leb128::new(5, 32);
/// assert_eq!(U32.decode(&[0x80, 0x00]), Ok(Step::Done(Number { value: 0, width: 2 })));
/// assert_eq!(U32.decode(&[0xff, 0xff, 0xff, 0xff, 0x10]).map_err(|refused| refused.at), Err(4));
/// assert_eq!(U32.minimal().decode(&[0x80, 0x00]).map_err(|refused| refused.at), Err(1));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leb128 {
    max_width: usize,
    bits: u32,
    minimal: bool,
}

impl Leb128 {
    /// 64 bits in at most 10 bytes, over-long ones too, as in protobuf.
    pub const PROTOBUF: Self = Self::new(MAX_WIDTH, 64);

    /// Numbers of at most `bits` bits in at most `max_width` bytes, over-long ones too.
    ///
    /// `bits` is reduced to 64, and to the number of bits that `max_width` bytes can hold.
    ///
    /// # Panics
    ///
    /// When `max_width` is not 1 to 10 or `bits` is 0: at compile time in a `const`.
    #[expect(clippy::cast_possible_truncation, reason = "asserted to be at most 10")]
    #[must_use]
    pub const fn new(max_width: usize, bits: u32) -> Self {
        assert!(1 <= max_width && max_width <= MAX_WIDTH, "a LEB128 number has 1 to 10 bytes");
        assert!(bits > 0, "a number has at least one bit");
        let room = 7 * max_width as u32;
        let bits = if bits < room { bits } else { room };
        Self { max_width, bits: if bits < 64 { bits } else { 64 }, minimal: false }
    }

    /// Refuses numbers that have a shorter encoding.
    #[must_use]
    pub const fn minimal(mut self) -> Self {
        self.minimal = true;
        self
    }

    /// The highest number.
    #[must_use]
    pub const fn max(self) -> u64 {
        u64::MAX >> (64 - self.bits)
    }

    /// The most bytes of a number.
    #[must_use]
    pub const fn max_width(self) -> usize {
        self.max_width
    }

    /// Reads the number at the front of `bytes`; what follows it is not looked at.
    ///
    /// # Errors
    ///
    /// [`Malformed`] at the byte that says more than the last bit, that says that another byte follows the last one,
    /// or, of a [minimal](Self::minimal) number, that adds nothing.
    #[inline]
    pub fn decode(self, bytes: &[u8]) -> Result<Step<Number>, Malformed> {
        match *bytes {
            [low @ 0..0x80, ..] if self.bits >= 7 => Ok(Step::Done(Number { value: low.into(), width: 1 })),
            _ => self.decode_any(bytes),
        }
    }

    fn decode_any(self, bytes: &[u8]) -> Result<Step<Number>, Malformed> {
        let mut value = 0;
        for (at, &byte) in bytes.iter().enumerate().take(self.max_width) {
            self.check(at, byte)?;
            value |= u64::from(byte & 0x7f) << (7 * at);
            if byte < 0x80 {
                return Ok(Step::Done(Number { value, width: at + 1 }));
            }
        }
        Ok(Step::Need(bytes.len() + 1))
    }

    /// Whether the number may have `byte` in the place `at`, which is below the most bytes.
    #[expect(clippy::cast_possible_truncation, reason = "a number has at most 10 bytes")]
    fn check(self, at: usize, byte: u8) -> Result<(), Malformed> {
        let room = self.bits.saturating_sub(7 * at as u32);
        let over = u32::from(byte & 0x7f) >> room.min(7) != 0;
        if over || (byte >= 0x80 && at + 1 == self.max_width) {
            return Err(Malformed::new(at, "a LEB128 number that ends within its bits"));
        }
        if self.minimal && at > 0 && byte == 0 {
            return Err(Malformed::new(at, "a LEB128 number in its shortest encoding"));
        }
        Ok(())
    }
}

/// Writes `value` in its shortest encoding, 1 to 10.
#[inline]
pub fn encode<B: ByteSink>(value: u64, out: &mut B) {
    encode_padded(value, 1, out);
}

/// Writes `value` in `width` bytes, or in as many more as it takes; in 10 at most.
///
/// A width above the least one makes a number that is over-long: legal where [`decode`] reads it.
///
/// ```
/// let mut out = Vec::new();
/// framing_core::leb128::encode_padded(5, 3, &mut out);
/// assert_eq!(out, [0x85, 0x80, 0x00]);
/// ```
#[expect(clippy::cast_possible_truncation, reason = "7 bits of it are used")]
#[inline]
pub fn encode_padded<B: ByteSink>(value: u64, width: usize, out: &mut B) {
    let mut rest = value;
    let mut more = width.min(MAX_WIDTH);
    while rest >= 0x80 || more > 1 {
        out.put_u8(rest as u8 | 0x80);
        rest >>= 7;
        more = more.saturating_sub(1);
    }
    out.put_u8(rest as u8);
}
