//! What a run found, as tables for people and as JSON for programs.

use std::fmt::Write as _;

use comfy_table::{CellAlignment, LineStyle, Table, TableStyle};
use serde::Serialize;
use serde_json::{Value, json};

use super::stats::{Summary, times_faster};
use super::targets::{Verdict, Wanted};
use super::units;

/// Whom the rows of a piece of work are compared with.
fn baseline(work: &str, transport: &str) -> &'static str {
    match (work, transport) {
        ("read" | "write", _) => TOKIO_UTIL,
        ("chunks", _) => "picohttpparser",
        ("request", _) => "httparse",
        ("header", "fixed") => "by-hand",
        ("header", "bytewise") => "1-kib",
        ("pipe", _) => "duplex",
        _ => "walk",
    }
}

/// The one whose heap ours is compared with.
const TOKIO_UTIL: &str = "tokio-util";

/// One contender at one piece of work, and how long a frame took in each round.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Row {
    pub(crate) work: &'static str,
    pub(crate) transport: &'static str,
    /// Bytes of body.
    pub(crate) size: usize,
    pub(crate) contender: &'static str,
    pub(crate) nanos: Vec<f64>,
}

impl Row {
    pub(crate) fn new(
        work: &'static str,
        transport: &'static str,
        size: usize,
        contender: &'static str,
    ) -> Self {
        Self { work, transport, size, contender, nanos: Vec::new() }
    }

    /// The name by which a row is chosen: `read/memory/16/next`.
    pub(crate) fn id(&self) -> String {
        format!("{}/{}/{}/{}", self.work, self.transport, self.size, self.contender)
    }

    fn same_table(&self, other: &Self) -> bool {
        (self.work, self.transport) == (other.work, other.transport)
    }
}

/// Bytes of heap that one situation costs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct HeapRow {
    pub(crate) situation: &'static str,
    pub(crate) ours: usize,
    pub(crate) tokio_util: usize,
    /// Bytes that ours may have at most.
    pub(crate) target: usize,
}

/// All that a run found.
#[derive(Clone, Debug)]
pub(crate) struct Report {
    /// The cargo profile that was measured.
    pub(crate) profile: String,
    pub(crate) rounds: usize,
    pub(crate) rows: Vec<Row>,
    pub(crate) heap: Vec<HeapRow>,
    pub(crate) verdicts: Vec<Verdict>,
}

impl Report {
    /// The whole report, for a person.
    pub(crate) fn to_text(&self) -> String {
        let mut text = format!(
            "cargo profile `{}`, medians of {} interleaved rounds, time per frame.\n\
             × tells how many times as fast as the peer in the heading; ✓ and ✗ whether the targets are met.\n",
            self.profile, self.rounds
        );
        text += &self.caution();
        for rows in self.rows.chunk_by(Row::same_table) {
            let _ = write!(text, "\n{}\n{}\n", heading(rows), self.speed_table(rows).trim_fmt());
        }
        if !self.heap.is_empty() {
            let _ = write!(text, "\nHeap, in bytes\n{}\n", self.heap_table().trim_fmt());
        }
        if !self.verdicts.is_empty() {
            let _ = write!(text, "\nTargets\n{}\n", self.target_table().trim_fmt());
        }
        text
    }

    /// What the reader is to know where the machine had other things to do.
    fn caution(&self) -> String {
        let summaries = self.rows.iter().filter_map(|row| Summary::of(&row.nanos));
        match summaries.filter(Summary::is_unsteady).count() {
            0 => String::new(),
            unsteady => format!(
                "The machine was busy: {unsteady} of {} rows vary by more than a quarter. Run this again.\n",
                self.rows.len()
            ),
        }
    }

    /// The whole report, for a program.
    pub(crate) fn to_json(&self) -> Value {
        json!({
            "profile": self.profile,
            "rounds": self.rounds,
            "rows": self.rows.iter().map(|row| self.row_to_json(row)).collect::<Vec<_>>(),
            "heap": self.heap,
            "targets": self.verdicts,
        })
    }

    fn row_to_json(&self, row: &Row) -> Value {
        json!({
            "id": row.id(),
            "work": row.work,
            "transport": row.transport,
            "size": row.size,
            "contender": row.contender,
            "ns_per_frame": Summary::of(&row.nanos),
            "against": baseline(row.work, row.transport),
            "times_faster": self.against_baseline(row),
        })
    }

    /// A line a contender, a column a size.
    fn speed_table(&self, rows: &[Row]) -> Table {
        let sizes = distinct(rows.iter().map(|row| row.size));
        let mut table = table();
        table.set_header([String::new()].into_iter().chain(sizes.iter().map(|&size| units::bytes(size))));
        for contender in distinct(rows.iter().map(|row| row.contender)) {
            let cells = sizes.iter().map(|&size| {
                let row = rows.iter().find(|row| row.size == size && row.contender == contender);
                row.map_or_else(String::new, |row| self.speed_cell(row))
            });
            table.add_row([contender.to_owned()].into_iter().chain(cells));
        }
        align_numbers(table)
    }

    fn speed_cell(&self, row: &Row) -> String {
        let Some(summary) = Summary::of(&row.nanos) else { return String::new() };
        let time = units::time(summary.median);
        match self.against_baseline(row).filter(|_| row.contender != baseline(row.work, row.transport)) {
            Some(ratio) => format!("{time}\n{}{}", units::times(ratio), self.mark(row)),
            None => time + self.mark(row),
        }
    }

    fn against_baseline(&self, row: &Row) -> Option<f64> {
        let contender = baseline(row.work, row.transport);
        let baseline = self
            .rows
            .iter()
            .find(|other| other.same_table(row) && other.size == row.size && other.contender == contender)?;
        times_faster(&row.nanos, &baseline.nanos)
    }

    /// Whether the row meets all of its targets, if it has any.
    fn mark(&self, row: &Row) -> &'static str {
        let id = row.id();
        let mut verdicts = self.verdicts.iter().filter(|verdict| verdict.row == id).peekable();
        match verdicts.peek() {
            None => "",
            Some(_) => tick(verdicts.all(|verdict| verdict.met)),
        }
    }

    fn heap_table(&self) -> Table {
        let mut table = table();
        table.set_header(["", "ours", TOKIO_UTIL, "target", ""]);
        for HeapRow { situation, ours, tokio_util, target } in &self.heap {
            table.add_row([
                (*situation).to_owned(),
                ours.to_string(),
                tokio_util.to_string(),
                format!("≤ {target}"),
                tick(ours <= target).to_owned(),
            ]);
        }
        align_numbers(table)
    }

    fn target_table(&self) -> Table {
        let mut table = table();
        table.set_header(["", "against", "target", "measured", ""]);
        for verdict in &self.verdicts {
            table.add_row([
                verdict.row.clone(),
                verdict.against.to_owned(),
                verdict.wanted.to_string(),
                units::times(verdict.measured),
                if verdict.met { "✓ met" } else { "✗ missed" }.to_owned(),
            ]);
        }
        table
    }
}

impl std::fmt::Display for Wanted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::TimesFaster(least) => write!(f, "≥ {least}× as fast"),
            Self::TimesTheTime(most) => write!(f, "≤ {most}× the time"),
        }
    }
}

fn heading(rows: &[Row]) -> String {
    let Some(Row { work, transport, .. }) = rows.first() else { return String::new() };
    let what = match (*work, *transport) {
        ("read", "memory") => "Reading u32-be frames from memory",
        ("read", "unix") => "Reading u32-be frames from a Unix socket pair",
        ("write", "memory") => "Writing u32-be frames to memory",
        ("write", "unix") => "Writing u32-be frames to a Unix socket pair",
        ("header", "fixed") => "Reading frames with a header of 5 bytes, by the way to describe it",
        ("header", "varint") => "Reading frames with a varint",
        ("header", "content-length") => "Reading Content-Length messages",
        ("header", "bytewise") => "Headers of two lengths that arrive byte by byte: time per byte",
        ("chunks", _) => "Decoding HTTP chunks, all of a body in memory but for next and hyper",
        ("request", "get") => "Framing a GET request of 9 fields",
        ("request", "post") => "Framing a POST request of 9 fields and a body of 64 bytes",
        ("pipe", "one-task") => "Bodies of 64 KiB through a pipe within a task: time per piece written",
        ("pipe", "two-threads") => "The same between two threads",
        _ => return format!("{work}, {transport}"),
    };
    format!("{what}, × {}", baseline(work, transport))
}

fn tick(met: bool) -> &'static str {
    if met { " ✓" } else { " ✗" }
}

fn table() -> Table {
    let mut table = Table::new();
    table.load_style(TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─')));
    table
}

/// Numbers are right-aligned, names left-aligned.
fn align_numbers(mut table: Table) -> Table {
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

/// Each value once, in the order of its first appearance.
fn distinct<T: PartialEq>(values: impl Iterator<Item = T>) -> Vec<T> {
    values.fold(Vec::new(), |mut seen, value| {
        if !seen.contains(&value) {
            seen.push(value);
        }
        seen
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::targets::{Target, judge};

    const READING: &str = "\
cargo profile `release`, medians of 3 interleaved rounds, time per frame.
× tells how many times as fast as the peer in the heading; ✓ and ✗ whether the targets are met.
The machine was busy: 2 of 5 rows vary by more than a quarter. Run this again.

Reading u32-be frames from memory, × tokio-util
                 16 B     1 KiB
────────────────────────────────
 next         5.00 ns   20.0 ns
              10.0× ✓      2.5×
 walk         2.00 ns
                25.0×
 tokio-util   50.0 ns   50.0 ns

Heap, in bytes
                  ours   tokio-util   target
──────────────────────────────────────────────────
 an idle reader      0         8192      ≤ 0    ✓

Targets
                       against      target          measured
─────────────────────────────────────────────────────────────────────
 read/memory/16/next   tokio-util   ≥ 10× as fast   10.0×      ✓ met
";

    #[test]
    fn a_person_reads_a_table() {
        assert_eq!(report().to_text(), READING);
    }

    #[test]
    fn a_program_reads_every_figure() {
        let json = report().to_json();
        assert_eq!(json["rows"].as_array().map(Vec::len), Some(5));
        assert_eq!(
            json["rows"][0],
            json!({
                "id": "read/memory/16/next",
                "work": "read",
                "transport": "memory",
                "size": 16,
                "contender": "next",
                "ns_per_frame": { "median": 5.0, "low": 4.5, "high": 7.0 },
                "against": "tokio-util",
                "times_faster": 10.0,
            })
        );
        assert_eq!(
            json["targets"][0],
            json!({
                "row": "read/memory/16/next",
                "against": "tokio-util",
                "wanted": { "times_faster": 10.0 },
                "measured": 10.0,
                "met": true,
            })
        );
        assert_eq!(json["heap"][0]["tokio_util"], 8192);
    }

    fn report() -> Report {
        let rows = vec![
            row(16, "next", &[5.0, 4.0, 9.0]),
            row(16, "walk", &[2.0, 2.0, 2.0]),
            row(16, TOKIO_UTIL, &[50.0, 40.0, 90.0]),
            row(1024, "next", &[20.0, 20.0, 20.0]),
            row(1024, TOKIO_UTIL, &[50.0, 50.0, 50.0]),
        ];
        let heap = vec![HeapRow { situation: "an idle reader", ours: 0, tokio_util: 8192, target: 0 }];
        let target = Target {
            work: "read",
            transport: "memory",
            size: 16,
            contender: "next",
            against: &[TOKIO_UTIL],
            wanted: Wanted::TimesFaster(10.0),
        };
        let verdicts = judge(&[target], &rows);
        Report { profile: "release".into(), rounds: 3, rows, heap, verdicts }
    }

    fn row(size: usize, contender: &'static str, nanos: &[f64]) -> Row {
        Row { nanos: nanos.to_vec(), ..Row::new("read", "memory", size, contender) }
    }
}
