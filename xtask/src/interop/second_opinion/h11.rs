//! Python's h11, if it is installed: one process reads all messages.

use std::io::Write;
use std::process::Stdio;

use serde::Deserialize;

use super::Opinion;
use crate::interop::needs::{self, Need, PYTHON, module};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/interop/second_opinion/h11_reader.py");

pub(in crate::interop) const NEEDS: &[Need] = &[PYTHON, module("h11", "h11==0.16.0")];

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Line {
    Whole(Vec<String>),
    Cut,
    Refused(String),
}

/// The opinion about each message; nothing if Python or h11 is not there.
pub(super) fn opinions(messages: &[Vec<u8>]) -> Result<Option<Vec<Opinion>>, String> {
    if !needs::missing(NEEDS).is_empty() {
        return Ok(None);
    }
    let mut child = needs::command("python3")
        .args(["-B", SCRIPT])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| error.to_string())?;
    let stdin = child.stdin.take().ok_or("h11 takes no input")?;
    let output = std::thread::scope(|scope| {
        // A script that stops reading says less than it should, which is noticed below.
        scope.spawn(move || send(messages, stdin).unwrap_or_default());
        child.wait_with_output()
    });
    let output = output.map_err(|error| error.to_string())?.stdout;
    let lines = output.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    let opinions = lines.map(opinion).collect::<Result<Vec<_>, _>>()?;
    match opinions.len() == messages.len() {
        true => Ok(Some(opinions)),
        false => Err(format!("h11 read {} of {} messages", opinions.len(), messages.len())),
    }
}

fn send(messages: &[Vec<u8>], stdin: impl Write) -> std::io::Result<()> {
    let mut out = std::io::BufWriter::new(stdin);
    messages.iter().try_for_each(|message| writeln!(out, "{}", data_encoding::HEXLOWER.encode(message)))?;
    out.flush()
}

fn opinion(line: &[u8]) -> Result<Opinion, String> {
    let line: Line = serde_json::from_slice(line).map_err(|error| format!("h11: {error}"))?;
    Ok(match line {
        Line::Cut => Opinion::Cut,
        Line::Refused(why) => Opinion::Refused(why),
        Line::Whole(contents) => {
            let contents = contents.iter().map(|content| data_encoding::HEXLOWER.decode(content.as_bytes()));
            Opinion::Whole(contents.collect::<Result<_, _>>().map_err(|error| error.to_string())?)
        }
    })
}
