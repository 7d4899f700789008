//! Bodies that a caller lends while they are sent, for the writers over a transport.

use bytes::Bytes;

use super::{AROUND, FrameQueue, State};
use crate::write::checks::{Around, observe};
use crate::write::encode::encode_around;
use crate::write::small::{SMALL, encode_small};
use crate::write::{bytes_from, wide};
use crate::{Encode, EncodeError, TwoPhase, WriteError};

impl<F: Encode> FrameQueue<F> {
    /// Appends a frame, however full the queue is. The caller lends the body until it is written, or has the rest of it
    /// [kept](Self::keep).
    pub(crate) fn lend(&mut self, header: F::Header, body: &[u8]) -> Result<(), EncodeError> {
        if body.len() < Self::SHARE_FROM {
            return self.gather(header, body);
        }
        self.make_room(0);
        let len = wide(body.len());
        let Self { format, limits, gathered, end, .. } = self;
        let around = encode_around(format, &header, len, gathered, *end, Some(limits), |format, _| {
            format.observe_body(&header, body);
        })?;
        self.lend_piece(around.header, len);
        self.record(header, len, around);
        self.state = State::Lent;
        Ok(())
    }

    /// Encodes a frame into `scratch` rather than into the queue; `None` if it is too long or other frames precede it.
    #[inline]
    pub(crate) fn encode_small(
        &mut self,
        header: &F::Header,
        body: &[u8],
        scratch: &mut [u8; SMALL],
    ) -> Result<Option<Around>, EncodeError> {
        if !self.is_empty() || body.len() > SMALL.saturating_sub(AROUND) {
            return Ok(None);
        }
        match encode_small(&mut self.format, header, body, scratch, &self.limits).transpose() {
            Some(encoded) => observe(&mut self.format, header, wide(body.len()), self.end, encoded).map(Some),
            None => Ok(None),
        }
    }

    /// Appends a frame that is encoded already.
    #[cold]
    pub(crate) fn adopt(&mut self, header: F::Header, body_len: usize, around: Around, frame: &[u8]) {
        self.make_room(frame.len());
        self.gathered.extend_from_slice(frame);
        self.record(header, wide(body_len), around);
    }

    /// Counts a frame that was written without being queued; the queue is empty.
    #[inline]
    pub(crate) fn bypassed(&mut self, len: usize) {
        self.end = self.end.saturating_add(wide(len));
        (self.begin, self.sent) = (self.end, self.end);
    }
}

impl<F: TwoPhase> FrameQueue<F> {
    /// The next bytes of the piece that is lent: the rest of `body`, or what a source has delivered.
    #[inline]
    pub(crate) fn at_hand<'a>(&'a self, body: &'a [u8]) -> &'a [u8] {
        if body.is_empty() { self.given() } else { self.rest_of(body) }
    }

    /// Checks why no bytes are at hand: all are written, or all that the source has delivered, or a lent body is gone.
    #[cold]
    pub(crate) fn check_written(&mut self) -> Result<(), WriteError> {
        if self.is_empty() || self.missing().is_some() {
            return Ok(());
        }
        self.tear();
        Err(WriteError::Torn)
    }

    /// The unwritten bytes of the lent `body`.
    pub(crate) fn rest_of<'a>(&self, body: &'a [u8]) -> &'a [u8] {
        let Some(piece) = self.lent_piece() else { return &[] };
        bytes_from(body, self.sent.saturating_sub(piece.offset))
    }

    /// Copies the unwritten bytes of the lent `body`, which goes away.
    pub(crate) fn keep(&mut self, body: &[u8]) {
        if !matches!(self.state, State::Lent) {
            return;
        }
        let rest = self.rest_of(body);
        if let Some(piece) = self.pieces.back_mut().filter(|_| !rest.is_empty()) {
            piece.bytes = Bytes::copy_from_slice(rest);
        }
        self.state = State::Ready;
    }

    /// Whether bytes must be written before the source is read: earlier frames, or what it has delivered before.
    pub(crate) fn precedes_source(&self) -> bool {
        self.frames.len() > 1 || !self.given().is_empty()
    }

    /// Marks the queue as one that nothing can follow.
    #[cold]
    pub(crate) fn tear(&mut self) {
        self.state = State::Torn;
    }

    /// The length of the body that is being streamed, missing bytes included.
    pub(crate) fn streamed_len(&self) -> Option<u64> {
        self.missing().and(self.frames.back()).map(|frame| frame.body_len)
    }
}
