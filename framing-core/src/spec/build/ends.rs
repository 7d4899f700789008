//! The end of the frame, from its keys.

use alloc::boxed::Box;
use alloc::format;
use alloc::vec::Vec;

use super::super::check::Check;
use super::super::error::SpecError;
use super::super::keys::{BodySpec, CheckCovers, CheckKind, CheckPlace, CheckSpec, Spec};
use super::super::layout::{Trailer, Unsaid};
use super::super::texts;
use super::places::{NumberPlace, hex, numeral};
use super::{LONGEST, in_range, refuse};

pub(super) fn trailer(spec: &Spec) -> Result<Trailer, SpecError> {
    let delimiter = spec.until.as_ref().map(|digits| hex(digits, "until")).transpose()?.unwrap_or_default();
    if let Some(digits) = &spec.trailer {
        let bytes: Box<[u8]> = [delimiter, hex(digits, "trailer")?].concat().into();
        return Ok(Trailer::Bytes { exact: bytes.len(), bytes });
    }
    if let Some(unit) = spec.pad {
        return Ok(Trailer::PadTo(in_range(unit, 1, LONGEST, "pad", "bytes")? as u64));
    }
    if let Some(field) = &spec.trailer_field {
        let place = NumberPlace { offset: field.offset, width: field.width, order: None, text: None };
        return Ok(Trailer::Announced(numeral(spec, &place, "trailer-field")?));
    }
    let any = match spec.any_trailer {
        Some(len) => in_range(len, 0, LONGEST, "any-trailer", "bytes")?,
        None => reach(spec)?.saturating_sub(delimiter.len()),
    };
    if delimiter.is_empty() {
        return Ok(Trailer::Any(any));
    }
    let mut bytes = delimiter.to_vec();
    bytes.resize(delimiter.len() + any, 0);
    Ok(Trailer::Bytes { exact: delimiter.len(), bytes: bytes.into() })
}

/// Bytes of the trailer up to the end of the last check in it.
fn reach(spec: &Spec) -> Result<usize, SpecError> {
    let ends = checks(spec)?.into_iter().filter(|check| !check.in_header).map(|check| check.number.end());
    Ok(ends.max().unwrap_or(0))
}

/// What a trailer of other bytes is refused with.
pub(super) fn trailer_text(trailer: &Trailer) -> &'static str {
    match trailer {
        Trailer::Bytes { bytes, exact } => texts::of_bytes(
            "the trailer",
            bytes.get(..*exact).unwrap_or_default(),
            "the trailer of the format",
        ),
        _ => "the trailer of the format",
    }
}

pub(super) fn unsaid(spec: &Spec) -> Result<Unsaid, SpecError> {
    if let Some(digits) = &spec.until {
        return Ok(Unsaid::Until(hex(digits, "until")?));
    }
    Ok(match spec.body {
        None => Unsaid::Refused,
        Some(BodySpec::Bytes(len)) => Unsaid::Exactly(len),
        Some(BodySpec::ToEnd(_)) => Unsaid::ToEnd,
    })
}

pub(super) fn checks(spec: &Spec) -> Result<Vec<Check>, SpecError> {
    let one = |(index, given)| check(spec, given, &format!("checks[{index}]"));
    spec.checks.iter().enumerate().map(one).collect()
}

#[expect(clippy::cast_possible_truncation, reason = "a width is at most 8 bytes")]
fn check(spec: &Spec, given: &CheckSpec, key: &str) -> Result<Check, SpecError> {
    let own = given.kind.width();
    let Some(width) = given.width.or(own.or(spec.width)) else {
        return refuse(format!("{key}.width"), "expected the bytes of the number; there is no such key");
    };
    let place = NumberPlace { offset: given.offset, width, order: given.order, text: given.text };
    let number = numeral(spec, &place, key)?;
    let has_length = spec.width.is_some() || spec.varint.is_some() || spec.text.is_some();
    if given.kind == CheckKind::Length && !has_length {
        return refuse(format!("{key}.kind"), "expected a checksum: the header has no length");
    }
    let in_header = given.place == CheckPlace::Header;
    let from = in_range(given.from, 0, LONGEST, &format!("{key}.from"), "bytes")?;
    let covers_header = in_header || given.covers == CheckCovers::HeaderAndBody;
    if from > 0 && !covers_header {
        return refuse(format!("{key}.from"), "expected a check that `covers` header-and-body");
    }
    let bits = 8 * given.text.map_or(width, |_| own.unwrap_or(8)) as u32;
    Ok(Check { kind: given.kind, number, bits, in_header, from: covers_header.then_some(from) })
}

/// Refuses checks that do not lie in the trailer, or lie in the delimiter that it begins with.
pub(super) fn check_checks(spec: &Spec, checks: &[Check], trailer: &Trailer) -> Result<(), SpecError> {
    let len = trailer.fixed_len();
    let delimiter = spec.until.as_ref().map_or(0, |digits| digits.len() / 2);
    for (index, check) in checks.iter().enumerate().filter(|(_, check)| !check.in_header) {
        if check.number.offset() < delimiter {
            return refuse(
                format!("checks[{index}].offset"),
                format!(
                    "expected bytes after the delimiter, from {delimiter} on, found {}",
                    check.number.offset()
                ),
            );
        }
        if check.number.end() > len {
            let end = check.number.end();
            return refuse(
                format!("checks[{index}].offset"),
                format!("expected bytes within the trailer, of {len} bytes; they end at {end}"),
            );
        }
    }
    Ok(())
}
