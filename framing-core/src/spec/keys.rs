//! The keys of a spec.

use alloc::string::String;
use alloc::vec::Vec;

use serde::Deserialize;

use crate::Counts;

/// What a header looks like and what its length counts.
///
/// A key that is left out is as it mostly is: a big-endian binary length, at the start of the header, that counts the
/// body. Bytes are written as strings of hex digits.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename_all = "kebab-case"))]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Spec {
    /// The name of the format.
    pub name: Option<String>,
    /// What a frame looks like, in a few words.
    pub summary: Option<String>,
    /// The document that defines the format.
    pub source: Option<String>,

    /// Bytes of the header; by default it ends with the length. Not for a varint or for digits up to a terminator,
    /// which end the header themselves.
    #[cfg_attr(test, schemars(range(min = 1, max = 65536)))]
    pub header: Option<u64>,
    /// The byte of the header that the length begins with.
    pub offset: u64,
    /// Bytes of the length: 1 to 8 of a binary one, the number of digits of a text, the most bytes of a varint.
    #[cfg_attr(test, schemars(range(min = 1, max = 22)))]
    pub width: Option<u64>,
    /// The order of the bytes of a binary length.
    pub order: Option<Order>,
    /// The bits of a binary length field that are the length, in one run; the number is shifted down to its lowest.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub mask: Option<u64>,
    /// Whether a binary length is signed: one with its highest bit set is refused.
    pub signed: bool,

    /// The length is digits: `width` of them, or as many as there are before the terminator.
    pub text: Option<TextRadix>,
    /// The text that ends the digits and the header.
    #[cfg_attr(test, schemars(length(min = 1)))]
    pub terminator: Option<String>,

    /// The length is a number of this kind, which ends the header.
    pub varint: Option<VarintKind>,
    /// The most bits that a LEB128 length has.
    #[cfg_attr(test, schemars(range(min = 1, max = 64)))]
    pub bits: Option<u64>,
    /// Before a varint length, at its offset, stands a type, a number of this kind.
    pub tag: Option<VarintKind>,

    /// What the length counts.
    #[serde(deserialize_with = "counts")]
    #[cfg_attr(test, schemars(with = "CountsName", default))]
    pub counts: Counts,
    /// The length counts units of so many bytes.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub multiply: Option<u64>,
    /// Added to what the length says, after `multiply`.
    pub adjust: i64,
    /// The least bytes of a body; a length that says less is malformed.
    pub min: u64,
    /// The most bytes of a body, the protocol's own limit.
    pub max: Option<u64>,
    /// A body is a whole number of so many bytes; a length that says otherwise is malformed.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub multiple_of: Option<u64>,

    /// Numbers in the length field that mean an empty body, whatever the length counts.
    pub no_body: Vec<u64>,
    /// The number in the length field with which the body goes on until the stream ends.
    pub until_end: Option<u64>,
    /// Numbers in the length field that mean that the length stands elsewhere.
    pub escapes: Vec<EscapeSpec>,

    /// The bytes that every header begins with, or a list of alternatives.
    pub magic: Option<MagicSpec>,
    /// Bytes or bits elsewhere in the header that are always the same.
    pub fixed: Vec<FixedSpec>,

    /// The bytes that every frame ends with.
    pub trailer: Option<String>,
    /// How many bytes, any, every frame ends with.
    pub any_trailer: Option<u64>,
    /// The body is followed by as many bytes as bring it to a multiple of this. The length does not count them.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub pad: Option<u64>,
    /// Where the header says how many bytes, any, follow the body. The length does not count them.
    pub trailer_field: Option<TrailerField>,
}

/// The order of the bytes of a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Order {
    /// The highest byte first.
    #[default]
    Big,
    /// The lowest byte first.
    Little,
}

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
    /// The number.
    pub number: u64,
    /// The byte of the header that the longer length begins with; by default the one behind the header.
    pub offset: Option<u64>,
    /// Bytes of the longer length, in the order of the first.
    #[cfg_attr(test, schemars(range(min = 1, max = 8)))]
    pub width: u64,
    /// The least number that the longer length may say: those below have a shorter form.
    #[serde(default)]
    pub min: u64,
}

/// Bytes at the start of every header.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum MagicSpec {
    /// Always these, as hex digits.
    One(String),
    /// One of these, all of the same length; the first is the one that is written.
    OneOf(Vec<String>),
}

/// Bytes elsewhere in the header that are always the same.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename_all = "kebab-case"))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct FixedSpec {
    /// The byte of the header that they begin with.
    pub offset: u64,
    /// The bytes, as hex digits.
    pub bytes: String,
    /// Which bits of them are always the same, as hex digits; by default all.
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

/// What a length counts.
#[derive(Clone, Copy, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
enum CountsName {
    /// The body alone.
    Body,
    /// The bytes of the length itself and the body.
    LengthAndBody,
    /// Header, body, and a trailer of fixed length.
    Frame,
}

fn counts<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Counts, D::Error> {
    Ok(match CountsName::deserialize(deserializer)? {
        CountsName::Body => Counts::Body,
        CountsName::LengthAndBody => Counts::LengthAndBody,
        CountsName::Frame => Counts::Frame,
    })
}
