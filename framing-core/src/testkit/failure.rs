//! What went wrong, so that it can be seen and repeated.

use std::fmt::{self, Write};
use std::format;
use std::ops::Range;
use std::string::String;
use std::vec::Vec;

use super::flaw::Flaw;
use super::subject::Subject;

/// What went wrong with a check.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Failure {
    /// The check's name.
    pub id: String,
    /// What is wrong.
    pub flaw: Flaw,
    /// The stream with its phases and cuts marked.
    pub picture: String,
    /// The bytes of the stream.
    pub stream: Vec<u8>,
}

impl Failure {
    pub(super) fn new(id: String, subject: &Subject, flaw: Flaw) -> Self {
        let cuts = flaw.split.as_ref().map(|(split, _)| split.cuts().to_vec()).unwrap_or_default();
        Self { id, picture: picture(subject, &cuts), flaw, stream: subject.case.bytes.clone() }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.id)?;
        writeln!(f, "  {}", self.flaw.what)?;
        writeln!(f, "  cause     {}", self.flaw.what.cause)?;
        if let Some(driver) = &self.flaw.driver {
            writeln!(f, "  driver    {driver}")?;
        }
        if let Some((split, end)) = &self.flaw.split {
            writeln!(f, "  schedule  {split}, then the stream ends after {end} bytes")?;
        }
        if let Some(state) = &self.flaw.state {
            writeln!(f, "  reader    {state}")?;
        }
        for line in self.picture.lines() {
            writeln!(f, "  {line}")?;
        }
        Ok(())
    }
}

/// The stream in hex, a line for each part of each frame, with `|` where it is cut.
fn picture(subject: &Subject, cuts: &[usize]) -> String {
    const MOST_FRAMES: usize = 6;
    let mut lines = String::new();
    for (index, frame) in subject.reading.frames.iter().take(MOST_FRAMES).enumerate() {
        for (part, range) in [("header", &frame.header), ("body", &frame.body), ("trailer", &frame.trailer)] {
            if !range.is_empty() {
                draw(&mut lines, &format!("{} {part}", index + 1), &subject.case.bytes, range.clone(), cuts);
            }
        }
    }
    let drawn = subject.reading.frames.len().min(MOST_FRAMES);
    let rest = subject.reading.frames.get(drawn.wrapping_sub(1)).map_or(0, |frame| frame.end());
    if rest < subject.case.bytes.len() {
        draw(&mut lines, "rest", &subject.case.bytes, rest..subject.case.bytes.len(), cuts);
    }
    lines
}

fn draw(lines: &mut String, label: &str, bytes: &[u8], range: Range<usize>, cuts: &[usize]) {
    const MOST_BYTES: usize = 32;
    let shown = range.start..range.end.min(range.start + MOST_BYTES);
    let mut hex = String::new();
    for at in shown.clone() {
        let mark = if cuts.contains(&at) { '|' } else { ' ' };
        let byte = bytes.get(at).copied().unwrap_or_default();
        let _ = write!(hex, "{mark}{byte:02x}");
    }
    let more = if shown.end < range.end { " …" } else { "" };
    let text: String = shown.filter_map(|at| bytes.get(at)).map(|&byte| printable(byte)).collect();
    let _ = writeln!(lines, "{label:<10}{:>6} {hex}{more}  {text}", range.start);
}

fn printable(byte: u8) -> char {
    if byte.is_ascii_graphic() || byte == b' ' { char::from(byte) } else { '.' }
}
