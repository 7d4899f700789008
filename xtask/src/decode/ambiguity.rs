//! `cargo xtask decode --ambiguity`: where other readers would end a message differently.

use std::io::{self, Read, Write};
use std::path::Path;

use framing_http::ambiguity::{self, End, Reading, Report};
use serde::Serialize;

use crate::chosen::Chosen;
use crate::exit::{Exit, Failure};
use crate::input::Input;

/// The one format whose other readers are known.
const FORMAT: &str = "http-request";

pub(super) fn run(format: &Chosen, file: &Path) -> Result<Exit, Failure> {
    if !format.is(FORMAT) {
        return Err(Failure::Usage(format!("--ambiguity is for {FORMAT} alone")));
    }
    let mut input = Input::open(file)?;
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes).map_err(|error| input.unreadable(&error))?;
    let report = ambiguity::of_requests(&bytes);
    print(&report, io::stdout().lock()).map_err(Failure::Output)?;
    Ok(if report.is_ambiguous() { Exit::NotConforming } else { Exit::AsHoped })
}

/// What one reader makes of the bytes.
#[derive(Serialize)]
struct ReaderLine<'a> {
    reader: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    leniency: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    known: Option<&'a str>,
    /// The offset behind each message.
    ends: &'a [usize],
    outcome: &'static str,
    /// The offset of the byte that is refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    refused_at: Option<usize>,
}

impl<'a> ReaderLine<'a> {
    fn of(reader: &'a str, reading: &'a Reading) -> Self {
        let (outcome, refused_at) = match reading.end {
            End::Complete => ("complete", None),
            End::Incomplete => ("truncated", None),
            End::Refused { at } => ("malformed", Some(at)),
        };
        Self { reader, leniency: None, known: None, ends: &reading.ends, outcome, refused_at }
    }
}

/// Whether two readers end a message differently, and which: the last line.
#[derive(Serialize)]
struct Verdict {
    ambiguous: bool,
    #[serde(flatten)]
    difference: Option<Difference>,
}

#[derive(Serialize)]
struct Difference {
    /// The number of the message, counted from zero.
    message: usize,
    boundaries: Vec<Boundary>,
}

/// Where some readers end the message; nowhere if they wait for more of it.
#[derive(Serialize)]
struct Boundary {
    end: Option<usize>,
    readers: Vec<&'static str>,
}

fn print(report: &Report, mut out: impl Write) -> io::Result<()> {
    print_line(&ReaderLine::of("strict", &report.strict), &mut out)?;
    for (reader, reading) in report.readings.iter().filter(|(_, reading)| *reading != report.strict) {
        let (leniency, known) = (Some(reader.about), Some(reader.known));
        print_line(&ReaderLine { leniency, known, ..ReaderLine::of(reader.name, reading) }, &mut out)?;
    }
    print_line(&verdict(report), &mut out)
}

fn verdict(report: &Report) -> Verdict {
    let difference = report.first_difference().map(|message| {
        let boundaries = report.ends_of(message).into_iter();
        Difference {
            message,
            boundaries: boundaries.map(|(end, readers)| Boundary { end, readers }).collect(),
        }
    });
    Verdict { ambiguous: difference.is_some(), difference }
}

fn print_line(line: &impl Serialize, out: &mut impl Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, line)?;
    out.write_all(b"\n")
}
