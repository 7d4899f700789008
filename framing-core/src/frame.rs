//! A frame, lent from the buffer that it was received in.

use core::ops::Range;

/// A frame that was read: its typed header, and its bytes as they were on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame<'a, H> {
    /// What the format read from the header.
    pub header: H,
    bytes: &'a [u8],
    layout: Layout,
    offset: u64,
}

impl<'a, H> Frame<'a, H> {
    /// The frame that `parts` describes at the front of `input`, which holds it whole.
    #[inline(always)]
    #[expect(
        clippy::indexing_slicing,
        reason = "a decoder makes parts only of a frame that the input holds whole"
    )]
    pub(crate) fn lend(parts: Parts<H>, input: &'a [u8]) -> Self {
        let Parts { header, layout, offset } = parts;
        Self { header, bytes: &input[..layout.total()], layout, offset }
    }

    /// The header as it was on the wire.
    #[must_use]
    #[inline]
    pub fn header_bytes(&self) -> &'a [u8] {
        self.part(self.layout.header_range())
    }

    /// The body.
    #[must_use]
    #[inline]
    pub fn body(&self) -> &'a [u8] {
        self.part(self.layout.body_range())
    }

    /// What ended the frame without being body; empty for most formats.
    #[must_use]
    #[inline]
    pub fn trailer(&self) -> &'a [u8] {
        self.part(self.layout.trailer_range())
    }

    /// Header, body and trailer in one piece.
    #[must_use]
    #[inline]
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// Where the frame began, in bytes from the start of the stream.
    #[must_use]
    #[inline]
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// Returns the header and the body.
    ///
    /// ```
    /// use framing_core::{Frames, U8};
    ///
    /// let frame = Frames::new(b"\x02hi", U8::new()).next().ok_or("a frame")??;
    /// assert_eq!(frame.into_parts(), (2, &b"hi"[..]));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn into_parts(self) -> (H, &'a [u8]) {
        let body = self.body();
        (self.header, body)
    }

    /// Copies the frame into memory of its own, so that it outlives the buffer.
    ///
    /// ```
    /// use framing_core::{FrameBuffer, U8};
    ///
    /// let mut frames = FrameBuffer::new(U8::new());
    /// frames.push(b"\x02hi\x02yo");
    /// let first = frames.next()?.expect("a frame").into_owned();
    /// let second = frames.next()?.expect("a frame");
    /// assert_eq!((first.body(), second.body()), (&b"hi"[..], &b"yo"[..]));
    /// # Ok::<(), framing_core::Error>(())
    /// ```
    #[cfg(feature = "std")]
    #[must_use]
    pub fn into_owned(self) -> crate::OwnedFrame<H> {
        let Self { header, bytes, layout, offset } = self;
        crate::OwnedFrame::new(Parts { header, layout, offset }, bytes::Bytes::copy_from_slice(bytes))
    }

    #[inline(always)]
    #[expect(clippy::indexing_slicing, reason = "`lend` made `bytes` as long as the layout's parts together")]
    fn part(&self, range: Range<usize>) -> &'a [u8] {
        &self.bytes[range]
    }
}

#[cfg(feature = "std")]
impl<H> From<Frame<'_, H>> for crate::OwnedFrame<H> {
    fn from(frame: Frame<'_, H>) -> Self {
        frame.into_owned()
    }
}

/// Where the parts of a frame lie, counted from its first byte. Their sum fits `usize`, and headers and trailers are
/// kept in 32 bits ([`Limits`](crate::Limits) bound them).
///
/// It is two numbers and no more, because those are handed on in registers where three go through memory, and a frame
/// is moved about more than anything else here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Layout {
    /// The header's length in the lower half, the trailer's in the upper one.
    ends: u64,
    body: usize,
}

impl Layout {
    /// The layout of a frame with these lengths, the first and the last of which were checked to fit 32 bits.
    #[inline(always)]
    pub(crate) fn new(header: usize, body: usize, trailer: usize) -> Self {
        Self { ends: header as u64 | (trailer as u64) << 32, body }
    }

    #[expect(clippy::cast_possible_truncation, reason = "the low half is the length of the header")]
    #[inline(always)]
    pub(crate) fn header(self) -> usize {
        self.ends as u32 as usize
    }

    #[inline(always)]
    pub(crate) fn trailer(self) -> usize {
        (self.ends >> 32) as usize
    }

    #[cfg(feature = "std")]
    #[inline(always)]
    pub(crate) fn body(self) -> usize {
        self.body
    }

    /// Where the body ends and the trailer begins.
    #[inline(always)]
    pub(crate) fn body_end(self) -> usize {
        self.header() + self.body
    }

    #[inline(always)]
    pub(crate) fn total(self) -> usize {
        self.body_end() + self.trailer()
    }

    #[inline(always)]
    pub(crate) fn header_range(self) -> Range<usize> {
        0..self.header()
    }

    #[inline(always)]
    pub(crate) fn body_range(self) -> Range<usize> {
        self.header()..self.body_end()
    }

    #[inline(always)]
    pub(crate) fn trailer_range(self) -> Range<usize> {
        self.body_end()..self.total()
    }
}

/// A frame without its bytes: what a decoder hands to whoever holds the buffer.
#[derive(Debug)]
pub(crate) struct Parts<H> {
    pub(crate) header: H,
    pub(crate) layout: Layout,
    pub(crate) offset: u64,
}
