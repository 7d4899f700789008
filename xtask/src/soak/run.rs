//! Opens connections until the time is over, and adds up what came of them.

use std::io;
use std::time::{Duration, Instant};

use framing_core::Budget;
use rand::rngs::SmallRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use tokio::task::JoinSet;

use super::connection::Plan;
use super::formats::{self, Known};
use super::report::Tally;
use crate::heap::HeapCount;

/// What to do.
#[derive(Clone, Copy, Debug)]
pub(super) struct Settings {
    pub(super) time: Duration,
    pub(super) connections: usize,
    pub(super) seed: u64,
}

/// Bytes that all connections may buffer.
const BUDGET: usize = 4 << 20;

/// Runs connections on one thread, then compares the heap with its baseline.
pub(super) fn run(settings: Settings) -> io::Result<Tally> {
    let known = formats::known();
    // What is allocated once and kept, such as thread locals, is not a leak.
    run_for(Settings { time: Duration::ZERO, ..settings }, &known)?;
    let heap = HeapCount::begin();
    let mut tally = run_for(settings, &known)?;
    tally.held = heap.held();
    Ok(tally)
}

fn run_for(settings: Settings, known: &[Known]) -> io::Result<Tally> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(open_all(settings, known))
}

/// Keeps the number of open connections constant; at least that many are opened.
async fn open_all(settings: Settings, known: &[Known]) -> io::Result<Tally> {
    let (begin, budget) = (Instant::now(), Budget::new(BUDGET));
    let mut random = SmallRng::seed_from_u64(settings.seed);
    let mut tally = Tally::default();
    let mut open = JoinSet::new();
    for _ in 0..settings.connections {
        if let Some(plan) = plan(&mut random, known) {
            open.spawn(plan.run(budget.clone()));
        }
    }
    while let Some(ended) = open.join_next().await {
        tally.add(ended.map_err(io::Error::other)??);
        let next = plan(&mut random, known).filter(|_| begin.elapsed() < settings.time);
        if let Some(plan) = next {
            open.spawn(plan.run(budget.clone()));
        }
    }
    tally.seconds = begin.elapsed().as_secs_f64();
    tally.budget_kept = budget.total() - budget.available();
    Ok(tally)
}

fn plan(random: &mut SmallRng, known: &[Known]) -> Option<Plan> {
    known.choose(random).map(|known| Plan::new(known.clone(), random.random()))
}
