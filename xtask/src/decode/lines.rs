//! The lines that `decode` prints: one for each frame, and one for the end of a stream.

use std::io::{self, BufWriter, Write};

use data_encoding::HEXLOWER;
use framing_core::registry::{DynFormat, DynHeader};
use framing_core::{Error, Frame, Outcome};
use serde::Serialize;

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

/// Bytes that are made hex at a time, so that a long body needs no second one beside it.
const PIECE: usize = 4 << 10;

/// Writes JSON Lines.
pub(super) struct Lines<W: Write> {
    out: BufWriter<W>,
    hex: [u8; 2 * PIECE],
    format: DynFormat,
}

impl<W: Write> Lines<W> {
    /// Lines about frames of `format`.
    pub(super) fn new(out: W, format: DynFormat) -> Self {
        Self { out: BufWriter::with_capacity(64 << 10, out), hex: [0; 2 * PIECE], format }
    }

    /// Writes frames up to the first error, and hands them all on to whoever reads.
    pub(super) fn frames<'a, I>(&mut self, frames: I) -> io::Result<Option<Error>>
    where
        I: Iterator<Item = Result<Frame<'a, DynHeader>, Error>>,
    {
        for frame in frames {
            match frame {
                Ok(frame) => self.frame(&frame)?,
                Err(error) => return Ok(Some(error)),
            }
        }
        self.out.flush()?;
        Ok(None)
    }

    fn frame(&mut self, frame: &Frame<'_, DynHeader>) -> io::Result<()> {
        self.out.write_all(b"{")?;
        self.rest_of_frame(frame)
    }

    /// Writes a frame of one stream of a capture, and when its last byte came, in nanoseconds since the Unix epoch.
    pub(super) fn captured_frame(
        &mut self,
        stream: usize,
        time: u128,
        frame: &Frame<'_, DynHeader>,
    ) -> io::Result<()> {
        let (seconds, nanoseconds) = (time / 1_000_000_000, time % 1_000_000_000);
        write!(self.out, "{{\"stream\":{stream},\"time\":{seconds}.{nanoseconds:09},")?;
        self.rest_of_frame(frame)
    }

    /// Writes a line that is a JSON object.
    pub(super) fn object(&mut self, object: &impl Serialize) -> io::Result<()> {
        serde_json::to_writer(&mut self.out, object)?;
        self.out.write_all(b"\n")
    }

    fn rest_of_frame(&mut self, frame: &Frame<'_, DynHeader>) -> io::Result<()> {
        write!(self.out, "\"offset\":{}", frame.offset())?;
        self.part(b",\"header\":\"", frame.header_bytes())?;
        match self.format.content(&frame.header, frame.body()) {
            None => self.part(b",\"body\":\"", frame.body())?,
            Some(content) => {
                self.part(b",\"body\":\"", &content)?;
                self.part(b",\"coded\":\"", frame.body())?;
            }
        }
        self.part(b",\"trailer\":\"", frame.trailer())?;
        if let Some(fields) = registry::fields(&self.format, &frame.header) {
            self.out.write_all(b",\"fields\":")?;
            serde_json::to_writer(&mut self.out, &fields)?;
        }
        self.out.write_all(b"}\n")
    }

    /// Writes one part of a frame: the key, up to the quote that begins its value, then the value.
    fn part(&mut self, key: &[u8], bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(key)?;
        for piece in bytes.chunks(PIECE) {
            let Some(hex) = self.hex.get_mut(..2 * piece.len()) else { continue };
            HEXLOWER.encode_mut(piece, hex);
            self.out.write_all(hex)?;
        }
        self.out.write_all(b"\"")
    }

    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    pub(super) fn end(&mut self, end: &End) -> io::Result<()> {
        end.write_to(&mut self.out)
    }
}
