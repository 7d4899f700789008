//! The bytes of one frame after the other, made of parts that may be given or left out, and proved by the format.

use framing_core::registry::{DynFormat, DynHeader};
use framing_core::{BodyLen, Decoder, Encode, Extent, Malformed, Scan, Step, TwoPhase};
use serde_json::Value;

use crate::hex::{Digits, NotHex};
use crate::json_line::Fault;
use crate::registry;

/// The parts of a frame to be made; those that are left out are for the format to make.
pub(crate) struct Parts<'a> {
    pub(crate) header: Option<Digits<'a>>,
    pub(crate) body: Digits<'a>,
    /// The body as it is on the wire, where `body` is the content that it says in a coding.
    pub(crate) coded: Option<Digits<'a>>,
    pub(crate) trailer: Option<Digits<'a>>,
    pub(crate) fields: Option<Value>,
}

/// Makes the frames of one stream.
pub(crate) struct FrameMaker {
    /// Reads every frame that is made, so that the format has the last word and keeps step.
    decoder: Decoder<DynFormat>,
    wire: Vec<u8>,
    /// Whether the last frame continues until the stream ends.
    ended: bool,
}

/// The lengths of header, body and trailer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Lengths {
    header: usize,
    body: usize,
    trailer: usize,
}

impl FrameMaker {
    /// A maker of frames of `format`, in the state that a stream begins in. A body may have any length.
    pub(crate) fn new(format: DynFormat) -> Self {
        let limits = format.limits().with_body(u64::MAX);
        Self { decoder: Decoder::new(format).with_limits(limits), wire: Vec::new(), ended: false }
    }

    /// The bytes of the next frame, whose parts are borrowed from `line`.
    pub(crate) fn make(&mut self, parts: &Parts<'_>, line: &[u8]) -> Result<&[u8], Fault> {
        if self.ended {
            return Err(refuse("expected no frame after one that continues until the stream ends"));
        }
        self.wire.clear();
        let header_len = self.put_header(parts, line)?;
        match parts.coded {
            Some(coded) => append(&mut self.wire, coded, "coded", line)?,
            None => append(&mut self.wire, parts.body, "body", line)?,
        }
        self.code_body(header_len, parts, line)?;
        let (header_bytes, body) = self.wire.split_at_checked(header_len).unwrap_or_default();
        let format = self.decoder.format();
        let header = read_header(format, header_bytes, body)?;
        check_fields(format, &header, parts)?;
        check_body(format, &header, body.len())?;
        let lengths = Lengths { header: header_len, body: body.len(), trailer: 0 };
        let trailer = self.put_trailer(&header, lengths, parts, line)?;
        self.check_whole(Lengths { trailer, ..lengths })?;
        Ok(&self.wire)
    }

    /// Encodes the body in the coding of the header, or checks its content.
    fn code_body(&mut self, header_len: usize, parts: &Parts<'_>, line: &[u8]) -> Result<(), Fault> {
        let (header_bytes, body) = self.wire.split_at_checked(header_len).unwrap_or_default();
        let format = self.decoder.format();
        let header = read_header(format, header_bytes, body)?;
        if parts.coded.is_none() {
            if let Some(coded) = format.code(&header, body) {
                self.wire.truncate(header_len);
                self.wire.extend_from_slice(&coded);
            }
            return Ok(());
        }
        let mut content = Vec::new();
        append(&mut content, parts.body, "body", line)?;
        if format.content(&header, body).is_some_and(|says| says == content) {
            return Ok(());
        }
        Err(Fault::of_key(
            "coded",
            "expected a coding of the body, in front of which the header announces one",
        ))
    }

    /// Begins the frame with its header; gives the header's length.
    fn put_header(&mut self, parts: &Parts<'_>, line: &[u8]) -> Result<usize, Fault> {
        match parts.header {
            Some(header) => append(&mut self.wire, header, "header", line)?,
            None => {
                let mut body = Vec::with_capacity(parts.body.byte_len());
                append(&mut body, parts.body, "body", line)?;
                let format = self.decoder.format();
                let header = format.header_for(&body).ok_or_else(|| missing_header("cannot make one"))?;
                format
                    .encode_header(&header, body.len() as u64, &mut self.wire)
                    .map_err(|error| Fault::of_key("body", error.to_string()))?;
            }
        }
        Ok(self.wire.len())
    }

    /// Ends the frame with its trailer; gives the trailer's length.
    fn put_trailer(
        &mut self,
        header: &DynHeader,
        lengths: Lengths,
        parts: &Parts<'_>,
        line: &[u8],
    ) -> Result<usize, Fault> {
        let start = self.wire.len();
        let body_len = lengths.body as u64;
        match parts.trailer {
            Some(trailer) => append(&mut self.wire, trailer, "trailer", line)?,
            None => {
                // The decoder's own format sees the body when it reads the frame.
                let mut format = self.decoder.format().clone();
                format.observe_body(header, self.wire.get(lengths.header..).unwrap_or_default());
                format.encode_trailer(header, body_len, &mut self.wire);
            }
        }
        let len = self.wire.len() - start;
        match self.decoder.format().trailer_len(header, body_len) {
            Ok(announced) if announced == len as u64 => Ok(len),
            Ok(announced) => Err(contradiction("trailer", announced, len)),
            Err(refusal) => Err(refused_header(refusal)),
        }
    }

    /// Has the frame read, as one of the stream.
    fn check_whole(&mut self, wanted: Lengths) -> Result<(), Fault> {
        let refused = |error: framing_core::Error| refuse(&format!("the format refuses the frame: {error}"));
        if let Step::Done(frame) = self.decoder.decode(&self.wire).map_err(refused)? {
            return wanted.compare(Lengths::of(&frame));
        }
        self.ended = true;
        match self.decoder.finish(&self.wire).map_err(refused)? {
            Some(frame) => wanted.compare(Lengths::of(&frame)),
            None => Err(refuse("expected a frame of at least one byte")),
        }
    }
}

impl Lengths {
    fn of(frame: &framing_core::Frame<'_, DynHeader>) -> Self {
        Self { header: frame.header_bytes().len(), body: frame.body().len(), trailer: frame.trailer().len() }
    }

    fn compare(self, read: Self) -> Result<(), Fault> {
        if self == read {
            return Ok(());
        }
        Err(refuse(&format!("expected {self}, but the format reads {read}")))
    }
}

impl std::fmt::Display for Lengths {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { header, body, trailer } = self;
        write!(f, "a header of {header} bytes, a body of {body} and a trailer of {trailer}")
    }
}

fn append(wire: &mut Vec<u8>, digits: Digits<'_>, key: &str, line: &[u8]) -> Result<(), Fault> {
    digits.append_to(wire).map_err(|not_hex: NotHex| Fault {
        column: digits.place_in(line) + not_hex.position + 1,
        key: key.into(),
        text: not_hex.to_string(),
    })
}

/// Where a format has frames without a header, the body tells that this is one.
fn read_header(format: &DynFormat, bytes: &[u8], body: &[u8]) -> Result<DynHeader, Fault> {
    let seen = if bytes.is_empty() { body } else { bytes };
    match format.header_len(seen, &mut Scan::default()).map_err(refused_header)? {
        Extent::Exact(len) if len == bytes.len() => format.header(bytes).map_err(refused_header),
        Extent::Exact(len) => Err(wrong_header_len(&len.to_string(), bytes.len())),
        Extent::AtLeast(_) => Err(wrong_header_len("more", bytes.len())),
    }
}

fn check_body(format: &DynFormat, header: &DynHeader, len: usize) -> Result<(), Fault> {
    match format.body_len(header).map_err(refused_header)? {
        BodyLen::Exact(announced) if announced != len as u64 => Err(contradiction("body", announced, len)),
        _ => Ok(()),
    }
}

/// Fields beside no header are not lost in silence: they must be those of the header that was made.
fn check_fields(format: &DynFormat, header: &DynHeader, parts: &Parts<'_>) -> Result<(), Fault> {
    let (None, Some(given)) = (parts.header, &parts.fields) else { return Ok(()) };
    match registry::fields(format, header) {
        Some(made) if made != *given => Err(missing_header(&format!("generates {made}, not {given}"))),
        _ => Ok(()),
    }
}

fn missing_header(what: &str) -> Fault {
    Fault::of_key("header", format!("expected a header: the format {what}"))
}

fn wrong_header_len(expected: &str, found: usize) -> Fault {
    Fault::of_key("header", format!("expected {expected} bytes, the length in the format; found {found}"))
}

fn contradiction(part: &str, announced: u64, found: usize) -> Fault {
    Fault::of_key(part, format!("expected {announced} bytes, the length in the header; found {found}"))
}

fn refused_header(Malformed { at, expected, .. }: Malformed) -> Fault {
    Fault::of_key("header", format!("malformed at its byte {at}: expected {expected}"))
}

fn refuse(text: &str) -> Fault {
    Fault::of_key("", text)
}
