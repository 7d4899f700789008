//! What the command line asks for.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use super::corpus::{self, Target};
use super::run::{self, Amount};
use super::table;
use crate::exit::{Exit, Failure};
use crate::{registry, vectors};

/// Feed every format with nearly valid streams, and check that all readers agree on them
#[derive(Debug, clap::Args)]
#[command(after_help = "\
The streams are mutations of the formats' samples, refusals and vectors: frames removed, repeated, swapped and given
other bodies, numbers at their limits, changed bits, bytes and ranges. Every reader reads each stream in one piece, in
random pieces and up to each split, under random limits. All must agree on frames, ends and offsets; none may panic or
hold memory out of proportion to the received bytes; and the frames must encode to the same bytes.

The same seed generates the same streams, for one format as for all. A failure is shown with the shortest stream that
reproduces it.

Exit codes:
  0  nothing failed
  1  something failed
  2  wrong usage

Examples:
  cargo xtask fuzz
  cargo xtask fuzz --format varint --runs 100000
  cargo xtask fuzz --seconds 600 --seed 7
  cargo xtask fuzz --spec my-header.toml --runs 10000")]
pub(crate) struct Args {
    /// Only this format; may be given several times
    #[arg(long, value_name = "NAME", value_parser = known)]
    format: Vec<String>,
    /// The format that this spec describes, in TOML or JSON; its streams are generated
    #[arg(long, value_name = "FILE", conflicts_with_all = ["format", "vectors"])]
    spec: Option<PathBuf>,
    /// Also start from the cases of these vector files
    #[arg(long, value_name = "FILE", num_args = 1..)]
    vectors: Vec<PathBuf>,
    /// Streams for each format
    #[arg(long, value_name = "N", default_value_t = 1000, conflicts_with = "seconds")]
    runs: u64,
    /// Continue for N seconds, with all formats in turn
    #[arg(long, value_name = "N")]
    seconds: Option<u64>,
    /// The seed of the random numbers
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
}

fn known(name: &str) -> Result<String, String> {
    registry::find(name).map(|format| format.name.to_owned())
}

impl Args {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let targets = self.targets()?;
        let amount = match self.seconds {
            Some(seconds) => Amount::Time(Duration::from_secs(seconds)),
            None => Amount::Runs(self.runs),
        };
        let results = run::run(&targets, amount, self.seed);
        table::print(&results, io::stdout().lock()).map_err(Failure::Output)?;
        Ok(if results.failed() == 0 { Exit::Success } else { Exit::NotConforming })
    }

    fn targets(&self) -> Result<Vec<Target>, Failure> {
        if let Some(path) = &self.spec {
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            let format = registry::from_spec(path).map_err(Failure::Usage)?;
            return Ok(vec![Target::without_samples(&name, corpus::examiner(format))]);
        }
        let mut known = vectors::built_in()?;
        for path in &self.vectors {
            known.extend(vectors::load(path).map_err(Failure::Usage)?);
        }
        let mut targets = corpus::targets(&known)?;
        targets.retain(|target| self.format.is_empty() || self.format.contains(&target.name));
        Ok(targets)
    }
}
