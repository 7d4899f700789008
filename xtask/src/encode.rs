//! `cargo xtask encode`: frames as JSON Lines, made a stream of bytes.

use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::PathBuf;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;

use crate::exit::{Exit, Failure};
use crate::format_args::{Chosen, Said};
use crate::frame_json::{FrameMaker, Parts};
use crate::hex::Digits;
use crate::input::Input;
use crate::json_line::{self, Fault};

/// Write the bytes of frames given as JSON, one object per line: the inverse of decode
#[derive(Debug, clap::Args)]
#[command(after_help = "\
One line per frame, in hex, as decode prints it:
  {\"header\":\"0002\",\"body\":\"6869\",\"trailer\":\"\"}
  {\"body\":\"6869\"}

A given `header` is written unchanged, if it specifies the length of this body and trailer; a missing one is
generated from the body, and so is a missing `trailer`. `offset` is ignored, and `fields` too if there is a
header; otherwise they must be those of the generated header. Blank lines are skipped. The line {\"outcome\":…}
of decode ends the frames.

Exit codes:
  0  every line is written
  1  a line is malformed, or not a frame of the format; all lines before it are written
  2  wrong usage, or a file that cannot be read

Examples:
  echo '{\"body\":\"6869\"}' | cargo xtask encode --format netstring
  cargo xtask encode --format u32-be frames.jsonl > frames.bin
  cargo xtask decode --format tlv a.bin | cargo xtask encode --format tlv | cmp - a.bin")]
pub(crate) struct Args {
    #[command(flatten)]
    format: Chosen,
    #[command(flatten)]
    said: Said,
    /// The file to read; - is standard input
    #[arg(value_name = "FILE", default_value = "-")]
    file: PathBuf,
}

impl Args {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let mut input = BufReader::with_capacity(64 << 10, Input::open(&self.file)?);
        let mut out = BufWriter::with_capacity(64 << 10, io::stdout().lock());
        let frames = FrameMaker::new(self.format.make(&self.said, None)?);
        let encoded = encode(&mut input, frames, &mut out);
        // Whatever is wrong with a line, those before it are written.
        out.flush().map_err(Failure::Output)?;
        encoded.map(|()| Exit::Success)
    }
}

/// The longest line, in bytes: that of a body of about 256 MiB.
const MAX_LINE: u64 = 512 << 20;

fn encode(input: &mut BufReader<Input>, mut frames: FrameMaker, out: &mut impl Write) -> Result<(), Failure> {
    let mut line = Vec::new();
    let mut ended = false;
    for number in 1_u64.. {
        if !input.buffer().contains(&b'\n') {
            // The next line may be long in coming.
            out.flush().map_err(Failure::Output)?;
        }
        line.clear();
        match (&mut *input).take(MAX_LINE).read_until(b'\n', &mut line) {
            Ok(0) => break,
            Ok(len) if len as u64 == MAX_LINE => {
                let name = input.get_ref().name();
                let text = format!("{name}, line {number}: expected a line of less than {MAX_LINE} bytes");
                return Err(Failure::Input(text));
            }
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
        Line { header, body: Some(body), coded, trailer, fields, .. } => {
            let parts = Parts { header, body, coded, trailer, fields };
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
    coded: Option<Digits<'a>>,
    #[serde(borrow)]
    trailer: Option<Digits<'a>>,
    fields: Option<Value>,
    outcome: Option<IgnoredAny>,
    #[serde(default, rename = "offset")]
    _offset: IgnoredAny,
    #[serde(default, rename = "inner")]
    _inner: IgnoredAny,
    #[serde(default, rename = "other_protocol")]
    _other_protocol: IgnoredAny,
    #[serde(default, rename = "inner_error")]
    _inner_error: IgnoredAny,
    #[serde(default, rename = "stream")]
    _stream: IgnoredAny,
    #[serde(default, rename = "time")]
    _time: IgnoredAny,
    #[serde(default, rename = "phase")]
    _phase: IgnoredAny,
    #[serde(default, rename = "error")]
    _error: IgnoredAny,
}

#[cfg(test)]
mod tests {
    use framing_core::registry::DynFormat;
    use framing_core::{BodyLen, Encode, EncodeError, Extent, Malformed, Scan, TwoPhase};

    use super::*;

    /// The bytes of these lines, up to the first that is refused, and its error.
    fn encode_all(format: DynFormat, lines: &[&str]) -> (Vec<u8>, Option<String>) {
        let mut frames = FrameMaker::new(format);
        let mut bytes = Vec::new();
        for line in lines {
            match encode_line(line.as_bytes(), &mut frames, false) {
                Ok(Encoded::Frame(frame)) => bytes.extend_from_slice(frame),
                Ok(Encoded::End) => {}
                Err(fault) => return (bytes, Some(fault.to_string())),
            }
        }
        (bytes, None)
    }

    /// A kind of body, then the body: until the stream ends after `*`, until a newline, which is the trailer, after
    /// any other. After a line comes the sum of the bytes of all lines so far.
    #[derive(Clone, Default)]
    struct Kinds {
        sum: u8,
    }

    impl TwoPhase for Kinds {
        type Header = u8;

        fn header_len(&self, _: &[u8], _: &mut Scan) -> Result<Extent, Malformed> {
            Ok(Extent::Exact(1))
        }

        fn header(&self, bytes: &[u8]) -> Result<u8, Malformed> {
            Ok(bytes[0])
        }

        fn body_len(&self, header: &u8) -> Result<BodyLen, Malformed> {
            Ok(if *header == b'*' { BodyLen::UntilEnd } else { BodyLen::Scan })
        }

        fn scan_body(&self, _: &u8, seen: &[u8], _: &mut Scan) -> Result<Extent, Malformed> {
            let newline = seen.iter().position(|&byte| byte == b'\n');
            Ok(newline.map_or(Extent::AtLeast(seen.len() + 1), Extent::Exact))
        }

        fn trailer_len(&self, header: &u8, _: u64) -> Result<u64, Malformed> {
            Ok(if *header == b'*' { 0 } else { 2 })
        }

        fn observe_body(&mut self, _: &u8, piece: &[u8]) {
            self.sum = piece.iter().fold(self.sum, |sum, byte| sum.wrapping_add(*byte));
        }

        fn end_frame(&mut self, header: &u8, trailer: &[u8]) -> Result<(), Malformed> {
            let right = *header == b'*' || trailer == [b'\n', self.sum];
            if right { Ok(()) } else { Err(Malformed::new(1, "the sum of all lines")) }
        }
    }

    impl Encode for Kinds {
        fn encode_header<B: framing_core::ByteSink>(
            &self,
            _: &u8,
            _: u64,
            out: &mut B,
        ) -> Result<(), EncodeError> {
            out.put_u8(b'.');
            Ok(())
        }

        fn encode_trailer<B: framing_core::ByteSink>(&self, header: &u8, _: u64, out: &mut B) {
            if *header != b'*' {
                out.put_slice(&[b'\n', self.sum]);
            }
        }
    }

    #[test]
    fn a_format_with_state_sees_each_frame_once() {
        let lines = [
            r#"{"body":"0102"}"#,
            r#"{"body":"04"}"#,
            r#"{"header":"3a","body":"08","trailer":"0a0f"}"#,
            r#"{"header":"2a","body":"0a0a"}"#,
        ];
        let bytes = b".\x01\x02\n\x03.\x04\n\x07:\x08\n\x0f*\n\n";
        assert_eq!(encode_all(DynFormat::new(Kinds::default()), &lines), (bytes.to_vec(), None));
    }

    #[test]
    fn what_only_a_walk_over_the_frame_finds_is_refused() {
        let cases = [
            (
                r#"{"body":"01","trailer":"0a02"}"#,
                ": the format refuses the frame: malformed trailer at byte 7: expected the sum of all lines, found 02",
            ),
            (
                r#"{"body":"010a02"}"#,
                ": the format refuses the frame: malformed trailer at byte 7: expected the sum of all lines, found 02",
            ),
            (
                r#"{"body":"010a04"}"#,
                ": expected a header of 1 bytes, a body of 3 and a trailer of 2, but the format reads a header of 1 bytes, a body of 1 and a trailer of 2",
            ),
            (
                r#"{"body":"01","trailer":"0004"}"#,
                ": the format refuses the frame: stream ended at byte 8 inside the body: 4 of 5 bytes of the frame",
            ),
        ];
        for (line, expected) in cases {
            let encoded = encode_all(DynFormat::new(Kinds::default()), &[r#"{"body":"03"}"#, line]);
            assert_eq!(encoded, (b".\x03\n\x03".to_vec(), Some(expected.into())), "{line}");
        }
    }

    #[test]
    fn nothing_follows_a_body_that_ends_with_the_stream() {
        let lines = [r#"{"header":"2a","body":"0a0a"}"#, r#"{"body":""}"#];
        let expected = ": expected no frame after one that continues until the stream ends";
        let encoded = encode_all(DynFormat::new(Kinds::default()), &lines);
        assert_eq!(encoded, (b"*\n\n".to_vec(), Some(expected.into())));
    }

    #[test]
    fn a_format_that_is_only_read_takes_frames_that_are_given_whole() {
        let lines = [r#"{"header":"02","body":"6869"}"#, r#"{"body":""}"#];
        let expected = ", key \"header\": expected a header: the format cannot make one";
        let encoded = encode_all(DynFormat::read_only(framing_core::U8::new()), &lines);
        assert_eq!(encoded, (b"\x02hi".to_vec(), Some(expected.into())));
    }
}
