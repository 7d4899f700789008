//! Identifier and length octets of X.690.

use framing_core::{ByteSink, EncodeError, Malformed, Number, Step};

use super::{HeaderFields, Parsed, Rules, TlvHeader, TlvLength, Widths, number};
use crate::{Form, IntEncoding, Tag};

/// Identifier octets and length octets of ITU-T X.690, section 8.1.
// Exhaustive on purpose: ITU-T X.690 has no other rule of the header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct X690 {
    /// How definite lengths are written.
    pub lengths: X690Length,
    /// Whether a constructed value may be of indefinite length.
    pub indefinite: Indefinite,
}

/// Whether values of indefinite length are taken.
// Exhaustive on purpose: an indefinite length is allowed or it is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Indefinite {
    /// Where the value is constructed.
    Taken,
    /// Nowhere.
    Refused,
}

const INDEFINITE: u8 = 0x80;
const CONSTRUCTED: u8 = 0x20;

impl X690 {
    /// BER: X.690, section 8.
    pub const BER: Self = Self { lengths: X690Length::ANY, indefinite: Indefinite::Taken };
    /// Definite lengths alone.
    pub const DEFINITE: Self = Self { lengths: X690Length::ANY, indefinite: Indefinite::Refused };

    fn decode_any(
        &self,
        seen: &[u8],
        rules: &Rules<'_, Tag>,
    ) -> Result<Parsed<HeaderFields<Tag>>, Malformed> {
        let (tag, at) = match Tag::read(seen, rules.types())? {
            Step::Done((tag, width)) => (tag, width),
            Step::Need(need) => return Ok(Step::Need(need + rules.least_length())),
        };
        rules.has_length(tag, at - 1)?;
        Ok(match self.length(tag, seen, rules)? {
            Step::Done((length, width)) => {
                Step::Done((HeaderFields::read(tag, length, [at, width]), at + width))
            }
            Step::Need(need) => Step::Need(need),
        })
    }

    fn length(&self, tag: Tag, seen: &[u8], rules: &Rules<'_, Tag>) -> Result<Parsed<TlvLength>, Malformed> {
        let at = tag.bytes().len();
        match seen.get(at) {
            Some(&INDEFINITE) if self.indefinite == Indefinite::Refused => {
                Err(Malformed::new(at, "a definite length"))
            }
            Some(&INDEFINITE) if !tag.is_constructed() => {
                Err(Malformed::new(at, "a definite length, for the value is primitive"))
            }
            Some(&INDEFINITE) => Ok(Step::Done((TlvLength::Indefinite, 1))),
            _ => Ok(match number(&self.lengths, rules.lengths(), seen, at)? {
                Step::Done((number, width)) => Step::Done((TlvLength::Number(number), width)),
                Step::Need(need) => Step::Need(need),
            }),
        }
    }
}

impl TlvHeader for X690 {
    type Tag = Tag;

    #[inline(always)]
    fn decode(&self, seen: &[u8], rules: &Rules<'_, Tag>) -> Result<Parsed<HeaderFields<Tag>>, Malformed> {
        match *seen {
            [first, ..] if rules.is_without_length(Tag::from_byte(first)) => {
                let padding = HeaderFields::read(Tag::from_byte(first), TlvLength::Absent, [1, 0]);
                Ok(Step::Done((padding, 1)))
            }
            [first, ..] if first & !CONSTRUCTED == 0 && !rules.allows_end => {
                Err(Malformed::new(0, "a tag other than universal 0, which only ends an indefinite length"))
            }
            [first, short @ 0..INDEFINITE, ..] if first & 0x1f != 0x1f => {
                let tag = Tag::from_byte(first);
                rules.has_length(tag, 0)?;
                Ok(Step::Done((HeaderFields::read(tag, TlvLength::Number(short.into()), [1, 1]), 2)))
            }
            _ => self.decode_any(seen, rules),
        }
    }

    fn encode<B: ByteSink>(&self, header: &HeaderFields<Tag>, out: &mut B) -> Result<(), EncodeError> {
        let tag = header.tag;
        match header.length {
            TlvLength::Absent => out.put_slice(tag.bytes()),
            _ if matches!(tag.bytes(), [first] if first & !CONSTRUCTED == 0) => {
                return Err(EncodeError::Invalid("a tag other than universal 0"));
            }
            TlvLength::Indefinite if self.indefinite == Indefinite::Refused || !tag.is_constructed() => {
                return Err(EncodeError::Invalid("a definite length"));
            }
            TlvLength::Indefinite => {
                out.put_slice(tag.bytes());
                out.put_u8(INDEFINITE);
            }
            TlvLength::Number(number) => {
                EncodeError::fit(number, self.lengths.max())?;
                out.put_slice(tag.bytes());
                self.lengths.encode(number, header.widths.length.into(), out)?;
            }
        }
        Ok(())
    }

    #[expect(clippy::cast_possible_truncation, reason = "a tag and a length have at most 127 bytes each")]
    fn widths(&self, header: &HeaderFields<Tag>) -> Widths {
        let length = match header.length {
            TlvLength::Absent => 0,
            TlvLength::Indefinite => 1,
            TlvLength::Number(number) => self.lengths.width(number, header.widths.length.into()),
        };
        Widths { tag: header.tag.bytes().len() as u8, length: length as u8 }
    }

    fn highest(&self, _: Tag) -> u64 {
        self.lengths.max()
    }

    fn end_of_contents(&self) -> &'static [u8] {
        match self.indefinite {
            Indefinite::Taken => b"\0\0",
            Indefinite::Refused => &[],
        }
    }

    fn is_end_of_contents(&self, header: &HeaderFields<Tag>) -> bool {
        header.tag == Tag::END_OF_CONTENTS && header.length == TlvLength::Number(0)
    }
}

/// A definite length of ITU-T X.690, section 8.1.3: a byte below 128, or one that counts the big-endian bytes after it.
///
/// A length in more bytes than it takes is legal; a first byte of 80 or FF is none.
///
/// ```
/// use framing_core::{Number, Step, NumberEncoding};
/// use framing_tlv::{IntEncoding, TlvLayout, TypeLength, X690Length};
///
/// assert_eq!(X690Length::ANY.decode(&[0x81, 0xc8]), Ok(Step::Done(Number { value: 200, width: 2 })));
///
/// /// Local sets of metadata in video (MISB ST 0107): BER-OID tags, BER lengths.
/// const KLV: TlvLayout<TypeLength<NumberEncoding, X690Length>> =
///     TlvLayout::type_first(NumberEncoding::Vlq { max_width: 5 }, X690Length::ANY);
/// assert_eq!(KLV.iter(b"\x41\x01\x02\x81\x00\x00").filter_map(Result::ok).count(), 2);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct X690Length {
    most: u8,
}

impl X690Length {
    /// Any number of bytes after the first.
    pub const ANY: Self = Self::at_most(126);

    /// At most `most` bytes after the first; more than 126 count as those.
    #[must_use]
    pub const fn at_most(most: u8) -> Self {
        Self { most: if most > 126 { 126 } else { most } }
    }

    #[inline(always)]
    fn read(self, seen: &[u8], form: Form) -> Result<Step<Number>, Malformed> {
        match seen.first() {
            None => Ok(Step::Need(1)),
            Some(&short @ 0..INDEFINITE) => Ok(Step::Done(Number { value: short.into(), width: 1 })),
            Some(&first) => self.read_long(first, seen, form),
        }
    }

    fn read_long(self, first: u8, seen: &[u8], form: Form) -> Result<Step<Number>, Malformed> {
        let octets = match first {
            INDEFINITE => return Err(Malformed::new(0, "a definite length")),
            0xff => return Err(Malformed::new(0, "a length whose first byte is not FF")),
            long => long & 0x7f,
        };
        if octets > self.most {
            return Err(Malformed::new(0, "a length of no more bytes than the format allows"));
        }
        let mut length: u64 = 0;
        for at in 1..=usize::from(octets) {
            let Some(&byte) = seen.get(at) else {
                return Ok(Step::Need(1 + usize::from(octets)));
            };
            if length >> 56 != 0 {
                return Err(Malformed::new(at, "a length below 2^64"));
            }
            length = length << 8 | u64::from(byte);
            let needless = length == 0 || octets == 1 && length < INDEFINITE.into();
            if form == Form::Minimal && needless {
                return Err(Malformed::new(at, "a length in its shortest encoding"));
            }
        }
        Ok(Step::Done(Number { value: length, width: 1 + usize::from(octets) }))
    }

    /// Bytes after the first.
    fn octets(self, value: u64, width: usize) -> usize {
        let takes = if value < INDEFINITE.into() { 0 } else { 8 - value.leading_zeros() as usize / 8 };
        takes.max(width.min(usize::from(self.most) + 1).saturating_sub(1))
    }
}

impl IntEncoding for X690Length {
    #[inline(always)]
    fn decode(&self, seen: &[u8]) -> Result<Step<Number>, Malformed> {
        self.read(seen, Form::Any)
    }

    #[inline(always)]
    fn decode_minimal(&self, seen: &[u8]) -> Result<Step<Number>, Malformed> {
        self.read(seen, Form::Minimal)
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "a short form is below 128, and at most 126 octets follow"
    )]
    fn encode<B: ByteSink>(&self, value: u64, width: usize, out: &mut B) -> Result<(), EncodeError> {
        EncodeError::fit(value, self.max())?;
        match self.octets(value, width) {
            0 => out.put_u8(value as u8),
            octets => {
                out.put_u8(INDEFINITE | octets as u8);
                out.put_bytes(0, octets.saturating_sub(8));
                out.put_uint(value, octets.min(8));
            }
        }
        Ok(())
    }

    fn max(&self) -> u64 {
        match self.most {
            0 => 0x7f,
            most => u64::MAX >> (64 - 8 * u32::from(most.min(8))),
        }
    }

    fn width(&self, value: u64, width: usize) -> usize {
        1 + self.octets(value, width)
    }
}
