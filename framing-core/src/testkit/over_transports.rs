//! Scenarios over real transports. A reader is known to wait when it has received all that was sent and is blocked on
//! the transport: that is state, so nothing here sleeps.

use std::boxed::Box;
use std::pin::Pin;
use std::string::ToString;
use std::time::Duration;
use std::vec::Vec;
use std::{format, vec};

use tokio::io::AsyncWriteExt;
use tokio::sync::watch;

use super::case::Reading;
use super::checker::Checker;
use super::flaw::{Cause, Flaw, Mismatch};
use super::in_memory::write_frame;
use super::probe::{Probe, Seen};
use super::schedule::{Split, two_way_cuts};
use super::session::Session;
use super::task::both;
use super::transport::Transport;
use super::trial::Trial;
use crate::{FrameReader, Phase, ReadError, TwoPhase};

/// Streams longer than this are not sent byte by byte, and not cut or closed at every byte, but near their edges.
const EVERY_BYTE: usize = 300;

/// What runs while a scenario waits for a transport.
pub(super) type Running<'a> = Pin<Box<dyn Future<Output = Result<(), Flaw>> + 'a>>;

/// Runs a scenario to its end.
pub(super) fn block_on(running: Running<'_>) -> Result<(), Flaw> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    match runtime {
        Ok(runtime) => {
            let outcome = runtime.block_on(running);
            // A blocking reader under test may wait forever.
            runtime.shutdown_background();
            outcome
        }
        Err(error) => Err(Mismatch::new(format!("no runtime: {error}")).into()),
    }
}

async fn open<'a>(
    trial: &'a Trial<'a>,
    transport: Transport,
    bytes: &'a [u8],
    expected: &'a Reading,
) -> Result<Session<'a>, Flaw> {
    trial.count();
    let checker = Checker::new(bytes, expected);
    Session::open(transport, trial.subject.format.clone(), trial.subject.limits, checker, trial.reader)
        .await
        .map_err(|error| Mismatch::new(format!("no connection over {}: {error}", transport.name)).into())
}

/// Sends a piece and sees what the reader makes of it. That it hangs is the one thing that a clock decides.
async fn send(trial: &Trial<'_>, session: &mut Session<'_>, bytes: &[u8]) -> Result<(), Flaw> {
    let sent = tokio::time::timeout(trial.context.deadline, session.send(bytes)).await;
    settle(trial, session, sent)
}

async fn finish(trial: &Trial<'_>, session: &mut Session<'_>) -> Result<(), Flaw> {
    let finished = tokio::time::timeout(trial.context.deadline, session.finish()).await;
    settle(trial, session, finished)
}

fn settle(
    trial: &Trial<'_>,
    session: &Session<'_>,
    outcome: Result<Result<(), Mismatch>, tokio::time::error::Elapsed>,
) -> Result<(), Flaw> {
    let what = match outcome {
        Ok(Ok(())) => return Ok(()),
        Ok(Err(mismatch)) => mismatch,
        Err(_) => hang(trial.context.deadline),
    };
    Err(Flaw::from(what).with_state(session.state()))
}

fn hang(deadline: Duration) -> Mismatch {
    Mismatch::new(format!("it hangs: nothing moved for {} s", deadline.as_secs())).because(Cause::Hangs)
}

fn part<'a>(trial: &Trial<'a>, range: std::ops::Range<usize>) -> &'a [u8] {
    trial.subject.case.bytes.get(range).unwrap_or_default()
}

/// All frames at once, read by a task that may take as long as it likes, and a writer that looks at its state.
pub(super) async fn batch(trial: &Trial<'_>, transport: Transport) -> Result<(), Flaw> {
    match trial.reader {
        None => batch_of_ours(trial, transport).await,
        Some(_) => batch_of_given(trial, transport).await,
    }
}

/// As [`batch_of_ours`], for a reader whose frames are counted as it reports them.
async fn batch_of_given(trial: &Trial<'_>, transport: Transport) -> Result<(), Flaw> {
    let subject = trial.subject;
    let Some(last) = subject.reading.frames.last() else { return Ok(()) };
    let mut session = open(trial, transport, &subject.case.bytes, &subject.reading).await?;
    send(trial, &mut session, part(trial, 0..last.start())).await?;
    check_frames(&session, subject.reading.frames.len() - 1)?;
    send(trial, &mut session, part(trial, last.start()..last.end())).await?;
    check_frames(&session, subject.reading.frames.len())?;
    finish(trial, &mut session).await
}

async fn batch_of_ours(trial: &Trial<'_>, transport: Transport) -> Result<(), Flaw> {
    trial.count();
    let subject = trial.subject;
    let Some(last) = subject.reading.frames.last() else { return Ok(()) };
    let opened = (transport.open)().await;
    let (mut tx, rx) = opened.map_err(|error| Mismatch::new(format!("no connection: {error}")))?;
    let mut reader = FrameReader::new(Probe::new(rx), subject.format.clone()).with_limits(subject.limits);
    let mut seen = reader.get_ref().watch();
    let before = subject.reading.frames.len() - 1;
    let late = last.start();
    let writing = async {
        let all = subject.case.bytes.as_slice();
        let _ = tx.write_all(all.get(..late).unwrap_or_default()).await;
        wait_for(&mut seen, |seen| seen.blocked && seen.received == late as u64 && seen.frames == before)
            .await;
        let _ = tx.write_all(all.get(late..).unwrap_or_default()).await;
        wait_for(&mut seen, |seen| seen.frames == before + 1).await;
        let _ = tx.shutdown().await;
    };
    let mut checker = Checker::new(&subject.case.bytes, &subject.reading);
    let reading = both(writing, read_to_end(&mut reader, &mut checker));
    let outcome = tokio::time::timeout(trial.context.deadline, reading).await;
    let what = match outcome {
        Ok(Ok(())) => return check_idle(&reader),
        Ok(Err(mismatch)) => mismatch,
        Err(_) => hang(trial.context.deadline),
    };
    let (waiting, seen) = (reader.frames().waiting(), reader.get_ref().seen());
    Err(Flaw::from(what).with_state(format!("{waiting}; {seen:?}")))
}

async fn wait_for(seen: &mut watch::Receiver<Seen>, predicate: impl FnMut(&Seen) -> bool) {
    // The sender lives in the reader, which outlives the writer that waits here.
    let _ = seen.wait_for(predicate).await;
}

async fn read_to_end<R: tokio::io::AsyncRead + Unpin>(
    reader: &mut FrameReader<Probe<R>, crate::registry::DynFormat>,
    checker: &mut Checker<'_>,
) -> Result<(), Mismatch> {
    loop {
        let frame = match reader.next().await {
            Ok(Some(frame)) => checker.lent(&frame),
            Ok(None) => return checker.end(Ok(())),
            Err(ReadError::Frame(error)) => return checker.end(Err(error)),
            Err(error) => return Err(Mismatch::new(error.to_string())),
        };
        frame?;
        reader.get_ref().count_frame();
    }
}

fn check_idle<R>(reader: &FrameReader<R, crate::registry::DynFormat>) -> Result<(), Flaw> {
    match reader.frames().buffered().len() {
        0 => Ok(()),
        n => Err(Mismatch::new(format!("{n} bytes are still buffered when all frames were taken")).into()),
    }
}

pub(super) async fn interleaved(trial: &Trial<'_>, transport: Transport) -> Result<(), Flaw> {
    let subject = trial.subject;
    let mut session = open(trial, transport, &subject.case.bytes, &subject.reading).await?;
    for (index, frame) in subject.reading.frames.iter().enumerate() {
        send(trial, &mut session, part(trial, frame.start()..frame.end())).await?;
        check_frames(&session, index + 1)?;
        check_holds_nothing(&session)?;
    }
    finish(trial, &mut session).await
}

fn check_frames(session: &Session<'_>, expected: usize) -> Result<(), Flaw> {
    let came = session.frames();
    if came == expected || session.has_ended() {
        return Ok(());
    }
    let what = Mismatch::new(format!("{came} frames came of the bytes sent, expected {expected}"))
        .because(if came < expected { Cause::Hangs } else { Cause::FrameInvented });
    Err(Flaw::from(what).with_state(session.state()))
}

/// A reader that waits between two frames holds no memory.
fn check_holds_nothing(session: &Session<'_>) -> Result<(), Flaw> {
    match session.held() {
        0 => Ok(()),
        _ if session.has_ended() || session.waiting().is_none_or(|waiting| waiting.have > 0) => Ok(()),
        held => {
            let text = format!("an idle reader holds {held} bytes of heap");
            Err(Mismatch::new(text).because(Cause::Memory).into())
        }
    }
}

pub(super) async fn partial(trial: &Trial<'_>, transport: Transport) -> Result<(), Flaw> {
    let subject = trial.subject;
    let mut session = open(trial, transport, &subject.case.bytes, &subject.reading).await?;
    for (index, frame) in subject.reading.frames.iter().enumerate() {
        send(trial, &mut session, part(trial, frame.header.clone())).await?;
        let is_whole = frame.header.end == frame.end();
        check_frames(&session, index + usize::from(is_whole))?;
        if !is_whole && !frame.header.is_empty() {
            check_waits(&session, Phase::Body, frame.header.len(), frame.end() - frame.start())?;
        }
        send(trial, &mut session, part(trial, frame.body.start..frame.end())).await?;
        check_frames(&session, index + 1)?;
    }
    finish(trial, &mut session).await
}

/// The reader waits in `phase`, has `have` bytes of the frame, and needs more, but not more than the frame has.
fn check_waits(session: &Session<'_>, phase: Phase, have: usize, frame: usize) -> Result<(), Flaw> {
    let Some(waiting) = session.waiting() else { return Ok(()) };
    let needs = have + 1..=frame.max(have + 1);
    if waiting.phase == phase && waiting.have == have && needs.contains(&waiting.need) {
        return Ok(());
    }
    let what = Mismatch::new(format!("it should wait in the {phase} with {have} of at most {frame} bytes"))
        .because(Cause::WrongNeed);
    Err(Flaw::from(what).with_state(session.state()))
}

pub(super) async fn bytes(trial: &Trial<'_>, transport: Transport) -> Result<(), Flaw> {
    let subject = trial.subject;
    let len = subject.case.bytes.len();
    let split = if len <= EVERY_BYTE { Split::bytes(len) } else { Split::at(&cuts(trial)) };
    let mut session = open(trial, transport, &subject.case.bytes, &subject.reading).await?;
    let mut start = 0;
    for end in split.ends(len) {
        send(trial, &mut session, part(trial, start..end)).await?;
        check_after(trial, &session, end)?;
        start = end;
    }
    finish(trial, &mut session).await
}

/// After `end` bytes the frames that end within them were taken, and the reader waits for the one that comes.
fn check_after(trial: &Trial<'_>, session: &Session<'_>, end: usize) -> Result<(), Flaw> {
    let reading = &trial.subject.reading;
    let within = reading.frames_within(end);
    let ends_with_the_stream = reading.frames.get(within).is_none();
    if !ends_with_the_stream || end < trial.subject.case.bytes.len() {
        check_frames(session, within)?;
    }
    match reading.frames.get(within) {
        Some(frame) if frame.start() < end && !session.has_ended() => {
            let phase = if end < frame.header.end { Phase::Header } else { Phase::Body };
            check_waits(session, phase, end - frame.start(), frame.end() - frame.start())
        }
        _ => Ok(()),
    }
}

/// Where a stream is cut or closed: everywhere, or near its edges and here and there.
fn cuts(trial: &Trial<'_>) -> Vec<usize> {
    let (len, edges) = (trial.subject.case.bytes.len(), trial.subject.edges());
    let all = two_way_cuts(len, &edges);
    if len <= EVERY_BYTE {
        return all;
    }
    let near = |cut: &usize| edges.iter().any(|edge| edge.abs_diff(*cut) <= 2) || *cut % (len / 64 + 1) == 0;
    all.into_iter().filter(near).collect()
}

pub(super) async fn two_way(trial: &Trial<'_>, transport: Transport) -> Result<(), Flaw> {
    let subject = trial.subject;
    for cut in cuts(trial) {
        let split = Split::at(&[cut]);
        send_split(trial, transport, &subject.case.bytes, &subject.reading, &split)
            .await
            .map_err(|flaw| flaw.with_split(&split, subject.case.bytes.len()))?;
    }
    Ok(())
}

async fn send_split(
    trial: &Trial<'_>,
    transport: Transport,
    bytes: &[u8],
    expected: &Reading,
    split: &Split,
) -> Result<(), Flaw> {
    let mut session = open(trial, transport, bytes, expected).await?;
    let mut start = 0;
    for end in split.ends(bytes.len()) {
        send(trial, &mut session, bytes.get(start..end).unwrap_or_default()).await?;
        start = end;
    }
    finish(trial, &mut session).await
}

pub(super) async fn closes(trial: &Trial<'_>, transport: Transport) -> Result<(), Flaw> {
    let subject = trial.subject;
    let mut ends = cuts(trial);
    ends.extend([0, subject.case.bytes.len()]);
    for end in ends {
        let bytes = part(trial, 0..end);
        let reading = Reading::new(&subject.format, subject.limits, bytes);
        send_split(trial, transport, bytes, &reading, &Split::whole())
            .await
            .map_err(|flaw| flaw.with_split(&Split::whole(), end))?;
    }
    Ok(())
}

/// The limit that bodies are tried at, in bytes: small enough for a 1-byte length, and one more still fits it.
const LIMIT: u64 = 200;

pub(super) async fn sizes(trial: &Trial<'_>, transport: Transport) -> Result<(), Flaw> {
    let format = &trial.subject.format;
    for (lens, fits) in [(vec![0, LIMIT, 0], true), (vec![1, LIMIT, LIMIT + 1], false)] {
        // The limits of another crate's reader are its own.
        if trial.reader.is_some() && !fits {
            break;
        }
        let mut wire = Vec::new();
        let mut writer = format.clone();
        for len in &lens {
            let body = vec![b'x'; usize::try_from(*len).unwrap_or_default()];
            let Some(header) = format.header_for(&body) else { return Ok(()) };
            if write_frame(&mut writer, &header, &body, &mut wire).is_err() {
                return Ok(());
            }
        }
        let limits = format.limits().with_body(LIMIT);
        let reading = Reading::new(format, limits, &wire);
        check_sizes(&reading, lens.len(), fits)?;
        let checker = Checker::new(&wire, &reading);
        let opened = Session::open(transport, format.clone(), limits, checker, trial.reader).await;
        let mut session = opened.map_err(|error| Mismatch::new(format!("no connection: {error}")))?;
        send(trial, &mut session, &wire).await?;
        finish(trial, &mut session).await?;
        trial.count();
    }
    Ok(())
}

fn check_sizes(reading: &Reading, frames: usize, fits: bool) -> Result<(), Flaw> {
    let expected = if fits { frames } else { frames - 1 };
    let came = reading.frames.len();
    let refused = reading.end.err().is_some_and(|error| error.outcome() == crate::Outcome::TooLong);
    if came == expected && refused != fits {
        return Ok(());
    }
    Err(Mismatch::new(format!("{came} frames of {frames} came, and the stream ended {}", reading.ending()))
        .into())
}
