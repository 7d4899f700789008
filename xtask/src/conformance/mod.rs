//! `cargo xtask conformance`: every format in every scenario over every transport.

mod exec;
mod report;
mod run;
mod select;
mod table;

use std::io::{self, Write};
use std::path::PathBuf;

use crate::exit::{Exit, Failure};

/// Put every format through every way of cutting real streams, over real transports
#[derive(Debug, clap::Args)]
#[command(after_help = "\
A check is one case of one format in one scenario over one transport, and is named so:

  u32-be/two-frames/splits/memory
  format/case/scenario/transport

Examples:
  cargo xtask conformance
  cargo xtask conformance --format u32-be --format varint
  cargo xtask conformance --transport tcp
  cargo xtask conformance --run '*/partial/*'
  cargo xtask conformance --vectors my-captures.jsonl
  cargo xtask conformance --spec my-header.toml --vectors my-captures.jsonl
  cargo xtask conformance --list | less

With --exec, another program is put through the streams of one format: those that come with it, spoilt ones, and those
of the vectors. It is started once a stream, and finds the stream on its standard input, in pieces, then the end. It
prints JSON, one object a line: one a frame, then one for the end, as `cargo xtask decode` does.

  {\"header\":\"070002\",\"body\":\"6869\",\"trailer\":\"\"}
  {\"outcome\":\"complete\"}

Bytes are hex digits. The outcome is complete, truncated, malformed or too-long. `offset`, of a frame or of the end, may
be said too; what is left out is not compared, and other keys are not looked at. The exit code of the program is its own.
One that ends without an outcome, or does not end, is a failure, and the run goes on.

  cargo xtask conformance --exec 'python3 decoder.py --strict' --format tlv
  cargo xtask conformance --exec './decoder' --spec my-header.toml --vectors my-captures.jsonl

Exit codes:
  0  every check passed
  1  a check failed
  2  wrong usage, a file that cannot be read, or a program that cannot be started")]
pub(crate) struct Args {
    /// Only this format; may be given several times
    #[arg(long, value_name = "NAME")]
    format: Vec<String>,
    /// Put the vectors through the format that this file says in TOML or JSON, whatever they call theirs
    #[arg(long, value_name = "FILE")]
    spec: Option<PathBuf>,
    /// Only checks whose name matches; `*` stands for anything, `?` for one character
    #[arg(long, value_name = "GLOB")]
    run: Option<String>,
    /// Only checks over this transport; `memory` for those that need none
    #[arg(long, value_name = "NAME")]
    transport: Vec<String>,
    /// The cases of these vector files, instead of the formats' own samples and vectors
    #[arg(long, value_name = "FILE", num_args = 1..)]
    vectors: Vec<PathBuf>,
    /// Name the checks and what the scenarios do, and run none
    #[arg(long)]
    list: bool,
    /// Write the verdict of every check to FILE, as JSON
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Write the verdict of every check to FILE, as JUnit XML
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,
    /// Put this program, with its arguments, through the streams of the one --format, or of --spec
    #[arg(long, value_name = "CMD ARGS", value_parser = exec::Program::parse, conflicts_with = "transport")]
    exec: Option<exec::Program>,
    /// How long a program of --exec may take for a stream
    #[arg(long, value_name = "SECONDS", default_value_t = 10, requires = "exec")]
    patience: u64,
    /// Run checks on so many threads; by default one a processor
    #[arg(long, value_name = "N")]
    jobs: Option<std::num::NonZeroUsize>,
}

impl Args {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let results = match &self.exec {
            Some(_) if self.list => return exec::list(&self, io::stdout().lock()).map(|()| Exit::Success),
            Some(program) => exec::run(&self, program)?,
            None => {
                let selection = select::select(&self)?;
                if self.list {
                    return list(&selection);
                }
                run::run(selection, self.jobs)
            }
        };
        self.write_files(&results)?;
        table::print(&results, io::stdout().lock()).map_err(Failure::Output)?;
        Ok(if results.failed() == 0 { Exit::Success } else { Exit::NotConforming })
    }

    fn write_files(&self, results: &run::Results) -> Result<(), Failure> {
        if let Some(path) = &self.json {
            report::write_json(results, path).map_err(Failure::Usage)?;
        }
        if let Some(path) = &self.junit {
            report::write_junit(results, path).map_err(Failure::Usage)?;
        }
        Ok(())
    }
}

fn list(selection: &select::Selection) -> Result<Exit, Failure> {
    let mut out = io::stdout().lock();
    let mut print = || -> io::Result<()> {
        selection.checks.iter().try_for_each(|check| writeln!(out, "{check}"))?;
        selection.unknown.iter().try_for_each(|id| writeln!(out, "{id} (no such format)"))?;
        writeln!(out)?;
        for scenario in framing_core::testkit::SCENARIOS {
            writeln!(out, "{:<12} {}", scenario.name, scenario.about)?;
        }
        let formats: std::collections::BTreeSet<_> =
            selection.checks.iter().map(|check| check.format()).collect();
        writeln!(out, "\n{} checks of {} formats", selection.checks.len(), formats.len())
    };
    print().map_err(Failure::Output)?;
    Ok(Exit::Success)
}
