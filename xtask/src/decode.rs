//! `cargo xtask decode`: a stream of frames, as JSON Lines.

mod ambiguity;

use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use data_encoding::HEXLOWER;
use framing_core::blocking::FrameReader;
use framing_core::registry::{DynFormat, DynHeader};
use framing_core::{Error, Frame, Outcome, TwoPhase};
use serde::Serialize;

use crate::exit::{Exit, Failure};
use crate::format_args::{Chosen, Said};
use crate::input::Input;
use crate::registry;

/// Print the frames of a stream, one JSON object a line, and how the stream ended
#[derive(Debug, clap::Args)]
#[command(after_help = "\
A line a frame, with the bytes as they were on the wire, in hex, then a line for the end:
  {\"offset\":0,\"header\":\"0002\",\"body\":\"6869\",\"trailer\":\"\",\"fields\":{\"length\":2}}
  {\"outcome\":\"truncated\",\"offset\":5,\"phase\":\"header\",\"error\":\"stream ended at byte 5 …\"}

`offset` counts bytes from the start of the stream: of a frame, where it begins; of the end, the bytes
consumed, or the byte that the error names. `other_protocol` counts the bytes after a message that switches
the connection to another protocol (101, or 2xx to CONNECT). `fields` is what the format reads from the header.

Exit codes:
  0  outcome complete: the stream ended between two frames
  1  outcome malformed or too-long
  2  wrong usage, or a file that cannot be read
  3  outcome truncated: the stream ended inside a frame

With --ambiguity, a line per reader that differs from the strict one, then a line with the risk: `conflict`
where two readers read on and end a message at different places, `refusal` where the strict one refuses what
another reads on with, else `none`. Readers are products (nginx, puma, hyper, ...), single behaviours
(lf-ends-a-line, ...) and combinations of them; the lines of products name a source for each behaviour. On a
terminal, and with --text, --svg or --html, a page with the boundaries under the bytes. Exit code 0 for `none`,
1 for the others.

Examples:
  printf '\\0\\2hi' | cargo xtask decode --format u16-be
  cargo xtask decode --spec my-header.toml capture.bin
  cargo xtask decode --format netstring --limit 1000000 capture.bin
  cargo xtask decode --format http-request --ambiguity request.bin
  cargo xtask decode --format http-request --ambiguity --between nginx,puma --html page.html request.bin
  cargo xtask decode --format http-request --ambiguity --reader lf-ends-a-line request.bin
  cargo xtask decode --format http-response --request-method HEAD --ambiguity response.bin
  tail -c +1 -f live.bin | cargo xtask decode --format varint
  cargo xtask decode --format tlv a.bin | cargo xtask encode --format tlv | cmp - a.bin")]
pub(crate) struct Args {
    #[command(flatten)]
    format: Chosen,
    #[command(flatten)]
    said: Said,
    /// The method of the request that was answered, for http-response
    #[arg(long, value_name = "M")]
    request_method: Option<String>,
    /// The longest body to take, instead of the format's own limit
    #[arg(long, value_name = "BYTES")]
    limit: Option<u64>,
    /// Say where other readers of http-request or http-response would end a message differently, instead of its frames
    #[arg(long, conflicts_with_all = ["limit", "set", "spec"])]
    ambiguity: bool,
    #[command(flatten)]
    readers: ambiguity::Args,
    /// Print JSON lines on a terminal, too
    #[arg(long, conflicts_with = "text")]
    json: bool,
    /// What to read; - is standard input
    #[arg(value_name = "FILE", default_value = "-")]
    file: PathBuf,
}

type Reader = FrameReader<Input, DynFormat>;

impl Args {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        if self.ambiguity {
            return self.readers.run(&self.format, self.request_method.as_deref(), &self.file, self.json);
        }
        let format = self.format.make(&self.said, self.request_method.as_deref())?;
        let mut reader = FrameReader::new(Input::open(&self.file)?, format.clone());
        if let Some(limit) = self.limit {
            reader.set_limits(reader.frames().decoder().limits().with_body(limit));
        }
        let mut lines = Lines::new(io::stdout().lock(), format);
        let end = match print_frames(&mut reader, &mut lines)? {
            Some(error) => end_of(&mut reader, &error)?,
            None => End::complete(reader.frames().decoder().offset()),
        };
        lines.end(&end).map_err(Failure::Output)?;
        Ok(end.exit())
    }
}

/// How the stream ended at `error`: completely, if another protocol begins there.
fn end_of(reader: &mut Reader, error: &Error) -> Result<End, Failure> {
    let decoder = reader.frames().decoder();
    if !decoder.format().has_ended() || error.offset() != decoder.offset() {
        return Ok(End::failed(error));
    }
    let buffered = reader.frames().buffered().len() as u64;
    let rest = io::copy(reader.get_mut(), &mut io::sink());
    let rest = rest.map_err(|error| reader.get_ref().unreadable(&error))?;
    let end = End::complete(reader.frames().decoder().offset());
    Ok(End { other_protocol: Some(buffered.saturating_add(rest)), ..end })
}

/// Prints all frames; gives the error that ends them, if one does.
fn print_frames<W: Write>(reader: &mut Reader, lines: &mut Lines<W>) -> Result<Option<Error>, Failure> {
    loop {
        let error = match reader.batch() {
            Ok(None) => return Ok(None),
            Ok(Some(batch)) => lines.frames(batch).map_err(Failure::Output)?,
            Err(error) => match error.frame_error() {
                Some(error) => Some(error),
                None => return Err(reader.get_ref().unreadable(&error.into())),
            },
        };
        if error.is_some() {
            return Ok(error);
        }
    }
}

/// How a stream ended: the last line.
#[derive(Serialize)]
pub(crate) struct End {
    #[serde(serialize_with = "by_name")]
    outcome: Outcome,
    offset: u64,
    /// The number of bytes after the last frame, where they belong to another protocol.
    #[serde(skip_serializing_if = "Option::is_none")]
    other_protocol: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phase: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
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
struct Lines<W: Write> {
    out: BufWriter<W>,
    hex: [u8; 2 * PIECE],
    format: DynFormat,
}

impl<W: Write> Lines<W> {
    /// Lines about frames of `format`.
    fn new(out: W, format: DynFormat) -> Self {
        Self { out: BufWriter::with_capacity(64 << 10, out), hex: [0; 2 * PIECE], format }
    }

    /// Writes frames up to the first error, and hands them all on to whoever reads.
    fn frames<'a, I>(&mut self, frames: I) -> io::Result<Option<Error>>
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
        write!(self.out, "{{\"offset\":{}", frame.offset())?;
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

    fn end(&mut self, end: &End) -> io::Result<()> {
        end.write_to(&mut self.out)
    }
}
