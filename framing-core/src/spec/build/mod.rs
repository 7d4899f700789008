//! From a spec to its format, or to the key that cannot work.

mod ends;
mod form;
mod kinds;
mod places;

use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use self::places::FIXED;
use super::constants::Constant;
use super::error::SpecError;
use super::field::Extension;
use super::format::{InTurn, Kind, Several, SpecFormat, Variant};
use super::head::Head;
use super::header::HeaderBytes;
use super::keys::{Choose, Spec};
use super::layout::{Layout, Trailer, Unsaid};
use super::length::Form;
use crate::Limits;

/// The most bytes of a header of fixed length, and of a trailer.
const LONGEST: u64 = 64 << 10;

pub(super) fn build(spec: &Spec) -> Result<SpecFormat, SpecError> {
    refuse_given(&[
        ("when", !spec.when.is_empty(), "a spec that is one of `variants`"),
        ("times", spec.times.is_some(), "a spec that is one of `first`"),
    ])?;
    any(spec, &[])
}

/// Refuses the first of some keys that is given.
fn refuse_given(keys: &[(&str, bool, &str)]) -> Result<(), SpecError> {
    match keys.iter().find(|(_, given, _)| *given) {
        Some((key, _, expected)) => refuse(*key, format!("expected {expected}")),
        None => Ok(()),
    }
}

/// The format of a spec whose first frame has a header that fits `when`.
fn any(spec: &Spec, when: &[Constant]) -> Result<SpecFormat, SpecError> {
    let inherited = if spec.first.is_empty() { when } else { &[] };
    let then = if spec.variants.is_empty() { one(spec, inherited)? } else { several(spec)? };
    if spec.first.is_empty() {
        return Ok(then);
    }
    let all = spec.first.iter().enumerate();
    let first =
        all.map(|(index, one)| first(one, if index == 0 { when } else { &[] }, &format!("first[{index}]")));
    Ok(SpecFormat::of(Kind::InTurn(Box::new(InTurn {
        first: first.collect::<Result<_, _>>()?,
        then,
        seen: 0,
    }))))
}

/// Frames that come first, and how many.
fn first(spec: &Spec, when: &[Constant], key: &str) -> Result<(u64, SpecFormat), SpecError> {
    let within = |fault: SpecError| fault.within(key);
    refuse_given(&[
        ("when", !spec.when.is_empty(), "a spec that is one of `variants`"),
        ("first", !spec.first.is_empty(), "no frames before the first ones"),
    ])
    .map_err(within)?;
    let times = at_least_one(spec.times, "times", "at least 1 frame").map_err(within)?;
    Ok((times, any(spec, when).map_err(within)?))
}

fn several(spec: &Spec) -> Result<SpecFormat, SpecError> {
    refuse_own_keys(spec)?;
    let once = spec.choose == Choose::Stream;
    let last = spec.variants.len().saturating_sub(1);
    let all = spec.variants.iter().enumerate();
    let variants = all.map(|(index, one)| {
        variant(one, once, index == last).map_err(|fault| fault.within(&format!("variants[{index}]")))
    });
    let variants = variants.collect::<Result<_, _>>()?;
    Ok(SpecFormat::of(Kind::Several(Box::new(Several { variants, once, told: None }))))
}

fn variant(spec: &Spec, once: bool, is_last: bool) -> Result<Variant, SpecError> {
    refuse_given(&[
        ("times", spec.times.is_some(), "a spec that is one of `first`"),
        ("first", !spec.first.is_empty() && !once, "a choice for the whole stream: `choose = \"stream\"`"),
        (
            "when",
            spec.when.is_empty() && !is_last,
            "a condition that distinguishes this variant from the ones after it",
        ),
    ])?;
    let when = places::constants(&spec.when, "when", "the bytes that identify a kind of frame")?;
    let format = any(spec, &when)?;
    let reach = when.iter().map(Constant::end).max().unwrap_or(0);
    match format.least_header() {
        Some(least) if reach > least => refuse(
            "when",
            format!(
                "expected bytes within the shortest header of this variant, of {least}; they end at {reach}"
            ),
        ),
        _ => Ok(Variant { when: when.into(), format }),
    }
}

/// Refuses the keys that belong to each variant, in a spec that has variants.
fn refuse_own_keys(spec: &Spec) -> Result<(), SpecError> {
    const SHARED: [&str; 8] = ["name", "summary", "source", "first", "times", "variants", "when", "choose"];
    let own: Vec<_> = spec.given().filter(|key| !SHARED.contains(key)).collect();
    let Some(first) = own.first() else { return Ok(()) };
    let all: Vec<_> = own.iter().map(|key| format!("`{key}`")).collect();
    let all = all.join(", ");
    refuse(*first, format!("expected none beside `variants`, found {all}; help: move it into each variant"))
}

/// The format of frames of one kind, whose headers fit `when`.
fn one(spec: &Spec, when: &[Constant]) -> Result<SpecFormat, SpecError> {
    if spec.choose != Choose::Frame {
        return refuse("choose", "expected `variants` to choose from");
    }
    layout(spec, when).map(|layout| SpecFormat::of(Kind::One(Box::new(layout))))
}

fn layout(spec: &Spec, when: &[Constant]) -> Result<Layout, SpecError> {
    kinds::check(spec)?;
    let form = form::form(spec)?;
    let base = form::base(spec, &form)?;
    places::check_places(spec, &form, base)?;
    let extensions = places::extensions(spec)?;
    let constants = [when, &places::magic(spec)?, &places::constants(&spec.fixed, "fixed", FIXED)?].concat();
    let until_end = form::specials(&spec.until_end, &form, "until-end")?;
    let mut layout = Layout {
        width: spec.width_in_bytes()?,
        base,
        counts: spec.counts,
        unit: at_least_one(spec.multiply, "multiply", "units of at least 1 byte")?,
        adjust: spec.adjust,
        min: spec.min,
        max: spec.max,
        multiple_of: at_least_one(spec.multiple_of, "multiple-of", "at least 1 byte")?,
        no_body: form::specials(&spec.no_body, &form, "no-body")?.into(),
        until_end: until_end.into(),
        unsaid: ends::unsaid(spec)?,
        trailer_text: "",
        trailer: ends::trailer(spec)?,
        checks: ends::checks(spec)?.into(),
        template: template(&form, base, &constants, &extensions),
        constants: constants.into(),
        forbidden: places::constants(&spec.forbidden, "forbidden", FORBIDDEN)?.into(),
        extensions: extensions.into(),
        form,
    };
    layout.trailer_text = ends::trailer_text(&layout.trailer);
    ends::check_checks(spec, &layout.checks, &layout.trailer)?;
    check_lengths(spec, &layout)?;
    layout.template.shrink_to_fit();
    Ok(layout)
}

const FORBIDDEN: &str = "bytes that are not the forbidden ones";

fn refuse<T>(key: impl Into<String>, text: impl Into<String>) -> Result<T, SpecError> {
    Err(SpecError::of_key(key, text))
}

#[expect(clippy::cast_possible_truncation, reason = "callers pass a range of widths")]
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

/// A header of zeros and what is always the same, whose number is 0.
fn template(form: &Form, base: usize, constants: &[Constant], extensions: &[Extension]) -> HeaderBytes {
    let mut template = HeaderBytes::from_elem(0, base);
    match form {
        Form::Digits(digits) => digits.write(0, &mut template),
        Form::DigitsUntil { offset, terminator, .. } => {
            template.truncate(*offset);
            template.push(b'0');
            template.extend_from_slice(terminator);
        }
        Form::Head(head) => return head_template(head, constants),
        Form::Binary { .. } | Form::Varint { .. } | Form::Nowhere => {}
    }
    extensions.iter().for_each(|extension| extension.write_least(&mut template));
    let mut all = extensions.iter();
    let len = all.try_fold(base as u64, |len, extension| extension.extend(len, &template));
    template.resize(len.map_or(base, |len| len.min(LONGEST) as usize), 0);
    constants.iter().for_each(|constant| constant.apply(&mut template));
    template
}

/// A header of text that begins with what is always the same.
fn head_template(head: &Head, constants: &[Constant]) -> HeaderBytes {
    let front = constants.iter().map(Constant::end).max().unwrap_or(0);
    let mut front = HeaderBytes::from_elem(b' ', front);
    constants.iter().for_each(|constant| constant.apply(&mut front));
    HeaderBytes::from_vec(head.template(&front))
}

/// Refuses lengths that can announce no frame.
fn check_lengths(spec: &Spec, format: &Layout) -> Result<(), SpecError> {
    if matches!(format.trailer, Trailer::Any(_) | Trailer::Bytes { .. })
        && format.trailer.fixed_len() > Limits::DEFAULT.trailer()
    {
        return refuse("trailer", format!("expected at most {LONGEST} bytes"));
    }
    let is_nothing = format.base == 0 && format.trailer.fixed_len() == 0;
    if is_nothing && matches!(format.form, Form::Nowhere) && format.unsaid == Unsaid::Exactly(0) {
        return refuse("body", "expected a frame of at least 1 byte");
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
        Some(_) if spec.max == Some(0) => refuse("max", "expected at least 1 byte"),
        Some(_) => Ok(()),
    }
}
