//! The format that a spec describes.

use alloc::boxed::Box;
use alloc::vec::Vec;

use bytes::BufMut;

use super::constants::Constant;
use super::header::{Body, HeaderBytes, SpecHeader};
use super::length::{Escape, Field, Form, Said};
use super::plain::Plain;
use crate::length::Rule;
use crate::{BodyLen, Counts, Encode, EncodeError, Extent, Limits, Malformed, Scan, TwoPhase};

/// A format made from a [`Spec`](super::Spec) while the program runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpecFormat {
    pub(super) form: Form,
    /// Bytes of the header where no escape, varint or terminator makes it longer; for those, what stands before.
    pub(super) base: usize,
    /// Bytes of the length itself where they are counted.
    pub(super) width: usize,
    pub(super) counts: Counts,
    pub(super) unit: u64,
    pub(super) adjust: i64,
    pub(super) min: u64,
    pub(super) max: Option<u64>,
    pub(super) multiple_of: u64,
    pub(super) no_body: Box<[u64]>,
    pub(super) until_end: Option<u64>,
    pub(super) constants: Box<[Constant]>,
    pub(super) trailer: Trailer,
    /// A header of nothing but zeros and what is always the same.
    pub(super) template: HeaderBytes,
    /// The same in short, where it is of the commonest kind.
    pub(super) plain: Option<Plain>,
}

/// What ends each frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Trailer {
    Exactly(Box<[u8]>),
    Any(usize),
    PadTo(u64),
    Announced(Field),
}

impl Trailer {
    /// Its length where that is always the same.
    pub(super) fn fixed_len(&self) -> usize {
        match self {
            Self::Exactly(bytes) => bytes.len(),
            Self::Any(len) => *len,
            Self::PadTo(_) | Self::Announced(_) => 0,
        }
    }
}

impl SpecFormat {
    /// From numbers to bodies, for a header of so many bytes; none if what is counted overflows 64 bits.
    #[inline]
    pub(super) fn rule(&self, header_len: usize, highest: u64) -> Option<Rule> {
        let counted = match self.counts {
            Counts::Body => 0,
            Counts::LengthAndBody => self.width,
            Counts::Frame => header_len.checked_add(self.trailer.fixed_len())?,
        };
        let shift = self.adjust.checked_sub_unsigned(counted as u64)?;
        let announced = highest.saturating_mul(self.unit).saturating_add_signed(shift);
        let longest = self.max.map_or(announced, |max| max.min(announced));
        Some(Rule { unit: self.unit, shift, min: self.min, longest })
    }

    /// What a number comes to.
    #[inline]
    fn body(&self, said: Said, header_len: usize) -> Result<BodyLen, Malformed> {
        if said.escape.is_none() {
            if self.until_end == Some(said.number) {
                return Ok(BodyLen::UntilEnd);
            }
            if self.no_body.contains(&said.number) {
                return Ok(BodyLen::Exact(0));
            }
        }
        let refuse = |expected| Malformed::new(said.at, expected);
        let rule = self.rule(header_len, u64::MAX).ok_or(refuse("a length below 2^63 bytes"))?;
        let body = rule.body(said.number).map_err(refuse)?;
        if self.multiple_of > 1 && !body.is_multiple_of(self.multiple_of) {
            return Err(refuse("a length that is a multiple of what the format says"));
        }
        Ok(BodyLen::Exact(body))
    }

    #[inline(never)]
    fn whole_header_with_care(&self, seen: &[u8], mut scan: Scan) -> Option<(usize, SpecHeader)> {
        let Ok(Extent::Exact(len)) = self.header_len(seen, &mut scan) else { return None };
        Some((len, self.header(seen.get(..len)?).ok()?))
    }

    /// Refuses a length that is there although the header of `len` bytes is not yet.
    #[cold]
    fn check_early(&self, seen: &[u8], len: usize) -> Result<(), Malformed> {
        match self.form.reaches(seen) {
            true => self.body(self.form.read(seen)?, len).map(|_| ()),
            false => Ok(()),
        }
    }

    /// Whether every header can announce some body: for the check of a spec.
    pub(super) fn longest(&self) -> Option<u64> {
        let rule = self.rule(self.base, self.form.highest())?;
        let highest = self.form.highest().saturating_mul(self.unit);
        highest.checked_add_signed(rule.shift).map(|_| rule.longest)
    }

    /// The bytes to write a header over.
    fn template(&self, header: &SpecHeader) -> HeaderBytes {
        let fits = !header.bytes.is_empty() && self.form.read(&header.bytes).is_ok();
        let mut template = if fits { header.bytes.clone() } else { self.template.clone() };
        for constant in &self.constants {
            constant.apply(&mut template);
        }
        template
    }

    fn encode(&self, header: &SpecHeader, body_len: u64) -> Result<HeaderBytes, EncodeError> {
        let template = self.template(header);
        if self.keeps_number(header, body_len) {
            return Ok(template);
        }
        if self.multiple_of > 1 && !body_len.is_multiple_of(self.multiple_of) {
            return Err(EncodeError::Invalid("a body that is a multiple of what the format says"));
        }
        let was = self.form.read(&template).ok().and_then(|said| said.escape);
        let mut refused = EncodeError::Invalid("a body that a length can announce");
        for escape in self.ways(was) {
            match self.encode_as(&template, body_len, escape) {
                Ok(bytes) => return Ok(bytes),
                Err(error) => refused = error,
            }
        }
        Err(refused)
    }

    /// Whether the number is no length, and the body is of the kind that the number tells.
    fn keeps_number(&self, header: &SpecHeader, body_len: u64) -> bool {
        let is_until_end = header.body.0 == BodyLen::UntilEnd;
        let is_empty = body_len == 0 && !header.bytes.is_empty() && self.no_body.contains(&header.length);
        is_until_end || is_empty
    }

    /// The ways to write a length, the one that the header had first.
    fn ways(&self, was: Option<Escape>) -> Vec<Option<Escape>> {
        let escapes = match &self.form {
            Form::Binary { escapes, .. } => &escapes[..],
            _ => &[],
        };
        was.map(Some).into_iter().chain([None]).chain(escapes.iter().copied().map(Some)).collect()
    }

    fn encode_as(
        &self,
        template: &[u8],
        body_len: u64,
        escape: Option<Escape>,
    ) -> Result<HeaderBytes, EncodeError> {
        let highest = escape.map_or(self.form.highest(), |escape| escape.field.highest());
        let base = match &self.form {
            Form::Binary { .. } => template.get(..self.base).unwrap_or(template),
            _ => template,
        };
        let len = escape.map_or(base.len(), |escape| base.len().max(escape.field.end()));
        let rule = self.rule(len, highest).ok_or(EncodeError::Invalid("a body below 2^63 bytes"))?;
        let number = rule.number(body_len)?;
        let means_else = escape.is_none() && self.means_else(number);
        let has_shorter = escape.is_some_and(|escape| number < escape.min);
        if number > highest || means_else || has_shorter {
            return Err(EncodeError::TooLong { len: body_len, max: rule.longest });
        }
        let kept = if escape.is_some() { template } else { base };
        self.form.write(kept, number, escape)
    }

    /// Whether a number in the length field is no length.
    fn means_else(&self, number: u64) -> bool {
        let escapes = match &self.form {
            Form::Binary { escapes, .. } => &escapes[..],
            _ => &[],
        };
        self.until_end == Some(number)
            || self.no_body.contains(&number)
            || escapes.iter().any(|escape| escape.number == number)
    }
}

impl TwoPhase for SpecFormat {
    type Header = SpecHeader;

    #[inline]
    fn header_len(&self, seen: &[u8], scan: &mut Scan) -> Result<Extent, Malformed> {
        for constant in &self.constants {
            constant.check(seen)?;
        }
        let extent = self.form.header_len(self.base, seen, scan)?;
        match extent {
            Extent::Exact(len) if seen.len() < len => self.check_early(seen, len).map(|()| extent),
            _ => Ok(extent),
        }
    }

    #[inline]
    fn whole_header(&self, seen: &[u8], scan: Scan) -> Option<(usize, SpecHeader)> {
        if let Some(plain) = &self.plain {
            return match self.constants.iter().all(|constant| constant.check(seen).is_ok()) {
                true => plain.read(seen),
                false => None,
            };
        }
        self.whole_header_with_care(seen, scan)
    }

    #[inline]
    fn header(&self, bytes: &[u8]) -> Result<SpecHeader, Malformed> {
        let said = self.form.read(bytes)?;
        let body = self.body(said, bytes.len())?;
        Ok(SpecHeader { length: said.number, bytes: HeaderBytes::from_slice(bytes), body: Body(body) })
    }

    #[inline]
    fn body_len(&self, header: &SpecHeader) -> Result<BodyLen, Malformed> {
        Ok(header.body.0)
    }

    #[inline]
    fn trailer_len(&self, header: &SpecHeader, body: u64) -> Result<usize, Malformed> {
        match &self.trailer {
            Trailer::PadTo(unit) => Ok(((unit - body % unit) % unit) as usize),
            Trailer::Announced(field) => {
                Ok(usize::try_from(field.read(&header.bytes)?).unwrap_or(usize::MAX))
            }
            fixed => Ok(fixed.fixed_len()),
        }
    }

    #[inline]
    fn check_trailer(&self, _: &SpecHeader, seen: &[u8]) -> Result<(), Malformed> {
        match &self.trailer {
            Trailer::Exactly(bytes) => Malformed::refuse_difference(seen, bytes, "the trailer of the format"),
            _ => Ok(()),
        }
    }

    fn limits(&self) -> Limits {
        self.max.map_or(Limits::DEFAULT, |max| Limits::DEFAULT.body(max))
    }
}

impl Encode for SpecFormat {
    fn encode_header<B: BufMut>(
        &self,
        header: &SpecHeader,
        body_len: u64,
        out: &mut B,
    ) -> Result<(), EncodeError> {
        out.put_slice(&self.encode(header, body_len)?);
        Ok(())
    }

    fn encode_trailer<B: BufMut>(&self, header: &SpecHeader, body_len: u64, out: &mut B) {
        match &self.trailer {
            Trailer::Exactly(bytes) => out.put_slice(bytes),
            _ => out.put_bytes(0, self.trailer_len(header, body_len).unwrap_or(0)),
        }
    }
}
