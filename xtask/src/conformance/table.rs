//! What the run came to, for a person.

use std::io::{self, Write};

use comfy_table::{Cell, CellAlignment, LineStyle, Table, TableStyle};
use framing_core::testkit::SCENARIOS;
use indicatif::HumanCount;

use super::run::{Results, Verdict};

/// How many failures are shown in full.
const SHOWN: usize = 10;

pub(super) fn print(results: &Results, mut out: impl Write) -> io::Result<()> {
    writeln!(out, "{}", table(results))?;
    print_failures(results, &mut out)?;
    writeln!(
        out,
        "{} streams over {} in {:.1} s",
        HumanCount(results.streams()),
        transports(results).join(", "),
        results.time.as_secs_f64()
    )?;
    writeln!(out, "{} passed, {} failed", results.passed(), results.failed())
}

/// A row a format, a column a scenario, in each cell how many checks passed, or how many failed.
fn table(results: &Results) -> Table {
    let scenarios: Vec<_> = SCENARIOS
        .iter()
        .map(|scenario| scenario.name)
        .filter(|name| results.verdicts.iter().any(|verdict| verdict.scenario == *name))
        .collect();
    let mut table = Table::new();
    table.load_style(TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─')));
    table.set_header(["format"].iter().chain(&scenarios).chain(&["streams"]));
    for format in formats(results) {
        let of_format: Vec<_> =
            results.verdicts.iter().filter(|verdict| verdict.format.as_str() == format).collect();
        let mut row = vec![Cell::new(format)];
        row.extend(scenarios.iter().map(|scenario| cell(&of_format, scenario)));
        let streams: u64 = of_format.iter().filter_map(|verdict| verdict.outcome.as_ref().ok()).sum();
        row.push(Cell::new(HumanCount(streams)).set_alignment(CellAlignment::Right));
        table.add_row(row);
    }
    table
}

fn cell(verdicts: &[&Verdict], scenario: &str) -> Cell {
    let of_scenario = || verdicts.iter().filter(|verdict| verdict.scenario == scenario);
    let (all, failed) =
        (of_scenario().count(), of_scenario().filter(|verdict| verdict.outcome.is_err()).count());
    let text = match (all, failed) {
        (0, _) => "·".to_owned(),
        (all, 0) => format!("✓ {all}"),
        (all, failed) => format!("✗ {failed} of {all}"),
    };
    Cell::new(text).set_alignment(CellAlignment::Right)
}

fn print_failures(results: &Results, out: &mut impl Write) -> io::Result<()> {
    let failures = results.verdicts.iter().filter_map(|verdict| verdict.outcome.as_ref().err());
    for failure in failures.clone().take(SHOWN) {
        writeln!(out, "\nFAILED {failure}")?;
    }
    let more = failures.count().saturating_sub(SHOWN);
    if more > 0 {
        writeln!(out, "\n… and {more} more; --json FILE has all of them")?;
    }
    if let Some(first) = results.unknown.first() {
        let count = results.unknown.len();
        writeln!(
            out,
            "\nFAILED {count} vectors are of formats that there are not, the first of them {first}"
        )?;
    }
    Ok(())
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
