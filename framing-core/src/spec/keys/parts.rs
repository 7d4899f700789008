//! The types of the values of a spec's keys.

use alloc::string::String;
use alloc::vec::Vec;

use serde::Deserialize;

use crate::Endian;

/// The radix of digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum TextRadix {
    /// `0` to `9`.
    Decimal,
    /// `0` to `9`, `a` to `f`, `A` to `F`.
    Hex,
    /// `0` to `7`.
    Octal,
}

/// The encoding of a number of variable width.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum VarintKind {
    /// 7 bits per byte, least significant first. More bytes than necessary are allowed.
    Leb128,
    /// LEB128 in as few bytes as possible. Any other encoding is refused.
    Leb128Minimal,
    /// Zigzag-encoded LEB128, as in Avro. Negative numbers are refused.
    Zigzag,
    /// 7 bits per byte, most significant first.
    Vlq,
    /// RFC 9000: the two most significant bits of the first byte contain the width, 1, 2, 4 or 8 bytes.
    Quic,
    /// BOLT 1 and NDN: a byte up to 252, or 253, 254 or 255 followed by 2, 4 or 8 big-endian bytes; in as few bytes as
    /// possible.
    Bigsize,
    /// Bitcoin: like `bigsize`, but little-endian.
    Compactsize,
}

/// A value of the length field that means that the length is elsewhere in the header.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename_all = "kebab-case"))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[non_exhaustive]
pub struct EscapeSpec {
    /// The value; negative for a signed length.
    pub number: i64,
    /// The offset of the longer length in the header; by default it follows the header.
    pub offset: Option<u64>,
    /// The width of the longer length in bytes. It has the byte order of the first.
    #[cfg_attr(test, schemars(range(min = 1, max = 8)))]
    pub width: u64,
    /// The minimum of the longer length. Smaller lengths have a shorter form.
    #[serde(default)]
    pub min: u64,
}

/// One string, or a list of alternatives.
// Exhaustive on purpose: a key of a spec has one value or a list.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged, expecting = "expected a string, or a list of strings")]
pub enum OneOrMore {
    /// One string.
    One(String),
    /// Alternatives. A writer uses the first.
    OneOf(Vec<String>),
}

impl OneOrMore {
    /// Returns the alternatives, the one that a writer uses first.
    #[must_use]
    pub fn as_slice(&self) -> &[String] {
        match self {
            Self::One(text) => core::slice::from_ref(text),
            Self::OneOf(list) => list,
        }
    }
}

impl From<&str> for OneOrMore {
    fn from(text: &str) -> Self {
        Self::One(text.into())
    }
}

impl From<String> for OneOrMore {
    fn from(text: String) -> Self {
        Self::One(text)
    }
}

impl<const N: usize> From<[&str; N]> for OneOrMore {
    fn from(alternatives: [&str; N]) -> Self {
        Self::OneOf(alternatives.map(String::from).into())
    }
}

/// Bytes of the header, or some of their bits: `bytes` in hex digits, or `text`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename_all = "kebab-case"))]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[non_exhaustive]
pub struct FixedSpec {
    /// The offset of the bytes in the header.
    pub offset: u64,
    /// The bytes in hex digits, or a list of alternatives of the same length.
    pub bytes: Option<OneOrMore>,
    /// The bytes as text, or a list of alternatives of the same length.
    pub text: Option<OneOrMore>,
    /// The bits that are compared, in hex digits; by default all.
    pub mask: Option<String>,
}

/// A number in the header that contains the length of the trailer.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename_all = "kebab-case"))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[non_exhaustive]
pub struct TrailerField {
    /// The offset of the number in the header.
    pub offset: u64,
    /// The width of the number in bytes. It has the byte order of the length.
    #[cfg_attr(test, schemars(range(min = 1, max = 8)))]
    pub width: u64,
}

impl EscapeSpec {
    /// Creates an escape: after `number` in the length field, a length of `width` bytes follows the header.
    #[must_use]
    pub const fn new(number: i64, width: u64) -> Self {
        Self { number, offset: None, width, min: 0 }
    }
}

impl FixedSpec {
    /// Creates a condition on the bytes at `offset`, in hex digits.
    #[must_use]
    pub fn bytes(offset: u64, bytes: impl Into<OneOrMore>) -> Self {
        Self { offset, bytes: Some(bytes.into()), ..Self::default() }
    }

    /// Creates a condition on the text at `offset`.
    #[must_use]
    pub fn text(offset: u64, text: impl Into<OneOrMore>) -> Self {
        Self { offset, text: Some(text.into()), ..Self::default() }
    }
}

impl TrailerField {
    /// Creates a trailer length of `width` bytes at `offset`.
    #[must_use]
    pub const fn new(offset: u64, width: u64) -> Self {
        Self { offset, width }
    }
}

impl ExtensionSpec {
    /// Creates an extension whose length is a number of `width` bytes at `offset`.
    #[must_use]
    pub const fn new(offset: u64, width: u64) -> Self {
        Self { offset, width, order: None, mask: None, text: None, multiply: None, adjust: 0, pad: None }
    }
}

impl CheckSpec {
    /// Creates a check at the start of the trailer, which covers the body.
    #[must_use]
    pub const fn new(kind: CheckKind) -> Self {
        let (place, covers) = (CheckPlace::Trailer, CheckCovers::Body);
        Self { kind, place, offset: 0, width: None, order: None, text: None, covers, from: 0 }
    }
}

/// The padding of a fixed number of digits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Fill {
    /// Leading zeros.
    #[default]
    ZerosBefore,
    /// Leading spaces.
    SpacesBefore,
    /// Trailing spaces.
    SpacesAfter,
}

/// The length of a body without a length field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged, expecting = "expected a number of bytes, or \"to-end\"")]
#[non_exhaustive]
pub enum BodySpec {
    /// A number of bytes.
    Bytes(u64),
    /// To the end of the stream.
    ToEnd(ToEnd),
}

/// The word that a [`BodySpec`] may be.
// Exhaustive on purpose: the word is the only value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ToEnd {
    /// To the end of the stream.
    ToEnd,
}

/// A number in a header of fixed length that contains the length of an extension of the header.
///
/// The extension has `number * multiply + adjust` bytes, plus those that pad the header to a multiple of `pad`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename_all = "kebab-case"))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[non_exhaustive]
pub struct ExtensionSpec {
    /// The offset of the number in the header.
    pub offset: u64,
    /// The width of the number in bytes, or in digits.
    #[cfg_attr(test, schemars(range(min = 1, max = 22)))]
    pub width: u64,
    /// The byte order; by default that of the length.
    pub order: Option<Endian>,
    /// The bits that contain the number, in one run.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub mask: Option<u64>,
    /// The radix of a number in digits.
    pub text: Option<TextRadix>,
    /// The size in bytes of the units that the number counts.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub multiply: Option<u64>,
    /// The number of bytes added to the number, after `multiply`.
    #[serde(default)]
    pub adjust: i64,
    /// The multiple that the header, including the extension, is padded to.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub pad: Option<u64>,
}

/// A checksum, or the length repeated.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename_all = "kebab-case"))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[non_exhaustive]
pub struct CheckSpec {
    /// The algorithm.
    pub kind: CheckKind,
    /// The part of the frame that contains the check.
    #[serde(default)]
    pub place: CheckPlace,
    /// The offset of the check in that part.
    #[serde(default)]
    pub offset: u64,
    /// The width in bytes, or in digits; by default that of the algorithm.
    #[cfg_attr(test, schemars(range(min = 1, max = 22)))]
    pub width: Option<u64>,
    /// The byte order; by default that of the length.
    pub order: Option<Endian>,
    /// The radix of a check in digits.
    pub text: Option<TextRadix>,
    /// The bytes that a check in the trailer covers. A check in the header covers the bytes of the header before it.
    #[serde(default)]
    pub covers: CheckCovers,
    /// The offset of the first byte of the header that the check covers.
    #[serde(default)]
    pub from: u64,
}

/// The algorithm of a [`CheckSpec`]. CRCs have the parameters of the catalogue of parametrised CRC algorithms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum CheckKind {
    /// CRC-8/SMBUS.
    Crc8,
    /// CRC-16/ARC.
    Crc16,
    /// CRC-16/IBM-3740, known as CCITT-FALSE.
    Crc16Ccitt,
    /// CRC-16/KERMIT.
    Crc16Kermit,
    /// CRC-16/MODBUS.
    Crc16Modbus,
    /// CRC-16/IBM-SDLC, known as X.25.
    Crc16X25,
    /// CRC-16/XMODEM.
    Crc16Xmodem,
    /// CRC-24/LTE-A, known as CRC-24Q: RTCM 3.
    Crc24q,
    /// CRC-24/OPENPGP.
    Crc24Openpgp,
    /// CRC-32/ISO-HDLC: Ethernet, zip, PNG.
    Crc32,
    /// CRC-32/ISCSI, known as CRC-32C.
    Crc32c,
    /// CRC-32C, rotated and shifted as in TFRecord and LevelDB.
    Crc32cMasked,
    /// CRC-32/MPEG-2.
    Crc32Mpeg2,
    /// CRC-64/XZ.
    Crc64,
    /// The sum of all bytes.
    Sum,
    /// The value that makes the sum of all bytes zero.
    SumToZero,
    /// The exclusive or of all bytes.
    Xor,
    /// RFC 1145, 8 bits: two sums modulo 256, the second one in the higher byte.
    Fletcher,
    /// RFC 1950: two sums modulo 65521, the second one in the higher bytes.
    Adler32,
    /// The value of the length field, repeated.
    Length,
}

/// The part of a frame that contains a check.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum CheckPlace {
    /// The trailer.
    #[default]
    Trailer,
    /// The header.
    Header,
}

/// The bytes that a check in the trailer covers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum CheckCovers {
    /// The body.
    #[default]
    Body,
    /// The header and the body.
    HeaderAndBody,
}

/// The scope of the choice among `variants`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Choose {
    /// Each frame selects its variant.
    #[default]
    Frame,
    /// The first frame selects the variant of the stream.
    Stream,
}
