//! The position and the encoding of the length, from its keys.

use alloc::boxed::Box;
use alloc::format;
use alloc::vec::Vec;

use super::super::error::SpecError;
use super::super::field::{Coding, Digits, Field};
use super::super::head::{Head, HeadEnd, Place};
use super::super::keys::{EscapeSpec, OneOrMore, Spec, TextRadix, VarintKind};
use super::super::length::{Escape, Form};
use super::{LONGEST, in_range, refuse};
use crate::leb128::{self, Leb128};
use crate::number::text::Radix;
use crate::{Endian, NumberEncoding};

impl Spec {
    /// Bytes of a length of fixed width; 0 of another.
    pub(super) fn width_in_bytes(&self) -> Result<usize, SpecError> {
        let is_ended = self.varint.is_some() || self.terminator.is_some() || self.field.is_some();
        if is_ended || (self.text.is_none() && self.width.is_none()) {
            return Ok(0);
        }
        let Some(width) = self.width else {
            return refuse("width", "expected the bytes of the length; there is no such key");
        };
        match self.text {
            None => in_range(width, 1, 8, "width", "bytes"),
            Some(_) => in_range(width, 1, 22, "width", "digits"),
        }
    }
}

pub(super) fn form(spec: &Spec) -> Result<Form, SpecError> {
    let offset = in_range(spec.offset, 0, LONGEST, "offset", "bytes")?;
    let radix = radix(spec.text.unwrap_or(TextRadix::Decimal));
    if let Some(word) = spec.word {
        return head(spec, radix, Place::Word(word));
    }
    if let Some(names) = &spec.field {
        return head(spec, radix, field_place(spec, names)?);
    }
    match (spec.text, spec.varint) {
        (Some(_), _) => text_form(spec, offset, radix),
        (None, Some(kind)) => {
            let tag = spec.tag.map(|kind| encoding(kind, None, None)).transpose()?;
            let zigzag = kind == VarintKind::Zigzag;
            Ok(Form::Varint { offset, tag, encoding: encoding(kind, spec.width, spec.bits)?, zigzag })
        }
        (None, None) if spec.width.is_some() => binary_form(spec, offset),
        (None, None) if spec.terminator.is_some() => head(spec, radix, Place::Nowhere),
        (None, None) => Ok(Form::Nowhere),
    }
}

/// A header that a search finds the end of.
fn head(spec: &Spec, radix: Radix, place: Place) -> Result<Form, SpecError> {
    let end = match &spec.terminator {
        Some(text) => HeadEnd::Behind(ending(text, "terminator")?),
        None => HeadEnd::WithField,
    };
    let line_end = ending(spec.line_end.as_deref().unwrap_or("\r\n"), "line-end")?;
    Ok(Form::Head(Head { end, place, line_end, radix }))
}

fn field_place(spec: &Spec, names: &OneOrMore) -> Result<Place, SpecError> {
    let separator = ending(spec.separator.as_deref().unwrap_or(":"), "separator")?;
    let names: Box<[Box<[u8]>]> = names.as_slice().iter().map(|name| name.as_bytes().into()).collect();
    if names.is_empty() || names.iter().any(|name| name.is_empty()) {
        return refuse("field", "expected a name, or a list of names, none of them empty");
    }
    Ok(Place::Field { names, separator })
}

fn ending(text: &str, key: &str) -> Result<Box<[u8]>, SpecError> {
    match text.is_empty() {
        true => refuse(key, "expected some text, found none"),
        false => Ok(text.as_bytes().into()),
    }
}

pub(super) fn radix(text: TextRadix) -> Radix {
    match text {
        TextRadix::Decimal => Radix::Decimal,
        TextRadix::Hex => Radix::Hex,
        TextRadix::Octal => Radix::Octal,
    }
}

fn text_form(spec: &Spec, offset: usize, radix: Radix) -> Result<Form, SpecError> {
    let Some(terminator) = &spec.terminator else {
        let digits = spec.width_in_bytes()?;
        return Ok(Form::Digits(Digits { offset, digits, radix, fill: spec.fill.unwrap_or_default() }));
    };
    match terminator.bytes().next() {
        None => refuse("terminator", "expected the text that ends the digits, found none"),
        Some(first) if char::from(first).is_digit(radix.base()) => refuse(
            "terminator",
            format!("expected text that does not begin with a digit, found {terminator:?}"),
        ),
        Some(_) => Ok(Form::DigitsUntil { offset, radix, terminator: terminator.as_bytes().into() }),
    }
}

#[expect(clippy::cast_possible_truncation, reason = "checked to be at most 64")]
fn encoding(kind: VarintKind, width: Option<u64>, bits: Option<u64>) -> Result<NumberEncoding, SpecError> {
    let most = match kind {
        VarintKind::Quic => 8,
        VarintKind::Bigsize | VarintKind::Compactsize => 9,
        _ => leb128::MAX_WIDTH as u64,
    };
    let least = if most == leb128::MAX_WIDTH as u64 { 1 } else { most };
    let width = in_range(width.unwrap_or(most), least, most, "width", "bytes")?;
    let bits = in_range(bits.unwrap_or(64), 1, 64, "bits", "bits")? as u32;
    Ok(match kind {
        VarintKind::Leb128 | VarintKind::Zigzag => NumberEncoding::Leb128(Leb128::new(width, bits)),
        VarintKind::Leb128Minimal => NumberEncoding::Leb128(Leb128::new(width, bits).minimal()),
        VarintKind::Vlq => NumberEncoding::Vlq { max_width: width },
        VarintKind::Quic => NumberEncoding::TopBits,
        VarintKind::Bigsize => NumberEncoding::Escaped(Endian::Big),
        VarintKind::Compactsize => NumberEncoding::Escaped(Endian::Little),
    })
}

fn binary_form(spec: &Spec, offset: usize) -> Result<Form, SpecError> {
    let width = spec.width_in_bytes()?;
    let coding = match (spec.signed, spec.bcd) {
        (true, _) => Coding::Signed,
        (_, true) => Coding::Decimal,
        _ => Coding::Unsigned,
    };
    let endian = spec.order.unwrap_or_default();
    let field = Field { offset, width, endian, mask: mask(spec.mask, width, "mask")?, coding };
    let base = fixed_base(spec, field.end())? as u64;
    let all = spec.escapes.iter().enumerate();
    let escapes = all.map(|(index, given)| escape(given, field, base, &format!("escapes[{index}]")));
    Ok(Form::Binary { field, escapes: escapes.collect::<Result<_, _>>()? })
}

fn escape(given: &EscapeSpec, field: Field, base: u64, key: &str) -> Result<Escape, SpecError> {
    let width = in_range(given.width, 1, 8, &format!("{key}.width"), "bytes")?;
    let offset = in_range(given.offset.unwrap_or(base), 0, LONGEST, &format!("{key}.offset"), "bytes")?;
    let number = special(given.number, field, &format!("{key}.number"))?;
    if offset < field.end() && field.offset < offset + width {
        return refuse(format!("{key}.offset"), "expected bytes that are not those of the length");
    }
    let mask = u64::MAX >> (64 - 8 * width);
    Ok(Escape { number, field: Field { offset, width, mask, ..field }, min: given.min })
}

/// A number in the length field that is no length, as the field has it.
#[expect(
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "a signed field has 63 bits besides its sign; the bits of the two's complement are kept"
)]
fn special(number: i64, field: Field, key: &str) -> Result<u64, SpecError> {
    let is_said = match field.coding {
        Coding::Signed => number.unsigned_abs() <= field.highest() || number == -(field.highest() as i64) - 1,
        _ => u64::try_from(number).is_ok_and(|number| number <= field.highest()),
    };
    if !is_said {
        let least = if field.coding == Coding::Signed { "a number" } else { "at least 0 and" };
        let most = field.highest();
        return refuse(
            key,
            format!("expected {least} at most {most}, the maximum of the length field, found {number}"),
        );
    }
    Ok(number as u64 & field.bits())
}

/// The same for the keys of a spec of any form.
pub(super) fn specials(numbers: &[i64], form: &Form, key: &str) -> Result<Vec<u64>, SpecError> {
    let one = |&number: &i64| match form {
        Form::Binary { field, .. } => special(number, *field, key),
        _ => u64::try_from(number).or_else(|_| refuse(key, format!("expected at least 0, found {number}"))),
    };
    numbers.iter().map(one).collect()
}

pub(super) fn mask(given: Option<u64>, width: usize, key: &str) -> Result<u64, SpecError> {
    let all = u64::MAX >> (64 - 8 * width);
    let mask = given.unwrap_or(all);
    if mask == 0 || mask > all {
        return refuse(
            key,
            format!("expected 1 to {all:#x}, bits of a length of this width, found {mask:#x}"),
        );
    }
    let run = mask >> mask.trailing_zeros();
    if run & run.wrapping_add(1) != 0 {
        return refuse(key, format!("expected bits in one run, found {mask:#b}"));
    }
    Ok(mask)
}

/// Bytes of a header of fixed length whose length field ends at `end`.
fn fixed_base(spec: &Spec, end: usize) -> Result<usize, SpecError> {
    let base = in_range(spec.header.unwrap_or(end as u64), 1, LONGEST, "header", "bytes")?;
    if end > base {
        return refuse(
            "offset",
            format!("expected a length that lies within the header of {base} bytes; it ends at {end}"),
        );
    }
    Ok(base)
}

pub(super) fn base(spec: &Spec, form: &Form) -> Result<usize, SpecError> {
    match form {
        Form::Binary { field, .. } => fixed_base(spec, field.end()),
        Form::Digits(digits) => fixed_base(spec, digits.end()),
        Form::DigitsUntil { offset, terminator, .. } => Ok(offset + 1 + terminator.len()),
        Form::Varint { offset, tag, .. } => Ok(offset + 1 + usize::from(tag.is_some())),
        Form::Head(_) => Ok(0),
        Form::Nowhere => {
            let magic = spec.magic.as_ref().and_then(|magic| magic.as_slice().first());
            let least = magic.map_or(0, |digits| digits.len() as u64 / 2);
            in_range(spec.header.unwrap_or(least), least, LONGEST, "header", "bytes")
        }
    }
}
