//! The memory of a [`FrameBuffer`](crate::FrameBuffer).

pub(crate) use self::sealed::{Mark, Unread};
#[cfg(feature = "alloc")]
pub use crate::buffer::Growing;

/// The memory of a [`FrameBuffer`](crate::FrameBuffer): [`Growing`], or [`Fixed`], which the caller provides.
///
/// It is sealed: the buffer relies on its implementations.
pub trait Storage: Unread {}

impl<S: Unread> Storage for S {}

/// Memory that grows with the received bytes. It needs the feature `alloc`.
// Exhaustive on purpose: it has no values; it names a kind of storage.
#[cfg(not(feature = "alloc"))]
#[derive(Debug)]
pub enum Growing {}

/// Memory of a fixed size that the caller provides, for [`FrameBuffer::with_storage`](crate::FrameBuffer::with_storage).
#[derive(Debug)]
pub struct Fixed<'s> {
    memory: &'s mut [u8],
    start: usize,
    end: usize,
}

#[expect(
    clippy::arithmetic_side_effects,
    reason = "start <= end <= memory.len() is this type's invariant, so that no difference is negative"
)]
impl<'s> Fixed<'s> {
    pub(super) fn new(memory: &'s mut [u8]) -> Self {
        Self { memory, start: 0, end: 0 }
    }

    /// Returns the room behind the unread bytes, which move to the front if a frame of `need` bytes requires it.
    pub(super) fn room(&mut self, need: usize) -> &mut [u8] {
        let unread = self.end - self.start;
        if unread == 0 || self.memory.len() - self.start < need.max(unread.saturating_add(1)) {
            self.memory.copy_within(self.start..self.end, 0);
            (self.start, self.end) = (0, unread);
        }
        self.memory.get_mut(self.end..).unwrap_or_default()
    }

    /// Marks the first `n` bytes of the room as received, at most all of it.
    pub(super) fn filled(&mut self, n: usize) {
        self.end += n.min(self.memory.len() - self.end);
    }

    /// Appends the first of `bytes`, as many as there is room for, and returns how many.
    pub(super) fn append(&mut self, bytes: &[u8], need: usize) -> usize {
        let wanted = (self.end - self.start).saturating_add(bytes.len());
        let room = self.room(need.max(wanted));
        let taken = room.len().min(bytes.len());
        if let (Some(room), Some(bytes)) = (room.get_mut(..taken), bytes.get(..taken)) {
            room.copy_from_slice(bytes);
        }
        self.filled(taken);
        taken
    }
}

impl Unread for Fixed<'_> {
    #[inline(always)]
    fn most(&self) -> usize {
        self.memory.len()
    }

    #[inline(always)]
    #[expect(clippy::indexing_slicing, reason = "start <= end <= memory.len() is this type's invariant")]
    fn unread(&self) -> &[u8] {
        &self.memory[self.start..self.end]
    }

    #[inline(always)]
    #[expect(clippy::indexing_slicing, reason = "start <= end <= memory.len() is this type's invariant")]
    fn unread_and_mark(&mut self) -> (&[u8], Mark<'_>) {
        (&self.memory[self.start..self.end], Mark::new(&mut self.start, self.end))
    }
}

#[cfg(feature = "alloc")]
impl Unread for Growing {
    #[inline(always)]
    fn most(&self) -> usize {
        usize::MAX
    }

    #[inline(always)]
    fn unread(&self) -> &[u8] {
        self.unread()
    }

    #[inline(always)]
    fn unread_and_mark(&mut self) -> (&[u8], Mark<'_>) {
        self.unread_and_mark()
    }
}

mod sealed {
    //! What a buffer needs of its memory.

    /// Received bytes that are not consumed yet.
    pub trait Unread {
        /// Returns the most bytes that it can hold.
        fn most(&self) -> usize;

        /// Returns the unread bytes.
        fn unread(&self) -> &[u8];

        /// Returns the unread bytes, and the mark that consuming moves.
        fn unread_and_mark(&mut self) -> (&[u8], Mark<'_>);

        /// Consumes `n` bytes, at most as many as are unread, and lends the unread bytes from the first of them on.
        #[inline(always)]
        fn consume(&mut self, n: usize) -> &[u8] {
            let (unread, mut mark) = self.unread_and_mark();
            mark.advance(n);
            unread
        }
    }

    /// The start of the unread bytes, while they are lent out.
    #[derive(Debug)]
    pub struct Mark<'a> {
        start: &'a mut usize,
        end: usize,
    }

    impl<'a> Mark<'a> {
        #[inline(always)]
        pub(crate) fn new(start: &'a mut usize, end: usize) -> Self {
            Self { start, end }
        }

        /// Consumes `n` bytes, at most as many as are unread.
        #[inline(always)]
        #[expect(
            clippy::arithmetic_side_effects,
            reason = "no more is consumed than is unread, so the sum is at most `end`"
        )]
        pub(crate) fn advance(&mut self, n: usize) {
            *self.start += n;
            debug_assert!(*self.start <= self.end, "more was consumed than is unread");
        }
    }
}
