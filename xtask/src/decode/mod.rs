//! `cargo xtask decode`: the frames of a stream.

mod ambiguity;
mod capture;
mod lines;
mod page;
mod print;
mod resync;
mod summary;

use std::io::{self, IsTerminal, Write};

use framing_core::blocking::FrameReader;
use framing_core::registry::{Declaration, DynFormat};
use framing_core::{Error, TwoPhase};

use crate::exit::{Exit, Failure};
use crate::format_args::{Chosen, Said};
use crate::input::{Input, InputArgs, Opened};

pub(crate) use self::lines::End;
use self::print::{Form, Printer};
use crate::registry;

/// Print the frames of a stream, and how the stream ended
#[derive(Debug, clap::Args)]
#[command(after_help = "\
One JSON object per frame, with the bytes as they were on the wire, in hex, then one for the end:
  {\"offset\":0,\"header\":\"0002\",\"body\":\"6869\",\"trailer\":\"\",\"fields\":{\"length\":2}}
  {\"outcome\":\"truncated\",\"offset\":5,\"phase\":\"header\",\"error\":\"stream ended at byte 5 …\"}

`offset` counts bytes from the start of the stream: of a frame, where it begins; of the end, the bytes
consumed, or the byte that the error names. `other_protocol` counts the bytes after a message that switches
the connection to another protocol (101, or 2xx to CONNECT). `fields` is what the format reads from the header.
On a terminal, and with --text, each frame is printed for people: offset, lengths, fields, bytes.

With --resync, decoding continues after a fault with the next byte at which the format accepts a frame. A line
{\"skipped\":9,\"offset\":26,\"why\":\"...\"} reports the bytes before it. The outcome is `complete` if the stream
ended between frames or after noise. In a capture, a stream continues after the bytes that the capture lacks.
With --inner, bodies are decoded by a second format, into an array `inner`, to any depth.

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
  cargo xtask decode --format radius --inner radius-attribute capture.pcap
  cargo xtask decode --spec gnss.toml --resync serial.log
  cargo xtask decode --format u32-be --resync=3 disk.img
  cargo xtask decode --format grpc --raw stream.bin > messages.bin
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
    #[arg(long, value_name = "BYTES", value_parser = bytes, allow_negative_numbers = true)]
    limit: Option<u64>,
    /// Continue after a fault with the next N frames in a row: 1, or more for a format without marks and checks
    #[arg(long, value_name = "N", num_args = 0..=1, require_equals = true, default_missing_value = "1")]
    resync: Option<usize>,
    /// Decode the bodies with this format too; repeated, the bodies of those frames with the next one
    #[arg(long, value_name = "NAME", value_parser = registry::find)]
    inner: Vec<&'static Declaration>,
    /// Write the bodies alone, as bytes; those of the innermost format
    #[arg(long, conflicts_with_all = ["summary", "json", "text"])]
    raw: bool,
    /// Print counts, sizes and a histogram instead of the frames
    #[arg(long)]
    summary: bool,
    /// Say where other readers of http-request or http-response would end a message differently, instead of its frames
    #[arg(long, conflicts_with_all = ["limit", "set", "spec", "resync", "inner", "raw", "summary"])]
    ambiguity: bool,
    #[command(flatten)]
    readers: ambiguity::Args,
    /// Print JSON lines on a terminal, too
    #[arg(long, conflicts_with = "text")]
    json: bool,
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten)]
    streams: capture::Selection,
}

type Reader = FrameReader<Input, DynFormat>;

impl Args {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        if self.ambiguity {
            return self.readers.run(
                &self.format,
                self.request_method.as_deref(),
                &self.input.file,
                self.json,
            );
        }
        let format = self.format.make(&self.said, self.request_method.as_deref())?;
        match self.input.open()? {
            Opened::Stream(input) => self.stream(input, format),
            Opened::Capture(input) => {
                let Self { ref streams, limit, resync, .. } = self;
                streams.decode(input, &format, capture::Settings { limit, resync }, self.printer(&format))
            }
        }
    }

    fn stream(&self, input: Input, format: DynFormat) -> Result<Exit, Failure> {
        let mut printer = self.printer(&format);
        let end = match self.resync {
            Some(run) => resync::decode(input, resync::buffer(&format, run, self.limit), &mut printer)?,
            None => self.strict(input, format, &mut printer)?,
        };
        printer.end(&end).map_err(Failure::Output)?;
        Ok(end.exit())
    }

    /// Decodes up to the first fault.
    fn strict<W: Write>(
        &self,
        input: Input,
        format: DynFormat,
        printer: &mut Printer<W>,
    ) -> Result<End, Failure> {
        let mut reader = FrameReader::new(input, format);
        if let Some(limit) = self.limit {
            reader.set_limits(reader.frames().decoder().limits().with_body(limit));
        }
        match print_frames(&mut reader, printer)? {
            Some(error) => end_of(&mut reader, &error),
            None => Ok(End::complete(reader.frames().decoder().offset())),
        }
    }

    fn printer(&self, format: &DynFormat) -> Printer<io::StdoutLock<'static>> {
        let inner = self.inner.iter().map(|declaration| (declaration.make)()).collect();
        Printer::new(self.form(), io::stdout().lock(), format.clone(), inner)
    }

    fn form(&self) -> Form {
        let text = self.readers.text || !self.json && io::stdout().is_terminal();
        match text {
            _ if self.raw => Form::Raw,
            _ if self.summary => Form::Summary { text },
            true => Form::Page,
            false => Form::Lines,
        }
    }
}

/// Parses a number of bytes.
fn bytes(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| "expected a number of bytes, such as 1048576".into())
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
fn print_frames<W: Write>(reader: &mut Reader, printer: &mut Printer<W>) -> Result<Option<Error>, Failure> {
    loop {
        let error = match reader.batch() {
            Ok(None) => return Ok(None),
            Ok(Some(batch)) => printer.frames(batch).map_err(Failure::Output)?,
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
