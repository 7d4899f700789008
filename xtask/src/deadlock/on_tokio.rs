//! Runs a scenario for real, on tokio with paused time: a clock that jumps ahead as soon as nobody can go on, so that
//! a hang is known at once.

use std::future::Future;
use std::io;
use std::time::Duration;

use tokio::task::{JoinHandle, yield_now};
use tokio::time::{sleep, timeout};

use super::catalogue::{Cure, Scenario, Situation, Subject};
use super::cures;
use super::designs::{Board, Bounded, Design, FrameSeat, Seat, Stop};
use super::step::{Act, Log, Outcome, Part, Step};
use super::sync::Arc;
use super::traffic::{Event, HEADER, Traffic, frame};

/// What came of a scenario.
pub(super) struct Report {
    pub(super) outcome: Outcome,
    pub(super) steps: Vec<Step>,
    /// What came of each timing of a sweep.
    pub(super) sweep: Option<Sweep>,
}

/// What came of each timing: a row for each pause of the writer, a column for each of the reader.
pub(super) struct Sweep(pub(super) Vec<[Outcome; TIMINGS.len()]>);

/// Milliseconds after each write, and before each frame is read.
pub(super) const TIMINGS: [u64; 6] = [0, 1, 2, 5, 10, 50];

/// Whoever still waits after this, in a time that passes only when nobody can go on, waits forever.
const FOR_EVER: Duration = Duration::from_secs(3600);

pub(super) fn run(scenario: &Scenario) -> io::Result<Report> {
    match scenario.situation {
        Situation::Sweep => sweep(scenario.subject),
        situation => run_once(|log| one(scenario.subject, situation, log)),
    }
}

/// Every timing by itself, each with a clock of its own; the steps are those of the first that fails, or of the last.
fn sweep(subject: Subject) -> io::Result<Report> {
    let mut rows = Vec::new();
    let mut shown: Option<Report> = None;
    for gap in TIMINGS {
        let mut row = [Outcome::Passes; TIMINGS.len()];
        for (cell, pause) in row.iter_mut().zip(TIMINGS) {
            let report = run_once(|log| frames(subject, Traffic::Apart(gap), pause, log))?;
            *cell = report.outcome;
            if shown.as_ref().is_none_or(|shown| shown.outcome == Outcome::Passes) {
                shown = Some(report);
            }
        }
        rows.push(row);
    }
    let (outcome, steps) =
        shown.map_or((Outcome::Passes, Vec::new()), |report| (report.outcome, report.steps));
    Ok(Report { outcome, steps, sweep: Some(Sweep(rows)) })
}

fn run_once<F: Future<Output = Outcome>>(scenario: impl FnOnce(Log) -> F) -> io::Result<Report> {
    let log = Log::default();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build()?;
    let outcome = runtime.block_on(scenario(log.clone()));
    Ok(Report { outcome, steps: log.take(), sweep: None })
}

async fn one(subject: Subject, situation: Situation, log: Log) -> Outcome {
    match (situation, subject) {
        (Situation::Frames(traffic), _) => frames(subject, traffic, 0, log).await,
        (Situation::TwoReaders, Subject::Design(design)) => two_readers(design, log).await,
        (Situation::TwoReaders, Subject::Cure(_)) => cures::two_readers(log).await,
        (Situation::End, Subject::Design(design)) => end(design, log).await,
        (Situation::End, Subject::Cure(_)) => cures::end(log).await,
        (Situation::CancelledReader, Subject::Design(design)) => cancelled_reader(design, log).await,
        (Situation::CancelledBetweenPhases { keeps_header }, Subject::Design(design)) => {
            cancelled_between_phases(design, keeps_header, log).await
        }
        (Situation::NeedAboveCapacity, Subject::Cure(Cure::Pipe)) => cures::need_above_capacity(log).await,
        (Situation::NeedAboveCapacity, _) => need_above_capacity(log).await,
        (Situation::Sweep | Situation::CancelledReader | Situation::CancelledBetweenPhases { .. }, _) => {
            Outcome::Passes
        }
    }
}

async fn frames(subject: Subject, traffic: Traffic, pause: u64, log: Log) -> Outcome {
    match subject {
        Subject::Design(design) => frames_by_design(design, traffic, pause, log).await,
        Subject::Cure(cure) => cures::frames(cure, traffic, pause, log).await,
    }
}

async fn frames_by_design(design: Design, traffic: Traffic, pause: u64, log: Log) -> Outcome {
    let board = Board::new(design, log.clone());
    let mut reader = FrameSeat::new(board.seat("reader"), HEADER);
    let read = tokio::spawn(async move {
        for body in traffic.bodies() {
            sleep(Duration::from_millis(pause)).await;
            same(&reader.next().await?, body)?;
        }
        Ok(())
    });
    let writer = board.seat("writer");
    play(traffic, &log, async |bytes| writer.write(bytes)).await;
    settled([read]).await
}

/// Performs the traffic, with `write` for the writes. The readers go first, so that they wait from the start.
pub(super) async fn play(traffic: Traffic, log: &Log, mut write: impl AsyncFnMut(&[u8])) {
    yield_now().await;
    for event in traffic.events() {
        match event {
            Event::Write(bytes) => write(&bytes).await,
            Event::Pause(0) => {}
            Event::Pause(milliseconds) => {
                sleep(Duration::from_millis(milliseconds)).await;
                log.note_time("writer", Act::Pauses(milliseconds));
            }
        }
    }
}

/// A body that is not the one that was sent ends the reading as a short read does.
pub(super) fn same(read: &[u8], sent: &[u8]) -> Result<(), Stop> {
    if read == sent { Ok(()) } else { Err(Stop::Short { got: read.len(), need: sent.len() }) }
}

/// What came of the readers.
pub(super) async fn settled<const N: usize>(readers: [JoinHandle<Result<(), Stop>>; N]) -> Outcome {
    for reader in readers {
        match timeout(FOR_EVER, reader).await {
            Ok(Ok(Ok(()))) => {}
            Ok(Ok(Err(Stop::Spins))) => return Outcome::Spins,
            Ok(_) => return Outcome::ShortRead,
            Err(_elapsed) => return Outcome::Hangs,
        }
    }
    Outcome::Passes
}

fn reads(seat: Seat, need: usize) -> JoinHandle<Result<(), Stop>> {
    tokio::spawn(async move { seat.read(need, Part::Body).await.map(|_| ()) })
}

/// Two readers wait; then there is a write for each, in the order that does them harm.
async fn two_readers(design: Design, log: Log) -> Outcome {
    let board = Board::new(design, log);
    let (needs, pieces, apart): ([usize; 2], [&[u8]; 2], bool) = match design {
        Design::AutoResetLoop => ([1, 2], [b"a", b"bc"], false),
        Design::ConditionNotifyOne | Design::ConditionNotifyAll => ([2, 1], [b"a", b"bc"], true),
        _ => ([1, 1], [b"a", b"b"], false),
    };
    let readers =
        [("reader A", needs[0]), ("reader B", needs[1])].map(|(who, need)| reads(board.seat(who), need));
    yield_now().await;
    let writer = board.seat("writer");
    for piece in pieces {
        writer.write(piece);
        if apart {
            yield_now().await;
        }
    }
    settled(readers).await
}

async fn end(design: Design, log: Log) -> Outcome {
    let board = Board::new(design, log);
    let seat = board.seat("reader");
    let reader = tokio::spawn(async move {
        match seat.read(HEADER, Part::Header).await {
            Err(Stop::Ended) => Ok(()),
            _ => Err(Stop::Ended),
        }
    });
    yield_now().await;
    board.seat("writer").close();
    settled([reader]).await
}

async fn cancelled_reader(design: Design, log: Log) -> Outcome {
    let board = Board::new(design, log);
    let [first, second] = ["reader A", "reader B"].map(|who| reads(board.seat(who), 1));
    yield_now().await;
    board.seat("writer").write(b"a");
    first.abort();
    settled([second]).await
}

async fn cancelled_between_phases(design: Design, keeps_header: bool, log: Log) -> Outcome {
    let board = Board::new(design, log.clone());
    let mut frames = FrameSeat::new(board.seat("reader"), HEADER).keeping_header(keeps_header);
    let reader = tokio::spawn(async move {
        match timeout(Duration::from_millis(5), frames.next()).await {
            Ok(body) => same(&body?, b"hello"),
            Err(_elapsed) => same(&frames.next().await?, b"hello"),
        }
    });
    yield_now().await;
    let (header, body) = (frame(b"hello"), frame(b"hello").split_off(HEADER));
    let writer = board.seat("writer");
    writer.write(header.get(..HEADER).unwrap_or_default());
    sleep(Duration::from_millis(10)).await;
    log.note_time("writer", Act::Pauses(10));
    writer.write(&body);
    settled([reader]).await
}

async fn need_above_capacity(log: Log) -> Outcome {
    let buffer = Arc::new(Bounded::new(2, log));
    let waiting = Arc::clone(&buffer);
    let reader = tokio::spawn(async move { same(&waiting.read(3).await, b"abc") });
    let writer = tokio::spawn(async move { buffer.write(b"abc").await });
    let outcome = settled([reader]).await;
    writer.abort();
    outcome
}
