//! `cargo xtask encode`: frames as JSON Lines, made a stream of bytes.

use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::PathBuf;

use framing_core::registry::Declaration;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;

use crate::exit::{Exit, Failure};
use crate::hex::Digits;
use crate::input::Input;
use crate::json_line::{self, Fault};
use crate::registry;
use crate::wire::{FrameMaker, Parts};

/// Write the bytes of frames that are given as JSON, one object a line: the inverse of decode
#[derive(Debug, clap::Args)]
#[command(after_help = "\
A line a frame, in hex, as decode prints it:
  {\"header\":\"0002\",\"body\":\"6869\",\"trailer\":\"\"}
  {\"body\":\"6869\"}

A `header` that is given is written as it is, if the format agrees that it announces this body and this
trailer; one that is left out is made from the body, and a `trailer` likewise. `offset` is not looked at, nor
are `fields` beside a header; without one they must say what the header that is made says. Blank lines are
skipped. The line {\"outcome\":…} that decode ends with ends the frames here too.

Exit codes:
  0  every line is written
  1  a line is broken, or no frame of the format; all lines before it are written
  2  wrong usage, or a file that cannot be read

Examples:
  echo '{\"body\":\"6869\"}' | cargo xtask encode --format netstring
  cargo xtask encode --format u32-be frames.jsonl > frames.bin
  cargo xtask decode --format tlv a.bin | cargo xtask encode --format tlv | cmp - a.bin")]
pub(crate) struct Args {
    /// The format of the frames; `cargo xtask formats` lists them
    #[arg(long, value_name = "NAME", value_parser = registry::find)]
    format: &'static Declaration,
    /// What to read; - is standard input
    #[arg(value_name = "FILE", default_value = "-")]
    file: PathBuf,
}

impl Args {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let mut input = BufReader::with_capacity(64 << 10, Input::open(&self.file)?);
        let mut out = BufWriter::with_capacity(64 << 10, io::stdout().lock());
        let frames = FrameMaker::new((self.format.make)());
        let encoded = encode(&mut input, frames, &mut out);
        // Whatever is wrong with a line, those before it are written.
        out.flush().map_err(Failure::Output)?;
        encoded.map(|()| Exit::AsHoped)
    }
}

fn encode(input: &mut BufReader<Input>, mut frames: FrameMaker, out: &mut impl Write) -> Result<(), Failure> {
    let mut line = Vec::new();
    let mut ended = false;
    for number in 1_u64.. {
        if !input.buffer().contains(&b'\n') {
            // The next line may be long in coming.
            out.flush().map_err(Failure::Output)?;
        }
        line.clear();
        match input.read_until(b'\n', &mut line) {
            Ok(0) => break,
            Ok(_) if line.trim_ascii().is_empty() => {}
            Ok(_) => match encode_line(&line, &mut frames, ended) {
                Ok(Encoded::Frame(bytes)) => out.write_all(bytes).map_err(Failure::Output)?,
                Ok(Encoded::End) => ended = true,
                Err(fault) => {
                    return Err(Failure::Input(format!("{}, line {number}{fault}", input.get_ref().name())));
                }
            },
            Err(error) => return Err(input.get_ref().unreadable(&error)),
        }
    }
    Ok(())
}

/// What a line comes to.
enum Encoded<'a> {
    /// The bytes of a frame.
    Frame(&'a [u8]),
    /// No frame follows.
    End,
}

fn encode_line<'a>(line: &[u8], frames: &'a mut FrameMaker, ended: bool) -> Result<Encoded<'a>, Fault> {
    let parsed: Line<'_> = json_line::parse(line)?;
    if ended {
        return Err(Fault::of_key("", "expected nothing after the outcome"));
    }
    match parsed {
        Line { outcome: Some(_), .. } => Ok(Encoded::End),
        Line { body: None, .. } => {
            Err(Fault::of_key("body", "expected a string of hex digits, found nothing"))
        }
        Line { header, body: Some(body), trailer, fields, .. } => {
            let parts = Parts { header, body, trailer, fields };
            frames.make(&parts, line).map(Encoded::Frame)
        }
    }
}

/// A line as decode prints it: about a frame, or about the end.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line<'a> {
    #[serde(borrow)]
    header: Option<Digits<'a>>,
    #[serde(borrow)]
    body: Option<Digits<'a>>,
    #[serde(borrow)]
    trailer: Option<Digits<'a>>,
    fields: Option<Value>,
    outcome: Option<IgnoredAny>,
    #[serde(default, rename = "offset")]
    _offset: IgnoredAny,
    #[serde(default, rename = "phase")]
    _phase: IgnoredAny,
    #[serde(default, rename = "error")]
    _error: IgnoredAny,
}
