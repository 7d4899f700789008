//! The checks of a program: which streams, cut where, ended where.

use std::sync::Arc;

use framing_core::testkit::{Case, FrameRange, Reading, generated};
use framing_core::{Outcome, TwoPhase};

use super::setup::{Mode, Setup};

/// A stream and what it is read as.
pub(super) struct Stream {
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
    pub(super) reading: Reading,
    /// The number of frames after which a program may refuse this stream, which is only nearly right.
    pub(super) may_refuse_after: Option<usize>,
}

/// What is done to a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    /// Send the streams and compare the answers.
    Compare,
    /// Send a header that announces a long body, and look at the memory.
    Memory,
    /// Send a long header piece by piece, and look at the processor time.
    Time,
    /// Send a header that announces a body over the limit, and demand the refusal before the stream ends.
    Limit,
}

/// One check: a stream, and the ways in which it is sent.
pub(super) struct Check {
    pub(super) stream: Arc<Stream>,
    pub(super) scenario: &'static str,
    pub(super) deed: Deed,
    /// The end of the stream and the cuts before it, for each time that it is sent.
    pub(super) ways: Vec<(usize, Vec<usize>)>,
}

pub(super) const TRANSPORT: &str = "pipe";

impl Check {
    pub(super) fn id(&self, setup: &Setup) -> String {
        format!("{}/{}/{}/{TRANSPORT}", setup.name, self.stream.name, self.scenario)
    }
}

/// The most edges of a stream that it is cut at, one at a time.
const MOST_CUTS: usize = 6;
/// The longest stream that is sent byte by byte: each byte waits for the program to take the one before it.
const BYTE_BY_BYTE: usize = 300;
/// Streams that are nearly right are sent byte by byte up to this length.
const NEAR_BYTE_BY_BYTE: usize = 24;

/// Every check of these cases, and of those that the format itself gives.
pub(super) fn checks(setup: &Setup, cases: Vec<Case>, generate: bool) -> Vec<Check> {
    let seeds: Vec<_> = cases
        .iter()
        .filter(|case| case.outcome == Outcome::Complete)
        .map(|case| case.bytes.clone())
        .collect();
    let mut checks: Vec<_> = cases
        .into_iter()
        .flat_map(|case| {
            let reading = setup.reading(&case.bytes);
            let stream = Stream {
                name: case.name.clone(),
                bytes: case.bytes.clone(),
                reading,
                may_refuse_after: None,
            };
            of_stream(setup, stream, false)
        })
        .collect();
    if generate {
        checks.extend(of_generated(setup, &seeds));
    }
    checks
}

fn of_generated(setup: &Setup, seeds: &[Vec<u8>]) -> Vec<Check> {
    let limit = setup.has_limit.then_some(setup.limits.body());
    let mut checks = Vec::new();
    for stream in generated::sizes(&setup.format, setup.limits, limit) {
        let reading = setup.reading(&stream.bytes);
        let stream = Stream { name: stream.name, bytes: stream.bytes, reading, may_refuse_after: None };
        checks.extend(of_stream(setup, stream, false));
    }
    if setup.mode != Mode::Encode {
        for near in generated::near_misses(&setup.format, setup.limits, seeds) {
            let reading = setup.reading(&near.bytes);
            let may_refuse_after = Some(near.frames_before);
            let stream = Stream { name: near.name, bytes: near.bytes, reading, may_refuse_after };
            checks.extend(of_stream(setup, stream, true));
        }
    }
    if setup.mode == Mode::Decode {
        checks.extend(of_costs(setup, seeds));
    }
    checks
}

/// The checks of memory, time and limit.
fn of_costs(setup: &Setup, seeds: &[Vec<u8>]) -> Vec<Check> {
    let stream = |name: &str, bytes: Vec<u8>| Stream {
        name: name.to_owned(),
        reading: setup.reading(&bytes),
        bytes,
        may_refuse_after: None,
    };
    let mut checks = Vec::new();
    let once = |scenario, deed, stream: Stream| {
        let ways = vec![(stream.bytes.len(), Vec::new())];
        Check { stream: Arc::new(stream), scenario, deed, ways }
    };
    if let Some(header) = generated::longest_header(&setup.format, MOST_ANNOUNCED) {
        checks.push(once("memory", Deed::Memory, stream("announced", header)));
    }
    if let Some(bytes) = generated::long_header(&setup.format, setup.limits, seeds, LONG_HEADER) {
        checks.push(once("time", Deed::Time, stream("long-header", bytes)));
    }
    if setup.has_limit
        && let Some(header) = generated::header_of(&setup.format, setup.limits.body().saturating_add(1))
    {
        checks.push(once("limit", Deed::Limit, stream("over-the-limit", header)));
    }
    checks
}

/// The longest body that is announced and does not come.
const MOST_ANNOUNCED: u64 = 1 << 30;
/// How long a header is made that is searched for its end.
const LONG_HEADER: usize = 60 << 10;

/// Every way that a stream is sent: at once, in pieces, and with an end inside a frame.
fn of_stream(setup: &Setup, stream: Stream, is_near: bool) -> Vec<Check> {
    let len = stream.bytes.len();
    let edges = edges(&stream.reading, len);
    let byte_by_byte = if is_near { NEAR_BYTE_BY_BYTE } else { BYTE_BY_BYTE };
    let bytewise = (len <= byte_by_byte && len > 1).then(|| (len, (1..len).collect()));
    let in_two = edges.iter().filter(|_| !is_near).map(|&edge| (len, vec![edge]));
    // A schedule with one cut says more than one with all of them.
    let splits: Vec<_> = in_two.chain(bytewise).collect();
    let ends: Vec<_> = edges.iter().filter(|_| !is_near).map(|&edge| (edge, Vec::new())).collect();
    let stream = Arc::new(stream);
    let check = |scenario, ways| Check { stream: Arc::clone(&stream), scenario, deed: Deed::Compare, ways };
    if setup.mode == Mode::Encode {
        return vec![check("encode", vec![(len, Vec::new())])];
    }
    let all = [("whole", vec![(len, Vec::new())]), ("splits", splits), ("ends", ends)];
    all.into_iter()
        .filter(|(_, ways)| !ways.is_empty())
        .map(|(scenario, ways)| check(scenario, ways))
        .collect()
}

/// Where to cut: inside the first headers, at the edges of their parts, and inside what ends them.
fn edges(reading: &Reading, len: usize) -> Vec<usize> {
    let of_frame =
        |frame: &FrameRange| [frame.header.start + 1, frame.header.end, frame.body.end, frame.trailer.end];
    let mut edges: Vec<_> = reading.frames.iter().flat_map(of_frame).collect();
    if edges.is_empty() {
        edges.extend([1, len / 2, len.saturating_sub(1)]);
    }
    edges.retain(|&edge| 0 < edge && edge < len);
    edges.sort_unstable();
    edges.dedup();
    edges.truncate(MOST_CUTS);
    edges
}

/// The default limit of a format is nobody's but ours.
pub(super) fn has_own_limit(format: &framing_core::registry::DynFormat) -> bool {
    format.limits().body() != framing_core::Limits::DEFAULT.body()
}
