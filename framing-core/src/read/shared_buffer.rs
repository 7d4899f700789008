//! The memory that owned frames share: received bytes, from which they are cut without a copy.

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::mem;

use bytes::{Buf, Bytes};

use crate::frame::Parts;
use crate::{Error, FrameBuffer, OwnedBatch, OwnedFrame, ReadError, Step, TwoPhase};

/// Whether a stream or an iterator ends after this item.
pub(crate) fn ends<H>(next: Option<&Result<OwnedFrame<H>, ReadError>>) -> bool {
    match next {
        None => true,
        Some(Ok(_)) => false,
        Some(Err(error)) => !error.is_resumable(),
    }
}

/// Received bytes that were made shareable, from which owned frames are cut.
#[derive(Debug, Default)]
pub(crate) struct SharedBuffer {
    /// The bytes that no frame was made of yet.
    shared: Bytes,
    /// Where they end in the memory.
    end: usize,
    /// The memory of `shared`, if that is any, to have it back once no frame is left that keeps it.
    memory: Option<Arc<Vec<u8>>>,
}

impl SharedBuffer {
    /// Consumes the next frame, for [`cut`](Self::cut), if it is complete and ordinary.
    #[inline(always)]
    pub(crate) fn step_fast<F: TwoPhase>(&self, frames: &mut FrameBuffer<F>) -> Option<Parts<F::Header>> {
        frames.step_shared_fast(&self.shared)
    }

    /// Consumes the next frame, for [`cut`](Self::cut), if it is complete; otherwise returns the shared bytes to the buffer.
    #[cold]
    #[inline(never)]
    pub(crate) fn step<F: TwoPhase>(
        &mut self,
        frames: &mut FrameBuffer<F>,
    ) -> Result<Option<Parts<F::Header>>, Error> {
        if self.shared.is_empty() {
            self.give_back(frames);
            if frames.status()? != Step::Done(true) {
                return Ok(None);
            }
            self.share(frames);
        }
        match frames.step_shared(&self.shared)? {
            Step::Done(parts) => Ok(Some(parts)),
            Step::Need(_) => {
                self.give_back(frames);
                Ok(None)
            }
        }
    }

    /// Cuts the frame that a step found.
    #[inline(always)]
    pub(crate) fn cut<H>(&mut self, parts: Parts<H>) -> OwnedFrame<H> {
        let bytes = self.shared.split_to(parts.layout.total());
        OwnedFrame::new(parts, bytes)
    }

    /// Cuts all frames that are complete, in one piece of the memory that they were received in; `None` if none is.
    pub(crate) fn cut_batch<F: TwoPhase>(
        &mut self,
        frames: &mut FrameBuffer<F>,
    ) -> Result<Option<OwnedBatch<F::Header>>, Error> {
        // The first may have been looked at before, or be out of the ordinary.
        let Some(first) = self.step(frames)? else { return Ok(None) };
        let offset = first.offset;
        let mut total = first.layout.total();
        let mut all = Vec::with_capacity(1 + self.shared.len() / total.max(1).saturating_mul(2));
        all.push((first.header, first.layout));
        while let Some(parts) = frames.step_shared_fast(self.shared.get(total..).unwrap_or_default()) {
            total += parts.layout.total();
            all.push((parts.header, parts.layout));
        }
        Ok(Some(OwnedBatch::new(self.shared.split_to(total), offset, all)))
    }

    /// Takes the buffer over.
    fn share<F: TwoPhase>(&mut self, frames: &mut FrameBuffer<F>) {
        let (data, unread) = frames.take_memory();
        let memory = Arc::new(data);
        self.shared = Bytes::from_owner(Memory(Arc::clone(&memory)));
        self.shared.truncate(unread.end);
        self.shared.advance(unread.start);
        self.end = unread.end;
        self.memory = Some(memory);
    }

    /// Returns the shared bytes to the buffer, which is empty meanwhile: with their memory unless a frame still keeps that.
    pub(crate) fn give_back<F: TwoPhase>(&mut self, frames: &mut FrameBuffer<F>) {
        let Self { shared, end, memory: Some(memory) } = mem::take(self) else { return };
        let unread = end - shared.len()..end;
        drop(shared);
        match Arc::try_unwrap(memory) {
            Ok(data) => frames.give_back_memory(data, unread),
            Err(kept) => frames.push(kept.get(unread).unwrap_or_default()),
        }
    }
}

/// The owner that [`Bytes`] shares.
#[derive(Debug)]
struct Memory(Arc<Vec<u8>>);

impl AsRef<[u8]> for Memory {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}
