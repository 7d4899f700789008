//! The buffer and its memory policy: it grows in proportion to the received bytes, compacts, shrinks after a large frame,
//! and holds no memory while idle.

use alloc::vec::Vec;
#[cfg(feature = "std")]
use core::mem;
#[cfg(feature = "std")]
use core::ops::Range;

use crate::read::Mark;

/// The initial size: the memory that a peer can claim by announcing much and sending little.
const FLOOR: usize = 2 << 10;
/// The size up to which reads that fill the buffer make it grow, and to which it shrinks after a large frame.
const READ_AHEAD: usize = 64 << 10;
/// Bytes of stack that a reader receives the first bytes of a frame into, so that it holds no heap while it waits.
#[cfg(feature = "std")]
pub(crate) const SCRATCH: usize = 8 << 10;
/// Bytes to read beyond a frame that is about as long as the read-ahead or longer. They show whether more has arrived and
/// mostly contain the next header. More of them would only have to be moved.
const TAIL: usize = 512;
/// The most bytes to zero before a read: few enough that they are still in the cache when the read fills them.
const ZEROED: usize = 256 << 10;
/// How many times in a row little room has to suffice before a large buffer shrinks.
const CALM: u8 = 8;

/// Memory that grows with the received bytes, the default of a [`FrameBuffer`](crate::FrameBuffer).
///
/// It holds no memory when nothing is buffered and the owner [releases](crate::FrameBuffer::release) it; otherwise at most
/// max(4 KiB, twice the received bytes), whatever length a header specifies. A byte is moved a constant number of times on
/// average, however it arrives.
#[derive(Clone, Debug, Default)]
pub struct Growing {
    /// Its capacity is the room; its length is the part that was initialised so far, which contains `start..end`.
    data: Vec<u8>,
    start: usize,
    end: usize,
    /// Room to read ahead into: twice that of the last read if that was filled, 0 otherwise.
    ahead: usize,
    /// The memory that a budget allows; 0 without a budget.
    allowance: usize,
    /// How far reads may go because of the budget, from the first unread byte; 0 without a budget.
    reach: usize,
    calm: u8,
}

#[expect(
    clippy::arithmetic_side_effects,
    reason = "start <= end <= data.len() <= isize::MAX is this type's invariant: sums of two lengths fit `usize`"
)]
impl Growing {
    /// Returns the bytes that were received and not consumed.
    #[inline(always)]
    #[expect(clippy::indexing_slicing, reason = "start <= end <= data.len() is this type's invariant")]
    pub(crate) fn unread(&self) -> &[u8] {
        &self.data[self.start..self.end]
    }

    /// Returns the bytes that were received and not consumed, and the mark that consuming moves.
    #[inline(always)]
    #[expect(clippy::indexing_slicing, reason = "start <= end <= data.len() is this type's invariant")]
    pub(crate) fn unread_and_mark(&mut self) -> (&[u8], Mark<'_>) {
        (&self.data[self.start..self.end], Mark::new(&mut self.start, self.end))
    }

    /// Whether to receive the next bytes somewhere else first: no memory is held, and no hint suggests that bytes are
    /// waiting.
    #[cfg(feature = "std")]
    pub(crate) fn is_idle(&self) -> bool {
        self.capacity() == 0 && self.ahead == 0
    }

    /// Returns how many bytes of memory are held.
    pub(crate) fn capacity(&self) -> usize {
        self.data.capacity()
    }

    /// Returns room to receive into, never empty, when the frame at the front needs `need` bytes.
    /// [`filled`](Self::filled) takes how much of it was used.
    pub(crate) fn room(&mut self, need: usize) -> &mut [u8] {
        self.rewind_if_empty();
        let target = self.target(need);
        if self.should_shrink(need.max(target)) {
            self.shrink(target.max(READ_AHEAD));
        } else if self.is_short(target) || self.should_compact(need) {
            self.make_room(target);
        }
        self.initialise(self.limit(need, self.capacity()));
        let limit = self.limit(need, self.data.len());
        self.data.get_mut(self.end..limit).unwrap_or_default()
    }

    /// Marks `n` bytes of the room for `need` as received; at most all of it.
    pub(crate) fn filled(&mut self, n: usize, need: usize) {
        let room = self.limit(need, self.data.len()) - self.end;
        self.end += n.min(room);
        self.update_read_ahead(n, room);
    }

    /// Adapts the read-ahead to a read of `n` bytes into `room`: one that is filled suggests that more is waiting.
    fn update_read_ahead(&mut self, n: usize, room: usize) {
        let twice = room.max(self.capacity()).saturating_mul(2);
        self.ahead = if n >= room { READ_AHEAD.min(twice) } else { 0 };
    }

    /// Returns where the room ends, at most at `size`: with the read-ahead, or with a large frame and its tail.
    fn limit(&self, need: usize, size: usize) -> usize {
        let wanted = match self.reach {
            0 => READ_AHEAD.max(self.with_tail(need)).max(self.unread_len() + FLOOR),
            reach => reach,
        };
        size.min(self.start.saturating_add(wanted)).max(self.end)
    }

    /// Zeroes the next bytes of the room up to `limit`, but no more than a read is likely to fill.
    fn initialise(&mut self, limit: usize) {
        if self.data.len() < limit && self.data.len() - self.end < ZEROED {
            self.data.resize(limit.min(self.end + ZEROED), 0);
        }
    }

    /// Appends bytes that are somewhere else.
    pub(crate) fn append(&mut self, bytes: &[u8]) {
        self.rewind_if_empty();
        let wanted = self.unread_len().saturating_add(bytes.len());
        if self.should_shrink(wanted) {
            self.shrink(wanted.max(READ_AHEAD));
        } else if self.capacity() - self.end < bytes.len() {
            // More may follow: a backlog that grew by each piece alone would be moved with each piece.
            self.make_room(wanted.max(self.generous()).max(FLOOR).max(self.ahead));
        }
        let end = self.end.saturating_add(bytes.len());
        match self.data.get_mut(self.end..end) {
            Some(room) => room.copy_from_slice(bytes),
            None => {
                self.data.truncate(self.end);
                self.data.extend_from_slice(bytes);
            }
        }
        self.end = end;
    }

    /// Appends what a read of at most `room` bytes received somewhere else.
    #[cfg(feature = "std")]
    pub(crate) fn receive(&mut self, bytes: &[u8], room: usize) {
        if !bytes.is_empty() {
            self.append(bytes);
        }
        self.update_read_ahead(bytes.len(), room);
    }

    /// Gives the memory back if no byte is in it.
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
        let least = FLOOR.max(self.unread_len());
        if self.capacity() > least {
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

    fn unread_len(&self) -> usize {
        self.end - self.start
    }

    fn rewind_if_empty(&mut self) {
        if self.start == self.end {
            (self.start, self.end) = (0, 0);
        }
    }

    /// Returns how much room the unread bytes and the next ones need together: the need if that is in proportion to the
    /// received bytes, more while reads fill their room, and always more than is unread.
    fn target(&self, need: usize) -> usize {
        let unread = self.unread_len();
        let allowed = FLOOR.max(unread.saturating_mul(2));
        self.with_tail(need).min(allowed).max(self.ahead).max(unread + 1).max(FLOOR)
    }

    /// Returns how many bytes to have room for when `need` bytes are needed.
    fn with_tail(&self, need: usize) -> usize {
        let is_large = need > READ_AHEAD / 2;
        if is_large && self.reach == 0 { need.saturating_add(TAIL) } else { need }
    }

    /// Whether the room is below the target. A large one grows only once it is nearly full, and then by a factor.
    fn is_short(&self, target: usize) -> bool {
        let is_tight = self.reach != 0 || self.capacity() - self.end < READ_AHEAD;
        is_tight && self.capacity() - self.start < target
    }

    /// Whether the frame would fit if the unread bytes were at the front, and moving them costs little.
    fn should_compact(&self, need: usize) -> bool {
        self.capacity() - self.start < self.with_tail(need) && self.unread_len() <= self.start / 8
    }

    /// Returns the size for unread bytes that keep coming: half as much again, within the budget.
    fn generous(&self) -> usize {
        let generous = self.unread_len().saturating_add(self.unread_len() / 2);
        if self.allowance == 0 { generous } else { generous.min(self.allowance) }
    }

    /// Moves the unread bytes to the front of at least `target` bytes of room.
    ///
    /// It grows by half at least, and it grows rather than move many bytes to win few: so neither a need that rises
    /// byte by byte nor a buffer that is nearly full makes the cost quadratic.
    #[cold]
    fn make_room(&mut self, target: usize) {
        let unread = self.unread_len();
        let wins_little = self.start < unread;
        self.data.copy_within(self.start..self.end, 0);
        (self.start, self.end) = (0, unread);
        if self.capacity() < target || wins_little {
            let knows_its_end = target > unread + FLOOR;
            let target = if knows_its_end { target } else { target.max(self.generous()) };
            self.data.reserve_exact(target.saturating_sub(self.data.len()));
        }
    }

    /// Moves the unread bytes to other memory of `target` bytes.
    #[cold]
    fn shrink(&mut self, target: usize) {
        let mut smaller = Vec::with_capacity(target);
        smaller.extend_from_slice(self.unread());
        (self.start, self.end) = (0, smaller.len());
        self.data = smaller;
        self.calm = 0;
    }

    /// Whether the buffer has for some time been much larger than the `wanted` bytes.
    fn should_shrink(&mut self, wanted: usize) -> bool {
        let oversized = self.capacity() > READ_AHEAD && wanted <= self.capacity() / 4;
        self.calm = if oversized { self.calm.saturating_add(1) } else { 0 };
        self.calm > CALM
    }
}
