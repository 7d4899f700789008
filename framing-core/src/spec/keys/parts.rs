//! The keys of the parts of a spec.

use alloc::string::String;
use alloc::vec::Vec;

use serde::Deserialize;

use crate::Endian;

/// What digits count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum TextRadix {
    /// `0` to `9`.
    Decimal,
    /// `0` to `9`, `a` to `f`, `A` to `F`.
    Hex,
    /// `0` to `7`.
    Octal,
}

/// A kind of number of no fixed width.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum VarintKind {
    /// 7 bits a byte, lowest first; over-long ones are legal.
    Leb128,
    /// The same, refused where fewer bytes would have said it.
    Leb128Minimal,
    /// The same as in Avro: lowest first, doubled, and a negative number one less than that. Negative ones are refused.
    Zigzag,
    /// 7 bits a byte, highest first.
    Vlq,
    /// RFC 9000: the two highest bits of the first byte tell the width, 1, 2, 4 or 8 bytes.
    Quic,
    /// BOLT 1 and NDN: a byte up to 252, or 253, 254 or 255 and 2, 4 or 8 big-endian bytes; minimal.
    Bigsize,
    /// Bitcoin: the same with little-endian bytes.
    Compactsize,
}

/// A number in the length field that means that the length stands elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename_all = "kebab-case"))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct EscapeSpec {
    /// The number; a negative one of a signed length.
    pub number: i64,
    /// The byte of the header that the longer length begins with; by default the one behind the header.
    pub offset: Option<u64>,
    /// Bytes of the longer length, in the order of the first.
    #[cfg_attr(test, schemars(range(min = 1, max = 8)))]
    pub width: u64,
    /// The least number that the longer length may say: those below have a shorter form.
    #[serde(default)]
    pub min: u64,
}

/// One text, or a list of alternatives.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged, expecting = "expected a string, or a list of strings")]
pub enum OneOrMore {
    /// Always this.
    One(String),
    /// One of these; the first is the one that is written.
    OneOf(Vec<String>),
}

impl OneOrMore {
    /// The alternatives, the one that is written first.
    #[must_use]
    pub fn as_slice(&self) -> &[String] {
        match self {
            Self::One(text) => core::slice::from_ref(text),
            Self::OneOf(list) => list,
        }
    }
}

/// Bytes in the header, or some of their bits: `bytes` as hex digits, or `text`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename_all = "kebab-case"))]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct FixedSpec {
    /// The byte of the header that they begin with.
    pub offset: u64,
    /// The bytes, as hex digits, or a list of alternatives of one length.
    pub bytes: Option<OneOrMore>,
    /// The same as a text.
    pub text: Option<OneOrMore>,
    /// Which bits of them count, as hex digits; by default all.
    pub mask: Option<String>,
}

/// Where the header says how many bytes follow the body.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename_all = "kebab-case"))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct TrailerField {
    /// The byte of the header that the number begins with.
    pub offset: u64,
    /// Bytes of the number, in the order of the length.
    #[cfg_attr(test, schemars(range(min = 1, max = 8)))]
    pub width: u64,
}

/// What fills up digits of fixed number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Fill {
    /// Zeros before them.
    #[default]
    ZerosBefore,
    /// Spaces before them.
    SpacesBefore,
    /// Spaces behind them.
    SpacesAfter,
}

/// The body where no length says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged, expecting = "expected a number of bytes, or \"to-end\"")]
pub enum BodySpec {
    /// So many bytes.
    Bytes(u64),
    /// To the end of the stream.
    ToEnd(ToEnd),
}

/// The word that a [`BodySpec`] may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ToEnd {
    /// To the end of the stream.
    ToEnd,
}

/// A number in a header of fixed length that says how many bytes it goes on for.
///
/// They are `number * multiply + adjust`, and as many more as bring the header so far to a multiple of `pad`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename_all = "kebab-case"))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ExtensionSpec {
    /// The byte of the header that the number begins with.
    pub offset: u64,
    /// Bytes of the number, or digits.
    #[cfg_attr(test, schemars(range(min = 1, max = 22)))]
    pub width: u64,
    /// The order of its bytes; by default that of the length.
    pub order: Option<Endian>,
    /// The bits of it that count, in one run.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub mask: Option<u64>,
    /// The number is digits.
    pub text: Option<TextRadix>,
    /// The number counts units of so many bytes.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub multiply: Option<u64>,
    /// Added to what the number says, after `multiply`.
    #[serde(default)]
    pub adjust: i64,
    /// The header so far is padded to a multiple of so many bytes.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub pad: Option<u64>,
}

/// A checksum, or a number said once more.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename_all = "kebab-case"))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CheckSpec {
    /// How it is made.
    pub kind: CheckKind,
    /// The part of the frame that it stands in.
    #[serde(default)]
    pub place: CheckPlace,
    /// The byte of that part that it begins with.
    #[serde(default)]
    pub offset: u64,
    /// Its bytes, or digits; by default as many as the kind has.
    #[cfg_attr(test, schemars(range(min = 1, max = 22)))]
    pub width: Option<u64>,
    /// The order of its bytes; by default that of the length.
    pub order: Option<Endian>,
    /// It is digits.
    pub text: Option<TextRadix>,
    /// What it is made of; in the header, always of the bytes before it there.
    #[serde(default)]
    pub covers: CheckCovers,
    /// The first byte of the header that it is made of.
    #[serde(default)]
    pub from: u64,
}

/// How a [`CheckSpec`] is made. The checksums with a polynomial are those of the catalogue of parametrised CRC
/// algorithms under the name that is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
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
    /// What brings the sum of all bytes to zero.
    SumToZero,
    /// All bytes, combined by exclusive or.
    Xor,
    /// RFC 1145, 8 bits: two sums modulo 256, the second one in the higher byte.
    Fletcher,
    /// RFC 1950: two sums modulo 65521, the second one in the higher bytes.
    Adler32,
    /// The number in the length field, once more.
    Length,
}

/// The part of a frame that a check stands in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum CheckPlace {
    /// The trailer.
    #[default]
    Trailer,
    /// The header.
    Header,
}

/// What a check in the trailer is made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum CheckCovers {
    /// The body.
    #[default]
    Body,
    /// The header and the body.
    HeaderAndBody,
}

/// How long a choice among `variants` holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Choose {
    /// For a frame.
    #[default]
    Frame,
    /// For the stream: its first frame tells.
    Stream,
}
