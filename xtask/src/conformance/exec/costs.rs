//! What a program spends: memory for a body that is only announced, time for a header that comes piece by piece.

use super::answer::{Answer, Compared};
use super::plan::{Deed, Stream};
use super::process::{Process, Program, Trouble};
use super::setup::Setup;
use crate::conformance::fault::Fault;

/// Announced bodies below this size prove nothing: runtimes reserve more by themselves.
const LEAST_ANNOUNCED: u64 = 64 << 20;
/// A part of the announced length that may be allocated before the body comes: 1/8.
const SHARE: u64 = 8;
/// The size of the pieces that a long header comes in.
const PIECE: usize = 16;
/// Processor time, in nanoseconds, below which nothing is judged.
const LEAST_TIME: u64 = 200_000_000;

pub(super) fn measure(
    program: &Program,
    setup: &Setup,
    stream: &Stream,
    deed: Deed,
) -> Result<Compared, Box<Fault>> {
    let process = program.start(setup.patience).map_err(Trouble::Start);
    let measured = match (process, deed) {
        (Err(trouble), _) => Err(trouble.into()),
        (Ok(process), Deed::Memory) => memory(process, setup, stream),
        (Ok(process), Deed::Limit) => limit(process, stream),
        (Ok(process), Deed::Time | Deed::Compare) => time(process, setup, stream),
    };
    measured.map(|()| Compared { streams: 1, ..Compared::default() }).map_err(Box::new)
}

/// Sends the header and one byte of the body: whoever has taken that byte has seen the length.
fn memory(mut process: Process, setup: &Setup, stream: &Stream) -> Result<(), Fault> {
    let announced =
        framing_core::testkit::generated::announced(&setup.format, &stream.bytes).unwrap_or_default();
    let (first, rest) = stream.bytes.split_at_checked(1).unwrap_or_default();
    process.send(first)?;
    let before = process.usage().peak;
    process.send(rest)?;
    process.send(b"x")?;
    let grown = process.usage().peak.saturating_sub(before);
    if announced < LEAST_ANNOUNCED || before == 0 || grown < announced / SHARE {
        return Ok(());
    }
    let what = format!("{} MiB allocated after {} bytes", grown >> 20, stream.bytes.len() + 1);
    let expected = "memory in proportion to the bytes received".to_owned();
    let found = format!("{} MiB for an announced {} MiB", grown >> 20, announced >> 20);
    Err(Fault::differs("memory is allocated based on an unvalidated length", what, expected, found))
}

/// Sends a header over the declared limit and demands the refusal, though nothing follows.
fn limit(mut process: Process, stream: &Stream) -> Result<(), Fault> {
    let mut answer = Answer::default();
    process.send(&stream.bytes)?;
    let over = |answer: &Answer| matches!(answer.outcome(), Some("malformed" | "too-long"));
    let waited = process.wait_until(|stdout| {
        answer.update(stdout);
        answer.is_over()
    });
    match waited {
        Ok(_) | Err(Trouble::Idle | Trouble::Hangs(_)) => {}
        Err(trouble) => return Err(trouble.into()),
    }
    answer.finish(process.stdout());
    if over(&answer) {
        return Ok(());
    }
    let found = answer.outcome().unwrap_or("no outcome").to_owned();
    let what = "a header that announces a body over the limit is not refused";
    Err(Fault::differs(
        "a body over the limit is not refused",
        what,
        "too-long, before the body comes",
        found,
    ))
}

/// A search that starts again with each piece takes three times as long for the second half of a header.
fn time(mut process: Process, setup: &Setup, stream: &Stream) -> Result<(), Fault> {
    let header = stream.reading.frames.first().map_or(0, |frame| frame.header.len());
    let (head, rest) = stream.bytes.split_at_checked(header).unwrap_or_default();
    let mut spent = [0; 2];
    let (first, second) = head.split_at(head.len() / 2);
    process.send(first.get(..1).unwrap_or_default())?;
    for (half, spent) in [first.get(1..).unwrap_or_default(), second].into_iter().zip(&mut spent) {
        let before = process.usage().cpu_nanos;
        for piece in half.chunks(PIECE) {
            process.send(piece)?;
        }
        *spent = process.usage().cpu_nanos.saturating_sub(before);
    }
    let [first, second] = spent;
    if second > 2 * first && second - first > LEAST_TIME {
        let what = format!("a header of {header} bytes costs more with every piece");
        let millis = |nanos: u64| format!("{} ms", nanos / 1_000_000);
        let (expected, found) = (millis(first), millis(second));
        let help = "keep the position that the search has reached";
        let cause = "a search that starts again with each piece";
        return Err(
            Fault::differs(cause, what, format!("about {expected} for each half"), found).with_help(help)
        );
    }
    finish(process, setup, rest)
}

fn finish(mut process: Process, setup: &Setup, rest: &[u8]) -> Result<(), Fault> {
    process.send(rest)?;
    process.end_input();
    process.wait()?;
    let mut answer = Answer::default();
    answer.finish(process.stdout());
    match answer.outcome() {
        Some("complete") => Ok(()),
        // A limit that the program has not declared.
        Some("too-long" | "malformed") if !setup.strict => Ok(()),
        other => {
            let found = other.unwrap_or("no outcome");
            Err(Fault::differs("another outcome", "a long header", "complete", found))
        }
    }
}
