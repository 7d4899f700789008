//! Tokens of Redis.

use alloc::vec::Vec;

use bytes::BufMut;
use framing_core::number::text::{self, Radix};
use framing_core::{BodyLen, Encode, EncodeError, Extent, Limits, Malformed, Scan, TwoPhase};

use crate::line::{check_crlf, line_len};

/// The tokens of RESP2 and RESP3 (*Redis serialization protocol specification*), one frame each.
///
/// Bulk strings and errors, verbatim strings and the chunks of streamed strings (`$`, `!`, `=`, `;`) have a body and a
/// CRLF; every other token is a line. An array, map, set or push is the line that counts what follows it. Lengths and
/// counts are decimal without a leading zero; -1 is a null, and `?` a count that is not known yet.
///
/// ```
/// use framing_core::{Decoder, Step};
/// use framing_tlv::Resp;
///
/// let mut tokens = Decoder::new(Resp);
/// let Ok(Step::Done(frame)) = tokens.decode(b"$2\r\nhi\r\n") else { panic!("the token is whole") };
/// assert_eq!((frame.header.kind(), frame.body(), frame.trailer()), (b'$', &b"hi"[..], &b"\r\n"[..]));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Resp;

/// The line of a [`Resp`] token.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct RespHeader {
    #[cfg_attr(feature = "serde", serde(serialize_with = "crate::line::serialize_text"))]
    line: Vec<u8>,
    /// Bytes of body; none of a token that is a line. Not looked at when the header is written.
    pub length: Option<u64>,
}

impl RespHeader {
    /// A line to be written, without its CRLF: a length in it is made from the body then.
    #[must_use]
    pub fn new(line: &[u8]) -> Self {
        Self { line: line.to_vec(), length: None }
    }

    /// The first byte, which tells the kind of token.
    #[must_use]
    pub fn kind(&self) -> u8 {
        self.line.first().copied().unwrap_or(b'$')
    }

    /// The line without its CRLF.
    #[must_use]
    pub fn line(&self) -> &[u8] {
        &self.line
    }

    fn is_null(&self) -> bool {
        self.line.ends_with(b"-1")
    }

    /// Whether its body, even an empty one, is followed by CRLF.
    fn has_body(&self) -> bool {
        let counted = matches!(self.kind(), b'$' | b'!' | b'=' | b';');
        counted && !self.is_null() && !matches!(self.line.as_slice(), b"$?" | b";0")
    }
}

impl Default for RespHeader {
    /// That of a bulk string.
    fn default() -> Self {
        Self::new(b"$0")
    }
}

/// Refuses the first byte of `seen` with which it is no token's line.
fn check(seen: &[u8]) -> Result<(), Malformed> {
    let Some((kind, rest)) = seen.split_first() else { return Ok(()) };
    match kind {
        b'+' | b'-' | b':' | b'_' | b'#' | b',' | b'(' => Ok(()),
        b'$' | b'!' | b'=' | b';' | b'*' | b'%' | b'~' | b'>' | b'|' => check_count(*kind, rest),
        _ => Err(Malformed::new(0, "the first byte of a token")),
    }
}

/// Refuses what is neither a number without a leading zero nor, where it is legal, `-1` or `?`.
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

impl TwoPhase for Resp {
    type Header = RespHeader;

    fn header_len(&self, seen: &[u8], scan: &mut Scan) -> Result<Extent, Malformed> {
        // A count is short: what is beyond it is refused long before it is looked at again and again.
        check(seen)?;
        line_len(seen, scan)
    }

    fn header(&self, bytes: &[u8]) -> Result<RespHeader, Malformed> {
        let mut header = RespHeader::new(bytes.strip_suffix(b"\r\n").unwrap_or(bytes));
        if header.has_body() {
            let digits = header.line.get(1..).unwrap_or_default();
            let length = text::decode_whole(digits, Radix::Decimal);
            header.length = Some(length.map_err(|refused| Malformed::new(1 + refused.at, refused.expected))?);
        }
        Ok(header)
    }

    fn body_len(&self, header: &RespHeader) -> Result<BodyLen, Malformed> {
        Ok(BodyLen::Exact(header.length.unwrap_or(0)))
    }

    fn trailer_len(&self, header: &RespHeader, _: u64) -> Result<usize, Malformed> {
        Ok(if header.has_body() { 2 } else { 0 })
    }

    fn check_trailer(&self, _: &RespHeader, seen: &[u8]) -> Result<(), Malformed> {
        check_crlf(seen)
    }

    /// `proto-max-bulk-len`: 512 MiB.
    fn limits(&self) -> Limits {
        Limits::DEFAULT.body(512 << 20)
    }
}

impl Encode for Resp {
    fn encode_header<B: BufMut>(
        &self,
        header: &RespHeader,
        body_len: u64,
        out: &mut B,
    ) -> Result<(), EncodeError> {
        let mut line = header.line.clone();
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

    fn encode_trailer<B: BufMut>(&self, header: &RespHeader, _: u64, out: &mut B) {
        if header.has_body() {
            out.put_slice(b"\r\n");
        }
    }
}
