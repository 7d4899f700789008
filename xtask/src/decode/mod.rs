//! `cargo xtask decode`: a stream of frames, as JSON Lines.

mod ambiguity;
mod capture;
mod lines;

use std::io::{self, Write};

use framing_core::Error;
use framing_core::blocking::FrameReader;
use framing_core::registry::DynFormat;

use crate::exit::{Exit, Failure};
use crate::format_args::{Chosen, Said};
use crate::input::{Input, InputArgs, Opened};

pub(crate) use self::lines::End;
use self::lines::Lines;

/// Print the frames of a stream, one JSON object a line, and how the stream ended
#[derive(Debug, clap::Args)]
#[command(after_help = "\
A line a frame, with the bytes as they were on the wire, in hex, then a line for the end:
  {\"offset\":0,\"header\":\"0002\",\"body\":\"6869\",\"trailer\":\"\",\"fields\":{\"length\":2}}
  {\"outcome\":\"truncated\",\"offset\":5,\"phase\":\"header\",\"error\":\"stream ended at byte 5 …\"}

`offset` counts bytes from the start of the stream: of a frame, where it begins; of the end, the bytes
consumed, or the byte that the error names. `fields` is what the format reads from the header.

Exit codes:
  0  outcome complete: the stream ended between two frames
  1  outcome malformed or too-long
  2  wrong usage, or a file that cannot be read
  3  outcome truncated: the stream ended inside a frame

With --ambiguity, a line a reader that differs from the strict one, then whether two readers would end a
message at different places, and where; exit code 1 if they would, 0 if not. `risk` is `conflict` where two
readers go on and differ, `refusal` where the strict one refuses what another goes on with, else `none`.

Examples:
  printf '\\0\\2hi' | cargo xtask decode --format u16-be
  cargo xtask decode --spec my-header.toml capture.bin
  cargo xtask decode --format netstring --limit 1000000 capture.bin
  cargo xtask decode --format http-request --ambiguity request.bin
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
    input: InputArgs,
    #[command(flatten)]
    streams: capture::Selection,
}

type Reader = FrameReader<Input, DynFormat>;

impl Args {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        if self.ambiguity {
            return ambiguity::run(&self.format, self.request_method.as_deref(), &self.input.file);
        }
        let format = self.format.make(&self.said, self.request_method.as_deref())?;
        let input = match self.input.open()? {
            Opened::Stream(input) => input,
            Opened::Capture(input) => return self.streams.decode(input, &format, self.limit),
        };
        let mut reader = FrameReader::new(input, format.clone());
        if let Some(limit) = self.limit {
            reader.set_limits(reader.frames().decoder().limits().body(limit));
        }
        let mut lines = Lines::new(io::stdout().lock(), format);
        let end = match print_frames(&mut reader, &mut lines)? {
            Some(error) => End::failed(&error),
            None => End::complete(reader.frames().decoder().offset()),
        };
        lines.end(&end).map_err(Failure::Output)?;
        Ok(end.exit())
    }
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
