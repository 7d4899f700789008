//! `cargo xtask formats`: lists the formats.

mod boxes;
mod page;

use std::io::{self, Write};
use std::path::PathBuf;

use framing_core::spec::SCHEMA;

use self::page::Page;
pub(crate) use self::page::type_name;
use crate::exit::{Exit, Failure};
use crate::{registry, terminal};

/// List the formats with the layout of their frames, or show one in full
#[derive(Debug, clap::Args)]
#[command(after_help = "\
A layout lists the parts of a frame in order, each with its width in bytes: `2|4` is 2 or 4, `1..` is 1 or more,
BE and LE are the byte order of a number. The parts before [body] are the header, the parts after it the trailer.

Examples:
  cargo xtask formats
  cargo xtask formats websocket tls
  cargo xtask formats --spec my-header.toml
  cargo xtask formats --json | jq -r '.[].name'
  cargo xtask formats --schema > spec.schema.json")]
pub(crate) struct Args {
    /// Show these formats in full: layout, limits, settings, samples, and the spec if there is one
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// Show the format that this spec describes, in TOML or JSON
    #[arg(long, value_name = "FILE", conflicts_with = "names")]
    spec: Option<PathBuf>,
    /// Show every format in full
    #[arg(long, conflicts_with_all = ["names", "spec"])]
    long: bool,
    /// Print a JSON array with one object per format
    #[arg(long)]
    json: bool,
    /// Print the JSON Schema of specs
    #[arg(long, conflicts_with_all = ["names", "spec", "long", "json"])]
    schema: bool,
}

impl Args {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let pages = self.pages()?;
        let out = io::stdout().lock();
        self.print(&pages, out).map_err(Failure::Output)?;
        Ok(Exit::Success)
    }

    /// The formats that were asked for; all of them if none was.
    fn pages(&self) -> Result<Vec<Page>, Failure> {
        if let Some(path) = &self.spec {
            return Page::from_spec(path).map(|page| vec![page]).map_err(Failure::Usage);
        }
        if self.names.is_empty() {
            return Ok(registry::formats().map(Page::new).collect());
        }
        let page = |name: &String| match registry::find(name) {
            Ok(declaration) => Ok(Page::new(declaration)),
            Err(hint) => Err(Failure::Usage(format!("{name}: {hint}"))),
        };
        self.names.iter().map(page).collect()
    }

    fn print(&self, pages: &[Page], mut out: impl Write) -> io::Result<()> {
        if self.schema {
            return out.write_all(SCHEMA.as_bytes());
        }
        if self.json {
            serde_json::to_writer_pretty(&mut out, pages)?;
            return writeln!(out);
        }
        if !self.long && self.names.is_empty() && self.spec.is_none() {
            return match terminal::columns() {
                Some(columns) => print_narrow(pages, columns, out),
                None => print_table(pages, out),
            };
        }
        for (index, page) in pages.iter().enumerate() {
            if index > 0 {
                writeln!(out)?;
            }
            page.print(&mut out)?;
        }
        Ok(())
    }
}

fn print_table(pages: &[Page], mut out: impl Write) -> io::Result<()> {
    let head = ["NAME", "CRATE", "TYPE", "LAYOUT", "SOURCE"];
    let rows: Vec<_> = [head].into_iter().chain(pages.iter().map(Page::columns)).collect();
    let widths: [usize; 5] = std::array::from_fn(|column| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or_default()
    });
    for row in &rows {
        let cells: Vec<_> = row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        writeln!(out, "{}", cells.join("  ").trim_end())?;
    }
    Ok(())
}

/// Prints a table that fits a terminal of this many columns.
fn print_narrow(pages: &[Page], columns: usize, mut out: impl Write) -> io::Result<()> {
    let head = ["NAME", "CRATE", "FRAME"];
    let rows: Vec<_> = [head].into_iter().chain(pages.iter().map(Page::short_columns)).collect();
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or_default()
    };
    let (name_width, package_width) = (width(0), width(1));
    for [name, package, frame] in &rows {
        let line = format!("{name:name_width$}  {package:package_width$}  {frame}");
        writeln!(out, "{}", terminal::shorten(line.trim_end(), columns))?;
    }
    Ok(())
}
