//! Known failures: which checks a program is expected to fail, and why.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use wildmatch::WildMatch;

use super::run::Results;
use crate::exit::Failure;
use crate::json_line;

/// A line of a file of known failures.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Expectation {
    /// The name of the check; `*` matches any characters, `?` one.
    check: String,
    /// Why it fails.
    pub(super) reason: String,
    /// The name is that of one check, which must then fail.
    #[serde(skip)]
    pub(super) is_exact: bool,
}

/// Reads a file of known failures: JSON Lines.
pub(super) fn load(path: &Path) -> Result<Vec<Arc<Expectation>>, Failure> {
    let name = path.display();
    let text = fs::read(path).map_err(|error| Failure::Usage(format!("cannot read {name}: {error}")))?;
    let lines = text.split(|&byte| byte == b'\n').zip(1..);
    let lines = lines.filter(|(line, _)| !line.trim_ascii().is_empty() && !line.starts_with(b"//"));
    lines
        .map(|(line, number)| {
            parse(line).map_err(|fault| Failure::Usage(format!("{name}, line {number}{fault}")))
        })
        .collect()
}

fn parse(line: &[u8]) -> Result<Arc<Expectation>, json_line::Fault> {
    let mut expectation: Expectation = json_line::parse(line)?;
    if expectation.reason.trim().is_empty() {
        return Err(json_line::Fault::of_key("reason", "expected a reason, found nothing"));
    }
    expectation.is_exact = !expectation.check.contains(['*', '?']);
    Ok(Arc::new(expectation))
}

/// Marks the verdicts that were expected to fail.
///
/// An expectation that no check of the run matches, chosen or not, is stale, and so is a pattern under which every check
/// passes.
pub(super) fn apply(results: &mut Results, expectations: &[Arc<Expectation>]) -> Result<(), Failure> {
    for expectation in expectations {
        let glob = WildMatch::new(&expectation.check);
        if !results.known.iter().any(|id| glob.matches(id)) {
            return Err(stale(expectation, "no check has this name"));
        }
        let mut matching: Vec<_> =
            results.verdicts.iter_mut().filter(|verdict| glob.matches(&verdict.id)).collect();
        let all_pass = !matching.is_empty() && matching.iter().all(|verdict| verdict.outcome.is_ok());
        if all_pass && !expectation.is_exact {
            return Err(stale(expectation, "every check of this name passes"));
        }
        for verdict in &mut matching {
            verdict.expected = Some(Arc::clone(expectation));
        }
    }
    Ok(())
}

fn stale(expectation: &Expectation, why: &str) -> Failure {
    let Expectation { check, reason, .. } = expectation;
    Failure::Input(format!(
        "stale expectation {check} ({reason}): {why}; help: delete it, or write the file again with --write-expect"
    ))
}

/// Writes a file of known failures in which every check that fails is expected to.
pub(super) fn write(results: &Results, path: &Path) -> Result<(), Failure> {
    let mut text = String::new();
    for verdict in &results.verdicts {
        if let Err(fault) = &verdict.outcome {
            let reason = match &verdict.expected {
                Some(expected) => expected.reason.clone(),
                None => fault.cause.clone(),
            };
            let line = Expectation { check: verdict.id.clone(), reason, is_exact: true };
            text.push_str(&serde_json::to_string(&line).unwrap_or_default());
            text.push('\n');
        }
    }
    fs::write(path, text).map_err(|error| Failure::Usage(format!("cannot write {}: {error}", path.display())))
}
