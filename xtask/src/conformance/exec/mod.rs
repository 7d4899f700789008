//! `cargo xtask conformance --exec`: another program, tested with streams that are split, cut short and nearly right.

mod answer;
mod costs;
mod plan;
mod process;
mod procfs;
mod setup;
mod talk;

use std::io::Write;
use std::sync::Arc;
use std::time::{Duration, Instant};

use framing_core::TwoPhase;
use framing_core::registry::Declaration;
use framing_core::testkit::Case;
use wildmatch::WildMatch;

use self::answer::Compared;
use self::plan::{Check, Deed, Stream, TRANSPORT};
pub(super) use self::process::Program;
use self::process::Trouble;
use self::setup::{Mode, Setup};
use self::talk::INTERRUPTED;
use super::fault::{Fault, Schedule, short_hex};
use super::run::{self, Results, Verdict};
use super::{Args, select};
use crate::exit::Failure;
use crate::registry;
use crate::vectors::Vector;

/// Runs the checks that the command line asks for.
pub(super) fn run(args: &Args, program: &Program) -> Result<Results, Failure> {
    let (setup, all) = prepare(args)?;
    let known: Vec<_> = all.iter().map(|check| check.id(&setup)).collect();
    let checks = chosen(args, &setup, all)?;
    let start = Instant::now();
    let broken = probe(program, &setup)?;
    let judge = |check: &Check| match &broken {
        Some(fault) => Err(fault.clone()),
        None => judge(check, program, &setup),
    };
    let jobs = run::processors(args.jobs);
    let numbered: Vec<_> = checks.into_iter().enumerate().collect();
    let mut verdicts = run::run_on(jobs, &numbered, |check| verdict(check, args, &setup, &judge));
    verdicts.sort_by_key(|(index, _)| *index);
    let (verdicts, compared): (Vec<_>, Vec<_>) = verdicts.into_iter().map(|(_, verdict)| verdict).unzip();
    let compared = compared.into_iter().fold(Compared::default(), |mut sum, one| {
        sum.add(one);
        sum
    });
    let summary = summary(&setup, compared);
    Ok(Results { verdicts, known, summary: Some(summary), time: start.elapsed(), ..Results::default() })
}

fn summary(setup: &Setup, compared: Compared) -> String {
    let Compared { headers, bodies, trailers, outcomes, .. } = compared;
    let what = match setup.mode {
        Mode::Decode => "reported",
        Mode::Encode => "written",
        Mode::Forward => "forwarded",
    };
    format!(
        "compared as {what}: {headers} headers, {bodies} bodies, {trailers} trailers, {outcomes} outcomes"
    )
}

/// Names the checks.
pub(super) fn list(args: &Args, mut out: impl Write) -> Result<(), Failure> {
    let (setup, all) = prepare(args)?;
    let checks = chosen(args, &setup, all)?;
    checks.iter().try_for_each(|check| writeln!(out, "{}", check.id(&setup))).map_err(Failure::Output)?;
    writeln!(out, "\n{} checks", checks.len()).map_err(Failure::Output)
}

/// Reads the empty stream: a program that hangs on it, hangs on everything, and costs its patience once.
fn probe(program: &Program, setup: &Setup) -> Result<Option<Box<Fault>>, Failure> {
    let cannot =
        |error| Failure::Usage(format!("cannot start {}, to read {}: {error}", program.name(), setup.name));
    let mut process = program.start(setup.patience).map_err(cannot)?;
    process.end_input();
    match process.wait() {
        Err(Trouble::Start(error)) => Err(cannot(error)),
        Err(trouble) => {
            let fault = Fault::from(trouble).with_what(|what| format!("{what}, reading an empty stream"));
            Ok(Some(Box::new(fault)))
        }
        Ok(_) => Ok(None),
    }
}

/// The program's setup, and every check that there is for it.
fn prepare(args: &Args) -> Result<(Setup, Vec<Check>), Failure> {
    let (mut setup, mut cases) = subject(args)?;
    for declared in &args.declare {
        let (key, value) = declared
            .split_once('=')
            .ok_or_else(|| Failure::Usage(format!("--declare {declared}: expected KEY=VALUE")))?;
        setup.declare(key, value)?;
    }
    if !args.vectors.is_empty() {
        cases.clear();
    }
    cases.extend(vectors(args, &setup.name)?);
    let sample_headers: Vec<_> = cases
        .iter()
        .filter(|case| case.outcome == framing_core::Outcome::Complete)
        .flat_map(|case| {
            let frames = setup.reading(&case.bytes).frames;
            frames.into_iter().filter_map(|frame| case.bytes.get(frame.header).map(<[u8]>::to_vec))
        })
        .collect();
    setup.learn_ending(sample_headers.iter().map(Vec::as_slice));
    let generate = args.vectors.is_empty();
    let mut checks = plan::checks(&setup, cases, generate);
    if setup.mode == Mode::Encode {
        checks.retain(|check| check.stream.reading.end.is_ok() && check.deed == Deed::Compare);
    }
    Ok((setup, checks))
}

fn subject(args: &Args) -> Result<(Setup, Vec<Case>), Failure> {
    let (name, format, document, cases) = match (args.format.as_slice(), &args.spec) {
        (_, Some(path)) => {
            let format = registry::from_spec(path).map_err(Failure::Usage)?;
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            (name, format, None, Vec::new())
        }
        ([name], None) => {
            let declaration =
                registry::find(name).map_err(|hint| Failure::Usage(format!("{name}: {hint}")))?;
            let document = Some(declaration.source.to_owned());
            (name.clone(), (declaration.make)(), document, declared_cases(declaration))
        }
        _ => return Err(Failure::Usage("--exec requires one --format or a --spec".into())),
    };
    let mode = match (args.encode, args.proxy) {
        (true, _) => Mode::Encode,
        (_, true) => Mode::Forward,
        _ => Mode::Decode,
    };
    let setup = Setup {
        name,
        document,
        limits: format.limits(),
        has_limit: plan::has_own_limit(&format),
        format,
        minimal: false,
        strict: args.strict,
        buffered: args.buffered,
        mode,
        ending: None,
        patience: Duration::from_secs(args.patience),
    };
    Ok((setup, cases))
}

fn declared_cases(declaration: &Declaration) -> Vec<Case> {
    let samples = declaration.samples.iter().map(Case::from_sample);
    samples.chain(declaration.rejects.iter().map(Case::from_reject)).collect()
}

/// The vectors of the format without settings; for a spec, the given ones.
fn vectors(args: &Args, name: &str) -> Result<impl Iterator<Item = Case>, Failure> {
    let is_ours = |vector: &Vector| args.spec.is_some() || vector.format == name;
    let is_plain = |vector: &Vector| {
        vector.limit.is_none() && vector.params.is_empty() && vector.request_method.is_none()
    };
    let wants_vectors = args.spec.is_none() || !args.vectors.is_empty();
    let vectors = select::vectors(args)?;
    let ours: Vec<_> =
        vectors.into_iter().filter(|vector| wants_vectors && is_ours(vector) && is_plain(vector)).collect();
    Ok(ours.into_iter().map(select::case))
}

fn chosen(args: &Args, setup: &Setup, mut checks: Vec<Check>) -> Result<Vec<Check>, Failure> {
    let glob = args.run.as_deref().map(WildMatch::new);
    checks.retain(|check| glob.as_ref().is_none_or(|glob| glob.matches(&check.id(setup))));
    if checks.is_empty() {
        return Err(Failure::Usage(
            "no such check; help: --list with --exec names the checks, and --vectors adds streams".into(),
        ));
    }
    Ok(checks)
}

fn verdict(
    check: &Check,
    args: &Args,
    setup: &Setup,
    judge: &impl Fn(&Check) -> Result<Compared, Box<Fault>>,
) -> (Verdict, Compared) {
    let start = Instant::now();
    let id = check.id(setup);
    let judged = judge(check);
    let compared = judged.as_ref().map(|compared| *compared).unwrap_or_default();
    let outcome = judged.map(|compared| compared.streams).map_err(|mut fault| {
        fault.again = args.again(&id);
        fault.document.clone_from(&setup.document);
        fault
    });
    let verdict = Verdict {
        id,
        format: setup.name.clone(),
        scenario: check.scenario,
        transport: TRANSPORT,
        outcome,
        time: start.elapsed(),
        stream: Arc::from(check.stream.bytes.as_slice()),
        expected: None,
    };
    (verdict, compared)
}

/// Sends the stream in every way of the check, and stops at the first that goes wrong.
fn judge(check: &Check, program: &Program, setup: &Setup) -> Result<Compared, Box<Fault>> {
    let mut all = Compared::default();
    for (end, cuts) in &check.ways {
        let compared = match check.deed {
            Deed::Compare => talk::attempt(program, setup, &check.stream, (*end, cuts)),
            deed => costs::measure(program, setup, &check.stream, deed),
        };
        all.add(compared.map_err(|fault| with_stream(fault, &check.stream, *end, cuts))?);
    }
    Ok(all)
}

/// The fault with its stream, and how the stream was sent.
fn with_stream(mut fault: Box<Fault>, stream: &Stream, end: usize, cuts: &[usize]) -> Box<Fault> {
    if fault.cause != INTERRUPTED {
        let len = stream.bytes.len();
        fault.schedule = Some(Schedule { cuts: cuts.to_vec(), end, len });
        fault.picture = format!("stream    {}", short_hex(stream.bytes.get(..end).unwrap_or_default()));
    }
    fault
}
