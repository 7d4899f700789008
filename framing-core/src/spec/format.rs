//! The format that a spec describes.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::check::Sums;
use super::constants::Constant;
use super::header::{Body, HeaderBytes, Kept, SpecHeader, View};
use super::layout::Layout;
use super::quick::Quick;
use crate::{BodyLen, ByteSink, Encode, EncodeError, Extent, Limits, Malformed, Scan, TwoPhase};

/// A format made from a [`Spec`](super::Spec) while the program runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpecFormat {
    /// The common case.
    quick: Option<Quick>,
    pub(super) kind: Kind,
    pub(super) sums: Sums,
    /// A body that extends to the end of the stream has arrived.
    pub(super) is_over: bool,
}

/// What frames there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Frames of one kind.
    One(Box<Layout>),
    /// Frames of several kinds; the header determines the kind of its frame, or of all frames.
    Several(Box<Several>),
    /// Some frames of one kind, then others.
    InTurn(Box<InTurn>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Several {
    /// At least one.
    pub(super) variants: Box<[Variant]>,
    /// Whether the first frame determines the kind of all others.
    pub(super) once: bool,
    /// The kind of the first frame.
    pub(super) told: Option<usize>,
}

/// A kind of frame, and the headers that it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Variant {
    pub(super) when: Box<[Constant]>,
    pub(super) format: SpecFormat,
}

/// Frames that come first, and how many of each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct InTurn {
    pub(super) first: Box<[(u64, SpecFormat)]>,
    pub(super) then: SpecFormat,
    /// Frames so far, as long as there are first ones to come.
    pub(super) seen: u64,
}

/// Which kind of frame a header is of.
enum Choice {
    Variant(usize),
    /// This number of bytes must be buffered to decide.
    Need(usize),
}

impl InTurn {
    fn turn(&self) -> Option<usize> {
        let mut before: u64 = 0;
        self.first.iter().position(|(times, _)| {
            before = before.saturating_add(*times);
            self.seen < before
        })
    }

    fn current(&self) -> &SpecFormat {
        self.turn().and_then(|turn| self.first.get(turn)).map_or(&self.then, |(_, format)| format)
    }

    fn current_mut(&mut self) -> &mut SpecFormat {
        match self.turn() {
            Some(turn) => self.first.get_mut(turn).map_or(&mut self.then, |(_, format)| format),
            None => &mut self.then,
        }
    }
}

impl Variant {
    /// Whether a header that begins with `seen` is of this kind, as soon as that is decided.
    fn fits(&self, seen: &[u8]) -> Option<bool> {
        let mut all = Some(true);
        for constant in &self.when {
            match constant.fits(seen) {
                Some(false) => return Some(false),
                None => all = None,
                Some(true) => {}
            }
        }
        all
    }

    /// The byte of `seen`, and what was expected, where a header can no longer be of this kind.
    fn refusal(&self, seen: &[u8]) -> Option<Malformed> {
        self.when.iter().filter_map(|constant| constant.check(seen).err()).min_by_key(|refused| refused.at)
    }
}

impl Several {
    fn choose(&self, seen: &[u8]) -> Result<Choice, Malformed> {
        if let Some(told) = self.told {
            return Ok(Choice::Variant(told));
        }
        for (index, variant) in self.variants.iter().enumerate() {
            match variant.fits(seen) {
                Some(true) => return Ok(Choice::Variant(index)),
                Some(false) => {}
                None => return Ok(Choice::Need(self.next_need(seen.len()))),
            }
        }
        let refusals = self.variants.iter().filter_map(|variant| variant.refusal(seen));
        Err(refusals.max_by_key(|refused| refused.at).unwrap_or(Malformed::new(0, "a header of some kind")))
    }

    /// The least number of bytes above `seen` that a condition looks at.
    fn next_need(&self, seen: usize) -> usize {
        let ends = self.variants.iter().flat_map(|variant| &variant.when).map(Constant::end);
        ends.filter(|&end| end > seen).min().unwrap_or(seen + 1)
    }

    /// The kind of a header that was read or is to be written; of one without bytes, the first.
    fn chosen(&self, header: &View<'_>) -> usize {
        match self.choose(&header.bytes) {
            Ok(Choice::Variant(index)) if !header.bytes.is_empty() => index,
            _ => self.told.unwrap_or(0),
        }
    }

    fn format(&self, index: usize) -> Result<&SpecFormat, Malformed> {
        let variant = self.variants.get(index).ok_or(Malformed::new(0, "a header of some kind"))?;
        Ok(&variant.format)
    }

    /// Writes a header of the kind that it was; one without bytes, of the first kind that can encode the body.
    fn encode(&self, header: &View<'_>, body_len: u64) -> Result<(usize, HeaderBytes), EncodeError> {
        let chosen = self.chosen(header);
        let is_open = header.bytes.is_empty() && !self.once && !self.any_sums();
        let last = if is_open { self.variants.len() } else { chosen + 1 };
        let mut refused = EncodeError::Invalid("a header of some kind");
        for (index, variant) in self.variants.iter().enumerate().take(last).skip(chosen) {
            match variant.format.encode(header, body_len) {
                Ok(bytes) if self.is_of(&bytes, index) => return Ok((index, bytes)),
                Ok(_) => {}
                Err(error) => refused = error,
            }
        }
        Err(refused)
    }

    fn is_of(&self, bytes: &[u8], index: usize) -> bool {
        matches!(self.choose(bytes), Ok(Choice::Variant(chosen)) if chosen == index)
    }

    fn any_sums(&self) -> bool {
        self.variants.iter().any(|variant| variant.format.has_sums())
    }
}

impl SpecFormat {
    pub(super) fn of(kind: Kind) -> Self {
        let quick = if let Kind::One(layout) = &kind { Quick::of(layout) } else { None };
        Self { quick, kind, sums: Sums::default(), is_over: false }
    }

    fn has_sums(&self) -> bool {
        match &self.kind {
            Kind::One(layout) => layout.trailer_checks().next().is_some(),
            Kind::Several(several) => several.any_sums(),
            Kind::InTurn(in_turn) => in_turn.current().has_sums(),
        }
    }

    /// The least bytes of the next header, where no search finds its end.
    pub(super) fn least_header(&self) -> Option<usize> {
        match &self.kind {
            Kind::One(layout) => layout.least_header(),
            Kind::Several(several) => {
                several.variants.iter().filter_map(|one| one.format.least_header()).min()
            }
            Kind::InTurn(in_turn) => in_turn.current().least_header(),
        }
    }

    /// The layout of the frame after a header.
    #[inline]
    fn layout(&self, header: &View<'_>) -> Result<&Layout, Malformed> {
        match &self.kind {
            Kind::One(layout) => Ok(layout),
            Kind::Several(several) => several.format(several.chosen(header))?.layout(header),
            Kind::InTurn(in_turn) => in_turn.current().layout(header),
        }
    }

    fn encode(&self, header: &View<'_>, body_len: u64) -> Result<HeaderBytes, EncodeError> {
        match &self.kind {
            Kind::One(_) if self.is_over => {
                Err(EncodeError::Invalid("no frame after one that ends with the stream"))
            }
            Kind::One(layout) => layout.encode(header, body_len),
            Kind::Several(several) => several.encode(header, body_len).map(|(_, bytes)| bytes),
            Kind::InTurn(in_turn) => in_turn.current().encode(header, body_len),
        }
    }

    /// Encodes the header for a body of `body_len` bytes, whatever length it contained before.
    fn written(&self, header: &View<'_>, body_len: u64) -> HeaderBytes {
        match header.body == Body::Read(BodyLen::Exact(body_len)) {
            true => HeaderBytes::from_slice(&header.bytes),
            false => self.encode(header, body_len).unwrap_or_default(),
        }
    }

    fn trailer(&self, header: &View<'_>, body_len: u64) -> Option<Vec<u8>> {
        match &self.kind {
            Kind::One(layout) => {
                let mut trailer = Vec::new();
                layout.encode_trailer(header, body_len, &mut trailer);
                if layout.trailer_checks().next().is_some() {
                    let now = self.written(header, body_len);
                    self.sums.write(layout, &header.bytes, &now, &mut trailer);
                }
                Some(trailer)
            }
            Kind::Several(several) if header.bytes.is_empty() => {
                let (index, bytes) = several.encode(header, body_len).ok()?;
                several.format(index).ok()?.trailer(&SpecHeader::new(&bytes).view(), body_len)
            }
            Kind::Several(several) => several.format(several.chosen(header)).ok()?.trailer(header, body_len),
            Kind::InTurn(in_turn) => in_turn.current().trailer(header, body_len),
        }
    }
}

impl TwoPhase for SpecFormat {
    type Header = SpecHeader;

    #[inline(always)]
    fn header_len(&self, seen: &[u8], scan: &mut Scan) -> Result<Extent, Malformed> {
        match self.quick.as_ref().and_then(|quick| quick.header_len(seen)) {
            Some(len) => Ok(Extent::Exact(len)),
            None => self.any_header_len(seen, scan),
        }
    }

    #[inline(always)]
    fn header(&self, bytes: &[u8]) -> Result<SpecHeader, Malformed> {
        let (length, body) = match self.quick.as_ref().and_then(|quick| quick.said(bytes)) {
            Some(said) => said,
            None => self.any_header(bytes)?,
        };
        Ok(SpecHeader { length, bytes: Kept::new(bytes), body: Body::Read(body) })
    }

    #[inline(always)]
    fn body_len(&self, header: &SpecHeader) -> Result<BodyLen, Malformed> {
        Ok(header.body.len())
    }

    fn scan_body(&self, header: &SpecHeader, seen: &[u8], scan: &mut Scan) -> Result<Extent, Malformed> {
        Ok(self.layout(&header.view())?.scan_body(seen, scan))
    }

    #[inline(always)]
    fn trailer_len(&self, header: &SpecHeader, body: u64) -> Result<u64, Malformed> {
        match &self.quick {
            Some(quick) => Ok(quick.trailer as u64),
            None => self.any_trailer_len(&header.view(), body),
        }
    }

    #[inline(always)]
    fn observe_body(&mut self, header: &SpecHeader, piece: &[u8]) {
        if self.quick.is_none() {
            self.see_any_body(&header.view(), piece);
        }
    }

    #[inline(always)]
    fn check_trailer(&self, header: &SpecHeader, seen: &[u8]) -> Result<(), Malformed> {
        match self.quick {
            Some(_) => Ok(()),
            None => self.check_any_trailer(&header.view(), seen),
        }
    }

    #[inline(always)]
    fn end_frame(&mut self, header: &SpecHeader, trailer: &[u8]) -> Result<(), Malformed> {
        match self.quick {
            Some(_) => Ok(()),
            None => self.end_any_frame(&header.view(), trailer),
        }
    }

    #[inline(always)]
    fn body_limit(&self, header: &SpecHeader) -> u64 {
        match self.quick {
            Some(_) => u64::MAX,
            None => self.any_body_limit(&header.view()),
        }
    }

    fn limits(&self) -> Limits {
        self.max().map_or(Limits::DEFAULT, |max| Limits::DEFAULT.with_body(max))
    }
}

/// The same questions, of formats that are not the common one.
impl SpecFormat {
    #[inline(never)]
    fn any_header_len(&self, seen: &[u8], scan: &mut Scan) -> Result<Extent, Malformed> {
        match &self.kind {
            Kind::One(layout) => layout.header_len(seen, scan),
            Kind::Several(several) => match several.choose(seen)? {
                Choice::Need(need) => Ok(Extent::AtLeast(need)),
                Choice::Variant(index) => several.format(index)?.any_header_len(seen, scan),
            },
            Kind::InTurn(in_turn) => in_turn.current().any_header_len(seen, scan),
        }
    }

    #[inline(never)]
    fn any_header(&self, bytes: &[u8]) -> Result<(u64, BodyLen), Malformed> {
        match &self.kind {
            Kind::One(layout) => layout.header(bytes),
            Kind::Several(several) => match several.choose(bytes)? {
                Choice::Need(_) => Err(Malformed::new(bytes.len(), "a complete header")),
                Choice::Variant(index) => several.format(index)?.any_header(bytes),
            },
            Kind::InTurn(in_turn) => in_turn.current().any_header(bytes),
        }
    }

    fn any_trailer_len(&self, header: &View<'_>, body: u64) -> Result<u64, Malformed> {
        self.layout(header)?.trailer_len(header, body)
    }

    fn see_any_body(&mut self, header: &View<'_>, piece: &[u8]) {
        match &mut self.kind {
            Kind::One(layout) if layout.checks.is_empty() => {}
            Kind::One(layout) => self.sums.see(layout, &header.bytes, piece),
            Kind::Several(several) => {
                let chosen = several.chosen(header);
                if let Some(variant) = several.variants.get_mut(chosen) {
                    variant.format.see_any_body(header, piece);
                }
            }
            Kind::InTurn(in_turn) => in_turn.current_mut().see_any_body(header, piece),
        }
    }

    fn check_any_trailer(&self, header: &View<'_>, seen: &[u8]) -> Result<(), Malformed> {
        match &self.kind {
            Kind::One(layout) => layout.check_trailer(seen),
            // A header that was made for the body is not in hand; its trailer was made with it.
            Kind::Several(several) if header.bytes.is_empty() && !several.any_sums() => Ok(()),
            Kind::Several(several) => several.format(several.chosen(header))?.check_any_trailer(header, seen),
            Kind::InTurn(in_turn) => in_turn.current().check_any_trailer(header, seen),
        }
    }

    fn end_any_frame(&mut self, header: &View<'_>, trailer: &[u8]) -> Result<(), Malformed> {
        match &mut self.kind {
            Kind::One(layout) if layout.checks.is_empty() => {
                self.is_over |= layout.is_last();
                Ok(())
            }
            Kind::One(_) => self.end_checked(header, trailer),
            Kind::Several(several) => several.end_frame(header, trailer),
            Kind::InTurn(in_turn) => {
                in_turn.current_mut().end_any_frame(header, trailer)?;
                in_turn.seen = in_turn.seen.saturating_add(1);
                Ok(())
            }
        }
    }

    fn any_body_limit(&self, header: &View<'_>) -> u64 {
        match (&self.kind, self.layout(header)) {
            (Kind::Several(_) | Kind::InTurn(_), Ok(layout)) => layout.max.unwrap_or(u64::MAX),
            _ => u64::MAX,
        }
    }
}

impl SpecFormat {
    fn end_checked(&mut self, header: &View<'_>, trailer: &[u8]) -> Result<(), Malformed> {
        let Kind::One(layout) = &self.kind else { return Ok(()) };
        let now = self.written(header, self.sums.seen());
        let checked = self.sums.verify(layout, &header.bytes, &now, trailer);
        self.sums.clear();
        checked
    }

    /// The most bytes of body of any frame; none if some kind of frame has no limit of its own.
    fn max(&self) -> Option<u64> {
        match &self.kind {
            Kind::One(layout) => layout.max.or(layout.only_len()),
            Kind::Several(several) => {
                let all = several.variants.iter().map(|variant| variant.format.max());
                all.reduce(|one, other| Some(one?.max(other?))).flatten()
            }
            Kind::InTurn(in_turn) => {
                let all = in_turn.first.iter().map(|(_, format)| format.max()).chain([in_turn.then.max()]);
                all.reduce(|one, other| Some(one?.max(other?))).flatten()
            }
        }
    }
}

impl Several {
    fn end_frame(&mut self, header: &View<'_>, trailer: &[u8]) -> Result<(), Malformed> {
        let chosen = self.chosen(header);
        if self.once {
            self.told = Some(chosen);
        }
        // A header that was made for the body is not in hand; its trailer was made with it.
        let was_made = header.bytes.is_empty() && !self.any_sums();
        match self.variants.get_mut(chosen) {
            Some(_) if was_made => Ok(()),
            Some(variant) => variant.format.end_any_frame(header, trailer),
            None => Ok(()),
        }
    }
}

impl Encode for SpecFormat {
    fn encode_header<B: ByteSink>(
        &self,
        header: &SpecHeader,
        body_len: u64,
        out: &mut B,
    ) -> Result<(), EncodeError> {
        out.put_slice(&self.encode(&header.view(), body_len)?);
        Ok(())
    }

    fn encode_trailer<B: ByteSink>(&self, header: &SpecHeader, body_len: u64, out: &mut B) {
        match &self.kind {
            Kind::One(layout) if layout.checks.is_empty() => {
                layout.encode_trailer(&header.view(), body_len, out);
            }
            _ => out.put_slice(&self.trailer(&header.view(), body_len).unwrap_or_default()),
        }
    }
}
