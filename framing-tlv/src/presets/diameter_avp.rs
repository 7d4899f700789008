//! Attribute-value pairs of Diameter.

use framing_core::{ByteSink, EncodeError, Malformed, Step};

#[cfg(feature = "registry")]
use super::declare::{Frame, bad_header, preset};
use crate::header::{HeaderFields, LengthCovers, Parsed, Rules, TlvHeader, TlvLength, Widths};
use crate::layout::TlvLayout;

/// The header of an AVP: code, flags, a length that covers all but the padding, and a Vendor-ID if the flag V is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AvpHeader;

/// The type of an AVP.
// Exhaustive on purpose: the protocol fixes the fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct AvpTag {
    /// The vendor that defines the code; the flag V is set if there is one.
    pub vendor: Option<u32>,
    /// The code.
    pub code: u32,
    /// The other flags: M is 0x40, P is 0x20.
    pub flags: u8,
}

/// The flag of an AVP with a Vendor-ID.
const VENDOR: u8 = 0x80;
/// Bytes of code, flags and length.
const SHORT: usize = 8;
/// The highest length.
const HIGHEST: u32 = (1 << 24) - 1;

/// AVPs of Diameter (RFC 6733, section 4.1), padded to 4 bytes, which the length does not cover.
pub const DIAMETER_AVP: TlvLayout<AvpHeader> = TlvLayout::new(AvpHeader).covers(LengthCovers::All).pad_to(4);

impl AvpTag {
    const fn width(self) -> u8 {
        if self.vendor.is_some() { 9 } else { 5 }
    }
}

impl TlvHeader for AvpHeader {
    type Tag = AvpTag;

    fn decode(
        &self,
        seen: &[u8],
        rules: &Rules<'_, AvpTag>,
    ) -> Result<Parsed<HeaderFields<AvpTag>>, Malformed> {
        let Some((&[c0, c1, c2, c3, flags, l0, l1, l2], rest)) = seen.split_first_chunk::<SHORT>() else {
            return Ok(Step::Need(SHORT));
        };
        let length = u32::from_be_bytes([0, l0, l1, l2]);
        let vendor = match (flags & VENDOR, rest.first_chunk()) {
            (0, _) => None,
            _ if length < 12 => return Err(Malformed::new(5, "a length that covers the Vendor-ID")),
            (_, None) => return Ok(Step::Need(SHORT + 4)),
            (_, Some(&vendor)) => Some(u32::from_be_bytes(vendor)),
        };
        let tag = AvpTag { vendor, code: u32::from_be_bytes([c0, c1, c2, c3]), flags: flags & !VENDOR };
        rules.has_length(tag, 4)?;
        let widths = Widths { tag: tag.width(), length: 3 };
        let header = HeaderFields { tag, length: TlvLength::Number(length.into()), widths };
        Ok(Step::Done((header, widths.sum())))
    }

    fn encode<B: ByteSink>(&self, header: &HeaderFields<AvpTag>, out: &mut B) -> Result<(), EncodeError> {
        let AvpTag { vendor, code, flags } = header.tag;
        let TlvLength::Number(number) = header.length else {
            return Err(EncodeError::Invalid("a length"));
        };
        EncodeError::fit(number, HIGHEST.into())?;
        out.put_u32(code);
        out.put_u8(if vendor.is_some() { flags | VENDOR } else { flags & !VENDOR });
        out.put_uint(number, 3);
        vendor.into_iter().for_each(|vendor| out.put_u32(vendor));
        Ok(())
    }

    fn widths(&self, header: &HeaderFields<AvpTag>) -> Widths {
        Widths { tag: header.tag.width(), length: 3 }
    }

    fn highest(&self, _: AvpTag) -> u64 {
        HIGHEST.into()
    }
}

#[cfg(feature = "registry")]
preset! {
    "diameter-avp", "4-byte code, flags, 3-byte length of all, Vendor-ID if a flag is set, value, padding to 4 bytes",
    "RFC 6733, section 4.1",
    layout: DIAMETER_AVP,
    diagram: "[code:4][flags:1][length:3 BE, counts header and value][vendor:0|4][body][padding:0..3]",
    samples: ["origin-host-and-vendor": [
        Frame::with_trailer(b"\x00\x00\x01\x08\x40\x00\x00\x0e", b"a.test", b"\0\0"),
        Frame::new(b"\x00\x00\x02\x67\xc0\x00\x00\x0c\x00\x00\x28\xaf", b""),
        Frame::with_trailer(b"\x00\x00\x02\x68\x80\x00\x00\x0d\x00\x00\x28\xaf", b"x", b"\0\0\0"),
        Frame::new(b"\x00\x00\x00\x01\x00\x00\x00\x08", b""),
    ]],
    rejects: [
        bad_header("below-the-header", b"\x00\x00\x01\x08\x40\x00\x00\x07", 5),
        bad_header("no-room-for-the-vendor", b"\x00\x00\x02\x67\x80\x00\x00\x08", 5),
    ],
}
