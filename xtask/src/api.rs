//! `cargo xtask api`: the public API of each library crate, held against the snapshot in the repository.

#[cfg(feature = "api")]
mod snapshot;

use crate::exit::{Exit, Failure};

/// Compare the public API of each library crate with its snapshot, `api.txt` in the crate
///
/// Each item of the API is one line. A removed or changed line breaks users of the crate; an added line does not.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Exit codes:
  0  every API is as its snapshot records it
  1  an API differs from its snapshot
  2  wrong usage, or rustdoc failed

Examples:
  cargo xtask api
  cargo xtask api --write")]
pub(crate) struct Args {
    /// Write the snapshots instead of comparing with them
    #[arg(long)]
    write: bool,
}

impl Args {
    #[cfg(not(feature = "api"))]
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        crate::relaunch::with_feature("api", "dev")
    }

    #[cfg(feature = "api")]
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        snapshot::run(self.write)
    }
}
