//! The forms in which `decode` prints frames: JSON lines, pages for people, bodies alone, a summary.

use std::io::{self, BufWriter, Write};

use framing_core::registry::{DynFormat, DynHeader};
use framing_core::{Error, Frame, Frames, Skipped};
use serde::Serialize;

use super::lines::{End, Lines};
use super::page::Page;
use super::summary::Summary;

/// A form of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Lines,
    Page,
    Raw,
    Summary { text: bool },
}

/// The stream of a capture that a frame belongs to, and when its last byte came, in nanoseconds since the Unix epoch.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) stream: usize,
    pub(super) time: u128,
}

/// Prints what a stream consists of.
pub(super) enum Printer<W: Write> {
    Lines(Box<Lines<W>>),
    Page(Page<W>),
    Raw { out: BufWriter<W>, format: DynFormat, inner: Vec<DynFormat> },
    Summary { summary: Box<Summary>, text: bool, out: BufWriter<W> },
}

/// The line for a skipped range.
#[derive(Serialize)]
pub(super) struct SkippedLine {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) stream: Option<usize>,
    pub(super) skipped: u64,
    pub(super) offset: u64,
    pub(super) why: String,
}

impl SkippedLine {
    pub(super) fn new(stream: Option<usize>, range: &Skipped) -> Self {
        Self { stream, skipped: range.len, offset: range.offset, why: range.error.to_string() }
    }
}

impl<W: Write> Printer<W> {
    /// Creates a printer of frames of `format`, whose bodies consist of frames of the first of `inner`, and so on.
    pub(super) fn new(form: Form, out: W, format: DynFormat, inner: Vec<DynFormat>) -> Self {
        match form {
            Form::Lines => Self::Lines(Box::new(Lines::new(out, format, inner))),
            Form::Page => Self::Page(Page::new(out, format, inner)),
            Form::Raw => Self::Raw { out: BufWriter::with_capacity(64 << 10, out), format, inner },
            Form::Summary { text } => {
                Self::Summary { summary: Box::default(), text, out: BufWriter::new(out) }
            }
        }
    }

    pub(super) fn frame(&mut self, place: Option<Place>, frame: &Frame<'_, DynHeader>) -> io::Result<()> {
        match self {
            Self::Lines(lines) => lines.frame(place, frame),
            Self::Page(page) => page.frame(place, frame),
            Self::Raw { out, format, inner } => {
                let content = format.content(&frame.header, frame.body());
                write_innermost(out, content.as_deref().unwrap_or(frame.body()), inner)
            }
            Self::Summary { summary, .. } => {
                summary.frame(frame);
                Ok(())
            }
        }
    }

    /// Prints frames up to the first error, and hands them all on to whoever reads.
    pub(super) fn frames<'a, I>(&mut self, frames: I) -> io::Result<Option<Error>>
    where
        I: Iterator<Item = Result<Frame<'a, DynHeader>, Error>>,
    {
        for frame in frames {
            match frame {
                Ok(frame) => self.frame(None, &frame)?,
                Err(error) => return Ok(Some(error)),
            }
        }
        self.flush()?;
        Ok(None)
    }

    pub(super) fn skipped(&mut self, line: &SkippedLine) -> io::Result<()> {
        match self {
            Self::Lines(lines) => lines.object(line),
            Self::Page(page) => page.skipped(line),
            Self::Raw { .. } => Ok(()),
            Self::Summary { summary, .. } => {
                summary.skipped(line.skipped);
                Ok(())
            }
        }
    }

    /// Prints a line that is a JSON object: the end of one stream of a capture, or of all of them.
    pub(super) fn object(&mut self, object: &impl Serialize) -> io::Result<()> {
        match self {
            Self::Lines(lines) => lines.object(object),
            Self::Page(page) => page.object(object),
            Self::Raw { .. } | Self::Summary { .. } => Ok(()),
        }
    }

    /// Prints the last line, with what only becomes known at the end.
    pub(super) fn last(&mut self, object: &impl Serialize) -> io::Result<()> {
        match self {
            Self::Summary { summary, text, out } => {
                summary.print(*text, &mut *out)?;
                serde_json::to_writer(&mut *out, object)?;
                out.write_all(b"\n")?;
            }
            _ => self.object(object)?,
        }
        self.flush()
    }

    /// Prints how the one stream ended.
    pub(super) fn end(&mut self, end: &End) -> io::Result<()> {
        if let (Self::Raw { .. }, Some(error)) = (&*self, &end.error) {
            // Standard output holds bodies alone.
            _ = writeln!(io::stderr(), "error: {error}");
        }
        self.last(end)
    }

    pub(super) fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Lines(lines) => lines.flush(),
            Self::Page(page) => page.flush(),
            Self::Raw { out, .. } | Self::Summary { out, .. } => out.flush(),
        }
    }
}

/// Writes the bodies of the innermost frames in `body`.
fn write_innermost(out: &mut impl Write, body: &[u8], inner: &[DynFormat]) -> io::Result<()> {
    let Some((format, inner)) = inner.split_first() else { return out.write_all(body) };
    for frame in Frames::new(body, format.clone()).map_while(Result::ok) {
        let content = format.content(&frame.header, frame.body());
        write_innermost(out, content.as_deref().unwrap_or(frame.body()), inner)?;
    }
    Ok(())
}
