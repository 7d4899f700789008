//! The command line of `cargo xtask bench`.

use std::num::NonZeroUsize;
use std::path::PathBuf;

/// Measure readers, writers and formats side by side with tokio-util, httparse, picohttpparser, hyper and bare walks
///
/// One run shows every target that there is, each as a ratio: medians of rounds in which all contenders take turns.
/// Rows are named `WORK/WHERE/SIZE/WHO`: work is read, write, header, chunks, request or pipe. A C compiler builds
/// picohttpparser.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Args {
    /// Measure only rows whose name contains TEXT, such as `memory/16/`; with several, all of them
    #[arg(long, value_name = "TEXT")]
    pub(crate) filter: Vec<String>,

    /// How often every row is measured
    #[arg(long, value_name = "N", default_value = "15")]
    pub(crate) rounds: NonZeroUsize,

    /// Print the names of the rows instead of measuring them
    #[arg(long)]
    pub(crate) list: bool,

    /// Write the figures to FILE as well
    #[arg(long, value_name = "FILE")]
    pub(crate) json: Option<PathBuf>,

    /// Build with this cargo profile: `release` is what users have, `lto` optimises the whole program at once
    #[arg(long, value_name = "PROFILE", default_value = "release")]
    pub(crate) profile: String,
}
