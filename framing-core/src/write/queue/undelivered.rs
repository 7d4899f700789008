//! The frames that are left when a transport has failed.

use alloc::vec::Vec;

use bytes::Bytes;

use super::{FrameQueue, Record, State, narrow};
use crate::TwoPhase;
use crate::write::wide;

/// The frames that were not written; see [`FrameQueue::undelivered`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Undelivered<H> {
    /// The frame that was written in part, if any. The peer has not received all of it.
    pub partial: Option<PartialFrame<H>>,
    /// The frames of which nothing was written, in order.
    pub frames: Vec<UnsentFrame<H>>,
    /// The header of a last frame of which nothing was written either, and whose body was to be streamed. The bytes
    /// already read from its source, at most 64 KiB, are lost.
    pub unfinished: Option<H>,
}

/// A frame of which nothing was written.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnsentFrame<H> {
    /// The header as it was queued.
    pub header: H,
    /// The body; not a copy if it was one large piece.
    pub body: Bytes,
}

/// A frame that was written in part.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PartialFrame<H> {
    /// The header as it was queued.
    pub header: H,
    /// The number of bytes of the frame that were written: header, then body, then trailer.
    pub sent: u64,
    /// The length of the frame, without a trailer if the body was being streamed.
    pub len: u64,
    /// The complete body; `None` when the writer does not have all of it, because it was streamed from a source or lent
    /// to a `send` that was cancelled.
    pub body: Option<Bytes>,
}

impl<H> Undelivered<H> {
    /// Returns whether every frame was written completely.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.partial.is_none() && self.frames.is_empty() && self.unfinished.is_none()
    }

    /// Returns the frames to send again over another transport, starting with the partial one if its body is known.
    pub fn into_frames(self) -> impl Iterator<Item = UnsentFrame<H>> {
        let partial =
            self.partial.and_then(|frame| Some(UnsentFrame { header: frame.header, body: frame.body? }));
        partial.into_iter().chain(self.frames)
    }
}

impl<F: TwoPhase> FrameQueue<F> {
    /// Removes the frames that were not written and returns them, and the one that was written in part. The queue is empty
    /// afterwards; if a frame was written in part or is unfinished, nothing can follow it.
    ///
    /// A format with state has already counted these frames. Send them in a new stream.
    ///
    /// ```
    /// use framing_core::{FrameQueue, U8};
    ///
    /// let mut queue = FrameQueue::new(U8::new());
    /// for body in [&b"one"[..], b"two", b"three"] {
    ///     queue.enqueue_body(body)?;
    /// }
    /// queue.written(6);
    ///
    /// let undelivered = queue.undelivered();
    /// assert_eq!(undelivered.partial.as_ref().map(|frame| (frame.sent, frame.len)), Some((2, 4)));
    /// let again: Vec<_> = undelivered.into_frames().map(|frame| frame.body).collect();
    /// assert_eq!(again, [&b"two"[..], b"three"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn undelivered(&mut self) -> Undelivered<F::Header> {
        self.restore_taken();
        let mut undelivered = Undelivered { partial: None, frames: Vec::new(), unfinished: None };
        while let Some(frame) = self.frames.pop_front() {
            let (begin, len) = (self.begin, frame.total());
            let body = self.take_body(&frame);
            let header = frame.header;
            let sent = self.sent.saturating_sub(begin);
            match body {
                body if sent > 0 => undelivered.partial = Some(PartialFrame { header, sent, len, body }),
                Some(body) => undelivered.frames.push(UnsentFrame { header, body }),
                None => undelivered.unfinished = Some(header),
            }
        }
        if undelivered.partial.is_some() || undelivered.unfinished.is_some() {
            self.state = State::Torn;
        }
        self.end = self.sent;
        self.release();
        undelivered
    }

    /// The body of the frame at the front, if the queue has all of it; passes the frame.
    fn take_body(&mut self, frame: &Record<F::Header>) -> Option<Bytes> {
        let body_end = self.begin.saturating_add(frame.body_end());
        self.pass(frame.header_len);
        let body = match self.pieces.front() {
            Some(piece) if piece.offset == self.begin && piece.len == frame.body_len => self.take_piece(),
            _ => self.gather_body(body_end),
        };
        self.pass(frame.trailer_len);
        body
    }

    /// Joins a body that ends at `end` and is not one piece.
    fn gather_body(&mut self, end: u64) -> Option<Bytes> {
        let mut body = Some(Vec::new());
        while self.begin < end {
            let piece = self.pieces.front().map_or(end, |piece| piece.offset.min(end));
            let run = narrow(piece.saturating_sub(self.begin));
            let gathered = self.gathered.get(self.start..).and_then(|rest| rest.get(..run));
            append(&mut body, gathered);
            self.pass(run);
            if self.begin < end {
                append(&mut body, self.take_piece().as_deref());
            }
        }
        body.map(Bytes::from)
    }

    /// Passes the piece at the front; its bytes, if the queue has all of them.
    fn take_piece(&mut self) -> Option<Bytes> {
        let piece = self.pieces.pop_front()?;
        self.begin = piece.end();
        piece.is_whole().then_some(piece.bytes)
    }

    /// Passes gathered bytes.
    fn pass(&mut self, gathered: usize) {
        self.start = self.start.saturating_add(gathered);
        self.begin = self.begin.saturating_add(wide(gathered));
    }
}

/// Appends `more` to `body`, which becomes `None` once a part is missing.
fn append(body: &mut Option<Vec<u8>>, more: Option<&[u8]>) {
    match (&mut *body, more) {
        (Some(bytes), Some(more)) => bytes.extend_from_slice(more),
        _ => *body = None,
    }
}
