//! Netstrings: a decimal length, a colon, the body, a comma.

use crate::number::text;
use crate::{BodyLen, ByteSink, Encode, EncodeError, Extent, Malformed, Scan, TwoPhase};

/// `12:hello world!,` as D. J. Bernstein's *Netstrings* (1997) has it.
///
/// The length is in decimal digits without a leading zero, `0:,` for an empty body. Each byte that can no longer
/// become a length below 2^64 is refused as soon as it is there. The header is the length; it is made from the body
/// when a frame is written.
///
/// ```
/// use framing_core::{BodyLen, Netstring, TwoPhase};
///
/// let header = Netstring.header(b"12:")?;
/// assert_eq!(Netstring.body_len(&header)?, BodyLen::Exact(12));
/// assert_eq!(Netstring.trailer_len(&header, 12)?, 1);
/// # Ok::<(), framing_core::Malformed>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Netstring;

impl Netstring {
    /// Creates the format, which has no settings.
    #[must_use]
    pub const fn new() -> Self {
        Self
    }
}

impl TwoPhase for Netstring {
    /// Bytes of body.
    type Header = u64;

    #[inline]
    fn header_len(&self, seen: &[u8], scan: &mut Scan) -> Result<Extent, Malformed> {
        for &byte in seen.iter().skip(scan.position) {
            match append(scan.state, scan.position, byte)? {
                Some(length) => scan.state = length,
                None => return Ok(Extent::Exact(scan.position + 1)),
            }
            scan.position += 1;
        }
        Ok(Extent::AtLeast(scan.position + 1))
    }

    #[inline]
    fn header(&self, bytes: &[u8]) -> Result<u64, Malformed> {
        let mut length = 0;
        for (at, &byte) in bytes.iter().enumerate() {
            match append(length, at, byte)? {
                Some(longer) => length = longer,
                None => return Ok(length),
            }
        }
        Err(Malformed::new(bytes.len(), "':' after the length"))
    }

    #[inline]
    fn body_len(&self, header: &u64) -> Result<BodyLen, Malformed> {
        Ok(BodyLen::Exact(*header))
    }

    #[inline]
    fn trailer_len(&self, _: &u64, _: u64) -> Result<u64, Malformed> {
        Ok(1)
    }

    #[inline]
    fn check_trailer(&self, _: &u64, seen: &[u8]) -> Result<(), Malformed> {
        Malformed::refuse_difference(seen, b",", "',' after the body")
    }
}

/// `length` with the digit `byte` of the header appended, or nothing when the byte `at` is the colon that ends it.
#[inline]
fn append(length: u64, at: usize, byte: u8) -> Result<Option<u64>, Malformed> {
    let digit = byte.wrapping_sub(b'0');
    // A length of at most 19 digits has room for the next one.
    if digit < 10 && at < 19 && (length > 0 || at == 0) {
        return Ok(Some(length.wrapping_mul(10).wrapping_add(u64::from(digit))));
    }
    if byte == b':' && at > 0 { Ok(None) } else { append_with_care(length, at, byte).map(Some) }
}

/// The rest of [`append`]: a twentieth digit, or a byte that is refused.
#[cold]
fn append_with_care(length: u64, at: usize, byte: u8) -> Result<u64, Malformed> {
    match byte {
        _ if at > 0 && length == 0 => Err(Malformed::new(at, "':' after a length of zero")),
        b'0'..=b'9' => length
            .checked_mul(10)
            .and_then(|tens| tens.checked_add(u64::from(byte.wrapping_sub(b'0'))))
            .ok_or(Malformed::new(at, "a length below 2^64")),
        _ if at == 0 => Err(Malformed::new(at, "a decimal digit")),
        _ => Err(Malformed::new(at, "a decimal digit or ':'")),
    }
}

/// The last decimal digit of `number`.
#[inline(always)]
const fn digit(number: u64) -> u8 {
    b'0' + (number % 10) as u8
}

impl Encode for Netstring {
    #[inline]
    fn encode_header<B: ByteSink>(&self, _: &u64, body_len: u64, out: &mut B) -> Result<(), EncodeError> {
        match body_len {
            0..10 => out.put_slice(&[digit(body_len), b':']),
            10..100 => out.put_slice(&[digit(body_len / 10), digit(body_len), b':']),
            100..1000 => {
                out.put_slice(&[digit(body_len / 100), digit(body_len / 10), digit(body_len), b':']);
            }
            _ => {
                text::encode(body_len, text::Radix::Decimal, 1, out);
                out.put_u8(b':');
            }
        }
        Ok(())
    }

    #[inline]
    fn encode_trailer<B: ByteSink>(&self, _: &u64, _: u64, out: &mut B) {
        out.put_u8(b',');
    }
}
