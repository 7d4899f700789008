//! The command line of `cargo xtask bench`.

use std::num::NonZeroUsize;
use std::path::PathBuf;

/// Measure readers, writers and formats side by side with tokio-util, httparse, picohttpparser, hyper and bare loops
///
/// One run reports every target as a ratio: medians of rounds in which all contenders take turns. Rows are named `WORK/WHERE/SIZE/WHO`: work is read, write, header, chunks, request or pipe. A C compiler builds
/// picohttpparser.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Args {
    /// Measure only rows whose name contains TEXT, such as `memory/16/`; with several, all of them
    #[arg(long, value_name = "TEXT")]
    pub(crate) filter: Vec<String>,

    /// The number of rounds
    #[arg(long, value_name = "N", default_value = "15")]
    pub(crate) rounds: NonZeroUsize,

    /// Print the names of the rows instead of measuring them
    #[arg(long)]
    pub(crate) list: bool,

    /// Also write the results to FILE, as JSON
    #[arg(long, value_name = "FILE")]
    pub(crate) json: Option<PathBuf>,

    /// The cargo profile to build with: `release`, as users do, or `lto`, with link-time optimization
    #[arg(long, value_name = "PROFILE", default_value = "release")]
    pub(crate) profile: String,
}
