//! Fields of protobuf messages.

use framing_core::leb128::{self, Leb128};
use framing_core::{
    BodyLen, ByteSink, Encode, EncodeError, Extent, Malformed, Number, NumberEncoding, Scan, Step, TwoPhase,
};

#[cfg(feature = "registry")]
use super::declare::{DynFormat, Frame, Phase, Reject, bad_header, preset};
use crate::header::{Parsed, complete, extent, quick, shift};
use crate::{Nested, Nesting};

/// Fields of a protobuf message (protobuf.dev, *Encoding*), one after the other.
///
/// The body of a varint field is the varint as it was. The marks that begin and end a group have no body.
///
/// ```
/// use framing_core::{Decoder, Step};
/// use framing_tlv::ProtobufField;
///
/// let mut fields = Decoder::new(ProtobufField);
/// let Ok(Step::Done(frame)) = fields.decode(b"\x08\x96\x01") else { panic!("the field is complete") };
/// assert_eq!((frame.header.number, frame.body()), (1, &b"\x96\x01"[..]));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProtobufField;

/// The header of a [`ProtobufField`].
// Exhaustive on purpose: the protocol fixes the fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct ProtobufHeader {
    /// The field number, 1 to 2^29 - 1.
    pub number: u32,
    /// Varint 0, 8 bytes 1, a length and bytes 2, start of a group 3, end of a group 4, 4 bytes 5.
    pub wire_type: u8,
    /// Bytes of body of wire type 2. Not looked at when the header is written.
    pub length: u64,
    /// Bytes of the length. When the header is written it has at least as many.
    pub width: u8,
}

impl Default for ProtobufHeader {
    /// That of field 1, of bytes.
    fn default() -> Self {
        Self { number: 1, wire_type: 2, length: 0, width: 1 }
    }
}

/// Tags have 32 bits.
const TAG: NumberEncoding = NumberEncoding::Leb128(Leb128::new(5, 32));

#[expect(
    clippy::cast_possible_truncation,
    reason = "the tag is a varint of at most 32 bits, the width of one at most 10"
)]
fn read(seen: &[u8]) -> Result<Parsed<ProtobufHeader>, Malformed> {
    if seen.first().is_some_and(|byte| byte & 7 > 5) {
        return Err(Malformed::new(0, "a wire type of at most 5"));
    }
    let (tag, at) = match number(TAG, seen, 0)? {
        Step::Done((tag, width)) => (tag as u32, width),
        Step::Need(need) => return Ok(Step::Need(need)),
    };
    if tag >> 3 == 0 {
        return Err(Malformed::new(at - 1, "a field number above 0"));
    }
    let header = ProtobufHeader { number: tag >> 3, wire_type: (tag & 7) as u8, length: 0, width: 0 };
    if header.wire_type != 2 {
        return Ok(Step::Done((header, at)));
    }
    Ok(match number(NumberEncoding::LEB128, seen, at)? {
        Step::Done((length, width)) => {
            Step::Done((ProtobufHeader { length, width: width as u8, ..header }, at + width))
        }
        Step::Need(need) => Step::Need(need),
    })
}

/// The number at the byte `at` of a header, and its width; what it still needs is counted from the header's start.
#[inline]
pub(crate) fn number(encoding: NumberEncoding, seen: &[u8], at: usize) -> Result<Parsed<u64>, Malformed> {
    let rest = seen.get(at..).unwrap_or_default();
    match encoding.decode(rest) {
        Ok(Step::Done(Number { value, width })) => Ok(Step::Done((value, width))),
        Ok(Step::Need(need)) => Ok(Step::Need(at + need)),
        Err(refused) => Err(shift(refused, at)),
    }
}

impl TwoPhase for ProtobufField {
    type Header = ProtobufHeader;

    #[inline]
    fn header_len(&self, seen: &[u8], _: &mut Scan) -> Result<Extent, Malformed> {
        Ok(extent(read(seen)?, seen.len()))
    }

    #[inline(always)]
    fn whole_header(&self, seen: &[u8], _: Scan) -> Option<(usize, ProtobufHeader)> {
        quick(read(seen))
    }

    #[inline]
    fn header(&self, bytes: &[u8]) -> Result<ProtobufHeader, Malformed> {
        complete(read(bytes)?)
    }

    #[inline]
    fn body_len(&self, header: &ProtobufHeader) -> Result<BodyLen, Malformed> {
        Ok(match header.wire_type {
            0 => BodyLen::Scan,
            1 => BodyLen::Exact(8),
            2 => BodyLen::Exact(header.length),
            5 => BodyLen::Exact(4),
            _ => BodyLen::Exact(0),
        })
    }

    fn scan_body(&self, _: &ProtobufHeader, seen: &[u8], _: &mut Scan) -> Result<Extent, Malformed> {
        Ok(match leb128::decode(seen)? {
            Step::Done(Number { width, .. }) => Extent::Exact(width),
            Step::Need(need) => Extent::AtLeast(need),
        })
    }
}

impl Encode for ProtobufField {
    fn encode_header<B: ByteSink>(
        &self,
        header: &ProtobufHeader,
        body_len: u64,
        out: &mut B,
    ) -> Result<(), EncodeError> {
        let fits = match header.wire_type {
            0 => (1..=leb128::MAX_WIDTH as u64).contains(&body_len),
            1 => body_len == 8,
            2 => true,
            3 | 4 => body_len == 0,
            5 => body_len == 4,
            _ => return Err(EncodeError::Invalid("a wire type of at most 5")),
        };
        if !fits {
            return Err(EncodeError::Invalid("a body of the length that the wire type has"));
        }
        if !(1..1 << 29).contains(&header.number) {
            return Err(EncodeError::Invalid("a field number of 1 to 2^29 - 1"));
        }
        leb128::encode((header.number << 3 | u32::from(header.wire_type)).into(), out);
        if header.wire_type == 2 {
            leb128::encode_padded(body_len, header.width.into(), out);
        }
        Ok(())
    }
}

impl Nested for ProtobufField {
    /// A group is made of fields. Whether the bytes of a field are a message, its bytes do not tell.
    fn nesting(&self, header: &ProtobufHeader) -> Nesting {
        match header.wire_type {
            3 => Nesting::Opens(header.number.into()),
            4 => Nesting::Closes(header.number.into()),
            _ => Nesting::Primitive,
        }
    }

    fn inside(&self, _: Option<&ProtobufHeader>) -> Self {
        Self
    }
}

#[cfg(feature = "registry")]
preset! {
    "protobuf-field", "field number and wire type as a varint, length where the type has one; value", "Protocol Buffers, Encoding",
    make: || DynFormat::new(ProtobufField).with_diagram("[tag:1..5 leb128][length:0..10 leb128][body]"),
    aliases: ["protobuf-message"],
    samples: ["every-wire-type": [
        Frame::new(b"\x08", b"\x96\x01"),
        Frame::new(b"\x12\x02", b"hi"),
        Frame::new(b"\x1d", b"\0\0\0\0"),
        Frame::new(b"\x21", b"\0\0\0\0\0\0\0\0"),
        Frame::new(b"\x2b", b""),
        Frame::new(b"\x2c", b""),
    ]],
    rejects: [
        bad_header("wire-type-6", b"\x0e", 0),
        bad_header("field-0", b"\x02", 0),
        bad_header("tag-over-32-bits", b"\x82\x80\x80\x80\x10", 4),
        Reject::malformed("value-over-64-bits", b"\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", 0, 10, Phase::Body),
    ],
}
