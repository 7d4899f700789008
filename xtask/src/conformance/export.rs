//! `--export DIR`: the streams of the checks, as files.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use data_encoding::HEXLOWER;
use serde_json::json;

use super::run::Results;
use crate::exit::Failure;

/// Writes each stream as `DIR/FORMAT/CASE.bin`, and the list of checks as `DIR/checks.jsonl`.
pub(super) fn write(results: &Results, dir: &Path) -> Result<(), Failure> {
    let cannot = |error| Failure::Usage(format!("cannot write into {}: {error}", dir.display()));
    let mut lines = String::new();
    let mut written = BTreeSet::new();
    for verdict in &results.verdicts {
        let parts: Vec<_> = verdict.id.split('/').collect();
        let case = parts.get(1..parts.len().saturating_sub(2)).unwrap_or_default().join("-");
        let file = format!("{}/{}.bin", file_name(&verdict.format), file_name(&case));
        let line = json!({
            "check": verdict.id,
            "file": file,
            "verdict": if verdict.outcome.is_ok() { "passed" } else { "failed" },
            "schedule": verdict.outcome.as_ref().err().and_then(|fault| fault.schedule.as_ref()),
            "bytes": HEXLOWER.encode(verdict.stream.get(..MOST_HEX).unwrap_or(&verdict.stream)),
        });
        lines.push_str(&format!("{line}\n"));
        if written.insert(file.clone()) {
            let path = dir.join(&file);
            path.parent().map_or(Ok(()), fs::create_dir_all).map_err(cannot)?;
            fs::write(path, &verdict.stream).map_err(cannot)?;
        }
    }
    fs::write(dir.join("checks.jsonl"), lines).map_err(cannot)
}

/// The number of bytes of a stream that the list shows.
const MOST_HEX: usize = 4096;

fn file_name(text: &str) -> String {
    let fits = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    text.chars().map(|c| if fits(c) { c } else { '-' }).collect()
}
