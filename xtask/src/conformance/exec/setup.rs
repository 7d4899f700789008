//! What is known of a program before it runs: its format, and what it declares.

use std::time::Duration;

use framing_core::registry::DynFormat;
use framing_core::testkit::Reading;
use framing_core::{BodyLen, Encode, Extent, FrameBuffer, Limits, Outcome, Scan, TwoPhase};

use crate::exit::Failure;

/// What a program does with its input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::conformance) enum Mode {
    /// Reads a stream and prints its frames.
    Decode,
    /// Reads frames as JSON lines and writes a stream.
    Encode,
    /// Reads a stream and writes it again.
    Forward,
}

/// What a program is tested with.
pub(super) struct Setup {
    pub(super) name: String,
    pub(super) document: Option<String>,
    pub(super) format: DynFormat,
    pub(super) limits: Limits,
    /// The program has the limits above, by its own declaration or by the protocol's rules.
    pub(super) has_limit: bool,
    /// The program refuses an integer that is not in its shortest form.
    pub(super) minimal: bool,
    /// One outcome only is right, and a program may refuse only what the format refuses.
    pub(super) strict: bool,
    /// The program's output may come late.
    pub(super) buffered: bool,
    pub(super) mode: Mode,
    /// The last bytes of every header, where headers are searched for their end.
    pub(super) ending: Option<Vec<u8>>,
    pub(super) patience: Duration,
}

impl Setup {
    /// Takes a declaration, such as `limit=65536`.
    pub(super) fn declare(&mut self, key: &str, value: &str) -> Result<(), Failure> {
        match key {
            "limit" => self.limits = self.limits.with_body(number(key, value)?),
            "header-limit" => {
                let bytes = usize::try_from(number(key, value)?).unwrap_or(usize::MAX);
                self.limits = self.limits.with_header(bytes);
            }
            "minimal" => self.minimal = value == "true",
            _ => {
                let json = serde_json::from_str(value).unwrap_or_else(|_| value.into());
                self.format.set(key, &json).map_err(|error| {
                    let known =
                        "; help: besides the settings of the format there are limit, header-limit, minimal";
                    Failure::Usage(format!("--declare {key}={value}: {error}{known}"))
                })?;
            }
        }
        self.has_limit |= key == "limit";
        Ok(())
    }

    /// What the stream must be read as.
    pub(super) fn reading(&self, bytes: &[u8]) -> Reading {
        let mut reading = Reading::new(&self.format, self.limits, bytes);
        if self.minimal
            && let Some(first) = self.first_long_form(bytes, &reading)
        {
            reading.frames.truncate(first);
            reading.last_until_end = false;
        }
        reading
    }

    /// Whether the declarations make the program refuse the stream after the frames of the reading.
    pub(super) fn refuses(&self, bytes: &[u8], reading: &Reading) -> bool {
        self.minimal
            && reading.frames.last().map_or(0, framing_core::testkit::FrameRange::end) < bytes.len()
            && self.first_long_form(bytes, &Reading::new(&self.format, self.limits, bytes)).is_some()
    }

    /// The first frame that is written in a shorter form.
    fn first_long_form(&self, bytes: &[u8], reading: &Reading) -> Option<usize> {
        let mut frames = FrameBuffer::new(self.format.clone()).with_limits(self.limits);
        frames.push(bytes);
        for index in 0..reading.frames.len() {
            let format = frames.decoder().format().clone();
            let frame = frames.next().ok().flatten()?;
            let mut header = Vec::new();
            let written = format.encode_header(&frame.header, frame.body().len() as u64, &mut header);
            if written.is_ok() && header != frame.header_bytes() {
                return Some(index);
            }
        }
        None
    }

    /// The outcomes that are right for the first `end` bytes of a stream besides that of the reading.
    pub(super) fn also(&self, whole: &[u8], end: usize, reading: &Reading) -> Vec<&'static str> {
        let bytes = whole.get(..end).unwrap_or_default();
        if self.refuses(bytes, reading) {
            return vec!["malformed", "too-long", "truncated"];
        }
        let mut also = match reading.outcome() {
            Outcome::Malformed => vec!["too-long"],
            Outcome::TooLong => vec!["malformed"],
            _ => Vec::new(),
        };
        // A limit that the program does not have: it may wait for the rest.
        if reading.outcome() == Outcome::TooLong && !self.has_limit {
            also.push("truncated");
        }
        if !self.strict && self.cuts_a_bad_element(whole, end, reading) {
            also.extend(["truncated", "malformed", "too-long"]);
        }
        also
    }

    /// Whether the stream ends inside an element that is already bad, so that to be short of it is right too.
    fn cuts_a_bad_element(&self, whole: &[u8], end: usize, reading: &Reading) -> bool {
        let start = reading.frames.last().map_or(0, framing_core::testkit::FrameRange::end);
        let rest = whole.get(start..end).unwrap_or_default();
        match reading.outcome() {
            Outcome::Truncated => {
                let all = self.reading(whole);
                let is_next = all.frames.len() == reading.frames.len();
                is_next && all.outcome() != Outcome::Truncated && all.end.is_err()
            }
            Outcome::Malformed => self.element_is_open(rest),
            _ => false,
        }
    }

    /// Whether a refused element is cut, as far as can be known of one that is malformed.
    fn element_is_open(&self, rest: &[u8]) -> bool {
        match self.format.header_len(b"", &mut Scan::default()) {
            Ok(Extent::Exact(least) | Extent::AtLeast(least)) if rest.len() < least => return true,
            _ => {}
        }
        if let Some(whole) = self.element_len(rest) {
            return (rest.len() as u64) < whole;
        }
        self.ending.as_ref().is_some_and(|ending| !rest.windows(ending.len()).any(|window| window == ending))
    }

    /// The length of the frame at the front, where its header is right and contains it.
    fn element_len(&self, rest: &[u8]) -> Option<u64> {
        let Ok(Extent::Exact(len)) = self.format.header_len(rest, &mut Scan::default()) else { return None };
        let header = self.format.header(rest.get(..len)?).ok()?;
        let Ok(BodyLen::Exact(body)) = self.format.body_len(&header) else { return None };
        let trailer = self.format.trailer_len(&header, body).ok()?;
        (len as u64).checked_add(body)?.checked_add(trailer)
    }

    /// Learns from right headers how a header ends that is searched for its end.
    pub(super) fn learn_ending<'a>(&mut self, headers: impl Iterator<Item = &'a [u8]>) {
        const LONGEST: usize = 4;
        if !matches!(self.format.header_len(b"", &mut Scan::default()), Ok(Extent::AtLeast(_))) {
            return;
        }
        let is_text = |byte: &u8| byte.is_ascii_graphic() || byte.is_ascii_whitespace() || *byte == 0;
        let text = headers.filter(|header| !header.is_empty() && header.iter().all(is_text));
        let last = |header: &'a [u8]| header.get(header.len().saturating_sub(LONGEST)..).unwrap_or_default();
        let common = text.map(last).reduce(|one, other| {
            let same = one.iter().rev().zip(other.iter().rev()).take_while(|(a, b)| a == b).count();
            one.get(one.len() - same..).unwrap_or_default()
        });
        self.ending = common.filter(|ending| !ending.is_empty()).map(<[u8]>::to_vec);
    }
}

fn number(key: &str, value: &str) -> Result<u64, Failure> {
    value.parse().map_err(|_| {
        Failure::Usage(format!("--declare {key}={value}: expected a number of bytes, found '{value}'"))
    })
}
