//! The pictures as text, in colour where standard output is a terminal that wants it.

use std::io::{self, BufWriter, Write, stdin};

use anstream::AutoStream;
use anstyle::{AnsiColor, Style};
use framing_core::Phase;

use super::picture::{Cell, Line, Picture, ROW, Run, runs};
use super::run::{Item, Show};

const STRONG: Style = Style::new().bold();
const FAINT: Style = Style::new().dimmed();
const FAULT: Style = AnsiColor::Red.on_default().bold();

/// Columns left of the bytes: the offset and what is around it.
const MARGIN: usize = 14;

/// Standard output.
pub(super) struct Text {
    out: BufWriter<AutoStream<io::StdoutLock<'static>>>,
    title: Option<String>,
    waits: bool,
}

impl Text {
    /// With a title above all, and waiting for Enter after each write or not.
    pub(super) fn new(title: &str, waits: bool) -> Self {
        let out = BufWriter::new(AutoStream::auto(io::stdout().lock()));
        Self { out, title: Some(title.to_owned()), waits }
    }

    fn picture(&mut self, picture: &Picture) -> io::Result<()> {
        for line in &picture.lines {
            match line {
                Line::Row { offset, cells } => self.row(*offset, cells, picture)?,
                &Line::LeftOut { bytes, part, missing } => {
                    let text = Line::left_out(bytes, part, missing);
                    writeln!(self.out, "{:MARGIN$}{FAINT}{text}{FAINT:#}", "")?;
                }
            }
        }
        self.reads(picture)
    }

    fn row(&mut self, offset: u64, cells: &[Cell], picture: &Picture) -> io::Result<()> {
        write!(self.out, "    {FAINT}{offset:>8}{FAINT:#}  ")?;
        let bytes: Vec<_> = cells.iter().map(|cell| painted(*cell, &hex(cell.byte))).collect();
        write!(self.out, "{}", bytes.join(" "))?;
        let there = cells.iter().filter_map(|cell| cell.byte.map(|byte| painted(*cell, &printable(byte))));
        let there: String = there.collect();
        let room = if there.is_empty() { 0 } else { 3 * (ROW - cells.len()) + 2 };
        writeln!(self.out, "{:room$}{there}", "")?;
        write!(self.out, "{:MARGIN$}", "")?;
        let marks: Vec<_> = runs(cells).map(mark).collect();
        writeln!(self.out, "{}", marks.join(" "))?;
        self.fault(cells, picture)
    }

    /// The caret below the byte that the error names, and the error.
    fn fault(&mut self, cells: &[Cell], picture: &Picture) -> io::Result<()> {
        let at = cells.iter().position(|cell| cell.fault);
        let (Some(at), Some(error)) = (at, picture.error) else { return Ok(()) };
        writeln!(self.out, "{:1$}{FAULT}^^{FAULT:#}", "", MARGIN + 3 * at)?;
        writeln!(self.out, "    {FAULT}{error}{FAULT:#}")
    }

    fn reads(&mut self, picture: &Picture) -> io::Result<()> {
        for read in &picture.reads {
            let style = style(read.phase);
            let (subject, predicate) = (picture.subject(read), read.predicate());
            writeln!(self.out, "    read {}: {style}{subject}{style:#}: {predicate}", read.number)?;
        }
        Ok(())
    }
}

impl Show for Text {
    fn item(&mut self, item: Item) -> io::Result<()> {
        if let Some(title) = self.title.take() {
            writeln!(self.out, "{STRONG}{title}{STRONG:#}")?;
        }
        match item {
            Item::Heading(text) => writeln!(self.out, "\n{STRONG}{text}{STRONG:#}"),
            Item::Frame(picture) => self.picture(&picture),
            Item::State(text) => writeln!(self.out, "  {text}"),
            Item::Note(text) => writeln!(self.out, "\n{FAINT}{text}{FAINT:#}"),
        }
    }

    fn pause(&mut self) -> io::Result<()> {
        if !self.waits {
            return Ok(());
        }
        write!(self.out, "  {FAINT}Enter shows what comes next{FAINT:#} ")?;
        self.out.flush()?;
        stdin().read_line(&mut String::new()).map(|_| ())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn style(part: Phase) -> Style {
    let color = match part {
        Phase::Header => AnsiColor::Cyan,
        Phase::Body => AnsiColor::Green,
        Phase::Trailer => AnsiColor::Magenta,
    };
    color.on_default()
}

fn painted(cell: Cell, text: &str) -> String {
    let style = match cell {
        Cell { fault: true, .. } => FAULT,
        Cell { byte: None, .. } => style(cell.part).dimmed(),
        _ => style(cell.part),
    };
    format!("{style}{text}{style:#}")
}

fn hex(byte: Option<u8>) -> String {
    byte.map_or_else(|| "..".into(), |byte| format!("{byte:02x}"))
}

/// The byte as a character, or a dot if it is none that can be seen.
pub(super) fn printable(byte: u8) -> String {
    if byte.is_ascii_graphic() || byte == b' ' { char::from(byte) } else { '·' }.into()
}

/// The bracket below a run, with the name of the part as far as there is room.
fn mark(run: Run) -> String {
    let width = 3 * run.len - 1;
    let name = run.part.to_string();
    let name = if name.len() + 2 <= width { name } else { letter(run.part).into() };
    let left = if run.begins { "└" } else { "─" };
    let right = if width == 2 {
        ""
    } else if run.ends {
        "┘"
    } else {
        "─"
    };
    let style = style(run.part);
    let room = width - left.chars().count() - right.chars().count();
    format!("{style}{left}{name:─^room$}{right}{style:#}")
}

fn letter(part: Phase) -> &'static str {
    match part {
        Phase::Header => "H",
        Phase::Body => "B",
        Phase::Trailer => "T",
    }
}
