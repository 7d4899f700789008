//! The command as built without its peers: it builds itself with them and runs that.

use std::env;
use std::process::Command;

use super::Args;
use crate::exit::{Exit, Failure};

impl Args {
    /// Builds this program with the feature `bench`, optimised, and runs it with the same arguments.
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let status = Command::new(&cargo)
            .args(["run", "--manifest-path", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")])
            .args(["--features", "bench", "--profile", &self.profile, "--"])
            .args(env::args_os().skip(1))
            .status()
            .map_err(|error| Failure::Usage(format!("cannot run {}: {error}", cargo.display())))?;
        Ok(match status.code() {
            Some(0) => Exit::AsHoped,
            Some(2) => Exit::WrongUsage,
            _ => Exit::NotConforming,
        })
    }
}
