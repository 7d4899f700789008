//! `cargo xtask conformance --exec`: another program, put through streams that are cut and spoilt.

mod compare;
mod program;

use std::io::Write;
use std::time::{Duration, Instant};

use framing_core::registry::{Declaration, DynFormat};
use framing_core::testkit::{Case, Reading};
use framing_core::{Limits, TwoPhase, encode_frame};
use wildmatch::WildMatch;

pub(super) use self::program::Program;
use self::program::Trouble;
use super::run::{self, Results, Verdict};
use super::{Args, select};
use crate::exit::Failure;
use crate::registry;
use crate::vectors::Vector;

/// A stream, a way to send it, and what must come of it.
struct Check {
    format: DynFormat,
    name: String,
    case: String,
    scenario: &'static str,
    bytes: Vec<u8>,
    cuts: Vec<Vec<usize>>,
    /// The ends of shorter streams, for a scenario that cuts the stream short; otherwise its whole length.
    ends: Vec<usize>,
}

impl Check {
    fn id(&self) -> String {
        format!("{}/{}/{}/{TRANSPORT}", self.name, self.case, self.scenario)
    }
}

const TRANSPORT: &str = "pipe";

/// The most edges of a stream that it is cut at, one at a time.
const MOST_CUTS: usize = 6;

/// The longest stream that is sent byte by byte: each byte waits for the program to take the one before it.
const BYTE_BY_BYTE: usize = 300;

/// Runs the checks that the command line asks for, or gives their names if it asks for those.
pub(super) fn run(args: &Args, program: &Program) -> Result<Results, Failure> {
    let checks = chosen(args)?;
    let start = Instant::now();
    if let Some(check) = checks.first()
        && let Err(Trouble::Start(error)) = program.run(b"", &[], Duration::from_secs(args.patience))
    {
        let name = program.name();
        return Err(Failure::Usage(format!("cannot start {name}, to read {}: {error}", check.name)));
    }
    let numbered: Vec<_> = checks.into_iter().enumerate().collect();
    let patience = Duration::from_secs(args.patience);
    let mut verdicts =
        run::run_on(run::processors(args.jobs), &numbered, |check| verdict(check, program, patience));
    verdicts.sort_by_key(|(index, _)| *index);
    let verdicts = verdicts.into_iter().map(|(_, verdict)| verdict).collect();
    Ok(Results { verdicts, unknown: Vec::new(), time: start.elapsed() })
}

/// Names the checks.
pub(super) fn list(args: &Args, mut out: impl Write) -> Result<(), Failure> {
    let checks = chosen(args)?;
    checks.iter().try_for_each(|check| writeln!(out, "{}", check.id())).map_err(Failure::Output)?;
    writeln!(out, "\n{} checks", checks.len()).map_err(Failure::Output)
}

fn chosen(args: &Args) -> Result<Vec<Check>, Failure> {
    let (name, format, mut cases) = match (args.format.as_slice(), &args.spec) {
        (_, Some(path)) => {
            let format = registry::from_spec(path).map_err(Failure::Usage)?;
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let cases = made_cases(&format);
            (name, format, cases)
        }
        ([name], None) => {
            let declaration =
                registry::find(name).map_err(|hint| Failure::Usage(format!("{name}: {hint}")))?;
            (name.clone(), (declaration.make)(), declared_cases(declaration))
        }
        _ => return Err(Failure::Usage("--exec takes one --format, or a --spec".into())),
    };
    if !args.vectors.is_empty() {
        cases.clear();
    }
    let is_ours = |vector: &Vector| args.spec.is_some() || vector.format == name;
    let is_plain = |vector: &Vector| {
        vector.limit.is_none() && vector.params.is_empty() && vector.request_method.is_none()
    };
    let vectors = select::vectors(args)?;
    let wants_vectors = args.spec.is_none() || !args.vectors.is_empty();
    let vectors = vectors.into_iter().filter(|vector| wants_vectors && is_ours(vector) && is_plain(vector));
    cases.extend(vectors.map(select::case));
    let mut checks: Vec<_> = cases.into_iter().flat_map(|case| checks_of(&name, &format, case)).collect();
    let glob = args.run.as_deref().map(WildMatch::new);
    checks.retain(|check| glob.as_ref().is_none_or(|glob| glob.matches(&check.id())));
    if checks.is_empty() {
        return Err(Failure::Usage(
            "there is no such check; with --list, --exec names what there is, and --vectors brings others"
                .into(),
        ));
    }
    Ok(checks)
}

fn declared_cases(declaration: &Declaration) -> Vec<Case> {
    let samples = declaration.samples.iter().map(Case::of_sample);
    samples.chain(declaration.rejects.iter().map(Case::of_reject)).collect()
}

/// A stream of a format that comes without any: three frames with headers that say nothing but the length.
fn made_cases(format: &DynFormat) -> Vec<Case> {
    let mut writer = format.clone();
    let mut bytes = Vec::new();
    for body in [&b"hello"[..], b"", b"hi"] {
        if let Some(header) = format.header_for(body)
            && encode_frame(&mut writer, &header, body, &mut bytes).is_err()
        {
            break;
        }
    }
    let case = Case { name: "made".into(), bytes, ..Case::of_frames("made", &[]) };
    if case.bytes.is_empty() { Vec::new() } else { vec![case] }
}

/// Every way that a stream is sent: at once, in pieces, and with an end inside a frame.
fn checks_of(name: &str, format: &DynFormat, case: Case) -> Vec<Check> {
    let len = case.bytes.len();
    let reading = Reading::of(format, format.limits(), &case.bytes);
    let edges = edges(&reading, len);
    let in_two = edges.iter().map(|&edge| vec![edge]);
    let byte_by_byte = (len <= BYTE_BY_BYTE).then(|| (1..len).collect());
    let whole = ("whole", vec![vec![]], vec![len]);
    let splits = ("splits", byte_by_byte.into_iter().chain(in_two).collect(), vec![len]);
    let ends = ("ends", vec![vec![]], edges.clone());
    let ways =
        [whole, splits, ends].into_iter().filter(|(_, cuts, ends)| !cuts.is_empty() && !ends.is_empty());
    let check = |(scenario, cuts, ends)| Check {
        format: format.clone(),
        name: name.to_owned(),
        case: case.name.clone(),
        scenario,
        bytes: case.bytes.clone(),
        cuts,
        ends,
    };
    ways.map(check).collect()
}

/// Where to cut: inside the first headers, at the edges of their parts, and inside what ends them.
fn edges(reading: &Reading, len: usize) -> Vec<usize> {
    let of_frame = |frame: &framing_core::testkit::FrameRange| {
        [frame.header.start + 1, frame.header.end, frame.body.end, frame.trailer.end]
    };
    let mut edges: Vec<_> = reading.frames.iter().flat_map(of_frame).collect();
    if edges.is_empty() {
        edges.extend([1, len / 2, len.saturating_sub(1)]);
    }
    edges.retain(|&edge| 0 < edge && edge < len);
    edges.sort_unstable();
    edges.dedup();
    edges.truncate(MOST_CUTS);
    edges
}

fn verdict(check: &Check, program: &Program, patience: Duration) -> Verdict {
    let start = Instant::now();
    let outcome = judge(check, program, patience).map_err(|what| format!("{}\n  {what}", check.id()));
    Verdict {
        id: check.id(),
        format: check.name.clone(),
        scenario: check.scenario,
        transport: TRANSPORT,
        outcome,
        time: start.elapsed(),
    }
}

/// How many streams were read right, or what went wrong with the first that was not.
fn judge(check: &Check, program: &Program, patience: Duration) -> Result<u64, String> {
    let limits = check.format.limits();
    let any_length = limits.body() == Limits::DEFAULT.body();
    let mut streams = 0;
    for &end in &check.ends {
        let bytes = check.bytes.get(..end).unwrap_or_default();
        let reading = Reading::of(&check.format, limits, bytes);
        for cuts in &check.cuts {
            let what = match program.run(bytes, cuts, patience) {
                Ok(ran) => compare::objection(&ran, bytes, &reading, any_length),
                Err(Trouble::Start(error)) => Some(format!("it cannot be started: {error}")),
                Err(Trouble::Hangs(patience)) => Some(format!(
                    "it hangs: it has not ended {} s after it was started; it was ended",
                    patience.as_secs()
                )),
            };
            if let Some(what) = what {
                return Err(format!("{what}\n{}", schedule(bytes, cuts, check.bytes.len())));
            }
            streams += 1;
        }
    }
    Ok(streams)
}

/// How the stream was sent, and the stream.
fn schedule(bytes: &[u8], cuts: &[usize], whole: usize) -> String {
    let pieces = match cuts {
        [] => String::from("in one piece"),
        [cut] => format!("cut at {cut}"),
        _ => String::from("byte by byte"),
    };
    let end = if bytes.len() < whole {
        format!(", ended after {} of {whole} bytes", bytes.len())
    } else {
        String::new()
    };
    let shown = data_encoding::HEXLOWER.encode(bytes.get(..64).unwrap_or(bytes));
    let more = if bytes.len() > 64 { "…" } else { "" };
    format!("  sent      {pieces}{end}\n  stream    {shown}{more}")
}
