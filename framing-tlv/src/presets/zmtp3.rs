//! Frames of ZeroMQ.

use framing_core::{BodyLen, ByteSink, Encode, EncodeError, Extent, Malformed, Scan, Step, TwoPhase};

#[cfg(feature = "registry")]
use super::declare::{DynFormat, Frame, bad_header, preset};
use crate::header::{Parsed, big_endian, complete, extent, quick};

/// A greeting of 64 bytes, then frames: ZMTP 3.0 and 3.1 (RFC 23 and 37 of ZeroMQ). The greeting is a frame without a
/// body.
///
/// ```
/// use framing_core::{Decoder, Step};
/// use framing_tlv::{Zmtp3, ZmtpHeader};
///
/// let mut frames = Decoder::new(Zmtp3::greeted());
/// let Ok(Step::Done(frame)) = frames.decode(b"\x00\x02hi") else { panic!("the frame is complete") };
/// assert!(matches!(frame.header, ZmtpHeader::Frame { flags: 0, length: 2 }));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Zmtp3 {
    greeted: bool,
}

/// The header of a [`Zmtp3`] frame.
// Exhaustive on purpose: the protocol fixes the kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ZmtpHeader {
    /// The greeting, which is all header.
    Greeting([u8; 64]),
    /// A message or a command.
    Frame {
        /// Bit 0: more frames follow; bit 1: the length has 8 bytes; bit 2: a command. When the header is written
        /// the length has 8 bytes where bit 1 says so or it takes them.
        flags: u8,
        /// Bytes of body. Not looked at when the header is written.
        length: u64,
    },
}

impl Default for ZmtpHeader {
    /// A message of one frame.
    fn default() -> Self {
        Self::Frame { flags: 0, length: 0 }
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for ZmtpHeader {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let mut fields = serializer.serialize_struct("ZmtpHeader", 2)?;
        match self {
            Self::Greeting(bytes) => {
                fields.serialize_field("major", &bytes[10])?;
                fields.serialize_field("minor", &bytes[11])?;
            }
            Self::Frame { flags, length } => {
                fields.serialize_field("flags", flags)?;
                fields.serialize_field("length", length)?;
            }
        }
        fields.end()
    }
}

const LONG: u8 = 2;

impl Zmtp3 {
    /// The start of a connection.
    #[must_use]
    pub const fn new() -> Self {
        Self { greeted: false }
    }

    /// A connection whose greeting was read already.
    #[must_use]
    pub const fn greeted() -> Self {
        Self { greeted: true }
    }

    fn read(self, seen: &[u8]) -> Result<Parsed<ZmtpHeader>, Malformed> {
        if self.greeted { read_frame(seen) } else { read_greeting(seen) }
    }
}

fn read_greeting(seen: &[u8]) -> Result<Parsed<ZmtpHeader>, Malformed> {
    let signature = [(0, 0xff), (9, 0x7f)];
    for (at, wanted) in signature {
        if seen.get(at).is_some_and(|&byte| byte != wanted) {
            return Err(Malformed::new(at, "the signature of ZMTP"));
        }
    }
    if seen.get(10).is_some_and(|&major| major < 3) {
        return Err(Malformed::new(10, "version 3 or higher"));
    }
    Ok(seen
        .first_chunk()
        .map_or(Step::Need(64), |&greeting| Step::Done((ZmtpHeader::Greeting(greeting), 64))))
}

fn read_frame(seen: &[u8]) -> Result<Parsed<ZmtpHeader>, Malformed> {
    let Some(&flags) = seen.first() else { return Ok(Step::Need(2)) };
    check_flags(flags)?;
    let width = if flags & LONG == 0 { 1 } else { 8 };
    let Some(bytes) = seen.get(1..=width) else {
        return check_top(seen, width).map(|()| Step::Need(1 + width));
    };
    check_top(seen, width)?;
    Ok(Step::Done((ZmtpHeader::Frame { flags, length: big_endian(bytes) }, 1 + width)))
}

fn check_flags(flags: u8) -> Result<(), Malformed> {
    match flags {
        0..=4 | 6 => Ok(()),
        5 | 7 => Err(Malformed::new(0, "a command, which is one frame")),
        _ => Err(Malformed::new(0, "reserved bits of zero")),
    }
}

fn check_top(seen: &[u8], width: usize) -> Result<(), Malformed> {
    if width == 8 && seen.get(1).is_some_and(|&top| top >= 0x80) {
        return Err(Malformed::new(1, "a length below 2^63"));
    }
    Ok(())
}

impl TwoPhase for Zmtp3 {
    type Header = ZmtpHeader;

    #[inline]
    fn header_len(&self, seen: &[u8], _: &mut Scan) -> Result<Extent, Malformed> {
        match self.read(seen)? {
            Step::Need(_) if !self.greeted => Ok(Extent::Exact(64)),
            step => Ok(extent(step, seen.len())),
        }
    }

    #[inline(always)]
    fn whole_header(&self, seen: &[u8], _: Scan) -> Option<(usize, ZmtpHeader)> {
        quick(self.read(seen))
    }

    #[inline]
    fn header(&self, bytes: &[u8]) -> Result<ZmtpHeader, Malformed> {
        complete(self.read(bytes)?)
    }

    #[inline]
    fn body_len(&self, header: &ZmtpHeader) -> Result<BodyLen, Malformed> {
        Ok(BodyLen::Exact(match *header {
            ZmtpHeader::Greeting(_) => 0,
            ZmtpHeader::Frame { length, .. } => length,
        }))
    }

    fn end_frame(&mut self, _: &ZmtpHeader, _: &[u8]) -> Result<(), Malformed> {
        self.greeted = true;
        Ok(())
    }
}

impl Encode for Zmtp3 {
    #[expect(clippy::cast_possible_truncation, reason = "a short frame has at most 255 bytes")]
    fn encode_header<B: ByteSink>(
        &self,
        header: &ZmtpHeader,
        body_len: u64,
        out: &mut B,
    ) -> Result<(), EncodeError> {
        match *header {
            ZmtpHeader::Greeting(greeting) if !self.greeted => {
                EncodeError::fit(body_len, 0)?;
                out.put_slice(&greeting);
            }
            ZmtpHeader::Frame { flags, .. } if self.greeted => {
                check_flags(flags).map_err(|refused| EncodeError::Invalid(refused.expected))?;
                EncodeError::fit(body_len, i64::MAX as u64)?;
                if flags & LONG != 0 || body_len > 0xff {
                    out.put_u8(flags | LONG);
                    out.put_u64(body_len);
                } else {
                    out.put_u8(flags);
                    out.put_u8(body_len as u8);
                }
            }
            _ => return Err(EncodeError::Invalid("a greeting first, and once")),
        }
        Ok(())
    }
}

#[cfg(feature = "registry")]
preset! {
    "zmtp3", "greeting of 64 bytes; then flags, length of 1 or 8 bytes, body", "ZeroMQ RFC 23, ZMTP 3.0",
    make: || DynFormat::new(Zmtp3::new()).with_diagram("[greeting:64] or [flags:1][length:1|8 BE][body]"),
    aliases: ["zmq", "zeromq", "zmtp"],
    samples: [once "greeting-ready-message": [
        Frame::new(b"\xff\0\0\0\0\0\0\0\x01\x7f\x03\x00NULL\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", b""),
        Frame::new(b"\x04\x06", b"\x05READY"),
        Frame::new(b"\x03\0\0\0\0\0\0\0\x01", b"x"),
        Frame::new(b"\x00\x02", b"hi"),
    ]],
    rejects: [
        bad_header("no-signature", b"\xff\0\0\0\0\0\0\0\x01\x7e", 9),
        bad_header("version-2", b"\xff\0\0\0\0\0\0\0\x01\x7f\x02", 10),
    ],
}
