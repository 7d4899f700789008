//! Keys that contradict the kind of length, or each other.

use alloc::format;

use super::super::error::SpecError;
use super::super::keys::{Spec, VarintKind};
use super::refuse;
use crate::LengthCovers;

/// What kind of length a spec has, as far as its keys depend on it.
struct Kind {
    is_binary: bool,
    is_varint: bool,
    is_leb128: bool,
    is_text: bool,
    /// Digits of fixed number.
    is_digits: bool,
    /// A word or a field of a header of text.
    is_in_text: bool,
    is_none: bool,
    /// A search finds the end of the header.
    is_ended: bool,
}

impl Kind {
    fn of(spec: &Spec) -> Self {
        let is_in_text = spec.word.is_some() || spec.field.is_some();
        let is_text = spec.text.is_some() || is_in_text;
        let is_varint = spec.varint.is_some();
        let is_none = !is_text && !is_varint && spec.width.is_none();
        Self {
            is_binary: !is_text && !is_varint && !is_none,
            is_varint,
            is_leb128: matches!(spec.varint, Some(VarintKind::Leb128 | VarintKind::Leb128Minimal)),
            is_text,
            is_digits: is_text && !is_in_text && spec.terminator.is_none(),
            is_in_text,
            is_none,
            is_ended: is_varint || is_in_text || spec.terminator.is_some(),
        }
    }
}

pub(super) fn check(spec: &Spec) -> Result<(), SpecError> {
    let kind = Kind::of(spec);
    let unsaid = spec.body.is_some() || spec.until.is_some();
    if kind.is_none && !unsaid {
        return refuse("width", "expected the bytes of the length; there is no such key");
    }
    check_form(spec, &kind)?;
    check_parts(spec, &kind)?;
    check_ends(spec)
}

type Rules<'a> = &'a [(&'a str, bool, &'a str)];

fn first_broken(rules: Rules<'_>) -> Result<(), SpecError> {
    match rules.iter().find(|(_, broken, _)| *broken) {
        Some((key, _, allowed)) => refuse(*key, format!("expected {allowed}")),
        None => Ok(()),
    }
}

/// The keys of the position and the encoding of the length.
fn check_form(spec: &Spec, kind: &Kind) -> Result<(), SpecError> {
    let binary = "a binary length";
    first_broken(&[
        ("varint", kind.is_varint && kind.is_text, "a length that is not text as well"),
        (
            "terminator",
            spec.terminator.is_some() && !kind.is_text && !kind.is_none,
            "a length of `text`, or none",
        ),
        ("word", spec.word.is_some() && spec.field.is_some(), "a length that is not in a `field` as well"),
        ("word", spec.word.is_some() && spec.terminator.is_none(), "a header that a `terminator` ends"),
        ("word", spec.word == Some(0), "1 for the first word, 2 for the second, -1 for the last"),
        ("offset", spec.offset > 0 && (kind.is_in_text || kind.is_none), "a length with a fixed place"),
        ("separator", spec.separator.is_some() && spec.field.is_none(), "a length in a `field`"),
        ("line-end", spec.line_end.is_some() && spec.field.is_none(), "a length in a `field`"),
        ("fill", spec.fill.is_some() && !kind.is_digits, "a length of `text` and fixed `width`"),
        ("bits", spec.bits.is_some() && !kind.is_leb128, "a length of `varint` leb128 or leb128-minimal"),
        ("tag", spec.tag.is_some() && !kind.is_varint, "a length of `varint`"),
        ("order", spec.order.is_some() && kind.is_varint, binary),
        ("order", spec.order.is_some() && kind.is_text && spec.checks.is_empty(), binary),
        ("mask", spec.mask.is_some() && !kind.is_binary, binary),
        ("signed", spec.signed && !kind.is_binary, binary),
        (
            "bcd",
            spec.bcd && (!kind.is_binary || spec.signed || spec.mask.is_some()),
            "a binary length that has no sign or mask",
        ),
        ("escapes", !spec.escapes.is_empty() && !kind.is_binary, binary),
        ("header", spec.header.is_some() && kind.is_ended, "no header of fixed length: the length ends it"),
        (
            "width",
            spec.width.is_some() && kind.is_text && !kind.is_digits,
            "no width: the terminator ends the digits",
        ),
    ])
}

/// The keys of what the length counts and of the rest of the header.
fn check_parts(spec: &Spec, kind: &Kind) -> Result<(), SpecError> {
    let fixed = "a header of fixed length";
    let length = "a header with a length";
    let unsaid = spec.body.is_some() || spec.until.is_some();
    first_broken(&[
        (
            "counts",
            spec.counts == LengthCovers::LengthAndBody && kind.is_ended,
            "body or frame: the length has no fixed width",
        ),
        ("counts", spec.counts != LengthCovers::Body && kind.is_none, length),
        ("multiply", spec.multiply.is_some() && kind.is_none, length),
        ("adjust", spec.adjust != 0 && kind.is_none, length),
        ("min", spec.min > 0 && kind.is_none, length),
        ("multiple-of", spec.multiple_of.is_some() && kind.is_none, length),
        ("no-body", !spec.no_body.is_empty() && kind.is_none, length),
        ("until-end", !spec.until_end.is_empty() && kind.is_none, length),
        ("trailer-field", spec.trailer_field.is_some() && kind.is_ended, fixed),
        ("extensions", !spec.extensions.is_empty() && kind.is_ended, fixed),
        (
            "extensions",
            !spec.extensions.is_empty() && !spec.escapes.is_empty(),
            "no `escapes`, which extend the header too",
        ),
        (
            "body",
            spec.body.is_some() && spec.until.is_some(),
            "no `until`, which is another way to end the body",
        ),
        (
            if spec.body.is_some() { "body" } else { "until" },
            unsaid && !kind.is_none && spec.field.is_none(),
            "no length, or one in a `field`, which may be missing",
        ),
    ])
}

/// The keys that end the frame: one of these at most, and after a delimiter only what has a fixed length.
fn check_ends(spec: &Spec) -> Result<(), SpecError> {
    let sized = [("pad", spec.pad.is_some()), ("trailer-field", spec.trailer_field.is_some())];
    let fixed = [("trailer", spec.trailer.is_some()), ("any-trailer", spec.any_trailer.is_some())];
    let until = [("until", spec.until.is_some())];
    let mut given = fixed.iter().chain(&sized).filter(|(_, is)| *is);
    let first = given.next();
    let is_sized = sized.iter().any(|(_, is)| *is);
    let second = given.next().or(until.iter().find(|(_, is)| *is && is_sized));
    match (first, second) {
        (Some((first, _)), Some((second, _))) => {
            refuse(*second, format!("expected one way to end the frame; `{first}` is another"))
        }
        _ => Ok(()),
    }
}
