//! The page as an SVG document.

use svg::node::element::{Line, Rectangle, Text};
use svg::{Document, Node};

use super::page::{Kind, Lane, Mark, Page};

const EDGE: usize = 24;
const MARGIN: usize = 96;
/// The width of a byte and the height of a row of bytes.
const PITCH: usize = 10;
const ROW: usize = 22;
/// The height of a lane.
const LANE: usize = 12;
const WIDTH: usize = MARGIN + 72 * PITCH + EDGE;

const MONO: &str = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace";
const SANS: &str = "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif";
const INK: &str = "#1f2933";
const FAINT: &str = "#7b8794";

pub(super) fn draw(page: &Page) -> String {
    let mut drawing = Drawing { nodes: Vec::new(), y: 40 };
    drawing.words(&page.title, EDGE, INK, 16);
    drawing.y += 22;
    drawing.words(&format!("risk: {}", page.risk.name()), EDGE, INK, 13);
    drawing.y += 12;
    for row in &page.rows {
        drawing.bytes(row.offset, &row.text);
        for (lane, marks) in page.lanes.iter().zip(&row.lanes) {
            drawing.lane(lane, marks);
        }
    }
    drawing.y += 12;
    for lane in &page.lanes {
        drawing.legend(lane);
    }
    drawing.finish()
}

/// A document that grows downwards.
struct Drawing {
    nodes: Vec<Box<dyn Node>>,
    y: usize,
}

impl Drawing {
    fn words(&mut self, text: &str, x: usize, colour: &str, size: usize) {
        let text = Text::new(text).set("x", x).set("y", self.y).set("fill", colour).set("font-size", size);
        self.add(text.set("xml:space", "preserve"));
    }

    fn add(&mut self, node: impl Into<Box<dyn Node>>) {
        self.nodes.push(node.into());
    }

    fn bytes(&mut self, offset: usize, text: &str) {
        self.y += ROW;
        let offset = Text::new(offset.to_string()).set("x", MARGIN - 2 * PITCH).set("y", self.y);
        self.add(offset.set("fill", FAINT).set("font-size", 12).set("text-anchor", "end"));
        for (index, glyph) in text.chars().enumerate() {
            let x = MARGIN + index * PITCH;
            let glyph = Text::new(glyph.to_string()).set("x", x).set("y", self.y).set("font-family", MONO);
            self.add(glyph.set("fill", INK).set("font-size", 13));
        }
        self.y += 4;
    }

    fn lane(&mut self, lane: &Lane, marks: &[Mark]) {
        if marks.iter().all(|mark| *mark == Mark::Unread) {
            return;
        }
        self.y += LANE;
        self.words(&lane.name.to_string(), MARGIN - 3 * PITCH / 2, colour(lane.kind), 11);
        for (index, mark) in marks.iter().enumerate() {
            self.mark(MARGIN + index * PITCH, *mark, colour(lane.kind));
        }
    }

    fn mark(&mut self, x: usize, mark: Mark, colour: &str) {
        let y = self.y - 4;
        let line = |x1: usize, y1: usize, x2: usize, y2: usize| {
            let line = Line::new().set("x1", x1).set("y1", y1).set("x2", x2).set("y2", y2);
            line.set("stroke", colour).set("stroke-width", 2)
        };
        match mark {
            Mark::Unread => {}
            Mark::Inside => self.add(line(x, y, x + PITCH, y)),
            Mark::Waits => self.add(line(x, y, x + PITCH, y).set("stroke-dasharray", "2 3")),
            Mark::Switched => self.add(line(x, y, x + PITCH, y).set("stroke-dasharray", "6 4")),
            Mark::End => {
                self.add(line(x, y, x + PITCH - 1, y));
                self.add(line(x + PITCH - 1, y - 5, x + PITCH - 1, y + 5));
            }
            Mark::Refused => {
                self.add(line(x, y - 4, x + PITCH - 2, y + 4));
                self.add(line(x, y + 4, x + PITCH - 2, y - 4));
            }
        }
    }

    fn legend(&mut self, lane: &Lane) {
        self.y += 20;
        self.words(&format!("{}  {}", lane.name, lane.summary), EDGE, colour(lane.kind), 13);
        for line in lane.readers.chunks(6) {
            self.y += 15;
            self.words(&line.join(", "), EDGE + 2 * PITCH, FAINT, 11);
        }
    }

    fn finish(self) -> String {
        let height = self.y + EDGE;
        let ground = Rectangle::new().set("width", WIDTH).set("height", height).set("fill", "#ffffff");
        let document = Document::new().set("font-family", SANS).set("viewBox", (0, 0, WIDTH, height));
        let document = document.set("width", WIDTH).set("height", height).add(ground);
        self.nodes.into_iter().fold(document, Document::add).to_string() + "\n"
    }
}

pub(super) fn colour(kind: Kind) -> &'static str {
    match kind {
        Kind::First => "#15803d",
        Kind::Differs => "#d64545",
        Kind::Refuses => "#b7791f",
    }
}
