//! The results of a run, for a person.

use std::io::{self, Write};

use comfy_table::{Cell, CellAlignment, LineStyle, Table, TableStyle};
use indicatif::HumanCount;

use super::run::{Results, Verdict};

/// Causes that are shown, and failing checks that are named for each.
const SHOWN_CAUSES: usize = 8;
const SHOWN_CHECKS: usize = 3;

pub(super) fn print(results: &Results, mut out: impl Write) -> io::Result<()> {
    writeln!(out, "{}", table(results))?;
    print_failures(results, &mut out)?;
    if results.interrupted {
        writeln!(out, "interrupted: not every check was run")?;
    }
    if let Some(summary) = &results.summary {
        writeln!(out, "{summary}")?;
    }
    writeln!(
        out,
        "{} streams over {} in {:.1} s",
        HumanCount(results.streams()),
        transports(results).join(", "),
        results.time.as_secs_f64()
    )?;
    if results.expected() > 0 {
        writeln!(out, "{} failed as expected", results.expected())?;
    }
    writeln!(out, "{} passed, {} failed", results.passed(), results.failed())
}

/// A row per format, no wider than a terminal.
fn table(results: &Results) -> Table {
    let mut table = Table::new();
    table.load_style(TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─')));
    table.set_header(["format", "passed", "failed", "failed in", "streams"]);
    for format in formats(results) {
        let of_format: Vec<_> =
            results.verdicts.iter().filter(|verdict| verdict.format.as_str() == format).collect();
        let failed: Vec<_> = of_format.iter().filter(|verdict| verdict.is_wrong()).collect();
        let streams: u64 = of_format.iter().filter_map(|verdict| verdict.outcome.as_ref().ok()).sum();
        let number = |text: String| Cell::new(text).set_alignment(CellAlignment::Right);
        let passed =
            of_format.iter().filter(|verdict| verdict.outcome.is_ok() && !verdict.is_wrong()).count();
        table.add_row(vec![
            Cell::new(short(format, 26)),
            number(passed.to_string()),
            number(if failed.is_empty() { "·".into() } else { failed.len().to_string() }),
            Cell::new(short(&scenarios(&failed), 24)),
            number(HumanCount(streams).to_string()),
        ]);
    }
    table
}

fn short(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
    }
}

/// The scenarios in which something failed.
fn scenarios(failed: &[&&Verdict]) -> String {
    let mut names: Vec<_> = failed.iter().map(|verdict| verdict.scenario).collect();
    names.sort_unstable();
    names.dedup();
    names.join(", ")
}

/// The failures by cause: one in full, a few by name, and the number of the others.
fn print_failures(results: &Results, out: &mut impl Write) -> io::Result<()> {
    let causes = results.causes();
    for (cause, verdicts) in causes.iter().take(SHOWN_CAUSES) {
        let checks =
            if verdicts.len() == 1 { "1 check".into() } else { format!("{} checks", verdicts.len()) };
        writeln!(out, "\n{checks}: {cause}")?;
        if let Some((first, others)) = verdicts.split_first() {
            writeln!(out, "FAILED {}", first.id)?;
            first.outcome.iter().try_for_each(|_| writeln!(out, "  it passed, but was expected to fail"))?;
            let lines = first.outcome.as_ref().err().map(|fault| fault.lines()).unwrap_or_default();
            lines.iter().try_for_each(|line| writeln!(out, "  {line}"))?;
            let named = others.iter().take(SHOWN_CHECKS);
            named.clone().try_for_each(|verdict| writeln!(out, "  also      {}", verdict.id))?;
            let more = others.len().saturating_sub(SHOWN_CHECKS);
            if more > 0 {
                writeln!(out, "  also      … and {more} more; --json FILE lists them")?;
            }
        }
    }
    if causes.len() > SHOWN_CAUSES {
        writeln!(out, "\n… and {} more causes; --json FILE lists them", causes.len() - SHOWN_CAUSES)?;
    }
    if let Some(first) = results.unknown.first() {
        let count = results.unknown.len();
        writeln!(out, "\nFAILED {count} vectors have unknown formats; the first is {first}")?;
    }
    writeln!(out)
}

fn formats(results: &Results) -> Vec<&str> {
    let mut formats: Vec<_> = results.verdicts.iter().map(|verdict| verdict.format.as_str()).collect();
    formats.dedup();
    formats
}

fn transports(results: &Results) -> Vec<&'static str> {
    let mut names: Vec<_> = results.verdicts.iter().map(|verdict| verdict.transport).collect();
    names.sort_unstable();
    names.dedup();
    names
}
