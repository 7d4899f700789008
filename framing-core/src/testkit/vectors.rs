//! Vector files: JSON Lines, one case per line.

use std::path::Path;
use std::string::{String, ToString};
use std::vec::Vec;
use std::{format, fs};

use data_encoding::HEXLOWER_PERMISSIVE;
use serde::Deserialize;

use super::case::{Case, ExpectedFrame};
use crate::Outcome;

#[derive(Deserialize)]
struct Vector {
    id: String,
    #[serde(default)]
    format: String,
    bytes: String,
    frames: Option<Vec<Frame>>,
    outcome: String,
    content: Option<String>,
    limit: Option<u64>,
}

#[derive(Deserialize)]
struct Frame {
    header: Option<String>,
    body: Option<String>,
    trailer: Option<String>,
}

/// Reads the cases of a file.
pub(super) fn load(path: &Path) -> Result<Vec<Case>, String> {
    let name = path.display();
    let text = fs::read_to_string(path).map_err(|error| format!("cannot read {name}: {error}"))?;
    let lines = text.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty());
    let cases = lines.map(|(line, number): (&str, usize)| {
        case(line).map_err(|error| format!("{name}, line {number}: {error}"))
    });
    cases.collect()
}

fn case(line: &str) -> Result<Case, String> {
    let vector: Vector = serde_json::from_str(line).map_err(|error| error.to_string())?;
    let prefix = format!("{}/", vector.format);
    let name = vector.id.strip_prefix(&prefix).unwrap_or(&vector.id);
    let mut case = Case::new(name, &hex(&vector.bytes)?, outcome(&vector.outcome)?);
    case.content = part(vector.content)?;
    case.limit = vector.limit;
    if let Some(frames) = vector.frames {
        let frames = frames.into_iter().map(|frame| {
            Ok(ExpectedFrame::from_parts(part(frame.header)?, part(frame.body)?, part(frame.trailer)?))
        });
        case.frames = Some(frames.collect::<Result<_, String>>()?);
    }
    Ok(case)
}

fn part(digits: Option<String>) -> Result<Option<Vec<u8>>, String> {
    digits.map(|digits| hex(&digits)).transpose()
}

fn hex(digits: &str) -> Result<Vec<u8>, String> {
    HEXLOWER_PERMISSIVE.decode(digits.as_bytes()).map_err(|error| format!("expected hex digits: {error}"))
}

fn outcome(name: &str) -> Result<Outcome, String> {
    let known = [Outcome::Complete, Outcome::Truncated, Outcome::Malformed, Outcome::TooLong];
    known
        .into_iter()
        .find(|outcome| outcome.name() == name)
        .ok_or_else(|| format!("expected complete, truncated, malformed or too-long, found {name:?}"))
}
