//! Commands that are built without their peers: they build themselves with them and run that.

use std::env;
use std::process::Command;

use crate::exit::{Exit, Failure};

/// Builds this program with one more feature and runs it with the same arguments.
pub(crate) fn with_feature(feature: &str, profile: &str) -> Result<Exit, Failure> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(&cargo)
        .args(["run", "--manifest-path", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")])
        .args(["--features", feature, "--profile", profile, "--"])
        .args(env::args_os().skip(1))
        .status()
        .map_err(|error| Failure::Usage(format!("cannot run {}: {error}", cargo.display())))?;
    Ok(match status.code() {
        Some(0) => Exit::AsHoped,
        Some(2) => Exit::WrongUsage,
        _ => Exit::NotConforming,
    })
}
