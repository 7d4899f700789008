//! The same designs in the language where people meet them: asyncio readers, run by the `python3` that is found.

use std::io;
use std::path::Path;
use std::process::Command;

use super::report::{Printer, Row};
use crate::exit::Failure;

/// A reader under `xtask/python`, and what is declared of it.
struct Twin {
    name: &'static str,
    expected: &'static str,
}

const TWINS: [Twin; 5] = [
    Twin { name: "event_header_clears", expected: "hangs" },
    Twin { name: "event_body_clears", expected: "hangs" },
    Twin { name: "event_never_cleared", expected: "spins" },
    Twin { name: "condition", expected: "passes" },
    Twin { name: "streams", expected: "passes" },
];

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/python");

pub(super) fn run(wants: impl Fn(&str) -> bool, list: bool, printer: &mut Printer) -> Result<(), Failure> {
    for twin in TWINS.iter().filter(|twin| wants(twin.name)) {
        let row = Row::new(twin.name.to_owned(), twin.expected.to_owned());
        let row = if list { row } else { twin.run(row)? };
        printer.print(row).map_err(Failure::Output)?;
    }
    Ok(())
}

impl Twin {
    /// Runs the reader. Its first line of output is the outcome, the second describes who waits for what.
    fn run(&self, row: Row) -> Result<Row, Failure> {
        let file = Path::new(FOLDER).join(self.name).with_extension("py");
        let ran = Command::new("python3").arg("-B").arg(&file).output().map_err(no_python)?;
        let said = String::from_utf8_lossy(&ran.stdout);
        let mut lines = said.lines();
        let Some(outcome) = lines.next() else {
            let error = String::from_utf8_lossy(&ran.stderr);
            return Err(Failure::Input(format!(
                "{}: {}",
                file.display(),
                error.lines().last().unwrap_or("no output")
            )));
        };
        let reason = lines.next().filter(|line| !line.is_empty()).map(str::to_owned);
        Ok(row.ended(outcome.to_owned()).because(reason))
    }
}

fn no_python(error: io::Error) -> Failure {
    Failure::Usage(format!("python3 cannot be run: {error}"))
}
