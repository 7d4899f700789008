//! Text protocols whose lines announce a body by a word: memcached, beanstalkd, NATS.

use alloc::vec::Vec;

use bytes::BufMut;
use framing_core::number::text::{self, Radix};
use framing_core::{BodyLen, Encode, EncodeError, Extent, Limits, Malformed, Scan, TwoPhase};

use crate::line::line_len;

/// Lines that end with CRLF; those of some verbs announce, in one of their words, a body that CRLF follows.
///
/// ```
/// use framing_core::{Decoder, Step};
/// use framing_tlv::Verbs;
///
/// let mut nats = Decoder::new(Verbs::NATS);
/// let Ok(Step::Done(frame)) = nats.decode(b"PUB a 2\r\nhi\r\n") else { panic!("the frame is whole") };
/// assert_eq!((frame.header.line(), frame.body(), frame.trailer()), (&b"PUB a 2"[..], &b"hi"[..], &b"\r\n"[..]));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verbs {
    verbs: &'static [Verb],
    ignore_case: bool,
    limits: Limits,
}

/// A verb whose line announces a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Verb {
    name: &'static str,
    word: Word,
}

/// Which word of a line is the length, the verb being the 0th.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Word {
    At(usize),
    Last,
}

const fn at(name: &'static str, word: usize) -> Verb {
    Verb { name, word: Word::At(word) }
}

const fn last(name: &'static str) -> Verb {
    Verb { name, word: Word::Last }
}

impl Verbs {
    /// memcached, `protocol.txt`: storage commands and values, the meta commands `ms` and `VA`.
    pub const MEMCACHED: Self = Self {
        verbs: &[
            at("set", 4),
            at("add", 4),
            at("replace", 4),
            at("append", 4),
            at("prepend", 4),
            at("cas", 4),
            at("VALUE", 3),
            at("ms", 2),
            at("VA", 1),
        ],
        ignore_case: false,
        limits: Limits::DEFAULT.header(2048 + 2),
    };

    /// beanstalkd, `protocol.txt`.
    pub const BEANSTALKD: Self = Self {
        verbs: &[at("put", 4), at("RESERVED", 2), at("FOUND", 2), at("OK", 1)],
        ignore_case: false,
        limits: Limits::DEFAULT,
    };

    /// NATS Client Protocol: lines of at most 4096 bytes before the CRLF (but for `INFO` and `CONNECT`, which is why
    /// the limit is higher), payloads of at most 1 MiB.
    pub const NATS: Self = Self {
        verbs: &[last("PUB"), last("HPUB"), last("MSG"), last("HMSG")],
        ignore_case: true,
        limits: Limits::DEFAULT.body(1 << 20),
    };

    /// Where in `line` the length stands; none if its verb announces no body.
    fn length_in(&self, line: &[u8]) -> Result<Option<Length>, Malformed> {
        let mut words = words(line);
        let Some((_, verb)) = words.next() else { return Ok(None) };
        let Some(verb) = self.verbs.iter().find(|known| self.is(known, verb)) else { return Ok(None) };
        let word = match verb.word {
            Word::At(index) => words.nth(index - 1),
            Word::Last => words.last(),
        };
        let Some((start, digits)) = word else {
            return Err(Malformed::new(line.len(), "the length of the body"));
        };
        let number = text::decode_whole(digits, Radix::Decimal)
            .map_err(|refused| Malformed::new(start + refused.at, refused.expected))?;
        Ok(Some(Length { number, start, end: start + digits.len() }))
    }

    fn is(&self, verb: &Verb, word: &[u8]) -> bool {
        let name = verb.name.as_bytes();
        if self.ignore_case { name.eq_ignore_ascii_case(word) } else { name == word }
    }
}

/// A number in a line.
struct Length {
    number: u64,
    start: usize,
    end: usize,
}

/// The words of a line, and where they begin.
fn words(line: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let mut start = 0;
    let pieces = line.split(|byte| matches!(byte, b' ' | b'\t')).map(move |word| {
        let at = start;
        start += word.len() + 1;
        (at, word)
    });
    pieces.filter(|(_, word)| !word.is_empty())
}

/// The header of a [`Verbs`] frame.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct LineHeader {
    #[cfg_attr(feature = "serde", serde(serialize_with = "crate::line::serialize_text"))]
    line: Vec<u8>,
    /// Bytes of body; none if the line announces none. Not looked at when the header is written.
    pub length: Option<u64>,
}

impl LineHeader {
    /// A line to be written, without its CRLF; its length is made from the body then.
    #[must_use]
    pub fn new(line: &[u8]) -> Self {
        Self { line: line.to_vec(), length: None }
    }

    /// The line without its CRLF.
    #[must_use]
    pub fn line(&self) -> &[u8] {
        &self.line
    }
}

impl TwoPhase for Verbs {
    type Header = LineHeader;

    fn header_len(&self, seen: &[u8], scan: &mut Scan) -> Result<Extent, Malformed> {
        line_len(seen, scan)
    }

    fn header(&self, bytes: &[u8]) -> Result<LineHeader, Malformed> {
        let line = bytes.strip_suffix(b"\r\n").unwrap_or(bytes);
        let length = self.length_in(line)?.map(|length| length.number);
        Ok(LineHeader { line: line.to_vec(), length })
    }

    fn body_len(&self, header: &LineHeader) -> Result<BodyLen, Malformed> {
        Ok(BodyLen::Exact(header.length.unwrap_or(0)))
    }

    fn trailer_len(&self, header: &LineHeader, _: u64) -> Result<usize, Malformed> {
        Ok(if header.length.is_some() { 2 } else { 0 })
    }

    fn check_trailer(&self, _: &LineHeader, seen: &[u8]) -> Result<(), Malformed> {
        crate::line::check_crlf(seen)
    }

    fn limits(&self) -> Limits {
        self.limits
    }
}

impl Encode for Verbs {
    fn encode_header<B: BufMut>(
        &self,
        header: &LineHeader,
        body_len: u64,
        out: &mut B,
    ) -> Result<(), EncodeError> {
        let line = &header.line;
        let Some(length) = self.length_in(line).map_err(|refused| EncodeError::Invalid(refused.expected))?
        else {
            EncodeError::fit(body_len, 0)?;
            out.put_slice(line);
            out.put_slice(b"\r\n");
            return Ok(());
        };
        out.put_slice(line.get(..length.start).unwrap_or_default());
        let mut digits = Vec::new();
        text::encode(body_len, Radix::Decimal, 1, &mut digits);
        out.put_slice(&digits);
        out.put_slice(line.get(length.end..).unwrap_or_default());
        out.put_slice(b"\r\n");
        Ok(())
    }

    fn encode_trailer<B: BufMut>(&self, header: &LineHeader, _: u64, out: &mut B) {
        if matches!(self.length_in(&header.line), Ok(Some(_))) {
            out.put_slice(b"\r\n");
        }
    }
}
