//! Text protocols whose commands announce the length of a body: memcached, beanstalkd, NATS.

use alloc::vec::Vec;

#[cfg(feature = "registry")]
use framing_core::Phase;
use framing_core::number::text::{self, Radix};
#[cfg(feature = "registry")]
use framing_core::registry::{Declaration, DynFormat, Reject, Sample, SampleFrame as Frame};
use framing_core::{BodyLen, ByteSink, Encode, EncodeError, Extent, Limits, Malformed, Scan, TwoPhase};

#[cfg(feature = "registry")]
use super::bad_header;
use super::line::{Line, check_crlf, line_len};

/// Lines terminated by CRLF; the lines of some commands contain the length of a body, which CRLF follows.
///
/// ```
/// use framing_core::{Decoder, Step};
/// use framing_http::LineProtocol;
///
/// let mut nats = Decoder::new(LineProtocol::NATS);
/// let Ok(Step::Done(frame)) = nats.decode(b"PUB a 2\r\nhi\r\n") else { panic!("the frame is complete") };
/// assert_eq!((frame.header.line(), frame.body(), frame.trailer()), (&b"PUB a 2"[..], &b"hi"[..], &b"\r\n"[..]));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineProtocol {
    verbs: &'static [Verb],
    ignore_case: bool,
    limits: Limits,
}

/// A command whose line contains the length of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Verb {
    name: &'static str,
    word: Word,
}

/// Which word of a line is the length; the command is word 0.
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

impl LineProtocol {
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
        limits: Limits::DEFAULT.with_header(2048 + 2),
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
        limits: Limits::DEFAULT.with_body(1 << 20),
    };

    /// Finds the length in `line`; `None` if its command has no body.
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

/// Iterates over the words of a line and their positions.
fn words(line: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let mut start = 0;
    let pieces = line.split(|byte| matches!(byte, b' ' | b'\t')).map(move |word| {
        let at = start;
        start += word.len() + 1;
        (at, word)
    });
    pieces.filter(|(_, word)| !word.is_empty())
}

/// The header of a [`LineProtocol`] frame.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct LineHeader {
    #[cfg_attr(feature = "serde", serde(serialize_with = "crate::text::line::serialize_text"))]
    line: Line,
    /// Bytes of body; `None` if the command has no body. Ignored when the header is encoded.
    pub length: Option<u64>,
}

impl LineHeader {
    /// Creates the header for `line`, without its CRLF. The encoder replaces its length by that of the body.
    #[must_use]
    pub fn new(line: &[u8]) -> Self {
        Self { line: Line::new(line), length: None }
    }

    /// Returns the line without its CRLF.
    #[must_use]
    pub fn line(&self) -> &[u8] {
        &self.line
    }
}

impl TwoPhase for LineProtocol {
    type Header = LineHeader;

    #[inline]
    fn header_len(&self, seen: &[u8], scan: &mut Scan) -> Result<Extent, Malformed> {
        line_len(seen, scan)
    }

    fn header(&self, bytes: &[u8]) -> Result<LineHeader, Malformed> {
        let line = bytes.strip_suffix(b"\r\n").unwrap_or(bytes);
        let length = self.length_in(line)?.map(|length| length.number);
        Ok(LineHeader { line: Line::prefix(bytes, line.len()), length })
    }

    #[inline]
    fn body_len(&self, header: &LineHeader) -> Result<BodyLen, Malformed> {
        Ok(BodyLen::Exact(header.length.unwrap_or(0)))
    }

    #[inline]
    fn trailer_len(&self, header: &LineHeader, _: u64) -> Result<u64, Malformed> {
        Ok(if header.length.is_some() { 2 } else { 0 })
    }

    #[inline]
    fn check_trailer(&self, _: &LineHeader, seen: &[u8]) -> Result<(), Malformed> {
        check_crlf(seen)
    }

    fn limits(&self) -> Limits {
        self.limits
    }
}

impl Encode for LineProtocol {
    fn encode_header<B: ByteSink>(
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

    fn encode_trailer<B: ByteSink>(&self, header: &LineHeader, _: u64, out: &mut B) {
        if matches!(self.length_in(&header.line), Ok(Some(_))) {
            out.put_slice(b"\r\n");
        }
    }
}

#[cfg(feature = "registry")]
pub(crate) const MEMCACHED_TEXT: Declaration = Declaration::new("memcached-text", || {
    DynFormat::new(LineProtocol::MEMCACHED).with_diagram("[line:2.. up to CRLF][body][CRLF:0|2]")
})
.with_aliases(&["memcached", "memcache"])
.with_summary("a line; those of storage and values count a body, which CRLF follows")
.with_package("framing-http")
.with_source("memcached, protocol.txt")
.with_samples(&[Sample::new(
    "set-and-get",
    &[
        Frame::with_trailer(b"set k 0 0 2\r\n", b"hi", b"\r\n"),
        Frame::new(b"get k\r\n", b""),
        Frame::with_trailer(b"VALUE k 0 2 7\r\n", b"\r\n", b"\r\n"),
        Frame::new(b"END\r\n", b""),
    ],
)])
.with_rejects(&[
    bad_header("no-length", b"set k 0 0\r\n", 9),
    bad_header("no-digit", b"set k 0 0 -1\r\n", 10),
    bad_header("bare-lf", b"get k\n", 5),
    Reject::malformed("no-crlf", b"VA 2\r\nhi!!", 0, 8, Phase::Trailer),
]);

#[cfg(feature = "registry")]
pub(crate) const NATS: Declaration = Declaration::new("nats", || {
    DynFormat::new(LineProtocol::NATS).with_diagram("[line:2.. up to CRLF][body][CRLF:0|2]")
})
.with_summary("a line; those of messages count a body, which CRLF follows")
.with_package("framing-http")
.with_source("NATS Client Protocol")
.with_samples(&[Sample::new(
    "pub-and-msg",
    &[
        Frame::new(b"PING\r\n", b""),
        Frame::with_trailer(b"PUB a  2\r\n", b"hi", b"\r\n"),
        Frame::with_trailer(b"hmsg a 1 12 12\r\n", b"NATS/1.0\r\n\r\n", b"\r\n"),
    ],
)])
.with_rejects(&[
    bad_header("no-length", b"PUB\r\n", 3),
    bad_header("no-digit", b"PUB a 1x\r\n", 7),
    Reject::too_long("over-one-mib", b"PUB a 1048577\r\n", 15),
]);

#[cfg(feature = "registry")]
pub(crate) const BEANSTALKD: Declaration = Declaration::new("beanstalkd", || {
    DynFormat::new(LineProtocol::BEANSTALKD).with_diagram("[line:2.. up to CRLF][body][CRLF:0|2]")
})
.with_aliases(&["beanstalk"])
.with_summary("a line; those of jobs count a body, which CRLF follows")
.with_package("framing-http")
.with_source("beanstalkd, protocol.txt")
.with_samples(&[Sample::new(
    "put-and-reserve",
    &[
        Frame::with_trailer(b"put 0 0 60 2\r\n", b"hi", b"\r\n"),
        Frame::new(b"INSERTED 1\r\n", b""),
        Frame::with_trailer(b"RESERVED 1 0\r\n", b"", b"\r\n"),
    ],
)])
.with_rejects(&[
    bad_header("no-length", b"put 0 0 60\r\n", 10),
    Reject::malformed("no-crlf", b"OK 1\r\nx\n\n", 0, 7, Phase::Trailer),
]);
