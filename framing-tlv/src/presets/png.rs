//! Chunks of PNG.
#![cfg(feature = "png")]

use crc32fast::Hasher;
use framing_core::{BodyLen, ByteSink, Encode, EncodeError, Extent, Limits, Malformed, Scan, Step, TwoPhase};

use super::Prefaced;
#[cfg(feature = "registry")]
use super::declare::{DynFormat, Frame, Phase, Reject, bad_header, preset};
use crate::header::{Parsed, big_endian, complete, extent, quick};

/// Chunks of PNG (Portable Network Graphics, third edition, section 5.3), whose CRC is verified. The signature of 8
/// bytes before them is not part of the stream.
///
/// ```
/// use framing_core::{Decoder, Step};
/// use framing_tlv::Png;
///
/// let mut chunks = Decoder::new(Png::new());
/// let Ok(Step::Done(frame)) = chunks.decode(b"\0\0\0\0IEND\xae\x42\x60\x82") else { panic!("the chunk is complete") };
/// assert_eq!((&frame.header.kind, frame.body()), (b"IEND", &b""[..]));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Png {
    /// Of the body so far.
    crc: Hasher,
}

/// The header of a [`Png`] chunk.
// Exhaustive on purpose: the protocol fixes the fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct PngHeader {
    /// The chunk type, four letters.
    pub kind: [u8; 4],
    /// Bytes of data. Not looked at when the header is written.
    pub length: u32,
}

impl Default for PngHeader {
    /// That of image data.
    fn default() -> Self {
        Self { kind: *b"IDAT", length: 0 }
    }
}

/// The longest chunk.
const LONGEST: u64 = (1 << 31) - 1;

impl Png {
    /// Chunks after the signature.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Creates the format for a file: the signature, then chunks. A stream of chunks alone is read too.
    #[must_use]
    pub fn with_signature() -> Prefaced<Self> {
        Prefaced::new(Self::new(), b"\x89PNG\r\n\x1a\n", "the signature of PNG").identified_by(1)
    }

    fn crc_with(&self, header: &PngHeader) -> [u8; 4] {
        let mut crc = Hasher::new();
        crc.update(&header.kind);
        crc.combine(&self.crc);
        crc.finalize().to_be_bytes()
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a number of 4 bytes")]
fn read(seen: &[u8]) -> Result<Parsed<PngHeader>, Malformed> {
    if seen.first().is_some_and(|&top| top >= 0x80) {
        return Err(Malformed::new(0, "a length below 2^31"));
    }
    let kind = seen.get(4..).unwrap_or_default();
    if let Some(at) = kind.iter().take(4).position(|byte| !byte.is_ascii_alphabetic()) {
        return Err(Malformed::new(4 + at, "a letter of the chunk type"));
    }
    Ok(match (seen.get(..4), kind.first_chunk()) {
        (Some(length), Some(&kind)) => Step::Done((PngHeader { kind, length: big_endian(length) as u32 }, 8)),
        _ => Step::Need(8),
    })
}

impl TwoPhase for Png {
    type Header = PngHeader;

    #[inline]
    fn header_len(&self, seen: &[u8], _: &mut Scan) -> Result<Extent, Malformed> {
        Ok(extent(read(seen)?, seen.len()))
    }

    #[inline(always)]
    fn whole_header(&self, seen: &[u8], _: Scan) -> Option<(usize, PngHeader)> {
        quick(read(seen))
    }

    #[inline]
    fn header(&self, bytes: &[u8]) -> Result<PngHeader, Malformed> {
        complete(read(bytes)?)
    }

    #[inline]
    fn body_len(&self, header: &PngHeader) -> Result<BodyLen, Malformed> {
        Ok(BodyLen::Exact(header.length.into()))
    }

    #[inline]
    fn trailer_len(&self, _: &PngHeader, _: u64) -> Result<u64, Malformed> {
        Ok(4)
    }

    #[inline]
    fn observe_body(&mut self, _: &PngHeader, piece: &[u8]) {
        self.crc.update(piece);
    }

    fn end_frame(&mut self, header: &PngHeader, trailer: &[u8]) -> Result<(), Malformed> {
        let crc = self.crc_with(header);
        self.crc.reset();
        if trailer == crc { Ok(()) } else { Err(Malformed::new(0, "the CRC of type and data")) }
    }

    fn limits(&self) -> Limits {
        Limits::DEFAULT.with_body(LONGEST)
    }
}

impl Encode for Png {
    #[expect(clippy::cast_possible_truncation, reason = "fits, as `EncodeError::fit` has checked")]
    fn encode_header<B: ByteSink>(
        &self,
        header: &PngHeader,
        body_len: u64,
        out: &mut B,
    ) -> Result<(), EncodeError> {
        let length = EncodeError::fit(body_len, LONGEST)? as u32;
        if !header.kind.iter().all(u8::is_ascii_alphabetic) {
            return Err(EncodeError::Invalid("a chunk type of four letters"));
        }
        out.put_u32(length);
        out.put_slice(&header.kind);
        Ok(())
    }

    fn encode_trailer<B: ByteSink>(&self, header: &PngHeader, _: u64, out: &mut B) {
        out.put_slice(&self.crc_with(header));
    }
}

#[cfg(feature = "registry")]
preset! {
    "png", "4-byte length, type, data, CRC of type and data", "Portable Network Graphics, third edition, section 5.3",
    make: || DynFormat::with_settings(Png::with_signature(), Prefaced::SETTINGS).with_diagram("[signature:8] or [length:4 BE][type:4][body][crc32:4]"),
    samples: [once "signature": [
        Frame::new(b"\x89PNG\r\n\x1a\n", b""),
        Frame::with_trailer(b"\x00\x00\x00\x00IEND", b"", b"\xae\x42\x60\x82"),
    ], "end": [
        Frame::with_trailer(b"\x00\x00\x00\x00IEND", b"", b"\xae\x42\x60\x82"),
        Frame::with_trailer(b"\x00\x00\x00\x01tRNS", b"\x00", b"\x40\xe6\xd8\x66"),
    ]],
    rejects: [
        bad_header("signature-without-cr", b"\x89PNG\n", 4),
        bad_header("negative-length", b"\x80", 0),
        bad_header("no-letter", b"\x00\x00\x00\x00IEN1", 7),
        Reject::malformed("crc", b"\x00\x00\x00\x00IEND\xae\x42\x60\x83", 0, 8, Phase::Trailer),
    ],
}
