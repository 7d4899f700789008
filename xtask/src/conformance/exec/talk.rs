//! One stream sent to a program, and what the program makes of it, as it comes.

use std::process::ExitStatus;
use std::time::Duration;

use data_encoding::HEXLOWER;
use framing_core::registry::DynFormat;
use framing_core::testkit::Reading;
use framing_core::{FrameBuffer, TwoPhase};
use serde_json::json;

use super::answer::{Answer, Compared, Expected, compare};
use super::plan::Stream;
use super::process::{Process, Program, Trouble};
use super::setup::{Mode, Setup};
use crate::conformance::fault::{Fault, short_hex};
use crate::registry;

/// Sends the first `end` bytes of a stream, cut at these offsets.
pub(super) fn attempt(
    program: &Program,
    setup: &Setup,
    stream: &Stream,
    (end, cuts): (usize, &[usize]),
) -> Result<Compared, Box<Fault>> {
    let mut log = Vec::new();
    let done = match setup.mode {
        Mode::Decode => decode(program, setup, stream, end, cuts, &mut log),
        Mode::Encode => encode(program, setup, stream, &mut log),
        Mode::Forward => forward(program, setup, stream, end, cuts, &mut log),
    };
    done.map_err(|mut fault| {
        log.truncate(LONGEST_LOG);
        fault.log = log;
        Box::new(fault)
    })
}

const LONGEST_LOG: usize = 60;

impl From<Trouble> for Fault {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Start(error) => {
                Self::new("it cannot be started", format!("it cannot be started: {error}"))
            }
            Trouble::Hangs(patience) => hangs(patience),
            Trouble::Idle => Self::new("it hangs", "it waits for input that it does not need"),
            Trouble::TalksTooMuch => Self::new("endless output", "it printed more than 64 MiB"),
            Trouble::Interrupted => Self::new(INTERRUPTED, "the run was interrupted"),
        }
    }
}

/// The cause of every check that an interrupt leaves open.
pub(in crate::conformance) const INTERRUPTED: &str = "interrupted";

fn hangs(patience: Duration) -> Fault {
    let seconds = patience.as_secs();
    Fault::new("it hangs", format!("it hangs: it has not ended {seconds} s after its start; it was killed"))
}

/// The ends of the pieces.
fn ends(cuts: &[usize], end: usize) -> impl Iterator<Item = usize> {
    cuts.iter().copied().filter(move |&cut| cut < end).chain([end])
}

fn decode(
    program: &Program,
    setup: &Setup,
    stream: &Stream,
    end: usize,
    cuts: &[usize],
    log: &mut Vec<String>,
) -> Result<Compared, Fault> {
    let bytes = stream.bytes.get(..end).unwrap_or_default();
    let reading = setup.reading(bytes);
    let mut process = program.start(setup.patience).map_err(Trouble::Start)?;
    let mut answer = Answer::default();
    let mut start = 0;
    for piece_end in ends(cuts, end) {
        let piece = bytes.get(start..piece_end).unwrap_or_default();
        log.push(format!("sent bytes {start} to {piece_end}: {}", short_hex(piece)));
        process.send(piece)?;
        start = piece_end;
        let due = due(&reading, piece_end);
        if !setup.buffered && !demand(&mut process, &mut answer, due, piece_end)? {
            break;
        }
        log.push(format!("{} frames are reported", answer.frames()));
    }
    process.end_input();
    let status = process.wait()?;
    answer.finish(process.stdout());
    log.push(format!("end of the stream; outcome {}", answer.outcome().unwrap_or("none")));
    let expected = Expected {
        also: setup.also(&stream.bytes, end, &reading),
        bytes,
        may_refuse_after: stream.may_refuse_after,
        reading,
    };
    compare(&answer, &expected, setup).map_err(|fault| with_status(fault, &mut process, status))
}

/// What a program printed to standard error explains an answer that is missing.
fn with_status(fault: Fault, process: &mut Process, status: ExitStatus) -> Fault {
    let complaint = process.complaint();
    let complaint = if complaint.is_empty() { complaint } else { format!(": {complaint}") };
    if fault.cause == "no outcome" {
        return fault.with_what(|what| format!("{what}, with {status}{complaint}"));
    }
    fault
}

/// The frames that a program has once it has taken the first `end` bytes.
fn due(reading: &Reading, end: usize) -> usize {
    let within = reading.frames_within(end);
    let is_open = reading.last_until_end && within == reading.frames.len();
    within - usize::from(is_open)
}

/// Waits for the lines of the frames that are due; whether more may follow.
fn demand(process: &mut Process, answer: &mut Answer, due: usize, sent: usize) -> Result<bool, Fault> {
    let waited = process.wait_until(|stdout| {
        answer.update(stdout);
        answer.frames() >= due || answer.is_over()
    });
    match waited {
        Ok(going) => Ok(going && !answer.is_over()),
        Err(Trouble::Idle | Trouble::Hangs(_)) => Err(late("frames", due, answer.frames(), sent)),
        Err(trouble) => Err(trouble.into()),
    }
}

fn late(of_what: &str, due: usize, found: usize, sent: usize) -> Fault {
    let what = format!("after {sent} bytes it has {found} of {due} {of_what} and waits for more input");
    Fault::differs("a frame comes late", what, due.to_string(), found.to_string())
        .with_help("flush standard output after each frame, or run with --buffered")
}

/// Hands frames to a program as JSON lines, and reads the stream that it writes.
fn encode(
    program: &Program,
    setup: &Setup,
    stream: &Stream,
    log: &mut Vec<String>,
) -> Result<Compared, Fault> {
    let mut process = program.start(setup.patience).map_err(Trouble::Start)?;
    for (index, line) in frame_lines(&setup.format, stream).into_iter().enumerate() {
        log.push(format!("sent {line}"));
        process.send(format!("{line}\n").as_bytes())?;
        let due = index + 1;
        let mut found = 0;
        let waited = process.wait_until(|stdout| {
            found = setup.reading(stdout).frames.len();
            setup.buffered || found >= due
        });
        match waited {
            Ok(true) => {}
            Ok(false) => break,
            Err(Trouble::Idle | Trouble::Hangs(_)) => return Err(late("frames", due, found, due)),
            Err(trouble) => return Err(trouble.into()),
        }
    }
    process.end_input();
    let status = process.wait()?;
    log.push(format!("written: {}", short_hex(process.stdout())));
    let written = process.stdout().to_vec();
    compare_written(setup, stream, &written)
        .map_err(|fault| fault.with_what(|what| format!("{what}, with {status}: {}", process.complaint())))
}

/// The frames of a stream, as `decode` prints them.
fn frame_lines(format: &DynFormat, stream: &Stream) -> Vec<String> {
    let mut frames = FrameBuffer::new(format.clone()).with_limits(format.limits().with_body(u64::MAX));
    frames.push(&stream.bytes);
    frames.end();
    let mut lines = Vec::new();
    while let Ok(Some(frame)) = frames.next() {
        let hex = |bytes: &[u8]| HEXLOWER.encode(bytes);
        let content = format.content(&frame.header, frame.body());
        let mut line = json!({
            "header": hex(frame.header_bytes()),
            "body": hex(content.as_deref().unwrap_or(frame.body())),
            "trailer": hex(frame.trailer()),
        });
        if let Some(object) = line.as_object_mut() {
            let coded = content.map(|_| ("coded".to_owned(), hex(frame.body()).into()));
            let fields = registry::fields(format, &frame.header).map(|fields| ("fields".to_owned(), fields));
            object.extend(coded.into_iter().chain(fields));
        }
        lines.push(line.to_string());
    }
    lines
}

/// The stream must be the one that the frames are from, or one with the same bodies after headers that mean the same.
fn compare_written(setup: &Setup, stream: &Stream, written: &[u8]) -> Result<Compared, Fault> {
    let frames = stream.reading.frames.len() as u64;
    let compared = Compared { streams: 1, headers: frames, bodies: frames, trailers: frames, outcomes: 1 };
    if written == stream.bytes || meaning(setup, written) == meaning(setup, &stream.bytes) {
        return Ok(compared);
    }
    let what = "it writes another stream";
    Err(Fault::differs("another stream is written", what, short_hex(&stream.bytes), short_hex(written)))
}

/// The content of a frame, and the fields of its header.
type Meaning = (Vec<u8>, Option<serde_json::Value>);

/// The bodies and what the headers say, and whether the stream ends cleanly.
fn meaning(setup: &Setup, bytes: &[u8]) -> (Vec<Meaning>, bool) {
    let mut frames = FrameBuffer::new(setup.format.clone()).with_limits(setup.limits.with_body(u64::MAX));
    frames.push(bytes);
    frames.end();
    let mut all = Vec::new();
    loop {
        match frames.next() {
            Ok(Some(frame)) => {
                let content = setup.format.content(&frame.header, frame.body());
                let body = content.unwrap_or_else(|| frame.body().to_vec());
                all.push((body, registry::fields(&setup.format, &frame.header)));
            }
            Ok(None) => return (all, true),
            Err(_) => return (all, false),
        }
    }
}

/// Sends a stream through a program that writes it again.
fn forward(
    program: &Program,
    setup: &Setup,
    stream: &Stream,
    end: usize,
    cuts: &[usize],
    log: &mut Vec<String>,
) -> Result<Compared, Fault> {
    let bytes = stream.bytes.get(..end).unwrap_or_default();
    let reading = setup.reading(bytes);
    let mut process = program.start(setup.patience).map_err(Trouble::Start)?;
    let mut start = 0;
    for piece_end in ends(cuts, end) {
        let piece = bytes.get(start..piece_end).unwrap_or_default();
        log.push(format!("sent bytes {start} to {piece_end}: {}", short_hex(piece)));
        process.send(piece)?;
        start = piece_end;
        let frames = due(&reading, piece_end);
        let whole =
            frames.checked_sub(1).and_then(|last| reading.frames.get(last)).map_or(0, |last| last.end());
        match process.wait_until(|stdout| setup.buffered || stdout.len() >= whole) {
            Ok(true) => {}
            Ok(false) => break,
            Err(Trouble::Idle | Trouble::Hangs(_)) => {
                return Err(late("bytes", whole, process.stdout().len(), piece_end));
            }
            Err(trouble) => return Err(trouble.into()),
        }
    }
    process.end_input();
    process.wait()?;
    log.push(format!("forwarded: {}", short_hex(process.stdout())));
    compare_forwarded(process.stdout(), bytes, &reading, stream.may_refuse_after)
}

/// All frames are forwarded, nothing else is, and a frame that is refused is not.
fn compare_forwarded(
    found: &[u8],
    bytes: &[u8],
    reading: &Reading,
    may_refuse_after: Option<usize>,
) -> Result<Compared, Fault> {
    let least = may_refuse_after.unwrap_or(reading.frames.len()).min(reading.frames.len());
    let whole = least.checked_sub(1).and_then(|last| reading.frames.get(last)).map_or(0, |last| last.end());
    let is_refused = reading.outcome() == framing_core::Outcome::Malformed;
    let differs = |cause, what| Err(Fault::differs(cause, what, short_hex(bytes), short_hex(found)));
    if !bytes.starts_with(found) {
        return differs(
            "other bytes are forwarded",
            "the bytes that it forwards are not those of the stream",
        );
    }
    if found.len() < whole {
        return differs("a frame is lost", "it does not forward every frame");
    }
    if is_refused && found.len() == bytes.len() && !bytes.is_empty() {
        return differs("a malformed frame is forwarded", "it forwards a stream that must be refused");
    }
    let frames = reading.frames.len() as u64;
    Ok(Compared { streams: 1, headers: frames, bodies: frames, trailers: frames, outcomes: 1 })
}
