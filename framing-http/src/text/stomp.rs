//! Frames of STOMP.

use framing_core::fields::{FieldSection, FieldSyntax, RepeatedLength};
use framing_core::{BodyLen, ByteSink, Encode, EncodeError, Extent, Malformed, Scan, TwoPhase};

use super::{TextHeader, with_number};

/// Frames of STOMP (STOMP 1.2, *STOMP Frames*): a head that ends with an empty line, a body, a zero byte.
///
/// The body has the length in the first `content-length` header, or ends before the zero byte. Lines end with LF, perhaps
/// after CR, which occurs nowhere else; of repeated headers the first one counts (*Repeated Header Entries*). An end of line
/// between two frames, a heart-beat, is a frame without body and trailer.
///
/// ```
/// use framing_core::{Decoder, Step};
/// use framing_http::Stomp;
///
/// let mut frames = Decoder::new(Stomp);
/// let Ok(Step::Done(frame)) = frames.decode(b"SEND\n\nhi\0") else { panic!("the frame is complete") };
/// assert_eq!((frame.body(), frame.trailer()), (&b"hi"[..], &b"\0"[..]));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stomp;

const NAMES: [&str; 1] = ["content-length"];
const TEMPLATE: &[u8] = b"SEND\ncontent-length:0\n\n";

/// A command, then headers with any bytes in their names and values but CR, LF and NUL.
const HEAD: FieldSection = FieldSection::new()
    .with_start_line()
    .with_exact_case()
    .with_repeated_length(RepeatedLength::First)
    .with_syntax(FieldSyntax::STRICT.allow_bare_lf().allow_any_name().allow_control_in_value());

impl Stomp {
    /// Creates the format.
    #[must_use]
    pub const fn new() -> Self {
        Self
    }
}

fn is_heart_beat(header: &TextHeader) -> bool {
    matches!(header.bytes(), b"\n" | b"\r\n")
}

/// How many bytes the end of line at the front of `rest` has; 0 if none begins there, none if that is not known yet.
fn end_of_line(rest: &[u8]) -> Option<usize> {
    match rest {
        [b'\n', ..] => Some(1),
        [b'\r', b'\n', ..] => Some(2),
        [] | [b'\r'] => None,
        _ => Some(0),
    }
}

impl TwoPhase for Stomp {
    type Header = TextHeader;

    fn header_len(&self, seen: &[u8], scan: &mut Scan) -> Result<Extent, Malformed> {
        if scan.position == 0 {
            match end_of_line(seen) {
                None => return Ok(Extent::AtLeast(seen.len() + 1)),
                Some(0) => {}
                Some(heart_beat) => return Ok(Extent::Exact(heart_beat)),
            }
        }
        HEAD.head_len(&NAMES, seen, scan)
    }

    fn header(&self, bytes: &[u8]) -> Result<TextHeader, Malformed> {
        let mut header = TextHeader::new(bytes);
        header.length = match is_heart_beat(&header) {
            true => Some(0),
            false => HEAD.length(&NAMES, bytes)?.map(|length| length.value),
        };
        Ok(header)
    }

    fn body_len(&self, header: &TextHeader) -> Result<BodyLen, Malformed> {
        Ok(header.length.map_or(BodyLen::Scan, BodyLen::Exact))
    }

    fn scan_body(&self, _: &TextHeader, seen: &[u8], scan: &mut Scan) -> Result<Extent, Malformed> {
        let rest = seen.get(scan.position..).unwrap_or_default();
        match memchr::memchr(0, rest) {
            Some(found) => Ok(Extent::Exact(scan.position + found)),
            None => {
                scan.position = seen.len();
                Ok(Extent::AtLeast(seen.len() + 1))
            }
        }
    }

    fn trailer_len(&self, header: &TextHeader, _: u64) -> Result<u64, Malformed> {
        Ok(if is_heart_beat(header) { 0 } else { 1 })
    }

    fn check_trailer(&self, _: &TextHeader, seen: &[u8]) -> Result<(), Malformed> {
        Malformed::refuse_difference(seen, &[0], "a zero byte after the body")
    }
}

impl Encode for Stomp {
    fn encode_header<B: ByteSink>(
        &self,
        header: &TextHeader,
        body_len: u64,
        out: &mut B,
    ) -> Result<(), EncodeError> {
        let head = header.or(TEMPLATE);
        if is_heart_beat(header) {
            EncodeError::fit(body_len, 0)?;
        }
        let length = match is_heart_beat(header) {
            true => None,
            false => HEAD.length(&NAMES, head).map_err(|refused| EncodeError::Invalid(refused.expected))?,
        };
        match length {
            Some(length) if length.value != body_len => {
                out.put_slice(&with_number(head, length.range, body_len));
            }
            _ => out.put_slice(head),
        }
        Ok(())
    }

    fn encode_trailer<B: ByteSink>(&self, header: &TextHeader, _: u64, out: &mut B) {
        if !is_heart_beat(header) {
            out.put_u8(0);
        }
    }
}

#[cfg(test)]
mod tests {
    use framing_core::{Decoder, Step};

    use super::*;

    #[test]
    fn heads_are_parsed() {
        for (frame, expected) in [
            (&b"SEND\ncontent-length:1\ncontent-length:3\n\nh\0"[..], Ok(1)),
            (b"SEND\r\na b:\x01c:\r\ncontent-length:1\r\n\r\nh\0", Ok(1)),
            (b"SEND\nContent-Length:9\n\nhi\0", Ok(2)),
            (b"SEND\na\rb:c\n\n\0", Err(6)),
            (b"SEND\na:b\rc\n\n\0", Err(9)),
            (b"SEND\ra:b\n\n\0", Err(5)),
            (b"SEND\na:\0\n\n\0", Err(7)),
            (b"SEND\na\n\n\0", Err(6)),
            (b"SEND\ncontent-length:+1\n\nh\0", Err(20)),
        ] {
            let read = match Decoder::new(Stomp).decode(frame) {
                Ok(Step::Done(frame)) => Ok(frame.body().len()),
                Ok(Step::Need(_)) => panic!("{} is incomplete", frame.escape_ascii()),
                Err(error) => Err(error.offset()),
            };
            assert_eq!(read, expected, "{}", frame.escape_ascii());
        }
    }
}
