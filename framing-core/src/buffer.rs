//! The one buffer and its one policy: grow in proportion to what arrived, compact, shrink after a big frame, hold
//! nothing while idle.

use alloc::vec::Vec;
#[cfg(feature = "std")]
use core::mem;
#[cfg(feature = "std")]
use core::ops::Range;

/// Bytes to begin with: what a peer that announces much and sends little can make us hold.
const FLOOR: usize = 2 << 10;
/// Bytes up to which the buffer grows by itself while reads fill it, and to which it shrinks after a big frame.
const READ_AHEAD: usize = 64 << 10;
/// Bytes of stack that a reader receives the first bytes of a frame into, so as to hold no heap while it waits.
#[cfg(feature = "std")]
pub(crate) const SCRATCH: usize = 8 << 10;
/// Bytes that are read behind a frame about as long as the read-ahead or longer: they tell whether more has arrived, and
/// mostly what the next frame needs. More of them would only have to be moved.
const TAIL: usize = 512;
/// How often in a row room is made for little before a big buffer is given back.
const CALM: u8 = 8;

/// Received bytes that are not consumed yet.
///
/// Memory: none when nothing is buffered and the owner [releases](Self::release_if_empty) it; otherwise at most
/// max([`FLOOR`], twice what has arrived), whatever a header announces. Cost: a byte is moved a bounded number of times
/// on average, however it arrives.
#[derive(Debug, Default)]
pub(crate) struct Buffer {
    /// Initialised throughout, so that its length is the room there is.
    data: Vec<u8>,
    start: usize,
    end: usize,
    /// Room to read ahead into: twice what the last read was given if it filled all of that, none otherwise.
    ahead: usize,
    /// The memory that a budget allows; 0 without a budget.
    allowance: usize,
    /// How far reads may go because of the budget, from the first unread byte; 0 without a budget.
    reach: usize,
    calm: u8,
}

impl Buffer {
    /// What was received and not consumed.
    #[inline(always)]
    #[expect(clippy::indexing_slicing, reason = "start <= end <= data.len() is this type's invariant")]
    pub(crate) fn unread(&self) -> &[u8] {
        &self.data[self.start..self.end]
    }

    /// What was received and not consumed, and the mark that consuming moves.
    #[inline(always)]
    #[expect(clippy::indexing_slicing, reason = "start <= end <= data.len() is this type's invariant")]
    pub(crate) fn unread_and_mark(&mut self) -> (&[u8], Mark<'_>) {
        (&self.data[self.start..self.end], Mark { start: &mut self.start, end: self.end })
    }

    /// Consumes `n` bytes, which are no more than are unread, and lends what begins with them.
    #[inline(always)]
    pub(crate) fn consume(&mut self, n: usize) -> &[u8] {
        let (unread, mut mark) = self.unread_and_mark();
        mark.advance(n);
        unread
    }

    /// Whether the next bytes had better be received somewhere else first: nothing is held, and there is no hint that
    /// anything is about to come.
    #[cfg(feature = "std")]
    pub(crate) fn is_idle(&self) -> bool {
        self.data.is_empty() && self.ahead == 0
    }

    /// Bytes of memory held.
    pub(crate) fn capacity(&self) -> usize {
        self.data.capacity()
    }

    /// Room to receive into, never empty, when the frame at the front needs `need` bytes. [`filled`](Self::filled) says
    /// how much of it was used.
    pub(crate) fn room(&mut self, need: usize) -> &mut [u8] {
        if self.start == self.end {
            (self.start, self.end) = (0, 0);
        }
        let target = self.target(need);
        if self.should_shrink(need.max(target)) {
            self.shrink(target.max(READ_AHEAD));
        } else if self.data.len() - self.start < target || self.should_compact(need) {
            self.make_room(target);
        }
        let limit = self.limit(need);
        self.data.get_mut(self.end..limit).unwrap_or_default()
    }

    /// `n` bytes of the room for `need` were received.
    pub(crate) fn filled(&mut self, n: usize, need: usize) {
        let limit = self.limit(need);
        let room = limit.saturating_sub(self.end);
        self.end = limit.min(self.end.saturating_add(n));
        self.learn(n, room);
    }

    /// A read that was given `room` brought `n` bytes: one that is filled hints that more is waiting.
    fn learn(&mut self, n: usize, room: usize) {
        let twice = room.max(self.data.len()).saturating_mul(2);
        self.ahead = if n >= room { READ_AHEAD.min(twice) } else { 0 };
    }

    /// Where the room ends: with the read-ahead, or with a large frame and its tail.
    fn limit(&self, need: usize) -> usize {
        let wanted = match self.reach {
            0 => READ_AHEAD.max(self.with_tail(need)),
            reach => reach,
        };
        self.data.len().min(self.start.saturating_add(wanted))
    }

    /// Receives bytes that are somewhere else.
    pub(crate) fn append(&mut self, bytes: &[u8]) {
        let unread = self.end - self.start;
        if self.data.len() - self.end < bytes.len() {
            self.make_room((unread + bytes.len()).max(FLOOR).max(self.ahead));
        }
        let end = self.end + bytes.len();
        // `make_room` made at least that much.
        if let Some(room) = self.data.get_mut(self.end..end) {
            room.copy_from_slice(bytes);
            self.end = end;
        }
    }

    /// Receives what a read of at most `room` bytes brought somewhere else.
    #[cfg(feature = "std")]
    pub(crate) fn receive(&mut self, bytes: &[u8], room: usize) {
        if !bytes.is_empty() {
            self.append(bytes);
        }
        self.learn(bytes.len(), room);
    }

    /// Gives the memory back if nothing is in it.
    pub(crate) fn release_if_empty(&mut self) -> bool {
        let is_empty = self.start == self.end;
        if is_empty {
            *self = Self::default();
        }
        is_empty
    }

    /// Holds at most `allowance` bytes and reads at most `reach` bytes from now on, without any read-ahead.
    #[cfg(feature = "tokio")]
    pub(crate) fn set_allowance(&mut self, allowance: usize, reach: usize) {
        (self.ahead, self.allowance, self.reach) = (0, allowance, reach);
    }

    /// Gives back the memory that is not needed for what is unread.
    #[cfg(feature = "tokio")]
    pub(crate) fn shrink_to_fit(&mut self) {
        let least = FLOOR.max(self.end - self.start);
        if self.data.len() > least {
            self.shrink(least);
        }
    }

    /// Hands out what is unread, as the memory that holds it and where it lies in there. The buffer is empty afterwards.
    #[cfg(feature = "std")]
    pub(crate) fn take(&mut self) -> (Vec<u8>, Range<usize>) {
        let unread = mem::take(&mut self.start)..mem::take(&mut self.end);
        (mem::take(&mut self.data), unread)
    }

    /// Takes back what [`take`](Self::take) handed out, of which `unread` was not used, into the empty buffer.
    #[cfg(feature = "std")]
    pub(crate) fn give_back(&mut self, data: Vec<u8>, unread: Range<usize>) {
        (self.data, self.start, self.end) = (data, unread.start, unread.end);
    }

    /// How much room the unread bytes and what is to come must have together: what is needed if that is in proportion
    /// to what arrived, more while reads fill all they are given, and always more than is unread.
    fn target(&self, need: usize) -> usize {
        let unread = self.end - self.start;
        let allowed = FLOOR.max(unread.saturating_mul(2));
        self.with_tail(need).min(allowed).max(self.ahead).max(unread + 1).max(FLOOR)
    }

    /// Bytes to have room for when `need` bytes are needed.
    fn with_tail(&self, need: usize) -> usize {
        let is_large = need > READ_AHEAD / 2;
        if is_large && self.reach == 0 { need.saturating_add(TAIL) } else { need }
    }

    /// Whether the frame would fit if only the unread bytes lay in front, and they are few beside what that wins.
    fn should_compact(&self, need: usize) -> bool {
        let unread = self.end - self.start;
        self.data.len() - self.start < self.with_tail(need) && unread <= self.start / 8
    }

    /// Moves the unread bytes to the front of at least `target` bytes of room.
    ///
    /// It grows by half at least, and it grows rather than move many bytes to win few: so neither a need that rises
    /// byte by byte nor a buffer that is nearly full makes the cost quadratic.
    #[cold]
    fn make_room(&mut self, target: usize) {
        let unread = self.end - self.start;
        let wins_little = self.start < unread;
        self.data.copy_within(self.start..self.end, 0);
        (self.start, self.end) = (0, unread);
        if self.data.len() < target || wins_little {
            let knows_its_end = target > unread + FLOOR;
            let generous = match self.allowance {
                0 => unread + unread / 2,
                allowance => allowance.min(unread + unread / 2),
            };
            let target = if knows_its_end { target } else { target.max(generous) };
            self.data.reserve_exact(target.saturating_sub(self.data.len()));
            self.data.resize(target.max(self.data.len()), 0);
        }
    }

    /// Moves the unread bytes to other memory of `target` bytes.
    #[cold]
    fn shrink(&mut self, target: usize) {
        let mut smaller = Vec::with_capacity(target);
        smaller.extend_from_slice(self.unread());
        (self.start, self.end) = (0, smaller.len());
        smaller.resize(target, 0);
        self.data = smaller;
    }

    /// Whether the buffer has for some time been much larger than the `wanted` bytes.
    fn should_shrink(&mut self, wanted: usize) -> bool {
        let oversized = self.data.len() > READ_AHEAD && wanted <= self.data.len() / 4;
        self.calm = if oversized { self.calm + 1 } else { 0 };
        self.calm > CALM
    }
}

/// Where the unread bytes of a [`Buffer`] begin, while they are lent out.
#[derive(Debug)]
pub(crate) struct Mark<'a> {
    start: &'a mut usize,
    end: usize,
}

impl Mark<'_> {
    /// Consumes `n` bytes, which are no more than are unread.
    #[inline(always)]
    pub(crate) fn advance(&mut self, n: usize) {
        *self.start += n;
        debug_assert!(*self.start <= self.end, "more was consumed than is unread");
    }
}
