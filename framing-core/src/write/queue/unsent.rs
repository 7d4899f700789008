//! What a queue has to write, as slices in the order of the stream.

use alloc::collections::vec_deque;
use core::mem;
#[cfg(feature = "std")]
use std::io::IoSlice;

use super::{FrameQueue, Piece, State};
use crate::TwoPhase;

/// The bytes of a [`FrameQueue`] that are not written, as slices that are never empty; see [`FrameQueue::unsent`].
#[derive(Debug)]
pub struct UnsentBytes<'a> {
    /// What is gathered and not passed yet.
    gathered: &'a [u8],
    pieces: vec_deque::Iter<'a, Piece>,
    /// The piece that comes next, now that what is gathered before it is passed.
    piece: Option<&'a Piece>,
    /// What is at hand of the piece that is lent.
    lent: &'a [u8],
    /// Where in the stream the front of `gathered` lies.
    position: u64,
    sent: u64,
}

impl<F: TwoPhase> FrameQueue<F> {
    /// The bytes that are not written, as slices in the order of the stream.
    ///
    /// Of a body that is being streamed, only what its source has given.
    #[must_use]
    #[inline]
    pub fn unsent(&self) -> UnsentBytes<'_> {
        self.unsent_with(self.given())
    }

    /// The bytes that are not written, where `lent` is what comes next of the piece that is lent.
    #[inline]
    pub(crate) fn unsent_with<'a>(&'a self, lent: &'a [u8]) -> UnsentBytes<'a> {
        // Nothing can complete the frame that is cut, so no more of it is written.
        let (gathered, pieces) = match self.state {
            State::Torn => (&[][..], vec_deque::Iter::default()),
            _ => (self.gathered.get(self.start..).unwrap_or_default(), self.pieces.iter()),
        };
        UnsentBytes { gathered, pieces, piece: None, lent, position: self.begin, sent: self.sent }
    }
}

/// Slices that are handed to the transport at once.
#[cfg(feature = "std")]
pub(crate) const MOST_SLICES: usize = 64;

/// Fills `slices` with the two and as many more as there are and fit.
#[cfg(feature = "std")]
pub(crate) fn fill<'a, 's>(
    slices: &'s mut [IoSlice<'a>; MOST_SLICES],
    first: &'a [u8],
    second: &'a [u8],
    more: UnsentBytes<'a>,
) -> &'s [IoSlice<'a>] {
    let parts = [first, second].into_iter().chain(more);
    let filled = slices.iter_mut().zip(parts).map(|(slice, part)| *slice = IoSlice::new(part)).count();
    slices.get(..filled).unwrap_or_default()
}

impl<'a> Iterator for UnsentBytes<'a> {
    type Item = &'a [u8];

    #[inline]
    fn next(&mut self) -> Option<&'a [u8]> {
        loop {
            let (part, position) = self.part()?;
            let written = self.sent.saturating_sub(position);
            if let Some(rest) = part.get(written as usize..).filter(|rest| !rest.is_empty()) {
                return Some(rest);
            }
        }
    }
}

impl<'a> UnsentBytes<'a> {
    /// The next part, empty or not, and where in the stream it lies.
    #[inline]
    fn part(&mut self) -> Option<(&'a [u8], u64)> {
        if let Some(piece) = self.piece.take() {
            return Some(self.piece_part(piece));
        }
        self.piece = self.pieces.next();
        let run = match self.piece {
            Some(piece) => (piece.offset - self.position) as usize,
            None if self.gathered.is_empty() => return None,
            None => self.gathered.len(),
        };
        let (part, rest) = self.gathered.split_at_checked(run)?;
        self.gathered = rest;
        Some((part, self.position))
    }

    fn piece_part(&mut self, piece: &'a Piece) -> (&'a [u8], u64) {
        self.position = piece.end();
        if !piece.is_lent(self.sent) {
            return (&piece.bytes, piece.held_from());
        }
        let lent = mem::take(&mut self.lent);
        let position = self.sent.max(piece.offset);
        if position + (lent.len() as u64) < piece.end() {
            // The rest of it is not at hand, and nothing can be written before that.
            self.gathered = &[];
            self.pieces = vec_deque::Iter::default();
        }
        (lent, position)
    }
}
