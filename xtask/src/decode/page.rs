//! The frames of a stream for people: offset, lengths, fields, and the bytes in hex with the parts in colour.

use std::io::{self, Write};

use anstream::AutoStream;
use anstyle::{AnsiColor, Style};
use framing_core::registry::{DynFormat, DynHeader};
use framing_core::{Frame, Frames};
use serde::Serialize;

use super::print::{Place, SkippedLine};
use crate::{registry, terminal};

/// Bytes of a frame that are shown.
const SHOWN: usize = 256;
/// Bytes of a line.
const LINE: usize = 16;
/// Columns of a line of text.
const WIDTH: usize = 78;

const HEADER: Style = AnsiColor::Cyan.on_default();
const BODY: Style = Style::new();
const TRAILER: Style = AnsiColor::Yellow.on_default();
const WRONG: Style = AnsiColor::Red.on_default();
const TITLE: Style = Style::new().bold();

/// Prints frames for people.
pub(super) struct Page<W: Write> {
    out: W,
    text: Vec<u8>,
    format: DynFormat,
    inner: Vec<DynFormat>,
    colour: bool,
    count: u64,
}

impl<W: Write> Page<W> {
    pub(super) fn new(out: W, format: DynFormat, inner: Vec<DynFormat>) -> Self {
        let colour = AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never;
        Self { out, text: Vec::new(), format, inner, colour, count: 0 }
    }

    pub(super) fn frame(&mut self, place: Option<Place>, frame: &Frame<'_, DynHeader>) -> io::Result<()> {
        let place = place.map(|Place { stream, .. }| format!("stream {stream} ")).unwrap_or_default();
        write!(self.text, "{TITLE}{place}frame {}{TITLE:#} ", self.count)?;
        self.count += 1;
        write_frame(&mut self.text, &self.format, frame, &self.inner, 0)?;
        self.show()
    }

    pub(super) fn skipped(&mut self, line: &SkippedLine) -> io::Result<()> {
        let SkippedLine { skipped, offset, why, .. } = line;
        writeln!(self.text, "{WRONG}skipped {skipped} bytes at {offset}{WRONG:#}: {why}")?;
        self.show()
    }

    /// Prints a JSON object as words: its keys and values.
    pub(super) fn object(&mut self, object: &impl Serialize) -> io::Result<()> {
        let value = serde_json::to_value(object)?;
        writeln!(self.text, "{}", words(&value))?;
        self.show()
    }

    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    fn show(&mut self) -> io::Result<()> {
        if self.colour {
            self.out.write_all(&self.text)?;
        } else {
            let plain = anstream::adapter::strip_bytes(&self.text).into_vec();
            self.out.write_all(&plain)?;
        }
        self.text.clear();
        Ok(())
    }
}

/// Writes a frame, and the frames that its body consists of.
fn write_frame(
    out: &mut Vec<u8>,
    format: &DynFormat,
    frame: &Frame<'_, DynHeader>,
    inner: &[DynFormat],
    depth: usize,
) -> io::Result<()> {
    let (header, body, trailer) = (frame.header_bytes(), frame.body(), frame.trailer());
    write!(out, "at {}: header {}, body {}", frame.offset(), header.len(), body.len())?;
    if !trailer.is_empty() {
        write!(out, ", trailer {}", trailer.len())?;
    }
    out.push(b'\n');
    if let Some(fields) = registry::fields(format, &frame.header) {
        writeln!(out, "  {}", terminal::shorten(&words(&fields), WIDTH - 2))?;
    }
    let content = format.content(&frame.header, body);
    let Some((next, inner)) = inner.split_first() else {
        return write_bytes(out, [(header, HEADER), (body, BODY), (trailer, TRAILER)]);
    };
    let (body, start) = match &content {
        Some(content) => (&content[..], 0),
        None => (body, frame.offset().saturating_add(header.len() as u64)),
    };
    write_bytes(out, [(header, HEADER), (b"", BODY), (trailer, TRAILER)])?;
    for inside in Frames::new(body, next.clone()).with_offset(start) {
        write!(out, "{}└ ", "  ".repeat(depth))?;
        match inside {
            Ok(inside) => write_frame(out, next, &inside, inner, depth + 1)?,
            Err(error) => writeln!(out, "{WRONG}{error}{WRONG:#}")?,
        }
    }
    Ok(())
}

/// Writes the first bytes of a frame, a line per 16, each part in its colour.
fn write_bytes(out: &mut Vec<u8>, parts: [(&[u8], Style); 3]) -> io::Result<()> {
    let total: usize = parts.iter().map(|(bytes, _)| bytes.len()).sum();
    let bytes: Vec<(u8, Style)> = parts
        .iter()
        .flat_map(|(bytes, style)| bytes.iter().map(move |byte| (*byte, *style)))
        .take(SHOWN)
        .collect();
    for (number, line) in bytes.chunks(LINE).enumerate() {
        write!(out, "  {:06x} ", number * LINE)?;
        for (byte, style) in line {
            write!(out, " {style}{byte:02x}{style:#}")?;
        }
        write!(out, "{}  ", "   ".repeat(LINE - line.len()))?;
        for (byte, style) in line {
            let shown = if byte.is_ascii_graphic() || *byte == b' ' { char::from(*byte) } else { '.' };
            write!(out, "{style}{shown}{style:#}")?;
        }
        out.push(b'\n');
    }
    if total > SHOWN {
        writeln!(out, "  … {} more bytes", total - SHOWN)?;
    }
    Ok(())
}

/// A JSON object as words: `length 2, kind 7`.
fn words(value: &serde_json::Value) -> String {
    let word = |value: &serde_json::Value| match value {
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match value {
        serde_json::Value::Object(object) => {
            let words: Vec<_> = object.iter().map(|(key, value)| format!("{key} {}", word(value))).collect();
            words.join(", ")
        }
        other => word(other),
    }
}
