//! What came of the connections.

use std::io::{self, Write};

use comfy_table::{Cell, CellAlignment, Table};
use indicatif::{HumanBytes, HumanCount};
use serde_json::json;

use super::connection::{Fault, Ledger};

/// Counts of one or of all connections.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) connections: u64,
    pub(super) frames: u64,
    pub(super) bytes: u64,
    pub(super) cancels: u64,
    pub(super) timeouts: u64,
    /// Connections by [`Fault::ALL`].
    pub(super) faults: [u64; 5],
    pub(super) lost: u64,
    pub(super) changed: u64,
    pub(super) wrong_ends: u64,
    /// What went wrong first.
    pub(super) examples: Vec<String>,
    pub(super) budget_kept: usize,
    /// Bytes of heap above the baseline.
    pub(super) held: usize,
    pub(super) seconds: f64,
}

/// Bytes of heap above the baseline that are no leak: what threads and the clock keep.
const ALLOWED: usize = 64 << 10;

impl Tally {
    /// The tally of a connection that did not end.
    pub(super) fn stuck(name: &str, ledger: &Ledger) -> Self {
        let state = if ledger.is_final { "all sent" } else { "sending" };
        let example =
            format!("{name}: stuck, {state}, {} of {} frames flushed", ledger.complete, ledger.sums.len());
        Self { connections: 1, wrong_ends: 1, examples: vec![example], ..Self::default() }
    }

    pub(super) fn count_fault(&mut self, fault: Fault) {
        let counts = self.faults.iter_mut().zip(Fault::ALL).filter(|(_, other)| *other == fault);
        counts.for_each(|(count, _)| *count += 1);
    }

    pub(super) fn add(&mut self, other: Self) {
        self.connections += other.connections;
        self.frames += other.frames;
        self.bytes += other.bytes;
        self.cancels += other.cancels;
        self.timeouts += other.timeouts;
        self.faults.iter_mut().zip(other.faults).for_each(|(all, one)| *all += one);
        self.lost += other.lost;
        self.changed += other.changed;
        self.wrong_ends += other.wrong_ends;
        let room = 5_usize.saturating_sub(self.examples.len());
        self.examples.extend(other.examples.into_iter().take(room));
    }

    pub(super) fn is_success(&self) -> bool {
        self.lost + self.changed + self.wrong_ends == 0 && self.budget_kept == 0 && self.held <= ALLOWED
    }

    pub(super) fn print(&self, as_json: bool, mut out: impl Write) -> io::Result<()> {
        if as_json {
            return writeln!(out, "{}", self.to_json());
        }
        writeln!(out, "{}", self.table())?;
        self.examples.iter().try_for_each(|example| writeln!(out, "  {example}"))?;
        writeln!(
            out,
            "{} connections, {} frames, {} in {:.1} s: {} lost, {} changed",
            HumanCount(self.connections),
            HumanCount(self.frames),
            HumanBytes(self.bytes),
            self.seconds,
            self.lost,
            self.changed
        )
    }

    fn counts(&self) -> impl Iterator<Item = (&'static str, u64)> {
        let faults = Fault::ALL.map(Fault::name).into_iter().zip(self.faults);
        let before = [("connections", self.connections), ("frames", self.frames), ("bytes", self.bytes)];
        let after = [
            ("cancelled reads and flushes", self.cancels),
            ("timeouts", self.timeouts),
            ("frames lost", self.lost),
            ("frames changed", self.changed),
            ("unexpected ends", self.wrong_ends),
            ("budget not returned", self.budget_kept as u64),
            ("heap above the baseline", self.held as u64),
        ];
        before.into_iter().chain(faults).chain(after)
    }

    fn table(&self) -> Table {
        let mut table = Table::new();
        for (name, count) in self.counts() {
            table
                .add_row([Cell::new(name), Cell::new(HumanCount(count)).set_alignment(CellAlignment::Right)]);
        }
        table
    }

    fn to_json(&self) -> serde_json::Value {
        let counts = self.counts().map(|(name, count)| (name.replace([' ', '-'], "_"), count.into()));
        let mut object: serde_json::Map<_, _> = counts.collect();
        object.insert("seconds".into(), json!(self.seconds));
        object.insert("success".into(), json!(self.is_success()));
        object.into()
    }
}
