//! The unwritten bytes of a queue, as slices in the order of the stream.

use alloc::collections::vec_deque;
use core::mem;
#[cfg(feature = "std")]
use std::io::IoSlice;

use super::{FrameQueue, Piece, State, narrow};
use crate::TwoPhase;
use crate::write::{bytes_from, wide};

/// The unwritten bytes of a [`FrameQueue`], as slices that are never empty; see [`FrameQueue::unsent`].
#[derive(Clone, Debug)]
pub struct UnsentBytes<'a> {
    /// Gathered bytes that the iterator has not passed.
    gathered: &'a [u8],
    pieces: vec_deque::Iter<'a, Piece>,
    /// The next piece, once the gathered bytes before it are passed.
    piece: Option<&'a Piece>,
    /// The available bytes of the piece that is lent.
    lent: &'a [u8],
    /// The offset in the stream of the front of `gathered`.
    position: u64,
    sent: u64,
}

impl<F: TwoPhase> FrameQueue<F> {
    /// Returns the unwritten bytes, as slices in the order of the stream.
    ///
    /// Of a body that is being streamed, these are the bytes that its source has delivered.
    #[must_use]
    #[inline]
    pub fn unsent(&self) -> UnsentBytes<'_> {
        self.unsent_with(self.given())
    }

    /// The unwritten bytes, where `lent` are the next ones of the piece that is lent.
    #[inline]
    pub(crate) fn unsent_with<'a>(&'a self, lent: &'a [u8]) -> UnsentBytes<'a> {
        // Nothing can complete a torn frame, so no more of it is written. Bytes that a transport has are its own.
        let (gathered, pieces) = match self.state {
            _ if self.taken.is_some() => (&[][..], vec_deque::Iter::default()),
            State::Torn => (&[][..], vec_deque::Iter::default()),
            _ => (self.gathered.get(self.start..).unwrap_or_default(), self.pieces.iter()),
        };
        UnsentBytes { gathered, pieces, piece: None, lent, position: self.begin, sent: self.sent }
    }
}

/// The most slices that are passed to the transport at once.
#[cfg(feature = "std")]
pub(crate) const MOST_SLICES: usize = 64;

/// Fills `slices` with the two and as many more as fit.
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
            let rest = bytes_from(part, written);
            if !rest.is_empty() {
                return Some(rest);
            }
        }
    }
}

impl<'a> UnsentBytes<'a> {
    /// The next part, empty or not, and its offset in the stream.
    #[inline]
    fn part(&mut self) -> Option<(&'a [u8], u64)> {
        if let Some(piece) = self.piece.take() {
            return Some(self.piece_part(piece));
        }
        self.piece = self.pieces.next();
        let run = match self.piece {
            Some(piece) => narrow(piece.offset.saturating_sub(self.position)),
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
        if position.saturating_add(wide(lent.len())) < piece.end() {
            // The rest of it is not available, and nothing can be written before that.
            self.gathered = &[];
            self.pieces = vec_deque::Iter::default();
        }
        (lent, position)
    }
}
