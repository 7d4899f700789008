//! RESP: the protocol of Redis.

#[cfg(feature = "registry")]
use framing_core::Phase;
use framing_core::number::text::{self, Radix};
#[cfg(feature = "registry")]
use framing_core::registry::{Declaration, DynFormat, Reject, Sample, SampleFrame as Frame};
use framing_core::{BodyLen, ByteSink, Encode, EncodeError, Extent, Limits, Malformed, Scan, TwoPhase};

#[cfg(feature = "registry")]
use super::bad_header;
use super::line::{Line, check_crlf, line_len};

/// The tokens of RESP2 and RESP3 (*Redis serialization protocol specification*), one frame per token.
///
/// Bulk strings, bulk errors, verbatim strings and the chunks of streamed strings (`$`, `!`, `=`, `;`) have a body
/// followed by CRLF. Every other token is a line: the line of an array, map, set or push contains the number of tokens
/// that follow. Lengths and counts are decimal without a leading zero; -1 is a null, and `?` starts a streamed string or
/// aggregate. A line `.` ends a streamed aggregate. A line that starts with a letter is an inline command.
///
/// ```
/// use framing_core::{Decoder, Step};
/// use framing_http::Resp;
///
/// let mut tokens = Decoder::new(Resp);
/// let Ok(Step::Done(frame)) = tokens.decode(b"$2\r\nhi\r\n") else { panic!("the token is complete") };
/// assert_eq!((frame.header.kind(), frame.body(), frame.trailer()), (b'$', &b"hi"[..], &b"\r\n"[..]));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Resp;

/// The line of a [`Resp`] token.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct RespHeader {
    #[cfg_attr(feature = "serde", serde(serialize_with = "crate::text::line::serialize_text"))]
    line: Line,
    /// Bytes of body; `None` for a token that is a line. Ignored when the header is encoded.
    pub length: Option<u64>,
}

impl RespHeader {
    /// Creates the header for `line`, without its CRLF. The encoder replaces a length by that of the body.
    #[must_use]
    pub fn new(line: &[u8]) -> Self {
        Self { line: Line::new(line), length: None }
    }

    /// Returns the first byte, which specifies the kind of token.
    #[must_use]
    pub fn kind(&self) -> u8 {
        self.line.first().copied().unwrap_or(b'$')
    }

    /// Returns the line without its CRLF.
    #[must_use]
    pub fn line(&self) -> &[u8] {
        &self.line
    }

    fn is_null(&self) -> bool {
        self.line.ends_with(b"-1")
    }

    /// Returns whether the token has a body, perhaps empty, which CRLF follows.
    fn has_body(&self) -> bool {
        let counted = matches!(self.kind(), b'$' | b'!' | b'=' | b';');
        counted && !self.is_null() && !matches!(&self.line[..], b"$?" | b";0")
    }
}

impl Default for RespHeader {
    /// Returns the header of a bulk string.
    fn default() -> Self {
        Self::new(b"$0")
    }
}

/// Refuses the first byte of `seen` that cannot be part of a token's line.
fn check(seen: &[u8]) -> Result<(), Malformed> {
    let Some((kind, rest)) = seen.split_first() else { return Ok(()) };
    match kind {
        b'+' | b'-' | b':' | b'_' | b'#' | b',' | b'(' => Ok(()),
        // An inline command.
        b'a'..=b'z' | b'A'..=b'Z' => Ok(()),
        b'.' => Malformed::refuse_difference(seen, b".\r", "CRLF after the end of a streamed aggregate"),
        b'$' | b'!' | b'=' | b';' | b'*' | b'%' | b'~' | b'>' | b'|' => check_count(*kind, rest),
        _ => Err(Malformed::new(0, "the first byte of a RESP token or a letter")),
    }
}

/// Accepts a number without a leading zero and, where they are legal, `-1` and `?`.
fn check_count(kind: u8, rest: &[u8]) -> Result<(), Malformed> {
    let mut count = 0;
    for (at, &byte) in (1..).zip(rest) {
        let before = rest.get(..at - 1).unwrap_or_default();
        let ends = byte == b'\r' && !matches!(before, b"" | b"-");
        let is_null = matches!((before, byte), (b"", b'-') | (b"-", b'1')) && kind != b';';
        let is_unknown = before.is_empty() && byte == b'?';
        match before {
            _ if ends => return Ok(()),
            _ if is_null || is_unknown => {}
            b"0" => return Err(Malformed::new(at, "CRLF after a count of zero")),
            b"-" | b"-1" | b"?" => return Err(Malformed::new(at, "CRLF after -1 or ?")),
            _ => count = Radix::Decimal.append(count, at, byte)?,
        }
    }
    Ok(())
}

/// Returns the count in the line of a bulk string or an array, and the position of its CRLF, if it is plain decimal.
#[inline]
fn decimal_count(seen: &[u8]) -> Option<(usize, u64)> {
    let [b'$' | b'*', first, ..] = seen else { return None };
    let mut count = 0;
    for (at, byte) in seen.iter().enumerate().skip(1).take(MOST_QUICK_DIGITS) {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            let is_plain = at > 1 && (*first != b'0' || at == 2) && seen.get(at..at + 2)? == b"\r\n";
            return is_plain.then_some((at, count));
        }
        count = count * 10 + u64::from(digit);
    }
    None
}

/// So few digits that their number cannot overflow.
const MOST_QUICK_DIGITS: usize = 18;

impl TwoPhase for Resp {
    type Header = RespHeader;

    fn header_len(&self, seen: &[u8], scan: &mut Scan) -> Result<Extent, Malformed> {
        // Linear though it starts over each time: a count has at most 20 digits, and of other lines only the start is checked.
        check(seen)?;
        line_len(seen, scan)
    }

    /// Reads a decimal count, which most lines are, once for both answers.
    #[inline]
    fn whole_header(&self, seen: &[u8], mut scan: Scan) -> Option<(usize, RespHeader)> {
        if let Some((end, count)) = decimal_count(seen) {
            let length = (*seen.first()? == b'$').then_some(count);
            return Some((end + 2, RespHeader { line: Line::prefix(seen, end), length }));
        }
        let Ok(Extent::Exact(len)) = self.header_len(seen, &mut scan) else { return None };
        Some((len, self.header(seen.get(..len)?).ok()?))
    }

    fn header(&self, bytes: &[u8]) -> Result<RespHeader, Malformed> {
        let line = bytes.strip_suffix(b"\r\n").unwrap_or(bytes);
        let mut header = RespHeader { line: Line::prefix(bytes, line.len()), length: None };
        if header.has_body() {
            let digits = header.line.get(1..).unwrap_or_default();
            let length = text::decode_whole(digits, Radix::Decimal);
            header.length = Some(length.map_err(|refused| Malformed::new(1 + refused.at, refused.expected))?);
        }
        Ok(header)
    }

    #[inline]
    fn body_len(&self, header: &RespHeader) -> Result<BodyLen, Malformed> {
        Ok(BodyLen::Exact(header.length.unwrap_or(0)))
    }

    #[inline]
    fn trailer_len(&self, header: &RespHeader, _: u64) -> Result<u64, Malformed> {
        Ok(if header.length.is_some() { 2 } else { 0 })
    }

    #[inline]
    fn check_trailer(&self, _: &RespHeader, seen: &[u8]) -> Result<(), Malformed> {
        check_crlf(seen)
    }

    /// `proto-max-bulk-len`: 512 MiB.
    fn limits(&self) -> Limits {
        Limits::DEFAULT.with_body(512 << 20)
    }
}

impl Encode for Resp {
    fn encode_header<B: ByteSink>(
        &self,
        header: &RespHeader,
        body_len: u64,
        out: &mut B,
    ) -> Result<(), EncodeError> {
        let mut line = header.line.to_vec();
        if header.has_body() {
            line.truncate(1);
            text::encode(body_len, Radix::Decimal, 1, &mut line);
        } else {
            EncodeError::fit(body_len, 0)?;
        }
        line.extend_from_slice(b"\r\n");
        check(&line).map_err(|refused| EncodeError::Invalid(refused.expected))?;
        out.put_slice(&line);
        Ok(())
    }

    fn encode_trailer<B: ByteSink>(&self, header: &RespHeader, _: u64, out: &mut B) {
        if header.has_body() {
            out.put_slice(b"\r\n");
        }
    }
}

#[cfg(feature = "registry")]
pub(crate) const RESP: Declaration =
    Declaration::new("resp", || DynFormat::new(Resp).with_diagram("[line:2.. up to CRLF][body][CRLF:0|2]"))
        .with_aliases(&["redis", "valkey"])
        .with_summary("a line, or a line that counts, body, CRLF")
        .with_package("framing-http")
        .with_source("Redis serialization protocol specification")
        .with_samples(&[
            Sample::new(
                "streamed-aggregates",
                &[
                    Frame::new(b"*?\r\n", b""),
                    Frame::new(b":1\r\n", b""),
                    Frame::new(b".\r\n", b""),
                    Frame::new(b"%?\r\n", b""),
                    Frame::new(b".\r\n", b""),
                    Frame::new(b"~?\r\n", b""),
                    Frame::with_trailer(b"$3\r\n", b"a\r\n", b"\r\n"),
                    Frame::new(b".\r\n", b""),
                ],
            ),
            Sample::new("inline-commands", &[Frame::new(b"PING\r\n", b""), Frame::new(b"get key\r\n", b"")]),
            Sample::new(
                "command-and-reply",
                &[
                    Frame::new(b"*2\r\n", b""),
                    Frame::with_trailer(b"$2\r\n", b"\r\n", b"\r\n"),
                    Frame::new(b"$-1\r\n", b""),
                    Frame::new(b"+OK\r\n", b""),
                    Frame::with_trailer(b"=5\r\n", b"txt:x", b"\r\n"),
                ],
            ),
        ])
        .with_rejects(&[
            bad_header("no-digits", b"$\r\n", 1),
            bad_header("leading-zero", b"$05\r\n", 2),
            bad_header("below-minus-one", b"$-2\r\n", 2),
            bad_header("bare-lf", b"+OK\n", 3),
            bad_header("no-token", b"/\r\n", 0),
            bad_header("bytes-after-the-end-mark", b".x\r\n", 1),
            Reject::malformed("no-crlf", b"$2\r\nhi\rx", 0, 7, Phase::Trailer),
        ]);
