//! Makes the list of a crate's public items and compares it with the list in the repository.

use std::env;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use public_api::{Builder, PublicApi};

use crate::exit::{Exit, Failure};

const LIBRARIES: [&str; 4] = ["framing-core", "framing-tlv", "framing-chunked", "framing-http"];

pub(super) fn run(write: bool) -> Result<Exit, Failure> {
    let mut differing = 0;
    for library in LIBRARIES {
        let now = public_items(library)?;
        let file = workspace().join(library).join("api.txt");
        if write {
            fs::write(&file, now).map_err(|error| cannot("write", &file, &error))?;
        } else {
            let recorded = fs::read_to_string(&file).map_err(|error| cannot("read", &file, &error))?;
            differing += usize::from(!compare(library, &recorded, &now).map_err(Failure::Output)?);
        }
    }
    let verdict = if write { "written" } else { "compared" };
    writeln!(io::stdout(), "{} snapshots {verdict}, {differing} differ", LIBRARIES.len())
        .map_err(Failure::Output)?;
    Ok(if differing == 0 { Exit::Success } else { Exit::NotConforming })
}

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn cannot(act: &str, file: &Path, error: &io::Error) -> Failure {
    Failure::Usage(format!("cannot {act} {}: {error}; help: `cargo xtask api --write`", file.display()))
}

/// Lists the public items of `library` with all features on, one per line.
fn public_items(library: &str) -> Result<String, Failure> {
    let api = Builder::from_rustdoc_json(rustdoc_json(library)?)
        .omit_blanket_impls(true)
        .omit_auto_trait_impls(true)
        .omit_auto_derived_impls(true)
        .build()
        .map_err(|error| Failure::Usage(format!("{library}: rustdoc's JSON cannot be read: {error}")))?;
    Ok(lines(&api))
}

fn lines(api: &PublicApi) -> String {
    api.items().map(|item| format!("{item}\n")).collect()
}

/// Runs rustdoc with JSON output, which stable Rust offers only with `RUSTC_BOOTSTRAP`.
fn rustdoc_json(library: &str) -> Result<PathBuf, Failure> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let target = workspace().join("target").join("api");
    let status = Command::new(cargo)
        .args(["rustdoc", "--quiet", "--lib", "--all-features", "--package", library])
        .arg("--manifest-path")
        .arg(workspace().join("Cargo.toml"))
        .arg("--target-dir")
        .arg(&target)
        .args(["--", "-Z", "unstable-options", "--output-format", "json", "--cap-lints", "allow"])
        .env("RUSTC_BOOTSTRAP", "1")
        .status()
        .map_err(|error| Failure::Usage(format!("cannot run cargo: {error}")))?;
    if !status.success() {
        return Err(Failure::Usage(format!("{library}: rustdoc failed: {status}")));
    }
    Ok(target.join("doc").join(format!("{}.json", library.replace('-', "_"))))
}

/// Prints the lines that only one of the two lists has; returns whether the lists are equal.
fn compare(library: &str, recorded: &str, now: &str) -> io::Result<bool> {
    let missing = only_in(recorded, now);
    let added = only_in(now, recorded);
    let mut out = io::stdout();
    if !missing.is_empty() || !added.is_empty() {
        writeln!(out, "{library}: {} removed or changed, {} added", missing.len(), added.len())?;
    }
    for line in &missing {
        writeln!(out, "- {line}")?;
    }
    for line in &added {
        writeln!(out, "+ {line}")?;
    }
    Ok(missing.is_empty() && added.is_empty())
}

fn only_in<'a>(list: &'a str, other: &str) -> Vec<&'a str> {
    let other: std::collections::HashSet<_> = other.lines().collect();
    list.lines().filter(|line| !other.contains(line)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_line_is_seen_from_both_sides() {
        let (recorded, now) = ("pub fn a()\npub fn b()\n", "pub fn b()\npub fn a(u8)\n");
        assert_eq!(only_in(recorded, now), ["pub fn a()"]);
        assert_eq!(only_in(now, recorded), ["pub fn a(u8)"]);
        assert!(only_in(now, now).is_empty());
    }
}
