//! The lines that `decode` prints: one for each frame, and one for the end of a stream.

use std::io::{self, BufWriter, Write};

use data_encoding::HEXLOWER;
use framing_core::registry::{DynFormat, DynHeader};
use framing_core::{Error, Frame, Frames, Outcome};
use serde::Serialize;

use super::print::Place;
use crate::exit::Exit;
use crate::registry;

/// How a stream ended: the last line.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct End {
    #[serde(serialize_with = "by_name")]
    pub(super) outcome: Outcome,
    pub(super) offset: u64,
    /// The number of bytes after the last frame, where they belong to another protocol.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) other_protocol: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) phase: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) error: Option<String>,
}

impl End {
    pub(crate) fn complete(offset: u64) -> Self {
        Self { outcome: Outcome::Complete, offset, other_protocol: None, phase: None, error: None }
    }

    pub(crate) fn failed(error: &Error) -> Self {
        Self {
            outcome: error.outcome(),
            offset: error.offset(),
            other_protocol: None,
            phase: Some(error.phase().to_string()),
            error: Some(error.to_string()),
        }
    }

    /// How the stream ended, in a word.
    pub(crate) fn name(&self) -> &'static str {
        self.outcome.name()
    }

    /// Writes the line, and all that came before it.
    pub(crate) fn write_to(&self, mut out: impl Write) -> io::Result<()> {
        serde_json::to_writer(&mut out, self)?;
        out.write_all(b"\n")?;
        out.flush()
    }

    pub(crate) fn exit(&self) -> Exit {
        match self.outcome {
            Outcome::Complete => Exit::Success,
            Outcome::Truncated => Exit::InsideFrame,
            _ => Exit::NotConforming,
        }
    }
}

fn by_name<S: serde::Serializer>(outcome: &Outcome, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(outcome.name())
}

/// Bytes that are converted to hex at a time, so that a long body needs no second one beside it.
const PIECE: usize = 4 << 10;

/// Writes JSON Lines.
pub(super) struct Lines<W: Write> {
    out: BufWriter<W>,
    hex: Hex,
    format: DynFormat,
    inner: Vec<DynFormat>,
}

impl<W: Write> Lines<W> {
    /// Creates lines about frames of `format`, whose bodies consist of frames of the first of `inner`, and so on.
    pub(super) fn new(out: W, format: DynFormat, inner: Vec<DynFormat>) -> Self {
        let out = BufWriter::with_capacity(64 << 10, out);
        Self { out, hex: Hex([0; 2 * PIECE]), format, inner }
    }

    /// Writes the line of a frame.
    pub(super) fn frame(&mut self, place: Option<Place>, frame: &Frame<'_, DynHeader>) -> io::Result<()> {
        self.out.write_all(b"{")?;
        if let Some(Place { stream, time }) = place {
            let (seconds, nanoseconds) = (time / 1_000_000_000, time % 1_000_000_000);
            write!(self.out, "\"stream\":{stream},\"time\":{seconds}.{nanoseconds:09},")?;
        }
        write_frame(&mut self.out, &mut self.hex, &self.format, &self.inner, frame)?;
        self.out.write_all(b"}\n")
    }

    /// Writes a line that is a JSON object.
    pub(super) fn object(&mut self, object: &impl Serialize) -> io::Result<()> {
        serde_json::to_writer(&mut self.out, object)?;
        self.out.write_all(b"\n")
    }

    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Writes the keys of a frame.
fn write_frame(
    out: &mut impl Write,
    hex: &mut Hex,
    format: &DynFormat,
    inner: &[DynFormat],
    frame: &Frame<'_, DynHeader>,
) -> io::Result<()> {
    write!(out, "\"offset\":{}", frame.offset())?;
    hex.write(out, b",\"header\":\"", frame.header_bytes())?;
    let content = format.content(&frame.header, frame.body());
    hex.write(out, b",\"body\":\"", content.as_deref().unwrap_or(frame.body()))?;
    if content.is_some() {
        hex.write(out, b",\"coded\":\"", frame.body())?;
    }
    hex.write(out, b",\"trailer\":\"", frame.trailer())?;
    if let Some(fields) = registry::fields(format, &frame.header) {
        out.write_all(b",\"fields\":")?;
        serde_json::to_writer(&mut *out, &fields)?;
    }
    let Some((next, inner)) = inner.split_first() else { return Ok(()) };
    match content {
        Some(content) => write_inner(out, hex, next, inner, (&content, 0)),
        None => {
            let start = frame.offset().saturating_add(frame.header_bytes().len() as u64);
            write_inner(out, hex, next, inner, (frame.body(), start))
        }
    }
}

/// Writes the frames that a body consists of, which starts at an offset, and the error that ends them.
fn write_inner(
    out: &mut impl Write,
    hex: &mut Hex,
    format: &DynFormat,
    inner: &[DynFormat],
    (body, start): (&[u8], u64),
) -> io::Result<()> {
    out.write_all(b",\"inner\":[")?;
    let mut failed = None;
    for (index, frame) in Frames::new(body, format.clone()).with_offset(start).enumerate() {
        match frame {
            Ok(frame) => {
                out.write_all(if index == 0 { &b"{"[..] } else { b",{" })?;
                write_frame(&mut *out, hex, format, inner, &frame)?;
                out.write_all(b"}")?;
            }
            Err(error) => failed = Some(error.to_string()),
        }
    }
    out.write_all(b"]")?;
    if let Some(error) = failed {
        out.write_all(b",\"inner_error\":")?;
        serde_json::to_writer(out, &error)?;
    }
    Ok(())
}

/// Room for the digits of a piece.
struct Hex([u8; 2 * PIECE]);

impl Hex {
    /// Writes the key of a part, up to the quote that begins its value, then the value.
    fn write(&mut self, out: &mut impl Write, key: &[u8], bytes: &[u8]) -> io::Result<()> {
        out.write_all(key)?;
        for piece in bytes.chunks(PIECE) {
            let Some(hex) = self.0.get_mut(..2 * piece.len()) else { continue };
            HEXLOWER.encode_mut(piece, hex);
            out.write_all(hex)?;
        }
        out.write_all(b"\"")
    }
}
