//! Frames of STOMP.

use bytes::BufMut;
use framing_core::{BodyLen, Encode, EncodeError, Extent, Malformed, Scan, TwoPhase};

use super::{TextHeader, number_at, value_of, with_number};

/// Frames of STOMP (STOMP 1.2, *STOMP Frames*): a head that ends with an empty line, a body, a zero byte.
///
/// The body is as long as the first `content-length` says, or goes on until the zero byte. An end of line between two
/// frames, a heart-beat, is a frame of its own without body and trailer.
///
/// ```
/// use framing_core::{Decoder, Step};
/// use framing_http::Stomp;
///
/// let mut frames = Decoder::new(Stomp);
/// let Ok(Step::Done(frame)) = frames.decode(b"SEND\n\nhi\0") else { panic!("the frame is whole") };
/// assert_eq!((frame.body(), frame.trailer()), (&b"hi"[..], &b"\0"[..]));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stomp;

const LENGTH: &str = "content-length";
const TEMPLATE: &[u8] = b"SEND\ncontent-length:0\n\n";

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
        loop {
            let rest = seen.get(scan.position..).unwrap_or_default();
            let Some(newline) = memchr::memchr(b'\n', rest) else {
                scan.position = seen.len();
                return Ok(Extent::AtLeast(seen.len() + 1));
            };
            match end_of_line(rest.get(newline + 1..).unwrap_or_default()) {
                None => {
                    scan.position += newline;
                    return Ok(Extent::AtLeast(seen.len() + 1));
                }
                Some(0) => scan.position += newline + 1,
                Some(empty) => return Ok(Extent::Exact(scan.position + newline + 1 + empty)),
            }
        }
    }

    fn header(&self, bytes: &[u8]) -> Result<TextHeader, Malformed> {
        let mut header = TextHeader::new(bytes);
        header.length = match value_of(bytes, LENGTH, false) {
            _ if is_heart_beat(&header) => Some(0),
            None => None,
            Some(place) => Some(number_at(bytes, place)?),
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
    fn encode_header<B: BufMut>(
        &self,
        header: &TextHeader,
        body_len: u64,
        out: &mut B,
    ) -> Result<(), EncodeError> {
        let head = header.or(TEMPLATE);
        if is_heart_beat(header) {
            EncodeError::fit(body_len, 0)?;
        }
        match value_of(head, LENGTH, false) {
            Some(place) if number_at(head, place.clone()) != Ok(body_len) => {
                out.put_slice(&with_number(head, place, body_len));
            }
            _ => out.put_slice(head),
        }
        Ok(())
    }

    fn encode_trailer<B: BufMut>(&self, header: &TextHeader, _: u64, out: &mut B) {
        if !is_heart_beat(header) {
            out.put_u8(0);
        }
    }
}
