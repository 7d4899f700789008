//! `cargo xtask deadlock`: ways to wait for a frame, right and wrong, run before one's eyes.

mod catalogue;
mod cures;
// Shared with the models that a checker explores, so that what is proved is what is shown.
#[path = "../../../framing-core/tests/models/designs.rs"]
mod designs;
mod exhaustive;
mod on_tokio;
mod python;
mod report;
#[path = "../../../framing-core/tests/models/step.rs"]
mod step;
mod sync;
#[cfg(test)]
mod tests;
mod timeline;
mod traffic;

use std::io;

use wildmatch::WildMatch;

use self::catalogue::Scenario;
use self::exhaustive::{Model, Models};
use self::report::{Format, Printer, Row};
use crate::exit::{Exit, Failure};

/// Show readers that hang because they wait for an event, and readers of the same traffic that wait for state
#[derive(Debug, clap::Args)]
#[command(after_help = "\
The exit code is 0 if every design behaves as declared: the incorrect ones fail, the correct ones pass.

Examples:
  cargo xtask deadlock --scenario event-header-clears/batch
  cargo xtask deadlock --scenario '*/sweep'
  cargo xtask deadlock --exhaustive --scenario 'pipe/*'
  cargo xtask deadlock --json | jq -r '.[] | [.name, .outcome] | @tsv'")]
pub(crate) struct Args {
    /// List the scenarios with their declared outcomes, and run none
    #[arg(long)]
    list: bool,
    /// Run only the scenarios that match this pattern; '*' matches any text
    #[arg(long, value_name = "PATTERN", default_value = "*", hide_default_value = true)]
    scenario: String,
    /// Print a JSON array of objects with the keys name, expected, outcome, as_declared, steps and more
    #[arg(long)]
    json: bool,
    /// Explore all interleavings of the threads with a model checker, instead of one run on tokio
    #[arg(long, conflicts_with = "python")]
    exhaustive: bool,
    /// Explore only schedules with at most N preemptions, overriding the limit of a model
    #[arg(long, value_name = "N", requires = "exhaustive")]
    bound: Option<usize>,
    /// Run the same designs in Python's asyncio, with the installed python3
    #[arg(long)]
    python: bool,
}

impl Args {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let mut printer = Printer::new(if self.json { Format::Json } else { Format::Text }, self.list);
        if self.exhaustive {
            self.explore(&mut printer)?;
        } else if self.python {
            python::run(|name| self.wants(name), self.list, &mut printer)?;
        } else {
            self.run_on_tokio(&mut printer)?;
        }
        printer.finish(&self.scenario)
    }

    fn wants(&self, name: &str) -> bool {
        WildMatch::new(&self.scenario).matches(name)
    }

    fn run_on_tokio(&self, printer: &mut Printer) -> Result<(), Failure> {
        for scenario in catalogue::all().filter(|scenario| self.wants(&scenario.name())) {
            let row = if self.list { Row::of_scenario(&scenario) } else { run_scenario(&scenario)? };
            printer.print(row).map_err(Failure::Output)?;
        }
        Ok(())
    }

    fn explore(&self, printer: &mut Printer) -> Result<(), Failure> {
        let models = Models::build()?;
        let wanted = models.list()?.into_iter().filter(|model| self.wants(&model.model));
        let wanted: Vec<_> =
            wanted.map(|model| Model { bound: self.bound.or(model.bound), ..model }).collect();
        if self.list {
            return wanted
                .iter()
                .try_for_each(|model| printer.print(Row::of_model(model)))
                .map_err(Failure::Output);
        }
        models.run_all(&wanted, |model, explored| printer.print(Row::of_model(model).explored(explored)))
    }
}

fn run_scenario(scenario: &Scenario) -> Result<Row, Failure> {
    let report = on_tokio::run(scenario)
        .map_err(|error: io::Error| Failure::Input(format!("no runtime for {}: {error}", scenario.name())))?;
    Ok(Row::of_scenario(scenario).ran(report))
}
