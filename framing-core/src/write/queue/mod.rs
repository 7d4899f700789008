//! Push style: frames go in, bytes come out, and what was not written yet is kept.

#[cfg(feature = "std")]
mod lent;
mod source;
mod undelivered;
mod unsent;
mod watermarks;

use alloc::collections::VecDeque;
use alloc::vec::Vec;
use core::fmt;

use bytes::{Buf, Bytes};

use self::source::Source;
pub use self::undelivered::{PartialFrame, Undelivered, UnsentFrame};
pub use self::unsent::UnsentBytes;
#[cfg(feature = "std")]
pub(crate) use self::unsent::{MOST_SLICES, fill};
pub use self::watermarks::Watermarks;
use crate::write::encode::{Around, encode_around, encode_gathered};
use crate::{Encode, EncodeError, EnqueueError, TwoPhase};

/// Frames that are encoded and not yet written.
///
/// Small frames are gathered: they lie back to back in one piece of memory, to be written together. A piece of a body
/// of [`SHARE_FROM`](Self::SHARE_FROM) bytes or more is not copied: it is written from where it is, between the header
/// and the trailer that were made for it.
///
/// This is the part that every writer of this crate is made of, and the way to write where no writer fits: show the
/// transport what is [`unsent`](Self::unsent), then tell how much of that was [`written`](Self::written).
///
/// ```
/// use framing_core::{FrameQueue, U16Be};
///
/// let mut queue = FrameQueue::new(U16Be::new());
/// queue.enqueue(0, &b"hi"[..])?;
/// queue.enqueue(0, &b"you"[..])?;
/// assert_eq!(queue.unsent().collect::<Vec<_>>(), [b"\0\x02hi\0\x03you"]);
///
/// queue.written(5);
/// assert_eq!(queue.unsent().collect::<Vec<_>>(), [b"\x03you"]);
///
/// let undelivered = queue.undelivered();
/// let cut = undelivered.cut.expect("1 byte of the second frame was written");
/// assert_eq!((cut.sent, cut.body.as_deref()), (1, Some(&b"you"[..])));
/// # Ok::<(), framing_core::EnqueueError>(())
/// ```
///
/// # Memory
///
/// The bytes that are not written, and the whole of the frame at the front until all of it is: so that it can be handed
/// back. None once the queue is empty and [released](Self::release).
pub struct FrameQueue<F: TwoPhase> {
    format: F,
    marks: Watermarks,
    /// Back to back: all that is in no piece. What lies before `start` belongs to frames that are written.
    gathered: Vec<u8>,
    start: usize,
    /// The parts of bodies that are somewhere else.
    pieces: VecDeque<Piece>,
    frames: VecDeque<Record<F::Header>>,
    /// Offsets in the stream: of the frame at the front, of the first byte that is not written, of the end.
    begin: u64,
    sent: u64,
    end: u64,
    state: State,
    /// What was in the queue when it last ran empty, to make as much room at once.
    hint: Hint,
}

/// Whether frames can be taken in.
#[derive(Debug)]
enum State {
    Ready,
    /// The last frame has a body that is still being read from its source.
    Streaming(Source),
    /// The last frame has a body that a caller lends.
    #[cfg(feature = "std")]
    Lent,
    Torn,
}

/// A frame, not all of which is written.
struct Record<H> {
    header: H,
    header_len: usize,
    body_len: u64,
    trailer_len: usize,
}

impl<H> Record<H> {
    fn body_end(&self) -> u64 {
        self.header_len as u64 + self.body_len
    }

    fn total(&self) -> u64 {
        self.body_end() + self.trailer_len as u64
    }
}

/// How much a queue has held before.
#[derive(Clone, Copy, Debug, Default)]
struct Hint {
    /// Bytes that were gathered.
    gathered: usize,
    frames: usize,
}

impl Hint {
    /// Bytes of room that are made at most for no other reason.
    const MOST: usize = 64 << 10;
}

/// A part of a body that is not gathered; never empty.
#[derive(Debug)]
struct Piece {
    /// Where in the stream it begins.
    offset: u64,
    len: u64,
    /// Its last bytes, mostly all. Those before are lent by whoever sends them, or were, and are gone.
    bytes: Bytes,
}

impl Piece {
    fn end(&self) -> u64 {
        self.offset + self.len
    }

    /// Where in the stream its own bytes begin.
    fn held_from(&self) -> u64 {
        self.end() - self.bytes.len() as u64
    }

    /// Whether bytes of it that are not written are somewhere else.
    fn is_lent(&self, sent: u64) -> bool {
        !self.is_whole() && sent < self.held_from()
    }

    fn is_whole(&self) -> bool {
        self.bytes.len() as u64 == self.len
    }
}

/// Bytes of header and trailer that room is made for at once with the body.
const AROUND: usize = 32;
/// Bytes that room is made for at least when the first frame is gathered.
const FLOOR: usize = 512;

impl<F: TwoPhase> FrameQueue<F> {
    /// Bytes from which on a piece of a body is written from where it is rather than copied.
    ///
    /// Below it a copy costs less than the transport's work on one more piece.
    pub const SHARE_FROM: usize = 4 << 10;

    /// An empty queue for a stream that starts now.
    #[must_use]
    pub fn new(format: F) -> Self {
        Self {
            format,
            marks: Watermarks::DEFAULT,
            gathered: Vec::new(),
            start: 0,
            pieces: VecDeque::new(),
            frames: VecDeque::new(),
            begin: 0,
            sent: 0,
            end: 0,
            state: State::Ready,
            hint: Hint::default(),
        }
    }

    /// The same queue with other marks.
    #[must_use]
    pub fn with_marks(mut self, marks: Watermarks) -> Self {
        self.marks = marks;
        self
    }

    /// The format, in the state that the frames so far have left it in.
    #[must_use]
    pub fn format(&self) -> &F {
        &self.format
    }

    /// Where in the stream the first byte lies that is not written: how many were.
    #[must_use]
    pub fn offset(&self) -> u64 {
        self.sent
    }

    /// Bytes that are not written. For a body that is being streamed, those count that its source has not given yet.
    #[must_use]
    #[inline(always)]
    pub fn unsent_len(&self) -> u64 {
        self.end - self.sent
    }

    /// Whether every frame is written.
    #[must_use]
    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.end == self.sent
    }

    /// Whether the [marks](Watermarks) leave room for another frame.
    #[must_use]
    #[inline(always)]
    pub fn has_room(&self) -> bool {
        self.unsent_len() < self.marks.high || self.is_empty()
    }

    /// Whether so little is left that a full queue counts as emptied.
    #[cfg(feature = "std")]
    pub(crate) fn is_low(&self) -> bool {
        self.has_room() && self.unsent_len() <= self.marks.low || self.is_empty()
    }

    /// Bytes of memory held, without the bodies that are written from where they are.
    #[must_use]
    pub fn capacity(&self) -> usize {
        let source = match &self.state {
            State::Streaming(source) => source.capacity(),
            _ => 0,
        };
        self.gathered.capacity()
            + self.pieces.capacity() * size_of::<Piece>()
            + self.frames.capacity() * size_of::<Record<F::Header>>()
            + source
    }

    /// Says that the first `n` of the [unsent](Self::unsent) bytes were written.
    #[inline]
    pub fn written(&mut self, n: usize) {
        self.sent = self.end.min(self.sent + n as u64);
        if self.is_empty() { self.clear() } else { self.drop_written() }
    }

    /// Gives the memory back if nothing is in it.
    pub fn release(&mut self) {
        if self.is_empty() {
            self.clear();
            self.gathered = Vec::new();
            self.pieces = VecDeque::new();
            self.frames = VecDeque::new();
        }
    }

    fn clear(&mut self) {
        if !self.frames.is_empty() {
            let gathered = self.gathered.len().min(Hint::MOST);
            self.hint = Hint { gathered, frames: self.frames.len().min(gathered / AROUND) };
        }
        self.gathered.clear();
        self.start = 0;
        self.pieces.clear();
        self.frames.clear();
        self.begin = self.end;
    }

    /// Forgets the frames that are written whole.
    fn drop_written(&mut self) {
        while let Some(frame) = self.frames.front() {
            let total = frame.total();
            let end = self.begin + total;
            if end > self.sent {
                break;
            }
            let in_pieces = self.drop_pieces(end);
            self.start += (total - in_pieces) as usize;
            self.begin = end;
            self.frames.pop_front();
        }
    }

    /// Forgets the pieces that lie before `end`, and tells how many bytes they have together.
    fn drop_pieces(&mut self, end: u64) -> u64 {
        let mut dropped = 0;
        while let Some(piece) = self.pieces.front().filter(|piece| piece.offset < end) {
            dropped += piece.len;
            self.pieces.pop_front();
        }
        dropped
    }
}

impl<F: Encode> FrameQueue<F> {
    /// Puts a frame at the end of the queue.
    ///
    /// The body may be in any number of pieces: one slice, `Bytes`, a chain of them. It is encoded at once, so a
    /// borrowed one need not live on.
    ///
    /// # Errors
    ///
    /// [`EnqueueError::Full`] when there is no room, [`EnqueueError::Encode`] when the format cannot say the frame. The queue
    /// is as it was, whatever the error.
    #[inline(always)]
    pub fn enqueue<B: Buf>(&mut self, header: F::Header, body: B) -> Result<(), EnqueueError> {
        if !self.takes_frames() || !self.has_room() {
            return Err(self.refusal());
        }
        let queued = if body.remaining() < Self::SHARE_FROM {
            self.gather(header, body)
        } else {
            self.share(header, body)
        };
        queued.map_err(EnqueueError::Encode)
    }

    /// [`enqueue`](Self::enqueue) for formats whose header is nothing but the length.
    ///
    /// # Errors
    ///
    /// As there.
    #[inline]
    pub fn enqueue_body<B: Buf>(&mut self, body: B) -> Result<(), EnqueueError>
    where
        F::Header: Default,
    {
        self.enqueue(F::Header::default(), body)
    }

    /// [`enqueue`](Self::enqueue) that hands the frame back when there is no room, for one that must not be lost.
    ///
    /// ```
    /// use framing_core::{FrameQueue, Watermarks, U8};
    ///
    /// let mut queue = FrameQueue::new(U8::new()).with_marks(Watermarks { high: 4, low: 0 });
    /// assert_eq!(queue.offer(0, &b"one"[..])?, None);
    /// let Some((header, body)) = queue.offer(0, &b"two"[..])? else { panic!("the queue is full") };
    ///
    /// queue.written(4);
    /// assert_eq!(queue.offer(header, body)?, None);
    /// # Ok::<(), framing_core::EnqueueError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As there, but for [`EnqueueError::Full`].
    #[inline]
    pub fn offer<B: Buf>(
        &mut self,
        header: F::Header,
        body: B,
    ) -> Result<Option<(F::Header, B)>, EnqueueError> {
        if self.takes_frames() && !self.has_room() {
            return Ok(Some((header, body)));
        }
        self.enqueue(header, body).map(|()| None)
    }

    #[inline(always)]
    fn takes_frames(&self) -> bool {
        matches!(self.state, State::Ready)
    }

    #[cold]
    fn refusal(&self) -> EnqueueError {
        match &self.state {
            State::Ready => EnqueueError::Full,
            State::Streaming(source) => EnqueueError::Unfinished { missing: source.missing() },
            _ => EnqueueError::Torn,
        }
    }

    /// Puts a frame at the end of what is gathered.
    #[inline(always)]
    fn gather<B: Buf>(&mut self, header: F::Header, body: B) -> Result<(), EncodeError> {
        let len = body.remaining();
        self.make_room(len);
        let around = encode_gathered(&mut self.format, &header, body, &mut self.gathered)?;
        self.record(header, len as u64, around);
        Ok(())
    }

    /// Puts a frame at the end whose large pieces stay where they are.
    #[inline(never)]
    fn share<B: Buf>(&mut self, header: F::Header, mut body: B) -> Result<(), EncodeError> {
        let len = body.remaining() as u64;
        self.make_room(0);
        let Self { format, gathered, pieces, end, .. } = self;
        let (gathered_before, pieces_before) = (gathered.len(), pieces.len());
        let mut shared = 0;
        let around = encode_around(format, &header, len, gathered, |format, out| {
            while body.has_remaining() {
                let chunk = body.chunk();
                format.observe_body(&header, chunk);
                if chunk.len() < Self::SHARE_FROM {
                    out.extend_from_slice(chunk);
                    body.advance(chunk.len());
                } else {
                    let offset = *end + shared + (out.len() - gathered_before) as u64;
                    let bytes = body.copy_to_bytes(chunk.len());
                    shared += bytes.len() as u64;
                    pieces.push_back(Piece { offset, len: bytes.len() as u64, bytes });
                }
            }
        });
        match around {
            Ok(around) => self.record(header, len, around),
            Err(_) => pieces.truncate(pieces_before),
        }
        around.map(|_| ())
    }

    #[inline(always)]
    fn record(&mut self, header: F::Header, body_len: u64, around: Around) {
        let record = Record { header, header_len: around.header, body_len, trailer_len: around.trailer };
        self.end += record.total();
        self.frames.push_back(record);
    }

    /// Makes room for a frame with `body` bytes to gather, so that the format seldom has to.
    #[inline(always)]
    fn make_room(&mut self, body: usize) {
        let needed = body.saturating_add(AROUND);
        if self.gathered.capacity() - self.gathered.len() < needed {
            self.grow(needed);
        }
    }

    /// Takes back the room of what is written if that wins more than it moves, and grows where it does not do.
    #[cold]
    fn grow(&mut self, needed: usize) {
        if self.start > self.gathered.len() / 2 {
            self.gathered.drain(..self.start);
            self.start = 0;
        }
        if self.gathered.capacity() == 0 {
            self.gathered.reserve(needed.max(self.hint.gathered).max(FLOOR));
            self.frames.reserve(self.hint.frames);
        }
        self.gathered.reserve(needed);
    }
}

impl<F: TwoPhase> fmt::Debug for FrameQueue<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FrameQueue")
            .field("offset", &self.offset())
            .field("unsent_len", &self.unsent_len())
            .field("state", &self.state)
            .field("marks", &self.marks)
            .finish_non_exhaustive()
    }
}
