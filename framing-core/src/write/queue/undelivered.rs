//! What is left when a transport has died.

use alloc::vec::Vec;

use bytes::Bytes;

use super::{FrameQueue, Record, State};
use crate::TwoPhase;

/// The frames that were not written; see [`FrameQueue::undelivered`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undelivered<H> {
    /// The frame that was cut in the middle, if one was. Its peer has not received it whole.
    pub cut: Option<PartialFrame<H>>,
    /// The frames of which nothing was written, in their order.
    pub frames: Vec<UnsentFrame<H>>,
    /// The header of a last frame of which nothing was written either, and whose body was to be streamed. What was already
    /// read from its source, 64 KiB at most, is gone.
    pub unfinished: Option<H>,
}

/// A frame of which nothing was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnsentFrame<H> {
    /// The header that was handed in.
    pub header: H,
    /// The body, without a copy where it was one large piece.
    pub body: Bytes,
}

/// A frame that was cut in the middle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartialFrame<H> {
    /// The header that was handed in.
    pub header: H,
    /// Bytes of the frame that were written: header, then body, then trailer.
    pub sent: u64,
    /// Bytes of the whole frame, except that a body still being streamed has no trailer yet.
    pub len: u64,
    /// The body, all of it; nothing when the writer has not all of it: it was streamed from a source, or lent to a
    /// `send` that was cancelled.
    pub body: Option<Bytes>,
}

impl<H> Undelivered<H> {
    /// Whether every frame was written whole.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cut.is_none() && self.frames.is_empty() && self.unfinished.is_none()
    }

    /// The frames to be sent again over another transport: first the one that was cut, if it is there.
    pub fn into_frames(self) -> impl Iterator<Item = UnsentFrame<H>> {
        let cut = self.cut.and_then(|cut| Some(UnsentFrame { header: cut.header, body: cut.body? }));
        cut.into_iter().chain(self.frames)
    }
}

impl<F: TwoPhase> FrameQueue<F> {
    /// Hands back the frames that were not written, and says whether one was cut in the middle. The queue is empty
    /// afterwards; if a frame was cut or is unfinished, nothing can follow it.
    ///
    /// A format that keeps state has already counted the frames that are handed back. Send them in a new stream.
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
    /// assert_eq!(undelivered.cut.as_ref().map(|cut| (cut.sent, cut.len)), Some((2, 4)));
    /// let again: Vec<_> = undelivered.into_frames().map(|frame| frame.body).collect();
    /// assert_eq!(again, [&b"two"[..], b"three"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn undelivered(&mut self) -> Undelivered<F::Header> {
        let mut undelivered = Undelivered { cut: None, frames: Vec::new(), unfinished: None };
        while let Some(frame) = self.frames.pop_front() {
            let (begin, len) = (self.begin, frame.total());
            let body = self.take_body(&frame);
            let header = frame.header;
            let sent = self.sent.saturating_sub(begin);
            match body {
                body if sent > 0 => undelivered.cut = Some(PartialFrame { header, sent, len, body }),
                Some(body) => undelivered.frames.push(UnsentFrame { header, body }),
                None => undelivered.unfinished = Some(header),
            }
        }
        if undelivered.cut.is_some() || undelivered.unfinished.is_some() {
            self.state = State::Torn;
        }
        self.end = self.sent;
        self.release();
        undelivered
    }

    /// The body of the frame at the front, if all of it is there; passes the frame.
    fn take_body(&mut self, frame: &Record<F::Header>) -> Option<Bytes> {
        let body_end = self.begin + frame.body_end();
        self.pass(frame.header_len);
        let body = match self.pieces.front() {
            Some(piece) if piece.offset == self.begin && piece.len == frame.body_len => self.take_piece(),
            _ => self.gather_body(body_end),
        };
        self.pass(frame.trailer_len);
        body
    }

    /// Puts together a body that ends at `end` and is not one piece.
    fn gather_body(&mut self, end: u64) -> Option<Bytes> {
        let mut body = Some(Vec::new());
        while self.begin < end {
            let piece = self.pieces.front().map_or(end, |piece| piece.offset.min(end));
            let run = (piece - self.begin) as usize;
            let gathered = self.gathered.get(self.start..self.start + run);
            append(&mut body, gathered);
            self.pass(run);
            if self.begin < end {
                append(&mut body, self.take_piece().as_deref());
            }
        }
        body.map(Bytes::from)
    }

    /// Passes the piece at the front; its bytes, if they are all there.
    fn take_piece(&mut self) -> Option<Bytes> {
        let piece = self.pieces.pop_front()?;
        self.begin = piece.end();
        piece.is_whole().then_some(piece.bytes)
    }

    /// Passes bytes of the stream that are gathered.
    fn pass(&mut self, gathered: usize) {
        self.start += gathered;
        self.begin += gathered as u64;
    }
}

/// Appends `more` to `body`; nothing is left of it once something is missing.
fn append(body: &mut Option<Vec<u8>>, more: Option<&[u8]>) {
    match (&mut *body, more) {
        (Some(bytes), Some(more)) => bytes.extend_from_slice(more),
        _ => *body = None,
    }
}
