//! A stream of bytes and what must come of it.

use std::ops::Range;
use std::string::{String, ToString};
use std::vec::Vec;
use std::{format, vec};

use crate::registry::{DynFormat, DynHeader, Reject, Sample};
use crate::{Decoder, Error, ErrorKind, Frame, Limits, Outcome, Phase, Step, TwoPhase};

/// A stream of bytes, and the frames and the outcome that every reader must get from it, however it is split.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Case {
    /// A stable name, without the format's name.
    pub name: String,
    /// The stream.
    pub bytes: Vec<u8>,
    /// The frames before the end or the refusal, in order; not compared if absent.
    pub frames: Option<Vec<ExpectedFrame>>,
    /// All bodies joined, where these are known instead of each body.
    pub content: Option<Vec<u8>>,
    /// The outcome of the stream.
    pub outcome: Outcome,
    /// The offset and the phase of the error, where they are known.
    pub error: Option<(u64, Phase)>,
    /// The limit of a body in bytes, where it is not the format's own.
    pub limit: Option<u64>,
}

/// A frame that must come; a part that is not given is not compared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExpectedFrame {
    /// The header, as on the wire.
    pub header: Option<Vec<u8>>,
    /// The content of the body: its bytes, or the decoded content if the format has a coding.
    pub body: Option<Vec<u8>>,
    /// The body, as on the wire.
    pub wire_body: Option<Vec<u8>>,
    /// The trailer, as on the wire.
    pub trailer: Option<Vec<u8>>,
}

impl Case {
    /// Creates a case that compares nothing but the outcome.
    ///
    /// ```
    /// use framing_core::Outcome;
    /// use framing_core::testkit::{Case, ExpectedFrame};
    ///
    /// let case = Case::new("overlong", b"\x02hi\x80", Outcome::Malformed)
    ///     .with_frames(vec![ExpectedFrame::whole(b"\x02", b"hi", b"")])
    ///     .with_limit(64);
    /// assert_eq!(case.frames.map(|frames| frames.len()), Some(1));
    /// ```
    #[must_use]
    pub fn new(name: &str, bytes: &[u8], outcome: Outcome) -> Self {
        let (name, bytes) = (name.to_string(), bytes.to_vec());
        Self { name, bytes, frames: None, content: None, outcome, error: None, limit: None }
    }

    /// Creates a complete stream of these frames, each given as header, body and trailer.
    #[must_use]
    pub fn from_frames(name: &str, frames: &[(&[u8], &[u8], &[u8])]) -> Self {
        let bytes: Vec<_> = frames.iter().flat_map(|(h, b, t)| [*h, *b, *t].concat()).collect();
        let expected = frames.iter().map(|(h, b, t)| ExpectedFrame::whole(h, b, t)).collect();
        Self::new(name, &bytes, Outcome::Complete).with_frames(expected)
    }

    /// Creates a stream that must be refused, after no frame.
    #[must_use]
    pub fn refused(name: &str, bytes: &[u8]) -> Self {
        Self::new(name, bytes, Outcome::Malformed).with_frames(Vec::new())
    }

    /// Creates the stream of a declared sample.
    #[must_use]
    pub fn from_sample(sample: &Sample) -> Self {
        let frames: Vec<_> =
            sample.frames.iter().map(|frame| (frame.header, frame.body, frame.trailer)).collect();
        Self::from_frames(sample.name, &frames)
    }

    /// Creates the stream of a declared refusal. Its frames are counted, not compared.
    #[must_use]
    pub fn from_reject(reject: &Reject) -> Self {
        Self::new(reject.name, reject.bytes, reject.outcome)
            .with_frames(vec![ExpectedFrame::default(); reject.frames])
            .with_error(reject.offset, reject.phase)
    }

    /// Sets the frames that must be delivered.
    #[must_use]
    pub fn with_frames(mut self, frames: Vec<ExpectedFrame>) -> Self {
        self.frames = Some(frames);
        self
    }

    /// Sets the bytes of all bodies joined.
    #[must_use]
    pub fn with_content(mut self, content: Vec<u8>) -> Self {
        self.content = Some(content);
        self
    }

    /// Sets the offset and the phase of the error.
    #[must_use]
    pub fn with_error(mut self, offset: u64, phase: Phase) -> Self {
        self.error = Some((offset, phase));
        self
    }

    /// Sets the limit of a body in bytes.
    #[must_use]
    pub fn with_limit(mut self, body: u64) -> Self {
        self.limit = Some(body);
        self
    }

    /// The limits to read it under.
    #[must_use]
    pub fn limits(&self, format: &DynFormat) -> Limits {
        let limits = format.limits();
        self.limit.map_or(limits, |body| limits.with_body(body))
    }

    /// What is wrong with `reading`, if anything.
    #[must_use]
    pub fn objection(&self, reading: &Reading) -> Option<String> {
        self.objection_to_frames(reading)
            .or_else(|| self.objection_to_content(reading))
            .or_else(|| self.objection_to_end(reading))
    }

    fn objection_to_frames(&self, reading: &Reading) -> Option<String> {
        let expected = self.frames.as_ref()?;
        let numbered = expected.iter().zip(&reading.frames).zip(1..);
        let objection = numbered
            .flat_map(|((expected, found), number)| self.objections_to_parts(expected, found, number))
            .next();
        let (due, came) = (expected.len(), reading.frames.len());
        objection.or_else(|| {
            (due != came)
                .then(|| format!("{came} frames came, and it ended {}; expected {due}", reading.ending()))
        })
    }

    fn objections_to_parts(
        &self,
        expected: &ExpectedFrame,
        found: &FrameRange,
        number: usize,
    ) -> Vec<String> {
        let bytes = |range: &Range<usize>| self.bytes.get(range.clone()).unwrap_or_default();
        let parts = [
            ("header", &expected.header, bytes(&found.header)),
            ("content of the body", &expected.body, found.content_in(&self.bytes)),
            ("body", &expected.wire_body, bytes(&found.body)),
            ("trailer", &expected.trailer, bytes(&found.trailer)),
        ];
        let differing = parts.into_iter().filter_map(|(part, expected, found)| {
            let expected = expected.as_deref()?;
            let (is, should) = (short_hex(found), short_hex(expected));
            (expected != found).then(|| format!("frame {number}: the {part} is {is}, expected {should}"))
        });
        differing.collect()
    }

    fn objection_to_content(&self, reading: &Reading) -> Option<String> {
        let expected = self.content.as_deref()?;
        let found =
            reading.frames.iter().map(|frame| frame.content_in(&self.bytes)).collect::<Vec<_>>().concat();
        (expected != found)
            .then(|| format!("the bodies joined are {}, expected {}", short_hex(&found), short_hex(expected)))
    }

    fn objection_to_end(&self, reading: &Reading) -> Option<String> {
        let found = reading.outcome();
        let agrees =
            found == self.outcome || (self.outcome == Outcome::Malformed && found == Outcome::TooLong);
        if !agrees {
            return Some(format!("it ended {}, expected {}", reading.ending(), self.outcome));
        }
        let (offset, phase) = self.error?;
        let error = reading.end.err()?;
        ((error.offset(), error.phase()) != (offset, phase))
            .then(|| format!("it ended {}, expected at byte {offset} in the {phase}", reading.ending()))
    }
}

impl ExpectedFrame {
    /// Creates a frame from parts that may be absent; an absent part is not compared.
    #[must_use]
    pub fn from_parts(header: Option<Vec<u8>>, body: Option<Vec<u8>>, trailer: Option<Vec<u8>>) -> Self {
        Self { header, body, wire_body: None, trailer }
    }

    /// A frame of which every part is compared.
    #[must_use]
    pub fn whole(header: &[u8], body: &[u8], trailer: &[u8]) -> Self {
        Self {
            header: Some(header.to_vec()),
            body: None,
            wire_body: Some(body.to_vec()),
            trailer: Some(trailer.to_vec()),
        }
    }
}

/// The frames of a stream, and how it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reading {
    /// The frames, as ranges of the stream.
    pub frames: Vec<FrameRange>,
    /// Cleanly, or with an error.
    pub end: Result<(), Error>,
    /// The last frame continues until the stream ends, so that nobody can have it before.
    pub last_until_end: bool,
}

/// The ranges of a frame in its stream.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FrameRange {
    /// Its header.
    pub header: Range<usize>,
    /// Its body.
    pub body: Range<usize>,
    /// Its trailer.
    pub trailer: Range<usize>,
    /// The content of the body, if it differs from its bytes.
    pub content: Option<Vec<u8>>,
}

impl FrameRange {
    /// The content of the body: its bytes, or the decoded content if it has a coding.
    fn content_in<'a>(&'a self, bytes: &'a [u8]) -> &'a [u8] {
        self.content.as_deref().unwrap_or_else(|| bytes.get(self.body.clone()).unwrap_or_default())
    }

    /// Where the frame begins.
    #[must_use]
    pub fn start(&self) -> usize {
        self.header.start
    }

    /// Where the frame ends.
    #[must_use]
    pub fn end(&self) -> usize {
        self.trailer.end
    }

    fn of(frame: &Frame<'_, DynHeader>, start: usize, format: &DynFormat) -> Self {
        let header = start..start + frame.header_bytes().len();
        let body = header.end..header.end + frame.body().len();
        let trailer = body.end..body.end + frame.trailer().len();
        Self { header, body, trailer, content: format.content(&frame.header, frame.body()) }
    }
}

impl Reading {
    /// Reads the whole stream at once with the plain decoder: what every other way of reading must agree with.
    #[must_use]
    pub fn new(format: &DynFormat, limits: Limits, bytes: &[u8]) -> Self {
        let mut decoder = Decoder::new(format.clone()).with_limits(limits);
        let mut reading = Self { frames: Vec::new(), end: Ok(()), last_until_end: false };
        reading.end = reading.read_all(format, &mut decoder, bytes);
        reading
    }

    fn read_all(
        &mut self,
        format: &DynFormat,
        decoder: &mut Decoder<DynFormat>,
        bytes: &[u8],
    ) -> Result<(), Error> {
        let mut start = 0;
        loop {
            let rest = bytes.get(start..).unwrap_or_default();
            let frame = match decoder.decode(rest)? {
                Step::Done(frame) => frame,
                Step::Need(_) => match decoder.finish(rest)? {
                    Some(frame) => {
                        self.last_until_end = true;
                        frame
                    }
                    None => return Ok(()),
                },
            };
            let len = frame.bytes().len();
            self.frames.push(FrameRange::of(&frame, start, format));
            start += len;
        }
    }

    /// How it ended, in one word.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.end.err().map_or(Outcome::Complete, |error| error.outcome())
    }

    /// How it ended, in a clause.
    #[must_use]
    pub fn ending(&self) -> String {
        describe_end(self.end)
    }

    /// How many frames end within the first `n` bytes.
    #[must_use]
    pub fn frames_within(&self, n: usize) -> usize {
        self.frames.iter().take_while(|frame| frame.end() <= n).count()
    }
}

/// An end of a stream in a clause.
#[must_use]
pub(super) fn describe_end(end: Result<(), Error>) -> String {
    match end {
        Ok(()) => "cleanly".to_string(),
        Err(error) => match error.kind() {
            ErrorKind::Truncated { .. } => format!("truncated ({error})"),
            ErrorKind::TooLong { .. } => format!("too long ({error})"),
            _ => format!("malformed ({error})"),
        },
    }
}

/// The first bytes of `bytes` in hex, and how many there are if that is not all.
pub(super) fn short_hex(bytes: &[u8]) -> String {
    const SHOWN: usize = 24;
    let hex: Vec<_> = bytes.iter().take(SHOWN).map(|byte| format!("{byte:02x}")).collect();
    match bytes.len() {
        0 => "empty".to_string(),
        n if n > SHOWN => format!("{} … ({n} bytes)", hex.join(" ")),
        _ => hex.join(" "),
    }
}
