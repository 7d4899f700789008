//! The format: one byte of type, two of length, the value.

#[cfg(feature = "registry")]
use framing_core::registry::{Declaration, DynFormat, Sample, SampleFrame as Frame};
use framing_core::{BodyLen, ByteSink, Encode, EncodeError, Extent, Malformed, Scan, TwoPhase};

/// A 1-byte type, a 2-byte big-endian length, then as many bytes of value.
///
/// The form of the vectors in a PROXY protocol header (HAProxy, *The PROXY protocol*, version 2, section 2.2), among
/// others. Every header of three bytes is one of this format, so nothing is malformed.
///
/// ```
/// use framing_core::{BodyLen, TwoPhase};
/// use framing_tlv::{Tlv, Tlv12Header};
///
/// let header = Tlv.header(&[7, 0, 2])?;
/// assert_eq!(header, Tlv12Header { tag: 7, length: 2 });
/// assert_eq!(Tlv.body_len(&header)?, BodyLen::Exact(2));
/// # Ok::<(), framing_core::Malformed>(())
/// ```
///
/// Where the bytes are already there, such as in the body of another frame, [`Frames`](framing_core::Frames) iterates
/// over them, and [`put_tlv`] appends to them:
///
/// ```
/// use framing_core::Frames;
/// use framing_tlv::Tlv;
///
/// for tlv in Frames::new(b"\x07\x00\x02hi\x07\x00\x02yo", Tlv) {
///     let tlv = tlv?;
///     assert_eq!((tlv.header.tag, tlv.body().len(), tlv.bytes().len()), (7, 2, 5));
/// }
/// # Ok::<(), framing_core::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tlv;

/// The header of a [`Tlv`].
// Exhaustive on purpose: the widths fix the fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Tlv12Header {
    /// The type.
    pub tag: u8,
    /// Bytes of value. Not looked at when the header is written.
    pub length: u16,
}

impl Tlv12Header {
    /// Bytes of the header.
    pub const SIZE: usize = 3;

    /// A header to be written: its length is 0 until then.
    #[must_use]
    pub const fn new(tag: u8) -> Self {
        Self { tag, length: 0 }
    }

    #[inline]
    pub(crate) const fn read(bytes: [u8; Self::SIZE]) -> Self {
        let [tag, high, low] = bytes;
        Self { tag, length: u16::from_be_bytes([high, low]) }
    }
}

impl TwoPhase for Tlv {
    type Header = Tlv12Header;

    #[inline(always)]
    fn header_len(&self, _: &[u8], _: &mut Scan) -> Result<Extent, Malformed> {
        Ok(Extent::Exact(Tlv12Header::SIZE))
    }

    #[inline(always)]
    fn header(&self, bytes: &[u8]) -> Result<Tlv12Header, Malformed> {
        match bytes.first_chunk() {
            Some(&bytes) => Ok(Tlv12Header::read(bytes)),
            None => Err(Malformed::new(bytes.len(), "a complete header")),
        }
    }

    #[inline(always)]
    fn body_len(&self, header: &Tlv12Header) -> Result<BodyLen, Malformed> {
        Ok(BodyLen::Exact(header.length.into()))
    }
}

impl Encode for Tlv {
    #[expect(clippy::cast_possible_truncation, reason = "fits, as `EncodeError::fit` has checked")]
    #[inline]
    fn encode_header<B: ByteSink>(
        &self,
        header: &Tlv12Header,
        body_len: u64,
        out: &mut B,
    ) -> Result<(), EncodeError> {
        let length = EncodeError::fit(body_len, u16::MAX.into())? as u16;
        out.put_u8(header.tag);
        out.put_u16(length);
        Ok(())
    }
}

/// Appends one TLV to `out`.
///
/// # Errors
///
/// [`EncodeError::TooLong`] when `value` has more than 65535 bytes; nothing is written then.
///
/// # Panics
///
/// When `out` has no room. A `Vec` always has.
///
/// ```
/// let mut out = Vec::new();
/// framing_tlv::put_tlv(7, b"hi", &mut out)?;
/// assert_eq!(out, b"\x07\x00\x02hi");
/// # Ok::<(), framing_core::EncodeError>(())
/// ```
pub fn put_tlv<B: ByteSink>(tag: u8, value: &[u8], out: &mut B) -> Result<(), EncodeError> {
    Tlv.encode_header(&Tlv12Header::new(tag), value.len() as u64, out)?;
    out.put_slice(value);
    Ok(())
}

#[cfg(feature = "registry")]
pub(crate) const DECLARATION: Declaration =
    Declaration::new("tlv", || DynFormat::new(Tlv).with_diagram("[type:1][length:2 BE][body]"))
        .with_summary("1-byte type, 2-byte big-endian length, value")
        .with_package("framing-tlv")
        .with_source("HAProxy, The PROXY protocol, version 2, section 2.2")
        .with_samples(&[
            Sample::new(
                "two-frames",
                &[Frame::new(b"\x07\x00\x02", b"hi"), Frame::new(b"\x00\x00\x00", b"")],
            ),
            Sample::new(
                "five-frames",
                &[
                    Frame::new(b"\x01\x00\x02", b"h2"),
                    Frame::new(b"\x00\x00\x00", b""),
                    Frame::new(b"\xff\x00\x04", b"\x00\x00\x00\x00"),
                    Frame::new(b"\x01\x01\x00", &[b'x'; 256]),
                    Frame::new(b"\x02\x00\x01", b"4"),
                ],
            ),
            Sample::new("longest", &[Frame::new(b"\x04\xff\xff", &[0xa5; 65535])]),
        ]);
