//! The command line of `cargo xtask bench`.

use std::num::NonZeroUsize;
use std::path::PathBuf;

/// Measure the readers side by side with tokio-util, `read_exact` and a bare pointer walk
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
