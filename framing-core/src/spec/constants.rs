//! What is always the same in a header.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::Malformed;

/// Bytes, or some of their bits, that every header has in the same place: one of several alternatives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Constant {
    pub(super) offset: usize,
    /// All of one length; at least one.
    pub(super) alternatives: Vec<Box<[u8]>>,
    /// As long as they are; `None` means all bits.
    pub(super) mask: Option<Box<[u8]>>,
    pub(super) expected: &'static str,
}

impl Constant {
    /// Refuses the first byte of `seen`, a header's front, with which it is none of the alternatives.
    pub(super) fn check(&self, seen: &[u8]) -> Result<(), Malformed> {
        let field = seen.get(self.offset..).unwrap_or_default();
        let agree = self.alternatives.iter().map(|wanted| self.agreeing(field, wanted)).max().unwrap_or(0);
        if agree < field.len().min(self.len()) {
            return Err(Malformed::new(self.offset + agree, self.expected));
        }
        Ok(())
    }

    /// Refuses `seen`, a header's front, with the byte that makes it one of the alternatives.
    pub(super) fn forbid(&self, seen: &[u8]) -> Result<(), Malformed> {
        match self.fits(seen) {
            Some(true) => Err(Malformed::new(self.end().saturating_sub(1), self.expected)),
            _ => Ok(()),
        }
    }

    /// Whether a header that begins with `seen` has one of the alternatives, as soon as that is decided.
    pub(super) fn fits(&self, seen: &[u8]) -> Option<bool> {
        match self.check(seen) {
            Err(_) => Some(false),
            Ok(()) if seen.len() >= self.end() => Some(true),
            Ok(()) => None,
        }
    }

    pub(super) fn end(&self) -> usize {
        self.offset + self.len()
    }

    /// Makes the bytes of `header` the first alternative, unless they are one already.
    pub(super) fn apply(&self, header: &mut [u8]) {
        if self.check(header).is_ok() {
            return;
        }
        let field = header.iter_mut().skip(self.offset);
        let wanted = self.alternatives.iter().take(1).flat_map(|bytes| bytes.iter());
        for (at, (byte, &wanted)) in field.zip(wanted).enumerate() {
            let mask = self.mask_at(at);
            *byte = *byte & !mask | wanted & mask;
        }
    }

    pub(super) fn len(&self) -> usize {
        self.alternatives.first().map_or(0, |bytes| bytes.len())
    }

    /// How many bytes at the front of `field` are as `wanted`.
    fn agreeing(&self, field: &[u8], wanted: &[u8]) -> usize {
        let differs = |(at, (seen, wanted)): (usize, (&u8, &u8))| (seen ^ wanted) & self.mask_at(at) != 0;
        let both = field.iter().zip(wanted);
        let all = both.len();
        both.enumerate().position(differs).unwrap_or(all)
    }

    pub(super) fn mask_at(&self, at: usize) -> u8 {
        self.mask.as_ref().and_then(|mask| mask.get(at)).copied().unwrap_or(0xff)
    }
}
