//! What the command line asks for.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use super::corpus::{self, Target};
use super::run::{self, Amount};
use super::table;
use crate::exit::{Exit, Failure};
use crate::{registry, vectors};

/// Feed every format with streams that are nearly right, and demand that all ways of reading agree on them
#[derive(Debug, clap::Args)]
#[command(after_help = "\
The streams are the formats' own samples, refusals and vectors, spoilt: frames left out, repeated, exchanged and made
anew with other bodies, numbers at their limits, bits, bytes and ranges. Each is read whole and, in random pieces, by
every reader there is, under random limits; and up to each cut. All must agree on frames, ends and offsets; nothing may
panic, nor hold memory out of proportion to what came; and what was read must be written again as it was, where the
format can be written.

The same seed makes the same streams, for each format alone as for all. What fails is shown with the shortest stream
that shows it.

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
    /// The format that this file says in TOML or JSON, which has no samples: its streams are made anew
    #[arg(long, value_name = "FILE", conflicts_with_all = ["format", "vectors"])]
    spec: Option<PathBuf>,
    /// Begin with the cases of these vector files too
    #[arg(long, value_name = "FILE", num_args = 1..)]
    vectors: Vec<PathBuf>,
    /// Streams for each format
    #[arg(long, value_name = "N", default_value_t = 1000, conflicts_with = "seconds")]
    runs: u64,
    /// Go on for so long, with all formats in turn
    #[arg(long, value_name = "N")]
    seconds: Option<u64>,
    /// Where the randomness begins
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
