//! Requests of SCGI.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;
use core::ops::Range;

use framing_core::number::text::{self, Radix};
use framing_core::{BodyLen, ByteSink, Encode, EncodeError, Extent, Malformed, Number, Scan, Step, TwoPhase};

use super::{TextHeader, number_at, with_number};

/// Requests of SCGI (*SCGI: A Simple Common Gateway Interface alternative*, 2008): a netstring of names and values, each
/// ended by a zero byte, of which the first is the length of the body that follows.
///
/// ```
/// use framing_core::{Decoder, Step};
/// use framing_http::Scgi;
///
/// let mut requests = Decoder::new(Scgi);
/// let request = b"24:CONTENT_LENGTH\x002\x00SCGI\x001\x00,hi";
/// let Ok(Step::Done(frame)) = requests.decode(request) else { panic!("the request is complete") };
/// assert_eq!(frame.body(), b"hi");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scgi;

impl Scgi {
    /// Creates the format.
    #[must_use]
    pub const fn new() -> Self {
        Self
    }
}

const LENGTH: &[u8] = b"CONTENT_LENGTH\0";
const TEMPLATE: &[u8] = b"24:CONTENT_LENGTH\x000\x00SCGI\x001\x00,";

/// The positions of the names and values of a head.
fn content(head: &[u8]) -> Result<Range<usize>, Malformed> {
    match text::decode_until(head, Radix::Decimal, b':')? {
        Step::Done(Number { width, .. }) => Ok(width..head.len().saturating_sub(1)),
        Step::Need(need) => Err(Malformed::new(need, "':' after the length")),
    }
}

/// The position of the length of the body.
fn length_in(head: &[u8]) -> Result<Range<usize>, Malformed> {
    let content = content(head)?;
    let start = content.start + LENGTH.len();
    let begins = head.get(content.clone()).unwrap_or_default();
    if let Some(at) = begins.iter().zip(LENGTH).position(|(seen, wanted)| seen != wanted) {
        return Err(Malformed::new(content.start + at, "CONTENT_LENGTH, the first name"));
    }
    let value = head.get(start..content.end).unwrap_or_default();
    match memchr::memchr(0, value) {
        Some(width) => Ok(start..start + width),
        None => Err(Malformed::new(content.end, "a zero byte after the value")),
    }
}

/// Refuses duplicate names, and a head without `SCGI` of 1.
fn check_names(head: &[u8]) -> Result<(), Malformed> {
    let content = content(head)?;
    let mut names = BTreeSet::new();
    let mut start = content.start;
    let mut is_scgi = false;
    let Some(pairs) = head.get(content.clone()).and_then(|pairs| pairs.strip_suffix(&[0])) else {
        return Err(Malformed::new(content.end, "a zero byte after the value"));
    };
    let parts: Vec<_> = pairs.split(|&byte| byte == 0).collect();
    for pair in parts.chunks(2) {
        let [name, value] = *pair else {
            return Err(Malformed::new(content.end, "a value for every name"));
        };
        if !names.insert(name) {
            return Err(Malformed::new(start, "a name that did not occur before"));
        }
        is_scgi |= (name, value) == (b"SCGI", b"1");
        start += name.len() + value.len() + 2;
    }
    if is_scgi { Ok(()) } else { Err(Malformed::new(content.end, "SCGI, whose value is 1")) }
}

impl TwoPhase for Scgi {
    type Header = TextHeader;

    fn header_len(&self, seen: &[u8], _: &mut Scan) -> Result<Extent, Malformed> {
        // At most 21 bytes are looked at again.
        Ok(match text::decode_until(seen, Radix::Decimal, b':')? {
            Step::Need(need) => Extent::AtLeast(need),
            Step::Done(Number { value, width }) => {
                let content = usize::try_from(value).unwrap_or(usize::MAX);
                Extent::Exact(width.saturating_add(1).saturating_add(content))
            }
        })
    }

    fn header(&self, bytes: &[u8]) -> Result<TextHeader, Malformed> {
        let mut header = TextHeader::new(bytes);
        let place = length_in(bytes)?;
        header.length = Some(number_at(bytes, place)?);
        check_names(bytes)?;
        match bytes.last() {
            Some(b',') => Ok(header),
            _ => Err(Malformed::new(bytes.len().saturating_sub(1), "',' after the head")),
        }
    }

    fn body_len(&self, header: &TextHeader) -> Result<BodyLen, Malformed> {
        Ok(BodyLen::Exact(header.length.unwrap_or(0)))
    }
}

impl Encode for Scgi {
    fn encode_header<B: ByteSink>(
        &self,
        header: &TextHeader,
        body_len: u64,
        out: &mut B,
    ) -> Result<(), EncodeError> {
        let head = header.or(TEMPLATE);
        let invalid = |refused: Malformed| EncodeError::Invalid(refused.expected);
        let place = length_in(head).map_err(invalid)?;
        if number_at(head, place.clone()) == Ok(body_len) {
            out.put_slice(head);
            return Ok(());
        }
        let written = with_number(head, place, body_len);
        let content = written.get(content(&written).map_err(invalid)?).unwrap_or_default();
        let mut prefix = Vec::new();
        text::encode(content.len() as u64, Radix::Decimal, 1, &mut prefix);
        out.put_slice(&prefix);
        out.put_u8(b':');
        out.put_slice(content);
        out.put_u8(b',');
        Ok(())
    }
}
