//! Bodies that are handed out in pieces, or passed over, instead of being gathered.

use core::mem;

use super::{Decoder, Search, State, Step, clip, end_frame};
use crate::{Error, ErrorKind, Event, FrameEvent, Phase, Scan, TwoPhase};

/// The remaining parts of a frame whose header was consumed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rest {
    /// Bytes of body; `None` if it lasts until the stream ends.
    body: Option<u64>,
    trailer: usize,
    /// Bytes of the whole frame, as far as that is known.
    total: u64,
    /// Where the frame begins in the stream.
    start: u64,
    header_len: usize,
}

impl Rest {
    pub(super) fn phase(self) -> Phase {
        if self.body == Some(0) { Phase::Trailer } else { Phase::Body }
    }

    /// Bytes of the frame that are not consumed, as far as that is known.
    fn len(self) -> u64 {
        self.body.unwrap_or(0).saturating_add(self.trailer as u64)
    }
}

impl<F: TwoPhase> Decoder<F> {
    /// The header that was read and whose frame is still whole in front of the decoder.
    pub(crate) fn header(&self) -> Option<&F::Header> {
        match &self.state {
            State::Search { header, .. } | State::Known { header, .. } => Some(header),
            _ => None,
        }
    }

    /// Bytes of that header.
    pub(crate) fn header_len(&self) -> usize {
        match &self.state {
            State::Search { header_len, .. } => *header_len,
            State::Known { lengths, .. } => lengths.header,
            _ => 0,
        }
    }

    /// The length of that frame's body, if the header specifies it.
    pub(crate) fn body_len(&self) -> Option<u64> {
        match &self.state {
            State::Known { lengths, .. } => Some(lengths.body),
            _ => None,
        }
    }

    /// Returns where the frame at the front begins, even if bytes of it were consumed because its body is streamed.
    #[must_use]
    pub fn frame_offset(&self) -> u64 {
        match &self.state {
            State::Streaming { rest, .. } => rest.start,
            _ => self.offset,
        }
    }

    /// Whether the length of the frame at the front is known.
    #[cfg(feature = "tokio")]
    pub(crate) fn knows_frame_len(&self) -> bool {
        matches!(&self.state, State::Known { .. } | State::Streaming { .. })
    }

    /// Takes back that the stream ended inside the frame at the front, if no byte of that frame was consumed.
    pub(crate) fn resume(&mut self) {
        let State::Failed(error) = self.state else { return };
        if let ErrorKind::Truncated { have, .. } = error.kind() {
            if error.offset() == self.offset.saturating_add(have) {
                self.state = State::Header(Scan::default());
            }
        }
    }

    /// Returns the remaining bytes of the body that is being streamed, if its header specifies the length.
    pub(crate) fn rest_of_body(&self) -> Option<u64> {
        match &self.state {
            State::Streaming { rest, .. } => rest.body,
            _ => None,
        }
    }

    /// Is a body being handed out in pieces?
    #[must_use]
    pub fn is_streaming(&self) -> bool {
        matches!(self.state, State::Streaming { .. })
    }

    /// Consumes the header at the front of `input`, so that the body can be streamed. Returns the length of the header.
    pub(crate) fn begin_body(&mut self, input: &[u8]) -> Result<usize, Error> {
        let lengths = match &self.state {
            State::Known { lengths, .. } => *lengths,
            State::Search { header_len, search: Search::UntilEnd, .. } => {
                return Ok(self.enter_body(*header_len, None, 0));
            }
            State::Failed(error) => return Err(*error),
            _ => return Err(self.error(self.header_len(), self.phase(), ErrorKind::NotStreamable)),
        };
        let trailer = self.trailer_within_limit(lengths, input).map_err(|error| self.report(error, input))?;
        Ok(self.enter_body(lengths.header, Some(lengths.body), trailer))
    }

    fn enter_body(&mut self, header_len: usize, body: Option<u64>, trailer: usize) -> usize {
        let rest = Rest { body, trailer, total: 0, start: self.offset, header_len };
        let rest = Rest { total: rest.len().saturating_add(header_len as u64), ..rest };
        let state = mem::replace(&mut self.state, State::Header(Scan::default()));
        if let State::Search { header, .. } | State::Known { header, .. } = state {
            self.state = State::Streaming { header, rest };
            self.offset = self.offset.saturating_add(header_len as u64);
        }
        header_len
    }

    /// Returns how many bytes at the front of `input` are body. `None` means that the body is over and that its trailer
    /// is complete, for [`end_body`](Self::end_body). `ended` means that no more input follows.
    pub(crate) fn body_step(&mut self, input: &[u8], ended: bool) -> Result<Step<Option<usize>>, Error> {
        let State::Streaming { rest, .. } = &self.state else { return Ok(Step::Done(None)) };
        let rest = *rest;
        let step = match rest.body {
            Some(0) if input.len() >= rest.trailer => Step::Done(None),
            Some(0) => Step::Need(rest.trailer),
            None if input.is_empty() && ended => Step::Done(None),
            _ if input.is_empty() => Step::Need(1),
            None => Step::Done(Some(input.len())),
            Some(left) => Step::Done(Some(clip(input, left).len())),
        };
        let checked = match rest.body {
            Some(0) => self.check_trailer(clip(input, rest.trailer as u64), 0),
            _ => Ok(()),
        };
        match (checked, step) {
            (Ok(()), Step::Need(_)) if ended => Err(self.truncated(input.len(), rest)),
            (checked, step) => checked.map(|()| step),
        }
        .map_err(|error| self.report(error, input))
    }

    fn truncated(&mut self, have: usize, rest: Rest) -> Error {
        let have_of_frame = rest.total.saturating_sub(rest.len()).saturating_add(have as u64);
        let kind = ErrorKind::Truncated { have: have_of_frame, need: rest.total };
        self.fail(have, rest.phase(), kind)
    }

    /// Consumes the next bytes of the body, at most as many as [`body_step`](Self::body_step) returned.
    pub(crate) fn observe_body(&mut self, piece: &[u8]) {
        if let State::Streaming { header, rest } = &mut self.state {
            self.format.observe_body(header, piece);
            self.offset = self.offset.saturating_add(piece.len() as u64);
            rest.body = rest.body.map(|left| left.saturating_sub(piece.len() as u64));
        }
    }

    /// Consumes the trailer at the front of `input` and ends the frame. Returns the length of the trailer.
    pub(crate) fn end_body(&mut self, input: &[u8]) -> Result<usize, Error> {
        let state = mem::replace(&mut self.state, State::Header(Scan::default()));
        let State::Streaming { header, rest } = state else { return Ok(0) };
        let trailer = clip(input, rest.trailer as u64);
        end_frame(&mut self.format, &header, trailer)
            .map_err(|refusal| self.refuse_end(refusal, 0, trailer))
            .map_err(|error| self.report(error, input))?;
        let body_len = self.offset.saturating_sub(rest.start).saturating_sub(rest.header_len as u64);
        self.offset = self.offset.saturating_add(trailer.len() as u64);
        let frame = FrameEvent::new(&header, rest.start, rest.header_len, body_len, trailer.len());
        self.format.observe(&Event::FrameRead(frame));
        Ok(trailer.len())
    }

    /// Fuses the decoder because its user wants none of the frame whose header was read.
    pub(crate) fn refuse_frame(&mut self, input: &[u8]) -> Error {
        let error = self.fail(0, Phase::Header, ErrorKind::Refused);
        self.report(error, input)
    }
}
