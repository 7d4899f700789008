//! A type and a length one after the other.

use framing_core::{ByteSink, EncodeError, Malformed, Step};

use super::{HeaderFields, Parsed, Rules, TlvHeader, TlvLength, Widths, fit_tag, number};
use crate::IntEncoding;

/// A type, then a length.
// Exhaustive on purpose: a header has a type and a length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TypeLength<T, L> {
    /// How types are written.
    pub types: T,
    /// How lengths are written.
    pub lengths: L,
}

impl<T: IntEncoding, L: IntEncoding> TlvHeader for TypeLength<T, L> {
    type Tag = u64;

    #[inline(always)]
    fn decode(&self, seen: &[u8], rules: &Rules<'_, u64>) -> Result<Parsed<HeaderFields<u64>>, Malformed> {
        type_then(&self.types, seen, rules, |_, at| number(&self.lengths, rules.lengths(), seen, at))
    }

    #[inline]
    fn encode<B: ByteSink>(&self, header: &HeaderFields<u64>, out: &mut B) -> Result<(), EncodeError> {
        encode_type_then(&self.types, &self.lengths, header, out)
    }

    fn widths(&self, header: &HeaderFields<u64>) -> Widths {
        widths(&self.types, &self.lengths, header)
    }

    fn highest(&self, _: u64) -> u64 {
        self.lengths.max()
    }
}

/// A type that determines the encoding of its length, then that length.
///
/// ```
/// use framing_core::{U8, U16Be};
/// use framing_tlv::{TlvLayout, TypeLengthBy};
///
/// /// Path attributes of BGP-4 (RFC 4271, section 4.3): flags and a code; the flag of value 16 makes the length wider.
/// const BGP: TlvLayout<TypeLengthBy<U16Be, U8, U16Be>> = TlvLayout::new(TypeLengthBy {
///     types: U16Be::new(),
///     lengths: U8::new(),
///     is_other: |tag| tag & 0x1000 != 0,
///     others: U16Be::new(),
/// });
/// let mut attributes = BGP.iter(b"\x40\x01\x01\x00\x50\x02\x00\x00");
/// assert!(attributes.by_ref().all(|attribute| attribute.is_ok()));
/// assert_eq!(attributes.offset(), 8);
/// ```
// Exhaustive on purpose: a header has a type and a length.
#[derive(Clone, Copy, Debug)]
pub struct TypeLengthBy<T, L, M> {
    /// How types are written.
    pub types: T,
    /// How most lengths are written.
    pub lengths: L,
    /// Which types have lengths of the other kind.
    pub is_other: fn(u64) -> bool,
    /// How those are written.
    pub others: M,
}

impl<T: IntEncoding, L: IntEncoding, M: IntEncoding> TlvHeader for TypeLengthBy<T, L, M> {
    type Tag = u64;

    fn decode(&self, seen: &[u8], rules: &Rules<'_, u64>) -> Result<Parsed<HeaderFields<u64>>, Malformed> {
        type_then(&self.types, seen, rules, |tag, at| match (self.is_other)(tag) {
            true => number(&self.others, rules.lengths(), seen, at),
            false => number(&self.lengths, rules.lengths(), seen, at),
        })
    }

    fn encode<B: ByteSink>(&self, header: &HeaderFields<u64>, out: &mut B) -> Result<(), EncodeError> {
        match (self.is_other)(header.tag) {
            true => encode_type_then(&self.types, &self.others, header, out),
            false => encode_type_then(&self.types, &self.lengths, header, out),
        }
    }

    fn widths(&self, header: &HeaderFields<u64>) -> Widths {
        match (self.is_other)(header.tag) {
            true => widths(&self.types, &self.others, header),
            false => widths(&self.types, &self.lengths, header),
        }
    }

    fn highest(&self, tag: u64) -> u64 {
        if (self.is_other)(tag) { self.others.max() } else { self.lengths.max() }
    }
}

/// A type, then what `length` reads after it.
#[inline(always)]
fn type_then<T: IntEncoding>(
    types: &T,
    seen: &[u8],
    rules: &Rules<'_, u64>,
    length: impl FnOnce(u64, usize) -> Result<Parsed<u64>, Malformed>,
) -> Result<Parsed<HeaderFields<u64>>, Malformed> {
    let (tag, at) = match number(types, rules.types(), seen, 0)? {
        Step::Done((tag, width)) => (tag, width),
        Step::Need(need) => return Ok(Step::Need(need + rules.least_length())),
    };
    if !rules.has_length(tag, at - 1)? {
        return Ok(Step::Done((HeaderFields::read(tag, TlvLength::Absent, [at, 0]), at)));
    }
    Ok(match length(tag, at)? {
        Step::Done((number, width)) => {
            Step::Done((HeaderFields::read(tag, TlvLength::Number(number), [at, width]), at + width))
        }
        Step::Need(need) => Step::Need(need),
    })
}

#[inline]
fn encode_type_then<T: IntEncoding, L: IntEncoding, B: ByteSink>(
    types: &T,
    lengths: &L,
    header: &HeaderFields<u64>,
    out: &mut B,
) -> Result<(), EncodeError> {
    fit_tag(types, header.tag)?;
    let widths = header.widths;
    let TlvLength::Number(number) = header.length else {
        return types.encode(header.tag, widths.tag.into(), out);
    };
    EncodeError::fit(number, lengths.max())?;
    types.encode(header.tag, widths.tag.into(), out)?;
    lengths.encode(number, widths.length.into(), out)
}

#[expect(clippy::cast_possible_truncation, reason = "a number has at most 255 bytes")]
fn widths<T: IntEncoding, L: IntEncoding>(types: &T, lengths: &L, header: &HeaderFields<u64>) -> Widths {
    Widths {
        tag: types.width(header.tag, header.widths.tag.into()) as u8,
        length: length_width(lengths, header),
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a number has at most 255 bytes")]
fn length_width<L: IntEncoding, Tag>(lengths: &L, header: &HeaderFields<Tag>) -> u8 {
    match header.length {
        TlvLength::Number(number) => lengths.width(number, header.widths.length.into()) as u8,
        TlvLength::Indefinite | TlvLength::Absent => 0,
    }
}

/// A length, then a type, as in the advertising data of Bluetooth.
// Exhaustive on purpose: a header has a length and a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LengthType<L, T> {
    /// How lengths are written.
    pub lengths: L,
    /// How types are written.
    pub types: T,
    /// The length that no type follows, if there is one: padding.
    pub alone: Option<u64>,
}

impl<L: IntEncoding, T: IntEncoding> TlvHeader for LengthType<L, T> {
    type Tag = u64;

    fn decode(&self, seen: &[u8], rules: &Rules<'_, u64>) -> Result<Parsed<HeaderFields<u64>>, Malformed> {
        let (length, at) = match number(&self.lengths, rules.lengths(), seen, 0)? {
            Step::Done((length, width)) => (length, width),
            Step::Need(need) => return Ok(Step::Need(need)),
        };
        let said = TlvLength::Number(length);
        if self.alone == Some(length) {
            return Ok(Step::Done((HeaderFields::read(0, said, [0, at]), at)));
        }
        let check = |type_width| {
            let value = rules.length.value(length, type_width, at);
            value.map_err(|expected| Malformed::new(0, expected))
        };
        check(self.types.width(0, 1))?;
        let (tag, width) = match number(&self.types, rules.types(), seen, at)? {
            Step::Done((tag, width)) => (tag, width),
            Step::Need(need) => return Ok(Step::Need(need)),
        };
        check(width)?;
        rules.has_length(tag, at + width - 1)?;
        Ok(Step::Done((HeaderFields::read(tag, said, [width, at]), at + width)))
    }

    fn encode<B: ByteSink>(&self, header: &HeaderFields<u64>, out: &mut B) -> Result<(), EncodeError> {
        fit_tag(&self.types, header.tag)?;
        if let TlvLength::Number(number) = header.length {
            if self.alone == Some(number) && header.widths.tag > 0 {
                return Err(EncodeError::Invalid("a length that a type can follow"));
            }
            self.lengths.encode(number, header.widths.length.into(), out)?;
        }
        match header.widths.tag {
            0 => Ok(()),
            width => self.types.encode(header.tag, width.into(), out),
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "a number has at most 255 bytes")]
    fn widths(&self, header: &HeaderFields<u64>) -> Widths {
        let tag = match header.widths.tag {
            0 => 0,
            width => self.types.width(header.tag, width.into()) as u8,
        };
        Widths { tag, length: length_width(&self.lengths, header) }
    }

    fn highest(&self, _: u64) -> u64 {
        self.lengths.max()
    }
}
