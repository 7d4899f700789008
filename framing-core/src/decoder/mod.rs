//! The engine: it takes bytes and gives frames, and it never reads, waits or keeps a byte.

mod body;
mod phases;

use core::fmt;

use self::body::Rest;
use crate::frame::{Layout, Parts};
use crate::{BodyLen, Error, ErrorKind, Event, Frame, FrameEvent, Limits, Malformed, Phase, Scan, TwoPhase};

/// Decodes the frames of one stream, without any I/O.
///
/// The caller owns the bytes. It shows the decoder all that it has not consumed yet, and the decoder answers with a
/// [frame](Step::Done) at the front of them, or with [how many bytes](Step::Need) must be there before asking again is
/// worth it. After a frame the caller drops [`Frame::bytes`]`.len()` bytes from the front and asks again; after a need
/// it drops nothing. [`finish`](Self::finish) marks the end of the stream.
///
/// ```
/// use framing_core::{Decoder, Step, U16Be};
///
/// let mut decoder = Decoder::new(U16Be::new());
/// let mut input = &b"\x00\x02hi\x00\x03yo"[..];
///
/// let Step::Done(frame) = decoder.decode(input)? else { panic!("the first frame is complete") };
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
/// An error is final: the decoder is fused and gives the same error to every later call. The one exception is a frame
/// that is too long but says how long: its error comes again until the frame is
/// [skipped](crate::FrameBuffer::skip), handed out [in pieces](crate::FrameBuffer::stream_body), or allowed by
/// [other limits](Self::set_limits).
#[derive(Clone)]
pub struct Decoder<F: TwoPhase> {
    format: F,
    limits: Limits,
    /// Where in the stream the front of the input lies.
    offset: u64,
    state: State<F::Header>,
}

/// The result of a step that may lack bytes.
///
/// It is exhaustive: an incomplete input and a result are all that a step can answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<T> {
    /// The input must hold this many bytes, including those already shown, before the next attempt can succeed.
    Need(usize),
    /// The result.
    Done(T),
}

impl<T> Step<T> {
    /// Returns the result, if the step has one.
    #[must_use]
    #[inline(always)]
    pub fn done(self) -> Option<T> {
        match self {
            Self::Need(_) => None,
            Self::Done(done) => Some(done),
        }
    }

    /// Converts the result with `f`.
    #[inline(always)]
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Step<U> {
        match self {
            Self::Need(need) => Step::Need(need),
            Self::Done(done) => Step::Done(f(done)),
        }
    }
}

#[derive(Clone)]
enum State<H> {
    /// Phase 1, and how far the search for the header's end has come.
    Header(Scan),
    /// Phase 2, with a body whose end is still to be found.
    Search { header: H, header_len: usize, search: Search },
    /// Phase 2, with every length known, and none of them checked against a limit.
    Known { header: H, lengths: Lengths },
    /// Phase 2, with the header consumed and the body being handed out in pieces.
    Streaming { header: H, rest: Rest },
    /// Nothing more will come.
    Failed(Error),
}

#[derive(Clone, Copy, Debug)]
enum Search {
    Scan(Scan),
    UntilEnd,
}

/// The lengths that a header specifies. Their sum fits `u64`.
#[derive(Clone, Copy, Debug)]
struct Lengths {
    header: usize,
    body: u64,
    trailer: u64,
}

impl Lengths {
    #[expect(clippy::arithmetic_side_effects, reason = "`Decoder::lengths` checked that the sum fits")]
    fn total(self) -> u64 {
        self.header as u64 + self.body + self.trailer
    }
}

impl<F: TwoPhase> Decoder<F> {
    /// A decoder for a stream that starts now, with the format's own [limits](TwoPhase::limits).
    #[must_use]
    pub fn new(format: F) -> Self {
        let limits = format.limits();
        Self { format, limits, offset: 0, state: State::Header(Scan::default()) }
    }

    /// The same decoder with other limits.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.set_limits(limits);
        self
    }

    /// Sets the stream offset of the next byte.
    #[must_use]
    pub fn with_offset(mut self, offset: u64) -> Self {
        self.offset = offset;
        self
    }

    /// Sets the limits. They apply immediately, also to the incomplete frame at the front.
    pub fn set_limits(&mut self, limits: Limits) {
        self.limits = limits;
        match &mut self.state {
            // A search that went beyond the new limits starts over.
            State::Header(scan) | State::Search { search: Search::Scan(scan), .. } => *scan = Scan::default(),
            _ => {}
        }
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

    /// The format, to tell it what was sent, where that decides how the answer reads. It is asked with the change from the
    /// next header on; the frame whose header was read stays as it was read.
    pub fn format_mut(&mut self) -> &mut F {
        &mut self.format
    }

    /// How many bytes of the stream are consumed: the offset of the next frame, or of the one that is incomplete.
    #[must_use]
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// Returns the phase of the frame at the front of the input, as far as the bytes so far determine it.
    #[must_use]
    pub fn phase(&self) -> Phase {
        match &self.state {
            State::Header(_) => Phase::Header,
            State::Search { .. } | State::Known { .. } => Phase::Body,
            State::Streaming { rest, .. } => rest.phase(),
            State::Failed(error) => error.phase(),
        }
    }

    /// Decodes the frame at the front of `input`, or returns how many bytes are needed.
    ///
    /// `input` is everything received and not yet consumed; an empty one does not mean the end.
    ///
    /// # Errors
    ///
    /// [`Error`], with the offset counted from the start of the stream; final.
    #[inline]
    pub fn decode<'a>(&mut self, input: &'a [u8]) -> Result<Step<Frame<'a, F::Header>>, Error> {
        Ok(self.step(input)?.map(|parts| Frame::lend(parts, input)))
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

    /// Says that the next `n` bytes were read by something else, and that a frame begins after them.
    pub(crate) fn pass_over(&mut self, n: usize) {
        self.offset = self.offset.saturating_add(n as u64);
        if !matches!(self.state, State::Failed(_)) {
            self.state = State::Header(Scan::default());
        }
    }

    /// Starts again at a frame that begins at `offset`, after an error too.
    #[cfg(feature = "alloc")]
    pub(crate) fn restart(&mut self, offset: u64) {
        self.offset = offset;
        self.state = State::Header(Scan::default());
    }

    /// Returns a decoder for the bytes that follow, in the same state of the format and with the same limits.
    #[cfg(feature = "alloc")]
    pub(crate) fn fork(&self) -> Self
    where
        F: Clone,
    {
        Self {
            format: self.format.clone(),
            limits: self.limits,
            offset: self.offset,
            state: State::Header(Scan::default()),
        }
    }

    /// One step without the borrow.
    #[inline(always)]
    pub(crate) fn step(&mut self, input: &[u8]) -> Result<Step<Parts<F::Header>>, Error> {
        match self.step_fast(input) {
            Some(parts) => Ok(Step::Done(parts)),
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
    #[expect(
        clippy::arithmetic_side_effects,
        clippy::cast_possible_truncation,
        reason = "body and trailer are no longer than the input: checked in this order, before they are used"
    )]
    fn read_whole(&self, input: &[u8], scan: Scan) -> Option<(F::Header, Layout)> {
        let (header_len, header) = self.format.whole_header(self.visible_header(input), scan)?;
        let Ok(BodyLen::Exact(body)) = self.format.body_len(&header) else { return None };
        let trailer = self.format.trailer_len(&header, body).ok()?;
        let rest = input.len().checked_sub(header_len)?;
        let fits = body <= self.body_limit(&header)
            && trailer <= self.limits.trailer() as u64
            && body <= rest as u64
            && trailer <= rest as u64 - body
            && (header_len > 0 || body > 0 || trailer > 0);
        fits.then(|| (header, Layout::new(header_len, body as usize, trailer as usize)))
    }

    /// The once-a-frame part: the format sees the body and the trailer, and the frame is consumed. Nothing if the format
    /// refuses it, which fuses the decoder.
    #[inline(always)]
    #[expect(clippy::indexing_slicing, reason = "both callers found that the input holds the frame whole")]
    fn complete(&mut self, header: F::Header, layout: Layout, input: &[u8]) -> Option<Parts<F::Header>> {
        self.format.observe_body(&header, &input[layout.body_range()]);
        if let Err(refusal) = end_frame(&mut self.format, &header, &input[layout.trailer_range()]) {
            self.refuse_end(refusal, layout.body_end(), &input[layout.trailer_range()]);
            return None;
        }
        let offset = self.offset;
        self.offset = offset.saturating_add(layout.total() as u64);
        let body_len = layout.body_range().len() as u64;
        let frame = FrameEvent::new(&header, offset, layout.header(), body_len, layout.trailer());
        self.format.observe(&Event::FrameRead(frame));
        Some(Parts { header, layout, offset })
    }

    /// The most bytes of body that a frame with this header may have.
    #[inline(always)]
    fn body_limit(&self, header: &F::Header) -> u64 {
        self.limits.body().min(self.format.body_limit(header))
    }

    /// What phase 1 may look at: the same bytes whatever else has already arrived after them.
    #[inline(always)]
    fn visible_header<'a>(&self, input: &'a [u8]) -> &'a [u8] {
        clip(input, self.limits.header() as u64)
    }

    /// Fuses the decoder with the refusal of a part that starts at `part`, of which `deciding` are the bytes that were
    /// needed to refuse it.
    #[cold]
    fn refuse(&mut self, refusal: Malformed, part: usize, phase: Phase, deciding: &[u8]) -> Error {
        let kind = ErrorKind::Malformed { expected: refusal.expected };
        let found = deciding.get(refusal.at..).unwrap_or_default();
        self.fuse(self.error(part.saturating_add(refusal.at), phase, kind).with_found(found))
    }

    /// Refuses the end of a frame whose `trailer` starts at `position`. Without a trailer the last byte of the frame
    /// decides, which may be consumed already.
    #[cold]
    fn refuse_end(&mut self, refusal: Malformed, position: usize, trailer: &[u8]) -> Error {
        if !trailer.is_empty() {
            return self.refuse(refusal, position, Phase::Trailer, first_deciding(refusal, trailer));
        }
        let end = self.offset.saturating_add(position as u64);
        let kind = ErrorKind::Malformed { expected: refusal.expected };
        self.fuse(Error::new(kind, Phase::Body, end.saturating_sub(1)))
    }

    /// Fuses the decoder with an error at `position`, counted from the first byte that is not consumed.
    #[cold]
    fn fail(&mut self, position: usize, phase: Phase, kind: ErrorKind) -> Error {
        self.fuse(self.error(position, phase, kind))
    }

    fn error(&self, position: usize, phase: Phase, kind: ErrorKind) -> Error {
        Error::new(kind, phase, self.offset.saturating_add(position as u64))
    }

    /// Lets the format observe an error in `input`.
    #[cold]
    fn report(&mut self, error: Error, input: &[u8]) -> Error {
        self.format.observe(&Event::read_error(error, input, self.offset));
        error
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
const FRAME_NOT_THERE: ErrorKind = ErrorKind::Format { expected: "a complete frame in the input" };

const fn too_long(len: u64, limit: u64) -> ErrorKind {
    ErrorKind::TooLong { len, limit }
}

/// Ends a frame whose body was seen: every reader and writer does it so.
#[inline(always)]
pub(crate) fn end_frame<F: TwoPhase>(
    format: &mut F,
    header: &F::Header,
    trailer: &[u8],
) -> Result<(), Malformed> {
    format.check_trailer(header, trailer)?;
    format.end_frame(header, trailer)
}

/// The longest header that is shown with a length over its limit: a longer one is text, or has a magic number.
const SHORT_HEADER: usize = 16;

/// Returns the bytes to show with a length over its limit, which `header` specifies.
fn shown_header(header: &[u8]) -> &[u8] {
    if header.len() <= SHORT_HEADER { header } else { &[] }
}

/// Cuts `trailer` after the byte that decides a refusal. How many of the bytes after it have arrived makes no difference.
fn first_deciding(refusal: Malformed, trailer: &[u8]) -> &[u8] {
    trailer.get(..=refusal.at).unwrap_or(trailer)
}

/// The first `limit` bytes of `bytes`, or all of them.
#[inline(always)]
fn clip(bytes: &[u8], limit: u64) -> &[u8] {
    match usize::try_from(limit) {
        Ok(limit) => bytes.get(..limit).unwrap_or(bytes),
        Err(_) => bytes,
    }
}
