//! The state that the ends of a pipe share, and whom a change wakes.

use alloc::vec::Vec;
use core::mem;
use core::task::Waker;

/// The state that the two ends of a pipe share, under one lock.
///
/// Readable and writable are two predicates with one waiter each, so a wakeup never goes to the wrong one. A waker to be
/// called or dropped is returned, so that this happens after the lock.
#[derive(Debug)]
pub struct Channel {
    bytes: Vec<u8>,
    capacity: usize,
    /// How many bytes the reader waits for: at least 1, at most the capacity.
    need: usize,
    reader: End,
    writer: End,
}

#[derive(Debug, Default)]
struct End {
    gone: bool,
    waker: Option<Waker>,
}

/// The result of a read attempt.
#[derive(Debug, PartialEq)]
pub(super) enum Readable {
    /// Bytes were taken; the writer may be waiting for the room.
    Bytes,
    /// The writer is gone, and all bytes are taken.
    End,
    /// Fewer bytes than requested.
    NotYet,
}

/// Wakers to call and to drop once the lock is released.
#[derive(Debug, Default)]
#[must_use]
pub(super) struct AfterLock {
    wake: Option<Waker>,
    discard: Option<Waker>,
}

impl AfterLock {
    pub(super) fn run(self) {
        if let Some(waker) = self.wake {
            waker.wake();
        }
        drop(self.discard);
    }
}

impl Channel {
    pub(super) fn new(capacity: usize) -> Self {
        let capacity = capacity.max(1);
        Self { bytes: Vec::new(), capacity, need: 1, reader: End::default(), writer: End::default() }
    }

    pub(super) fn capacity(&self) -> usize {
        self.capacity
    }

    /// Whether written bytes can no longer arrive.
    pub(super) fn is_broken(&self) -> bool {
        self.reader.gone || self.writer.gone
    }

    pub(super) fn room(&self) -> usize {
        self.capacity.saturating_sub(self.bytes.len())
    }

    /// Takes as many of the bytes as fit, and returns their number.
    pub(super) fn append(&mut self, bytes: &[u8]) -> usize {
        let taken = bytes.get(..self.room()).unwrap_or(bytes);
        self.reserve(taken.len());
        self.bytes.extend_from_slice(taken);
        taken.len()
    }

    /// Takes the vector itself, in exchange for another one, if the pipe is empty; otherwise as [`append`](Self::append).
    pub(super) fn append_owned(&mut self, bytes: &mut Vec<u8>) -> usize {
        if !self.bytes.is_empty() || bytes.len() > self.capacity {
            return self.append(bytes);
        }
        mem::swap(&mut self.bytes, bytes);
        bytes.clear();
        self.bytes.len()
    }

    /// Doubles as `Vec` does, but not beyond the capacity of the pipe.
    fn reserve(&mut self, more: usize) {
        let (allocated, needed) = (self.bytes.capacity(), self.bytes.len().saturating_add(more));
        if needed > allocated {
            let target = allocated.saturating_mul(2).clamp(needed, self.capacity);
            self.bytes.reserve_exact(target.saturating_sub(self.bytes.len()));
        }
    }

    /// Call after an append: wakes the reader if enough bytes are available.
    pub(super) fn announce_bytes(&mut self) -> AfterLock {
        let satisfied = self.bytes.len() >= self.need;
        AfterLock { wake: self.reader.waker.take_if(|_| satisfied), discard: None }
    }

    /// Registers the writer as waiting for room.
    pub(super) fn wait_for_room(&mut self, waker: &Waker) -> AfterLock {
        self.writer.wait(waker)
    }

    /// Appends all bytes to `taken`, if there are `need` of them (or as many as the pipe can hold) or no more will come.
    pub(super) fn take_over(&mut self, taken: &mut Taken, need: usize) -> Readable {
        self.need = need.clamp(1, self.capacity);
        let enough = self.bytes.len() >= self.need;
        if !enough && !self.writer.gone {
            return Readable::NotYet;
        }
        if self.bytes.is_empty() {
            return Readable::End;
        }
        taken.append(&mut self.bytes);
        Readable::Bytes
    }

    /// Call after bytes were taken: wakes the writer, which has room now.
    pub(super) fn announce_room(&mut self) -> AfterLock {
        AfterLock { wake: self.writer.waker.take(), discard: None }
    }

    /// Registers the reader as waiting for the bytes that it asked [`take_over`](Self::take_over) for. Frees the memory
    /// of an empty pipe.
    pub(super) fn wait_for_bytes(&mut self, waker: &Waker) -> AfterLock {
        if self.bytes.is_empty() {
            self.bytes = Vec::new();
        }
        self.reader.wait(waker)
    }

    pub(super) fn writer_leaves(&mut self) -> AfterLock {
        self.writer.gone = true;
        AfterLock { wake: self.reader.waker.take(), discard: self.writer.waker.take() }
    }

    pub(super) fn reader_leaves(&mut self) -> AfterLock {
        self.reader.gone = true;
        self.bytes = Vec::new();
        AfterLock { wake: self.writer.waker.take(), discard: self.reader.waker.take() }
    }
}

impl End {
    /// Registers a waker; the one that it replaces is to be dropped after the lock.
    fn wait(&mut self, waker: &Waker) -> AfterLock {
        let discard = match &self.waker {
            Some(noted) if noted.will_wake(waker) => None,
            _ => self.waker.replace(waker.clone()),
        };
        AfterLock { wake: None, discard }
    }
}

/// Bytes that the reader has taken and that are not all consumed.
#[derive(Debug, Default)]
pub(super) struct Taken {
    bytes: Vec<u8>,
    /// The number of consumed bytes, at most that of all.
    consumed: usize,
}

impl Taken {
    #[inline]
    pub(super) fn unread(&self) -> &[u8] {
        self.bytes.get(self.consumed..).unwrap_or_default()
    }

    #[inline]
    pub(super) fn consume(&mut self, count: usize) {
        self.consumed = self.consumed.saturating_add(count).min(self.bytes.len());
    }

    /// Appends `more` to the unread bytes: by swapping the buffers if there are none.
    fn append(&mut self, more: &mut Vec<u8>) {
        let unread = self.unread().len();
        if unread == 0 {
            self.bytes.clear();
            self.consumed = 0;
            mem::swap(&mut self.bytes, more);
            return;
        }
        if self.consumed >= unread {
            // Moves no more bytes than were consumed since the last time, so the total cost stays linear.
            self.bytes.drain(..self.consumed);
            self.consumed = 0;
        }
        self.bytes.append(more);
    }

    /// Frees the memory if no byte is unread.
    pub(super) fn release(&mut self) {
        if self.unread().is_empty() {
            *self = Self::default();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_pipe_whose_reader_waits_holds_no_buffer() {
        let (mut channel, mut taken) = (Channel::new(64), Taken::default());
        assert_eq!(channel.append(b"ab"), 2);
        assert_eq!(channel.take_over(&mut taken, 1), Readable::Bytes);
        assert_eq!(channel.append(b"cd"), 2);
        taken.consume(1);
        assert_eq!(channel.take_over(&mut taken, 1), Readable::Bytes);
        assert_eq!(taken.unread(), b"bcd");
        taken.consume(3);
        assert_eq!(channel.take_over(&mut taken, 1), Readable::NotYet);
        channel.wait_for_bytes(Waker::noop()).run();
        taken.release();
        assert_eq!((channel.bytes.capacity(), taken.bytes.capacity()), (0, 0));
    }

    #[test]
    fn the_buffer_grows_with_what_is_written_up_to_the_capacity() {
        let mut channel = Channel::new(1000);
        let written = core::iter::from_fn(|| Some(channel.append(&[0; 300])).filter(|count| *count > 0));
        assert_eq!(written.collect::<Vec<_>>(), [300, 300, 300, 100]);
        assert_eq!(channel.bytes.capacity(), 1000);
        let mut idle = Channel::new(1 << 30);
        assert_eq!((idle.append(b"x"), idle.bytes.capacity()), (1, 1));
    }

    #[test]
    fn what_is_kept_is_moved_no_more_often_than_it_was_consumed() {
        let mut taken = Taken::default();
        taken.append(&mut Vec::from(b"abcdef"));
        taken.consume(2);
        taken.append(&mut Vec::from(b"g"));
        assert_eq!(
            (taken.consumed, taken.unread()),
            (2, &b"cdefg"[..]),
            "4 unread, 2 consumed: not worth it"
        );
        taken.consume(3);
        taken.append(&mut Vec::from(b"h"));
        assert_eq!((taken.consumed, taken.unread()), (0, &b"fgh"[..]));
    }
}
