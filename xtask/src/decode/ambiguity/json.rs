//! The report as JSON Lines.

use std::io::{self, Write};

use framing_http::ambiguity::{Boundary, End, Place, Reader, Reading, Report, Risk};
use serde::Serialize;

/// What one reader makes of the bytes.
#[derive(Serialize)]
struct ReaderLine<'a> {
    reader: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    leniency: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    known: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<&'a str>,
    /// The behaviours of a product, each with its source.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sources: Vec<String>,
    /// The offset after each message.
    ends: &'a [usize],
    outcome: &'static str,
    /// The offset of the byte that is refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    refused_at: Option<usize>,
}

impl<'a> ReaderLine<'a> {
    fn new(reader: Reader, reading: &'a Reading) -> Self {
        let (outcome, refused_at) = outcome(reading.end);
        let (mut leniency, mut known, mut version, mut sources) = (None, None, None, Vec::new());
        match reader {
            Reader::Behaviour(behaviour) => {
                leniency = Some(behaviour.about());
                known = Some(behaviour.known());
            }
            Reader::Product(product) => {
                version = Some(product.version);
                sources = product.sources.iter().map(ToString::to_string).collect();
            }
            _ => sources = reader.behaviours().map(|behaviour| behaviour.name().to_owned()).collect(),
        }
        Self {
            reader: reader.name(),
            leniency,
            known,
            version,
            sources,
            ends: &reading.ends,
            outcome,
            refused_at,
        }
    }
}

/// How a reading ends, in a word, and the offset of a refused byte.
pub(super) fn outcome(end: End) -> (&'static str, Option<usize>) {
    match end {
        End::Complete => ("complete", None),
        End::Incomplete => ("truncated", None),
        End::Refused { at } => ("malformed", Some(at)),
        End::Switched => ("switched", None),
        End::Closed => ("closed", None),
        _ => ("omitted", None),
    }
}

/// Whether two readers end a message differently, and which: the last line.
#[derive(Serialize)]
struct Verdict<'a> {
    ambiguous: bool,
    risk: &'static str,
    #[serde(flatten)]
    difference: Option<DifferenceLine<'a>>,
}

#[derive(Serialize)]
struct DifferenceLine<'a> {
    /// The number of the message, counted from zero.
    message: usize,
    /// The offset of its first byte.
    start: usize,
    boundaries: Vec<BoundaryLine<'a>>,
}

/// Where some readers end the message.
#[derive(Serialize)]
struct BoundaryLine<'a> {
    /// The offset after the message, if it ends.
    end: Option<usize>,
    outcome: &'static str,
    /// The offset of the byte that is refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    refused_at: Option<usize>,
    readers: &'a [&'static str],
}

impl<'a> BoundaryLine<'a> {
    fn new(boundary: &'a Boundary) -> Self {
        let (outcome, end, refused_at) = match boundary.place {
            Place::Before(end) => ("ends", Some(end), None),
            Place::Beyond => ("waits", None, None),
            Place::Switched => ("switches", None, None),
            Place::Refused(at) => ("refuses", None, Some(at)),
            _ => ("closes", None, None),
        };
        Self { end, outcome, refused_at, readers: &boundary.readers }
    }
}

pub(super) fn print(report: &Report<'_>, mut out: impl Write) -> io::Result<()> {
    for (reader, reading) in report.first().into_iter().chain(report.differing()) {
        print_line(&ReaderLine::new(reader, &reading), &mut out)?;
    }
    print_line(&verdict(report), &mut out)
}

fn verdict<'a>(report: &'a Report<'_>) -> Verdict<'a> {
    let difference = report.difference().map(|difference| DifferenceLine {
        message: difference.message,
        start: difference.start,
        boundaries: difference.boundaries.iter().map(BoundaryLine::new).collect(),
    });
    let risk = report.risk();
    Verdict { ambiguous: risk > Risk::None, risk: risk.name(), difference }
}

fn print_line(line: &impl Serialize, out: &mut impl Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, line)?;
    out.write_all(b"\n")
}
