//! Runs the checks on every processor, with progress.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use framing_core::testkit::{Check, Context};
use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::expect::Expectation;
use super::fault::Fault;
use super::select::Selection;
use super::{Args, interrupt};
use crate::heap::HeapCount;

/// The verdict on one check.
pub(super) struct Verdict {
    /// The name of the check: format, case, scenario, transport.
    pub(super) id: String,
    pub(super) format: String,
    pub(super) scenario: &'static str,
    pub(super) transport: &'static str,
    /// The number of streams read, or what went wrong.
    pub(super) outcome: Result<u64, Box<Fault>>,
    pub(super) time: Duration,
    /// The bytes of the stream.
    pub(super) stream: Arc<[u8]>,
    /// The failure that a file of known failures expects.
    pub(super) expected: Option<Arc<Expectation>>,
}

/// The verdicts on all checks, in the order of the checks.
#[derive(Default)]
pub(super) struct Results {
    pub(super) verdicts: Vec<Verdict>,
    /// The name of every check that could have been chosen.
    pub(super) known: Vec<String>,
    /// Vectors of unknown formats; each counts as a check that failed.
    pub(super) unknown: Vec<String>,
    /// What was compared.
    pub(super) summary: Option<String>,
    pub(super) time: Duration,
    /// The run was interrupted before every check was run.
    pub(super) interrupted: bool,
}

impl Results {
    /// Checks that failed without being expected to, checks that passed unexpectedly, and unknown vectors.
    pub(super) fn failed(&self) -> usize {
        let wrong = |verdict: &&Verdict| verdict.is_wrong();
        self.unknown.len() + self.verdicts.iter().filter(wrong).count()
    }

    pub(super) fn passed(&self) -> usize {
        self.verdicts.iter().filter(|verdict| verdict.outcome.is_ok() && !verdict.is_wrong()).count()
    }

    /// Checks that failed as expected.
    pub(super) fn expected(&self) -> usize {
        self.verdicts.iter().filter(|verdict| verdict.outcome.is_err() && !verdict.is_wrong()).count()
    }

    /// The number of streams read.
    pub(super) fn streams(&self) -> u64 {
        self.verdicts.iter().filter_map(|verdict| verdict.outcome.as_ref().ok()).sum()
    }

    /// The failures that were not expected, by cause, the most frequent first.
    pub(super) fn causes(&self) -> Vec<(&str, Vec<&Verdict>)> {
        let mut causes: Vec<(&str, Vec<&Verdict>)> = Vec::new();
        for verdict in self.verdicts.iter().filter(|verdict| verdict.is_wrong()) {
            let cause = verdict.cause();
            match causes.iter_mut().find(|(known, _)| *known == cause) {
                Some((_, verdicts)) => verdicts.push(verdict),
                None => causes.push((cause, vec![verdict])),
            }
        }
        causes.sort_by_key(|(_, verdicts)| std::cmp::Reverse(verdicts.len()));
        causes
    }
}

/// The cause of a check that was expected to fail and passed.
const UNEXPECTED_PASS: &str = "an unexpected pass";

impl Verdict {
    /// Whether the check failed unexpectedly, or passed unexpectedly.
    pub(super) fn is_wrong(&self) -> bool {
        match &self.expected {
            None => self.outcome.is_err(),
            Some(expected) => expected.is_exact && self.outcome.is_ok(),
        }
    }

    /// The kind of failure.
    pub(super) fn cause(&self) -> &str {
        self.outcome.as_ref().err().map_or(UNEXPECTED_PASS, |fault| &fault.cause)
    }
}

pub(super) fn run(selection: Selection, args: &Args) -> Results {
    let start = Instant::now();
    let jobs = processors(args.jobs);
    let context = Context::default().with_heap(measure_heap);
    let known = selection.known;
    let progress = progress_bar(selection.checks.len());
    // The allocator counts for all threads together, so what it measures runs while there is only one.
    let (alone, together): (Vec<_>, Vec<_>) =
        selection.checks.into_iter().enumerate().partition(|(_, check)| check.scenario().name == "silence");
    let run_check = |check: &Check| {
        show(&progress, &check.id(), &context);
        run_one(check, &context, args)
    };
    let mut verdicts = run_on(1, &alone, run_check);
    verdicts.extend(run_on(jobs, &together, run_check));
    progress.finish_and_clear();
    verdicts.sort_by_key(|(index, _)| *index);
    let verdicts = verdicts.into_iter().map(|(_, verdict)| verdict).collect();
    let time = start.elapsed();
    Results { verdicts, known, unknown: selection.unknown, time, ..Results::default() }
}

/// As many as were asked for, or one a processor.
pub(super) fn processors(jobs: Option<std::num::NonZeroUsize>) -> usize {
    jobs.or_else(|| thread::available_parallelism().ok()).map_or(1, std::num::NonZeroUsize::get)
}

/// Runs checks on `jobs` threads, each taking the next that nobody has taken.
pub(super) fn run_on<C: Sync, V: Send>(
    jobs: usize,
    checks: &[(usize, C)],
    run: impl Fn(&C) -> V + Sync,
) -> Vec<(usize, V)> {
    let next = AtomicUsize::new(0);
    let verdicts = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..jobs {
            scope.spawn(|| {
                while let Some((index, check)) = checks.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if interrupt::is_requested() {
                        return;
                    }
                    let verdict = run(check);
                    let mut verdicts = verdicts.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                    verdicts.push((*index, verdict));
                }
            });
        }
    });
    verdicts.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn run_one(check: &Check, context: &Context, args: &Args) -> Verdict {
    let start = Instant::now();
    let outcome = match catch_unwind(AssertUnwindSafe(|| check.run(context))) {
        Ok(outcome) => outcome.map_err(|failure| Fault::from(*failure)),
        Err(_) => Err(Fault::new("it panicked", "it panicked; the message is printed above")),
    };
    let outcome = outcome.map_err(|mut fault| {
        fault.again = args.again(&check.id());
        Box::new(fault)
    });
    Verdict {
        id: check.id(),
        format: check.format().to_owned(),
        scenario: check.scenario().name,
        transport: check.transport(),
        outcome,
        time: start.elapsed(),
        stream: Arc::from(check.case().bytes.as_slice()),
        expected: None,
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
