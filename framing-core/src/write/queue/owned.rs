//! Unwritten bytes as buffers that a transport can own, for completion-based I/O.

use alloc::vec::Vec;

use bytes::Bytes;

use super::FrameQueue;
use crate::TwoPhase;

impl<F: TwoPhase> FrameQueue<F> {
    /// Takes the next [unsent](Self::unsent) bytes as a buffer that a transport can own while it writes, as io_uring
    /// demands. Returns `None` when nothing can be written now.
    ///
    /// Report the result with [`written`](Self::written), after dropping the buffer; until then, `unsent` yields
    /// nothing. Frames may be queued meanwhile. Nothing is copied, except bytes of a body that is being streamed. The queue
    /// keeps the bytes too: a write that fails or is cancelled loses nothing.
    ///
    /// ```
    /// use framing_core::{FrameQueue, U16Be};
    ///
    /// let mut queue = FrameQueue::new(U16Be::new());
    /// queue.enqueue_body(&b"one"[..])?;
    ///
    /// let buffer = queue.take_unsent().expect("a frame is queued");
    /// queue.enqueue_body(&b"two"[..])?;
    /// assert_eq!(buffer, b"\0\x03one"[..]);
    ///
    /// // The transport accepted 4 bytes.
    /// drop(buffer);
    /// queue.written(4);
    /// assert_eq!(queue.take_unsent().as_deref(), Some(&b"e\0\x03two"[..]));
    /// # Ok::<(), framing_core::EnqueueError>(())
    /// ```
    pub fn take_unsent(&mut self) -> Option<Bytes> {
        self.restore_taken();
        let next = self.unsent().next()?;
        let len = next.len();
        let gathered = self.gathered.as_ptr_range();
        if gathered.contains(&next.as_ptr()) {
            let at = next.as_ptr().addr().saturating_sub(gathered.start.addr());
            return Some(self.take_gathered(at, len));
        }
        let piece = self.pieces.iter().find(|piece| piece.end() > self.sent)?;
        let taken = match piece.is_lent(self.sent) {
            true => Bytes::copy_from_slice(next),
            false => piece.bytes.slice(piece.bytes.len().saturating_sub(len)..),
        };
        self.taken = Some(Bytes::new());
        Some(taken)
    }

    fn take_gathered(&mut self, at: usize, len: usize) -> Bytes {
        let gathered = Bytes::from(core::mem::take(&mut self.gathered));
        let taken = gathered.slice(at..).slice(..len);
        self.taken = Some(gathered);
        taken
    }

    /// Puts the bytes that a transport has taken back in front of those gathered since.
    #[inline(always)]
    pub(super) fn restore_taken(&mut self) {
        if let Some(taken) = self.taken.take() {
            self.prepend(taken);
        }
    }

    #[cold]
    fn prepend(&mut self, taken: Bytes) {
        if taken.is_empty() {
            return;
        }
        let mut gathered = Vec::from(taken);
        gathered.extend_from_slice(&self.gathered);
        self.gathered = gathered;
    }
}
