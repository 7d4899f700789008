//! `cargo xtask formats`: what there is to decode and to encode.

use std::io::{self, Write};

use framing_core::registry::Declaration;
use serde::Serialize;

use crate::exit::{Exit, Failure};
use crate::registry;

/// List the formats: name, crate, what a frame looks like, and the document that says so
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  cargo xtask formats
  cargo xtask formats --json | jq -r '.[].name'")]
pub(crate) struct Args {
    /// Print a JSON array of objects with the keys name, crate, frame, source and writable
    #[arg(long)]
    json: bool,
}

impl Args {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let rows: Vec<_> = registry::formats().map(Row::new).collect();
        let out = io::stdout().lock();
        if self.json { print_json(&rows, out) } else { print_table(&rows, out) }.map_err(Failure::Output)?;
        Ok(Exit::AsHoped)
    }
}

#[derive(Serialize)]
struct Row {
    name: &'static str,
    #[serde(rename = "crate")]
    package: &'static str,
    frame: &'static str,
    source: &'static str,
    writable: bool,
}

impl Row {
    fn new(declaration: &Declaration) -> Self {
        let &Declaration { name, package, summary, source, make, .. } = declaration;
        Self { name, package, frame: summary, source, writable: make().is_writable() }
    }

    fn columns(&self) -> [&'static str; 4] {
        [self.name, self.package, self.frame, self.source]
    }
}

fn print_json(rows: &[Row], mut out: impl Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut out, rows)?;
    writeln!(out)
}

fn print_table(rows: &[Row], mut out: impl Write) -> io::Result<()> {
    let rows: Vec<_> =
        [["NAME", "CRATE", "FRAME", "SOURCE"]].into_iter().chain(rows.iter().map(Row::columns)).collect();
    let width = |column: fn(&[&'static str; 4]) -> &'static str| {
        rows.iter().map(|row| column(row).chars().count()).max().unwrap_or_default()
    };
    let (names, packages, frames) = (width(|row| row[0]), width(|row| row[1]), width(|row| row[2]));
    for [name, package, frame, source] in &rows {
        writeln!(out, "{name:names$}  {package:packages$}  {frame:frames$}  {source}")?;
    }
    Ok(())
}
