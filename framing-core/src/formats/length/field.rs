//! A length among other bytes of a header, or one that counts more than the body.

use super::rule::Rule;
use crate::formats::cold_path;
use crate::{BodyLen, ByteSink, Encode, EncodeError, Endian, Extent, Limits, Malformed, Scan, TwoPhase};

/// A header of `HEADER` bytes that holds, at byte `OFFSET`, a length of `WIDTH` bytes, 1 to 8.
///
/// [`Length::in_header`](crate::Length::in_header) and [`Length::field`](crate::Length::field) begin one. The body has
/// `number * unit + adjust` bytes, less what the number [counts](crate::LengthCovers) besides the body; the sum is made
/// without overflow and checked after all of it.
///
/// ```
/// use framing_core::{BodyLen, LengthCovers, LengthField, TwoPhase, U16Be};
///
/// /// BGP-4 (RFC 4271, section 4.1): a marker of 16 ones, the length of the whole message, its type.
/// const BGP: LengthField<19, 16, 2> =
///     U16Be::in_header::<19, 16>().magic(&[0xff; 16]).counts(LengthCovers::Frame).max(4096 - 19).build();
///
/// let mut keepalive = [0xff; 19];
/// keepalive[16..].copy_from_slice(&[0, 19, 4]);
/// let header = BGP.header(&keepalive)?;
/// assert_eq!((header.length, header.bytes[18]), (19, 4));
/// assert_eq!(BGP.body_len(&header)?, BodyLen::Exact(0));
/// # Ok::<(), framing_core::Malformed>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LengthField<
    const HEADER: usize,
    const OFFSET: usize,
    const WIDTH: usize,
    const LITTLE: bool = false,
> {
    /// Is there nothing in the header but a length of the body and bytes that may be any, and no trailer?
    pub(super) is_plain: bool,
    pub(super) rule: Rule,
    pub(super) max: Option<u64>,
    pub(super) magic: &'static [u8],
    pub(super) trailer: Trailer,
}

/// A [`LengthField`] whose length is little-endian.
///
/// ```
/// use framing_core::{LengthFieldLe, U32Le};
///
/// /// A magic number of 4 bytes, then a little-endian length.
/// const FRAMES: LengthFieldLe<8, 4, 4> = U32Le::in_header::<8, 4>().magic(b"FRM1").build();
/// # let _ = FRAMES;
/// ```
pub type LengthFieldLe<const HEADER: usize, const OFFSET: usize, const WIDTH: usize> =
    LengthField<HEADER, OFFSET, WIDTH, true>;

/// The header of a [`LengthField`]: the number, and every byte as it was.
///
/// When it is written again, its bytes are kept but for the length, made from the body, and the
/// [magic](crate::LengthBuilder::magic). So `LengthHeader::from([1, 0, 0, 0, 0])` is all that a header with a leading 1 takes.
// Exhaustive on purpose: a header has its bytes and the number in them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct LengthHeader<const HEADER: usize> {
    /// The number in the length field, before any adjustment. Not looked at when the header is written.
    pub length: u64,
    /// The whole header.
    #[cfg_attr(feature = "serde", serde(serialize_with = "serialize_bytes"))]
    pub bytes: [u8; HEADER],
}

impl<const HEADER: usize> Default for LengthHeader<HEADER> {
    fn default() -> Self {
        Self::from([0; HEADER])
    }
}

impl<const HEADER: usize> From<[u8; HEADER]> for LengthHeader<HEADER> {
    /// A header to be written: its length is 0 until then.
    fn from(bytes: [u8; HEADER]) -> Self {
        Self { length: 0, bytes }
    }
}

#[cfg(feature = "serde")]
fn serialize_bytes<S: serde::Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_bytes(bytes)
}

/// What ends each frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trailer {
    Exactly(&'static [u8]),
    Any(usize),
}

impl Trailer {
    pub(super) const fn len(self) -> usize {
        match self {
            Self::Exactly(bytes) => bytes.len(),
            Self::Any(len) => len,
        }
    }
}

impl<const HEADER: usize, const OFFSET: usize, const WIDTH: usize, const LITTLE: bool>
    LengthField<HEADER, OFFSET, WIDTH, LITTLE>
{
    const ENDIAN: Endian = Endian::from_little(LITTLE);

    fn header_len_with_care(&self, seen: &[u8]) -> Result<Extent, Malformed> {
        if !seen.starts_with(self.magic) {
            Malformed::refuse_difference(seen, self.magic, "the magic bytes of the format")?;
            return Ok(Extent::AtLeast(seen.len() + 1));
        }
        match seen.get(OFFSET..OFFSET + WIDTH) {
            // An invalid length is refused as soon as it is there, before the rest of the header.
            Some(field) if seen.len() < HEADER => _ = self.body_len_of(Self::ENDIAN.read(field))?,
            _ => {}
        }
        Ok(Extent::Exact(HEADER))
    }

    fn whole_header_with_care(&self, seen: &[u8], mut scan: Scan) -> Option<(usize, LengthHeader<HEADER>)> {
        let Ok(Extent::Exact(len)) = self.header_len(seen, &mut scan) else { return None };
        Some((len, self.header(seen.get(..len)?).ok()?))
    }

    /// The length of the body after the number `length`.
    #[inline(always)]
    pub(super) fn body_len_of(&self, length: u64) -> Result<BodyLen, Malformed> {
        if self.is_plain {
            return Ok(BodyLen::Exact(length));
        }
        match self.rule.body(length) {
            Ok(body) => Ok(BodyLen::Exact(body)),
            Err(expected) => Err(Malformed::new(OFFSET, expected)),
        }
    }
}

impl<const HEADER: usize, const OFFSET: usize, const WIDTH: usize, const LITTLE: bool> TwoPhase
    for LengthField<HEADER, OFFSET, WIDTH, LITTLE>
{
    type Header = LengthHeader<HEADER>;

    #[inline(always)]
    fn header_len(&self, seen: &[u8], _: &mut Scan) -> Result<Extent, Malformed> {
        if self.magic.is_empty() && (OFFSET + WIDTH == HEADER || seen.len() >= HEADER) {
            Ok(Extent::Exact(HEADER))
        } else {
            self.header_len_with_care(seen)
        }
    }

    #[inline(always)]
    fn whole_header(&self, seen: &[u8], scan: Scan) -> Option<(usize, LengthHeader<HEADER>)> {
        if !self.is_plain {
            return self.whole_header_with_care(seen, scan);
        }
        Some((HEADER, self.header(seen.get(..HEADER)?).ok()?))
    }

    #[inline(always)]
    fn header(&self, bytes: &[u8]) -> Result<LengthHeader<HEADER>, Malformed> {
        let Some(header) = bytes.first_chunk::<HEADER>() else {
            return Err(Malformed::new(bytes.len(), "a complete header"));
        };
        // OFFSET + WIDTH <= HEADER: asserted when the format is begun.
        let length = Self::ENDIAN.read(&header[OFFSET..OFFSET + WIDTH]);
        Ok(LengthHeader { length, bytes: *header })
    }

    #[inline(always)]
    fn body_len(&self, header: &Self::Header) -> Result<BodyLen, Malformed> {
        self.body_len_of(header.length)
    }

    #[inline(always)]
    fn trailer_len(&self, _: &Self::Header, _: u64) -> Result<u64, Malformed> {
        // Let the branch predictor guess where the next frame begins instead of computing it.
        if !self.is_plain {
            cold_path();
            return Ok(self.trailer.len() as u64);
        }
        Ok(0)
    }

    #[inline(always)]
    fn check_trailer(&self, _: &Self::Header, seen: &[u8]) -> Result<(), Malformed> {
        if self.is_plain {
            return Ok(());
        }
        match self.trailer {
            Trailer::Exactly(bytes) => Malformed::refuse_difference(seen, bytes, "the trailer of the format"),
            Trailer::Any(_) => Ok(()),
        }
    }

    fn limits(&self) -> Limits {
        match self.max {
            Some(max) => Limits::DEFAULT.with_body(max),
            None => Limits::DEFAULT,
        }
    }
}

impl<const HEADER: usize, const OFFSET: usize, const WIDTH: usize, const LITTLE: bool> Encode
    for LengthField<HEADER, OFFSET, WIDTH, LITTLE>
{
    #[inline]
    fn encode_header<B: ByteSink>(
        &self,
        header: &Self::Header,
        body_len: u64,
        out: &mut B,
    ) -> Result<(), EncodeError> {
        let number = self.rule.number(body_len)?;
        let mut bytes = header.bytes;
        for (byte, magic) in bytes.iter_mut().zip(self.magic) {
            *byte = *magic;
        }
        // The field lies in the header: asserted when the format is begun. The number fits it: `Rule` refuses a body that
        // is longer than the highest number of WIDTH bytes can announce.
        Self::ENDIAN.write(number, &mut bytes[OFFSET..OFFSET + WIDTH]);
        out.put_slice(&bytes);
        Ok(())
    }

    #[inline]
    fn encode_trailer<B: ByteSink>(&self, _: &Self::Header, _: u64, out: &mut B) {
        match self.trailer {
            Trailer::Exactly(bytes) => out.put_slice(bytes),
            Trailer::Any(len) => out.put_bytes(0, len),
        }
    }
}
