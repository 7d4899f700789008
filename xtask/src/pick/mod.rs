//! `cargo xtask pick`: the format of a stream.

mod infer;
mod trial;

use std::collections::BTreeMap;
use std::io::{self, Read, Write};

use serde::Serialize;

use self::trial::Trial;
use crate::capture::{self, Event};
use crate::exit::{Exit, Failure};
use crate::input::{InputArgs, Opened};
use crate::registry;

/// The most bytes of a stream that are tried.
const MAX_BYTES: u64 = 256 << 10;
/// The most streams of a capture that are tried.
const MAX_STREAMS: usize = 64;
/// The longest preface that is skipped before a format is tried again.
const MAX_PREFACE: usize = 16;
/// Candidates whose score is at least this part of the best fit as well.
const AS_GOOD: f64 = 0.8;

/// Find out which format a stream has
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Every format is tried from the first byte, and after a preface of up to 16 bytes; in a capture, on each
direction of each connection. Candidates are ranked by how much of the stream whole frames explain, and by how
many bits of them the format checks: those are changed, and what the format then refuses is evidence for it.

With --json, one object per candidate, best first:
  {\"format\":\"netstring\",\"frames\":3,\"explained\":1.0,\"why\":\"...\",\"skip\":0,\"crate\":\"...\",\"type\":\"...\"}

With --spec, the header of an unknown format with a length field at a fixed offset is inferred instead: where
the field is, its width and byte order, what it counts, and bytes that never change. The spec is TOML.

Exit codes:
  0  a format fits
  1  no format fits
  2  wrong usage, or a file that cannot be read

Examples:
  cargo xtask pick unknown.bin
  cargo xtask pick --json capture.pcap
  cargo xtask pick --spec unknown.bin > unknown.toml
  cargo xtask decode --spec unknown.toml unknown.bin")]
pub(crate) struct Args {
    /// Print one JSON object per candidate
    #[arg(long)]
    json: bool,
    /// Infer an unknown fixed header and print it as a spec
    #[arg(long, conflicts_with = "json")]
    spec: bool,
    /// Print at most N candidates
    #[arg(long, value_name = "N", default_value_t = 5)]
    most: usize,
    #[command(flatten)]
    input: InputArgs,
}

/// The bytes of one stream, or of the streams of a capture in one direction.
struct Source {
    name: String,
    streams: Vec<Vec<u8>>,
}

/// A format that explains a source.
#[derive(Clone, Debug, Serialize)]
struct Candidate {
    #[serde(skip_serializing_if = "String::is_empty")]
    stream: String,
    format: &'static str,
    frames: usize,
    explained: f64,
    why: String,
    skip: usize,
    #[serde(rename = "crate")]
    package: &'static str,
    #[serde(rename = "type")]
    type_name: String,
    #[serde(skip)]
    score: f64,
}

impl Args {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let sources = self.sources()?;
        let out = io::stdout().lock();
        if self.spec {
            return print_spec(&sources, out);
        }
        let found: Vec<_> = sources.iter().map(|source| (source, candidates(source))).collect();
        let fits = found.iter().any(|(_, candidates)| !candidates.is_empty());
        match self.json {
            true => self.print_json(&found, out),
            false => self.print_text(&found, out),
        }
        .map_err(Failure::Output)?;
        Ok(if fits { Exit::Success } else { Exit::NotConforming })
    }

    fn sources(&self) -> Result<Vec<Source>, Failure> {
        match self.input.open()? {
            Opened::Stream(mut input) => {
                let mut bytes = Vec::new();
                let read = (&mut input).take(MAX_BYTES).read_to_end(&mut bytes);
                read.map_err(|error| input.unreadable(&error))?;
                Ok(vec![Source { name: String::new(), streams: vec![bytes] }])
            }
            Opened::Capture(input) => {
                let mut all = BTreeMap::<usize, Vec<u8>>::new();
                let streams = capture::read(input, &mut |number, _, event| {
                    if let Event::Bytes { bytes, .. } | Event::Datagram { bytes, .. } = event
                        && (all.len() < MAX_STREAMS || all.contains_key(&number))
                    {
                        append(all.entry(number).or_default(), bytes);
                    }
                    Ok(())
                })?;
                let mut sources = BTreeMap::<String, Source>::new();
                for (number, bytes) in all.into_iter().filter(|(_, bytes)| !bytes.is_empty()) {
                    let Some(stream) = streams.get(number) else { continue };
                    let (from, to) = (stream.from.port(), stream.to.port());
                    let name = if to <= from { format!("to port {to}") } else { format!("from port {from}") };
                    let name = format!("{} {name}", stream.transport.name());
                    let source =
                        sources.entry(name.clone()).or_insert_with(|| Source { name, streams: Vec::new() });
                    source.streams.push(bytes);
                }
                Ok(sources.into_values().collect())
            }
        }
    }

    fn print_json(&self, found: &[(&Source, Vec<Candidate>)], mut out: impl Write) -> io::Result<()> {
        for candidate in found.iter().flat_map(|(_, candidates)| candidates.iter().take(self.most)) {
            serde_json::to_writer(&mut out, candidate)?;
            writeln!(out)?;
        }
        Ok(())
    }

    fn print_text(&self, found: &[(&Source, Vec<Candidate>)], mut out: impl Write) -> io::Result<()> {
        for (source, candidates) in found {
            if !source.name.is_empty() {
                writeln!(out, "{}:", source.name)?;
            }
            let best = candidates.first().map_or(0.0, |best| best.score);
            let as_good = candidates.iter().filter(|other| other.score >= best * AS_GOOD).count();
            match as_good {
                0 => writeln!(out, "no format fits; try --skip, or --spec to infer a fixed header")?,
                1 => {}
                n => writeln!(out, "{n} formats fit about equally well")?,
            }
            for candidate in candidates.iter().take(self.most) {
                let Candidate { format, frames, explained, why, package, type_name, .. } = candidate;
                writeln!(
                    out,
                    "{format:20} {frames:6} frames {:5.1} %  {package}: {type_name}",
                    explained * 100.0
                )?;
                writeln!(out, "{:20} {why}", "")?;
            }
        }
        Ok(())
    }
}

fn append(stream: &mut Vec<u8>, bytes: &[u8]) {
    let room = usize::try_from(MAX_BYTES).unwrap_or(usize::MAX).saturating_sub(stream.len());
    stream.extend_from_slice(bytes.get(..room).unwrap_or(bytes));
}

/// The formats that explain a source, best first.
fn candidates(source: &Source) -> Vec<Candidate> {
    let mut all: Vec<_> = registry::formats().filter_map(|format| candidate(format, source)).collect();
    all.sort_by(|a, b| b.score.total_cmp(&a.score));
    all
}

/// Tries one format on all streams of a source.
fn candidate(format: &'static framing_core::registry::Declaration, source: &Source) -> Option<Candidate> {
    let trials: Vec<_> = source.streams.iter().map(|stream| best_trial(format, stream)).collect();
    let sum = |count: fn(&Trial) -> usize| trials.iter().map(count).sum::<usize>();
    let (frames, covered, total) = (sum(|t| t.frames), sum(|t| t.covered), sum(|t| t.total));
    let score: f64 = trials.iter().map(Trial::score).sum();
    let best = trials.iter().max_by(|a, b| a.score().total_cmp(&b.score()))?;
    if !best.is_plausible() || covered * 2 < total {
        return None;
    }
    let made = (format.make)();
    Some(Candidate {
        stream: source.name.clone(),
        format: format.name,
        frames,
        explained: covered as f64 / total.max(1) as f64,
        why: why(best, &trials),
        skip: best.skipped,
        package: format.package,
        type_name: crate::formats::type_name(&made),
        score,
    })
}

/// Tries a format from the first byte, then after a preface.
fn best_trial(format: &'static framing_core::registry::Declaration, stream: &[u8]) -> Trial {
    let first = Trial::new(format, stream, 0);
    if first.explained() >= 0.5 {
        return first;
    }
    let prefaces = 1..=MAX_PREFACE.min(stream.len());
    let others = prefaces.map(|skipped| Trial::new(format, stream, skipped));
    others.chain([first.clone()]).max_by(|a, b| a.score().total_cmp(&b.score())).unwrap_or(first)
}

/// The evidence for and against a format.
fn why(best: &Trial, trials: &[Trial]) -> String {
    let mut parts = vec![format!("about {:.0} bits of the frames are checked", best.bits)];
    if best.skipped > 0 {
        parts.push(format!("after a preface of {} bytes", best.skipped));
    }
    let failed = trials.iter().find(|trial| !trial.reached_the_end()).and_then(|trial| trial.error);
    parts.push(match (failed, best.error) {
        (Some(error), _) => format!("but {error}"),
        (None, Some(_)) => "the stream ends inside a frame".into(),
        (None, None) => "the stream ends with a frame".into(),
    });
    parts.join("; ")
}

/// Prints the spec of the header that explains the longest stream.
fn print_spec(sources: &[Source], mut out: impl Write) -> Result<Exit, Failure> {
    let longest = sources.iter().flat_map(|source| &source.streams).max_by_key(|stream| stream.len());
    let found = longest.map(|stream| infer::infer(stream)).unwrap_or_default();
    let Some(best) = found.first() else {
        let text =
            "expected three frames or more with a length field at a fixed offset; found no such header";
        return Err(Failure::Input(text.into()));
    };
    write!(out, "{}", best.toml(best.confidence(found.get(1)))).map_err(Failure::Output)?;
    Ok(Exit::Success)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vectors;

    /// Streams of three frames or more whose first candidate must have the right name.
    #[test]
    fn the_right_format_comes_first_for_most_streams() {
        let mut right = std::collections::BTreeSet::new();
        let mut wrong = Vec::new();
        for (name, bytes) in streams() {
            let source = Source { name: String::new(), streams: vec![bytes] };
            let found = candidates(&source);
            let names: Vec<_> = found.iter().take(3).map(|candidate| candidate.format).collect();
            match names.first() {
                Some(first) if *first == name => _ = right.insert(name),
                _ => wrong.push((name, names)),
            }
        }
        println!("right first for {} formats; not for {wrong:?}", right.len());
        assert!(right.len() >= 40, "right first for {} formats; not for {wrong:?}", right.len());
    }

    /// The samples of every format, and the complete vectors, with three frames or more.
    fn streams() -> Vec<(&'static str, Vec<u8>)> {
        let mut all = Vec::new();
        for format in registry::formats() {
            // A sample of fewer frames that repeats is sent three times.
            for sample in format.samples {
                let times = if sample.repeats { 3_usize.div_ceil(sample.frames.len()) } else { 1 };
                if sample.frames.len() * times >= 3 {
                    all.push((format.name, sample.bytes().repeat(times)));
                }
            }
        }
        for vector in vectors::built_in().unwrap_or_default() {
            let frames = vector.frames.as_ref().map_or(0, Vec::len);
            if frames >= 3
                && vector.params.is_empty()
                && vector.outcome == framing_core::Outcome::Complete
                && let Ok(format) = registry::find(&vector.format)
            {
                all.push((format.name, vector.bytes.0.clone()));
            }
        }
        all
    }

    #[test]
    fn noise_fits_nothing() {
        let noise: Vec<u8> =
            (0_u32..3000).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8 ^ 0x5a).collect();
        let source = Source { name: String::new(), streams: vec![noise] };
        let found = candidates(&source);
        assert!(found.is_empty(), "{found:?}");
    }
}
