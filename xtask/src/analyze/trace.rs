//! The decoder, step by step, and its answers about the frame at the front of the buffer.
//!
//! It is shown no more bytes than it asked for. So each of its answers is the predicate of one read.

use framing_core::registry::DynFormat;
use framing_core::{BodyLen, Decoder, Error, Extent, Outcome, Phase, Scan, Step, TwoPhase};

/// A stream of frames under way: the buffer, and how far the frame at its front is known.
pub(super) struct Trace {
    decoder: Decoder<DynFormat>,
    buffer: Vec<u8>,
    /// Bytes at the front of the buffer that were consumed.
    consumed: usize,
    /// Frames that were consumed.
    frames: u64,
    /// What the decoder last asked for.
    need: usize,
    shape: Option<Shape>,
    /// Whether somebody was shown that the header of this frame is whole.
    header_shown: bool,
}

/// How long the parts of a frame are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) header: usize,
    /// None until its end is found.
    pub(super) body: Option<u64>,
    pub(super) trailer: usize,
}

/// How far a frame came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Progress {
    Waits,
    Whole,
    Failed(Error),
}

/// The frame at the front of the buffer.
#[derive(Debug)]
pub(super) struct View<'a> {
    /// Counted from 1.
    pub(super) number: u64,
    /// Where in the stream it begins.
    pub(super) offset: u64,
    /// The bytes of it that there are, and, while its end is not known, all that follow.
    pub(super) bytes: &'a [u8],
    pub(super) shape: Option<Shape>,
    pub(super) reads: Vec<Read>,
    pub(super) progress: Progress,
}

/// One read of a frame, and its predicate: the buffer holds N bytes, counted from the start of the frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Read {
    /// Counted from 1 over the whole stream: two a frame.
    pub(super) number: u64,
    pub(super) phase: Phase,
    pub(super) have: usize,
    pub(super) need: usize,
    /// Whether more may be needed once these bytes are there.
    pub(super) or_more: bool,
    pub(super) verdict: Verdict,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Waits,
    GoesOn,
    FrameWhole,
    Refused,
    Ended,
}

impl Trace {
    pub(super) fn new(format: DynFormat) -> Self {
        Self {
            decoder: Decoder::new(format),
            buffer: Vec::new(),
            consumed: 0,
            frames: 0,
            need: 0,
            shape: None,
            header_shown: false,
        }
    }

    /// Sets the longest body to take.
    pub(super) fn set_limit(&mut self, body: u64) {
        self.decoder.set_limits(self.decoder.limits().with_body(body));
    }

    /// Takes bytes from the stream.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.buffer.drain(..self.consumed);
        self.consumed = 0;
        self.buffer.extend_from_slice(bytes);
    }

    /// Bytes that are not consumed.
    pub(super) fn buffered(&self) -> usize {
        self.buffer.len() - self.consumed
    }

    /// The offset of the frame at the front.
    pub(super) fn offset(&self) -> u64 {
        self.decoder.offset()
    }

    /// Frames that were consumed.
    pub(super) fn frames(&self) -> u64 {
        self.frames
    }

    /// Continues until the frame at the front is whole, waits or fails.
    pub(super) fn advance(&mut self) -> Progress {
        loop {
            let input = self.buffer.get(self.consumed..).unwrap_or_default();
            let Some(shown) = input.get(..self.need) else { return Progress::Waits };
            let (need, error) = match self.decoder.decode(shown) {
                // What the view needs of the frame is its shape; the bytes are still in the buffer.
                Ok(Step::Done(frame)) => {
                    self.shape = Some(Shape::of(&frame));
                    return Progress::Whole;
                }
                Ok(Step::Need(need)) => (need, None),
                Err(error) => (self.need, Some(error)),
            };
            self.need = need;
            let phase = error.map_or_else(|| self.decoder.phase(), |error| error.phase());
            if self.shape.is_none() && phase != Phase::Header {
                self.shape = Shape::announced(self.decoder.format(), shown);
            }
            if let Some(error) = error {
                return Progress::Failed(error);
            }
        }
    }

    /// Like [`advance`](Self::advance), but shows the decoder all that there is, for frames that nobody looks at.
    pub(super) fn advance_quickly(&mut self) -> Progress {
        self.need = self.need.max(self.buffered());
        self.advance()
    }

    /// What the end of the stream makes of the frame at the front; none where there is no such frame.
    pub(super) fn finish(&mut self) -> Option<Progress> {
        let input = self.buffer.get(self.consumed..).unwrap_or_default();
        match self.decoder.finish(input) {
            Ok(None) => None,
            Ok(Some(frame)) => {
                self.shape = Some(Shape::of(&frame));
                Some(Progress::Whole)
            }
            Err(error) => Some(Progress::Failed(error)),
        }
    }

    /// The frame that [`advance`](Self::advance) or [`finish`](Self::finish) left at this progress.
    pub(super) fn view(&mut self, progress: Progress) -> View<'_> {
        let whole = progress == Progress::Whole;
        let reads = self.reads(&progress);
        self.header_shown = self.shape.is_some();
        let input = self.buffer.get(self.consumed..).unwrap_or_default();
        let total = self.shape.and_then(Shape::total).unwrap_or(input.len());
        View {
            number: self.frames + 1,
            offset: self.decoder.offset() - if whole { total as u64 } else { 0 },
            bytes: input.get(..total).unwrap_or(input),
            shape: self.shape,
            reads,
            progress,
        }
    }

    /// Leaves a complete frame after.
    pub(super) fn consume(&mut self) {
        self.consumed += self.shape.and_then(Shape::total).unwrap_or_default();
        self.frames += 1;
        self.need = 0;
        self.shape = None;
        self.header_shown = false;
    }

    /// The reads of this frame that were not shown whole before.
    fn reads(&self, progress: &Progress) -> Vec<Read> {
        let number = 2 * self.frames + 1;
        let verdict = match progress {
            Progress::Waits => Verdict::Waits,
            Progress::Whole => Verdict::FrameWhole,
            Progress::Failed(error) if error.outcome() == Outcome::Truncated => Verdict::Ended,
            Progress::Failed(_) => Verdict::Refused,
        };
        let Some(shape) = self.shape else {
            return vec![self.read(number, Phase::Header, self.need, self.header_may_grow(), verdict)];
        };
        let header = self.read(number, Phase::Header, shape.header, false, Verdict::GoesOn);
        let need = shape.total().unwrap_or(self.need);
        let body = self.read(number + 1, Phase::Body, need, shape.body.is_none(), verdict);
        if self.header_shown { vec![body] } else { vec![header, body] }
    }

    fn read(&self, number: u64, phase: Phase, need: usize, or_more: bool, verdict: Verdict) -> Read {
        Read { number, phase, have: self.buffered().min(need), need, or_more, verdict }
    }

    /// Whether the header may turn out to need more than it asked for.
    fn header_may_grow(&self) -> bool {
        let input = self.buffer.get(self.consumed..).unwrap_or_default();
        let seen = input.get(..self.decoder.limits().header()).unwrap_or(input);
        !matches!(self.decoder.format().header_len(seen, &mut Scan::default()), Ok(Extent::Exact(_)) | Err(_))
    }
}

impl Shape {
    fn of<H>(frame: &framing_core::Frame<'_, H>) -> Self {
        Self {
            header: frame.header_bytes().len(),
            body: Some(frame.body().len() as u64),
            trailer: frame.trailer().len(),
        }
    }

    /// Asks the format about the frame whose header is at the front of `seen`.
    fn announced(format: &DynFormat, seen: &[u8]) -> Option<Self> {
        let Ok(Extent::Exact(len)) = format.header_len(seen, &mut Scan::default()) else { return None };
        let header = format.header(seen.get(..len)?).ok()?;
        let body = match format.body_len(&header).ok()? {
            BodyLen::Exact(body) => Some(body),
            _ => None,
        };
        let trailer = body.and_then(|body| format.trailer_len(&header, body).ok()).unwrap_or_default();
        let trailer = usize::try_from(trailer).ok()?;
        Some(Self { header: len, body, trailer })
    }

    /// Bytes of the frame, if that is known.
    pub(super) fn total(self) -> Option<usize> {
        let body = usize::try_from(self.body?).ok()?;
        self.header.checked_add(body)?.checked_add(self.trailer)
    }
}
