//! Where two readers would end a message differently: request smuggling, seen in the bytes.

mod lax;
mod readers;
#[cfg(test)]
mod tests;

use alloc::vec::Vec;
use core::fmt;

use framing_core::{Decoder, Limits, Outcome, Step};

use crate::HttpRequest;
pub use readers::{READERS, Reader};

/// Reads `bytes` as requests: strictly, and as each of the [`READERS`] would.
///
/// The strict reading refuses what is ambiguous, so a proxy that reads strictly forwards nothing of it. This tells what would
/// have happened otherwise: which readers would have seen which requests.
///
/// ```
/// use framing_http::ambiguity;
///
/// let smuggling = b"POST / HTTP/1.1\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG";
/// let report = ambiguity::of_requests(smuggling);
/// assert!(report.is_ambiguous());
/// assert_eq!(report.strict.end, ambiguity::End::Refused { at: 53 });
/// # let printed = report.to_string();
/// # assert!(printed.contains("length-over-coding"), "{printed}");
/// ```
#[must_use]
pub fn of_requests(bytes: &[u8]) -> Report {
    let readings = READERS.iter().map(|reader| (*reader, lax::read(reader.quirks, bytes)));
    Report { strict: strict(bytes), readings: readings.collect() }
}

/// What the strict reader and each of the others make of the same bytes.
#[derive(Clone, Debug)]
pub struct Report {
    /// The strict reading.
    pub strict: Reading,
    /// The reading of each lenient reader, in the order of [`READERS`].
    pub readings: Vec<(Reader, Reading)>,
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
}

impl Report {
    /// Do two readers end a message at different places, or does one go on waiting for a body where another has ended it?
    ///
    /// A reader that refuses the message agrees with everybody: it forwards nothing.
    #[must_use]
    pub fn is_ambiguous(&self) -> bool {
        self.first_difference().is_some()
    }

    /// The number of the first message that two readers end differently, counted from zero.
    #[must_use]
    pub fn first_difference(&self) -> Option<usize> {
        let most = self.all().map(|(_, reading)| reading.ends.len()).max()?;
        (0..=most).find(|message| {
            let mut ends = self.all().filter_map(|(_, reading)| reading.end_of(*message));
            ends.next().is_some_and(|first| ends.any(|other| other != first))
        })
    }

    /// The places where a message ends, each with the names of the readers that end it there, the first first. No place
    /// stands for readers that wait for more of the message. Readers that refuse it, or see no such message, are left out.
    ///
    /// ```
    /// use framing_http::ambiguity;
    ///
    /// let bytes = b"GET / HTTP/1.1\r\nContent-Length: 5\r\n\r\nGET /";
    /// let ends = ambiguity::of_requests(bytes).ends_of(0);
    /// assert_eq!(ends[0], (Some(37), vec!["no-body-of-get"]));
    /// assert_eq!((ends[1].0, ends[1].1[0]), (Some(42), "strict"));
    /// ```
    #[must_use]
    pub fn ends_of(&self, message: usize) -> Vec<(Option<usize>, Vec<&'static str>)> {
        let mut ends: Vec<(Option<usize>, Vec<&'static str>)> = Vec::new();
        for (name, reading) in self.all() {
            let Some(end) = reading.end_of(message) else { continue };
            match ends.iter_mut().find(|(known, _)| *known == end) {
                Some((_, names)) => names.push(name),
                None => ends.push((end, [name].into())),
            }
        }
        ends.sort_by_key(|(end, _)| end.map_or(usize::MAX, |end| end));
        ends
    }

    fn all(&self) -> impl Iterator<Item = (&'static str, &Reading)> {
        let lenient = self.readings.iter().map(|(reader, reading)| (reader.name, reading));
        core::iter::once(("strict", &self.strict)).chain(lenient)
    }
}

impl Reading {
    /// Where the reader ends a message, or that it waits for more of it; nothing if it refuses it or sees no such message.
    fn end_of(&self, message: usize) -> Option<Option<usize>> {
        match (self.ends.get(message), self.end) {
            (Some(end), _) => Some(Some(*end)),
            (None, End::Incomplete) if message == self.ends.len() => Some(None),
            _ => None,
        }
    }
}

impl fmt::Display for Report {
    /// One line a reader: where its messages end, who reads so; the readers that agree with the strict one are left out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.first_difference() {
            None => writeln!(f, "no two readers end a message differently")?,
            Some(message) => writeln!(f, "message {} ends differently:", message + 1)?,
        }
        writeln!(f, "  strict: {}", self.strict)?;
        for (reader, reading) in self.readings.iter().filter(|(_, reading)| *reading != self.strict) {
            writeln!(f, "  {}: {reading} ({}; {})", reader.name, reader.about, reader.known)?;
        }
        Ok(())
    }
}

impl fmt::Display for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for end in &self.ends {
            write!(f, "ends at {end}, ")?;
        }
        match self.end {
            End::Complete => f.write_str("complete"),
            End::Incomplete => f.write_str("waits for more"),
            End::Refused { at } => write!(f, "refuses byte {at}"),
        }
    }
}

/// The reading of [`HttpRequest`] without any leniency.
fn strict(bytes: &[u8]) -> Reading {
    let no_limits = Limits { header: usize::MAX, body: u64::MAX, trailer: usize::MAX };
    let mut decoder = Decoder::new(HttpRequest::new()).with_limits(no_limits);
    let mut ends = Vec::new();
    loop {
        let at = ends.last().copied().unwrap_or(0);
        let rest = bytes.get(at..).unwrap_or_default();
        let end = match decoder.decode(rest) {
            Ok(Step::Frame(message)) => {
                ends.push(at + message.bytes().len());
                continue;
            }
            Ok(Step::Need(_)) if rest.is_empty() => End::Complete,
            Err(error) if error.outcome() == Outcome::Malformed => {
                End::Refused { at: error.offset() as usize }
            }
            Ok(Step::Need(_)) | Err(_) => End::Incomplete,
        };
        return Reading { ends, end };
    }
}
