//! The layout diagram of a spec.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::{LayoutDiagram, Part, Widths};
use crate::spec::{BodySpec, CheckKind, CheckPlace, FixedSpec, OneOrMore, Spec, TextRadix, VarintKind};
use crate::{Endian, LengthCovers};

impl LayoutDiagram {
    /// What the frames of a spec look like.
    ///
    /// ```
    /// use framing_core::registry::LayoutDiagram;
    /// use framing_core::spec::Spec;
    ///
    /// let spec = Spec::from_toml("header = 5\noffset = 1\nwidth = 4\ntrailer = 'ce'")?;
    /// assert_eq!(LayoutDiagram::from_spec(&spec).to_string(), "[other:1][length:4 BE][body][0xce:1]");
    /// # Ok::<(), framing_core::spec::SpecError>(())
    /// ```
    #[must_use]
    pub fn from_spec(spec: &Spec) -> Self {
        let mut kinds: Vec<_> = spec.first.iter().flat_map(|first| Self::from_spec(first).kinds).collect();
        match spec.variants.as_slice() {
            [] => kinds.push(frame(spec)),
            variants => kinds.extend(variants.iter().flat_map(|variant| Self::from_spec(variant).kinds)),
        }
        Self { kinds }
    }
}

fn part(name: impl Into<String>, widths: Widths, note: impl Into<String>) -> Part {
    Part { name: name.into(), widths: Vec::from([widths]), note: note.into() }
}

fn frame(spec: &Spec) -> Vec<Part> {
    let mut parts = header(spec);
    match (&spec.body, &spec.until) {
        (Some(BodySpec::Bytes(0)), _) if spec.field.is_none() => {}
        (Some(BodySpec::Bytes(len)), _) if spec.field.is_none() => {
            parts.push(part("body", Widths::exactly(*len), ""));
        }
        (Some(BodySpec::ToEnd(_)), _) => parts.push(part("body to the end", Widths::ANY, "")),
        _ => parts.push(part("body", Widths::ANY, "")),
    }
    parts.extend(trailer(spec));
    parts
}

/// A part of a header with a fixed place.
struct Placed {
    offset: u64,
    part: Part,
}

fn header(spec: &Spec) -> Vec<Part> {
    let is_text = spec.text.is_some() || spec.word.is_some() || spec.field.is_some();
    if is_text && (spec.terminator.is_some() || spec.field.is_some()) || is_line(spec) {
        return text_header(spec);
    }
    let mut placed = constants(spec);
    placed.extend(numbers(spec));
    let mut end = None;
    let mut parts = Vec::new();
    if spec.varint.is_none() {
        if let Some(width) = spec.width {
            place_length(&mut placed, spec, width);
        }
        end = spec.header.or(Some(placed.iter().map(end_of).max().unwrap_or(0)));
    }
    fill(&mut parts, placed, end.unwrap_or(spec.offset));
    parts.extend(varint(spec));
    parts.extend(extensions(spec, end.unwrap_or(0)));
    parts
}

fn is_line(spec: &Spec) -> bool {
    spec.terminator.is_some() && spec.width.is_none() && spec.varint.is_none() && spec.text.is_none()
}

/// A line, or lines, that a search finds the end of.
fn text_header(spec: &Spec) -> Vec<Part> {
    let end = spec.terminator.as_deref().or(spec.line_end.as_deref()).unwrap_or("\r\n");
    let least = end.len() as u64;
    let up_to = |least: u64| Widths { least, most: None };
    let note = format!("up to {end:?}");
    if let Some(word) = spec.word {
        return Vec::from([part("line", up_to(least + 1), format!("{note}, word {word} is the length"))]);
    }
    if let Some(names) = &spec.field {
        let name = names.as_slice().first().map_or("", |name| name);
        return Vec::from([part("head", up_to(least), format!("{note}, {name} is the length"))]);
    }
    let Some(radix) = spec.text else { return Vec::from([part("line", up_to(least), note)]) };
    let mut parts = Vec::new();
    fill(&mut parts, constants(spec), spec.offset);
    parts.push(part("length", up_to(least + 1), format!("{}, {note}", radix_name(radix))));
    parts
}

fn place_length(placed: &mut Vec<Placed>, spec: &Spec, width: u64) {
    let (start, end) = (spec.offset, spec.offset + width);
    // The note of the length describes the constant bits of its bytes.
    placed.retain(|other| other.offset >= end || end_of(other) <= start);
    placed.push(Placed {
        offset: start,
        part: part("length", Widths::exactly(width), length_note(spec, width)),
    });
}

fn end_of(placed: &Placed) -> u64 {
    placed.offset + placed.part.width().unwrap_or(0)
}

/// Parts in their places, and the bytes between them, up to `end`.
fn fill(parts: &mut Vec<Part>, mut placed: Vec<Placed>, end: u64) {
    placed.sort_by_key(|placed| placed.offset);
    let mut at = 0;
    for next in placed {
        if next.offset > at {
            parts.push(part("other", Widths::exactly(next.offset - at), ""));
        }
        if next.offset >= at {
            at = end_of(&next);
            parts.push(next.part);
        }
    }
    if end > at {
        parts.push(part("other", Widths::exactly(end - at), ""));
    }
}

fn constants(spec: &Spec) -> Vec<Placed> {
    let magic = spec.magic.iter().filter_map(|magic| hex_part(0, magic, false));
    let fixed = spec.fixed.iter().chain(&spec.when).filter_map(fixed_part);
    let mut all: Vec<Placed> = Vec::new();
    for next in magic.chain(fixed) {
        let is_free = |other: &Placed| other.offset >= end_of(&next) || end_of(other) <= next.offset;
        if all.iter().all(is_free) {
            all.push(next);
        }
    }
    all
}

fn fixed_part(fixed: &FixedSpec) -> Option<Placed> {
    if let Some(text) = &fixed.text {
        let first = text.as_slice().first()?;
        let names: Vec<_> = text.as_slice().iter().map(|text| format!("{text:?}")).collect();
        let part = part(names.join("/"), Widths::exactly(first.len() as u64), "");
        return Some(Placed { offset: fixed.offset, part });
    }
    hex_part(fixed.offset, fixed.bytes.as_ref()?, fixed.mask.is_some())
}

fn hex_part(offset: u64, digits: &OneOrMore, is_masked: bool) -> Option<Placed> {
    let first = digits.as_slice().first()?;
    let width = first.len() as u64 / 2;
    let name = match digits.as_slice() {
        _ if is_masked => "flags".to_string(),
        [only] if width <= 8 => format!("0x{only}"),
        [first, .., last] if width <= 2 => format!("0x{first}/{last}"),
        _ => "magic".to_string(),
    };
    Some(Placed { offset, part: part(name, Widths::exactly(width), "") })
}

/// Numbers in the header besides the length.
fn numbers(spec: &Spec) -> Vec<Placed> {
    let trailer = spec.trailer_field.iter().map(|field| Placed {
        offset: field.offset,
        part: part("trailer length", Widths::exactly(field.width), order_name(spec.order, field.width)),
    });
    let extensions = spec.extensions.iter().map(|extension| Placed {
        offset: extension.offset,
        part: part("extension length", Widths::exactly(extension.width), ""),
    });
    let checks = spec.checks.iter().filter(|check| check.place == CheckPlace::Header);
    let checks = checks.map(|check| Placed {
        offset: check.offset,
        part: part(
            check_name(check.kind),
            Widths::exactly(check.width.unwrap_or(check_width(check.kind))),
            "",
        ),
    });
    trailer.chain(extensions).chain(checks).collect()
}

fn check_width(kind: CheckKind) -> u64 {
    kind.width().unwrap_or(4)
}

fn check_name(kind: CheckKind) -> String {
    match kind {
        CheckKind::Length => "length again".to_string(),
        kind => format!("{kind:?}").to_lowercase(),
    }
}

fn radix_name(radix: TextRadix) -> &'static str {
    match radix {
        TextRadix::Decimal => "decimal",
        TextRadix::Hex => "hex",
        TextRadix::Octal => "octal",
    }
}

fn order_name(order: Option<Endian>, width: u64) -> &'static str {
    match order {
        _ if width < 2 => "",
        Some(Endian::Little) => "LE",
        _ => "BE",
    }
}

/// How a length of fixed width is written, and what it counts.
fn length_note(spec: &Spec, width: u64) -> String {
    let written = match (spec.text, spec.bcd) {
        (Some(radix), _) => radix_name(radix),
        (_, true) => "BCD",
        _ => order_name(spec.order, width),
    };
    let mut words: Vec<String> = Vec::new();
    if spec.signed {
        words.push("signed".into());
    }
    if let Some(mask) = spec.mask {
        words.push(format!("bits {mask:x}"));
    }
    words.extend(counts_words(spec));
    let said = words.join(", ");
    if written.is_empty() || said.is_empty() {
        format!("{written}{said}")
    } else {
        format!("{written} {said}")
    }
}

fn counts_words(spec: &Spec) -> Vec<String> {
    let mut words = Vec::new();
    match spec.counts {
        LengthCovers::Body => {}
        LengthCovers::LengthAndBody => words.push("counts itself".into()),
        LengthCovers::Frame => words.push("counts all".into()),
    }
    words.extend(spec.multiply.map(|unit| format!("in units of {unit}")));
    if spec.adjust != 0 {
        words.push(format!("{:+}", spec.adjust));
    }
    let special = spec.no_body.iter().chain(&spec.until_end).copied();
    let special: Vec<_> = special.chain(spec.escapes.iter().map(|escape| escape.number)).collect();
    if !special.is_empty() {
        let special: Vec<_> = special.iter().map(i64::to_string).collect();
        words.push(format!("but {}", special.join(", ")));
    }
    words
}

/// A type and a length, or a length, of no fixed width.
fn varint(spec: &Spec) -> Vec<Part> {
    let Some(kind) = spec.varint else { return Vec::new() };
    let number = |name: &str, kind: VarintKind, width: Option<u64>| {
        let widest = match kind {
            VarintKind::Quic => 8,
            VarintKind::Bigsize | VarintKind::Compactsize => 9,
            _ => 10,
        };
        let widths = Widths { least: 1, most: Some(width.unwrap_or(widest)) };
        part(name, widths, format!("{kind:?}").to_lowercase())
    };
    let tag = spec.tag.map(|kind| number("type", kind, None));
    tag.into_iter().chain([number("length", kind, spec.width)]).collect()
}

/// What makes a header of fixed length longer.
fn extensions(spec: &Spec, base: u64) -> Option<Part> {
    if !spec.extensions.is_empty() {
        return Some(part("extension", Widths::ANY, ""));
    }
    let longer = |end: u64| end.saturating_sub(base);
    let widths = spec.escapes.iter().map(|escape| longer(escape.offset.unwrap_or(base) + escape.width));
    let widths: Vec<_> = [0].into_iter().chain(widths).map(Widths::exactly).collect();
    (widths.len() > 1).then(|| Part { name: "longer length".into(), widths, note: String::new() })
}

fn trailer(spec: &Spec) -> Vec<Part> {
    let checks: Vec<_> = spec.checks.iter().filter(|check| check.place == CheckPlace::Trailer).collect();
    let fixed = spec.trailer.as_ref().or(spec.until.as_ref()).map(|digits| digits.len() as u64 / 2);
    if let Some(len) = fixed.or(spec.any_trailer) {
        let name = match (checks.first(), spec.trailer.as_ref().or(spec.until.as_ref())) {
            (Some(check), _) => check_name(check.kind),
            (None, Some(digits)) if len <= 8 => format!("0x{digits}"),
            _ => "trailer".into(),
        };
        return Vec::from([part(name, Widths::exactly(len), "")]);
    }
    if let Some(pad) = spec.pad {
        return Vec::from([part("padding", Widths { least: 0, most: Some(pad.saturating_sub(1)) }, "")]);
    }
    spec.trailer_field.iter().map(|_| part("trailer", Widths::ANY, "")).collect()
}
