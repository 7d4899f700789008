//! The two phases one question at a time: for frames that are incomplete, out of the ordinary, or wrong.

use core::mem;
use core::num::NonZeroU64;

use super::{
    ASKS_FOR_NOTHING, Decoder, FRAME_NOT_THERE, FRAME_OF_NOTHING, Lengths, Search, State, Step, clip,
    too_long,
};
use crate::frame::{Layout, Parts};
use crate::{BodyLen, Error, ErrorKind, Extent, Malformed, Phase, Scan, TwoPhase};

impl<F: TwoPhase> Decoder<F> {
    #[cold]
    #[inline(never)]
    pub(crate) fn step_slowly(&mut self, input: &[u8]) -> Result<Step<Parts<F::Header>>, Error> {
        match self.advance(input)? {
            Step::Need(need) => Ok(Step::Need(need)),
            Step::Done(()) => self.take(input).map(Step::Done),
        }
    }

    /// Learns what `input` tells of the frame at its front, but does not end the frame: nothing is consumed.
    pub(crate) fn advance(&mut self, input: &[u8]) -> Result<Step<()>, Error> {
        if let Step::Need(need) = self.advance_to_header(input)? {
            return Ok(Step::Need(need));
        }
        if let State::Search { header_len, search, .. } = self.state {
            if let Some(need) = self.advance_search(input, header_len, search)? {
                return Ok(Step::Need(need));
            }
        }
        let layout = self.layout()?;
        if input.len() >= layout.total() {
            return Ok(Step::Done(()));
        }
        self.check_trailer(input.get(layout.body_end()..).unwrap_or_default(), layout.body_end())?;
        Ok(Step::Need(layout.total()))
    }

    /// Refuses what is there of a trailer, at `position` of the input, if it cannot become one.
    pub(super) fn check_trailer(&mut self, seen: &[u8], position: usize) -> Result<(), Error> {
        let (State::Known { header, .. } | State::Streaming { header, .. }) = &self.state else {
            return Ok(());
        };
        self.format.check_trailer(header, seen).map_err(|e| self.refuse(e, position, Phase::Trailer))
    }

    /// Learns the header of the frame at the front of `input`, however long its body is said to be.
    pub(crate) fn advance_to_header(&mut self, input: &[u8]) -> Result<Step<()>, Error> {
        match self.state {
            State::Failed(error) => Err(error),
            State::Header(scan) => match self.advance_header(input, scan)? {
                Some(need) => Ok(Step::Need(need)),
                None => Ok(Step::Done(())),
            },
            _ => Ok(Step::Done(())),
        }
    }

    /// Ends the frame that [`advance`](Self::advance) found whole in the same `input`, and consumes it.
    pub(crate) fn take(&mut self, input: &[u8]) -> Result<Parts<F::Header>, Error> {
        let layout = self.layout()?;
        match mem::replace(&mut self.state, State::Header(Scan::default())) {
            State::Known { header, .. } if layout.total() <= input.len() => {
                self.complete(header, layout, input).ok_or_else(|| self.failure())
            }
            _ => Err(self.fail(0, Phase::Header, FRAME_NOT_THERE)),
        }
    }

    /// Whether a last frame is whole now that the stream has ended after `input`.
    pub(crate) fn finish_frame(&mut self, input: &[u8]) -> Result<bool, Error> {
        let Step::Need(need) = self.advance(input)? else { return Ok(true) };
        if let State::Search { header_len, search: Search::UntilEnd, .. } = self.state {
            self.body_found(header_len, input.len() - header_len)?;
            return self.layout().map(|_| true);
        }
        if self.is_at_an_end(input) {
            return Ok(false);
        }
        let phase = self.phase_at(input.len());
        let kind = ErrorKind::Truncated { have: input.len() as u64, need: need as u64 };
        Err(self.fail(input.len(), phase, kind))
    }

    /// Whether the stream may end where nothing but `input` is left of it.
    pub(crate) fn is_at_an_end(&self, input: &[u8]) -> bool {
        input.is_empty() && matches!(self.state, State::Header(_)) && self.format.may_end()
    }

    /// Phase 1: the need, or nothing once the header is read.
    fn advance_header(&mut self, input: &[u8], mut scan: Scan) -> Result<Option<usize>, Error> {
        let seen = self.visible_header(input);
        let extent = self.format.header_len(seen, &mut scan);
        if let Some(objection) = self.objection_to_header(extent, seen.len()) {
            return Err(self.refuse_header(seen, objection));
        }
        match extent {
            Ok(Extent::Exact(n)) if n <= seen.len() => {
                self.read_header(seen.get(..n).unwrap_or_default()).map(|()| None)
            }
            Ok(Extent::Exact(n) | Extent::AtLeast(n)) => {
                self.state = State::Header(scan);
                Ok(Some(n))
            }
            Err(refused) => Err(self.refuse(refused, 0, Phase::Header)),
        }
    }

    /// What is wrong with what the format says of the header, having seen so many bytes; and where.
    fn objection_to_header(
        &self,
        extent: Result<Extent, Malformed>,
        seen: usize,
    ) -> Option<(usize, ErrorKind)> {
        let limit = self.limits.header;
        match extent {
            Err(Malformed { at, expected }) => Some((at, ErrorKind::Malformed { expected })),
            Ok(Extent::AtLeast(n)) if n <= seen => Some((0, ASKS_FOR_NOTHING)),
            Ok(Extent::AtLeast(n)) if n > limit => Some((0, too_long(limit as u64 + 1, limit as u64))),
            Ok(Extent::Exact(n)) if n > limit => Some((0, too_long(n as u64, limit as u64))),
            Ok(_) => None,
        }
    }

    /// Refuses the header that `seen` begins with, for the reason that the fewest of its bytes give: more of them may give
    /// another, and how many came at once must make no difference.
    #[cold]
    fn refuse_header(&mut self, seen: &[u8], mut objection: (usize, ErrorKind)) -> Error {
        let (mut fine, mut refused) = (0, seen.len());
        while fine < refused {
            let middle = fine + (refused - fine) / 2;
            let less = seen.get(..middle).unwrap_or_default();
            let extent = self.format.header_len(less, &mut Scan::default());
            match self.objection_to_header(extent, middle) {
                Some(earlier) => (refused, objection) = (middle, earlier),
                None => fine = middle + 1,
            }
        }
        let (at, kind) = objection;
        self.fail(at, Phase::Header, kind)
    }

    fn read_header(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let header = self.format.header(bytes).map_err(|e| self.refuse(e, 0, Phase::Header))?;
        let body = self.format.body_len(&header).map_err(|e| self.refuse(e, 0, Phase::Header))?;
        let header_len = bytes.len();
        self.state = match body {
            BodyLen::Exact(body) => {
                let lengths = self.lengths(&header, header_len, body)?;
                State::Known { header, lengths }
            }
            BodyLen::Scan => State::Search { header, header_len, search: Search::Scan(Scan::default()) },
            BodyLen::UntilEnd => State::Search { header, header_len, search: Search::UntilEnd },
        };
        Ok(())
    }

    /// Phase 2 of a body that does not say its length: the need, or nothing once its end is found.
    fn advance_search(
        &mut self,
        input: &[u8],
        header_len: usize,
        search: Search,
    ) -> Result<Option<usize>, Error> {
        let body = input.get(header_len..).unwrap_or_default();
        match search {
            Search::Scan(scan) => self.scan_body(body, header_len, scan),
            Search::UntilEnd if body.len() as u64 > self.limits.body => {
                let kind = too_long(self.limits.body + 1, self.limits.body);
                Err(self.fail(header_len, Phase::Body, kind))
            }
            Search::UntilEnd => Ok(Some(input.len() + 1)),
        }
    }

    fn scan_body(&mut self, body: &[u8], header_len: usize, mut scan: Scan) -> Result<Option<usize>, Error> {
        let State::Search { header, search, .. } = &mut self.state else { return Ok(None) };
        let window = self.limits.body.saturating_add(self.limits.trailer as u64);
        let seen = clip(body, window);
        let extent = self.format.scan_body(header, seen, &mut scan);
        *search = Search::Scan(scan);
        match extent.map_err(|e| self.refuse(e, header_len, Phase::Body))? {
            Extent::AtLeast(n) if n <= seen.len() => {
                Err(self.fail(header_len, Phase::Body, ASKS_FOR_NOTHING))
            }
            Extent::AtLeast(n) if n as u64 > window => {
                let kind = too_long(window.saturating_add(1), self.limits.body);
                Err(self.fail(header_len, Phase::Body, kind))
            }
            Extent::AtLeast(n) => Ok(Some(header_len.saturating_add(n))),
            Extent::Exact(n) => self.body_found(header_len, n).map(|()| None),
        }
    }

    /// The body's end is known now, by a scan or by the end of the stream.
    fn body_found(&mut self, header_len: usize, body: usize) -> Result<(), Error> {
        if let State::Search { header, .. } = mem::replace(&mut self.state, State::Header(Scan::default())) {
            let lengths = self.lengths(&header, header_len, body as u64)?;
            self.state = State::Known { header, lengths };
        }
        Ok(())
    }

    /// Every length of the frame. None is checked against a limit yet: that is for whoever wants it in memory.
    fn lengths(&mut self, header: &F::Header, header_len: usize, body: u64) -> Result<Lengths, Error> {
        let trailer = self.format.trailer_len(header, body).map_err(|e| self.refuse(e, 0, Phase::Header))?;
        let around = header_len as u64 + trailer.min(self.limits.trailer.saturating_add(1)) as u64;
        if around.checked_add(body).is_none() {
            return Err(self.fail(header_len, Phase::Body, too_long(body, self.limits.body)));
        }
        if header_len == 0 && body == 0 && trailer == 0 {
            return Err(self.fail(0, Phase::Header, FRAME_OF_NOTHING));
        }
        Ok(Lengths { header: header_len, body, trailer })
    }

    /// Where the parts of the frame lie, whose lengths are known, if it may be in memory whole.
    fn layout(&mut self) -> Result<Layout, Error> {
        let (header, Lengths { header: header_len, body, trailer }) = match &self.state {
            State::Known { header, lengths } => (header, *lengths),
            State::Failed(error) => return Err(*error),
            _ => return Err(self.fail(0, Phase::Header, FRAME_NOT_THERE)),
        };
        let limit = self.body_limit(header);
        let skip = NonZeroU64::new(header_len as u64 + body + trailer as u64);
        if body > limit {
            return Err(Error { skip, ..self.error(header_len, Phase::Body, too_long(body, limit)) });
        }
        if trailer > self.limits.trailer {
            let kind = too_long(trailer as u64, self.limits.trailer as u64);
            return Err(self.fail(header_len, Phase::Trailer, kind));
        }
        let total =
            usize::try_from(body).ok().and_then(|body| header_len.checked_add(body)?.checked_add(trailer));
        match total {
            Some(total) => Ok(Layout::new(header_len, total - header_len - trailer, trailer)),
            None => {
                Err(Error { skip, ..self.error(header_len, Phase::Body, too_long(body, usize::MAX as u64)) })
            }
        }
    }

    /// The phase that the byte at `position` of the frame belongs to.
    fn phase_at(&self, position: usize) -> Phase {
        match &self.state {
            State::Known { lengths, .. } if position as u64 >= lengths.header as u64 + lengths.body => {
                Phase::Trailer
            }
            _ => self.phase(),
        }
    }
}
