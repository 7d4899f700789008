//! The keys of a spec.

mod parts;

use alloc::string::String;
use alloc::vec::Vec;

use serde::Deserialize;

pub use self::parts::{
    BodySpec, CheckCovers, CheckKind, CheckPlace, CheckSpec, Choose, EscapeSpec, ExtensionSpec, Fill,
    FixedSpec, OneOrMore, TextRadix, ToEnd, TrailerField, VarintKind,
};
use crate::{Endian, LengthCovers};

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
    pub order: Option<Endian>,
    /// The bits of a binary length field that are the length, in one run; the number is shifted down to its lowest.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub mask: Option<u64>,
    /// Whether a binary length is signed: a negative one is refused, unless `no-body`, `until-end` or `escapes` name it.
    pub signed: bool,
    /// Whether a binary length is coded in decimal, two digits a byte.
    pub bcd: bool,

    /// The length is digits: `width` of them, or as many as there are before the terminator.
    pub text: Option<TextRadix>,
    /// What digits of fixed number are filled up with; by default zeros before them.
    pub fill: Option<Fill>,
    /// The text that ends the header, and with it the digits at `offset`, if there are such.
    #[cfg_attr(test, schemars(length(min = 1)))]
    pub terminator: Option<String>,
    /// The header is a line, and its length this word of it, between spaces: 1 is the first, -1 the last.
    pub word: Option<i64>,
    /// The header is lines, and its length stands in the one that begins with this name, or with one of these, in
    /// upper or lower case. Without a `terminator` that line ends the header.
    pub field: Option<OneOrMore>,
    /// What stands between the name of the field and the length; by default a colon.
    #[cfg_attr(test, schemars(length(min = 1)))]
    pub separator: Option<String>,
    /// What ends a line of the header; by default CRLF.
    #[cfg_attr(test, schemars(length(min = 1)))]
    pub line_end: Option<String>,

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
    pub counts: LengthCovers,
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
    pub no_body: Vec<i64>,
    /// The number in the length field with which the body goes on until the stream ends.
    pub until_end: Option<i64>,
    /// Numbers in the length field that mean that the length stands elsewhere.
    pub escapes: Vec<EscapeSpec>,
    /// The body where no length says it: always so many bytes, or to the end of the stream.
    pub body: Option<BodySpec>,
    /// The bytes, as hex digits, that the body goes on to where no length says it; they are the trailer.
    pub until: Option<String>,
    /// Numbers in a header of fixed length that say how many bytes it goes on for behind that, one after the other.
    pub extensions: Vec<ExtensionSpec>,

    /// The bytes that every header begins with, as hex digits, or a list of alternatives of one length.
    pub magic: Option<OneOrMore>,
    /// Bytes or bits elsewhere in the header that are always the same.
    pub fixed: Vec<FixedSpec>,
    /// Bytes or bits that no header has.
    pub forbidden: Vec<FixedSpec>,

    /// The bytes that every frame ends with.
    pub trailer: Option<String>,
    /// How many bytes, any, every frame ends with.
    pub any_trailer: Option<u64>,
    /// The body is followed by as many bytes as bring it to a multiple of this. The length does not count them.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub pad: Option<u64>,
    /// Where the header says how many bytes, any, follow the body. The length does not count them.
    pub trailer_field: Option<TrailerField>,
    /// Checksums and their like, in the header or in the trailer.
    pub checks: Vec<CheckSpec>,

    /// What comes at the start of the stream and never again, in order: each a spec of its own, of one frame.
    pub first: Vec<Self>,
    /// How many frames a spec of `first` is for; by default one.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub times: Option<u64>,
    /// The kinds of frame where there are several, each a spec of its own: a frame is of the first one whose `when`
    /// its header fits. They take the place of all other keys but `first`, `choose` and the names.
    pub variants: Vec<Self>,
    /// The bytes of the header that make a frame one of this variant; none of them stands for all other frames.
    pub when: Vec<FixedSpec>,
    /// Whether each frame is of a variant of its own, or all of a stream is of the variant of its first frame.
    pub choose: Choose,
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

fn counts<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<LengthCovers, D::Error> {
    Ok(match CountsName::deserialize(deserializer)? {
        CountsName::Body => LengthCovers::Body,
        CountsName::LengthAndBody => LengthCovers::LengthAndBody,
        CountsName::Frame => LengthCovers::Frame,
    })
}
