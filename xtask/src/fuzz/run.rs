//! The runs: every format in turn.

use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::time::{Duration, Instant};

use framing_core::Outcome;
use framing_core::testkit::{Examined, Flaw};
use rand::SeedableRng;
use rand::rngs::SmallRng;

use super::corpus::Target;
use super::mutate::{self, Input};
use super::shrink::shrink;
use super::trial::examine;

/// How much is tried.
#[derive(Clone, Copy, Debug)]
pub(super) enum Amount {
    /// The number of streams per format.
    Runs(u64),
    /// As many as there is time for.
    Time(Duration),
}

/// Streams of one format before it is the next one's turn.
const TURN: u64 = 250;

/// What all came to.
pub(super) struct Results {
    pub(super) tallies: Vec<Tally>,
    pub(super) failures: Vec<Failed>,
    pub(super) seed: u64,
    pub(super) time: Duration,
}

/// What the streams of one format came to.
pub(super) struct Tally {
    pub(super) format: String,
    pub(super) streams: u64,
    pub(super) frames: u64,
    pub(super) written: u64,
    /// Streams that ended so, in the order of [`OUTCOMES`].
    pub(super) ended: [u64; OUTCOMES.len()],
    /// The format is not tried any more.
    failed: bool,
}

pub(super) const OUTCOMES: [Outcome; 4] =
    [Outcome::Complete, Outcome::Truncated, Outcome::Malformed, Outcome::TooLong];

/// A stream that failed, and the shortest one found that does.
pub(super) struct Failed {
    pub(super) format: String,
    /// The number of the run, from 1.
    pub(super) run: u64,
    pub(super) bytes: Vec<u8>,
    pub(super) smallest: Input,
    pub(super) flaw: Flaw,
}

impl Results {
    pub(super) fn failed(&self) -> usize {
        self.failures.len()
    }

    pub(super) fn streams(&self) -> u64 {
        self.tallies.iter().map(|tally| tally.streams).sum()
    }
}

/// Tries the formats in turn, each until it fails.
pub(super) fn run(targets: &[Target], amount: Amount, seed: u64) -> Results {
    let start = Instant::now();
    let mut results = Results {
        tallies: targets.iter().map(|target| Tally::of(&target.name)).collect(),
        failures: Vec::new(),
        seed,
        time: Duration::ZERO,
    };
    while results.take_turns(targets, amount, start) {}
    results.time = start.elapsed();
    results
}

impl Results {
    /// Gives each format one turn; `false` once there is nothing left to try.
    fn take_turns(&mut self, targets: &[Target], amount: Amount, start: Instant) -> bool {
        let mut tried = false;
        for (target, tally) in targets.iter().zip(&mut self.tallies) {
            for _ in 0..TURN {
                if tally.failed || !amount.allows(tally.streams, start) {
                    break;
                }
                tried = true;
                self.failures.extend(tally.take_run(target, self.seed));
            }
        }
        tried
    }
}

impl Amount {
    fn allows(self, streams: u64, start: Instant) -> bool {
        match self {
            Self::Runs(runs) => streams < runs,
            Self::Time(time) => start.elapsed() < time,
        }
    }
}

impl Tally {
    fn of(format: &str) -> Self {
        Self { format: format.to_owned(), streams: 0, frames: 0, written: 0, ended: [0; 4], failed: false }
    }

    /// Tries the next stream.
    fn take_run(&mut self, target: &Target, seed: u64) -> Option<Failed> {
        self.streams += 1;
        let mut random = random(seed, &target.name, self.streams);
        let Some((seed, input)) = mutate::make(target, &mut random) else {
            self.failed = true;
            return None;
        };
        match examine(&seed.examiner, &input) {
            Ok(examined) => {
                self.count(&examined);
                None
            }
            Err(flaw) => {
                self.failed = true;
                let (format, run, bytes) = (self.format.clone(), self.streams, input.bytes.clone());
                let (smallest, flaw) = shrink(&seed.examiner, input, flaw);
                Some(Failed { format, run, bytes, smallest, flaw })
            }
        }
    }

    fn count(&mut self, examined: &Examined) {
        self.frames += examined.reading.frames.len() as u64;
        self.written += examined.written as u64;
        let outcome = examined.reading.outcome();
        let ended = self.ended.iter_mut().zip(OUTCOMES).find(|(_, known)| *known == outcome);
        ended.into_iter().for_each(|(count, _)| *count += 1);
    }
}

/// The randomness of one run, which depends on no other run and no other format.
fn random(seed: u64, format: &str, run: u64) -> SmallRng {
    let hash = BuildHasherDefault::<DefaultHasher>::default().hash_one((seed, format, run));
    SmallRng::seed_from_u64(hash)
}
