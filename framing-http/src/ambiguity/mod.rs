//! Where two readers would end a message differently: smuggling, seen in the bytes.
//!
//! The strict reading stands beside the readings of those who are out there, each careless in one point, with the CVE, the
//! issue or the measured version that it is known from. They are compared message by message, which gives a [`Risk`].

mod lax;
mod readers;
mod report;
#[cfg(test)]
mod tests;

use alloc::vec::Vec;

use framing_core::{Decoder, Limits, Outcome, Step, TwoPhase};

use self::lax::Side;
use crate::{HttpRequest, HttpResponse, RequestMethod};
pub use readers::{READERS, Reader};
pub use report::{Boundary, Difference, Place, Report, Risk};

/// Reads `bytes` as requests: strictly, and as each of the [`READERS`] would.
///
/// The strict reading refuses what is ambiguous, so a proxy that reads strictly forwards nothing of it. This tells what would
/// have happened otherwise: which readers would have seen which requests.
///
/// ```
/// use framing_http::ambiguity::{self, End, Risk};
///
/// let smuggling = b"POST / HTTP/1.1\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG";
/// let report = ambiguity::of_requests(smuggling);
/// assert_eq!(report.risk(), Risk::Conflict);
/// assert_eq!(report.strict.end, End::Refused { at: 53 });
/// # let printed = report.to_string();
/// # assert!(printed.contains("length-over-coding"), "{printed}");
///
/// let careless = ambiguity::of_requests(b"GET / HTTP/1.1\nHost: a\n\n");
/// assert_eq!(careless.risk(), Risk::Refusal);
/// ```
#[must_use]
pub fn of_requests(bytes: &[u8]) -> Report {
    report(Side::Requests, strict(HttpRequest::new(), bytes, |_| false), bytes)
}

/// Reads `bytes` as the responses to requests of one method: strictly, and as each of the [`READERS`] would.
///
/// ```
/// use framing_http::RequestMethod;
/// use framing_http::ambiguity::{self, Risk};
///
/// let bytes = b"HTTP/1.1 304 Not Modified\r\nContent-Length: 19\r\n\r\nHTTP/1.1 200 OK\r\n\r\n";
/// let report = ambiguity::of_responses(bytes, RequestMethod::Other);
/// assert_eq!(report.risk(), Risk::Conflict);
/// assert!(report.to_string().contains("body-of-bodiless"));
/// ```
#[must_use]
pub fn of_responses(bytes: &[u8], method: RequestMethod) -> Report {
    let format = HttpResponse::new().answering(method);
    report(Side::Responses(method), strict(format, bytes, HttpResponse::is_switched), bytes)
}

/// Where one reader sees the messages of a stream end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The offset behind each message.
    pub ends: Vec<usize>,
    /// What became of the bytes behind the last of them.
    pub end: End,
}

/// How a reading ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// With the bytes.
    Complete,
    /// Inside a message.
    Incomplete,
    /// With a byte that the reader refuses.
    Refused {
        /// Its offset.
        at: usize,
    },
    /// The rest is passed on unread, as another protocol.
    Switched,
}

/// The readings beside the strict one. A reader whose carelessness makes no difference reads as the strict one does.
fn report(side: Side, strict: Reading, bytes: &[u8]) -> Report {
    let careful = lax::read(side, readers::Quirks::NONE, bytes);
    let readings = READERS.iter().filter(|reader| reader.reads(side)).map(|reader| {
        let reading = lax::read(side, reader.quirks, bytes);
        (*reader, if reading == careful { strict.clone() } else { reading })
    });
    Report { readings: readings.collect(), strict }
}

/// The reading of a format without any leniency.
fn strict<F: TwoPhase>(format: F, bytes: &[u8], is_switched: fn(&F) -> bool) -> Reading {
    let no_limits = Limits::UNLIMITED;
    let mut decoder = Decoder::new(format).with_limits(no_limits);
    let mut ends = Vec::new();
    loop {
        let at = ends.last().copied().unwrap_or(0);
        let rest = bytes.get(at..).unwrap_or_default();
        if is_switched(decoder.format()) && !rest.is_empty() {
            return Reading { ends, end: End::Switched };
        }
        let len = match decoder.decode(rest) {
            Ok(Step::Done(message)) => Ok(Some(message.bytes().len())),
            Ok(Step::Need(_)) if rest.is_empty() => Ok(None),
            Ok(Step::Need(_)) => decoder.finish(rest).map(|last| last.map(|message| message.bytes().len())),
            Err(error) => Err(error),
        };
        let end = match len {
            Ok(Some(len)) => {
                ends.push(at + len);
                continue;
            }
            Ok(None) => End::Complete,
            Err(error) if error.outcome() == Outcome::Malformed => {
                End::Refused { at: error.offset() as usize }
            }
            Err(_) => End::Incomplete,
        };
        return Reading { ends, end };
    }
}
