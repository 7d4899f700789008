//! Messages of RTSP, and the interleaved data between them.

use framing_core::fields::{FieldSection, RepeatedLength};
use framing_core::{BodyLen, ByteSink, Encode, EncodeError, Extent, Malformed, Scan, TwoPhase};

use super::{TextHeader, with_number};
use crate::{Leniency, refuse};

/// Messages of RTSP (RFC 7826, section 18; RFC 2326) and, distinguished by their first byte `$`, the frames of interleaved
/// data between them (RFC 7826, section 14): a channel, a 2-byte length, the data.
///
/// The body of a message has the length in its `Content-Length` field; a message without that field has no body. The head
/// is read as strictly as that of HTTP/1.1: every line ends with CR LF, the colon follows the name at once, and a second
/// Content-Length is refused. Empty lines before a message are skipped (RFC 2326, section 4.1), and are part of its header.
///
/// ```
/// use framing_core::{Decoder, Step};
/// use framing_http::Rtsp;
///
/// let mut frames = Decoder::new(Rtsp::new());
/// let Ok(Step::Done(frame)) = frames.decode(b"$\x01\x00\x02hi") else { panic!("the frame is complete") };
/// assert_eq!((frame.header.bytes(), frame.body()), (&b"$\x01\x00\x02"[..], &b"hi"[..]));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rtsp {
    section: FieldSection,
}

const NAMES: [&str; 1] = ["Content-Length"];
const TEMPLATE: &[u8] = b"$\0\0\0";
const CRLF: &[u8] = b"\r\n";

impl Rtsp {
    /// Creates the strict format.
    #[must_use]
    pub const fn new() -> Self {
        Self { section: FieldSection::new().with_start_line().with_empty_lines() }
    }

    /// Sets the exceptions from the strict rules for field lines: bare LF, folding, space before the colon, control
    /// characters in values, equal lengths.
    #[must_use]
    pub const fn with_leniency(mut self, leniency: Leniency) -> Self {
        self.section = self.section.with_syntax(leniency.field_syntax());
        match leniency.allows(Leniency::EQUAL_LENGTHS) {
            true => self.with_repeated_length(RepeatedLength::Equal),
            false => self,
        }
    }

    /// Sets how a second Content-Length is treated.
    #[must_use]
    pub const fn with_repeated_length(mut self, repeats: RepeatedLength) -> Self {
        self.section = self.section.with_repeated_length(repeats);
        self
    }
}

impl Default for Rtsp {
    fn default() -> Self {
        Self::new()
    }
}

impl TwoPhase for Rtsp {
    type Header = TextHeader;

    fn header_len(&self, seen: &[u8], scan: &mut Scan) -> Result<Extent, Malformed> {
        match seen.first() {
            None => Ok(Extent::AtLeast(1)),
            Some(b'$') => Ok(Extent::Exact(4)),
            Some(b'\r' | b'\n') => self.section.head_len(&NAMES, seen, scan),
            Some(letter) if letter.is_ascii_alphabetic() => self.section.head_len(&NAMES, seen, scan),
            Some(_) => refuse(0, "a letter or '$'"),
        }
    }

    fn header(&self, bytes: &[u8]) -> Result<TextHeader, Malformed> {
        let length = match bytes {
            [b'$', _, high, low] => Some(u16::from_be_bytes([*high, *low]).into()),
            _ => self.section.length(&NAMES, bytes)?.map(|length| length.value),
        };
        Ok(TextHeader { length, ..TextHeader::new(bytes) })
    }

    fn body_len(&self, header: &TextHeader) -> Result<BodyLen, Malformed> {
        Ok(BodyLen::Exact(header.length.unwrap_or(0)))
    }

    /// The stream may end after empty lines, which are skipped before a message.
    fn may_end_after(&self, unread: &[u8]) -> bool {
        unread.chunks(CRLF.len()).all(|line| line == CRLF)
    }
}

impl Encode for Rtsp {
    fn encode_header<B: ByteSink>(
        &self,
        header: &TextHeader,
        body_len: u64,
        out: &mut B,
    ) -> Result<(), EncodeError> {
        let head = header.or(TEMPLATE);
        if let [b'$', channel, ..] = head {
            let max = u16::MAX;
            let length = u16::try_from(body_len);
            let length = length.map_err(|_| EncodeError::TooLong { len: body_len, max: max.into() })?;
            out.put_slice(&[b'$', *channel]);
            out.put_u16(length);
            return Ok(());
        }
        let length = self.section.length(&NAMES, head);
        match length.map_err(|refused| EncodeError::Invalid(refused.expected))? {
            Some(length) if length.value != body_len => {
                out.put_slice(&with_number(head, length.range, body_len));
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

#[cfg(test)]
mod tests {
    use std::format;

    use framing_core::{Decoder, Outcome, Step};

    use super::*;

    /// The body of the first message, or the byte that is refused.
    fn read(format: Rtsp, head: &str) -> Result<u64, u64> {
        let message = format!("{head}AAAAAAAA");
        match Decoder::new(format).decode(message.as_bytes()) {
            Ok(Step::Done(frame)) => Ok(frame.body().len() as u64),
            Ok(Step::Need(_)) => panic!("{head:?} is incomplete"),
            Err(error) => Err(error.offset()),
        }
    }

    #[test]
    fn heads_are_parsed() {
        for (fields, expected) in [
            ("Content-Length: 4\r\n\r\n", Ok(4)),
            ("X: y\r\ncontent-length:\t4 \r\n\r\n", Ok(4)),
            ("\r\n", Ok(0)),
            ("Content-Length: 4\r\nContent-Length: 0\r\n\r\n", Err(50)),
            ("Content-Length : 4\r\n\r\n", Err(31)),
            ("X: a\nContent-Length: 4\r\n\r\n", Err(21)),
            ("X: a\rb\r\n\r\n", Err(22)),
            ("X: a\0\r\n\r\n", Err(21)),
            ("Content-Length: +4\r\n\r\n", Err(33)),
            ("X\r\n\r\n", Err(18)),
            ("X: a\r\n Content-Length: 4\r\n\r\n", Err(23)),
        ] {
            assert_eq!(read(Rtsp::new(), &format!("RTSP/1.0 200 OK\r\n{fields}")), expected, "{fields:?}");
        }
    }

    #[test]
    fn repeated_lengths_are_a_setting() {
        for (repeats, second, expected) in [
            (RepeatedLength::Equal, "4", Ok(4)),
            (RepeatedLength::Equal, "5", Err(52)),
            (RepeatedLength::First, "0", Ok(4)),
        ] {
            let head = format!("RTSP/1.0 200 OK\r\nContent-Length: 4\r\nContent-Length: {second}\r\n\r\n");
            assert_eq!(read(Rtsp::new().with_repeated_length(repeats), &head), expected, "{second}");
        }
        let lenient = Rtsp::new().with_leniency(Leniency::EQUAL_LENGTHS | Leniency::OBS_FOLD);
        let head = "RTSP/1.0 200 OK\r\nX: y\r\n z\r\nContent-Length: 4\r\nContent-Length: 4\r\n\r\n";
        assert_eq!(read(lenient, head), Ok(4));
    }

    #[test]
    fn empty_lines_are_skipped_and_may_end_the_stream() {
        let message = b"\r\n\r\nOPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n";
        let mut decoder = Decoder::new(Rtsp::new());
        let Ok(Step::Done(frame)) = decoder.decode(message) else { panic!("the message is complete") };
        assert_eq!(frame.header_bytes(), message);
        for (rest, outcome) in [
            (&b""[..], Outcome::Complete),
            (b"\r\n", Outcome::Complete),
            (b"\r\n\r\n", Outcome::Complete),
            (b"\r", Outcome::Truncated),
            (b"\r\nO", Outcome::Truncated),
            (b"$", Outcome::Truncated),
        ] {
            let mut decoder = Decoder::new(Rtsp::new());
            let end = decoder.finish(rest).map_or_else(|error| error.outcome(), |_| Outcome::Complete);
            assert_eq!(end, outcome, "{:?}", rest.escape_ascii());
        }
    }
}
