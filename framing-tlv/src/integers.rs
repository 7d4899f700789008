//! How a type or a length is written.

use framing_core::leb128::Leb128;
use framing_core::number::text::{Radix, encode as encode_digits};
use framing_core::{
    ByteSink, Encode, EncodeError, Endian, Length, Malformed, Number, NumberEncoding, Step, TwoPhase,
};

/// How a number is written, a type or a length: one of the small parts that a [`TlvLayout`](crate::TlvLayout) is made of.
///
/// | written as | part |
/// | --- | --- |
/// | 1 to 8 bytes, big-endian or little-endian | [`U8`](const@framing_core::U8), [`U16Be`](const@framing_core::U16Be) to [`U64Le`](const@framing_core::U64Le) |
/// | QUIC, BigSize, NDN, CompactSize, LEB128, VLQ | [`NumberEncoding`], and by name in [`number`](crate::integers) |
/// | ASCII digits | [`Digits`] |
/// | a definite length of X.690 | [`X690Length`](crate::X690Length) |
/// | a byte, or FF and two | [`SimpleLength`] |
///
/// ```
/// use framing_core::{Number, Step, U16Be};
/// use framing_tlv::IntEncoding;
/// use framing_tlv::integers::QUIC;
///
/// assert_eq!(IntEncoding::decode(&U16Be::new(), &[1, 0, 9]), Ok(Step::Done(Number { value: 256, width: 2 })));
/// assert_eq!(IntEncoding::decode(&QUIC, &[0xc0]), Ok(Step::Need(8)));
/// ```
pub trait IntEncoding: Copy {
    /// Reads the number at the front of `seen`; what follows it is not looked at.
    ///
    /// # Errors
    ///
    /// [`Malformed`] at the byte with which the bytes can no longer become a number of this kind.
    fn decode(&self, seen: &[u8]) -> Result<Step<Number>, Malformed>;

    /// The same, for a number that must be in its shortest encoding. A kind that has one form for each number, as it is
    /// where this is not told, refuses no more than [`decode`](Self::decode).
    ///
    /// # Errors
    ///
    /// As for [`decode`](Self::decode), and at the byte with which there must be a shorter form.
    #[inline]
    fn decode_minimal(&self, seen: &[u8]) -> Result<Step<Number>, Malformed> {
        self.decode(seen)
    }

    /// Writes `value` in `width` bytes or, where it takes more or the kind has no such width, in the fewest above.
    ///
    /// # Errors
    ///
    /// [`EncodeError::TooLong`] when the value is over the [highest](Self::max); nothing is written then.
    fn encode<B: ByteSink>(&self, value: u64, width: usize, out: &mut B) -> Result<(), EncodeError>;

    /// The highest number.
    fn max(&self) -> u64;

    /// How many bytes [`encode`](Self::encode) writes; 0 for a value over the highest.
    fn width(&self, value: u64, width: usize) -> usize {
        let mut scratch = [0; 32];
        let mut room = &mut scratch[..];
        let before = room.len();
        let written = self.encode(value, width, &mut room);
        written.map_or(0, |()| before - room.len())
    }
}

impl<const WIDTH: usize, const LITTLE: bool> IntEncoding for Length<WIDTH, LITTLE> {
    #[inline(always)]
    fn decode(&self, seen: &[u8]) -> Result<Step<Number>, Malformed> {
        match seen.get(..WIDTH) {
            Some(bytes) => Ok(Step::Done(Number { value: self.header(bytes)?, width: WIDTH })),
            None => Ok(Step::Need(WIDTH)),
        }
    }

    #[inline]
    fn encode<B: ByteSink>(&self, value: u64, _: usize, out: &mut B) -> Result<(), EncodeError> {
        self.encode_header(&0, value, out)
    }

    #[inline]
    fn max(&self) -> u64 {
        u64::MAX >> (64 - 8 * WIDTH)
    }

    #[inline]
    fn width(&self, _: u64, _: usize) -> usize {
        WIDTH
    }
}

impl IntEncoding for NumberEncoding {
    #[inline(always)]
    fn decode(&self, seen: &[u8]) -> Result<Step<Number>, Malformed> {
        Self::decode(*self, seen)
    }

    #[inline]
    fn decode_minimal(&self, seen: &[u8]) -> Result<Step<Number>, Malformed> {
        Self::decode_minimal(*self, seen)
    }

    #[inline]
    fn encode<B: ByteSink>(&self, value: u64, width: usize, out: &mut B) -> Result<(), EncodeError> {
        Self::encode(*self, value, width, out)
    }

    fn max(&self) -> u64 {
        Self::max(*self)
    }
}

/// A number of a fixed count of ASCII digits, with leading zeros, as in EMVCo QR codes.
///
/// ```
/// use framing_core::{Number, Step};
/// use framing_tlv::{Digits, IntEncoding};
///
/// assert_eq!(Digits::decimal(2).decode(b"04abcd"), Ok(Step::Done(Number { value: 4, width: 2 })));
/// assert_eq!(Digits::decimal(2).decode(b"0x").map_err(|refused| refused.at), Err(1));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digits {
    count: usize,
    radix: Radix,
}

impl Digits {
    /// `count` digits of `radix`, at least one and at most 32; hexadecimal ones are written in lower case.
    #[must_use]
    pub const fn new(count: usize, radix: Radix) -> Self {
        let count = if count > 32 { 32 } else { count };
        Self { count: if count == 0 { 1 } else { count }, radix }
    }

    /// `count` decimal digits.
    #[must_use]
    pub const fn decimal(count: usize) -> Self {
        Self::new(count, Radix::Decimal)
    }
}

impl IntEncoding for Digits {
    fn decode(&self, seen: &[u8]) -> Result<Step<Number>, Malformed> {
        let mut numbered = seen.iter().enumerate().take(self.count);
        let value = numbered.try_fold(0, |value, (at, &byte)| self.radix.append(value, at, byte))?;
        Ok(match seen.len() < self.count {
            true => Step::Need(self.count),
            false => Step::Done(Number { value, width: self.count }),
        })
    }

    fn encode<B: ByteSink>(&self, value: u64, _: usize, out: &mut B) -> Result<(), EncodeError> {
        EncodeError::fit(value, self.max())?;
        encode_digits(value, self.radix, self.count, out);
        Ok(())
    }

    fn max(&self) -> u64 {
        self.radix.highest(self.count)
    }
}

/// A length of one byte, or FF and two bytes, big-endian: SIMPLE-TLV (ISO/IEC 7816-4, section 5.2.1).
///
/// A length below 255 after FF is legal.
///
/// ```
/// use framing_core::{Number, Step};
/// use framing_tlv::{IntEncoding, SimpleLength};
///
/// assert_eq!(SimpleLength.decode(&[0xff, 0x01, 0x00]), Ok(Step::Done(Number { value: 256, width: 3 })));
/// assert_eq!(SimpleLength.decode_minimal(&[0xff, 0x00, 0xfe]).map_err(|refused| refused.at), Err(2));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SimpleLength;

const LONG: u8 = 0xff;

impl IntEncoding for SimpleLength {
    fn decode(&self, seen: &[u8]) -> Result<Step<Number>, Malformed> {
        Ok(match *seen {
            [LONG, high, low, ..] => {
                Step::Done(Number { value: u16::from_be_bytes([high, low]).into(), width: 3 })
            }
            [LONG, ..] => Step::Need(3),
            [short, ..] => Step::Done(Number { value: short.into(), width: 1 }),
            [] => Step::Need(1),
        })
    }

    fn decode_minimal(&self, seen: &[u8]) -> Result<Step<Number>, Malformed> {
        match seen {
            [LONG, 0, low, ..] if *low < LONG => Err(Malformed::new(2, "a length above 254")),
            _ => self.decode(seen),
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "compared with the escape, and with the maximum")]
    fn encode<B: ByteSink>(&self, value: u64, width: usize, out: &mut B) -> Result<(), EncodeError> {
        EncodeError::fit(value, self.max())?;
        if value < LONG.into() && width <= 1 {
            out.put_u8(value as u8);
        } else {
            out.put_u8(LONG);
            out.put_u16(value as u16);
        }
        Ok(())
    }

    fn max(&self) -> u64 {
        u16::MAX.into()
    }
}

/// QUIC and HTTP/3 (RFC 9000, section 16): 62 bits in 1, 2, 4 or 8 bytes.
pub const QUIC: NumberEncoding = NumberEncoding::TopBits;
/// BigSize of the Lightning network (BOLT 1, appendix A): minimal, big-endian.
pub const BIG_SIZE: NumberEncoding = NumberEncoding::Escaped(Endian::Big);
/// CompactSize of Bitcoin (Bitcoin Core, `ReadCompactSize`): minimal, little-endian.
pub const COMPACT_SIZE: NumberEncoding = NumberEncoding::Escaped(Endian::Little);
/// Types and lengths of NDN (NDN Packet Format Specification 0.3, *TLV Encoding*): minimal, big-endian.
pub const NDN: NumberEncoding = NumberEncoding::Escaped(Endian::Big);
/// Varints of protobuf (protobuf.dev, *Encoding*): LEB128 of 64 bits, over-long ones legal.
pub const PROTOBUF: NumberEncoding = NumberEncoding::LEB128;
/// Varints of multiformats (multiformats/unsigned-varint): minimal LEB128 of 63 bits in at most 9 bytes.
pub const MULTIFORMATS: NumberEncoding = NumberEncoding::Leb128(Leb128::new(9, 63).minimal());
/// Remaining lengths of MQTT (MQTT 3.1.1, section 2.2.3): LEB128 in at most 4 bytes.
pub const MQTT: NumberEncoding = NumberEncoding::Leb128(Leb128::new(4, 28));
/// Sizes of WebAssembly (WebAssembly Core, section 5.2.2, `u32`): LEB128 of 32 bits in at most 5 bytes.
pub const WASM_U32: NumberEncoding = NumberEncoding::Leb128(Leb128::new(5, 32));
/// VarInts of Minecraft (Java Edition protocol, *VarInt*): 32 bits, two's complement, in at most 5 bytes. Negative
/// numbers are those from 2^31 on.
pub const MINECRAFT: NumberEncoding = NumberEncoding::Leb128(Leb128::new(5, 32));
/// Variable-length quantities of the Standard MIDI File 1.0: 28 bits in at most 4 bytes, highest first.
pub const MIDI: NumberEncoding = NumberEncoding::Vlq { max_width: 4 };
