//! The readers that are programs of their own: Python's h11 and Node's llhttp. One process reads all streams.

use std::io::Write;
use std::process::Stdio;

use serde::Deserialize;

use super::{Opinion, Stream};
use crate::interop::needs::{self, NODE, Need, PYTHON, module};

/// A reader that is a script: it reads one line per stream, and prints a line of JSON about each.
pub(super) struct Script {
    pub(super) name: &'static str,
    pub(super) needs: &'static [Need],
    program: &'static str,
    /// Ends well where all that is needed is recent enough.
    probe: &'static [&'static str],
    args: &'static [&'static str],
}

pub(super) const H11: Script = Script {
    name: "h11",
    needs: &[PYTHON, module("h11", "h11==0.16.0")],
    program: "python3",
    probe: &["-c", "import h11"],
    args: &["-B", concat!(env!("CARGO_MANIFEST_DIR"), "/src/interop/second_opinion/h11_reader.py")],
};

pub(super) const LLHTTP: Script = Script {
    name: "llhttp",
    needs: &[NODE],
    program: "node",
    probe: &["--no-deprecation", "-e", "process.binding('http_parser').HTTPParser.REQUEST"],
    args: &[
        "--no-deprecation",
        concat!(env!("CARGO_MANIFEST_DIR"), "/src/interop/second_opinion/llhttp_reader.cjs"),
    ],
};

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Line {
    Whole(Vec<String>),
    Cut,
    Refused(String),
}

impl Script {
    pub(super) fn can_run(&self) -> bool {
        let mut probe = needs::command(self.program);
        let probe = probe.args(self.probe).stdout(Stdio::null()).stderr(Stdio::null()).status();
        needs::missing(self.needs).is_empty() && probe.is_ok_and(|status| status.success())
    }

    /// The opinion about each stream; nothing if what it needs is not there.
    pub(super) fn opinions(&self, streams: &[Stream]) -> Result<Option<Vec<Opinion>>, String> {
        if !self.can_run() {
            return Ok(None);
        }
        let output = self.output(streams).map_err(|error| format!("{}: {error}", self.name))?;
        let lines = output.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        let opinions = lines.map(|line| self.opinion(line)).collect::<Result<Vec<_>, _>>()?;
        match opinions.len() == streams.len() {
            true => Ok(Some(opinions)),
            false => Err(format!("{} read {} of {} streams", self.name, opinions.len(), streams.len())),
        }
    }

    fn output(&self, streams: &[Stream]) -> std::io::Result<Vec<u8>> {
        let mut child = needs::command(self.program)
            .args(self.args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let stdin = child.stdin.take();
        let output = std::thread::scope(|scope| {
            // A script that stops reading prints too few lines, which the count of lines detects.
            scope.spawn(move || stdin.map(|stdin| send(streams, stdin)));
            child.wait_with_output()
        });
        Ok(output?.stdout)
    }

    fn opinion(&self, line: &[u8]) -> Result<Opinion, String> {
        let line: Line = serde_json::from_slice(line).map_err(|error| format!("{}: {error}", self.name))?;
        Ok(match line {
            Line::Cut => Opinion::Cut,
            Line::Refused(why) => Opinion::Refused(why),
            Line::Whole(contents) => {
                let contents =
                    contents.iter().map(|content| data_encoding::HEXLOWER.decode(content.as_bytes()));
                Opinion::Whole(contents.collect::<Result<_, _>>().map_err(|error| error.to_string())?)
            }
        })
    }
}

/// A line is the method that the stream answers, or `-` for requests, and the bytes.
fn send(streams: &[Stream], stdin: impl Write) -> std::io::Result<()> {
    let mut out = std::io::BufWriter::new(stdin);
    for stream in streams {
        let bytes = data_encoding::HEXLOWER.encode(&stream.bytes);
        writeln!(out, "{} {bytes}", stream.answers.unwrap_or("-"))?;
    }
    out.flush()
}
