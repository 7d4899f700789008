//! Checksums and their like, in the header and after the body.

use smallvec::SmallVec;

use super::digest::{self, Running};
use super::field::Numeral;
use super::keys::CheckKind;
use super::layout::Layout;
use crate::Malformed;

/// A number in a frame that follows from other bytes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Check {
    pub(super) kind: CheckKind,
    /// Its position in the header or in the trailer.
    pub(super) number: Numeral,
    /// The bits that it has room for.
    pub(super) bits: u32,
    pub(super) in_header: bool,
    /// The first byte of the header that it covers; none if it covers the body alone.
    pub(super) from: Option<usize>,
}

const EXPECTED: &str = "a checksum that fits what it covers";

impl Check {
    /// The bytes of the header that it covers.
    fn covered<'a>(&self, header: &'a [u8]) -> &'a [u8] {
        let Some(from) = self.from else { return &[] };
        let end = if self.in_header { self.number.offset() } else { header.len() };
        header.get(from..end).unwrap_or_default()
    }

    /// Computes the expected value of a check in `header`, which is complete.
    fn expected_in(&self, layout: &Layout, header: &[u8]) -> u64 {
        if self.kind == CheckKind::Length {
            return layout.number(header);
        }
        let running = Running::new(self.kind);
        let value = running.value_behind(self.kind, &[], self.covered(header), 0);
        digest::stored(self.kind, value, self.bits)
    }

    pub(super) fn write_in(&self, layout: &Layout, header: &mut [u8]) {
        let expected = self.expected_in(layout, header);
        self.number.write(expected, header);
    }

    pub(super) fn verify_in(&self, layout: &Layout, header: &[u8]) -> Result<(), Malformed> {
        self.verify(self.expected_in(layout, header), header)
    }

    /// Refuses the first byte of `part` that differs from `expected`.
    fn verify(&self, expected: u64, part: &[u8]) -> Result<(), Malformed> {
        if self.number.read(part) == Ok(expected) {
            return Ok(());
        }
        let mut right = part.to_vec();
        self.number.write(expected, &mut right);
        let differs = part.iter().zip(&right).position(|(seen, wanted)| seen != wanted);
        Err(Malformed::new(differs.unwrap_or(self.number.offset()), EXPECTED))
    }

    /// Whether the byte `at` of the trailer is one of it.
    pub(super) fn is_at(&self, at: usize) -> bool {
        !self.in_header && (self.number.offset()..self.number.end()).contains(&at)
    }
}

/// The checksums of a frame in the making.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sums {
    /// One a check in the trailer; none before the frame's first byte of body.
    running: SmallVec<[Running; 1]>,
    /// Bytes of body.
    seen: u64,
}

impl Sums {
    /// Begins with the header as it is known when the first byte of body comes.
    fn begin(&mut self, layout: &Layout, header: &[u8]) {
        if self.running.is_empty() {
            self.running.extend(layout.trailer_checks().map(|check| {
                let mut running = Running::new(check.kind);
                running.update(check.covered(header));
                running
            }));
        }
    }

    pub(super) fn see(&mut self, layout: &Layout, header: &[u8], piece: &[u8]) {
        self.begin(layout, header);
        self.seen += piece.len() as u64;
        self.running.iter_mut().for_each(|running| running.update(piece));
    }

    /// Makes what checks in the trailer must say right, in a frame that begins with `now` though `was` was seen.
    pub(super) fn write(&self, layout: &Layout, was: &[u8], now: &[u8], trailer: &mut [u8]) {
        for (expected, check) in self.expected(layout, was, now) {
            check.number.write(expected, trailer);
        }
    }

    pub(super) fn verify(
        &self,
        layout: &Layout,
        was: &[u8],
        now: &[u8],
        trailer: &[u8],
    ) -> Result<(), Malformed> {
        self.expected(layout, was, now)
            .into_iter()
            .try_for_each(|(expected, check)| check.verify(expected, trailer))
    }

    /// Forgets the frame.
    pub(super) fn clear(&mut self) {
        self.running.clear();
        self.seen = 0;
    }

    /// Bytes of body.
    pub(super) fn seen(&self) -> u64 {
        self.seen
    }

    fn expected<'a>(&self, layout: &'a Layout, was: &[u8], now: &[u8]) -> SmallVec<[(u64, &'a Check); 1]> {
        let mut whole = self.clone();
        whole.begin(layout, was);
        let all = layout.trailer_checks().zip(&whole.running);
        all.map(|(check, running)| {
            if check.kind == CheckKind::Length {
                return (layout.number(now), check);
            }
            let value = running.value_behind(check.kind, check.covered(was), check.covered(now), whole.seen);
            (digest::stored(check.kind, value, check.bits), check)
        })
        .collect()
    }
}
