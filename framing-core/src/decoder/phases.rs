//! The two phases one question at a time: for frames that are incomplete, out of the ordinary, or wrong.

use core::mem;

use super::{
    ASKS_FOR_NOTHING, Decoder, FRAME_NOT_THERE, FRAME_OF_NOTHING, Lengths, Search, State, Step, clip,
    first_deciding, shown_header, too_long,
};
use crate::frame::{Layout, Parts};
use crate::{BodyLen, Error, ErrorKind, Extent, Malformed, Phase, Scan, TwoPhase};

impl<F: TwoPhase> Decoder<F> {
    #[cold]
    #[inline(never)]
    pub(crate) fn step_slowly(&mut self, input: &[u8]) -> Result<Step<Parts<F::Header>>, Error> {
        match self.advance(input)? {
            Step::Need(need) => Ok(Step::Need(need)),
            Step::Done(()) => self.take(input).map(Step::Done).map_err(|error| self.report(error, input)),
        }
    }

    /// Learns what `input` contains of the frame at its front, without consuming anything.
    pub(crate) fn advance(&mut self, input: &[u8]) -> Result<Step<()>, Error> {
        self.advance_quietly(input).map_err(|error| self.report(error, input))
    }

    /// Advances without letting the format observe an error.
    fn advance_quietly(&mut self, input: &[u8]) -> Result<Step<()>, Error> {
        if let Step::Need(need) = self.header_step(input)? {
            return Ok(Step::Need(need));
        }
        if input.len() < self.header_len() {
            // Only a caller that shows fewer bytes than before gets here.
            return Ok(Step::Need(self.header_len()));
        }
        if let State::Search { header_len, search, .. } = self.state {
            if let Some(need) = self.advance_search(input, header_len, search)? {
                return Ok(Step::Need(need));
            }
        }
        let layout = self.layout(input)?;
        if input.len() >= layout.total() {
            return Ok(Step::Done(()));
        }
        self.check_trailer(input.get(layout.body_end()..).unwrap_or_default(), layout.body_end())?;
        Ok(Step::Need(layout.total()))
    }

    /// Refuses `seen`, the first bytes of a trailer at `position` of the input, if they cannot become one.
    pub(super) fn check_trailer(&mut self, seen: &[u8], position: usize) -> Result<(), Error> {
        let (State::Known { header, .. } | State::Streaming { header, .. }) = &self.state else {
            return Ok(());
        };
        self.format
            .check_trailer(header, seen)
            .map_err(|e| self.refuse(e, position, Phase::Trailer, first_deciding(e, seen)))
    }

    /// Learns the header of the frame at the front of `input`, whatever length its body has.
    pub(crate) fn advance_to_header(&mut self, input: &[u8]) -> Result<Step<()>, Error> {
        self.header_step(input).map_err(|error| self.report(error, input))
    }

    fn header_step(&mut self, input: &[u8]) -> Result<Step<()>, Error> {
        match self.state {
            State::Failed(error) => Err(error),
            State::Header(scan) => match self.advance_header(input, scan)? {
                Some(need) => Ok(Step::Need(need)),
                None => Ok(Step::Done(())),
            },
            _ => Ok(Step::Done(())),
        }
    }

    /// Ends the frame that [`advance`](Self::advance) found complete in the same `input`, and consumes it.
    pub(crate) fn take(&mut self, input: &[u8]) -> Result<Parts<F::Header>, Error> {
        let layout = self.layout(input)?;
        match mem::replace(&mut self.state, State::Header(Scan::default())) {
            State::Known { header, .. } if layout.total() <= input.len() => {
                self.complete(header, layout, input).ok_or_else(|| self.failure())
            }
            _ => Err(self.fail(0, Phase::Header, FRAME_NOT_THERE)),
        }
    }

    /// Whether the end of the stream after `input` completes a last frame.
    pub(crate) fn finish_frame(&mut self, input: &[u8]) -> Result<bool, Error> {
        let Step::Need(need) = self.advance(input)? else { return Ok(true) };
        if let State::Search { header_len, search: Search::UntilEnd, .. } = self.state {
            if let Some(body) = input.len().checked_sub(header_len) {
                let found = self.body_found(input, header_len, body).and_then(|()| self.layout(input));
                return found.map(|_| true).map_err(|error| self.report(error, input));
            }
        }
        if self.is_at_an_end(input) {
            return Ok(false);
        }
        let phase = self.phase_at(input.len());
        let kind = ErrorKind::Truncated { have: input.len() as u64, need: need as u64 };
        let error = self.fail(input.len(), phase, kind);
        Err(self.report(error, input))
    }

    /// Whether the stream may end if only `input` is left of it.
    pub(crate) fn is_at_an_end(&self, input: &[u8]) -> bool {
        matches!(self.state, State::Header(_)) && self.format.may_end_after(input)
    }

    /// Phase 1: returns the need, or `None` once the header is read.
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
            Err(refused) => Err(self.refuse(refused, 0, Phase::Header, seen)),
        }
    }

    /// Returns what is wrong with the answer of the format about the header, of which it has seen `seen` bytes.
    fn objection_to_header(&self, extent: Result<Extent, Malformed>, seen: usize) -> Option<Objection> {
        let limit = self.limits.header();
        let too_long = |len: usize| Objection { at: 0, kind: too_long(len as u64, limit as u64) };
        match extent {
            Err(refusal) => Some(refusal.into()),
            Ok(Extent::AtLeast(n)) if n <= seen => Some(Objection { at: 0, kind: ASKS_FOR_NOTHING }),
            Ok(Extent::AtLeast(n)) if n > limit => Some(too_long(limit.saturating_add(1))),
            Ok(Extent::Exact(n)) if n > limit => Some(too_long(n)),
            Ok(_) => None,
        }
    }

    #[cold]
    fn refuse_header(&mut self, seen: &[u8], objection: Objection) -> Error {
        let (deciding, objection) = earliest(seen, objection, |less| {
            let extent = self.format.header_len(less, &mut Scan::default());
            self.objection_to_header(extent, less.len())
        });
        self.fail_with(objection, 0, Phase::Header, deciding)
    }

    /// Fuses the decoder with an objection to a part that starts at `part`.
    fn fail_with(&mut self, objection: Objection, part: usize, phase: Phase, deciding: &[u8]) -> Error {
        let Objection { at, kind } = objection;
        let found = match kind {
            // One byte: how many after it a format looks at before it refuses may depend on how they arrived.
            ErrorKind::Malformed { .. } => deciding.get(at..=at).unwrap_or_default(),
            _ => deciding,
        };
        self.fuse(self.error(part.saturating_add(at), phase, kind).with_found(found))
    }

    fn read_header(&mut self, bytes: &[u8]) -> Result<(), Error> {
        // Fewer bytes may be refused already by `header_len`.
        let refuse = |decoder: &mut Self, refusal: Malformed| decoder.refuse_header(bytes, refusal.into());
        let header = self.format.header(bytes).map_err(|e| refuse(self, e))?;
        let body = self.format.body_len(&header).map_err(|e| refuse(self, e))?;
        let header_len = bytes.len();
        self.state = match body {
            BodyLen::Exact(body) => {
                let lengths = self.lengths(&header, bytes, body)?;
                State::Known { header, lengths }
            }
            BodyLen::Scan => State::Search { header, header_len, search: Search::Scan(Scan::default()) },
            BodyLen::UntilEnd => State::Search { header, header_len, search: Search::UntilEnd },
        };
        Ok(())
    }

    /// Phase 2 of a body without a length in the header: returns the need, or `None` once its end is found.
    fn advance_search(
        &mut self,
        input: &[u8],
        header_len: usize,
        search: Search,
    ) -> Result<Option<usize>, Error> {
        match search {
            Search::Scan(scan) => self.scan_body(input, header_len, scan),
            Search::UntilEnd => self.await_the_end(input, header_len),
        }
    }

    fn await_the_end(&mut self, input: &[u8], header_len: usize) -> Result<Option<usize>, Error> {
        let State::Search { header, .. } = &self.state else { return Ok(None) };
        let limit = self.body_limit(header);
        let body = input.get(header_len..).unwrap_or_default();
        if body.len() as u64 > limit {
            let kind = too_long(limit.saturating_add(1), limit);
            let deciding = clip(body, limit.saturating_add(1));
            return Err(self.fail_with(Objection { at: 0, kind }, header_len, Phase::Body, deciding));
        }
        Ok(Some(input.len().saturating_add(1)))
    }

    fn scan_body(&mut self, input: &[u8], header_len: usize, mut scan: Scan) -> Result<Option<usize>, Error> {
        let State::Search { header, .. } = &self.state else { return Ok(None) };
        let limit = self.body_limit(header);
        let window = limit.saturating_add(self.limits.trailer() as u64);
        let seen = clip(input.get(header_len..).unwrap_or_default(), window);
        let extent = self.format.scan_body(header, seen, &mut scan);
        let objection = objection_to_body(extent, seen.len(), window, limit)
            .or_else(|| self.objection_before_the_end(extent, seen, window, limit));
        if let Some(objection) = objection {
            let (deciding, objection) = earliest(seen, objection, |less| {
                let extent = self.format.scan_body(header, less, &mut Scan::default());
                objection_to_body(extent, less.len(), window, limit)
            });
            // A length over the limit is decided by what a scan expects next, not by bytes.
            let deciding = if matches!(objection.kind, ErrorKind::TooLong { .. }) { &[] } else { deciding };
            return Err(self.fail_with(objection, header_len, Phase::Body, deciding));
        }
        if let State::Search { search, .. } = &mut self.state {
            *search = Search::Scan(scan);
        }
        match extent {
            Ok(Extent::Exact(n)) => self.body_found(input, header_len, n).map(|()| None),
            Ok(Extent::AtLeast(n)) => Ok(Some(header_len.saturating_add(n))),
            Err(refused) => Err(self.refuse(refused, header_len, Phase::Body, seen)),
        }
    }

    /// Returns what is wrong before the end that a scan found, if the frame is over a limit: then fewer bytes may be refused
    /// already, because the end cannot be within the limits.
    fn objection_before_the_end(
        &self,
        extent: Result<Extent, Malformed>,
        seen: &[u8],
        window: u64,
        limit: u64,
    ) -> Option<Objection> {
        let (State::Search { header, .. }, Ok(Extent::Exact(n))) = (&self.state, extent) else { return None };
        let trailer = self.format.trailer_len(header, n as u64).unwrap_or(0);
        if n as u64 <= limit && trailer <= self.limits.trailer() as u64 {
            return None;
        }
        let (mut undecided, mut decided, mut objection) = (0_usize, seen.len(), None);
        while undecided < decided {
            let middle = undecided.midpoint(decided);
            let less = seen.get(..middle).unwrap_or_default();
            let extent = self.format.scan_body(header, less, &mut Scan::default());
            let earlier = objection_to_body(extent, middle, window, limit);
            if earlier.is_some() || matches!(extent, Ok(Extent::Exact(_))) {
                (decided, objection) = (middle, earlier);
            } else {
                undecided = middle.saturating_add(1);
            }
        }
        objection
    }

    /// Sets the length of the body, which a scan or the end of the stream has found.
    fn body_found(&mut self, input: &[u8], header_len: usize, body: usize) -> Result<(), Error> {
        if let State::Search { header, .. } = mem::replace(&mut self.state, State::Header(Scan::default())) {
            let bytes = input.get(..header_len).unwrap_or_default();
            let lengths = self.lengths(&header, bytes, body as u64)?;
            self.state = State::Known { header, lengths };
        }
        Ok(())
    }

    /// Returns every length of the frame. They are not checked against the limits yet: [`layout`](Self::layout) does that
    /// for who wants the frame in memory.
    fn lengths(&mut self, header: &F::Header, bytes: &[u8], body: u64) -> Result<Lengths, Error> {
        let trailer = self
            .format
            .trailer_len(header, body)
            .map_err(|refusal| self.refuse_header(bytes, refusal.into()))?;
        let header_len = bytes.len();
        let around = trailer.saturating_add(header_len as u64);
        if around.checked_add(body).is_none() {
            let limit = self.body_limit(header).min(u64::MAX.saturating_sub(around));
            return Err(self.fail_long(header_len, Phase::Body, too_long(body, limit), bytes));
        }
        if header_len == 0 && body == 0 && trailer == 0 {
            return Err(self.fail(0, Phase::Header, FRAME_OF_NOTHING));
        }
        Ok(Lengths { header: header_len, body, trailer })
    }

    /// Returns where the parts of the frame with known lengths lie, if it may be in memory as one piece.
    fn layout(&mut self, input: &[u8]) -> Result<Layout, Error> {
        let (header, lengths) = match &self.state {
            State::Known { header, lengths } => (header, *lengths),
            State::Failed(error) => return Err(*error),
            _ => return Err(self.fail(0, Phase::Header, FRAME_NOT_THERE)),
        };
        let limit = self.body_limit(header).min(longest_body(lengths));
        if lengths.body > limit {
            let found = shown_header(input.get(..lengths.header).unwrap_or_default());
            let error = self.error(lengths.header, Phase::Body, too_long(lengths.body, limit));
            return Err(error.with_found(found).with_skip(lengths.total()));
        }
        let trailer = self.trailer_within_limit(lengths, input)?;
        match usize::try_from(lengths.body) {
            Ok(body) => Ok(Layout::new(lengths.header, body, trailer)),
            Err(_) => Err(self.fail(0, Phase::Header, FRAME_NOT_THERE)),
        }
    }

    /// Returns the length of the trailer if it is within its limit.
    pub(super) fn trailer_within_limit(&mut self, lengths: Lengths, input: &[u8]) -> Result<usize, Error> {
        let limit = self.limits.trailer();
        usize::try_from(lengths.trailer).ok().filter(|trailer| *trailer <= limit).ok_or_else(|| {
            let header = input.get(..lengths.header).unwrap_or_default();
            self.fail_long(lengths.header, Phase::Trailer, too_long(lengths.trailer, limit as u64), header)
        })
    }

    /// Refuses the incomplete frame at the front, which needs `need` bytes of memory where only `most` are available.
    ///
    /// It is final unless the frame can be skipped.
    #[cold]
    pub(crate) fn refuse_to_buffer(&mut self, need: usize, most: usize, input: &[u8]) -> Error {
        let error = if let State::Known { lengths, .. } = &self.state {
            let around = lengths.trailer.saturating_add(lengths.header as u64);
            let kind = too_long(lengths.body, (most as u64).saturating_sub(around));
            self.error(lengths.header, Phase::Body, kind).with_skip(lengths.total())
        } else {
            let (before, phase) = (self.header_len(), self.phase());
            let (len, limit) = (need.saturating_sub(before), most.saturating_sub(before));
            self.fail(before, phase, too_long(len as u64, limit as u64))
        };
        self.report(error, input)
    }

    /// Fuses the decoder with a length over its limit, which the header `bytes` specify.
    #[cold]
    fn fail_long(&mut self, position: usize, phase: Phase, kind: ErrorKind, bytes: &[u8]) -> Error {
        self.fuse(self.error(position, phase, kind).with_found(shown_header(bytes)))
    }

    /// Returns the part that the byte at `position` of the frame belongs to.
    fn phase_at(&self, position: usize) -> Phase {
        match &self.state {
            State::Known { lengths, .. }
                if position as u64 >= lengths.body.saturating_add(lengths.header as u64) =>
            {
                Phase::Trailer
            }
            _ => self.phase(),
        }
    }
}

/// Why a part is refused, and the position in it of the byte that decides it.
#[derive(Clone, Copy)]
struct Objection {
    at: usize,
    kind: ErrorKind,
}

impl From<Malformed> for Objection {
    fn from(Malformed { at, expected }: Malformed) -> Self {
        Self { at, kind: ErrorKind::Malformed { expected } }
    }
}

/// Returns what is wrong with the answer of a format about a body, of which it has seen `seen` of at most `window` bytes.
fn objection_to_body(
    extent: Result<Extent, Malformed>,
    seen: usize,
    window: u64,
    limit: u64,
) -> Option<Objection> {
    match extent {
        Err(refusal) => Some(refusal.into()),
        Ok(Extent::AtLeast(n)) if n <= seen => Some(Objection { at: 0, kind: ASKS_FOR_NOTHING }),
        Ok(Extent::AtLeast(n)) if n as u64 > window => {
            Some(Objection { at: 0, kind: too_long(limit.saturating_add(1), limit) })
        }
        Ok(_) => None,
    }
}

/// Returns the fewest of the `seen` bytes of a part that give an objection, and the objection that they give.
///
/// More of them may give another one, and how many came at once must make no difference.
#[cold]
fn earliest(
    seen: &[u8],
    mut objection: Objection,
    object: impl Fn(&[u8]) -> Option<Objection>,
) -> (&[u8], Objection) {
    let (mut fine, mut refused) = (0_usize, seen.len());
    while fine < refused {
        let middle = fine.midpoint(refused);
        match object(seen.get(..middle).unwrap_or_default()) {
            Some(earlier) => (refused, objection) = (middle, earlier),
            None => fine = middle.saturating_add(1),
        }
    }
    (seen.get(..refused).unwrap_or_default(), objection)
}

/// Returns the longest body that fits in memory with the other parts of its frame.
fn longest_body(lengths: Lengths) -> u64 {
    let around = lengths.trailer.saturating_add(lengths.header as u64);
    (usize::MAX as u64).saturating_sub(around)
}
