//! The receiving side of a connection.

use std::io;
use std::time::Duration;

use crc32fast::Hasher;
use framing_core::registry::DynFormat;
use framing_core::testkit::Rx;
use framing_core::{Budget, FrameReader, Limits, Outcome, ReadError, Timeouts};
use rand::Rng;
use rand::rngs::SmallRng;
use rand::seq::IndexedRandom;
use tokio::io::AsyncReadExt;
use tokio::task::yield_now;

use super::connection::{Fault, Plan, Shared, lock};
use super::report::Tally;

/// How frames are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// Buffered as a unit.
    Whole,
    /// The body in pieces.
    Streamed,
    /// Every third body is skipped.
    Skipping,
}

impl Mode {
    pub(super) fn any(random: &mut SmallRng) -> Self {
        [Self::Whole, Self::Streamed, Self::Skipping].choose(random).copied().unwrap_or(Self::Whole)
    }
}

/// What the next frame is.
enum Next {
    Frame(Option<u32>),
    End,
    Cancelled,
}

/// A connection that times out more often is stuck.
const MOST_TIMEOUTS: u64 = 10_000;

type Reader = FrameReader<Rx, DynFormat>;

/// Reads until the stream ends or stalls, and compares every frame with the ledger.
pub(super) async fn all(
    plan: &Plan,
    rx: Rx,
    mut random: SmallRng,
    ledger: &Shared,
    budget: Budget,
) -> io::Result<Tally> {
    // Long enough for a busy machine; a timeout before the stall is only resumed.
    let patience =
        if plan.fault == Fault::Stall { Duration::from_millis(20) } else { Duration::from_secs(60) };
    let mut reader = FrameReader::new(rx, plan.known.format.clone())
        .with_limits(Limits::UNLIMITED)
        .with_budget(&budget)
        .with_timeouts(Timeouts::new().frame(patience));
    let mut tally = Tally::default();
    let end = loop {
        match next(&mut reader, plan.mode, &mut random, &mut tally, ledger).await {
            Ok(Next::Cancelled) => tally.cancels += 1,
            Ok(Next::Frame(sum)) => tally.compare(sum, &lock(ledger)),
            Ok(Next::End) => break None,
            Err(ReadError::TimedOut(timed_out)) => {
                tally.timeouts += 1;
                if lock(ledger).has_arrived(tally.frames) {
                    break None;
                }
                if tally.timeouts > MOST_TIMEOUTS {
                    break Some(ReadError::TimedOut(timed_out));
                }
                // An expired deadline stays expired until bytes come, so that the sender needs a turn.
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            Err(error) => break Some(error),
        }
    };
    tally.end(plan, end, &lock(ledger));
    Ok(tally)
}

async fn next(
    reader: &mut Reader,
    mode: Mode,
    random: &mut SmallRng,
    tally: &mut Tally,
    ledger: &Shared,
) -> Result<Next, ReadError> {
    match mode {
        Mode::Whole => whole(reader, random).await,
        Mode::Streamed => streamed(reader, random, tally, ledger).await,
        Mode::Skipping if tally.frames % 3 == 2 => {
            let Some(incoming) = reader.next_header().await? else { return Ok(Next::End) };
            incoming.skip().await?;
            Ok(Next::Frame(None))
        }
        Mode::Skipping => whole(reader, random).await,
    }
}

async fn whole(reader: &mut Reader, random: &mut SmallRng) -> Result<Next, ReadError> {
    let is_cancelled = random.random_ratio(1, 2);
    tokio::select! {
        biased;
        frame = reader.next() => {
            Ok(frame?.map_or(Next::End, |frame| Next::Frame(Some(crc32fast::hash(frame.body())))))
        }
        () = yield_now(), if is_cancelled => Ok(Next::Cancelled),
    }
}

/// Reads a body in pieces, dropping reads now and then.
async fn streamed(
    reader: &mut Reader,
    random: &mut SmallRng,
    tally: &mut Tally,
    ledger: &Shared,
) -> Result<Next, ReadError> {
    let number = tally.frames;
    let Some(incoming) = reader.next_header().await? else { return Ok(Next::End) };
    let mut body = incoming.stream()?;
    let (mut hash, mut piece) = (Hasher::new(), [0; 1000]);
    loop {
        let is_cancelled = random.random_ratio(1, 2);
        tokio::select! {
            biased;
            read = body.read(&mut piece) => match read {
                Ok(0) => return Ok(Next::Frame(Some(hash.finalize()))),
                Ok(n) => hash.update(piece.get(..n).unwrap_or_default()),
                Err(error) => match ReadError::from(error) {
                    // A body that is left is passed over, so that a late sender would look like a loss.
                    ReadError::TimedOut(_) if !lock(ledger).has_arrived(number) => yield_now().await,
                    error => return Err(error),
                },
            },
            () = yield_now(), if is_cancelled => tally.cancels += 1,
        }
    }
}

impl Tally {
    /// Compares the next frame that was read with what was sent.
    fn compare(&mut self, sum: Option<u32>, ledger: &super::connection::Ledger) {
        let sent = usize::try_from(self.frames).ok().and_then(|number| ledger.sums.get(number));
        self.frames += 1;
        let is_same = sent.is_some_and(|sent| sum.is_none_or(|sum| sum == *sent));
        self.changed += u64::from(!is_same);
    }

    /// Counts the frames that were sent and did not arrive, and an end that the fault does not explain.
    fn end(&mut self, plan: &Plan, end: Option<ReadError>, ledger: &super::connection::Ledger) {
        self.bytes = ledger.bytes;
        let is_expected = match (plan.fault, &end) {
            (Fault::HalfClose | Fault::Slow | Fault::Stall, end) => end.is_none(),
            // A body that a delimiter or the end of the stream ends may look complete.
            (Fault::Disconnect, Some(ReadError::Frame(error))) => error.outcome() == Outcome::Truncated,
            (Fault::Disconnect, end) => end.is_none() && !plan.known.is_plain,
            (Fault::Reset, _) => return,
        };
        self.lost += (ledger.complete as u64).saturating_sub(self.frames);
        self.wrong_ends += u64::from(!is_expected);
        if !is_expected {
            let (fault, format, frames) = (plan.fault.name(), plan.known.format.type_name(), self.frames);
            self.examples
                .push(format!("{fault} of {format}: frame {frames} of {}: {end:?}", ledger.complete));
        }
    }
}
