//! Push style: frames go in, bytes come out, and unwritten bytes are kept.

#[cfg(feature = "std")]
mod lent;
mod owned;
mod parts;
mod source;
mod undelivered;
mod unsent;
mod watermarks;

use alloc::collections::VecDeque;
use alloc::vec::Vec;
use core::fmt;

use bytes::{Buf, Bytes};

use self::parts::{Hint, Piece, Record};
use self::source::Source;
pub use self::undelivered::{PartialFrame, Undelivered, UnsentFrame};
pub use self::unsent::UnsentBytes;
#[cfg(feature = "std")]
pub(crate) use self::unsent::{MOST_SLICES, fill};
pub use self::watermarks::Watermarks;
use crate::write::checks::Around;
use crate::write::encode::{encode_around, encode_gathered};
use crate::write::wide;
use crate::{Encode, EncodeError, EnqueueError, Limits, TwoPhase};

/// A queue of encoded frames that are not written yet.
///
/// The queue gathers small frames: it copies them back to back into one buffer, to be written together. It does not copy
/// a piece of a body of [`SHARE_FROM`](Self::SHARE_FROM) bytes or more: that piece is written from its own memory,
/// between the header and the trailer.
///
/// Every writer of this crate is built on this queue. Use it directly where no writer fits: give the
/// [`unsent`](Self::unsent) bytes to the transport, then report how many of them were [`written`](Self::written). For
/// completion-based I/O, which needs buffers that it owns, see [`take_unsent`](Self::take_unsent).
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
/// let partial = undelivered.partial.expect("1 byte of the second frame was written");
/// assert_eq!((partial.sent, partial.body.as_deref()), (1, Some(&b"you"[..])));
/// # Ok::<(), framing_core::EnqueueError>(())
/// ```
///
/// # Memory
///
/// The queue holds the unwritten bytes, and all of the frame at the front until it is written, so that it can be handed
/// back. It holds none once it is empty and [released](Self::release).
pub struct FrameQueue<F: TwoPhase> {
    format: F,
    limits: Limits,
    watermarks: Watermarks,
    /// Back to back: all bytes that are in no piece. Those before `start` belong to frames that are written.
    gathered: Vec<u8>,
    start: usize,
    /// The gathered bytes that precede `gathered` while a completion-based transport has them; none while it has others.
    taken: Option<Bytes>,
    /// The parts of bodies that are not in `gathered`.
    pieces: VecDeque<Piece>,
    frames: VecDeque<Record<F::Header>>,
    /// Offsets in the stream: of the frame at the front, of the first unwritten byte, of the end.
    begin: u64,
    sent: u64,
    end: u64,
    state: State,
    /// The contents when the queue last ran empty, to reserve as much at once.
    hint: Hint,
}

/// Whether the queue accepts frames.
#[derive(Clone, Debug)]
enum State {
    Ready,
    /// The body of the last frame is still being read from its source.
    Streaming(Source),
    /// The body of the last frame is lent by a caller.
    #[cfg(feature = "std")]
    Lent,
    Torn,
}

/// Bytes to reserve for a header and a trailer.
const AROUND: usize = 32;
/// The fewest bytes to reserve for the first frame.
const FLOOR: usize = 512;

impl<F: TwoPhase> FrameQueue<F> {
    /// The shortest piece of a body, in bytes, that is written from its own memory rather than copied.
    ///
    /// Copying a shorter piece costs less than the transport's work on one more piece.
    pub const SHARE_FROM: usize = 4 << 10;

    /// Creates an empty queue for a new stream, with the limits of the format.
    #[must_use]
    pub fn new(format: F) -> Self {
        let limits = format.limits();
        Self {
            format,
            limits,
            watermarks: Watermarks::DEFAULT,
            gathered: Vec::new(),
            start: 0,
            taken: None,
            pieces: VecDeque::new(),
            frames: VecDeque::new(),
            begin: 0,
            sent: 0,
            end: 0,
            state: State::Ready,
            hint: Hint::default(),
        }
    }

    /// Sets the watermarks.
    #[must_use]
    pub fn with_watermarks(mut self, watermarks: Watermarks) -> Self {
        self.watermarks = watermarks;
        self
    }

    /// Sets the limits: the queue refuses a frame that a reader with the same limits would refuse.
    ///
    /// A body that is [streamed](Self::begin_source) may have any length, as one that a reader streams.
    ///
    /// ```
    /// use framing_core::{EncodeError, EnqueueError, FrameQueue, Limits, Phase, U32Be};
    ///
    /// let mut queue = FrameQueue::new(U32Be::new()).with_limits(Limits::DEFAULT.with_body(4));
    /// assert!(queue.enqueue_body(&b"four"[..]).is_ok());
    /// let refused = EncodeError::OverLimit { part: Phase::Body, len: 5, limit: 4 };
    /// assert_eq!(queue.enqueue_body(&b"five!"[..]), Err(EnqueueError::Encode(refused)));
    /// ```
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Sets the limits for the frames that are queued from now on; see [`with_limits`](Self::with_limits).
    pub fn set_limits(&mut self, limits: Limits) {
        self.limits = limits;
    }

    /// Returns the limits.
    #[must_use]
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// Returns the format, in the state after the last queued frame.
    #[must_use]
    pub fn format(&self) -> &F {
        &self.format
    }

    /// Returns the offset in the stream of the first unwritten byte: the number of bytes written.
    #[must_use]
    pub fn offset(&self) -> u64 {
        self.sent
    }

    /// Returns the number of unwritten bytes. It includes bytes of a streamed body that its source has not delivered.
    #[must_use]
    #[inline(always)]
    pub fn unsent_len(&self) -> u64 {
        self.end.saturating_sub(self.sent)
    }

    /// Returns whether every frame is written.
    #[must_use]
    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.end == self.sent
    }

    /// Returns whether the [watermarks](Watermarks) leave room for another frame.
    #[must_use]
    #[inline(always)]
    pub fn has_room(&self) -> bool {
        self.unsent_len() < self.watermarks.high() || self.is_empty()
    }

    /// Whether few enough bytes are left that a writer stops waiting for room.
    #[cfg(feature = "std")]
    pub(crate) fn is_low(&self) -> bool {
        self.has_room() && self.unsent_len() <= self.watermarks.low() || self.is_empty()
    }

    /// Returns the number of bytes of memory held, not counting bodies that are not copied.
    #[must_use]
    pub fn capacity(&self) -> usize {
        let source = match &self.state {
            State::Streaming(source) => source.capacity(),
            _ => 0,
        };
        let pieces = self.pieces.capacity().saturating_mul(size_of::<Piece>());
        let frames = self.frames.capacity().saturating_mul(size_of::<Record<F::Header>>());
        self.gathered.capacity().saturating_add(pieces).saturating_add(frames).saturating_add(source)
    }

    /// Records that the first `n` of the [unsent](Self::unsent) bytes were written. If there are fewer, all of them were.
    #[inline]
    pub fn written(&mut self, n: usize) {
        self.restore_taken();
        let most = self.end.saturating_sub(self.missing().unwrap_or(0));
        self.sent = self.sent.saturating_add(wide(n)).min(most);
        if self.is_empty() { self.clear() } else { self.drop_written() }
    }

    /// Frees the memory if the queue is empty.
    #[inline]
    pub fn release(&mut self) {
        // A frame that was sent from the stack leaves nothing to free.
        if self.is_empty() && self.capacity() > 0 {
            self.free();
        }
    }

    fn free(&mut self) {
        self.clear();
        self.gathered = Vec::new();
        self.pieces = VecDeque::new();
        self.frames = VecDeque::new();
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

    /// Drops the frames that are completely written.
    fn drop_written(&mut self) {
        while let Some(frame) = self.frames.front() {
            let total = frame.total();
            let end = self.begin.saturating_add(total);
            if end > self.sent {
                break;
            }
            let in_pieces = self.drop_pieces(end);
            self.start = self.start.saturating_add(narrow(total.saturating_sub(in_pieces)));
            self.begin = end;
            self.frames.pop_front();
        }
    }

    /// Drops the pieces before `end`; the sum of their lengths.
    fn drop_pieces(&mut self, end: u64) -> u64 {
        let mut dropped = 0_u64;
        while let Some(piece) = self.pieces.front().filter(|piece| piece.offset < end) {
            dropped = dropped.saturating_add(piece.len);
            self.pieces.pop_front();
        }
        dropped
    }
}

/// Narrows the length of bytes that are in memory, and so fit.
#[inline(always)]
fn narrow(len: u64) -> usize {
    usize::try_from(len).unwrap_or(usize::MAX)
}

impl<F: Encode> FrameQueue<F> {
    /// Appends a frame to the queue.
    ///
    /// The body may consist of any number of pieces: one slice, `Bytes`, a chain of them. The queue encodes the frame at
    /// once, so a borrowed body need not outlive the call.
    ///
    /// # Errors
    ///
    /// [`EnqueueError::Full`] when there is no room, [`EnqueueError::Encode`] when the frame cannot be encoded or is over
    /// the [limits](Self::with_limits). The queue is unchanged.
    #[inline(always)]
    pub fn enqueue<B: Buf>(&mut self, header: F::Header, body: B) -> Result<(), EnqueueError> {
        if !self.accepts_frames() || !self.has_room() {
            return Err(self.refusal());
        }
        let queued = if body.remaining() < Self::SHARE_FROM {
            self.gather(header, body)
        } else {
            self.share(header, body)
        };
        queued.map_err(EnqueueError::Encode)
    }

    /// Appends a frame with the default header.
    ///
    /// # Errors
    ///
    /// See [`enqueue`](Self::enqueue).
    #[inline]
    pub fn enqueue_body<B: Buf>(&mut self, body: B) -> Result<(), EnqueueError>
    where
        F::Header: Default,
    {
        self.enqueue(F::Header::default(), body)
    }

    /// Appends a frame, or returns it when there is no room, so that it is not lost.
    ///
    /// ```
    /// use framing_core::{FrameQueue, Watermarks, U8};
    ///
    /// let mut queue = FrameQueue::new(U8::new()).with_watermarks(Watermarks::new(4, 0));
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
    /// See [`enqueue`](Self::enqueue); never [`EnqueueError::Full`].
    #[inline]
    pub fn offer<B: Buf>(
        &mut self,
        header: F::Header,
        body: B,
    ) -> Result<Option<(F::Header, B)>, EnqueueError> {
        if self.accepts_frames() && !self.has_room() {
            return Ok(Some((header, body)));
        }
        self.enqueue(header, body).map(|()| None)
    }

    #[inline(always)]
    fn accepts_frames(&self) -> bool {
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

    /// Copies a frame to the end of the gathered bytes.
    #[inline(always)]
    fn gather<B: Buf>(&mut self, header: F::Header, body: B) -> Result<(), EncodeError> {
        let len = body.remaining();
        self.make_room(len);
        let around = encode_gathered(
            &mut self.format,
            &header,
            body,
            &mut self.gathered,
            self.end,
            Some(&self.limits),
        )?;
        self.record(header, wide(len), around);
        Ok(())
    }

    /// Appends a frame without copying its large pieces.
    #[inline(never)]
    fn share<B: Buf>(&mut self, header: F::Header, mut body: B) -> Result<(), EncodeError> {
        let len = wide(body.remaining());
        self.make_room(0);
        let Self { format, limits, gathered, pieces, end, .. } = self;
        let (gathered_before, pieces_before) = (gathered.len(), pieces.len());
        let mut shared = 0_u64;
        let around = encode_around(format, &header, len, gathered, *end, Some(limits), |format, out| {
            while body.has_remaining() {
                let chunk = body.chunk();
                format.observe_body(&header, chunk);
                if chunk.len() < Self::SHARE_FROM {
                    out.extend_from_slice(chunk);
                    body.advance(chunk.len());
                } else {
                    let gathered = wide(out.len().saturating_sub(gathered_before));
                    let offset = end.saturating_add(shared).saturating_add(gathered);
                    let bytes = body.copy_to_bytes(chunk.len());
                    let len = wide(bytes.len());
                    shared = shared.saturating_add(len);
                    pieces.push_back(Piece { offset, len, bytes });
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
        self.end = self.end.saturating_add(record.total());
        self.frames.push_back(record);
    }

    /// Reserves room for a frame with `body` bytes to gather, so that encoding it seldom reallocates.
    #[inline(always)]
    fn make_room(&mut self, body: usize) {
        let needed = body.saturating_add(AROUND);
        if self.gathered.capacity().saturating_sub(self.gathered.len()) < needed {
            self.grow(needed);
        }
    }

    /// Reuses the room of written bytes if that frees more than it moves, and grows otherwise.
    #[cold]
    fn grow(&mut self, needed: usize) {
        if self.taken.is_none() && self.start > self.gathered.len() / 2 {
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

impl<F: TwoPhase<Header: Clone> + Clone> Clone for FrameQueue<F> {
    fn clone(&self) -> Self {
        Self {
            format: self.format.clone(),
            gathered: self.gathered.clone(),
            taken: self.taken.clone(),
            pieces: self.pieces.clone(),
            frames: self.frames.clone(),
            state: self.state.clone(),
            ..*self
        }
    }
}

impl<F: TwoPhase> fmt::Debug for FrameQueue<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FrameQueue")
            .field("offset", &self.offset())
            .field("unsent_len", &self.unsent_len())
            .field("state", &self.state)
            .field("limits", &self.limits)
            .field("watermarks", &self.watermarks)
            .finish_non_exhaustive()
    }
}
