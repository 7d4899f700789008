//! A LEB128 length, then the body: delimited protobuf.

use crate::leb128;
use crate::{BodyLen, ByteSink, Encode, EncodeError, Extent, Malformed, Number, Scan, Step, TwoPhase};

/// A [LEB128](crate::leb128) length of 1 to 10 bytes, then the body, as `writeDelimitedTo` of protobuf makes them.
///
/// A length in more bytes than it takes is legal; one beyond 64 bits is refused at the byte that decides it, the
/// tenth.
///
/// ```
/// use framing_core::{BodyLen, Encode, TwoPhase, Varint, VarintHeader};
///
/// let header = Varint.header(&[0xac, 0x02])?;
/// assert_eq!(header, VarintHeader { length: 300, width: 2 });
/// assert_eq!(Varint.body_len(&header)?, BodyLen::Exact(300));
///
/// let mut wire = Vec::new();
/// assert_eq!(Varint.encode_header(&VarintHeader::default(), 300, &mut wire), Ok(()));
/// assert_eq!(wire, [0xac, 0x02]);
/// # Ok::<(), framing_core::Malformed>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Varint;

impl Varint {
    /// Creates the format, which has no settings.
    #[must_use]
    pub const fn new() -> Self {
        Self
    }
}

/// The header of a [`Varint`] frame.
// Exhaustive on purpose: a varint has a value and a width.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct VarintHeader {
    /// Bytes of body. Not looked at when the header is written.
    pub length: u64,
    /// Bytes of the number itself. When the header is written the number has at least as many, so that an over-long
    /// one comes out as it was read.
    pub width: usize,
}

impl TwoPhase for Varint {
    type Header = VarintHeader;

    #[inline(always)]
    fn header_len(&self, seen: &[u8], _: &mut Scan) -> Result<Extent, Malformed> {
        Ok(match leb128::decode(seen)? {
            Step::Done(Number { width, .. }) => Extent::Exact(width),
            Step::Need(need) => Extent::AtLeast(need),
        })
    }

    #[inline(always)]
    fn whole_header(&self, seen: &[u8], _: Scan) -> Option<(usize, VarintHeader)> {
        match leb128::decode(seen) {
            Ok(Step::Done(Number { value, width })) => Some((width, VarintHeader { length: value, width })),
            _ => None,
        }
    }

    #[inline(always)]
    fn header(&self, bytes: &[u8]) -> Result<VarintHeader, Malformed> {
        match leb128::decode(bytes)? {
            Step::Done(Number { value, width }) => Ok(VarintHeader { length: value, width }),
            Step::Need(_) => Err(Malformed::new(bytes.len(), "a complete LEB128 number")),
        }
    }

    #[inline(always)]
    fn body_len(&self, header: &VarintHeader) -> Result<BodyLen, Malformed> {
        Ok(BodyLen::Exact(header.length))
    }
}

impl Encode for Varint {
    #[inline]
    fn encode_header<B: ByteSink>(
        &self,
        header: &VarintHeader,
        body_len: u64,
        out: &mut B,
    ) -> Result<(), EncodeError> {
        leb128::encode_padded(body_len, header.width, out);
        Ok(())
    }
}
