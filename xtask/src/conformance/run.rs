//! Runs the checks on every processor, with progress.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use framing_core::testkit::{Check, Context};
use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::select::Selection;
use crate::heap::HeapCount;

/// The verdict on one check.
pub(super) struct Verdict {
    /// The name of the check: format, case, scenario, transport.
    pub(super) id: String,
    pub(super) format: String,
    pub(super) scenario: &'static str,
    pub(super) transport: &'static str,
    /// Streams read, or what went wrong.
    pub(super) outcome: Result<u64, String>,
    pub(super) time: Duration,
}

/// The verdicts on all checks, in the order of the checks.
pub(super) struct Results {
    pub(super) verdicts: Vec<Verdict>,
    /// Vectors of formats that there are not; each counts as a check that failed.
    pub(super) unknown: Vec<String>,
    pub(super) time: Duration,
}

impl Results {
    pub(super) fn failed(&self) -> usize {
        self.unknown.len() + self.verdicts.iter().filter(|verdict| verdict.outcome.is_err()).count()
    }

    pub(super) fn passed(&self) -> usize {
        self.verdicts.len() + self.unknown.len() - self.failed()
    }

    /// Streams read in all.
    pub(super) fn streams(&self) -> u64 {
        self.verdicts.iter().filter_map(|verdict| verdict.outcome.as_ref().ok()).sum()
    }
}

pub(super) fn run(selection: Selection, jobs: Option<std::num::NonZeroUsize>) -> Results {
    let start = Instant::now();
    let jobs = processors(jobs);
    let context = Context { heap: Some(measure_heap), ..Context::default() };
    let progress = progress_bar(selection.checks.len());
    // The allocator counts for all threads together, so what it measures runs while there is only one.
    let (alone, together): (Vec<_>, Vec<_>) =
        selection.checks.into_iter().enumerate().partition(|(_, check)| check.scenario().name == "silence");
    let run_check = |check: &Check| {
        show(&progress, &check.id(), &context);
        run_one(check, &context)
    };
    let mut verdicts = run_on(1, &alone, run_check);
    verdicts.extend(run_on(jobs, &together, run_check));
    progress.finish_and_clear();
    verdicts.sort_by_key(|(index, _)| *index);
    let verdicts = verdicts.into_iter().map(|(_, verdict)| verdict).collect();
    Results { verdicts, unknown: selection.unknown, time: start.elapsed() }
}

/// As many as were asked for, or one a processor.
pub(super) fn processors(jobs: Option<std::num::NonZeroUsize>) -> usize {
    jobs.or_else(|| thread::available_parallelism().ok()).map_or(1, std::num::NonZeroUsize::get)
}

/// Runs checks on `jobs` threads, each taking the next that nobody has taken.
pub(super) fn run_on<C: Sync>(
    jobs: usize,
    checks: &[(usize, C)],
    run: impl Fn(&C) -> Verdict + Sync,
) -> Vec<(usize, Verdict)> {
    let next = AtomicUsize::new(0);
    let verdicts = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..jobs {
            scope.spawn(|| {
                while let Some((index, check)) = checks.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let verdict = run(check);
                    let mut verdicts = verdicts.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                    verdicts.push((*index, verdict));
                }
            });
        }
    });
    verdicts.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn run_one(check: &Check, context: &Context) -> Verdict {
    let start = Instant::now();
    let outcome = match catch_unwind(AssertUnwindSafe(|| check.run(context))) {
        Ok(outcome) => outcome.map_err(|failure| failure.to_string()),
        Err(_) => Err(format!("{check}\n  it panicked; the message stands above")),
    };
    Verdict {
        id: check.id(),
        format: check.format().to_owned(),
        scenario: check.scenario().name,
        transport: check.transport(),
        outcome,
        time: start.elapsed(),
    }
}

fn measure_heap(run: &mut dyn FnMut()) -> u64 {
    let count = HeapCount::begin();
    run();
    count.allocated() as u64
}

fn progress_bar(checks: usize) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(checks as u64), ProgressDrawTarget::stderr_with_hz(10));
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} checks  {prefix} streams  {wide_msg}");
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

fn show(progress: &ProgressBar, check: &str, context: &Context) {
    progress.inc(1);
    if !progress.is_hidden() {
        progress.set_prefix(HumanCount(context.runs.load(Ordering::Relaxed)).to_string());
        progress.set_message(check.to_owned());
    }
}
