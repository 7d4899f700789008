//! `--compare`: several programs side by side.

use std::io::{self, Write};

use comfy_table::{Cell, CellAlignment, LineStyle, Table, TableStyle};

use super::exec::Program;
use super::run::Results;

/// A program with a name: `NAME=CMD ARGS`.
#[derive(Clone, Debug)]
pub(crate) struct Named {
    pub(super) name: String,
    pub(super) program: Program,
}

impl Named {
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let (name, command) = text.split_once('=').ok_or("expected NAME=CMD, such as mine='./decoder'")?;
        Ok(Self { name: name.to_owned(), program: Program::parse(command)? })
    }
}

/// Prints a grid: a row per check that some program fails, and a row of sums per scenario.
pub(super) fn print(all: &[(String, Results)], mut out: impl Write) -> io::Result<()> {
    writeln!(out, "{}", grid(all))?;
    for (name, results) in all {
        for (cause, verdicts) in results.causes() {
            let first = verdicts.first().map_or("", |verdict| &verdict.id);
            writeln!(out, "{name}: {} checks: {cause} (such as {first})", verdicts.len())?;
        }
    }
    let failed = all.iter().filter(|(_, results)| results.failed() > 0).count();
    writeln!(out, "\n{} programs conform, {failed} do not", all.len() - failed)
}

fn grid(all: &[(String, Results)]) -> Table {
    let mut table = Table::new();
    table.load_style(TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─')));
    table.set_header(["scenario"].into_iter().chain(all.iter().map(|(name, _)| name.as_str())));
    for scenario in scenarios(all) {
        let cells = all.iter().map(|(_, results)| cell(results, scenario));
        table.add_row([Cell::new(scenario)].into_iter().chain(cells));
    }
    table
}

pub(super) fn scenarios(all: &[(String, Results)]) -> Vec<&'static str> {
    let mut names = Vec::new();
    for verdict in all.iter().flat_map(|(_, results)| &results.verdicts) {
        if !names.contains(&verdict.scenario) {
            names.push(verdict.scenario);
        }
    }
    names
}

fn cell(results: &Results, scenario: &str) -> Cell {
    let of_scenario: Vec<_> =
        results.verdicts.iter().filter(|verdict| verdict.scenario == scenario).collect();
    let failed = of_scenario.iter().filter(|verdict| verdict.is_wrong()).count();
    let text = match (of_scenario.len(), failed) {
        (0, _) => "·".to_owned(),
        (all, 0) => format!("✓ {all}"),
        (all, failed) => format!("✗ {failed}/{all}"),
    };
    Cell::new(text).set_alignment(CellAlignment::Right)
}
