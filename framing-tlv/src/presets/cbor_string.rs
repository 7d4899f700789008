//! Strings of CBOR.

use framing_core::{BodyLen, ByteSink, Encode, EncodeError, Extent, Malformed, Scan, Step, TwoPhase};

#[cfg(feature = "registry")]
use super::declare::{DynFormat, Frame, Phase, Reject, bad_header, preset};
use crate::header::{Parsed, big_endian, complete, extent, quick};
use crate::{Nested, Nesting};

/// Byte and text strings of CBOR (RFC 8949, section 3, major types 2 and 3), one after the other.
///
/// A string of indefinite length is a frame without a body that begins it, its chunks, and a frame that is the break.
/// Heads in more bytes than needed are legal.
///
/// ```
/// use framing_core::{Decoder, Step};
/// use framing_tlv::CborString;
///
/// let mut strings = Decoder::new(CborString::new());
/// let Ok(Step::Done(frame)) = strings.decode(b"\x64IETF") else { panic!("the string is complete") };
/// assert_eq!((frame.header.is_text(), frame.body()), (true, &b"IETF"[..]));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CborString {
    /// The first byte of the string of indefinite length that is open.
    open: Option<u8>,
    /// Whether a walk keeps track of what is open.
    is_walked: bool,
}

/// The head of a [`CborString`].
// Exhaustive on purpose: the protocol fixes the fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct CborHeader {
    /// The first byte. When the head is written the length has at least the width that it tells.
    pub initial: u8,
    /// Bytes of the string; 0 of one whose length is indefinite, and of a break. Not looked at when it is written.
    pub length: u64,
}

impl CborHeader {
    /// Whether it is a text string or a chunk of one.
    #[must_use]
    pub const fn is_text(&self) -> bool {
        self.initial >> 5 == 3
    }

    /// Whether a string of indefinite length begins.
    #[must_use]
    pub const fn is_indefinite(&self) -> bool {
        matches!(self.initial, 0x5f | 0x7f)
    }

    /// Whether a string of indefinite length ends.
    #[must_use]
    pub const fn is_break(&self) -> bool {
        self.initial == BREAK
    }
}

impl Default for CborHeader {
    /// That of a byte string.
    fn default() -> Self {
        Self { initial: 0x40, length: 0 }
    }
}

const BREAK: u8 = 0xff;

impl CborString {
    /// The start of a stream.
    #[must_use]
    pub const fn new() -> Self {
        Self { open: None, is_walked: false }
    }

    fn read(self, seen: &[u8]) -> Result<Parsed<CborHeader>, Malformed> {
        let Some(&initial) = seen.first() else { return Ok(Step::Need(1)) };
        self.check(initial)?;
        let width = match initial & 0x1f {
            _ if initial == BREAK => 0,
            inline @ 0..24 => return Ok(Step::Done((CborHeader { initial, length: inline.into() }, 1))),
            wide @ 24..=27 => 1 << (wide - 24),
            31 => 0,
            _ => return Err(Malformed::new(0, "additional information that is not reserved")),
        };
        Ok(match seen.get(1..=width) {
            Some(bytes) => Step::Done((CborHeader { initial, length: big_endian(bytes) }, 1 + width)),
            None => Step::Need(1 + width),
        })
    }

    /// Refuses a first byte that is not allowed here.
    fn check(self, initial: u8) -> Result<(), Malformed> {
        let expected = match self.open {
            None if matches!(initial >> 5, 2 | 3) => return Ok(()),
            Some(_) if initial == BREAK => return Ok(()),
            Some(open) if initial >> 5 == open >> 5 && initial != open => return Ok(()),
            None => "a byte string or a text string",
            Some(_) => "a chunk of the open string's kind, of definite length, or its end",
        };
        Err(Malformed::new(0, expected))
    }
}

impl TwoPhase for CborString {
    type Header = CborHeader;

    #[inline]
    fn header_len(&self, seen: &[u8], _: &mut Scan) -> Result<Extent, Malformed> {
        Ok(extent(self.read(seen)?, seen.len()))
    }

    #[inline(always)]
    fn whole_header(&self, seen: &[u8], _: Scan) -> Option<(usize, CborHeader)> {
        quick(self.read(seen))
    }

    #[inline]
    fn header(&self, bytes: &[u8]) -> Result<CborHeader, Malformed> {
        complete(self.read(bytes)?)
    }

    #[inline]
    fn body_len(&self, header: &CborHeader) -> Result<BodyLen, Malformed> {
        Ok(BodyLen::Exact(header.length))
    }

    #[inline]
    fn end_frame(&mut self, header: &CborHeader, _: &[u8]) -> Result<(), Malformed> {
        if self.is_walked {
            return Ok(());
        }
        if header.is_indefinite() {
            self.open = Some(header.initial);
        } else if header.is_break() {
            self.open = None;
        }
        Ok(())
    }

    fn may_end(&self) -> bool {
        self.open.is_none()
    }
}

impl Encode for CborString {
    #[expect(clippy::cast_possible_truncation, reason = "a length without following bytes is below 24")]
    fn encode_header<B: ByteSink>(
        &self,
        header: &CborHeader,
        body_len: u64,
        out: &mut B,
    ) -> Result<(), EncodeError> {
        self.check(header.initial).map_err(|refused| EncodeError::Invalid(refused.expected))?;
        if header.is_indefinite() || header.is_break() {
            EncodeError::fit(body_len, 0)?;
            out.put_u8(header.initial);
            return Ok(());
        }
        let takes = match body_len {
            0..24 => 0,
            24..=0xff => 24,
            0x100..=0xffff => 25,
            0x1_0000..=0xffff_ffff => 26,
            _ => 27,
        };
        let kept = header.initial & 0x1f;
        let kept = if matches!(kept, 24..=27) { kept } else { 0 };
        let major = header.initial & 0xe0;
        match takes.max(kept) {
            0 => out.put_u8(major | body_len as u8),
            wide => {
                out.put_u8(major | wide);
                out.put_uint(body_len, 1 << (wide - 24));
            }
        }
        Ok(())
    }
}

impl Nested for CborString {
    fn nesting(&self, header: &CborHeader) -> Nesting {
        if header.is_indefinite() {
            Nesting::Opens(0)
        } else if header.is_break() {
            Nesting::Closes(0)
        } else {
            Nesting::Primitive
        }
    }

    fn inside(&self, outer: Option<&CborHeader>) -> Self {
        Self { open: outer.map(|outer| outer.initial), is_walked: true }
    }
}

#[cfg(feature = "registry")]
preset! {
    "cbor-string", "head of 1 to 9 bytes, string; an indefinite one is a head, chunks and a break",
    "RFC 8949, sections 3.1 and 3.2.3",
    make: || DynFormat::new(CborString::new()).with_diagram("[initial byte:1][longer length:0|1|2|4|8][body]"),
    aliases: ["cbor"],
    samples: ["definite-and-indefinite": [
        Frame::new(b"\x62", b"hi"),
        Frame::new(b"\x58\x01", b"x"),
        Frame::new(b"\x5f", b""),
        Frame::new(b"\x41", b"y"),
        Frame::new(b"\xff", b""),
    ]],
    rejects: [
        bad_header("reserved", b"\x5c", 0),
        bad_header("no-string", b"\x01", 0),
        bad_header("break-of-nothing", b"\xff", 0),
        Reject::malformed("text-among-bytes", b"\x5f\x61", 1, 1, Phase::Header),
        Reject::malformed("indefinite-chunk", b"\x5f\x5f", 1, 1, Phase::Header),
        Reject::too_long("announces-the-maximum", b"\x5b\xff\xff\xff\xff\xff\xff\xff\xff", 9),
    ],
}
