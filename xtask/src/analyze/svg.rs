//! The pictures as one SVG document.

use std::io;

use framing_core::Phase;
use svg::Document;
use svg::node::element::{Path, Rectangle, Text};

use super::draw::printable;
use super::picture::{Cell, Line, Picture, ROW, Run, runs};
use super::run::{Item, Show};
use crate::decode::End;

/// Left of everything, and of the bytes.
const EDGE: usize = 28;
const MARGIN: usize = 112;
/// A byte's place, and its box.
const PITCH: usize = 42;
const BOX: usize = 38;
const WIDTH: usize = MARGIN + ROW * PITCH + EDGE;

const MONO: &str = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace";
const SANS: &str = "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif";
const INK: &str = "#1f2933";
const FAINT: &str = "#7b8794";
const FAULT: &str = "#d64545";

/// How one part of a frame is coloured.
struct Paint {
    fill: &'static str,
    line: &'static str,
}

fn paint(part: Phase) -> Paint {
    match part {
        Phase::Header => Paint { fill: "#dbeafe", line: "#2563eb" },
        Phase::Body => Paint { fill: "#dcfce7", line: "#15803d" },
        Phase::Trailer => Paint { fill: "#fae8ff", line: "#a21caf" },
    }
}

/// A document that grows downwards.
pub(super) struct Svg {
    document: Document,
    /// Where the next thing begins.
    y: usize,
}

impl Svg {
    pub(super) fn new(title: &str) -> Self {
        let mut svg = Self { document: Document::new(), y: 44 };
        svg.add_text(words(title, EDGE, 44, INK).set("font-size", 20).set("font-weight", 600));
        svg.y += 10;
        svg
    }

    /// The whole document, with how the stream ended at its foot.
    pub(super) fn finish(mut self, end: &End) -> String {
        self.y += 40;
        let outcome = words(&format!("outcome: {}", end.name()), EDGE, self.y, INK);
        self.add_text(outcome.set("font-size", 15).set("font-weight", 600));
        let height = self.y + EDGE;
        let mut children = self.document.get_children().to_vec();
        let mut document = Document::new()
            .set("font-family", SANS)
            .set("viewBox", (0, 0, WIDTH, height))
            .set("width", WIDTH)
            .set("height", height)
            .add(
                Rectangle::new()
                    .set("width", WIDTH)
                    .set("height", height)
                    .set("rx", 10)
                    .set("fill", "#ffffff"),
            );
        children.drain(..).for_each(|child| document.get_children_mut().push(child));
        document.to_string() + "\n"
    }

    fn add_text(&mut self, text: Text) {
        self.add(text);
    }

    fn add(&mut self, node: impl Into<Box<dyn svg::Node>>) {
        self.document.get_children_mut().push(node.into());
    }

    fn heading(&mut self, text: &str) {
        self.y += 40;
        self.add(words(text, EDGE, self.y, INK).set("font-size", 16).set("font-weight", 600));
        let y = self.y + 10;
        let rule = Path::new().set("d", format!("M{EDGE} {y}H{}", WIDTH - EDGE));
        self.add(rule.set("stroke", "#e4e7eb").set("fill", "none"));
        self.y += 12;
    }

    fn line_of(&mut self, text: &str, x: usize, color: &str) {
        self.y += 24;
        self.add(words(text, x, self.y, color));
    }

    fn picture(&mut self, picture: &Picture) {
        self.y += 14;
        for line in &picture.lines {
            match line {
                Line::Row { offset, cells } => self.row(*offset, cells, picture),
                &Line::LeftOut { bytes, part, missing } => {
                    self.line_of(&Line::left_out(bytes, part, missing), MARGIN, FAINT);
                    self.y += 12;
                }
            }
        }
        picture.reads.iter().for_each(|read| {
            let text = format!("read {}: {}: {}", read.number, picture.subject(read), read.predicate());
            self.line_of(&text, MARGIN, paint(read.phase).line);
        });
        self.y += 6;
    }

    fn row(&mut self, offset: u64, cells: &[Cell], picture: &Picture) {
        let y = self.y;
        self.add(mono(&format!("{offset}"), MARGIN - 14, y + 25, FAINT, 13).set("text-anchor", "end"));
        for (at, cell) in cells.iter().enumerate() {
            self.cell(*cell, MARGIN + at * PITCH, y);
        }
        runs(cells).for_each(|run| self.mark(run, y + BOX + 6));
        self.y += BOX + 30;
        self.fault(cells, picture);
    }

    fn cell(&mut self, cell: Cell, x: usize, y: usize) {
        let Paint { fill, line } = paint(cell.part);
        let color = if cell.fault { FAULT } else { line };
        let frame =
            Rectangle::new().set("x", x).set("y", y).set("width", BOX).set("height", BOX).set("rx", 5);
        let frame = frame.set("stroke", color).set("stroke-width", if cell.fault { 2.5 } else { 1.0 });
        let Some(byte) = cell.byte else {
            self.add(frame.set("fill", "none").set("stroke-dasharray", "3 3"));
            return;
        };
        self.add(frame.set("fill", fill));
        let middle = x + BOX / 2;
        self.add(mono(&format!("{byte:02x}"), middle, y + 17, INK, 15).set("text-anchor", "middle"));
        self.add(mono(&printable(byte), middle, y + 33, FAINT, 12).set("text-anchor", "middle"));
    }

    /// The bracket below a run, with the name of the part.
    fn mark(&mut self, run: Run, y: usize) {
        let color = paint(run.part).line;
        let left = MARGIN + run.start * PITCH;
        let right = left + run.len * PITCH - (PITCH - BOX);
        let begin = if run.begins { format!("M{left} {y}v4") } else { format!("M{left} {}", y + 4) };
        let end = if run.ends { "v-4" } else { "" };
        let path = Path::new().set("d", format!("{begin}H{right}{end}"));
        self.add(path.set("stroke", color).set("fill", "none").set("stroke-width", 1.5));
        let name = words(&run.part.to_string(), (left + right) / 2, y + 17, color);
        self.add(name.set("font-size", if run.len == 1 { 11 } else { 12 }).set("text-anchor", "middle"));
    }

    /// The caret below the byte that the error names, and the error.
    fn fault(&mut self, cells: &[Cell], picture: &Picture) {
        let at = cells.iter().position(|cell| cell.fault);
        let (Some(at), Some(error)) = (at, picture.error) else { return };
        let (x, y) = (MARGIN + at * PITCH + BOX / 2, self.y);
        let caret = Path::new().set("d", format!("M{} {}L{x} {y}L{} {}", x - 9, y + 10, x + 9, y + 10));
        self.add(caret.set("stroke", FAULT).set("fill", "none").set("stroke-width", 2.5));
        self.y += 8;
        self.line_of(&error.to_string(), MARGIN, FAULT);
    }
}

impl Show for Svg {
    fn item(&mut self, item: Item) -> io::Result<()> {
        match item {
            Item::Heading(text) => self.heading(&text),
            Item::Frame(picture) => self.picture(&picture),
            Item::State(text) => self.line_of(&text, EDGE, INK),
            Item::Note(text) => self.line_of(&text, EDGE, FAINT),
        }
        Ok(())
    }

    fn pause(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn words(text: &str, x: usize, y: usize, color: &str) -> Text {
    place(text, x, y, color).set("font-size", 14)
}

fn mono(text: &str, x: usize, y: usize, color: &str, size: usize) -> Text {
    place(text, x, y, color).set("font-family", MONO).set("font-size", size)
}

fn place(text: &str, x: usize, y: usize, color: &str) -> Text {
    Text::new(text).set("x", x).set("y", y).set("fill", color)
}
