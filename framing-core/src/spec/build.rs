//! From a spec to its format, or to the key that cannot work.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use data_encoding::HEXLOWER_PERMISSIVE;

use super::constants::Constant;
use super::error::SpecError;
use super::format::{SpecFormat, Trailer};
use super::header::HeaderBytes;
use super::keys::{MagicSpec, Order, Spec, TextRadix, VarintKind};
use super::length::{Escape, Field, Form};
use super::plain::Plain;
use crate::leb128::{self, Leb128};
use crate::number::ByteOrdering;
use crate::number::text::Radix;
use crate::{Counts, Limits, NumberEncoding, TwoPhase};

/// The most bytes of a header of fixed length, and of a trailer.
const LONGEST: u64 = 64 << 10;

pub(super) fn build(spec: &Spec) -> Result<SpecFormat, SpecError> {
    check_kinds(spec)?;
    let form = form(spec)?;
    let base = base(spec, &form)?;
    check_places(spec, &form, base)?;
    let constants = constants(spec)?;
    let mut format = SpecFormat {
        width: spec.width_in_bytes()?,
        base,
        counts: spec.counts,
        unit: at_least_one(spec.multiply, "multiply", "units of at least 1 byte")?,
        adjust: spec.adjust,
        min: spec.min,
        max: spec.max,
        multiple_of: at_least_one(spec.multiple_of, "multiple-of", "at least 1 byte")?,
        no_body: spec.no_body.clone().into(),
        until_end: spec.until_end,
        trailer: trailer(spec)?,
        template: template(&form, base, &constants),
        constants: constants.into(),
        form,
        plain: None,
    };
    check_lengths(spec, &format)?;
    format.template.shrink_to_fit();
    format.plain = Plain::of(&format);
    Ok(format)
}

fn refuse<T>(key: impl Into<String>, text: impl Into<String>) -> Result<T, SpecError> {
    Err(SpecError::of_key(key, text))
}

/// Refuses keys that say something of another kind of length, or the same thing twice.
fn check_kinds(spec: &Spec) -> Result<(), SpecError> {
    let binary = spec.text.is_none() && spec.varint.is_none();
    let leb128 = matches!(spec.varint, Some(VarintKind::Leb128 | VarintKind::Leb128Minimal));
    let ended = spec.varint.is_some() || spec.terminator.is_some();
    let rules: &[(&str, bool, &str)] = &[
        ("varint", spec.varint.is_some() && spec.text.is_some(), "a length that is not text as well"),
        ("terminator", spec.terminator.is_some() && spec.text.is_none(), "a length of `text`"),
        ("bits", spec.bits.is_some() && !leb128, "a length of `varint` leb128 or leb128-minimal"),
        ("tag", spec.tag.is_some() && spec.varint.is_none(), "a length of `varint`"),
        ("order", spec.order.is_some() && !binary, "a binary length"),
        ("mask", spec.mask.is_some() && !binary, "a binary length"),
        ("signed", spec.signed && !binary, "a binary length"),
        ("escapes", !spec.escapes.is_empty() && !binary, "a binary length"),
        ("header", spec.header.is_some() && ended, "no header of fixed length: the length ends it"),
        ("trailer-field", spec.trailer_field.is_some() && ended, "a header of fixed length"),
        (
            "width",
            spec.width.is_some() && spec.terminator.is_some(),
            "no width: the terminator ends the digits",
        ),
        (
            "counts",
            spec.counts == Counts::LengthAndBody && ended,
            "body or frame: the length has no fixed width",
        ),
    ];
    if let Some((key, _, allowed)) = rules.iter().find(|(_, broken, _)| *broken) {
        return refuse(*key, format!("expected {allowed}"));
    }
    let trailers = [
        ("any-trailer", spec.any_trailer.is_some()),
        ("pad", spec.pad.is_some()),
        ("trailer-field", spec.trailer_field.is_some()),
    ];
    let mut given = [("trailer", spec.trailer.is_some())].into_iter().chain(trailers).filter(|(_, is)| *is);
    match (given.next(), given.next()) {
        (Some((first, _)), Some((second, _))) => {
            refuse(second, format!("expected one way to end the frame; `{first}` is another"))
        }
        _ => Ok(()),
    }
}

impl Spec {
    fn order(&self) -> ByteOrdering {
        match self.order.unwrap_or_default() {
            Order::Big => ByteOrdering::Big,
            Order::Little => ByteOrdering::Little,
        }
    }

    /// Bytes of a length of fixed width; 0 of another.
    fn width_in_bytes(&self) -> Result<usize, SpecError> {
        if self.varint.is_some() || self.terminator.is_some() {
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

fn in_range(value: u64, least: u64, most: u64, key: &str, unit: &str) -> Result<usize, SpecError> {
    if (least..=most).contains(&value) {
        return Ok(value as usize);
    }
    refuse(key, format!("expected {least} to {most} {unit}, found {value}"))
}

fn at_least_one(value: Option<u64>, key: &str, expected: &str) -> Result<u64, SpecError> {
    match value {
        Some(0) => refuse(key, format!("expected {expected}, found 0")),
        _ => Ok(value.unwrap_or(1)),
    }
}

fn form(spec: &Spec) -> Result<Form, SpecError> {
    let offset = in_range(spec.offset, 0, LONGEST, "offset", "bytes")?;
    match (spec.text, spec.varint) {
        (Some(text), _) => text_form(spec, offset, radix(text)),
        (None, Some(kind)) => {
            let tag = spec.tag.map(|kind| encoding(kind, None, None)).transpose()?;
            Ok(Form::Varint { offset, tag, encoding: encoding(kind, spec.width, spec.bits)? })
        }
        (None, None) => binary_form(spec, offset),
    }
}

fn radix(text: TextRadix) -> Radix {
    match text {
        TextRadix::Decimal => Radix::Decimal,
        TextRadix::Hex => Radix::Hex,
        TextRadix::Octal => Radix::Octal,
    }
}

fn text_form(spec: &Spec, offset: usize, radix: Radix) -> Result<Form, SpecError> {
    let Some(terminator) = &spec.terminator else {
        return Ok(Form::Digits { offset, digits: spec.width_in_bytes()?, radix });
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
        VarintKind::Leb128 => NumberEncoding::Leb128(Leb128::new(width, bits)),
        VarintKind::Leb128Minimal => NumberEncoding::Leb128(Leb128::new(width, bits).minimal()),
        VarintKind::Vlq => NumberEncoding::Vlq { max_width: width },
        VarintKind::Quic => NumberEncoding::TopBits,
        VarintKind::Bigsize => NumberEncoding::Escaped(ByteOrdering::Big),
        VarintKind::Compactsize => NumberEncoding::Escaped(ByteOrdering::Little),
    })
}

fn binary_form(spec: &Spec, offset: usize) -> Result<Form, SpecError> {
    let width = spec.width_in_bytes()?;
    let field = Field { offset, width, order: spec.order(), mask: mask(spec, width)?, signed: spec.signed };
    let base = fixed_base(spec, field.end())?;
    let escapes = spec.escapes.iter().enumerate().map(|(index, escape)| {
        let key = |name| format!("escapes[{index}].{name}");
        let width = in_range(escape.width, 1, 8, &key("width"), "bytes")?;
        let offset = in_range(escape.offset.unwrap_or(base as u64), 0, LONGEST, &key("offset"), "bytes")?;
        if escape.number > field.highest() {
            return refuse(
                key("number"),
                format!("expected at most {}, which the length can say", field.highest()),
            );
        }
        if offset < field.end() && field.offset < offset + width {
            return refuse(key("offset"), "expected bytes that are not those of the length");
        }
        let mask = u64::MAX >> (64 - 8 * width);
        let longer = Field { offset, width, order: field.order, mask, signed: spec.signed };
        Ok(Escape { number: escape.number, field: longer, min: escape.min })
    });
    Ok(Form::Binary { field, escapes: escapes.collect::<Result<_, _>>()? })
}

fn mask(spec: &Spec, width: usize) -> Result<u64, SpecError> {
    let all = u64::MAX >> (64 - 8 * width);
    let mask = spec.mask.unwrap_or(all);
    if mask == 0 || mask > all {
        return refuse(
            "mask",
            format!("expected 1 to {all:#x}, bits of a length of this width, found {mask:#x}"),
        );
    }
    let run = mask >> mask.trailing_zeros();
    if run & run.wrapping_add(1) != 0 {
        return refuse("mask", format!("expected bits in one run, found {mask:#b}"));
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

fn base(spec: &Spec, form: &Form) -> Result<usize, SpecError> {
    match form {
        Form::Binary { field, .. } => fixed_base(spec, field.end()),
        Form::Digits { offset, digits, .. } => fixed_base(spec, offset + digits),
        Form::DigitsUntil { offset, terminator, .. } => Ok(offset + 1 + terminator.len()),
        Form::Varint { offset, tag, .. } => Ok(offset + 1 + usize::from(tag.is_some())),
    }
}

/// Refuses parts of the header that overlap or reach beyond it.
fn check_places(spec: &Spec, form: &Form, base: usize) -> Result<(), SpecError> {
    let (length, end) = match form {
        Form::Binary { field, .. } => (field.offset..field.end(), base),
        Form::Digits { offset, digits, .. } => (*offset..offset + digits, base),
        Form::DigitsUntil { offset, .. } | Form::Varint { offset, .. } => (*offset..usize::MAX, *offset),
    };
    let mut taken: Vec<(String, Range<usize>)> = Vec::from([("the length".into(), length)]);
    if let Form::Binary { field, .. } = form
        && spec.mask.is_some_and(|mask| mask != u64::MAX >> (64 - 8 * field.width))
    {
        // What the length leaves free of its own bytes may be fixed.
        taken.clear();
    }
    for (key, place) in places(spec)? {
        if place.end > end {
            return refuse(
                key,
                format!("expected bytes within the first {end} of the header; they end at {}", place.end),
            );
        }
        if let Some((other, _)) =
            taken.iter().find(|(_, other)| place.start < other.end && other.start < place.end)
        {
            return refuse(key, format!("expected bytes that do not overlap with {other}"));
        }
        taken.push((format!("`{key}`"), place));
    }
    Ok(())
}

/// The parts of the header that are not the length, by the keys that place them.
fn places(spec: &Spec) -> Result<Vec<(String, Range<usize>)>, SpecError> {
    let mut places = Vec::new();
    if let Some(first) = magic(spec)?.first() {
        places.push(("magic".into(), 0..first.len()));
    }
    for (index, fixed) in spec.fixed.iter().enumerate() {
        let key = format!("fixed[{index}].offset");
        let offset = in_range(fixed.offset, 0, LONGEST, &key, "bytes")?;
        places.push((key, offset..offset + fixed.bytes.len() / 2));
    }
    if let Some(field) = &spec.trailer_field {
        let offset = in_range(field.offset, 0, LONGEST, "trailer-field.offset", "bytes")?;
        let width = in_range(field.width, 1, 8, "trailer-field.width", "bytes")?;
        places.push(("trailer-field.offset".into(), offset..offset + width));
    }
    Ok(places)
}

fn hex(digits: &str, key: impl Into<String>) -> Result<Box<[u8]>, SpecError> {
    match HEXLOWER_PERMISSIVE.decode(digits.as_bytes()) {
        Ok(bytes) if !bytes.is_empty() => Ok(bytes.into()),
        _ => refuse(key, format!("expected bytes as hex digits in pairs, found {digits:?}")),
    }
}

fn magic(spec: &Spec) -> Result<Vec<Box<[u8]>>, SpecError> {
    let alternatives = match &spec.magic {
        None => return Ok(Vec::new()),
        Some(MagicSpec::One(digits)) => core::slice::from_ref(digits),
        Some(MagicSpec::OneOf(list)) => list.as_slice(),
    };
    let bytes: Vec<_> = alternatives.iter().map(|digits| hex(digits, "magic")).collect::<Result<_, _>>()?;
    if bytes.is_empty() || bytes.iter().any(|one| Some(one.len()) != bytes.first().map(|first| first.len())) {
        return refuse("magic", "expected at least one alternative, and all of one length");
    }
    Ok(bytes)
}

fn constants(spec: &Spec) -> Result<Vec<Constant>, SpecError> {
    let mut constants = Vec::new();
    let alternatives = magic(spec)?;
    if !alternatives.is_empty() {
        let expected = "the magic bytes of the format";
        constants.push(Constant { offset: 0, alternatives, mask: None, expected });
    }
    for (index, fixed) in spec.fixed.iter().enumerate() {
        let bytes = hex(&fixed.bytes, format!("fixed[{index}].bytes"))?;
        let key = format!("fixed[{index}].mask");
        let mask = fixed.mask.as_ref().map(|digits| hex(digits, key.clone())).transpose()?;
        if mask.as_ref().is_some_and(|mask| mask.len() != bytes.len()) {
            return refuse(key, "expected as many bytes as are fixed");
        }
        constants.push(Constant {
            offset: fixed.offset as usize,
            alternatives: Vec::from([bytes]),
            mask,
            expected: "the fixed bytes of the header",
        });
    }
    Ok(constants)
}

fn trailer(spec: &Spec) -> Result<Trailer, SpecError> {
    if let Some(digits) = &spec.trailer {
        return Ok(Trailer::Exactly(hex(digits, "trailer")?));
    }
    if let Some(len) = spec.any_trailer {
        return Ok(Trailer::Any(in_range(len, 0, LONGEST, "any-trailer", "bytes")?));
    }
    if let Some(unit) = spec.pad {
        return Ok(Trailer::PadTo(in_range(unit, 1, LONGEST, "pad", "bytes")? as u64));
    }
    Ok(match &spec.trailer_field {
        None => Trailer::Any(0),
        Some(field) => {
            let width = field.width as usize;
            let mask = u64::MAX >> (64 - 8 * width);
            Trailer::Announced(Field {
                offset: field.offset as usize,
                width,
                order: spec.order(),
                mask,
                signed: false,
            })
        }
    })
}

/// A header of zeros and what is always the same, whose number is 0.
fn template(form: &Form, base: usize, constants: &[Constant]) -> HeaderBytes {
    let mut template = HeaderBytes::from_elem(0, base);
    match form {
        Form::Digits { offset, digits, .. } => {
            template.iter_mut().skip(*offset).take(*digits).for_each(|byte| *byte = b'0');
        }
        Form::DigitsUntil { offset, terminator, .. } => {
            template.truncate(*offset);
            template.push(b'0');
            template.extend_from_slice(terminator);
        }
        Form::Binary { .. } | Form::Varint { .. } => {}
    }
    constants.iter().for_each(|constant| constant.apply(&mut template));
    template
}

/// Refuses lengths that can announce no frame.
fn check_lengths(spec: &Spec, format: &SpecFormat) -> Result<(), SpecError> {
    if matches!(format.trailer, Trailer::Any(_) | Trailer::Exactly(_))
        && format.trailer.fixed_len() > Limits::DEFAULT.trailer
    {
        return refuse("trailer", format!("expected at most {LONGEST} bytes"));
    }
    let highest = format.form.highest().saturating_mul(format.unit);
    match format.longest() {
        None if spec.adjust < 0 => {
            refuse("adjust", format!("expected less to be taken off: the highest length is {highest}"))
        }
        None if format.trailer.fixed_len() > 0 => {
            refuse("trailer", format!("expected a shorter one: the longest frame has {highest} bytes"))
        }
        None => {
            refuse("counts", format!("expected body: the highest length, {highest}, is less than the header"))
        }
        Some(longest) if spec.min > longest => {
            refuse("min", format!("expected at most {longest}, the longest body, found {}", spec.min))
        }
        Some(_) if format.limits().body == 0 && spec.max == Some(0) => {
            refuse("max", "expected at least 1 byte")
        }
        Some(_) => Ok(()),
    }
}
