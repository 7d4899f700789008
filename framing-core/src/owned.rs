//! Frames that outlive the buffer: `Bytes`, without a copy of any body.

use bytes::{Buf, Bytes};

use crate::decoder::Progress;
use crate::frame::{Layout, Parts};
use crate::frame_buffer::Status;
use crate::{Error, FrameBuffer, TwoPhase};

/// A frame that owns its bytes, shared with the other frames of the read that brought them.
///
/// Keeping one keeps the memory of that whole read; copy the body where a small frame is kept for long.
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

    /// The header as it was on the wire.
    #[must_use]
    pub fn header_bytes(&self) -> &[u8] {
        self.bytes.get(self.layout.header_range()).unwrap_or_default()
    }

    /// The body.
    #[must_use]
    #[inline]
    pub fn body(&self) -> &[u8] {
        self.bytes.get(self.layout.body_range()).unwrap_or_default()
    }

    /// What ended the frame without being body.
    #[must_use]
    pub fn trailer(&self) -> &[u8] {
        self.bytes.get(self.layout.trailer_range()).unwrap_or_default()
    }

    /// Header, body and trailer in one piece.
    #[must_use]
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// Where the frame began, in bytes from the start of the stream.
    #[must_use]
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// The body alone, without a copy.
    #[must_use]
    #[inline]
    pub fn into_body(mut self) -> Bytes {
        self.bytes.advance(self.layout.header());
        self.bytes.truncate(self.layout.body());
        self.bytes
    }
}

/// Received bytes that were made shareable, from which owned frames are cut.
#[derive(Debug, Default)]
pub(crate) struct Cutter {
    shared: Bytes,
    /// Where the bytes begin that no frame was made of yet.
    start: usize,
}

impl Cutter {
    /// The next frame, if it is whole and nothing is out of the ordinary.
    #[inline(always)]
    pub(crate) fn next_fast<F: TwoPhase>(
        &mut self,
        frames: &mut FrameBuffer<F>,
    ) -> Option<OwnedFrame<F::Header>> {
        let parts = frames.decoder_mut().step_fast(self.rest())?;
        Some(self.cut(parts))
    }

    /// The next frame if it is whole; what is left of the shared bytes goes back to the buffer if it is not.
    #[cold]
    #[inline(never)]
    pub(crate) fn next<F: TwoPhase>(
        &mut self,
        frames: &mut FrameBuffer<F>,
    ) -> Result<Option<OwnedFrame<F::Header>>, Error> {
        if self.rest().is_empty() && !self.share(frames)? {
            return Ok(None);
        }
        match frames.decoder_mut().step(self.rest())? {
            Progress::Frame(parts) => Ok(Some(self.cut(parts))),
            Progress::Need(_) => {
                self.give_back(frames);
                Ok(None)
            }
        }
    }

    #[inline(always)]
    fn cut<H>(&mut self, parts: Parts<H>) -> OwnedFrame<H> {
        let range = self.start..self.start + parts.layout.total();
        self.start = range.end;
        OwnedFrame::new(parts, self.shared.slice(range))
    }

    #[inline(always)]
    #[expect(clippy::indexing_slicing, reason = "`start` moves only over frames that lie in `shared`")]
    fn rest(&self) -> &[u8] {
        &self.shared[self.start..]
    }

    /// Takes the buffer over if a whole frame is in it.
    fn share<F: TwoPhase>(&mut self, frames: &mut FrameBuffer<F>) -> Result<bool, Error> {
        if frames.status()? != Status::Frame {
            return Ok(false);
        }
        let (data, unread) = frames.buffer.take();
        // An owner keeps `Bytes` from its representation for vectors, whose `truncate` costs a second handle.
        self.shared = Bytes::from_owner(data);
        self.shared.truncate(unread.end);
        self.start = unread.start;
        Ok(true)
    }

    /// Puts what is left of the shared bytes back into the buffer, which is empty meanwhile.
    pub(crate) fn give_back<F: TwoPhase>(&mut self, frames: &mut FrameBuffer<F>) {
        let Self { shared, start } = core::mem::take(self);
        frames.push(shared.get(start..).unwrap_or_default());
    }
}
