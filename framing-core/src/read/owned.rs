//! Frames that outlive the buffer, without a copy.

use bytes::{Buf, Bytes};

use crate::frame::{Layout, Parts};

/// A frame that owns its bytes, in memory that it shares with the other frames of the same read.
///
/// It keeps that memory alive; copy the body where small frames are kept for a long time.
// Of what one costs, nearly all is two atomic operations, and the rest stays small only if it is not moved after it was
// made: it is written in words and moved in pieces twice as long, for which a processor waits until the words have
// reached its cache. So the functions that return one are not inlined, which lets them write it into the caller's place,
// and `into_body` keeps to what leaves it in registers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnedFrame<H> {
    /// What the format read from the header.
    pub header: H,
    bytes: Bytes,
    layout: Layout,
    offset: u64,
}

impl<H> OwnedFrame<H> {
    #[inline(always)]
    pub(crate) fn new(parts: Parts<H>, bytes: Bytes) -> Self {
        let Parts { header, layout, offset } = parts;
        Self { header, bytes, layout, offset }
    }

    /// Returns the header as it was on the wire.
    #[must_use]
    pub fn header_bytes(&self) -> &[u8] {
        self.bytes.get(self.layout.header_range()).unwrap_or_default()
    }

    /// Returns the body.
    #[must_use]
    #[inline]
    pub fn body(&self) -> &[u8] {
        self.bytes.get(self.layout.body_range()).unwrap_or_default()
    }

    /// Returns the trailer, which is empty for most formats.
    #[must_use]
    pub fn trailer(&self) -> &[u8] {
        self.bytes.get(self.layout.trailer_range()).unwrap_or_default()
    }

    /// Returns header, body and trailer in one piece.
    #[must_use]
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// Returns where the frame began, in bytes from the start of the stream.
    #[must_use]
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// Splits the frame into its header and its body, without a copy.
    #[must_use]
    pub fn into_parts(self) -> (H, Bytes) {
        let Self { header, mut bytes, layout, .. } = self;
        bytes.advance(layout.header());
        bytes.truncate(layout.body());
        (header, bytes)
    }

    /// Converts the frame into its body, without a copy.
    #[must_use]
    #[inline]
    pub fn into_body(self) -> Bytes {
        let Self { mut bytes, layout, .. } = self;
        bytes.advance(layout.header());
        if layout.trailer() == 0 { bytes } else { truncated(bytes, layout.body()) }
    }
}

/// The first `len` bytes. By value and aside, so that the common frame, which has no trailer, stays in registers.
#[cold]
#[inline(never)]
fn truncated(mut bytes: Bytes, len: usize) -> Bytes {
    bytes.truncate(len);
    bytes
}
