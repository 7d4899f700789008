//! What the run came to.

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

use comfy_table::{Cell, CellAlignment, LineStyle, Table, TableStyle};
use serde::Serialize;

use super::check::{Check, Outcome};
use super::needs;
use super::peers::{Peer, Role, Talks};
use super::proxy::{Exchanged, Passed};
use super::run::{Present, Results, Verdict};

pub(super) fn list(peers: &[&Peer], mut out: impl Write) -> io::Result<()> {
    for peer in peers {
        let version = peer.present().unwrap_or_else(|| "missing".into());
        writeln!(out, "{} ({version}): {}", peer.name, needs::hint(peer.needs))?;
        match peer.talks {
            Talks::Http(roles) => roles.iter().try_for_each(|role| list_role(role, &mut out))?,
            Talks::Proxied(servers) => {
                for talk in servers.iter().flat_map(|proxied| proxied.talks) {
                    writeln!(out, "  {}: {}", talk.name, talk.protocol)?;
                }
            }
        }
    }
    Ok(())
}

fn list_role(role: &Role, mut out: impl Write) -> io::Result<()> {
    writeln!(out, "  {}", role.name)?;
    role.cannot.iter().try_for_each(|(check, reason)| writeln!(out, "    not {}: {reason}", check.name()))
}

pub(super) fn print(results: &Results, mut out: impl Write) -> io::Result<()> {
    if !results.verdicts.is_empty() {
        writeln!(out, "{}\n", table(results))?;
    }
    if !results.exchanged.is_empty() {
        writeln!(out, "{}\n", table_of_exchanges(results))?;
    }
    for Present { name, version, took } in &results.present {
        writeln!(out, "{name} {version}: {:.1} s", took.as_secs_f64())?;
    }
    print_reasons(results, &mut out)?;
    let took: Duration = results.present.iter().map(|present| present.took).sum();
    let (passed, failed, missing) = (results.passed(), results.failed(), results.missing.len());
    writeln!(out, "{passed} passed, {failed} failed, {missing} peers missing, in {:.1} s", took.as_secs_f64())
}

/// Why what did not pass did not.
fn print_reasons(results: &Results, mut out: impl Write) -> io::Result<()> {
    for verdict in &results.verdicts {
        if let Outcome::Cannot(reason) = verdict.outcome {
            writeln!(out, "– {} {} {}: {reason}", verdict.peer, verdict.role, verdict.check.name())?;
        }
    }
    for verdict in &results.verdicts {
        if let Outcome::Failed(error) = &verdict.outcome {
            writeln!(out, "FAILED {} {} {}: {error}", verdict.peer, verdict.role, verdict.check.name())?;
        }
    }
    for exchanged in &results.exchanged {
        if let Outcome::Failed(error) = &exchanged.outcome {
            writeln!(out, "FAILED {} {}: {error}", exchanged.peer, exchanged.talk.name)?;
        }
    }
    for peer in &results.missing {
        let hint = needs::hint(peer.needs);
        writeln!(out, "MISSING {}: {hint}; cargo xtask interop --peer {} --install", peer.name, peer.name)?;
    }
    Ok(())
}

/// A row a talk through the proxy.
fn table_of_exchanges(results: &Results) -> Table {
    let mut table = new_table();
    let columns = ["through the proxy", "formats", "connections", "frames\nto server", "frames\nto client"];
    table.set_header(columns.into_iter().chain(["bytes\nto server", "bytes\nto client", "the same"]));
    for exchanged in &results.exchanged {
        let Passed { connections, frames, bytes } = exchanged.passed;
        let counts = [connections, frames.to_server, frames.to_client, bytes.to_server, bytes.to_client];
        let counts = counts.map(|count| Cell::new(count).set_alignment(CellAlignment::Right));
        let name = format!("{} {}", exchanged.peer, exchanged.talk.name);
        let names = [Cell::new(name), Cell::new(exchanged.talk.protocol)];
        let mark = Cell::new(mark(&exchanged.outcome)).set_alignment(CellAlignment::Center);
        table.add_row(names.into_iter().chain(counts).chain([mark]));
    }
    table
}

fn new_table() -> Table {
    let mut table = Table::new();
    table.load_style(TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─')));
    table
}

/// A row a check, a column a peer in one role.
fn table(results: &Results) -> Table {
    let mut columns: Vec<_> = results.verdicts.iter().map(|verdict| (verdict.peer, verdict.role)).collect();
    columns.dedup();
    let mut table = new_table();
    let names = columns.iter().map(|(peer, role)| format!("{peer}\n{role}"));
    table.set_header(std::iter::once("check".to_owned()).chain(names));
    for check in Check::ALL {
        let of_check = |column: &(&str, &str)| {
            let is = |verdict: &&Verdict| (verdict.peer, verdict.role) == *column && verdict.check == check;
            results.verdicts.iter().find(is).map_or("", |verdict| mark(&verdict.outcome))
        };
        let cells = columns.iter().map(of_check);
        let cells = cells.map(|mark| Cell::new(mark).set_alignment(CellAlignment::Center));
        table.add_row(std::iter::once(Cell::new(check.name())).chain(cells));
    }
    table
}

fn mark(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Passed => "✓",
        Outcome::Cannot(_) => "–",
        Outcome::Failed(_) => "✗",
    }
}

#[derive(Serialize)]
struct Summary<'a> {
    passed: usize,
    failed: usize,
    missing: Vec<&'a str>,
    checks: Vec<Line<'a>>,
    /// Through the proxy.
    exchanges: Vec<ExchangeLine<'a>>,
}

#[derive(Serialize)]
struct Line<'a> {
    peer: &'a str,
    role: &'a str,
    check: &'a str,
    verdict: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
}

impl<'a> Line<'a> {
    fn of(verdict: &'a Verdict) -> Self {
        let (word, reason) = word(&verdict.outcome);
        let check = verdict.check.name();
        Self { peer: verdict.peer, role: verdict.role, check, verdict: word, reason }
    }
}

#[derive(Serialize)]
struct ExchangeLine<'a> {
    peer: &'a str,
    talk: &'a str,
    formats: String,
    connections: u64,
    frames_to_server: u64,
    frames_to_client: u64,
    bytes_to_server: u64,
    bytes_to_client: u64,
    seconds: f64,
    verdict: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
}

impl<'a> ExchangeLine<'a> {
    fn of(exchanged: &'a Exchanged) -> Self {
        let (verdict, reason) = word(&exchanged.outcome);
        let Passed { connections, frames, bytes } = exchanged.passed;
        Self {
            peer: exchanged.peer,
            talk: exchanged.talk.name,
            formats: exchanged.talk.protocol.to_string(),
            connections,
            frames_to_server: frames.to_server,
            frames_to_client: frames.to_client,
            bytes_to_server: bytes.to_server,
            bytes_to_client: bytes.to_client,
            seconds: exchanged.took.as_secs_f64(),
            verdict,
            reason,
        }
    }
}

fn word(outcome: &Outcome) -> (&'static str, Option<&str>) {
    match outcome {
        Outcome::Passed => ("passed", None),
        Outcome::Cannot(reason) => ("cannot", Some(reason)),
        Outcome::Failed(error) => ("failed", Some(error)),
    }
}

pub(super) fn write_json(results: &Results, path: &Path) -> Result<(), String> {
    let summary = Summary {
        passed: results.passed(),
        failed: results.failed(),
        missing: results.missing.iter().map(|peer| peer.name).collect(),
        checks: results.verdicts.iter().map(Line::of).collect(),
        exchanges: results.exchanged.iter().map(ExchangeLine::of).collect(),
    };
    let text = serde_json::to_vec_pretty(&summary).map_err(io::Error::from);
    text.and_then(|text| fs::write(path, text))
        .map_err(|error| format!("cannot write {}: {error}", path.display()))
}
