//! The identifier octets of X.690.

use core::cmp::Ordering;
use core::fmt;

use framing_core::{Malformed, Step};

use crate::Form;
use crate::header::Parsed;

/// The identifier octets of ITU-T X.690, section 8.1.2: class, form and number.
///
/// Tags are ordered by class and number.
///
/// ```
/// use framing_tlv::Tag;
///
/// let amount = Tag::new(b"\x9f\x02").ok_or("a tag")?;
/// assert_eq!((amount.class(), amount.is_constructed(), amount.number()), (2, false, Some(2)));
/// assert_eq!(amount.to_string(), "9f02");
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Tag {
    bytes: [u8; Self::MAX_WIDTH],
    width: u8,
}

impl Tag {
    /// The most bytes of a tag that is read; X.690 has no limit.
    pub const MAX_WIDTH: usize = 16;

    /// The tag of SEQUENCE.
    pub const SEQUENCE: Self = Self::from_byte(0x30);
    /// The tag of what ends a value of indefinite length.
    pub const END_OF_CONTENTS: Self = Self::from_byte(0);

    /// The tag of this one byte.
    ///
    /// One whose lowest five bits are all set begins a longer tag: by itself it is none, but a byte of padding.
    #[must_use]
    pub const fn from_byte(byte: u8) -> Self {
        let mut bytes = [0; Self::MAX_WIDTH];
        bytes[0] = byte;
        Self { bytes, width: 1 }
    }

    /// The tag that is all of `bytes`; none if they are no tag, or more than one.
    #[must_use]
    pub fn new(bytes: &[u8]) -> Option<Self> {
        match Self::read(bytes, Form::Any) {
            Ok(Step::Done((tag, width))) if width == bytes.len() => Some(tag),
            _ => None,
        }
    }

    /// The tag at the front of `seen`. A [minimal](Form::Minimal) one has one byte if its number is below 31.
    ///
    /// # Errors
    ///
    /// [`Malformed`] at a second byte that is a leading zero, or makes the tag longer than need be, and at the last
    /// byte that is read if the tag continues.
    #[inline(always)]
    pub fn read(seen: &[u8], form: Form) -> Result<Parsed<Self>, Malformed> {
        match seen.first() {
            None => Ok(Step::Need(1)),
            Some(first) if first & 0x1f != 0x1f => Ok(Step::Done((Self::from_byte(*first), 1))),
            Some(first) => Self::read_long(*first, seen, form),
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "a tag is stored in fewer than 255 bytes")]
    fn read_long(first: u8, seen: &[u8], form: Form) -> Result<Parsed<Self>, Malformed> {
        let mut tag = Self::from_byte(first);
        for (at, place) in tag.bytes.iter_mut().enumerate().skip(1) {
            let Some(&byte) = seen.get(at) else { return Ok(Step::Need(at + 1)) };
            if at == 1 && (byte == 0x80 || form == Form::Minimal && byte < 31) {
                return Err(Malformed::new(at, "a tag number in its shortest encoding"));
            }
            (*place, tag.width) = (byte, at as u8 + 1);
            if byte < 0x80 {
                return Ok(Step::Done((tag, at + 1)));
            }
        }
        Err(Malformed::new(Self::MAX_WIDTH - 1, "a tag of at most 16 bytes"))
    }

    /// The bytes on the wire.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.bytes.get(..self.width.into()).unwrap_or_default()
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
}

impl Default for Tag {
    /// That of SEQUENCE.
    fn default() -> Self {
        Self::SEQUENCE
    }
}

impl Ord for Tag {
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |tag: &Self| (tag.class(), tag.width, tag.bytes[0] & 0x1f);
        let rest = |tag: &Self| u128::from_be_bytes(tag.bytes) << 8;
        let form = |tag: &Self| tag.is_constructed();
        key(self).cmp(&key(other)).then(rest(self).cmp(&rest(other))).then(form(self).cmp(&form(other)))
    }
}

impl PartialOrd for Tag {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.bytes().iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tag({self})")
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Tag {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let mut fields = serializer.serialize_struct("Tag", 3)?;
        fields.serialize_field("class", &self.class())?;
        fields.serialize_field("constructed", &self.is_constructed())?;
        fields.serialize_field("number", &self.number())?;
        fields.end()
    }
}

#[cfg(test)]
mod tests {
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
    fn tags_are_ordered_by_class_and_number() {
        let rising: &[&[u8]] = &[
            b"\x02",
            b"\x30",
            b"\x1f\x1f",
            b"\x3f\x81\x00",
            b"\x41",
            b"\x5f\x20",
            b"\x80",
            b"\xa0",
            b"\x81",
        ];
        let tags: alloc::vec::Vec<_> = rising.iter().map(|bytes| Tag::new(bytes).unwrap()).collect();
        assert!(tags.is_sorted_by(|a, b| a < b), "{tags:?}");
    }
}
