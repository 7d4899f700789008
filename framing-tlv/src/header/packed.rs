//! A type and a length in one number.

use framing_core::{ByteSink, EncodeError, Malformed, Step};

use super::{HeaderFields, Parsed, Rules, TlvHeader, TlvLength, Widths, fit_tag, number};
use crate::IntEncoding;

/// One number whose highest bits are the type and whose lowest are the length, as in LLDP.
///
/// ```
/// use framing_core::U16Be;
/// use framing_tlv::{Packed, TlvLayout};
///
/// /// IEEE 802.1AB, section 8.4: 7 bits of type, 9 bits of length.
/// const LLDP: TlvLayout<Packed<U16Be>> = TlvLayout::packed(U16Be::new(), 9);
/// let ttl = LLDP.iter(b"\x06\x02\x00\x78").next().ok_or("a TLV")??;
/// assert_eq!((ttl.header.tag, ttl.body()), (3, &b"\x00\x78"[..]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
// Exhaustive on purpose: the number is all that it consists of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Packed<N> {
    /// How the number is written.
    pub number: N,
    /// How many of its bits are the length, at most 63.
    pub length_bits: u32,
}

impl<N: IntEncoding> Packed<N> {
    fn longest(&self) -> u64 {
        !(u64::MAX << self.length_bits.min(63))
    }

    fn shift(&self) -> u32 {
        self.length_bits.min(63)
    }
}

impl<N: IntEncoding> TlvHeader for Packed<N> {
    type Tag = u64;

    fn decode(&self, seen: &[u8], rules: &Rules<'_, u64>) -> Result<Parsed<HeaderFields<u64>>, Malformed> {
        let (both, width) = match number(&self.number, rules.types(), seen, 0)? {
            Step::Done((both, width)) => (both, width),
            Step::Need(need) => return Ok(Step::Need(need)),
        };
        let tag = both >> self.shift();
        let length = match (rules.has_length(tag, width - 1)?, both & self.longest()) {
            (true, length) => TlvLength::Number(length),
            (false, 0) => TlvLength::Absent,
            (false, _) => return Err(Malformed::new(width - 1, "a length of 0, for the type has none")),
        };
        Ok(Step::Done((HeaderFields::read(tag, length, [width, 0]), width)))
    }

    fn encode<B: ByteSink>(&self, header: &HeaderFields<u64>, out: &mut B) -> Result<(), EncodeError> {
        fit_tag(&self.number, header.tag.saturating_mul(self.longest() + 1))?;
        let length = match header.length {
            TlvLength::Number(number) => EncodeError::fit(number, self.longest())?,
            TlvLength::Indefinite | TlvLength::Absent => 0,
        };
        self.number.encode(header.tag << self.shift() | length, header.widths.tag.into(), out)
    }

    #[expect(clippy::cast_possible_truncation, reason = "a number has at most 255 bytes")]
    fn widths(&self, header: &HeaderFields<u64>) -> Widths {
        let most = (header.tag << self.shift()).saturating_add(self.longest());
        Widths {
            tag: self.number.width(most.min(self.number.max()), header.widths.tag.into()) as u8,
            length: 0,
        }
    }

    fn highest(&self, _: u64) -> u64 {
        self.longest()
    }
}
