//! The lines that a program prints about a stream, parsed as they arrive.

use framing_core::testkit::{FrameRange, Reading};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::setup::Setup;
use crate::conformance::fault::{Fault, short_hex};
use crate::hex::Hex;
use crate::json_line;

/// A line: about a frame, or, with an outcome, about the end. A key that is left out is not compared; others are notes.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Line {
    offset: Option<u64>,
    header: Option<Hex>,
    body: Option<Hex>,
    trailer: Option<Hex>,
    outcome: Option<String>,
    #[serde(flatten)]
    notes: Map<String, Value>,
}

impl Line {
    /// The keys of a frame that can be compared.
    fn compares(&self) -> bool {
        self.header.is_some() || self.body.is_some() || self.trailer.is_some()
    }

    fn note(&self) -> String {
        let keys: Vec<_> = self.notes.keys().map(String::as_str).collect();
        match keys.as_slice() {
            [] if self.offset.is_some() => "only `offset`".into(),
            [] => "no key".into(),
            keys => format!("`{}`", keys.join("`, `")),
        }
    }
}

/// How many values of a program were compared with the expected ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::conformance) struct Compared {
    pub(in crate::conformance) streams: u64,
    pub(in crate::conformance) headers: u64,
    pub(in crate::conformance) bodies: u64,
    pub(in crate::conformance) trailers: u64,
    pub(in crate::conformance) outcomes: u64,
}

impl Compared {
    pub(in crate::conformance) fn add(&mut self, other: Self) {
        self.streams += other.streams;
        self.headers += other.headers;
        self.bodies += other.bodies;
        self.trailers += other.trailers;
        self.outcomes += other.outcomes;
    }
}

/// What a program has printed so far.
#[derive(Debug, Default)]
pub(super) struct Answer {
    frames: Vec<Line>,
    end: Option<Line>,
    fault: Option<Fault>,
    /// Bytes of the output that were parsed.
    parsed: usize,
    lines: usize,
}

impl Answer {
    /// Parses the lines that are complete.
    pub(super) fn update(&mut self, stdout: &[u8]) {
        while let Some(rest) = stdout.get(self.parsed..)
            && let Some(len) = rest.iter().position(|&byte| byte == b'\n')
        {
            self.line(rest.get(..len).unwrap_or_default());
            self.parsed += len + 1;
        }
    }

    /// Parses the rest, which no line feed ends.
    pub(super) fn finish(&mut self, stdout: &[u8]) {
        self.update(stdout);
        let rest = stdout.get(self.parsed..).unwrap_or_default();
        self.parsed = stdout.len();
        self.line(rest);
    }

    fn line(&mut self, text: &[u8]) {
        self.lines += 1;
        if text.trim_ascii().is_empty() || self.fault.is_some() {
            return;
        }
        match json_line::parse::<Line>(text) {
            Ok(line) => self.push(line),
            Err(fault) => {
                let what = format!("line {} of its output{fault}", self.lines);
                self.fault = Some(Fault::new("output that is not in the protocol", what));
            }
        }
    }

    /// Adds what a line reports.
    pub(super) fn push(&mut self, line: Line) {
        if self.end.is_some() {
            let what = format!("line {} follows the outcome", self.lines);
            self.fault = Some(Fault::new("output after the outcome", what));
        } else if line.outcome.is_some() {
            self.end = Some(line);
        } else if line.compares() {
            self.frames.push(line);
        } else {
            let what = format!("frame {} has nothing to compare", self.frames.len() + 1);
            let fault = Fault::differs(
                "a frame line without a known key",
                what,
                "at least one of `header`, `body`, `trailer`",
                line.note(),
            );
            self.fault = Some(fault);
        }
    }

    /// How many frames were reported.
    pub(super) fn frames(&self) -> usize {
        self.frames.len()
    }

    /// Whether no further frame can follow.
    pub(super) fn is_over(&self) -> bool {
        self.end.is_some() || self.fault.is_some()
    }

    /// The reported outcome.
    pub(super) fn outcome(&self) -> Option<&str> {
        self.end.as_ref()?.outcome.as_deref()
    }
}

/// What a program must report about a stream.
pub(super) struct Expected<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) reading: Reading,
    /// The outcomes that are right besides that of the reading.
    pub(super) also: Vec<&'static str>,
    /// The number of frames after which the program may refuse the stream although the reading does not.
    pub(super) may_refuse_after: Option<usize>,
}

/// Compares an answer with what it must be.
pub(super) fn compare(answer: &Answer, expected: &Expected<'_>, setup: &Setup) -> Result<Compared, Fault> {
    if let Some(fault) = &answer.fault {
        return Err(fault.clone());
    }
    let mut compared = Compared { streams: 1, ..Compared::default() };
    for ((line, frame), number) in answer.frames.iter().zip(&expected.reading.frames).zip(1..) {
        compare_frame(line, frame, expected.bytes, number)?;
        compared.headers += u64::from(line.header.is_some());
        compared.bodies += u64::from(line.body.is_some());
        compared.trailers += u64::from(line.trailer.is_some());
    }
    let Some(end) = &answer.end else { return Err(no_outcome(answer)) };
    if refuses_more(answer, expected, setup) {
        return Ok(compared);
    }
    compare_count(answer, expected)?;
    compare_end(end, expected)?;
    compared.outcomes += 1;
    Ok(compared)
}

/// Whether the program refuses, where it may, a stream that the reading takes.
fn refuses_more(answer: &Answer, expected: &Expected<'_>, setup: &Setup) -> bool {
    let refuses = matches!(answer.outcome(), Some("malformed" | "too-long"));
    let is_early = expected
        .may_refuse_after
        .is_some_and(|least| (least..=expected.reading.frames.len()).contains(&answer.frames()));
    refuses && is_early && !setup.strict
}

fn no_outcome(answer: &Answer) -> Fault {
    Fault::differs(
        "no outcome",
        "it ended without an outcome",
        "a line with `outcome`",
        format!("{} frame lines and no outcome", answer.frames.len()),
    )
}

fn compare_frame(line: &Line, frame: &FrameRange, bytes: &[u8], number: usize) -> Result<(), Fault> {
    let part = |range: &std::ops::Range<usize>| bytes.get(range.clone()).unwrap_or_default();
    if let Some(offset) = line.offset.filter(|offset| *offset != frame.start() as u64) {
        let what = format!("frame {number}: another offset");
        return Err(Fault::differs("another offset", what, frame.start().to_string(), offset.to_string()));
    }
    compare_part("header", line.header.as_ref(), &[part(&frame.header)], number)?;
    let body = part(&frame.body);
    let content = frame.content.as_deref().unwrap_or(body);
    compare_part("body", line.body.as_ref(), &[content, body], number)?;
    compare_part("trailer", line.trailer.as_ref(), &[part(&frame.trailer)], number)
}

/// A part may have several right values: a body, and its content.
fn compare_part(part: &str, found: Option<&Hex>, right: &[&[u8]], number: usize) -> Result<(), Fault> {
    let Some(found) = found.filter(|found| !right.contains(&found.0.as_slice())) else { return Ok(()) };
    let expected = short_hex(right.first().copied().unwrap_or_default());
    let what = format!("frame {number}: another {part}");
    Err(Fault::differs(&format!("another {part}"), what, expected, short_hex(&found.0)))
}

fn compare_count(answer: &Answer, expected: &Expected<'_>) -> Result<(), Fault> {
    let (found, right) = (answer.frames.len(), expected.reading.frames.len());
    if found == right {
        return Ok(());
    }
    let cause = if found < right { "a frame is lost" } else { "a frame that is not in the stream" };
    let ending = answer.outcome().unwrap_or_default();
    let what = format!("{found} frames, then outcome {ending}; expected {right} frames");
    Err(Fault::differs(cause, what, right.to_string(), found.to_string()))
}

fn compare_end(end: &Line, expected: &Expected<'_>) -> Result<(), Fault> {
    let found = end.outcome.as_deref().unwrap_or_default();
    let right = expected.reading.outcome().name();
    if found != right && !expected.also.contains(&found) {
        let mut outcomes = vec![right];
        outcomes.extend(expected.also.iter().copied());
        let what = format!("outcome {found}; it ends {}", expected.reading.ending());
        return Err(Fault::differs(end_cause(right, found), what, outcomes.join(" or "), found));
    }
    let offset = expected.reading.end.err().map_or(expected.bytes.len() as u64, |error| error.offset());
    match end.offset {
        Some(other) if found == right && other != offset => {
            let what = format!("it ends at byte {other}; expected byte {offset}");
            Err(Fault::differs("another offset", what, offset.to_string(), other.to_string()))
        }
        _ => Ok(()),
    }
}

fn end_cause(right: &str, found: &str) -> &'static str {
    match (right, found) {
        ("truncated", "complete") => "a stream that ends inside a frame is taken as complete",
        ("malformed" | "too-long", "complete") => "a stream that must be refused is taken as complete",
        ("malformed" | "too-long", "truncated") => "a malformed stream is taken as cut short",
        ("complete", _) => "a right stream is refused",
        ("truncated", _) => "a stream that is only cut short is refused",
        _ => "another outcome",
    }
}
