//! Bodies that a caller lends while they are sent, for the writers over a transport.

use bytes::Bytes;

use super::{FrameQueue, State};
use crate::write::encode::encode_around;
use crate::{Encode, EncodeError, TwoPhase, WriteError};

impl<F: Encode> FrameQueue<F> {
    /// Puts a frame at the end, however full the queue is. Whoever calls it lends the body until it is written, or has
    /// what is left of it [kept](Self::keep).
    pub(crate) fn lend(&mut self, header: F::Header, body: &[u8]) -> Result<(), EncodeError> {
        if body.len() < Self::SHARE_FROM {
            return self.gather(header, body);
        }
        self.make_room(0);
        let len = body.len() as u64;
        let around = encode_around(&mut self.format, &header, len, &mut self.gathered, |format, _| {
            format.observe_body(&header, body);
        })?;
        self.lend_piece(around.header, len);
        self.record(header, len, around);
        self.state = State::Lent;
        Ok(())
    }
}

impl<F: TwoPhase> FrameQueue<F> {
    /// What is at hand of the piece that is lent: the rest of `body`, or what a source has given.
    #[inline]
    pub(crate) fn at_hand<'a>(&'a self, body: &'a [u8]) -> &'a [u8] {
        if body.is_empty() { self.given() } else { self.rest_of(body) }
    }

    /// Why nothing is at hand to be written: all is written, or what the source has given, or a lent body is gone.
    #[cold]
    pub(crate) fn check_written(&mut self) -> Result<(), WriteError> {
        if self.is_empty() || self.missing().is_some() {
            return Ok(());
        }
        self.tear();
        Err(WriteError::Torn)
    }

    /// What is left to be written of the lent `body`.
    pub(crate) fn rest_of<'a>(&self, body: &'a [u8]) -> &'a [u8] {
        let Some(piece) = self.lent_piece() else { return &[] };
        let written = self.sent.saturating_sub(piece.offset);
        body.get(written as usize..).unwrap_or_default()
    }

    /// Copies what is left to be written of the lent `body`, which goes away.
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

    /// Whether something must be written before the source is read: frames that come first, or what it gave before.
    pub(crate) fn precedes_source(&self) -> bool {
        self.frames.len() > 1 || !self.given().is_empty()
    }

    /// Nothing can follow what the queue holds.
    #[cold]
    pub(crate) fn tear(&mut self) {
        self.state = State::Torn;
    }

    /// Bytes of the body that is being streamed, those that are missing included.
    pub(crate) fn streamed_len(&self) -> Option<u64> {
        self.missing().and(self.frames.back()).map(|frame| frame.body_len)
    }
}
