//! What is printed of each scenario and each model, and how it ends.

use std::io::{self, Write};

use serde::Serialize;

use super::catalogue::Scenario;
use super::exhaustive::{Explored, Model};
use super::on_tokio::{Report, Sweep, TIMINGS};
use super::step::Outcome;
use super::timeline::{self, Entry};
use crate::exit::{Exit, Failure};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Text,
    Json,
}

/// Said of a model that has no bound.
const EXHAUSTIVE: &str = "exhaustive";

/// One scenario or model, as declared and, if it ran, as it behaved.
#[derive(Debug, Default, Serialize)]
pub(super) struct Row {
    name: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    about: Vec<String>,
    expected: String,
    /// `exhaustive`, or the most preemptions that were tried.
    #[serde(skip_serializing_if = "Option::is_none")]
    search: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    as_declared: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    interleavings: Option<u64>,
    /// Who waits for what, where somebody does.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// What came of each timing.
    #[serde(skip_serializing_if = "Option::is_none")]
    sweep: Option<Vec<Vec<&'static str>>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    steps: Vec<Entry>,
}

impl Row {
    pub(super) fn new(name: String, expected: String) -> Self {
        Self { name, expected, ..Self::default() }
    }

    pub(super) fn of_scenario(scenario: &Scenario) -> Self {
        let about = scenario.summary().map(str::to_owned).to_vec();
        Self { about, ..Self::new(scenario.name(), scenario.expected.name().to_owned()) }
    }

    pub(super) fn of_model(model: &Model) -> Self {
        let search =
            model.bound.map_or_else(|| EXHAUSTIVE.to_owned(), |bound| format!("at most {bound} preemptions"));
        Self { search: Some(search), ..Self::new(model.model.clone(), model.expected.clone()) }
    }

    pub(super) fn ended(mut self, outcome: String) -> Self {
        self.as_declared = Some(outcome == self.expected);
        self.outcome = Some(outcome);
        self
    }

    pub(super) fn because(self, reason: Option<String>) -> Self {
        Self { reason, ..self }
    }

    pub(super) fn ran(self, report: Report) -> Self {
        let steps: Vec<Entry> = report.steps.iter().map(Entry::from).collect();
        let failed = report.outcome != Outcome::Passes;
        Self {
            reason: failed.then(|| timeline::who_waits(&steps)).flatten(),
            sweep: report
                .sweep
                .map(|Sweep(rows)| rows.iter().map(|row| row.map(Outcome::name).to_vec()).collect()),
            steps,
            ..self.ended(report.outcome.name().to_owned())
        }
    }

    pub(super) fn explored(self, explored: Explored) -> Self {
        let waits = timeline::who_waits(&explored.steps);
        let message = Some(explored.message).filter(|message| !message.is_empty());
        Self {
            reason: message.and(waits),
            interleavings: Some(explored.interleavings),
            steps: explored.steps,
            ..self.ended(explored.outcome)
        }
    }

    fn verdict(&self) -> String {
        let outcome = self.outcome.as_deref().unwrap_or_default();
        let declared = if self.as_declared == Some(true) {
            "as declared".to_owned()
        } else {
            format!("declared: {}", self.expected)
        };
        let tried = match (self.interleavings, self.search.as_deref()) {
            (None, _) => String::new(),
            (Some(count), _) if outcome != "passes" => format!(" · at interleaving {count}"),
            (Some(count), Some(EXHAUSTIVE) | None) => format!(" · all {count} interleavings"),
            (Some(count), Some(bound)) => format!(" · all {count} interleavings of {bound}"),
        };
        format!("{outcome}, {declared}{tried}")
    }
}

/// Prints rows as they come, and counts them.
pub(super) struct Printer {
    format: Format,
    list: bool,
    rows: usize,
    not_as_declared: usize,
    /// Schedules that were tried: without a bound, and with one.
    explored: [u64; 2],
}

impl Printer {
    pub(super) fn new(format: Format, list: bool) -> Self {
        Self { format, list, rows: 0, not_as_declared: 0, explored: [0, 0] }
    }

    pub(super) fn print(&mut self, row: Row) -> io::Result<()> {
        let mut out = io::stdout().lock();
        self.rows += 1;
        self.not_as_declared += usize::from(row.as_declared == Some(false));
        let [exhaustively, bounded] = &mut self.explored;
        let tried = row.interleavings.unwrap_or_default();
        *(if row.search.as_deref() == Some(EXHAUSTIVE) { exhaustively } else { bounded }) += tried;
        match self.format {
            Format::Json => {
                write!(out, "{}", if self.rows == 1 { "[\n" } else { ",\n" })?;
                serde_json::to_writer(&mut out, &row)?;
                Ok(())
            }
            Format::Text if self.list => list_row(&row, &mut out),
            Format::Text => print_row(&row, &mut out),
        }
    }

    /// Ends the output, and returns whether every outcome was as declared.
    pub(super) fn finish(self, pattern: &str) -> Result<Exit, Failure> {
        if self.rows == 0 {
            return Err(Failure::Usage(format!(
                "no scenario matches '{pattern}'; help: --list shows all of them"
            )));
        }
        self.print_end().map_err(Failure::Output)?;
        Ok(if self.not_as_declared == 0 { Exit::Success } else { Exit::NotConforming })
    }

    fn print_end(&self) -> io::Result<()> {
        let mut out = io::stdout().lock();
        match self.format {
            Format::Json => writeln!(out, "\n]"),
            Format::Text if self.list => Ok(()),
            Format::Text => self.print_totals(&mut out),
        }
    }

    fn print_totals(&self, out: &mut impl Write) -> io::Result<()> {
        let [exhaustively, bounded] = self.explored;
        if exhaustively > 0 {
            writeln!(out, "{exhaustively} interleavings in models without a bound")?;
        }
        if bounded > 0 {
            writeln!(out, "{bounded} interleavings in models with a bound on preemptions")?;
        }
        writeln!(out, "{} as declared, {} not", self.rows - self.not_as_declared, self.not_as_declared)
    }
}

fn list_row(row: &Row, out: &mut impl Write) -> io::Result<()> {
    let search = row.search.as_deref().unwrap_or_default();
    let line = format!("{:42} {:10} {search}{}", row.name, row.expected, row.about.join(" · "));
    writeln!(out, "{}", line.trim_end())
}

fn print_row(row: &Row, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{}", row.name)?;
    for about in &row.about {
        writeln!(out, "  {about}")?;
    }
    if let Some(sweep) = &row.sweep {
        print_sweep(sweep, out)?;
    }
    if !row.steps.is_empty() {
        write!(out, "{}", timeline::draw(&row.steps))?;
    }
    writeln!(out, "  {}", row.verdict())?;
    if let Some(reason) = &row.reason {
        writeln!(out, "  {reason}")?;
    }
    writeln!(out)
}

/// A row for each pause of the writer, a column for each of the reader.
fn print_sweep(sweep: &[Vec<&'static str>], out: &mut impl Write) -> io::Result<()> {
    let heads: String = TIMINGS.iter().map(|pause| format!("{pause:>11} ms")).collect();
    writeln!(out, "    the writer pauses after each write (down), the reader before each frame (across):")?;
    writeln!(out, "    {:5}{heads}", "")?;
    for (gap, row) in TIMINGS.iter().zip(sweep) {
        let cells: String = row.iter().map(|cell| format!("{cell:>14}")).collect();
        writeln!(out, "    {gap:>2} ms{cells}")?;
    }
    writeln!(out, "    the first timing that fails, or the last:")
}
