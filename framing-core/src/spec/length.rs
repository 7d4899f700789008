//! The position and the encoding of the length.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::field::{Digits, Field};
use super::head::{Head, Place};
use super::header::HeaderBytes;
use crate::number::text::{self, Radix};
use crate::{EncodeError, Extent, Malformed, Number, NumberEncoding, Scan, Step};

/// How the length is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// A number of fixed width in a header of fixed length, or, after an escape, elsewhere.
    Binary { field: Field, escapes: Box<[Escape]> },
    /// Digits of fixed number in a header of fixed length.
    Digits(Digits),
    /// Digits that end where the header does.
    DigitsUntil { offset: usize, radix: Radix, terminator: Box<[u8]> },
    /// A number that ends where the header does.
    Varint { offset: usize, tag: Option<NumberEncoding>, encoding: NumberEncoding, zigzag: bool },
    /// A number in lines of text, or nowhere in them.
    Head(Head),
    /// None, in a header of fixed length.
    Nowhere,
}

/// A number in the length field that means that the length is elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Escape {
    pub(super) number: u64,
    pub(super) field: Field,
    pub(super) min: u64,
}

/// The contents of a complete header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Said {
    /// The number in the length field; `None` if there is no such field.
    pub(super) number: Option<u64>,
    /// The highest number that is no negative one.
    pub(super) highest: u64,
    /// The escape that precedes it.
    pub(super) escape: Option<Escape>,
    /// Where the number begins.
    pub(super) at: usize,
}

impl Form {
    /// How long the header is; `base` is its length where it has a fixed one.
    #[inline]
    pub(super) fn header_len(&self, base: usize, seen: &[u8], scan: &mut Scan) -> Result<Extent, Malformed> {
        match self {
            Self::Binary { escapes, .. } if escapes.is_empty() => Ok(Extent::Exact(base)),
            Self::Binary { field, escapes } => escaped_len(base, *field, escapes, seen),
            Self::Digits(digits) => digits.check(seen).map(|()| Extent::Exact(base)),
            Self::DigitsUntil { offset, radix, terminator } => {
                digits_len(*offset, *radix, terminator, seen, scan)
            }
            Self::Varint { offset, tag, encoding, .. } => varint_len(*offset, *tag, *encoding, seen),
            Self::Head(head) => Ok(head.header_len(seen, scan)),
            // A frame may be nothing but a body that ends with the stream: it begins with its first byte.
            Self::Nowhere if base == 0 && seen.is_empty() => Ok(Extent::AtLeast(1)),
            Self::Nowhere => Ok(Extent::Exact(base)),
        }
    }

    /// The contents of a complete header.
    #[inline]
    pub(super) fn read(&self, header: &[u8]) -> Result<Said, Malformed> {
        match self {
            Self::Binary { field, escapes } => read_binary(*field, escapes, header),
            Self::Digits(digits) => Ok(Said::at(digits.offset, digits.read(header)?)),
            Self::DigitsUntil { offset, radix, terminator } => {
                let end = header.len().saturating_sub(terminator.len());
                let text = header.get(*offset..end).unwrap_or_default();
                let number = text::decode_whole(text, *radix).map_err(|refused| shift(refused, *offset))?;
                Ok(Said::at(*offset, number))
            }
            Self::Varint { offset, tag, encoding, zigzag } => {
                let at =
                    *offset + tag.map_or(Ok(0), |tag| whole(tag, header, *offset).map(|(_, width)| width))?;
                let number = whole(*encoding, header, at)?.0;
                match number & u64::from(*zigzag) {
                    0 => Ok(Said::at(at, number >> u32::from(*zigzag))),
                    _ => Err(Malformed::new(at, NEGATIVE)),
                }
            }
            Self::Head(head) => {
                Ok(head.read(header)?.map_or(Said::NOTHING, |(number, at)| Said::at(at, number)))
            }
            Self::Nowhere => Ok(Said::NOTHING),
        }
    }

    /// Whether there is a place for a length.
    pub(super) fn has_number(&self) -> bool {
        match self {
            Self::Head(head) => head.place != Place::Nowhere,
            form => !matches!(form, Self::Nowhere),
        }
    }

    /// Whether the number is among the first bytes of a header, all of `seen`.
    pub(super) fn reaches(&self, seen: &[u8]) -> bool {
        match self {
            Self::Binary { field, escapes } => {
                let end = field.read(seen).ok().map(|number| {
                    let escape = escapes.iter().find(|escape| escape.number == number);
                    escape.map_or(field.end(), |escape| escape.field.end())
                });
                seen.len() >= end.unwrap_or(field.end())
            }
            Self::Digits(digits) => seen.len() >= digits.end(),
            Self::DigitsUntil { .. } | Self::Varint { .. } | Self::Head(_) | Self::Nowhere => false,
        }
    }

    /// The highest number that the form can encode without an escape.
    pub(super) fn highest(&self) -> u64 {
        match self {
            Self::Binary { field, .. } => field.highest(),
            Self::Digits(digits) => digits.highest(),
            Self::DigitsUntil { .. } | Self::Head(_) | Self::Nowhere => u64::MAX,
            Self::Varint { encoding, zigzag, .. } => encoding.max() >> u32::from(*zigzag),
        }
    }

    /// `template`, whose length is of this form, with another number: that of a body after `escape`, if any.
    pub(super) fn write(
        &self,
        template: &[u8],
        number: u64,
        escape: Option<Escape>,
    ) -> Result<HeaderBytes, EncodeError> {
        let mut header = HeaderBytes::from_slice(template);
        match self {
            Self::Binary { field, .. } => match escape {
                None => field.write(number, &mut header),
                Some(escape) => {
                    header.resize(header.len().max(escape.field.end()), 0);
                    field.write(escape.number, &mut header);
                    escape.field.write(number, &mut header);
                }
            },
            Self::Digits(digits) => digits.write(number, &mut header),
            Self::DigitsUntil { offset, radix, terminator } => {
                let mut text = Vec::new();
                text::encode(number, *radix, 1, &mut text);
                header.truncate(*offset);
                header.extend_from_slice(&text);
                header.extend_from_slice(terminator);
            }
            Self::Varint { encoding, zigzag, .. } => {
                let said = self.read(template).map_err(|refused| EncodeError::Invalid(refused.expected))?;
                let width = template.len() - said.at;
                let mut text = Vec::new();
                encoding.encode(number << u32::from(*zigzag), width, &mut text)?;
                header.truncate(said.at);
                header.extend_from_slice(&text);
            }
            Self::Head(head) => {
                let written = head.write(template, number);
                header =
                    HeaderBytes::from_vec(written.map_err(|refused| EncodeError::Invalid(refused.expected))?);
            }
            Self::Nowhere => {}
        }
        Ok(header)
    }
}

impl Said {
    const NOTHING: Self = Self { number: None, highest: 0, escape: None, at: 0 };

    /// A number of no other form, at the byte `at`.
    const fn at(at: usize, number: u64) -> Self {
        Self { number: Some(number), highest: u64::MAX, escape: None, at }
    }
}

pub(super) const NEGATIVE: &str = "a length that is not negative";

pub(super) fn shift(refused: Malformed, by: usize) -> Malformed {
    Malformed::new(refused.at + by, refused.expected)
}

fn escaped_len(base: usize, field: Field, escapes: &[Escape], seen: &[u8]) -> Result<Extent, Malformed> {
    if seen.len() < field.end() {
        return Ok(Extent::AtLeast(field.end().max(seen.len() + 1)));
    }
    let number = field.read(seen)?;
    let escape = escapes.iter().find(|escape| escape.number == number);
    Ok(Extent::Exact(escape.map_or(base, |escape| base.max(escape.field.end()))))
}

fn read_binary(field: Field, escapes: &[Escape], header: &[u8]) -> Result<Said, Malformed> {
    let number = field.read(header)?;
    let Some(escape) = escapes.iter().find(|escape| escape.number == number) else {
        return Ok(Said { number: Some(number), highest: field.highest(), escape: None, at: field.offset });
    };
    let (field, number) = (escape.field, escape.field.read(header)?);
    if number < escape.min {
        return Err(Malformed::new(field.offset, "a length that has no shorter form"));
    }
    Ok(Said { number: Some(number), highest: field.highest(), escape: Some(*escape), at: field.offset })
}

/// The end of a header of digits and a terminator; `scan.state` is the number so far, in which the
/// position distinguishes a leading zero from no digit.
fn digits_len(
    offset: usize,
    radix: Radix,
    terminator: &[u8],
    seen: &[u8],
    scan: &mut Scan,
) -> Result<Extent, Malformed> {
    scan.position = scan.position.max(offset);
    let first = terminator.first().copied();
    while let Some(&byte) = seen.get(scan.position) {
        let is_first_digit = scan.position == offset;
        if Some(byte) == first && !is_first_digit {
            return terminator_len(scan.position, terminator, seen);
        }
        if scan.state == 0 && !is_first_digit {
            return Err(Malformed::new(scan.position, "no digit after a leading zero"));
        }
        scan.state = radix.append(scan.state, scan.position, byte)?;
        scan.position += 1;
    }
    Ok(Extent::AtLeast(scan.position.max(seen.len()) + 1))
}

/// The end of a header whose terminator begins at `start`.
fn terminator_len(start: usize, terminator: &[u8], seen: &[u8]) -> Result<Extent, Malformed> {
    let tail = seen.get(start..).unwrap_or_default();
    match tail.iter().zip(terminator).position(|(seen, wanted)| seen != wanted) {
        Some(at) => Err(Malformed::new(start + at, "the text that ends the digits")),
        None => Ok(Extent::Exact(start + terminator.len())),
    }
}

fn varint_len(
    offset: usize,
    tag: Option<NumberEncoding>,
    encoding: NumberEncoding,
    seen: &[u8],
) -> Result<Extent, Malformed> {
    let mut end = offset;
    for number in tag.into_iter().chain([encoding]) {
        let rest = seen.get(end..).unwrap_or_default();
        match number.decode(rest).map_err(|refused| shift(refused, end))? {
            Step::Done(Number { width, .. }) => end += width,
            Step::Need(need) => return Ok(Extent::AtLeast((end + need).max(seen.len() + 1))),
        }
    }
    Ok(Extent::Exact(end))
}

/// The number at `at`, and its width.
fn whole(encoding: NumberEncoding, header: &[u8], at: usize) -> Result<(u64, usize), Malformed> {
    match encoding.decode(header.get(at..).unwrap_or_default()).map_err(|refused| shift(refused, at))? {
        Step::Done(Number { value, width }) => Ok((value, width)),
        Step::Need(_) => Err(Malformed::new(header.len(), "a whole number")),
    }
}
