//! A frame as a picture of rows and cells, which text and SVG draw alike.

use framing_core::{Error, Phase};

use super::trace::{Progress, Read, Verdict, View};

/// Bytes in a row.
pub(super) const ROW: usize = 16;

/// A frame, or as much of it as there is.
#[derive(Debug)]
pub(super) struct Picture {
    pub(super) number: u64,
    pub(super) lines: Vec<Line>,
    pub(super) reads: Vec<Read>,
    /// Whether the frame has a trailer, which is read with the body.
    pub(super) has_trailer: bool,
    pub(super) error: Option<Error>,
}

#[derive(Debug)]
pub(super) enum Line {
    Row {
        offset: u64,
        cells: Vec<Cell>,
    },
    /// Bytes that are not drawn.
    LeftOut {
        bytes: u64,
        part: Phase,
        /// Whether they are bytes that the read still waits for.
        missing: bool,
    },
}

/// A byte of the frame, or the place of one that is waited for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell {
    pub(super) byte: Option<u8>,
    pub(super) part: Phase,
    /// Whether the part begins, or ends, with this byte.
    pub(super) begins: bool,
    pub(super) ends: bool,
    /// Whether an error names this byte.
    pub(super) fault: bool,
}

/// Cells beside each other that belong to one part.
#[derive(Clone, Copy, Debug)]
pub(super) struct Run {
    pub(super) part: Phase,
    pub(super) start: usize,
    pub(super) len: usize,
    pub(super) begins: bool,
    pub(super) ends: bool,
}

/// A part of the frame: where it begins and, if that is known, ends.
#[derive(Clone, Copy)]
struct Span {
    part: Phase,
    start: usize,
    end: Option<usize>,
}

impl Picture {
    /// The frame with at most `most` bytes of each part.
    pub(super) fn new(view: &View<'_>, most: usize) -> Self {
        let error = match view.progress {
            Progress::Failed(error) => Some(error),
            _ => None,
        };
        let mut canvas = Canvas::new(view, error, most);
        spans(view, error).into_iter().for_each(|span| canvas.span(span));
        Self {
            number: view.number,
            lines: canvas.finish(),
            reads: view.reads.clone(),
            has_trailer: view.shape.is_some_and(|shape| shape.trailer > 0),
            error,
        }
    }
}

/// The parts of the frame, as far as they are known.
fn spans(view: &View<'_>, error: Option<Error>) -> Vec<Span> {
    let Some(shape) = view.shape else {
        let before = error.filter(|error| error.phase() != Phase::Header);
        let announced = view.reads.last().filter(|read| !read.or_more && read.verdict != Verdict::Refused);
        let end = before.map(|error| position(view, error)).or(announced.map(|read| read.need));
        return vec![Span { part: Phase::Header, start: 0, end }];
    };
    let body_end = shape.body.map(|body| usize::try_from(body).unwrap_or(usize::MAX));
    let body_end = body_end.map(|body| shape.header.saturating_add(body));
    let header = Span { part: Phase::Header, start: 0, end: Some(shape.header) };
    let body = Span { part: Phase::Body, start: shape.header, end: body_end };
    let trailer = body_end.filter(|_| shape.trailer > 0).map(|start| Span {
        part: Phase::Trailer,
        start,
        end: Some(start.saturating_add(shape.trailer)),
    });
    [Some(header), Some(body), trailer].into_iter().flatten().collect()
}

/// Where in the frame the error is.
fn position(view: &View<'_>, error: Error) -> usize {
    usize::try_from(error.offset().saturating_sub(view.offset)).unwrap_or(usize::MAX)
}

/// Rows of cells, filled from the left.
struct Canvas<'a> {
    bytes: &'a [u8],
    offset: u64,
    /// The end of the cells of missing bytes.
    need: usize,
    fault: Option<usize>,
    most: usize,
    lines: Vec<Line>,
}

impl<'a> Canvas<'a> {
    fn new(view: &View<'a>, error: Option<Error>, most: usize) -> Self {
        let fault = error.map(|error| position(view, error));
        let last = view.reads.last();
        let awaited = last.filter(|read| matches!(read.verdict, Verdict::Waits | Verdict::Ended));
        // A fault after the bytes has the place of the byte that did not come.
        let need = awaited.map_or(0, |read| read.need).max(fault.map_or(0, |fault| fault.saturating_add(1)));
        Self { bytes: view.bytes, offset: view.offset, need, fault, most: most.max(1), lines: Vec::new() }
    }

    /// Draws a part: the bytes of it that there are, then places for those that are waited for.
    fn span(&mut self, span: Span) {
        let end = span.end.unwrap_or(usize::MAX);
        let stop = self.fault.map_or(usize::MAX, |fault| fault.saturating_add(1));
        let there = end.min(self.bytes.len()).min(stop);
        self.bytes_of(span, there);
        self.places_of(span, there.max(span.start), end.min(self.need));
    }

    fn bytes_of(&mut self, span: Span, there: usize) {
        let head = there.min(span.start.saturating_add(self.most));
        (span.start..head).for_each(|at| self.cell(span, at));
        // The bytes before a fault are drawn, however far into the part it lies.
        let tail = self.fault.filter(|&fault| fault >= head && fault <= there);
        let tail = tail.map_or(there, |fault| (fault / 8 * 8).max(head).min(there));
        self.leave_out(tail.saturating_sub(head), span.part, false);
        (tail.max(head)..there).for_each(|at| self.cell(span, at));
    }

    fn places_of(&mut self, span: Span, start: usize, end: usize) {
        let missing = end.saturating_sub(start);
        let drawn = missing.min(ROW - self.column() % ROW);
        (start..start + drawn).for_each(|at| self.cell(span, at));
        self.leave_out(missing - drawn, span.part, true);
    }

    /// Cells in the row that is being filled.
    fn column(&self) -> usize {
        match self.lines.last() {
            Some(Line::Row { cells, .. }) => cells.len(),
            _ => 0,
        }
    }

    fn cell(&mut self, span: Span, at: usize) {
        let cell = Cell {
            byte: self.bytes.get(at).copied(),
            part: span.part,
            begins: at == span.start,
            ends: span.end == Some(at + 1),
            fault: self.fault == Some(at),
        };
        if let Some(Line::Row { cells, .. }) = self.lines.last_mut()
            && cells.len() < ROW
        {
            cells.push(cell);
        } else {
            self.lines.push(Line::Row { offset: self.offset + at as u64, cells: vec![cell] });
        }
    }

    fn leave_out(&mut self, bytes: usize, part: Phase, missing: bool) {
        if bytes > 0 {
            self.lines.push(Line::LeftOut { bytes: bytes as u64, part, missing });
        }
    }

    fn finish(self) -> Vec<Line> {
        self.lines
    }
}

/// The runs of a row.
pub(super) fn runs(cells: &[Cell]) -> impl Iterator<Item = Run> + '_ {
    let mut start = 0;
    cells.chunk_by(|left, right| left.part == right.part).map(move |run| {
        let begins = run.first().is_some_and(|cell| cell.begins);
        let ends = run.last().is_some_and(|cell| cell.ends);
        let part = run.first().map_or(Phase::Header, |cell| cell.part);
        start += run.len();
        Run { part, start: start - run.len(), len: run.len(), begins, ends }
    })
}

impl Picture {
    /// What a read reads.
    pub(super) fn subject(&self, read: &Read) -> String {
        let trailer = if read.phase != Phase::Header && self.has_trailer { " and trailer" } else { "" };
        format!("frame {} {}{trailer}", self.number, read.phase)
    }
}

impl Read {
    /// The predicate, and what comes of it.
    pub(super) fn predicate(&self) -> String {
        let Self { have, need, .. } = self;
        let more = if self.or_more && self.verdict == Verdict::Waits { " or more" } else { "" };
        match self.verdict {
            Verdict::Refused => self.verdict.words().into(),
            verdict => format!("have {have} of {need}{more}, {}", verdict.words()),
        }
    }
}

impl Verdict {
    fn words(self) -> &'static str {
        match self {
            Self::Waits => "waits",
            Self::GoesOn => "continues",
            Self::FrameWhole => "frame complete, continues",
            Self::Refused => "refused",
            Self::Ended => "but the stream has ended",
        }
    }
}

impl Line {
    /// The placeholder of the bytes that are not shown.
    pub(super) fn left_out(bytes: u64, part: Phase, missing: bool) -> String {
        let plural = if bytes == 1 { "byte" } else { "bytes" };
        let what = if missing { "waited for" } else { "not drawn" };
        format!("… {bytes} more {plural} of {}, {what}", part)
    }
}
