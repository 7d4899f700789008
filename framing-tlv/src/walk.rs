//! A walk over TLVs that lie one after the other in a buffer.

use core::{fmt, iter::FusedIterator};

use crate::TlvHeader;

/// The TLVs of a buffer, borrowed from it.
///
/// The buffer ends where a TLV ends; otherwise the last item is [`CutShort`]. After that, and after the end, there is
/// nothing more.
///
/// ```
/// use framing_tlv::{CutShort, Tlvs};
///
/// let mut tlvs = Tlvs::new(b"\x07\x00\x02hi\x08\x00\x05hel");
///
/// let first = tlvs.next().unwrap()?;
/// assert_eq!((first.tag, first.value, first.raw), (7, &b"hi"[..], &b"\x07\x00\x02hi"[..]));
/// assert_eq!(tlvs.next(), Some(Err(CutShort { offset: 5, have: 6, need: 8 })));
/// assert_eq!(tlvs.next(), None);
/// # Ok::<(), CutShort>(())
/// ```
#[derive(Clone, Debug)]
pub struct Tlvs<'a> {
    rest: &'a [u8],
    offset: usize,
}

/// One TLV of a buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TlvRef<'a> {
    /// The type.
    pub tag: u8,
    /// The value.
    pub value: &'a [u8],
    /// The whole TLV, header and value.
    pub raw: &'a [u8],
    /// Where in the buffer it begins.
    pub offset: usize,
}

/// A buffer that ends inside a TLV.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CutShort {
    /// Where in the buffer the TLV begins.
    pub offset: usize,
    /// Bytes of it that are there.
    pub have: usize,
    /// Bytes that it has, or, where even its header is cut, those of the header.
    pub need: usize,
}

impl<'a> Tlvs<'a> {
    /// The TLVs of `buffer`.
    #[must_use]
    pub const fn new(buffer: &'a [u8]) -> Self {
        Self { rest: buffer, offset: 0 }
    }

    /// What was not walked over yet: the bytes from the next TLV on.
    #[must_use]
    pub const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    fn cut_short(&mut self, need: usize) -> CutShort {
        let have = core::mem::take(&mut self.rest).len();
        CutShort { offset: self.offset, have, need }
    }

    #[inline]
    fn take(&mut self) -> Result<TlvRef<'a>, CutShort> {
        let Some((header, values)) = self.rest.split_first_chunk() else {
            return Err(self.cut_short(TlvHeader::SIZE));
        };
        let TlvHeader { tag, length } = TlvHeader::read(*header);
        let size = TlvHeader::SIZE + usize::from(length);
        let (Some(value), Some((raw, rest))) =
            (values.get(..usize::from(length)), self.rest.split_at_checked(size))
        else {
            return Err(self.cut_short(size));
        };
        let offset = self.offset;
        (self.rest, self.offset) = (rest, offset + size);
        Ok(TlvRef { tag, value, raw, offset })
    }
}

impl<'a> Iterator for Tlvs<'a> {
    type Item = Result<TlvRef<'a>, CutShort>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() { None } else { Some(self.take()) }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        // A whole TLV is a header at least, and a last one that is cut short is one byte at least.
        (usize::from(!self.rest.is_empty()), Some(self.rest.len().div_ceil(TlvHeader::SIZE)))
    }
}

impl FusedIterator for Tlvs<'_> {}

impl fmt::Display for CutShort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { offset, have, need } = self;
        write!(f, "the TLV at byte {offset} is cut short: {have} of {need} bytes")
    }
}

impl core::error::Error for CutShort {}
