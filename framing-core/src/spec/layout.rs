//! One kind of frame of a spec.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::check::Check;
use super::constants::Constant;
use super::field::{Extension, Numeral};
use super::head;
use super::header::{Body, HeaderBytes, View};
use super::length::{Escape, Form, NEGATIVE, Said};
use crate::formats::length::Rule;
use crate::{BodyLen, ByteSink, EncodeError, Extent, LengthCovers, Malformed, Scan};

/// A header of one form, the body that it specifies, and what ends the frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) form: Form,
    /// Bytes of the header where no escape, varint or terminator makes it longer; for those, what stands before.
    pub(super) base: usize,
    /// Bytes of the length itself where they are counted.
    pub(super) width: usize,
    pub(super) counts: LengthCovers,
    pub(super) unit: u64,
    pub(super) adjust: i64,
    pub(super) min: u64,
    pub(super) max: Option<u64>,
    pub(super) multiple_of: u64,
    pub(super) no_body: Box<[u64]>,
    pub(super) until_end: Box<[u64]>,
    pub(super) unsaid: Unsaid,
    pub(super) extensions: Box<[Extension]>,
    pub(super) constants: Box<[Constant]>,
    pub(super) forbidden: Box<[Constant]>,
    pub(super) trailer: Trailer,
    /// What a trailer of other bytes is refused with.
    pub(super) trailer_text: &'static str,
    pub(super) checks: Box<[Check]>,
    /// A header of nothing but zeros and what is always the same.
    pub(super) template: HeaderBytes,
}

/// The body of a frame without a length.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Unsaid {
    /// A length is missing.
    Refused,
    Exactly(u64),
    ToEnd,
    Until(Box<[u8]>),
}

/// What ends each frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Trailer {
    /// These bytes, of which the first `exact` are the same in every frame.
    Bytes {
        bytes: Box<[u8]>,
        exact: usize,
    },
    Any(usize),
    PadTo(u64),
    Announced(Numeral),
}

impl Trailer {
    /// Its length where that is always the same.
    pub(super) fn fixed_len(&self) -> usize {
        match self {
            Self::Bytes { bytes, .. } => bytes.len(),
            Self::Any(len) => *len,
            Self::PadTo(_) | Self::Announced(_) => 0,
        }
    }
}

impl Layout {
    /// Returns the rule that maps numbers to body lengths, for a header of `header_len` bytes; `None` if the sum overflows 64 bits.
    #[inline]
    pub(super) fn rule(&self, header_len: usize, highest: u64) -> Option<Rule> {
        let counted = match self.counts {
            LengthCovers::Body => 0,
            LengthCovers::LengthAndBody => self.width,
            LengthCovers::Frame => header_len.checked_add(self.trailer.fixed_len())?,
        };
        let shift = self.adjust.checked_sub_unsigned(counted as u64)?;
        let announced = highest.saturating_mul(self.unit).saturating_add_signed(shift);
        let longest = self.max.map_or(announced, |max| max.min(announced));
        Some(Rule { unit: self.unit, shift, min: self.min, longest })
    }

    /// The body that a header specifies.
    #[inline]
    fn body(&self, said: Said, header_len: usize) -> Result<BodyLen, Malformed> {
        let Some(number) = said.number else { return self.unsaid_body(header_len) };
        if said.escape.is_none() {
            if self.until_end.contains(&number) {
                return Ok(BodyLen::UntilEnd);
            }
            if self.no_body.contains(&number) {
                return Ok(BodyLen::Exact(0));
            }
        }
        let refuse = |expected| Malformed::new(said.at, expected);
        if number > said.highest {
            return Err(refuse(NEGATIVE));
        }
        let rule = self.rule(header_len, u64::MAX).ok_or(refuse("a length below 2^63 bytes"))?;
        let body = rule.body(number).map_err(refuse)?;
        if self.multiple_of > 1 && body % self.multiple_of != 0 {
            return Err(refuse("a length that is a multiple of the unit of the format"));
        }
        Ok(BodyLen::Exact(body))
    }

    fn unsaid_body(&self, header_len: usize) -> Result<BodyLen, Malformed> {
        match self.unsaid {
            Unsaid::Refused => Err(Malformed::new(header_len.saturating_sub(1), "a length")),
            Unsaid::Exactly(len) => Ok(BodyLen::Exact(len)),
            Unsaid::ToEnd => Ok(BodyLen::UntilEnd),
            Unsaid::Until(_) => Ok(BodyLen::Scan),
        }
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
        if let Some(len) = self.only_len() {
            return Some(len);
        }
        let rule = self.rule(self.base, self.form.highest())?;
        let highest = self.form.highest().saturating_mul(self.unit);
        highest.checked_add_signed(rule.shift).map(|_| rule.longest)
    }

    /// The bytes to write a header over.
    fn template(&self, header: &View<'_>) -> HeaderBytes {
        let fits = !header.bytes.is_empty() && self.form.read(&header.bytes).is_ok();
        let mut template = if fits { HeaderBytes::from_slice(&header.bytes) } else { self.template.clone() };
        for constant in &self.constants {
            constant.apply(&mut template);
        }
        template
    }

    pub(super) fn encode(&self, header: &View<'_>, body_len: u64) -> Result<HeaderBytes, EncodeError> {
        let mut bytes = self.encode_number(header, body_len)?;
        for check in self.checks.iter().filter(|check| check.in_header) {
            check.write_in(self, &mut bytes);
        }
        match self.forbidden.iter().find_map(|constant| constant.forbid(&bytes).err()) {
            Some(refused) => Err(EncodeError::Invalid(refused.expected)),
            None if bytes.is_empty() && body_len == 0 && self.trailer.fixed_len() == 0 => {
                Err(EncodeError::Invalid("a frame of at least one byte"))
            }
            None => Ok(bytes),
        }
    }

    /// Whether every body extends to the end of the stream.
    pub(super) fn is_last(&self) -> bool {
        self.unsaid == Unsaid::ToEnd && !self.form.has_number()
    }

    fn encode_number(&self, header: &View<'_>, body_len: u64) -> Result<HeaderBytes, EncodeError> {
        let template = self.template(header);
        if self.keeps_number(header, &template, body_len) {
            return Ok(template);
        }
        if !self.form.has_number() {
            return Err(EncodeError::Invalid("a body of the one length that the format has"));
        }
        if self.multiple_of > 1 && body_len % self.multiple_of != 0 {
            return Err(EncodeError::Invalid("a body that is a multiple of the unit of the format"));
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

    /// Whether the header says no length, or its number is none, and the body is as it then is.
    fn keeps_number(&self, header: &View<'_>, template: &[u8], body_len: u64) -> bool {
        let is_until_end = header.body == Body::Read(BodyLen::UntilEnd);
        let is_empty = body_len == 0 && !header.bytes.is_empty() && self.no_body.contains(&header.length);
        let is_unsaid = self.form.read(template).is_ok_and(|said| said.number.is_none());
        let fits = match self.unsaid {
            Unsaid::Refused => false,
            Unsaid::Exactly(len) => body_len == len,
            Unsaid::ToEnd | Unsaid::Until(_) => true,
        };
        is_until_end || is_empty || (is_unsaid && fits)
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
            Form::Binary { .. } if self.extensions.is_empty() => {
                template.get(..self.base).unwrap_or(template)
            }
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
        self.until_end.contains(&number)
            || self.no_body.contains(&number)
            || escapes.iter().any(|escape| escape.number == number)
    }

    #[inline]
    pub(super) fn header_len(&self, seen: &[u8], scan: &mut Scan) -> Result<Extent, Malformed> {
        for constant in &self.constants {
            constant.check(seen)?;
        }
        for constant in &self.forbidden {
            constant.forbid(seen)?;
        }
        let extent = match self.form.header_len(self.base, seen, scan)? {
            Extent::Exact(base) if !self.extensions.is_empty() => self.extended_len(base, seen, scan)?,
            extent => extent,
        };
        match extent {
            Extent::Exact(len) if seen.len() < len => self.check_early(seen, len).map(|()| extent),
            _ => Ok(extent),
        }
    }

    #[cold]
    fn extended_len(&self, base: usize, seen: &[u8], scan: &mut Scan) -> Result<Extent, Malformed> {
        scan.position = seen.len();
        if seen.len() < base {
            return Ok(Extent::AtLeast(base));
        }
        let len =
            self.extensions.iter().try_fold(base as u64, |len, extension| extension.extend(len, seen))?;
        Ok(Extent::Exact(usize::try_from(len).unwrap_or(usize::MAX)))
    }

    #[inline]
    pub(super) fn header(&self, bytes: &[u8]) -> Result<(u64, BodyLen), Malformed> {
        let said = self.form.read(bytes)?;
        let body = self.body(said, bytes.len())?;
        for check in self.checks.iter().filter(|check| check.in_header) {
            check.verify_in(self, bytes)?;
        }
        Ok((said.number.unwrap_or_default(), body))
    }

    pub(super) fn scan_body(&self, seen: &[u8], scan: &mut Scan) -> Extent {
        match &self.unsaid {
            Unsaid::Until(delimiter) => head::delimited(seen, delimiter, scan),
            _ => Extent::Exact(0),
        }
    }

    #[inline]
    pub(super) fn trailer_len(&self, header: &View<'_>, body: u64) -> Result<u64, Malformed> {
        match &self.trailer {
            Trailer::PadTo(unit) => Ok((unit - body % unit) % unit),
            Trailer::Announced(field) => field.read(&header.bytes),
            fixed => Ok(fixed.fixed_len() as u64),
        }
    }

    /// Refuses the first byte of a trailer that is not as always.
    #[inline]
    pub(super) fn check_trailer(&self, trailer: &[u8]) -> Result<(), Malformed> {
        let Trailer::Bytes { bytes, exact } = &self.trailer else { return Ok(()) };
        let differs =
            |at: usize| trailer.get(at) != bytes.get(at) && !self.checks.iter().any(|one| one.is_at(at));
        match (0..trailer.len().min(*exact)).find(|&at| differs(at)) {
            Some(at) => Err(Malformed::new(at, self.trailer_text)),
            None => Ok(()),
        }
    }

    /// Writes a trailer whose checks are still to be made.
    pub(super) fn encode_trailer<B: ByteSink>(&self, header: &View<'_>, body_len: u64, out: &mut B) {
        match &self.trailer {
            Trailer::Bytes { bytes, .. } => out.put_slice(bytes),
            _ => {
                let len = self.trailer_len(header, body_len).unwrap_or(0);
                out.put_bytes(0, usize::try_from(len).unwrap_or(0));
            }
        }
    }

    /// The least bytes of a header, where no search finds its end.
    pub(super) fn least_header(&self) -> Option<usize> {
        (!matches!(self.form, Form::Head(_))).then_some(self.base)
    }

    /// The length of the body where every frame has the same.
    pub(super) fn only_len(&self) -> Option<u64> {
        match (&self.form, &self.unsaid) {
            (Form::Nowhere, Unsaid::Exactly(len)) => Some(*len),
            _ => None,
        }
    }

    pub(super) fn trailer_checks(&self) -> impl Iterator<Item = &Check> {
        self.checks.iter().filter(|check| !check.in_header)
    }

    /// The number in the length field of a complete header; 0 if there is none.
    pub(super) fn number(&self, header: &[u8]) -> u64 {
        self.form.read(header).ok().and_then(|said| said.number).unwrap_or_default()
    }
}
