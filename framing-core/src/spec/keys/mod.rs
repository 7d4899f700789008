//! The keys of a spec.

mod parts;
mod set;

use alloc::string::String;
use alloc::vec::Vec;

use serde::Deserialize;

pub use self::parts::{
    BodySpec, CheckCovers, CheckKind, CheckPlace, CheckSpec, Choose, EscapeSpec, ExtensionSpec, Fill,
    FixedSpec, OneOrMore, TextRadix, ToEnd, TrailerField, VarintKind,
};
use crate::{Endian, LengthCovers};

/// The layout of a protocol's frames: the header, its length, the body and the trailer.
///
/// Every key has a default. By default the header is a big-endian binary length that counts the body. Bytes are written
/// as strings of hex digits.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename_all = "kebab-case"))]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Spec {
    /// The name of the format.
    pub name: Option<String>,
    /// The layout of a frame, in a few words.
    pub summary: Option<String>,
    /// The document that defines the format.
    pub source: Option<String>,

    /// The length of the header in bytes; by default the header ends after the length. Not for a varint or for digits up
    /// to a terminator, which end the header themselves.
    #[cfg_attr(test, schemars(range(min = 1, max = 65536)))]
    pub header: Option<u64>,
    /// The offset of the length in the header.
    pub offset: u64,
    /// The width of the length: 1 to 8 bytes if it is binary, the number of digits if it is text, the maximum number of
    /// bytes if it is a varint.
    #[cfg_attr(test, schemars(range(min = 1, max = 22)))]
    pub width: Option<u64>,
    /// The byte order of a binary length.
    pub order: Option<Endian>,
    /// The bits of a binary length field that contain the length, in one run. The value is shifted right to the lowest.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub mask: Option<u64>,
    /// Whether a binary length is signed. A negative length is refused, unless `no-body`, `until-end` or `escapes`
    /// contains it.
    pub signed: bool,
    /// Whether a binary length is binary-coded decimal, two digits per byte.
    pub bcd: bool,

    /// The radix of a length in digits: `width` digits, or all digits before the terminator.
    pub text: Option<TextRadix>,
    /// The padding of a fixed number of digits; by default leading zeros.
    pub fill: Option<Fill>,
    /// The text that ends the header, and the digits at `offset` if the length is text.
    #[cfg_attr(test, schemars(length(min = 1)))]
    pub terminator: Option<String>,
    /// The word of the header line that contains the length; words are separated by spaces. 1 is the first, -1 the last.
    pub word: Option<i64>,
    /// The name, or alternative names, of the header line that contains the length, in upper or lower case. Without a
    /// `terminator` that line ends the header.
    pub field: Option<OneOrMore>,
    /// The text between the name of the field and the length; by default a colon.
    #[cfg_attr(test, schemars(length(min = 1)))]
    pub separator: Option<String>,
    /// The line ending of the header; by default CRLF.
    #[cfg_attr(test, schemars(length(min = 1)))]
    pub line_end: Option<String>,

    /// The encoding of a length of variable width, which ends the header.
    pub varint: Option<VarintKind>,
    /// The maximum number of bits of a LEB128 length.
    #[cfg_attr(test, schemars(range(min = 1, max = 64)))]
    pub bits: Option<u64>,
    /// The encoding of a type that precedes a varint length, at `offset`.
    pub tag: Option<VarintKind>,

    /// The parts of the frame that the length counts.
    #[serde(deserialize_with = "counts")]
    #[cfg_attr(test, schemars(with = "CountsName", default))]
    pub counts: LengthCovers,
    /// The size in bytes of the units that the length counts.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub multiply: Option<u64>,
    /// The number of bytes added to the length, after `multiply`.
    pub adjust: i64,
    /// The minimum length of a body in bytes. A shorter one is malformed.
    pub min: u64,
    /// The maximum length of a body in bytes, as the protocol defines it.
    pub max: Option<u64>,
    /// The number of bytes that the length of a body must be a multiple of. Any other length is malformed.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub multiple_of: Option<u64>,

    /// Values of the length field that mean an empty body, whatever the length counts.
    pub no_body: Vec<i64>,
    /// Values of the length field that mean that the body extends to the end of the stream: one, or a list.
    #[serde(deserialize_with = "one_or_more")]
    #[cfg_attr(test, schemars(with = "OneOrMoreNumbers", default))]
    pub until_end: Vec<i64>,
    /// Values of the length field that mean that the length is elsewhere in the header.
    pub escapes: Vec<EscapeSpec>,
    /// The length of a body without a length field: a number of bytes, or to the end of the stream.
    pub body: Option<BodySpec>,
    /// The delimiter, in hex digits, that ends a body without a length field. It is the trailer, or the start of it: a
    /// `trailer`, an `any-trailer` and `checks` may follow it.
    pub until: Option<String>,
    /// Numbers in a header of fixed length that contain the lengths of extensions after it, in order.
    pub extensions: Vec<ExtensionSpec>,

    /// The bytes at the start of every header, in hex digits, or a list of alternatives of the same length.
    pub magic: Option<OneOrMore>,
    /// Bytes or bits elsewhere in the header that are the same in every frame.
    pub fixed: Vec<FixedSpec>,
    /// Bytes or bits that no header may have.
    pub forbidden: Vec<FixedSpec>,

    /// The bytes at the end of every frame.
    pub trailer: Option<String>,
    /// The length of a trailer of any bytes. Where `checks` need one, it is as long as they need by default.
    pub any_trailer: Option<u64>,
    /// The multiple that the body is padded to. The length does not count the padding.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub pad: Option<u64>,
    /// The number in the header that contains the length of a trailer of any bytes. The length does not count the trailer.
    pub trailer_field: Option<TrailerField>,
    /// Checksums and repeated lengths, in the header or in the trailer.
    pub checks: Vec<CheckSpec>,

    /// The frames at the start of the stream, in order, each described by a spec of its own.
    pub first: Vec<Self>,
    /// The number of frames that a spec of `first` describes; by default one.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub times: Option<u64>,
    /// The kinds of frame, each described by a spec. A frame is of the first kind whose `when` matches its header. The
    /// other keys belong to each variant, except for `first`, `choose`, `name`, `summary` and `source`.
    pub variants: Vec<Self>,
    /// The bytes of the header that identify a frame of this variant. Without it, the variant is for all other frames.
    pub when: Vec<FixedSpec>,
    /// Whether each frame selects a variant, or the first frame selects it for the stream.
    pub choose: Choose,
}

/// The parts of a frame that a length counts.
#[derive(Clone, Copy, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
enum CountsName {
    /// The body alone.
    Body,
    /// The bytes of the length itself and the body.
    LengthAndBody,
    /// The header, the body, and a trailer of fixed length.
    Frame,
}

fn counts<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<LengthCovers, D::Error> {
    Ok(match CountsName::deserialize(deserializer)? {
        CountsName::Body => LengthCovers::Body,
        CountsName::LengthAndBody => LengthCovers::LengthAndBody,
        CountsName::Frame => LengthCovers::Frame,
    })
}

/// One number, or a list of numbers.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged, expecting = "expected a number, or a list of numbers")]
enum OneOrMoreNumbers {
    /// One number.
    One(i64),
    /// A list of numbers.
    More(Vec<i64>),
}

fn one_or_more<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<i64>, D::Error> {
    Ok(match OneOrMoreNumbers::deserialize(deserializer)? {
        OneOrMoreNumbers::One(number) => Vec::from([number]),
        OneOrMoreNumbers::More(numbers) => numbers,
    })
}
