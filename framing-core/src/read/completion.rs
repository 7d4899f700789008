//! Receiving by completion: the operating system writes into memory that the buffer hands over and takes back.

use alloc::vec::Vec;
use core::ops::Range;

use crate::{FrameBuffer, TwoPhase};

/// The place in lent memory to receive into; see [`FrameBuffer::take_room`].
#[derive(Debug)]
#[must_use = "the memory must be given back"]
pub struct Room {
    unread: Range<usize>,
    range: Range<usize>,
}

impl Room {
    /// Returns where in the memory to receive; never empty.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.range.clone()
    }
}

/// Hand the memory over and take it back, for transports that own the memory while they receive: io_uring, compio, monoio,
/// IOCP. No byte is copied in or out.
///
/// ```
/// use framing_core::{FrameBuffer, U16Be};
///
/// /// Stands for an operation that owns its memory until it completes.
/// fn receive(mut memory: Vec<u8>, range: std::ops::Range<usize>) -> (Vec<u8>, usize) {
///     memory[range][..4].copy_from_slice(b"\0\x02hi");
///     (memory, 4)
/// }
///
/// let mut frames = FrameBuffer::new(U16Be);
/// let (memory, room) = frames.take_room();
/// let (memory, received) = receive(memory, room.range());
/// frames.give_back_room(memory, room, received);
/// assert_eq!(frames.next()?.expect("one frame").body(), b"hi");
/// # Ok::<(), framing_core::Error>(())
/// ```
impl<F: TwoPhase> FrameBuffer<F> {
    /// Hands over the memory of the buffer, with room to receive into. The buffer is empty until the memory is
    /// [given back](Self::give_back_room); memory that is not given back takes the received bytes with it.
    pub fn take_room(&mut self) -> (Vec<u8>, Room) {
        let len = self.room().len();
        let (memory, unread) = self.take_memory();
        let range = unread.end..unread.end.saturating_add(len);
        (memory, Room { unread, range })
    }

    /// Takes back the memory, into whose [room](Room::range) `n` bytes were received.
    pub fn give_back_room(&mut self, memory: Vec<u8>, room: Room, n: usize) {
        let end = room.unread.end.min(memory.len());
        self.give_back_memory(memory, room.unread.start.min(end)..end);
        self.filled(n.min(room.range.len()));
    }
}
