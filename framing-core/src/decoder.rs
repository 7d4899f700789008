//! The engine: it takes bytes and gives frames, and it never reads, waits or keeps a byte.

use core::{fmt, mem};

use crate::frame::{Layout, Parts};
use crate::{BodyLen, Error, ErrorKind, Extent, Frame, Limits, Malformed, Phase, Scan, TwoPhase};

/// Decodes the frames of one stream, without any I/O.
///
/// The caller owns the bytes. It shows the decoder all that it has not consumed yet, and the decoder answers with a
/// [frame](Step::Frame) at the front of them, or with [how many bytes](Step::Need) must be there before asking again is
/// worth it. After a frame the caller drops [`Frame::bytes`]`.len()` bytes from the front and asks again; after a need
/// it drops nothing. [`finish`](Self::finish) says that the stream has ended.
///
/// ```
/// use framing_core::{Decoder, Step, U16Be};
///
/// let mut decoder = Decoder::new(U16Be::new());
/// let mut input = &b"\x00\x02hi\x00\x03yo"[..];
///
/// let Step::Frame(frame) = decoder.decode(input)? else { panic!("the first frame is whole") };
/// assert_eq!(frame.body(), b"hi");
/// input = &input[frame.bytes().len()..];
///
/// assert!(matches!(decoder.decode(input)?, Step::Need(5)), "2 of header and 3 of body");
///
/// let cut = decoder.finish(input).unwrap_err();
/// assert_eq!(cut.to_string(), "stream ended at byte 8 inside the body: 4 of 5 bytes of the frame");
/// # Ok::<(), framing_core::Error>(())
/// ```
///
/// # Errors
///
/// An error is final: the decoder is fused and gives the same error to every later call.
pub struct Decoder<F: TwoPhase> {
    format: F,
    limits: Limits,
    /// Where in the stream the front of the input lies.
    offset: u64,
    state: State<F::Header>,
}

/// What a [`Decoder`] answers.
#[derive(Debug, PartialEq, Eq)]
pub enum Step<'a, H> {
    /// So many bytes, those already shown included, must be there before asking again is worth it.
    Need(usize),
    /// The frame at the front of the input.
    Frame(Frame<'a, H>),
}

/// [`Step`] without the borrow.
#[derive(Debug)]
pub(crate) enum Progress<H> {
    Need(usize),
    Frame(Parts<H>),
}

/// How far [`Decoder::advance`] came.
pub(crate) enum Ready {
    /// The frame is whole; [`Decoder::take`] ends it.
    Frame,
    /// So many bytes must be there.
    Need(usize),
}

enum State<H> {
    /// Phase 1, and how far the search for the header's end has come.
    Header(Scan),
    /// Phase 2, with a body whose end is still to be found.
    Body { header: H, header_len: usize, search: Search },
    /// Phase 2, with every length known.
    Frame { header: H, layout: Layout },
    /// Nothing more will come.
    Failed(Error),
}

#[derive(Clone, Copy, Debug)]
enum Search {
    Scan(Scan),
    UntilEnd,
}

impl<F: TwoPhase> Decoder<F> {
    /// A decoder for a stream that starts now, with the format's own [limits](TwoPhase::limits).
    #[must_use]
    pub fn new(format: F) -> Self {
        let limits = format.limits().clamped();
        Self { format, limits, offset: 0, state: State::Header(Scan::default()) }
    }

    /// The same decoder with other limits.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.set_limits(limits);
        self
    }

    /// Sets other limits. They hold from the next header on: a frame whose header was already read keeps its own.
    pub fn set_limits(&mut self, limits: Limits) {
        self.limits = limits.clamped();
    }

    /// The limits in force.
    #[must_use]
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// The format, in the state that the frames so far have left it in.
    #[must_use]
    pub fn format(&self) -> &F {
        &self.format
    }

    /// How many bytes of the stream are consumed: the offset of the next frame, or of the one that is incomplete.
    #[must_use]
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// The phase that the frame at the front of the input is in, as far as the bytes shown so far tell.
    #[must_use]
    pub fn phase(&self) -> Phase {
        match &self.state {
            State::Header(_) => Phase::Header,
            State::Body { .. } | State::Frame { .. } => Phase::Body,
            State::Failed(error) => error.phase,
        }
    }

    /// The frame at the front of `input`, or how many bytes must be there to tell.
    ///
    /// `input` is everything received and not yet consumed; an empty one does not mean the end.
    ///
    /// # Errors
    ///
    /// [`Error`], with the offset counted from the start of the stream; final.
    #[inline]
    pub fn decode<'a>(&mut self, input: &'a [u8]) -> Result<Step<'a, F::Header>, Error> {
        Ok(match self.step(input)? {
            Progress::Need(need) => Step::Need(need),
            Progress::Frame(parts) => Step::Frame(Frame::lend(parts, input)),
        })
    }

    /// Says that the stream ended and that `input` is all that was left of it, after [`decode`](Self::decode) has
    /// answered [`Step::Need`]. Gives the last frame where the end of the stream ends a body.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Truncated`] unless the stream ended at a frame boundary where the format
    /// [may end](TwoPhase::may_end); any error of [`decode`](Self::decode).
    pub fn finish<'a>(&mut self, input: &'a [u8]) -> Result<Option<Frame<'a, F::Header>>, Error> {
        match self.finish_frame(input)? {
            false => Ok(None),
            true => Ok(Some(Frame::lend(self.take(input)?, input))),
        }
    }

    /// One step without the borrow.
    #[inline(always)]
    pub(crate) fn step(&mut self, input: &[u8]) -> Result<Progress<F::Header>, Error> {
        match self.step_fast(input) {
            Some(parts) => Ok(Progress::Frame(parts)),
            None => self.step_slowly(input),
        }
    }

    /// The common frame, all there and with a length in its header, read straight through.
    ///
    /// Nothing means that [`step_slowly`](Self::step_slowly) has the answer: it asks the format the same pure
    /// questions again, one at a time.
    #[inline(always)]
    pub(crate) fn step_fast(&mut self, input: &[u8]) -> Option<Parts<F::Header>> {
        let State::Header(scan) = self.state else { return None };
        let (header, layout) = self.read_whole(input, scan)?;
        if scan != Scan::default() {
            self.state = State::Header(Scan::default());
        }
        self.complete(header, layout, input)
    }

    /// Both phases at once, if the whole frame is there and nothing is wrong with its lengths.
    #[inline(always)]
    fn read_whole(&self, input: &[u8], mut scan: Scan) -> Option<(F::Header, Layout)> {
        let seen = self.visible_header(input);
        let Ok(Extent::Exact(header_len)) = self.format.header_len(seen, &mut scan) else { return None };
        let header = self.format.header(seen.get(..header_len)?).ok()?;
        let Ok(BodyLen::Exact(body)) = self.format.body_len(&header) else { return None };
        let trailer = self.format.trailer_len(&header, body).ok()?;
        let rest = input.len() - header_len;
        let fits = body <= self.limits.body
            && trailer <= self.limits.trailer
            && body <= rest as u64
            && trailer <= rest - body as usize
            && (header_len > 0 || body > 0 || trailer > 0);
        fits.then(|| (header, Layout::new(header_len, body as usize, trailer)))
    }

    #[cold]
    #[inline(never)]
    pub(crate) fn step_slowly(&mut self, input: &[u8]) -> Result<Progress<F::Header>, Error> {
        match self.advance(input)? {
            Ready::Need(need) => Ok(Progress::Need(need)),
            Ready::Frame => self.take(input).map(Progress::Frame),
        }
    }

    /// Learns what `input` tells of the frame at its front, but does not end the frame: nothing is consumed.
    pub(crate) fn advance(&mut self, input: &[u8]) -> Result<Ready, Error> {
        if let State::Header(scan) = self.state
            && let Some(need) = self.advance_header(input, scan)?
        {
            return Ok(Ready::Need(need));
        }
        if let State::Body { header_len, search, .. } = self.state
            && let Some(need) = self.advance_body(input, header_len, search)?
        {
            return Ok(Ready::Need(need));
        }
        match &self.state {
            State::Failed(error) => Err(*error),
            State::Frame { layout, .. } if input.len() < layout.total() => Ok(Ready::Need(layout.total())),
            _ => Ok(Ready::Frame),
        }
    }

    /// Ends the frame that [`advance`](Self::advance) found whole in the same `input`, and consumes it.
    pub(crate) fn take(&mut self, input: &[u8]) -> Result<Parts<F::Header>, Error> {
        match mem::replace(&mut self.state, State::Header(Scan::default())) {
            State::Frame { header, layout } if layout.total() <= input.len() => {
                self.complete(header, layout, input).ok_or_else(|| self.failure())
            }
            State::Failed(error) => Err(self.fuse(error)),
            _ => Err(self.fail(0, Phase::Header, FRAME_NOT_THERE)),
        }
    }

    /// Whether a last frame is whole now that the stream has ended after `input`.
    pub(crate) fn finish_frame(&mut self, input: &[u8]) -> Result<bool, Error> {
        let Ready::Need(need) = self.advance(input)? else { return Ok(true) };
        if let State::Body { header_len, search: Search::UntilEnd, .. } = self.state {
            self.body_found(header_len, input.len() - header_len)?;
            return Ok(true);
        }
        if input.is_empty() && matches!(self.state, State::Header(_)) && self.format.may_end() {
            return Ok(false);
        }
        let phase = self.phase_at(input.len());
        Err(self.fail(
            input.len(),
            phase,
            ErrorKind::Truncated { have: input.len() as u64, need: need as u64 },
        ))
    }

    /// Phase 1: the need, or nothing once the header is read.
    fn advance_header(&mut self, input: &[u8], mut scan: Scan) -> Result<Option<usize>, Error> {
        let seen = self.visible_header(input);
        let extent = self.format.header_len(seen, &mut scan).map_err(|e| self.refuse(e, 0, Phase::Header))?;
        match extent {
            Extent::AtLeast(n) if n <= seen.len() => Err(self.fail(0, Phase::Header, ASKS_FOR_NOTHING)),
            Extent::AtLeast(n) | Extent::Exact(n) if n > self.limits.header => {
                let announced = if matches!(extent, Extent::Exact(_)) { n } else { self.limits.header + 1 };
                Err(self.fail(0, Phase::Header, too_long(announced as u64, self.limits.header as u64)))
            }
            Extent::AtLeast(n) => {
                self.state = State::Header(scan);
                Ok(Some(n))
            }
            Extent::Exact(n) => match seen.get(..n) {
                Some(bytes) => self.read_header(bytes).map(|()| None),
                None => {
                    self.state = State::Header(scan);
                    Ok(Some(n))
                }
            },
        }
    }

    fn read_header(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let header = self.format.header(bytes).map_err(|e| self.refuse(e, 0, Phase::Header))?;
        let body = self.format.body_len(&header).map_err(|e| self.refuse(e, 0, Phase::Header))?;
        let header_len = bytes.len();
        let search = match body {
            BodyLen::Scan => Search::Scan(Scan::default()),
            BodyLen::UntilEnd => Search::UntilEnd,
            BodyLen::Exact(body) => {
                let layout = self.lay_out(&header, header_len, body)?;
                self.state = State::Frame { header, layout };
                return Ok(());
            }
        };
        self.state = State::Body { header, header_len, search };
        Ok(())
    }

    /// Phase 2 of a body that does not say its length: the need, or nothing once its end is found.
    fn advance_body(
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
        let State::Body { header, search, .. } = &mut self.state else { return Ok(None) };
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
        let State::Body { header, .. } = mem::replace(&mut self.state, State::Header(Scan::default())) else {
            return Ok(());
        };
        let layout = self.lay_out(&header, header_len, body as u64)?;
        self.state = State::Frame { header, layout };
        Ok(())
    }

    /// Checks every length of the frame, before any of it need be in memory.
    fn lay_out(&mut self, header: &F::Header, header_len: usize, body: u64) -> Result<Layout, Error> {
        let trailer = self.format.trailer_len(header, body).map_err(|e| self.refuse(e, 0, Phase::Header))?;
        if body > self.limits.body {
            return Err(self.fail(header_len, Phase::Body, too_long(body, self.limits.body)));
        }
        if trailer > self.limits.trailer {
            let kind = too_long(trailer as u64, self.limits.trailer as u64);
            return Err(self.fail(header_len, Phase::Trailer, kind));
        }
        let total = usize::try_from(body)
            .ok()
            .and_then(|body| header_len.checked_add(body)?.checked_add(trailer))
            .ok_or_else(|| self.fail(header_len, Phase::Body, too_long(body, usize::MAX as u64)))?;
        if total == 0 {
            return Err(self.fail(0, Phase::Header, FRAME_OF_NOTHING));
        }
        Ok(Layout::new(header_len, total - header_len - trailer, trailer))
    }

    /// The once-a-frame part: the format sees the body and the trailer, and the frame is consumed. Nothing if the format
    /// refuses it, which fuses the decoder.
    #[inline(always)]
    #[expect(clippy::indexing_slicing, reason = "both callers found that the input holds the frame whole")]
    fn complete(&mut self, header: F::Header, layout: Layout, input: &[u8]) -> Option<Parts<F::Header>> {
        self.format.see_body(&header, &input[layout.body_range()]);
        if let Err(refusal) = self.format.end_frame(&header, &input[layout.trailer_range()]) {
            self.refuse(refusal, layout.body_end(), Phase::Trailer);
            return None;
        }
        let offset = self.offset;
        self.offset += layout.total() as u64;
        Some(Parts { header, layout, offset })
    }

    /// What phase 1 may look at: the same bytes whatever else has already arrived behind them.
    #[inline(always)]
    fn visible_header<'a>(&self, input: &'a [u8]) -> &'a [u8] {
        clip(input, self.limits.header as u64)
    }

    /// The phase that the byte at `position` of the frame belongs to.
    fn phase_at(&self, position: usize) -> Phase {
        match &self.state {
            State::Frame { layout, .. } if position >= layout.body_end() => Phase::Trailer,
            _ => self.phase(),
        }
    }

    #[cold]
    fn refuse(&mut self, refusal: Malformed, part: usize, phase: Phase) -> Error {
        let kind = ErrorKind::Malformed { expected: refusal.expected };
        self.fail(part.saturating_add(refusal.at), phase, kind)
    }

    /// Fuses the decoder with an error at `position`, counted from the frame's first byte.
    #[cold]
    fn fail(&mut self, position: usize, phase: Phase, kind: ErrorKind) -> Error {
        self.fuse(Error { kind, phase, offset: self.offset.saturating_add(position as u64) })
    }

    fn fuse(&mut self, error: Error) -> Error {
        self.state = State::Failed(error);
        error
    }

    /// The error that the decoder is fused with.
    fn failure(&mut self) -> Error {
        match self.state {
            State::Failed(error) => error,
            _ => self.fail(0, Phase::Header, FRAME_NOT_THERE),
        }
    }
}

impl<F: TwoPhase> fmt::Debug for Decoder<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Decoder")
            .field("offset", &self.offset)
            .field("phase", &self.phase())
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

const ASKS_FOR_NOTHING: ErrorKind =
    ErrorKind::Format { expected: "Extent::AtLeast of more bytes than were seen" };
const FRAME_OF_NOTHING: ErrorKind = ErrorKind::Format { expected: "a frame of at least one byte" };
const FRAME_NOT_THERE: ErrorKind = ErrorKind::Format { expected: "a whole frame in the input" };

const fn too_long(len: u64, limit: u64) -> ErrorKind {
    ErrorKind::TooLong { len, limit }
}

/// The first `limit` bytes of `bytes`, or all of them.
#[inline(always)]
fn clip(bytes: &[u8], limit: u64) -> &[u8] {
    match usize::try_from(limit) {
        Ok(limit) => bytes.get(..limit).unwrap_or(bytes),
        Err(_) => bytes,
    }
}
