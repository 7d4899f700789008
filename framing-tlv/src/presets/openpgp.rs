//! Packets of OpenPGP.

use framing_core::{BodyLen, ByteSink, Encode, EncodeError, Extent, Malformed, Scan, Step, TwoPhase};

#[cfg(feature = "registry")]
use super::declare::{DynFormat, Frame, Reject, bad_header, preset};
use crate::header::{Parsed, big_endian, complete, extent, quick};

/// Packets of OpenPGP (RFC 4880, section 4.2; RFC 9580, section 4.2), old and new format.
///
/// A packet of partial lengths is several frames: the first has the tag, the others only a length. An old packet of
/// indeterminate length continues until the stream ends.
///
/// ```
/// use framing_core::{Decoder, Step};
/// use framing_tlv::OpenPgp;
///
/// let mut packets = Decoder::new(OpenPgp::new());
/// let Ok(Step::Done(frame)) = packets.decode(b"\xb4\x02hi") else { panic!("the packet is complete") };
/// assert_eq!((frame.header.tag(), frame.body()), (Some(13), &b"hi"[..]));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OpenPgp {
    /// Whether the last frame was a part that another follows.
    partial: bool,
}

/// The header of an [`OpenPgp`] packet, or of a further part of one.
// Exhaustive on purpose: the protocol fixes the fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct OpenPgpHeader {
    /// The first byte; none of a further part.
    pub first: Option<u8>,
    /// Bytes of body; none where it continues until the stream ends. Only whether there is one is looked at when the
    /// header is written.
    pub length: Option<u64>,
    /// Whether another part follows.
    pub partial: bool,
    /// Bytes of a new-format length. When the header is written it has at least as many.
    pub width: u8,
}

impl OpenPgpHeader {
    /// The packet type; none of a further part.
    #[must_use]
    pub fn tag(&self) -> Option<u8> {
        self.first.map(|first| if first & 0x40 == 0 { first >> 2 & 0x0f } else { first & 0x3f })
    }
}

impl Default for OpenPgpHeader {
    /// That of literal data, in new format.
    fn default() -> Self {
        Self { first: Some(0xcb), length: Some(0), partial: false, width: 1 }
    }
}

impl OpenPgp {
    /// The start of a stream.
    #[must_use]
    pub const fn new() -> Self {
        Self { partial: false }
    }

    fn read(self, seen: &[u8]) -> Result<Parsed<OpenPgpHeader>, Malformed> {
        if self.partial {
            return Ok(read_new(None, seen, 0));
        }
        let Some(&first) = seen.first() else { return Ok(Step::Need(1)) };
        if first & 0x80 == 0 {
            return Err(Malformed::new(0, "a first byte whose highest bit is set"));
        }
        if matches!(first, 0x80..=0x83 | 0xc0) {
            return Err(Malformed::new(0, "a packet type that is not reserved"));
        }
        Ok(if first & 0x40 == 0 { read_old(first, seen) } else { read_new(Some(first), seen, 1) })
    }
}

fn read_old(first: u8, seen: &[u8]) -> Parsed<OpenPgpHeader> {
    let header = |length| OpenPgpHeader { first: Some(first), length, partial: false, width: 0 };
    let width = 1 << (first & 3);
    match seen.get(1..=width) {
        _ if first & 3 == 3 => Step::Done((header(None), 1)),
        Some(length) => Step::Done((header(Some(big_endian(length))), 1 + width)),
        None => Step::Need(1 + width),
    }
}

fn read_new(first: Option<u8>, seen: &[u8], at: usize) -> Parsed<OpenPgpHeader> {
    let whole = |length, width: u8, partial| {
        let header = OpenPgpHeader { first, length: Some(length), partial, width };
        Step::Done((header, at + usize::from(width)))
    };
    match seen.get(at..).unwrap_or_default() {
        [] => Step::Need(at + 1),
        [one @ 0..192, ..] => whole((*one).into(), 1, false),
        [high @ 192..224, low, ..] => {
            whole(((u64::from(*high) - 192) << 8) + u64::from(*low) + 192, 2, false)
        }
        [192..224] => Step::Need(at + 2),
        [part @ 224..255, ..] => whole(1 << (part & 0x1f), 1, true),
        [255, four @ ..] => match four.first_chunk::<4>() {
            Some(&length) => whole(u32::from_be_bytes(length).into(), 5, false),
            None => Step::Need(at + 5),
        },
    }
}

impl TwoPhase for OpenPgp {
    type Header = OpenPgpHeader;

    #[inline]
    fn header_len(&self, seen: &[u8], _: &mut Scan) -> Result<Extent, Malformed> {
        Ok(extent(self.read(seen)?, seen.len()))
    }

    #[inline(always)]
    fn whole_header(&self, seen: &[u8], _: Scan) -> Option<(usize, OpenPgpHeader)> {
        quick(self.read(seen))
    }

    #[inline]
    fn header(&self, bytes: &[u8]) -> Result<OpenPgpHeader, Malformed> {
        complete(self.read(bytes)?)
    }

    #[inline]
    fn body_len(&self, header: &OpenPgpHeader) -> Result<BodyLen, Malformed> {
        Ok(header.length.map_or(BodyLen::UntilEnd, BodyLen::Exact))
    }

    fn end_frame(&mut self, header: &OpenPgpHeader, _: &[u8]) -> Result<(), Malformed> {
        self.partial = header.partial;
        Ok(())
    }

    fn may_end(&self) -> bool {
        !self.partial
    }
}

impl Encode for OpenPgp {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "fits, as `EncodeError::fit` and the match have checked"
    )]
    fn encode_header<B: ByteSink>(
        &self,
        header: &OpenPgpHeader,
        body_len: u64,
        out: &mut B,
    ) -> Result<(), EncodeError> {
        let length = EncodeError::fit(body_len, u32::MAX.into())? as u32;
        let first = match (self.partial, header.first) {
            (true, None) => None,
            (false, Some(first @ 0x80..)) => Some(first),
            _ => {
                return Err(EncodeError::Invalid(
                    "a packet type on the first part of a packet, and on no other",
                ));
            }
        };
        if header.partial && !(length.is_power_of_two() && length < 1 << 31) {
            return Err(EncodeError::Invalid("a part whose length is a power of two below 2^31"));
        }
        match first {
            Some(first) if first & 0x40 == 0 => return put_old(first, length, header, out),
            first => out.put_slice(first.as_slice()),
        }
        match (length, header.width) {
            _ if header.partial => out.put_u8(0xe0 | length.ilog2() as u8),
            (0..192, 0..=1) => out.put_u8(length as u8),
            (192..8384, 0..=2) => out.put_u16((length - 192) as u16 | 0xc000),
            _ => {
                out.put_u8(255);
                out.put_u32(length);
            }
        }
        Ok(())
    }
}

/// An old header, with a length type that was wide enough, or the least that is.
fn put_old<B: ByteSink>(
    first: u8,
    length: u32,
    header: &OpenPgpHeader,
    out: &mut B,
) -> Result<(), EncodeError> {
    if header.partial {
        return Err(EncodeError::Invalid("a new packet, for it has parts"));
    }
    if header.length.is_none() {
        out.put_u8(first | 3);
        return Ok(());
    }
    let takes = match length {
        0..=0xff => 0,
        0x100..=0xffff => 1,
        _ => 2,
    };
    let kind = if first & 3 == 3 { takes } else { takes.max(first & 3) };
    out.put_u8(first & !3 | kind);
    out.put_uint(length.into(), 1 << kind);
    Ok(())
}

#[cfg(feature = "registry")]
preset! {
    "openpgp", "packet type, length of 1 to 5 bytes; body, perhaps in parts", "RFC 9580, section 4.2",
    make: || DynFormat::new(OpenPgp::new()).with_diagram("[tag:1][length:0|1|2|4|5][body]"),
    aliases: ["pgp", "gpg"],
    samples: ["old-new-and-parts": [
        Frame::new(b"\xb4\x02", b"hi"),
        Frame::new(b"\xcb\xff\x00\x00\x00\x01", b"x"),
        Frame::new(b"\xcb\xe1", b"ab"),
        Frame::new(b"\x01", b"c"),
    ]],
    rejects: [
        bad_header("highest-bit-clear", b"\x4b", 0),
        bad_header("reserved-type", b"\xc0", 0),
        Reject::too_long("announces-the-maximum", b"\xcb\xff\xff\xff\xff\xff", 6),
    ],
}
