//! Recursive length prefixes.

use framing_core::{BodyLen, ByteSink, Encode, EncodeError, Extent, Malformed, Scan, Step, TwoPhase};

#[cfg(feature = "registry")]
use super::declare::{DynFormat, Frame, Phase, Reject, bad_header, preset};
use crate::header::{Parsed, big_endian, complete, extent, quick};
use crate::{Nested, Nesting};

/// Strings and lists of Ethereum (*Yellow Paper*, appendix B, RLP), one after the other.
///
/// A byte below 0x80 is a string by itself, with an empty header. Every item has one form only; another is refused. A
/// list is not looked into.
///
/// ```
/// use framing_core::{Decoder, Step};
/// use framing_tlv::{Rlp, RlpHeader};
///
/// let mut items = Decoder::new(Rlp::new());
/// let Ok(Step::Done(frame)) = items.decode(b"\x83dog") else { panic!("the item is complete") };
/// assert_eq!((frame.header, frame.body()), (RlpHeader::String(3), &b"dog"[..]));
/// assert_eq!(items.decode(b"\x81\x05").unwrap_err().offset(), 5, "a byte below 0x80 has no prefix");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rlp {
    /// The body so far, if it is one byte.
    only: Option<u8>,
    seen: u64,
}

/// The header of an [`Rlp`] item; the lengths in it are not looked at when it is written.
// Exhaustive on purpose: the protocol fixes the kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "kebab-case"))]
pub enum RlpHeader {
    /// A byte below 0x80 by itself: there is no header.
    Byte,
    /// A string of this number of bytes.
    String(u64),
    /// A list of this number of bytes.
    List(u64),
}

impl Default for RlpHeader {
    fn default() -> Self {
        Self::String(0)
    }
}

/// The first prefix of a string or a list, before which those of short ones lie.
const STRING: u8 = 0x80;
const LIST: u8 = 0xc0;
/// The longest body of the short form.
const SHORT: u64 = 55;

impl Rlp {
    /// The start of a stream.
    #[must_use]
    pub const fn new() -> Self {
        Self { only: None, seen: 0 }
    }

    fn read(seen: &[u8]) -> Result<Parsed<RlpHeader>, Malformed> {
        let Some(&first) = seen.first() else { return Ok(Step::Need(1)) };
        match first {
            0..0x80 => Ok(Step::Done((RlpHeader::Byte, 0))),
            0x80..=0xb7 => Ok(Step::Done((RlpHeader::String((first - STRING).into()), 1))),
            0xc0..=0xf7 => Ok(Step::Done((RlpHeader::List((first - LIST).into()), 1))),
            0xb8..=0xbf => Self::read_long(seen, first - 0xb7, RlpHeader::String),
            0xf8..=0xff => Self::read_long(seen, first - 0xf7, RlpHeader::List),
        }
    }

    fn read_long(
        seen: &[u8],
        width: u8,
        header: fn(u64) -> RlpHeader,
    ) -> Result<Parsed<RlpHeader>, Malformed> {
        let end = 1 + usize::from(width);
        if seen.get(1) == Some(&0) {
            return Err(Malformed::new(1, "a length without leading zeros"));
        }
        let Some(bytes) = seen.get(1..end) else { return Ok(Step::Need(end)) };
        match big_endian(bytes) {
            0..=SHORT => Err(Malformed::new(1, "a length above 55: one below has a short form")),
            length => Ok(Step::Done((header(length), end))),
        }
    }
}

impl TwoPhase for Rlp {
    type Header = RlpHeader;

    #[inline]
    fn header_len(&self, seen: &[u8], _: &mut Scan) -> Result<Extent, Malformed> {
        Ok(extent(Self::read(seen)?, seen.len()))
    }

    #[inline(always)]
    fn whole_header(&self, seen: &[u8], _: Scan) -> Option<(usize, RlpHeader)> {
        quick(Self::read(seen))
    }

    #[inline]
    fn header(&self, bytes: &[u8]) -> Result<RlpHeader, Malformed> {
        if bytes.is_empty() { Ok(RlpHeader::Byte) } else { complete(Self::read(bytes)?) }
    }

    #[inline]
    fn body_len(&self, header: &RlpHeader) -> Result<BodyLen, Malformed> {
        Ok(match *header {
            RlpHeader::Byte => BodyLen::Exact(1),
            // The byte determines whether it may have a prefix.
            RlpHeader::String(1) => BodyLen::Scan,
            RlpHeader::String(length) | RlpHeader::List(length) => BodyLen::Exact(length),
        })
    }

    fn scan_body(&self, _: &RlpHeader, seen: &[u8], _: &mut Scan) -> Result<Extent, Malformed> {
        match seen.first() {
            None => Ok(Extent::AtLeast(1)),
            Some(0..0x80) => Err(Malformed::new(0, "a byte of at least 0x80: one below has no prefix")),
            Some(_) => Ok(Extent::Exact(1)),
        }
    }

    #[inline]
    fn observe_body(&mut self, _: &RlpHeader, piece: &[u8]) {
        self.only = if self.seen == 0 { piece.first().copied() } else { self.only };
        self.seen = self.seen.saturating_add(piece.len() as u64);
    }

    fn end_frame(&mut self, header: &RlpHeader, _: &[u8]) -> Result<(), Malformed> {
        let Self { only, seen } = core::mem::take(self);
        let is_low = seen == 1 && only.is_some_and(|byte| byte < 0x80);
        match header {
            RlpHeader::Byte if !is_low => Err(Malformed::new(0, "a single byte below 0x80")),
            RlpHeader::String(_) if is_low => Err(Malformed::new(0, "a byte below 0x80 without a prefix")),
            _ => Ok(()),
        }
    }
}

impl Encode for Rlp {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a short length is at most 55, the width of a long one at most 8"
    )]
    fn encode_header<B: ByteSink>(
        &self,
        header: &RlpHeader,
        body_len: u64,
        out: &mut B,
    ) -> Result<(), EncodeError> {
        let short = match header {
            RlpHeader::Byte if body_len == 1 => return Ok(()),
            RlpHeader::Byte | RlpHeader::String(_) => STRING,
            RlpHeader::List(_) => LIST,
        };
        if body_len <= SHORT {
            out.put_u8(short + body_len as u8);
            return Ok(());
        }
        let width = 8 - body_len.leading_zeros() as usize / 8;
        out.put_u8(short + SHORT as u8 + width as u8);
        out.put_uint(body_len, width);
        Ok(())
    }
}

impl Nested for Rlp {
    fn nesting(&self, header: &RlpHeader) -> Nesting {
        match header {
            RlpHeader::List(_) => Nesting::Constructed,
            RlpHeader::Byte | RlpHeader::String(_) => Nesting::Primitive,
        }
    }

    fn inside(&self, _: Option<&RlpHeader>) -> Self {
        Self::new()
    }
}

#[cfg(feature = "registry")]
preset! {
    "rlp", "prefix of 1 to 9 bytes, payload; a byte below 0x80 has none", "Ethereum Yellow Paper, appendix B",
    make: || DynFormat::new(Rlp::new()).with_diagram("[prefix:0|1][longer length:0..8][body]"),
    samples: ["strings-and-lists": [
        Frame::new(b"", b"\x7f"),
        Frame::new(b"\x82", b"hi"),
        Frame::new(b"\x81", b"\x80"),
        Frame::new(b"\xc2", b"\x01\x80"),
        Frame::new(b"\x80", b""),
    ], "long-string": [Frame::new(b"\xb8\x38", &[b'x'; 56])]],
    rejects: [
        Reject::malformed("prefix-of-a-low-byte", b"\x81\x7f", 0, 1, Phase::Body),
        bad_header("long-form-below-56", b"\xb8\x37", 1),
        bad_header("leading-zero", b"\xf9\x00\x38", 1),
        Reject::too_long("announces-the-maximum", b"\xff\xff\xff\xff\xff\xff\xff\xff\xff", 9),
    ],
}
