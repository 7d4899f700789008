//! Runs one model and reports the result.

use std::panic::PanicHookInfo;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};

use loom::model::Builder;

use super::catalogue::{ALL, Model};
use super::step::{Log, Outcome, Step};

/// Orders of steps begun. Not an atomic that the checker sees.
static INTERLEAVINGS: AtomicU64 = AtomicU64::new(0);

/// Every model ends within this many points at which another thread could go on.
const BRANCHES: usize = 10_000;

pub(crate) fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["--list"] => list(),
        [name] => run(name, |model| model.bound),
        [name, "--bound", "none"] => run(name, |_| None),
        [name, "--bound", bound] => match bound.parse() {
            Ok(bound) => run(name, |_| Some(bound)),
            Err(_) => usage(),
        },
        _ => usage(),
    }
}

fn usage() -> ExitCode {
    eprintln!("usage: models --list | models NAME [--bound N|none]");
    ExitCode::from(2)
}

fn list() -> ExitCode {
    for model in ALL {
        let (name, expected) = (model.name, model.expected.name());
        println!("{}", serde_json::json!({ "model": name, "expected": expected, "bound": model.bound }));
    }
    ExitCode::SUCCESS
}

fn run(name: &str, bound: impl Fn(&Model) -> Option<usize>) -> ExitCode {
    let Some(model) = ALL.iter().find(|model| model.name == name) else {
        eprintln!("no model is named {name}");
        return usage();
    };
    let log = Log::default();
    let shown = log.clone();
    std::panic::set_hook(Box::new(move |panic| end_with_the_failing_schedule(panic, &shown)));
    let mut builder = Builder::new();
    builder.max_branches = BRANCHES;
    builder.preemption_bound = bound(model);
    let scenario = model.run;
    builder.check(move || {
        INTERLEAVINGS.fetch_add(1, Ordering::Relaxed);
        log.take();
        scenario(&log);
    });
    report(Some(Outcome::Passes), "", &[]);
    ExitCode::SUCCESS
}

/// The first panic ends the process: unwinding through the checker can panic again.
fn end_with_the_failing_schedule(panic: &PanicHookInfo<'_>, log: &Log) {
    let message = panic.payload_as_str().unwrap_or("a panic without a message");
    let outcome =
        [("deadlock", Outcome::Hangs), ("short read", Outcome::ShortRead), ("spins", Outcome::Spins)];
    let found = outcome.into_iter().find(|(start, _)| message.starts_with(start));
    report(found.map(|(_, outcome)| outcome), message, &log.take());
    std::process::exit(1);
}

fn report(outcome: Option<Outcome>, message: &str, steps: &[Step]) {
    let report = serde_json::json!({
        "outcome": outcome.map_or("fails", Outcome::name),
        "interleavings": INTERLEAVINGS.load(Ordering::Relaxed),
        "message": message.lines().next().unwrap_or_default(),
        "steps": steps.iter().map(step).collect::<Vec<_>>(),
    });
    println!("{report}");
}

fn step(step: &Step) -> serde_json::Value {
    let (act, count) = step.act.words();
    serde_json::json!({ "who": step.who, "act": act, "count": count, "buffered": step.buffered, "flag": step.flag })
}
