//! What a program says of a stream, against what came of it.

use framing_core::Outcome;
use framing_core::testkit::{FrameRange, Reading};
use serde::Deserialize;

use super::program::Ran;
use crate::hex::Hex;
use crate::json_line;

/// A line: of a frame, or, with an outcome, of the end. What is left out is not compared; other keys are notes.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Line {
    offset: Option<u64>,
    header: Option<Hex>,
    body: Option<Hex>,
    trailer: Option<Hex>,
    outcome: Option<String>,
}

/// What a program says differently, or that it does not say it at all.
pub(super) fn objection(ran: &Ran, bytes: &[u8], reading: &Reading, any_length: bool) -> Option<String> {
    let mut lines = Vec::new();
    let texts = ran.stdout.split(|&byte| byte == b'\n').zip(1..);
    for (text, number) in texts.filter(|(text, _)| !text.trim_ascii().is_empty()) {
        match json_line::parse::<Line>(text) {
            Ok(line) => lines.push(line),
            Err(fault) => return Some(format!("line {number} of its output{fault}")),
        }
    }
    let Some(end) = lines.pop_if(|line| line.outcome.is_some()) else { return Some(no_outcome(ran)) };
    if let Some(early) = lines.iter().position(|line| line.outcome.is_some()) {
        return Some(format!("line {} is an outcome, and more lines follow", early + 1));
    }
    let frames = lines.iter().zip(&reading.frames).zip(1..);
    let wrong = frames.filter_map(|((line, frame), number)| {
        let what = wrong_part(line, frame, bytes)?;
        Some(format!("frame {number}: {what}"))
    });
    let (said, came) = (lines.len(), reading.frames.len());
    let count = (said != came).then(|| format!("{said} frames, where there are {came}"));
    wrong.chain(count).chain(wrong_end(&end, reading, bytes.len(), any_length)).next()
}

fn no_outcome(ran: &Ran) -> String {
    let complaint = if ran.complaint.is_empty() { String::new() } else { format!(": {}", ran.complaint) };
    format!("it ended without an outcome, with {}{complaint}", ran.status)
}

fn wrong_part(line: &Line, frame: &FrameRange, bytes: &[u8]) -> Option<String> {
    if line.offset.is_some_and(|offset| offset != frame.start() as u64) {
        return Some(format!("offset {:?}, where it begins at {}", line.offset, frame.start()));
    }
    let part = |range: &std::ops::Range<usize>| bytes.get(range.clone()).unwrap_or_default();
    let differs = |said: &Option<Hex>, right: &[u8]| said.as_ref().is_some_and(|said| said.0 != right);
    let body = part(&frame.body);
    let content = frame.content.as_deref().unwrap_or(body);
    match line {
        line if differs(&line.header, part(&frame.header)) => Some("another header"),
        line if differs(&line.body, body) && differs(&line.body, content) => Some("another body"),
        line if differs(&line.trailer, part(&frame.trailer)) => Some("another trailer"),
        _ => None,
    }
    .map(Into::into)
}

fn wrong_end(end: &Line, reading: &Reading, len: usize, any_length: bool) -> Option<String> {
    let said = end.outcome.as_deref().unwrap_or_default();
    let right = reading.outcome();
    let is_right = match right {
        Outcome::Malformed => matches!(said, "malformed" | "too-long"),
        // A limit that is nobody's but ours: another program may wait for the rest.
        Outcome::TooLong => matches!(said, "malformed" | "too-long") || (any_length && said == "truncated"),
        other => said == other.name(),
    };
    if !is_right {
        return Some(format!("outcome {said}, where it ends {}", reading.ending()));
    }
    let offset = reading.end.err().map_or(len as u64, |error| error.offset());
    let is_same = said == right.name();
    match end.offset {
        Some(other) if is_same && other != offset => {
            Some(format!("it ends at {other}, where it does at {offset}"))
        }
        _ => None,
    }
}
