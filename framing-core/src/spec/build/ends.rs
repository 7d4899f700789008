//! What ends the frame, from the keys that say so.

use alloc::format;
use alloc::vec::Vec;

use super::super::check::Check;
use super::super::error::SpecError;
use super::super::keys::{BodySpec, CheckCovers, CheckKind, CheckPlace, CheckSpec, Spec};
use super::super::layout::{Trailer, Unsaid};
use super::places::{NumberPlace, hex, numeral};
use super::{LONGEST, in_range, refuse};

pub(super) fn trailer(spec: &Spec) -> Result<Trailer, SpecError> {
    if let Some(digits) = &spec.trailer {
        return Ok(Trailer::Exactly(hex(digits, "trailer")?));
    }
    if let Some(digits) = &spec.until {
        return Ok(Trailer::Exactly(hex(digits, "until")?));
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
            let place = NumberPlace { offset: field.offset, width: field.width, order: None, text: None };
            Trailer::Announced(numeral(spec, &place, "trailer-field")?)
        }
    })
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

/// Refuses checks that do not lie in the trailer.
pub(super) fn check_checks(checks: &[Check], trailer: &Trailer) -> Result<(), SpecError> {
    let len = trailer.fixed_len();
    for (index, check) in checks.iter().enumerate().filter(|(_, check)| !check.in_header) {
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
