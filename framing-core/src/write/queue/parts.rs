//! What a queue records about its frames and about bytes that it does not copy.

use bytes::Bytes;

use crate::write::wide;

/// A frame that is not completely written.
#[derive(Clone)]
pub(super) struct Record<H> {
    pub(super) header: H,
    pub(super) header_len: usize,
    pub(super) body_len: u64,
    pub(super) trailer_len: usize,
}

impl<H> Record<H> {
    pub(super) fn body_end(&self) -> u64 {
        wide(self.header_len).saturating_add(self.body_len)
    }

    pub(super) fn total(&self) -> u64 {
        self.body_end().saturating_add(wide(self.trailer_len))
    }
}

/// The size of the contents of a queue.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Hint {
    /// Gathered bytes.
    pub(super) gathered: usize,
    pub(super) frames: usize,
}

impl Hint {
    /// The most bytes to reserve because of a hint.
    pub(super) const MOST: usize = 64 << 10;
}

/// A part of a body that is not gathered; never empty.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    /// Its offset in the stream.
    pub(super) offset: u64,
    pub(super) len: u64,
    /// Its last bytes, usually all of them. The bytes before are lent by the sender, or were and are gone.
    pub(super) bytes: Bytes,
}

impl Piece {
    pub(super) fn end(&self) -> u64 {
        self.offset.saturating_add(self.len)
    }

    /// The offset in the stream of the bytes that it holds.
    pub(super) fn held_from(&self) -> u64 {
        self.end().saturating_sub(wide(self.bytes.len()))
    }

    /// Whether it lacks some of its unwritten bytes.
    pub(super) fn is_lent(&self, sent: u64) -> bool {
        !self.is_whole() && sent < self.held_from()
    }

    pub(super) fn is_whole(&self) -> bool {
        wide(self.bytes.len()) == self.len
    }
}
