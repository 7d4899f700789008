//! What the run came to.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use comfy_table::{Cell, CellAlignment, LineStyle, Table, TableStyle};
use serde::Serialize;

use super::check::{Check, Outcome};
use super::peers::Peer;
use super::run::{Results, Verdict};

pub(super) fn list(peers: &[&Peer], mut out: impl Write) -> io::Result<()> {
    for peer in peers {
        let version = (peer.version)().unwrap_or_else(|| "missing".into());
        writeln!(out, "{} ({version}): {}", peer.name, peer.install)?;
        for role in peer.roles {
            writeln!(out, "  {}", role.name)?;
            for (check, reason) in role.cannot {
                writeln!(out, "    not {}: {reason}", check.name())?;
            }
        }
    }
    Ok(())
}

pub(super) fn print(results: &Results, mut out: impl Write) -> io::Result<()> {
    writeln!(out, "{}", table(results))?;
    let versions: Vec<_> =
        results.versions.iter().map(|(name, version)| format!("{name} {version}")).collect();
    writeln!(out, "\n{}", versions.join(", "))?;
    for verdict in &results.verdicts {
        if let Outcome::Cannot(reason) = verdict.outcome {
            writeln!(out, "– {} {} {}: {reason}", verdict.peer, verdict.role, verdict.check.name())?;
        }
    }
    for verdict in &results.verdicts {
        if let Outcome::Failed(error) = &verdict.outcome {
            writeln!(out, "FAILED {} {} {}: {error}", verdict.peer, verdict.role, verdict.check.name())?;
        }
    }
    for peer in &results.missing {
        writeln!(out, "MISSING {}: {}", peer.name, peer.install)?;
    }
    let (passed, failed) = (results.passed(), results.failed());
    writeln!(out, "{passed} passed, {failed} failed, {} peers missing", results.missing.len())
}

/// A row a check, a column a peer in one role.
fn table(results: &Results) -> Table {
    let mut columns: Vec<_> = results.verdicts.iter().map(|verdict| (verdict.peer, verdict.role)).collect();
    columns.dedup();
    let mut table = Table::new();
    table.load_style(TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─')));
    let names = columns.iter().map(|(peer, role)| format!("{peer}\n{role}"));
    table.set_header(std::iter::once("check".to_owned()).chain(names));
    for check in Check::ALL {
        let of_check = |column: &(&str, &str)| {
            let is = |verdict: &&Verdict| (verdict.peer, verdict.role) == *column && verdict.check == check;
            results.verdicts.iter().find(is).map_or("", mark)
        };
        let cells = columns.iter().map(of_check);
        let cells = cells.map(|mark| Cell::new(mark).set_alignment(CellAlignment::Center));
        table.add_row(std::iter::once(Cell::new(check.name())).chain(cells));
    }
    table
}

fn mark(verdict: &Verdict) -> &'static str {
    match verdict.outcome {
        Outcome::Passed => "✓",
        Outcome::Cannot(_) => "–",
        Outcome::Failed(_) => "✗",
    }
}

#[derive(Serialize)]
struct Summary<'a> {
    passed: usize,
    failed: usize,
    missing: Vec<&'a str>,
    checks: Vec<Line<'a>>,
}

#[derive(Serialize)]
struct Line<'a> {
    peer: &'a str,
    role: &'a str,
    check: &'a str,
    verdict: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
}

impl<'a> Line<'a> {
    fn of(verdict: &'a Verdict) -> Self {
        let (word, reason) = match &verdict.outcome {
            Outcome::Passed => ("passed", None),
            Outcome::Cannot(reason) => ("cannot", Some(*reason)),
            Outcome::Failed(error) => ("failed", Some(error.as_str())),
        };
        let check = verdict.check.name();
        Self { peer: verdict.peer, role: verdict.role, check, verdict: word, reason }
    }
}

pub(super) fn write_json(results: &Results, path: &Path) -> Result<(), String> {
    let summary = Summary {
        passed: results.passed(),
        failed: results.failed(),
        missing: results.missing.iter().map(|peer| peer.name).collect(),
        checks: results.verdicts.iter().map(Line::of).collect(),
    };
    let text = serde_json::to_vec_pretty(&summary).map_err(io::Error::from);
    text.and_then(|text| fs::write(path, text))
        .map_err(|error| format!("cannot write {}: {error}", path.display()))
}
