//! `cargo xtask conformance`: every format in every scenario over every transport.

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
  cargo xtask conformance --list | less")]
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
    /// Run checks on so many threads; by default one a processor
    #[arg(long, value_name = "N")]
    jobs: Option<std::num::NonZeroUsize>,
}

impl Args {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let selection = select::select(&self)?;
        if self.list {
            return list(&selection);
        }
        let results = run::run(selection, self.jobs);
        self.write_files(&results)?;
        table::print(&results, io::stdout().lock()).map_err(Failure::Output)?;
        Ok(if results.failed() == 0 { Exit::AsHoped } else { Exit::NotConforming })
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
    Ok(Exit::AsHoped)
}
