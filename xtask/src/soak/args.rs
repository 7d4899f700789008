//! The command line of `soak`.

use std::io;
use std::time::Duration;

use super::run::{self, Settings};
use crate::exit::{Exit, Failure};

/// Send random frames over many loopback connections that fail in every way, and demand that no frame is lost
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Each connection is a TCP or a Unix socket with a random format, random frames, and one fault: the sender half-closes,
disconnects inside a frame, resets, stalls, or sends a byte at a time. The reader cancels its reads at random, waits for
a memory budget that all connections share, and has timeouts. Every frame has a checksum that is compared on arrival.
When all connections are closed, the heap must be back at its baseline.

Exit codes:
  0  no frame was lost or changed, and the memory returned to its baseline
  1  a frame was lost or changed, or memory was not returned
  2  wrong usage

Examples:
  cargo xtask soak
  cargo xtask soak --seconds 600 --connections 1000 --seed 7")]
pub(crate) struct Args {
    /// Open connections for this many seconds
    #[arg(long, value_name = "N", default_value_t = 10)]
    seconds: u64,
    /// Connections that are open at the same time
    #[arg(long, value_name = "N", default_value_t = 64, value_parser = clap::value_parser!(u16).range(1..))]
    connections: u16,
    /// Seed of the random numbers
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Print one JSON object instead of a table
    #[arg(long)]
    json: bool,
}

impl Args {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let settings = Settings {
            time: Duration::from_secs(self.seconds),
            connections: self.connections.into(),
            seed: self.seed,
        };
        let result = run::run(settings).map_err(|error| Failure::Usage(format!("cannot soak: {error}")))?;
        result.print(self.json, io::stdout().lock()).map_err(Failure::Output)?;
        Ok(if result.is_success() { Exit::Success } else { Exit::NotConforming })
    }
}
