//! Frames that arrived together and own their bytes together.

use alloc::vec::Vec;

use bytes::Bytes;

use crate::frame::{Layout, Parts};
use crate::{Frame, OwnedFrame};

/// Frames that arrived together and own their bytes together, so that a frame costs no reference count of its own.
///
/// See [`FrameStream::next_batch`](crate::FrameStream::next_batch). Keeping a batch keeps the memory of the read that
/// brought it.
#[derive(Clone, Debug)]
pub struct OwnedBatch<H> {
    bytes: Bytes,
    /// Where the first frame begins in the stream.
    offset: u64,
    frames: Vec<(H, Layout)>,
}

impl<H> OwnedBatch<H> {
    pub(crate) fn new(bytes: Bytes, offset: u64, frames: Vec<(H, Layout)>) -> Self {
        Self { bytes, offset, frames }
    }

    /// Returns an iterator over the frames, each lent from the batch.
    #[inline]
    pub fn iter(&self) -> impl Iterator<Item = Frame<'_, &H>> {
        let mut rest = &self.bytes[..];
        let mut offset = self.offset;
        self.frames.iter().map_while(move |(header, layout)| {
            let (input, after) = rest.split_at_checked(layout.total())?;
            let frame = Frame::lend(Parts { header, layout: *layout, offset }, input);
            rest = after;
            offset = offset.wrapping_add(input.len() as u64);
            Some(frame)
        })
    }

    /// Returns the number of frames.
    #[must_use]
    pub fn len(&self) -> usize {
        self.frames.len()
    }

    /// Returns whether the batch has no frames.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.frames.is_empty()
    }

    /// Returns the bytes of all frames, in one piece.
    #[must_use]
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// Converts the batch into frames that each own their bytes, for those that are kept or sent elsewhere.
    pub fn into_frames(self) -> impl Iterator<Item = OwnedFrame<H>> {
        let Self { mut bytes, mut offset, frames } = self;
        frames.into_iter().map(move |(header, layout)| {
            let frame = bytes.split_to(layout.total().min(bytes.len()));
            let parts = Parts { header, layout, offset };
            offset = offset.wrapping_add(frame.len() as u64);
            OwnedFrame::new(parts, frame)
        })
    }
}
