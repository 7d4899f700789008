//! Messages of RTSP, and the data between them.

use bytes::BufMut;
use framing_core::{BodyLen, Encode, EncodeError, Extent, Malformed, Scan, TwoPhase};

use super::{TextHeader, number_at, value_of, with_number};

/// Messages of RTSP (RFC 7826, section 18; RFC 2326) and, told by their first byte `$`, the frames of interleaved data
/// between them (RFC 7826, section 14): a channel, a 2-byte length, the data.
///
/// The body of a message is as long as its first `Content-Length` says; without one it has none.
///
/// ```
/// use framing_core::{Decoder, Step};
/// use framing_http::Rtsp;
///
/// let mut frames = Decoder::new(Rtsp);
/// let Ok(Step::Done(frame)) = frames.decode(b"$\x01\x00\x02hi") else { panic!("the frame is whole") };
/// assert_eq!((frame.header.bytes(), frame.body()), (&b"$\x01\x00\x02"[..], &b"hi"[..]));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rtsp;

const LENGTH: &str = "Content-Length";
const TEMPLATE: &[u8] = b"$\0\0\0";
const EMPTY_LINE: &[u8] = b"\r\n\r\n";

impl TwoPhase for Rtsp {
    type Header = TextHeader;

    fn header_len(&self, seen: &[u8], scan: &mut Scan) -> Result<Extent, Malformed> {
        match seen.first() {
            None => return Ok(Extent::AtLeast(1)),
            Some(b'$') => return Ok(Extent::Exact(4)),
            Some(letter) if letter.is_ascii_alphabetic() => {}
            Some(_) => return Err(Malformed::new(0, "a letter or '$'")),
        }
        let rest = seen.get(scan.position..).unwrap_or_default();
        match memchr::memmem::find(rest, EMPTY_LINE) {
            Some(found) => Ok(Extent::Exact(scan.position + found + EMPTY_LINE.len())),
            None => {
                scan.position = seen.len().saturating_sub(EMPTY_LINE.len() - 1);
                Ok(Extent::AtLeast(seen.len() + 1))
            }
        }
    }

    fn header(&self, bytes: &[u8]) -> Result<TextHeader, Malformed> {
        let mut header = TextHeader::new(bytes);
        header.length = match (bytes, value_of(bytes, LENGTH, true)) {
            ([b'$', _, high, low], _) => Some(u16::from_be_bytes([*high, *low]).into()),
            (_, Some(place)) => Some(number_at(bytes, place)?),
            (_, None) => None,
        };
        Ok(header)
    }

    fn body_len(&self, header: &TextHeader) -> Result<BodyLen, Malformed> {
        Ok(BodyLen::Exact(header.length.unwrap_or(0)))
    }
}

impl Encode for Rtsp {
    fn encode_header<B: BufMut>(
        &self,
        header: &TextHeader,
        body_len: u64,
        out: &mut B,
    ) -> Result<(), EncodeError> {
        let head = header.or(TEMPLATE);
        if let [b'$', channel, ..] = head {
            let length = EncodeError::fit(body_len, u16::MAX.into())? as u16;
            out.put_slice(&[b'$', *channel]);
            out.put_u16(length);
            return Ok(());
        }
        match value_of(head, LENGTH, true) {
            Some(place) if number_at(head, place.clone()) != Ok(body_len) => {
                out.put_slice(&with_number(head, place, body_len));
            }
            Some(_) => out.put_slice(head),
            None => {
                EncodeError::fit(body_len, 0)?;
                out.put_slice(head);
            }
        }
        Ok(())
    }
}
