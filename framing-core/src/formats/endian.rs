//! Byte order.

use byteorder::{BigEndian, ByteOrder, LittleEndian};

/// The byte order of a binary number.
///
/// ```
/// use framing_core::{Endian, NumberEncoding};
///
/// /// Bitcoin's CompactSize.
/// const COMPACT_SIZE: NumberEncoding = NumberEncoding::Escaped(Endian::Little);
/// # let _ = COMPACT_SIZE;
/// ```
// Exhaustive: no protocol that a length field can describe has a third byte order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize), serde(rename_all = "kebab-case"))]
#[cfg_attr(all(test, feature = "spec"), derive(schemars::JsonSchema), schemars(rename_all = "kebab-case"))]
pub enum Endian {
    /// The most significant byte first.
    #[default]
    Big,
    /// The least significant byte first.
    Little,
}

impl Endian {
    /// Returns the byte order of a `LITTLE` parameter.
    pub(crate) const fn from_little(little: bool) -> Self {
        if little { Self::Little } else { Self::Big }
    }

    /// Reads an unsigned number from `bytes`; of more than 8 bytes, the least significant 8.
    #[inline(always)]
    pub(crate) fn read(self, bytes: &[u8]) -> u64 {
        match (self, bytes.len()) {
            (_, 0) => 0,
            (Self::Big, width @ 1..=8) => BigEndian::read_uint(bytes, width),
            (Self::Little, width @ 1..=8) => LittleEndian::read_uint(bytes, width),
            _ => self.read_wide(bytes),
        }
    }

    #[cold]
    fn read_wide(self, bytes: &[u8]) -> u64 {
        let append = |value: u64, &byte: &u8| value << 8 | u64::from(byte);
        match self {
            Self::Big => bytes.iter().fold(0, append),
            Self::Little => bytes.iter().rev().fold(0, append),
        }
    }

    /// Writes the least significant bytes of `value` over all of `bytes`; those above the eighth become zero.
    #[inline(always)]
    pub(crate) fn write(self, value: u64, bytes: &mut [u8]) {
        let (big, little) = (value.to_be_bytes(), value.to_le_bytes());
        let least = match self {
            Self::Big => big.get(8_usize.wrapping_sub(bytes.len())..),
            Self::Little => little.get(..bytes.len()),
        };
        match least {
            Some(least) => bytes.copy_from_slice(least),
            None => self.write_wide(value, bytes),
        }
    }

    #[cold]
    fn write_wide(self, value: u64, bytes: &mut [u8]) {
        bytes.fill(0);
        match self {
            Self::Big => bytes.iter_mut().rev().zip(value.to_le_bytes()).for_each(|(to, byte)| *to = byte),
            Self::Little => bytes.iter_mut().zip(value.to_le_bytes()).for_each(|(to, byte)| *to = byte),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Endian;

    #[test]
    fn a_number_of_any_width_is_read_as_it_was_written() {
        for width in 0..=8 {
            let value = 0x0102_0304_0506_0708_u64 & if width == 0 { 0 } else { u64::MAX >> (64 - 8 * width) };
            let mut bytes = [0xee; 8];
            let bytes = &mut bytes[..width];
            Endian::Big.write(value, bytes);
            assert_eq!(Endian::Big.read(bytes), value, "{width} bytes");
            bytes.reverse();
            assert_eq!(Endian::Little.read(bytes), value, "{width} bytes");
            let mut again = [0xee; 8];
            Endian::Little.write(value, &mut again[..width]);
            assert_eq!(&again[..width], bytes, "{width} bytes");
        }
    }

    #[test]
    fn bytes_above_the_eighth_are_zero() {
        let (mut big, mut little) = ([0xee; 10], [0xee; 10]);
        Endian::Big.write(u64::MAX - 1, &mut big);
        Endian::Little.write(u64::MAX - 1, &mut little);
        assert_eq!(big, [0, 0, 255, 255, 255, 255, 255, 255, 255, 254]);
        assert_eq!(little, [254, 255, 255, 255, 255, 255, 255, 255, 0, 0]);
    }
}
