//! `cargo xtask decode --ambiguity`: where other readers would end a message differently.

use std::io::{self, Read, Write};
use std::path::Path;

use framing_http::RequestMethod;
use framing_http::ambiguity::{self, Boundary, Difference, End, Place, Reading, Report, Risk};
use serde::Serialize;

use crate::exit::{Exit, Failure};
use crate::format_args::Chosen;
use crate::input::Input;

pub(super) fn run(format: &Chosen, method: Option<&str>, file: &Path) -> Result<Exit, Failure> {
    let answered = answered(format, method)?;
    let mut input = Input::open(file)?;
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes).map_err(|error| input.unreadable(&error))?;
    let report = match answered {
        None => ambiguity::of_requests(&bytes),
        Some(method) => ambiguity::of_responses(&bytes, method),
    };
    print(&report, io::stdout().lock()).map_err(Failure::Output)?;
    Ok(if report.is_ambiguous() { Exit::NotConforming } else { Exit::Success })
}

/// What the messages answer, unless they are requests: only of these formats are other readers known.
fn answered(format: &Chosen, method: Option<&str>) -> Result<Option<RequestMethod>, Failure> {
    match method {
        _ if format.is("http-response") => {
            Ok(Some(RequestMethod::from_bytes(method.unwrap_or_default().as_bytes())))
        }
        None if format.is("http-request") => Ok(None),
        Some(_) if format.is("http-request") => {
            Err(Failure::Usage("--request-method is for http-response".to_owned()))
        }
        _ => Err(Failure::Usage("--ambiguity is for http-request and http-response".to_owned())),
    }
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
            End::Switched => ("switched", None),
        };
        Self { reader, leniency: None, known: None, ends: &reading.ends, outcome, refused_at }
    }
}

/// Whether two readers end a message differently, and which: the last line.
#[derive(Serialize)]
struct Verdict {
    ambiguous: bool,
    risk: &'static str,
    #[serde(flatten)]
    difference: Option<DifferenceLine>,
}

#[derive(Serialize)]
struct DifferenceLine {
    /// The number of the message, counted from zero.
    message: usize,
    boundaries: Vec<BoundaryLine>,
}

/// Where some readers end the message.
#[derive(Serialize)]
struct BoundaryLine {
    /// The offset behind the message, if it ends.
    end: Option<usize>,
    /// What they do: they end it, wait for more of it, refuse it, or pass on all that is left unread.
    outcome: &'static str,
    /// The offset of the byte that is refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    refused_at: Option<usize>,
    readers: Vec<&'static str>,
}

impl BoundaryLine {
    fn of(boundary: Boundary) -> Self {
        let (outcome, end, refused_at) = match boundary.place {
            Place::Before(end) => ("ends", Some(end), None),
            Place::Beyond => ("waits", None, None),
            Place::Switched => ("switches", None, None),
            Place::Refused(at) => ("refuses", None, Some(at)),
        };
        Self { end, outcome, refused_at, readers: boundary.readers }
    }
}

fn print(report: &Report, mut out: impl Write) -> io::Result<()> {
    print_line(&ReaderLine::of("strict", &report.strict), &mut out)?;
    for (reader, reading) in report.differing() {
        let (leniency, known) = (Some(reader.about), Some(reader.known));
        print_line(&ReaderLine { leniency, known, ..ReaderLine::of(reader.name, reading) }, &mut out)?;
    }
    print_line(&verdict(report), &mut out)
}

fn verdict(report: &Report) -> Verdict {
    let difference = report.difference();
    let risk = difference.as_ref().map_or(Risk::None, |difference| difference.risk);
    let line = |Difference { message, boundaries, .. }| DifferenceLine {
        message,
        boundaries: boundaries.into_iter().map(BoundaryLine::of).collect(),
    };
    Verdict { ambiguous: risk > Risk::None, risk: risk.name(), difference: difference.map(line) }
}

fn print_line(line: &impl Serialize, out: &mut impl Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, line)?;
    out.write_all(b"\n")
}
