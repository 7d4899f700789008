//! What the runs came to, for a person.

use std::fmt::Write as _;
use std::io::{self, Write};

use comfy_table::{Cell, CellAlignment, LineStyle, Table, TableStyle};
use data_encoding::HEXLOWER;
use indicatif::HumanCount;

use super::run::{Failed, OUTCOMES, Results};

pub(super) fn print(results: &Results, mut out: impl Write) -> io::Result<()> {
    writeln!(out, "{}", table(results))?;
    for failed in &results.failures {
        print_failed(failed, results.seed, &mut out)?;
    }
    writeln!(
        out,
        "{} streams of {} formats in {:.1} s, seed {}: {} failed",
        HumanCount(results.streams()),
        results.tallies.len(),
        results.time.as_secs_f64(),
        results.seed,
        results.failed()
    )
}

fn table(results: &Results) -> Table {
    let mut table = Table::new();
    table.load_style(TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─')));
    let outcomes = OUTCOMES.map(|outcome| outcome.name());
    table.set_header(["format", "streams"].iter().chain(&outcomes).chain(&["frames", "written again"]));
    for tally in &results.tallies {
        let numbers = [tally.streams].into_iter().chain(tally.ended).chain([tally.frames, tally.written]);
        let numbers = numbers.map(|number| Cell::new(HumanCount(number)).set_alignment(CellAlignment::Right));
        table.add_row([Cell::new(&tally.format)].into_iter().chain(numbers));
    }
    table
}

fn print_failed(failed: &Failed, seed: u64, out: &mut impl Write) -> io::Result<()> {
    let Failed { format, run, bytes, smallest, flaw } = failed;
    writeln!(out, "FAILED {format}, run {run} of seed {seed}")?;
    writeln!(out, "  {}", flaw.what)?;
    if let Some(driver) = &flaw.driver {
        writeln!(out, "  driver    {driver}")?;
    }
    if let Some((split, end)) = &flaw.split {
        writeln!(out, "  schedule  {split}, then the stream ends after {end} bytes")?;
    }
    writeln!(out, "  limits    {:?}", smallest.limits)?;
    writeln!(out, "  shortest  {}", HEXLOWER.encode(&smallest.bytes))?;
    writeln!(out, "  found     {}", HEXLOWER.encode(bytes))?;
    let limit = smallest.limits.body();
    let printed = printf(&smallest.bytes);
    writeln!(out, "  look      printf '{printed}' | cargo xtask decode --format {format} --limit {limit}")?;
    writeln!(out, "  again     cargo xtask fuzz --format {format} --seed {seed} --runs {run}\n")
}

/// The bytes as `printf` of any shell takes them.
fn printf(bytes: &[u8]) -> String {
    let mut text = String::new();
    for &byte in bytes {
        match byte {
            b'%' => text.push_str("%%"),
            b'\'' | b'\\' => {
                let _ = write!(text, "\\{byte:03o}");
            }
            byte if byte.is_ascii_graphic() || byte == b' ' => text.push(char::from(byte)),
            byte => {
                let _ = write!(text, "\\{byte:03o}");
            }
        }
    }
    text
}
