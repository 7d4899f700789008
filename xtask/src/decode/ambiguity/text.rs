//! The page as text, in colour where standard output is a terminal that wants it.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use framing_http::ambiguity::Risk;

use super::page::{Kind, Lane, Mark, Page, Row};

const STRONG: Style = Style::new().bold();
const FAINT: Style = Style::new().dimmed();

pub(super) fn print(page: &Page) -> io::Result<()> {
    write(page, &mut anstream::AutoStream::auto(io::stdout().lock()))
}

fn write(page: &Page, out: &mut impl Write) -> io::Result<()> {
    let risk = risk(page.risk);
    writeln!(out, "{STRONG}{}{STRONG:#}", page.title)?;
    writeln!(out, "risk: {risk}{}{risk:#}\n", page.risk.name())?;
    for row in &page.rows {
        write_row(row, &page.lanes, out)?;
    }
    let mut heading = None;
    for lane in &page.lanes {
        if heading.replace(lane.kind) != Some(lane.kind) {
            writeln!(out, "\n{STRONG}{}{STRONG:#}", lane.kind.heading())?;
        }
        let style = style(lane.kind);
        writeln!(out, "{style}{:>8}{style:#}  {}", lane.name, lane.summary)?;
        write_names(lane, out)?;
    }
    Ok(())
}

fn write_row(row: &Row, lanes: &[Lane], out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{FAINT}{:>8}{FAINT:#}  {}", row.offset, row.text)?;
    for (lane, marks) in lanes.iter().zip(&row.lanes) {
        if marks.iter().all(|mark| *mark == Mark::Unread) {
            continue;
        }
        let style = style(lane.kind);
        let symbols: String = marks.iter().map(|mark| mark.symbol()).collect();
        writeln!(out, "{style}{:>8}  {}{style:#}", lane.name, symbols.trim_end())?;
    }
    Ok(())
}

/// The names of a lane's readers, as many to a line as fit.
fn write_names(lane: &Lane, out: &mut impl Write) -> io::Result<()> {
    let mut line = String::new();
    for name in &lane.readers {
        if !line.is_empty() && line.len() + name.len() > 84 {
            writeln!(out, "          {FAINT}{line}{FAINT:#}")?;
            line.clear();
        }
        line += if line.is_empty() { "" } else { ", " };
        line += name;
    }
    writeln!(out, "          {FAINT}{line}{FAINT:#}")
}

fn style(kind: Kind) -> Style {
    match kind {
        Kind::First => AnsiColor::Green.on_default(),
        Kind::Differs => AnsiColor::Red.on_default(),
        Kind::Refuses => AnsiColor::Yellow.on_default(),
    }
}

fn risk(risk: Risk) -> Style {
    match risk {
        Risk::None => AnsiColor::Green.on_default().bold(),
        Risk::Refusal => AnsiColor::Yellow.on_default().bold(),
        _ => AnsiColor::Red.on_default().bold(),
    }
}
