//! LEB128 numbers: 7 bits a byte, lowest first, the high bit set on every byte but the last.
//!
//! As protobuf reads them (protobuf.dev, *Encoding*, "Base 128 Varints"): 64 bits in at most 10 bytes; more bytes than
//! the number takes are legal, bits beyond the 64th are not. Every bit is kept or refused.
//!
//! ```
//! use framing_core::Number;
//! use framing_core::leb128::{decode, encode};
//!
//! assert_eq!(decode(&[0xac, 0x02, 0xff]), Ok(Number::Whole { value: 300, width: 2 }));
//! assert_eq!(decode(&[0xac]), Ok(Number::Incomplete { need: 2 }));
//! assert_eq!(decode(&[0xff; 10]).map_err(|refused| refused.at), Err(9));
//!
//! let mut out = Vec::new();
//! encode(300, &mut out);
//! assert_eq!(out, [0xac, 0x02]);
//! ```

use bytes::BufMut;

use crate::Malformed;

/// The most bytes of a number of 64 bits.
pub const MAX_WIDTH: usize = 10;

/// What the front of some bytes holds, where a number of no fixed width should stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Number {
    /// A number.
    Whole {
        /// What it says.
        value: u64,
        /// How many bytes say it.
        width: usize,
    },
    /// The beginning of a number, or nothing.
    Incomplete {
        /// How many bytes must be there before it is worth asking again: more than were shown.
        need: usize,
    },
}

/// Reads the number at the front of `bytes`; what follows it is not looked at.
///
/// # Errors
///
/// [`Malformed`] at the tenth byte when it says more than the 64th bit, or that another byte follows.
#[inline]
pub fn decode(bytes: &[u8]) -> Result<Number, Malformed> {
    match *bytes {
        [low @ 0..0x80, ..] => Ok(Number::Whole { value: low.into(), width: 1 }),
        [low, high @ 0..0x80, ..] => {
            Ok(Number::Whole { value: u64::from(low & 0x7f) | u64::from(high) << 7, width: 2 })
        }
        _ => decode_any(bytes),
    }
}

fn decode_any(bytes: &[u8]) -> Result<Number, Malformed> {
    let mut value = 0;
    for (at, &byte) in bytes.iter().enumerate().take(MAX_WIDTH) {
        // The tenth byte has room for the 64th bit alone.
        if at == MAX_WIDTH - 1 && byte > 1 {
            return Err(Malformed::new(at, "a LEB128 number that ends within 64 bits"));
        }
        value |= u64::from(byte & 0x7f) << (7 * at);
        if byte < 0x80 {
            return Ok(Number::Whole { value, width: at + 1 });
        }
    }
    Ok(Number::Incomplete { need: bytes.len() + 1 })
}

/// Writes `value` in as few bytes as can say it, 1 to 10.
#[inline]
pub fn encode<B: BufMut>(value: u64, out: &mut B) {
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
#[inline]
pub fn encode_padded<B: BufMut>(value: u64, width: usize, out: &mut B) {
    let mut rest = value;
    let mut more = width.min(MAX_WIDTH);
    while rest >= 0x80 || more > 1 {
        out.put_u8(rest as u8 | 0x80);
        rest >>= 7;
        more = more.saturating_sub(1);
    }
    out.put_u8(rest as u8);
}
