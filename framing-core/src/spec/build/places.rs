//! The other parts of the header, from their keys.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use data_encoding::HEXLOWER_PERMISSIVE;

use super::super::constants::Constant;
use super::super::error::SpecError;
use super::super::field::{Coding, Digits, Extension, Field, Numeral};
use super::super::keys::{ExtensionSpec, Fill, FixedSpec, OneOrMore, Spec, TextRadix};
use super::super::length::Form;
use super::super::texts;
use super::ends::checks;
use super::form::{mask, radix};
use super::{LONGEST, at_least_one, in_range, refuse};
use crate::Endian;

/// Refuses parts of the header that overlap or reach beyond it.
pub(super) fn check_places(spec: &Spec, form: &Form, base: usize) -> Result<(), SpecError> {
    let (length, end) = match form {
        Form::Binary { field, .. } => (field.offset..field.end(), base),
        Form::Digits(digits) => (digits.offset..digits.end(), base),
        Form::DigitsUntil { offset, .. } | Form::Varint { offset, .. } => (*offset..usize::MAX, *offset),
        Form::Head(_) => (0..0, usize::MAX),
        Form::Nowhere => (0..0, base),
    };
    let mut taken: Vec<(String, Range<usize>)> = Vec::from([("the length".into(), length)]);
    if let Form::Binary { field, .. } = form {
        if spec.mask.is_some_and(|mask| mask != u64::MAX >> (64 - 8 * field.width)) {
            // The bits of its own bytes that the length does not use may be fixed.
            taken.clear();
        }
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
        places.push(("magic".into(), 0..first.alternatives.first().map_or(0, |bytes| bytes.len())));
    }
    for (index, fixed) in constants(&spec.fixed, "fixed", FIXED)?.iter().enumerate() {
        places.push((format!("fixed[{index}].offset"), fixed.offset..fixed.end()));
    }
    if let Some(field) = &spec.trailer_field {
        let offset = in_range(field.offset, 0, LONGEST, "trailer-field.offset", "bytes")?;
        let width = in_range(field.width, 1, 8, "trailer-field.width", "bytes")?;
        places.push(("trailer-field.offset".into(), offset..offset + width));
    }
    for (index, extension) in extensions(spec)?.iter().enumerate() {
        let number = extension.number;
        places.push((format!("extensions[{index}].offset"), number.offset()..number.end()));
    }
    for (index, check) in checks(spec)?.iter().enumerate().filter(|(_, check)| check.in_header) {
        places.push((format!("checks[{index}].offset"), check.number.offset()..check.number.end()));
    }
    Ok(places)
}

pub(super) fn hex(digits: &str, key: impl Into<String>) -> Result<Box<[u8]>, SpecError> {
    match HEXLOWER_PERMISSIVE.decode(digits.as_bytes()) {
        Ok(bytes) if !bytes.is_empty() => Ok(bytes.into()),
        _ => refuse(key, format!("expected bytes as hex digits in pairs, found {digits:?}")),
    }
}

/// Alternatives of one length.
fn alternatives(bytes: Vec<Box<[u8]>>, key: &str) -> Result<Vec<Box<[u8]>>, SpecError> {
    let first = bytes.first().map(|first| first.len());
    if first.is_none_or(|first| first == 0) || bytes.iter().any(|one| Some(one.len()) != first) {
        return refuse(key, "expected at least one alternative, and all of one length");
    }
    Ok(bytes)
}

fn bytes_of(hex_digits: &OneOrMore, key: &str) -> Result<Vec<Box<[u8]>>, SpecError> {
    let all: Result<_, _> = hex_digits.as_slice().iter().map(|digits| hex(digits, key)).collect();
    alternatives(all?, key)
}

/// The magic bytes, if there are any.
pub(super) fn magic(spec: &Spec) -> Result<Vec<Constant>, SpecError> {
    let Some(magic) = &spec.magic else { return Ok(Vec::new()) };
    let alternatives = bytes_of(magic, "magic")?;
    let all = alternatives.iter().map(|bytes| &**bytes);
    let expected = texts::of_alternatives("the magic bytes", all, "the magic bytes of the format");
    Ok(Vec::from([Constant { offset: 0, alternatives, mask: None, expected }]))
}

pub(super) const FIXED: &str = "the fixed bytes of the header";

pub(super) fn constants(
    all: &[FixedSpec],
    key: &str,
    expected: &'static str,
) -> Result<Vec<Constant>, SpecError> {
    let one = |(index, fixed)| constant(fixed, &format!("{key}[{index}]"), expected);
    all.iter().enumerate().map(one).collect()
}

fn constant(fixed: &FixedSpec, key: &str, expected: &'static str) -> Result<Constant, SpecError> {
    let alternatives = match (&fixed.bytes, &fixed.text) {
        (Some(bytes), None) => bytes_of(bytes, &format!("{key}.bytes"))?,
        (None, Some(text)) => {
            let all = text.as_slice().iter().map(|text| text.as_bytes().into()).collect();
            alternatives(all, &format!("{key}.text"))?
        }
        (Some(_), Some(_)) => return refuse(format!("{key}.text"), "expected no `bytes` beside it"),
        (None, None) => {
            return refuse(format!("{key}.bytes"), "expected `bytes` or `text`; there is no such key");
        }
    };
    let mask_key = format!("{key}.mask");
    let mask = fixed.mask.as_ref().map(|digits| hex(digits, mask_key.clone())).transpose()?;
    if mask.as_ref().is_some_and(|mask| alternatives.iter().any(|bytes| bytes.len() != mask.len())) {
        return refuse(mask_key, "expected as many bytes as are fixed");
    }
    let offset = in_range(fixed.offset, 0, LONGEST, &format!("{key}.offset"), "bytes")?;
    let expected = match &mask {
        Some(_) => expected,
        None => texts::of_alternatives(expected, alternatives.iter().map(|bytes| &**bytes), expected),
    };
    Ok(Constant { offset, alternatives, mask, expected })
}

pub(super) fn extensions(spec: &Spec) -> Result<Vec<Extension>, SpecError> {
    let one = |(index, given)| extension(spec, given, &format!("extensions[{index}]"));
    spec.extensions.iter().enumerate().map(one).collect()
}

fn extension(spec: &Spec, given: &ExtensionSpec, key: &str) -> Result<Extension, SpecError> {
    let place =
        NumberPlace { offset: given.offset, width: given.width, order: given.order, text: given.text };
    let mut number = numeral(spec, &place, key)?;
    if let (Numeral::Binary(field), Some(_)) = (&mut number, given.mask) {
        field.mask = mask(given.mask, field.width, &format!("{key}.mask"))?;
    }
    Ok(Extension {
        number,
        unit: at_least_one(given.multiply, &format!("{key}.multiply"), "units of at least 1 byte")?,
        adjust: given.adjust,
        pad: at_least_one(given.pad, &format!("{key}.pad"), "at least 1 byte")?,
    })
}

/// The position and the encoding of a number of fixed width.
pub(super) struct NumberPlace {
    pub(super) offset: u64,
    pub(super) width: u64,
    pub(super) order: Option<Endian>,
    pub(super) text: Option<TextRadix>,
}

pub(super) fn numeral(spec: &Spec, place: &NumberPlace, key: &str) -> Result<Numeral, SpecError> {
    let offset = in_range(place.offset, 0, LONGEST, &format!("{key}.offset"), "bytes")?;
    let width_key = format!("{key}.width");
    if let Some(text) = place.text {
        let digits = in_range(place.width, 1, 22, &width_key, "digits")?;
        return Ok(Numeral::Text(Digits { offset, digits, radix: radix(text), fill: Fill::ZerosBefore }));
    }
    let width = in_range(place.width, 1, 8, &width_key, "bytes")?;
    let mask = u64::MAX >> (64 - 8 * width);
    let endian = place.order.or(spec.order).unwrap_or_default();
    Ok(Numeral::Binary(Field { offset, width, endian, mask, coding: Coding::Unsigned }))
}
