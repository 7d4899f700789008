//! A stream of bytes and what must come of it.

use std::ops::Range;
use std::string::{String, ToString};
use std::vec::Vec;
use std::{format, vec};

use crate::registry::{DynFormat, DynHeader, Reject, Sample};
use crate::{Decoder, Error, ErrorKind, Frame, Limits, Outcome, Phase, Step, TwoPhase};

/// A stream of bytes and what must come of it, however it is cut and whatever reads it.
#[derive(Clone, Debug)]
pub struct Case {
    /// A name that stays, without the format's.
    pub name: String,
    /// The stream.
    pub bytes: Vec<u8>,
    /// The frames that come of it, in order, before it ends or is refused; not compared if none are given.
    pub frames: Option<Vec<ExpectedFrame>>,
    /// All bodies joined, where that is known instead of each.
    pub content: Option<Vec<u8>>,
    /// How it ends.
    pub outcome: Outcome,
    /// The offset and the phase that the error names, where they are known.
    pub error: Option<(u64, Phase)>,
    /// The limit for a body in bytes, where it is not the format's own.
    pub limit: Option<u64>,
}

/// A frame that must come; a part that is not given is not compared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExpectedFrame {
    /// The header, as on the wire.
    pub header: Option<Vec<u8>>,
    /// What the body says: its bytes, or its content where the format's bodies are in a coding.
    pub body: Option<Vec<u8>>,
    /// The body, as on the wire.
    pub wire_body: Option<Vec<u8>>,
    /// The trailer, as on the wire.
    pub trailer: Option<Vec<u8>>,
}

impl Case {
    /// A stream of these frames, each given as header, body and trailer.
    #[must_use]
    pub fn of_frames(name: &str, frames: &[(&[u8], &[u8], &[u8])]) -> Self {
        Self {
            name: name.to_string(),
            bytes: frames
                .iter()
                .flat_map(|(header, body, trailer)| [*header, *body, *trailer].concat())
                .collect(),
            frames: Some(frames.iter().map(|(h, b, t)| ExpectedFrame::whole(h, b, t)).collect()),
            content: None,
            outcome: Outcome::Complete,
            error: None,
            limit: None,
        }
    }

    /// The stream of a declared sample.
    #[must_use]
    pub fn of_sample(sample: &Sample) -> Self {
        let frames: Vec<_> =
            sample.frames.iter().map(|frame| (frame.header, frame.body, frame.trailer)).collect();
        Self::of_frames(sample.name, &frames)
    }

    /// The stream of a declared refusal. Its frames are counted, not compared.
    #[must_use]
    pub fn of_reject(reject: &Reject) -> Self {
        Self {
            name: reject.name.to_string(),
            bytes: reject.bytes.to_vec(),
            frames: Some(vec![ExpectedFrame::default(); reject.frames]),
            content: None,
            outcome: reject.outcome,
            error: Some((reject.offset, reject.phase)),
            limit: None,
        }
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

/// What came of a stream: where its frames lie, and how it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The frames, as ranges of the stream.
    pub frames: Vec<FrameRange>,
    /// Cleanly, or with an error.
    pub end: Result<(), Error>,
    /// The last frame goes on until the stream ends, so that nobody can have it before.
    pub last_until_end: bool,
}

/// Where a frame lies in the stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameRange {
    /// Its header.
    pub header: Range<usize>,
    /// Its body.
    pub body: Range<usize>,
    /// Its trailer.
    pub trailer: Range<usize>,
    /// What the body says, where that is not just its bytes.
    pub content: Option<Vec<u8>>,
}

impl FrameRange {
    /// What the body says: its bytes, or its content where it is in a coding.
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
    pub fn of(format: &DynFormat, limits: Limits, bytes: &[u8]) -> Self {
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
