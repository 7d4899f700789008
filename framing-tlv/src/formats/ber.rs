//! BER and what is made of it: DER, EMV and ISO 7816, LDAP.

use bytes::BufMut;
use framing_core::{BodyLen, Encode, EncodeError, Extent, Malformed, Scan, TwoPhase};

use crate::front::Front;

/// Tag, length and value of ITU-T X.690, section 8.1, and how strictly they are taken.
///
/// A value of indefinite length ends with two zero bytes, the trailer; they are found by a walk over the value that
/// keeps a depth and no stack, and goes at most [`MAX_DEPTH`](Self::MAX_DEPTH) indefinite lengths deep.
///
/// ```
/// use framing_core::{Decoder, Step};
/// use framing_tlv::Ber;
///
/// let mut ber = Decoder::new(Ber::BER);
/// let Step::Frame(frame) = ber.decode(b"\x30\x80\x02\x01\x05\x00\x00")? else { panic!("the frame is whole") };
/// assert_eq!((frame.body(), frame.trailer()), (&b"\x02\x01\x05"[..], &b"\x00\x00"[..]));
/// assert_eq!((frame.header.tag.number(), frame.header.length), (Some(16), None));
///
/// let refused = Decoder::new(Ber::DER).decode(b"\x30\x80").unwrap_err();
/// assert_eq!(refused.offset(), 1);
/// # Ok::<(), framing_core::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ber {
    /// Whether a tag number below 31 is refused where it takes more than one byte.
    minimal_tag: bool,
    /// Whether a length is refused that takes more bytes than it needs.
    minimal_length: bool,
    indefinite: bool,
    /// The most bytes of a length behind the first.
    length_octets: u8,
    /// Whether bytes of 00 and FF between objects are padding, each a frame of its own.
    padding: bool,
    /// The only tag of a frame.
    only: Option<u8>,
}

impl Ber {
    /// X.690, section 8: lengths over-long or indefinite are legal.
    pub const BER: Self = Self {
        minimal_tag: true,
        minimal_length: false,
        indefinite: true,
        length_octets: 126,
        padding: false,
        only: None,
    };
    /// X.690, section 10: definite lengths in as few bytes as can say them.
    pub const DER: Self = Self { minimal_length: true, indefinite: false, ..Self::BER };
    /// EMV 4.3 book 3, annex B, and ISO/IEC 7816-4, section 5.2.2: definite lengths of at most 4 bytes; two-byte tags
    /// whose number is below 31; bytes of 00 and FF between objects, which are frames of one byte.
    pub const EMV: Self =
        Self { minimal_tag: false, indefinite: false, length_octets: 4, padding: true, ..Self::BER };
    /// LDAP messages (RFC 4511, section 5.1): SEQUENCEs of definite length.
    pub const LDAP: Self = Self { indefinite: false, only: Some(0x30), ..Self::BER };

    /// The most indefinite lengths that may lie inside one another.
    pub const MAX_DEPTH: u64 = 128;

    fn read(self, seen: &[u8]) -> Result<Front<BerHeader>, Malformed> {
        let Some(&first) = seen.first() else { return Ok(Front::Need(1)) };
        if self.only.is_some_and(|only| only != first) {
            return Err(Malformed::new(0, "the tag of the only kind of message"));
        }
        if self.padding && matches!(first, 0 | 0xff) {
            return Ok(Front::Whole(BerHeader::padding(first), 1));
        }
        let tag = match Tag::read(seen, self.minimal_tag)? {
            Front::Whole(tag, _) => tag,
            Front::Need(need) => return Ok(Front::Need(need + 1)),
        };
        self.read_length(tag, seen)
    }

    fn read_length(self, tag: Tag, seen: &[u8]) -> Result<Front<BerHeader>, Malformed> {
        let at = tag.width();
        let whole = |length, width| {
            Ok(Front::Whole(BerHeader { tag, length, length_width: width }, at + usize::from(width)))
        };
        match seen.get(at) {
            None => Ok(Front::Need(at + 1)),
            Some(&short @ 0..0x80) => whole(Some(short.into()), 1),
            Some(0x80) if !self.indefinite => Err(Malformed::new(at, "a definite length")),
            Some(0x80) if !tag.is_constructed() => {
                Err(Malformed::new(at, "a definite length, for the value is primitive"))
            }
            Some(0x80) => whole(None, 1),
            Some(0xff) => Err(Malformed::new(at, "a length whose first byte is not FF")),
            Some(long) => {
                let octets = long & 0x7f;
                match self.read_octets(seen, at, octets)? {
                    Some(length) => whole(Some(length), octets + 1),
                    None => Ok(Front::Need(at + 1 + usize::from(octets))),
                }
            }
        }
    }

    /// The length in the `octets` bytes behind the byte `at`, if they are all there.
    fn read_octets(self, seen: &[u8], at: usize, octets: u8) -> Result<Option<u64>, Malformed> {
        if octets > self.length_octets {
            return Err(Malformed::new(at, "a length of at most 4 bytes"));
        }
        let mut length: u64 = 0;
        for offset in 1..=usize::from(octets) {
            let Some(&byte) = seen.get(at + offset) else { return Ok(None) };
            if length >> 56 != 0 {
                return Err(Malformed::new(at + offset, "a length below 2^64"));
            }
            length = length << 8 | u64::from(byte);
            let needless = length == 0 || (octets == 1 && length < 0x80);
            if self.minimal_length && needless {
                return Err(Malformed::new(at + offset, "a length in as few bytes as can say it"));
            }
        }
        Ok(Some(length))
    }

    /// One step of the walk over a value of indefinite length.
    fn step(self, seen: &[u8], scan: &mut Scan) -> Result<Step, Malformed> {
        let rest = seen.get(scan.position..).unwrap_or_default();
        let shift =
            |refused: Malformed| Malformed::new(scan.position.saturating_add(refused.at), refused.expected);
        match rest {
            // No value begins with a zero byte: whether the second one follows, the trailer tells.
            [0, ..] if scan.state == 0 => return Ok(Step::EndOfContents),
            [] | [_] => return Ok(Step::Need(scan.position.saturating_add(2))),
            [0, 0, ..] => return Ok(Step::EndOfContents),
            [0, ..] => return Err(shift(Malformed::new(1, "the second zero byte of the end of contents"))),
            _ => {}
        }
        match self.read(rest).map_err(shift)? {
            Front::Need(need) => Ok(Step::Need(scan.position.saturating_add(need))),
            Front::Whole(BerHeader { length: None, .. }, _) if scan.state + 1 >= Self::MAX_DEPTH => {
                Err(shift(Malformed::new(0, "at most 128 indefinite lengths inside one another")))
            }
            Front::Whole(BerHeader { length: None, .. }, width) => Ok(Step::Open(width)),
            Front::Whole(BerHeader { length: Some(length), .. }, width) => {
                Ok(Step::Over(width.saturating_add(usize::try_from(length).unwrap_or(usize::MAX))))
            }
        }
    }
}

/// What stands at a place of a value of indefinite length.
enum Step {
    Need(usize),
    EndOfContents,
    /// A value of indefinite length, whose header has so many bytes.
    Open(usize),
    /// A value of so many bytes, its header included.
    Over(usize),
}

/// The identifier octets of X.690, section 8.1.2: class, form and number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Tag {
    bytes: [u8; Self::MAX_WIDTH],
    width: u8,
}

impl Tag {
    /// The most bytes of a tag that is read; X.690 has no limit.
    pub const MAX_WIDTH: usize = 16;

    /// The tag of SEQUENCE.
    pub const SEQUENCE: Self = Self::short(0x30);

    const fn short(byte: u8) -> Self {
        let mut bytes = [0; Self::MAX_WIDTH];
        bytes[0] = byte;
        Self { bytes, width: 1 }
    }

    /// The tag that is all of `bytes`; none if they are no tag, or more than one.
    #[must_use]
    pub fn new(bytes: &[u8]) -> Option<Self> {
        match Self::read(bytes, false) {
            Ok(Front::Whole(tag, width)) if width == bytes.len() => Some(tag),
            _ => None,
        }
    }

    fn read(seen: &[u8], minimal: bool) -> Result<Front<Self>, Malformed> {
        let Some(&first) = seen.first() else { return Ok(Front::Need(1)) };
        let mut tag = Self::short(first);
        if first & 0x1f != 0x1f {
            return Ok(Front::Whole(tag, 1));
        }
        for (at, place) in tag.bytes.iter_mut().enumerate().skip(1) {
            let Some(&byte) = seen.get(at) else { return Ok(Front::Need(at + 1)) };
            if at == 1 && (byte == 0x80 || minimal && byte < 31) {
                return Err(Malformed::new(at, "a tag number in as few bytes as can say it"));
            }
            (*place, tag.width) = (byte, at as u8 + 1);
            if byte < 0x80 {
                return Ok(Front::Whole(tag, at + 1));
            }
        }
        Err(Malformed::new(Self::MAX_WIDTH - 1, "a tag of at most 16 bytes"))
    }

    /// The bytes on the wire.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.bytes.get(..self.width()).unwrap_or_default()
    }

    /// Universal 0, application 1, context-specific 2, private 3.
    #[must_use]
    pub const fn class(&self) -> u8 {
        self.bytes[0] >> 6
    }

    /// Whether the value is made of other values.
    #[must_use]
    pub const fn is_constructed(&self) -> bool {
        self.bytes[0] & 0x20 != 0
    }

    /// The tag number; none if it takes more than 64 bits.
    #[must_use]
    pub fn number(&self) -> Option<u64> {
        match self.bytes() {
            [first] => Some(u64::from(first & 0x1f)),
            [_, more @ ..] if more.len() <= 9 => {
                Some(more.iter().fold(0, |number, byte| number << 7 | u64::from(byte & 0x7f)))
            }
            _ => None,
        }
    }

    const fn width(&self) -> usize {
        self.width as usize
    }
}

/// The header of a [`Ber`] frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BerHeader {
    /// The identifier octets.
    pub tag: Tag,
    /// Bytes of value; none where it is indefinite. Only whether there is one is looked at when the header is written.
    pub length: Option<u64>,
    /// Bytes of the length itself. When the header is written it has at least as many, where over-long ones are legal.
    /// 0 for a byte of padding.
    pub length_width: u8,
}

impl BerHeader {
    /// A header to be written in front of a value of definite length.
    #[must_use]
    pub const fn new(tag: Tag) -> Self {
        Self { tag, length: Some(0), length_width: 1 }
    }

    const fn padding(byte: u8) -> Self {
        Self { tag: Tag::short(byte), length: Some(0), length_width: 0 }
    }
}

impl Default for BerHeader {
    /// That of a SEQUENCE.
    fn default() -> Self {
        Self::new(Tag::SEQUENCE)
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for BerHeader {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let mut fields = serializer.serialize_struct("BerHeader", 4)?;
        fields.serialize_field("class", &self.tag.class())?;
        fields.serialize_field("constructed", &self.tag.is_constructed())?;
        fields.serialize_field("number", &self.tag.number())?;
        fields.serialize_field("length", &self.length)?;
        fields.end()
    }
}

impl TwoPhase for Ber {
    type Header = BerHeader;

    #[inline]
    fn header_len(&self, seen: &[u8], _: &mut Scan) -> Result<Extent, Malformed> {
        Ok(self.read(seen)?.extent(seen.len()))
    }

    #[inline]
    fn header(&self, bytes: &[u8]) -> Result<BerHeader, Malformed> {
        self.read(bytes)?.whole()
    }

    #[inline]
    fn body_len(&self, header: &BerHeader) -> Result<BodyLen, Malformed> {
        Ok(header.length.map_or(BodyLen::Scan, BodyLen::Exact))
    }

    fn scan_body(&self, _: &BerHeader, seen: &[u8], scan: &mut Scan) -> Result<Extent, Malformed> {
        loop {
            match self.step(seen, scan)? {
                Step::Need(need) => return Ok(Extent::AtLeast(need)),
                Step::EndOfContents if scan.state == 0 => return Ok(Extent::Exact(scan.position)),
                Step::EndOfContents => {
                    scan.state -= 1;
                    scan.position += 2;
                }
                Step::Open(width) => {
                    scan.state += 1;
                    scan.position += width;
                }
                Step::Over(width) => scan.position = scan.position.saturating_add(width),
            }
        }
    }

    #[inline]
    fn trailer_len(&self, header: &BerHeader, _: u64) -> Result<usize, Malformed> {
        Ok(if header.length.is_none() { 2 } else { 0 })
    }

    #[inline]
    fn check_trailer(&self, _: &BerHeader, seen: &[u8]) -> Result<(), Malformed> {
        Malformed::refuse_difference(seen, &[0, 0], "the two zero bytes of the end of contents")
    }
}

impl Encode for Ber {
    fn encode_header<B: BufMut>(
        &self,
        header: &BerHeader,
        body_len: u64,
        out: &mut B,
    ) -> Result<(), EncodeError> {
        let tag = header.tag.bytes();
        if self.only.is_some_and(|only| tag != [only]) {
            return Err(EncodeError::Invalid("the tag of the only kind of message"));
        }
        if header.length.is_none() && !(self.indefinite && header.tag.is_constructed()) {
            return Err(EncodeError::Invalid("a definite length"));
        }
        if header.length_width == 0 {
            EncodeError::fit(body_len, 0)?;
            out.put_slice(tag);
            return Ok(());
        }
        let kept = if self.minimal_length { 1 } else { header.length_width };
        let octets = (8 - body_len.leading_zeros() / 8) as u8;
        if octets > self.length_octets {
            return Err(EncodeError::TooLong { len: body_len, max: u32::MAX.into() });
        }
        out.put_slice(tag);
        match header.length {
            None => out.put_u8(0x80),
            Some(_) if body_len < 0x80 && kept == 1 => out.put_u8(body_len as u8),
            Some(_) => put_long(body_len, octets.max(1).max(kept.saturating_sub(1)), out),
        }
        Ok(())
    }

    fn encode_trailer<B: BufMut>(&self, header: &BerHeader, _: u64, out: &mut B) {
        if header.length.is_none() {
            out.put_u16(0);
        }
    }
}

/// A length in `octets` bytes, at most 126, behind one that counts them.
fn put_long<B: BufMut>(length: u64, octets: u8, out: &mut B) {
    out.put_u8(0x80 | octets);
    out.put_bytes(0, usize::from(octets.saturating_sub(8)));
    out.put_uint(length, usize::from(octets.min(8)));
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;

    #[test]
    fn a_tag_tells_its_class_its_form_and_its_number() {
        let cases: &[(&[u8], u8, bool, Option<u64>)] = &[
            (b"\x02", 0, false, Some(2)),
            (b"\x30", 0, true, Some(16)),
            (b"\x9f\x02", 2, false, Some(2)),
            (b"\x7f\x81\x00", 1, true, Some(128)),
            (b"\xdf\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f", 3, false, None),
        ];
        for (bytes, class, constructed, number) in cases {
            let tag = Tag::new(bytes).unwrap();
            assert_eq!((tag.class(), tag.is_constructed(), tag.number()), (*class, *constructed, *number));
            assert_eq!(tag.bytes(), *bytes);
        }
        assert_eq!(Tag::new(b"\x1f"), None);
        assert_eq!(Tag::new(b"\x02\x02"), None);
        assert_eq!(Tag::new(&[0xff; 17]), None);
    }

    #[test]
    fn a_walk_goes_so_deep_and_no_deeper() {
        let nested = |depth: usize| [[0x30, 0x80].repeat(depth), vec![0; 2 * depth + 2]].concat();
        let walk = |bytes: &[u8]| Ber::BER.scan_body(&BerHeader::default(), bytes, &mut Scan::default());
        let deepest = Ber::MAX_DEPTH as usize - 1;
        assert_eq!(walk(&nested(deepest)), Ok(Extent::Exact(4 * deepest)));
        assert_eq!(walk(&nested(deepest + 1)).map_err(|refused| refused.at), Err(2 * deepest));
    }

    #[test]
    fn a_length_that_lasts_beyond_memory_is_walked_over() {
        let mut scan = Scan::default();
        let bytes = b"\x04\x88\xff\xff\xff\xff\xff\xff\xff\xff";
        let walked = Ber::BER.scan_body(&BerHeader::default(), bytes, &mut scan);
        assert_eq!(walked, Ok(Extent::AtLeast(usize::MAX)));
    }
}
