//! TLV streams of the Lightning network.

use bytes::BufMut;
use framing_core::{BodyLen, Encode, EncodeError, Extent, Limits, Malformed, Scan, TwoPhase};

use crate::front::{Front, number};
use crate::number::BIG_SIZE;

/// Type and length as BigSize, value: the TLV streams of BOLT 1, *Type-Length-Value Format*.
///
/// Types rise strictly, so the format keeps the last one. Which types are known, and that an unknown even one is
/// refused, is for whoever takes the frames.
///
/// ```
/// use framing_core::{Decoder, Step};
/// use framing_tlv::Bolt1;
///
/// let mut stream = Decoder::new(Bolt1::new());
/// let Ok(Step::Frame(frame)) = stream.decode(b"\x01\x01a\x01\x01b") else { panic!("the first is whole") };
/// assert_eq!((frame.header.tag, frame.body()), (1, &b"a"[..]));
/// assert!(stream.decode(b"\x01\x01b").is_err(), "the same type again");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bolt1 {
    last: Option<u64>,
}

/// The header of a [`Bolt1`] TLV.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Bolt1Header {
    /// The type.
    pub tag: u64,
    /// Bytes of value. Not looked at when the header is written.
    pub length: u64,
}

impl Bolt1 {
    /// The start of a stream.
    #[must_use]
    pub const fn new() -> Self {
        Self { last: None }
    }

    fn read(self, seen: &[u8]) -> Result<Front<Bolt1Header>, Malformed> {
        let (tag, at) = match number(BIG_SIZE, seen, 0)? {
            Front::Whole(tag, width) => (tag, width),
            Front::Need(need) => return Ok(Front::Need(need + 1)),
        };
        if !self.may_follow(tag) {
            return Err(Malformed::new(at - 1, "a type above the last one"));
        }
        Ok(match number(BIG_SIZE, seen, at)? {
            Front::Whole(length, width) => Front::Whole(Bolt1Header { tag, length }, at + width),
            Front::Need(need) => Front::Need(need),
        })
    }

    fn may_follow(self, tag: u64) -> bool {
        self.last.is_none_or(|last| last < tag)
    }
}

impl TwoPhase for Bolt1 {
    type Header = Bolt1Header;

    #[inline]
    fn header_len(&self, seen: &[u8], _: &mut Scan) -> Result<Extent, Malformed> {
        Ok(self.read(seen)?.extent(seen.len()))
    }

    #[inline]
    fn header(&self, bytes: &[u8]) -> Result<Bolt1Header, Malformed> {
        self.read(bytes)?.whole()
    }

    #[inline]
    fn body_len(&self, header: &Bolt1Header) -> Result<BodyLen, Malformed> {
        Ok(BodyLen::Exact(header.length))
    }

    #[inline]
    fn end_frame(&mut self, header: &Bolt1Header, _: &[u8]) -> Result<(), Malformed> {
        self.last = Some(header.tag);
        Ok(())
    }

    /// A message of the Lightning network has at most 65535 bytes.
    fn limits(&self) -> Limits {
        Limits::DEFAULT.body(65535)
    }
}

impl Encode for Bolt1 {
    fn encode_header<B: BufMut>(
        &self,
        header: &Bolt1Header,
        body_len: u64,
        out: &mut B,
    ) -> Result<(), EncodeError> {
        if !self.may_follow(header.tag) {
            return Err(EncodeError::Invalid("a type above the last one"));
        }
        BIG_SIZE.encode(header.tag, 1, out)?;
        BIG_SIZE.encode(body_len, 1, out)
    }
}
