//! Commands that are built without their peers: they build themselves with them and run that.

use std::env;
use std::process::Command;
#[cfg(not(feature = "bench"))]
use std::process::Stdio;

use crate::exit::{Exit, Failure};

/// Refuses to begin with a build that needs a C compiler where there is none, with a plainer message than the build.
#[cfg(not(feature = "bench"))]
pub(crate) fn need_c_compiler(what: &str) -> Result<(), Failure> {
    let chosen = ["CC", "HOST_CC"].into_iter().find_map(|name| env::var(name).ok());
    let compiler = chosen.unwrap_or_else(|| "cc".into());
    let program = compiler.split_whitespace().next().unwrap_or("cc");
    let found = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    match found {
        Ok(_) => Ok(()),
        Err(error) => Err(Failure::Usage(format!(
            "{what} is built from C, and the compiler `{program}` does not run: {error} (install gcc or clang, or name one in CC)"
        ))),
    }
}

/// Builds this program with one more feature and runs it with the same arguments.
pub(crate) fn with_feature(feature: &str, profile: &str) -> Result<Exit, Failure> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(&cargo)
        .args(["run", "--manifest-path", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")])
        .args(["--bin", "xtask", "--features", feature, "--profile", profile, "--"])
        .args(env::args_os().skip(1))
        .status()
        .map_err(|error| Failure::Usage(format!("cannot run {}: {error}", cargo.display())))?;
    Ok(match status.code() {
        Some(0) => Exit::Success,
        Some(2) => Exit::WrongUsage,
        _ => Exit::NotConforming,
    })
}
