//! The async reader: any format over any `AsyncRead`.

use core::future::poll_fn;
use core::mem::MaybeUninit;
use core::pin::Pin;
use core::task::{Context, Poll, ready};
use std::boxed::Box;
use std::io;

use bytes::Bytes;
use futures_core::Stream;
use futures_core::stream::FusedStream;
use tokio::io::{AsyncRead, ReadBuf};

#[cfg(feature = "time")]
use crate::Timeouts;
use crate::buffer::SCRATCH;
use crate::read::budget::{FREE, Reservation};
use crate::read::reader_macros::accessors;
use crate::read::shared_buffer::{SharedBuffer, ends};
use crate::read::timeouts::Timer;
use crate::{Batch, Budget, Frame, FrameBuffer, Limits, OwnedBatch, OwnedFrame, ReadError, Step, TwoPhase};

/// Reads frames of any [format](TwoPhase) from any [`AsyncRead`].
///
/// It waits on *state*, never on an occurrence: it asks the transport for bytes only if the buffer does not hold what the
/// current phase needs.
///
/// ```
/// use framing_core::{FrameReader, U32Be};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), framing_core::ReadError> {
/// let transport = &b"\0\0\0\x05hello\0\0\0\x00"[..];
/// let mut reader = FrameReader::new(transport, U32Be::new());
/// while let Some(frame) = reader.next().await? {
///     println!("{} bytes at offset {}", frame.body().len(), frame.offset());
/// }
/// # Ok(())
/// # }
/// ```
///
/// # Cancel safety
///
/// All progress lives in the reader and none in its futures. Dropping a future at any await loses nothing.
///
/// # Memory
///
/// That of [`FrameBuffer`]; while the reader waits between two frames it holds none.
#[derive(Debug)]
pub struct FrameReader<R, F: TwoPhase> {
    transport: R,
    pub(crate) frames: FrameBuffer<F>,
    reservation: Option<Box<Reservation>>,
    timer: Timer,
}

impl<R, F: TwoPhase> FrameReader<R, F> {
    /// Creates a reader for a new stream, with the format's own limits.
    #[must_use]
    pub fn new(transport: R, format: F) -> Self {
        Self { transport, frames: FrameBuffer::new(format), reservation: None, timer: Timer::default() }
    }

    /// Makes the reader share a memory budget with others. A body that is streamed or skipped needs no reservation.
    #[must_use]
    pub fn with_budget(mut self, budget: &Budget) -> Self {
        self.reservation = Some(Reservation::new(budget));
        self
    }

    /// Sets how long the reader waits for its peer.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use framing_core::{FrameReader, ReadError, Timeouts, U8};
    ///
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() {
    /// let (mut peer, transport) = tokio::io::duplex(64);
    /// tokio::io::AsyncWriteExt::write_all(&mut peer, b"\x05hel").await.unwrap();
    /// let timeouts = Timeouts::new().frame(Duration::from_secs(30));
    /// let mut reader = FrameReader::new(transport, U8::new()).with_timeouts(timeouts);
    /// let error = reader.next().await.unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "timed out: expected the rest of the frame at byte 0 within 30s: body: have 4 of 6 bytes"
    /// );
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// The reader's futures panic outside a tokio runtime with the time driver enabled.
    #[cfg(feature = "time")]
    #[must_use]
    pub fn with_timeouts(mut self, timeouts: Timeouts) -> Self {
        self.timer = Timer::new(timeouts);
        self
    }

    /// Reads the same stream as another format, from the first byte that does not belong to a frame taken so far.
    ///
    /// It serves where a protocol changes its framing: typed messages after the start-up message, another protocol after
    /// an upgrade. No byte is lost, and offsets continue. The new format brings its own limits.
    ///
    /// ```
    /// use framing_core::{FrameReader, Netstring, U8};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), framing_core::ReadError> {
    /// let mut reader = FrameReader::new(&b"\x02hi5:hello,"[..], U8::new());
    /// assert_eq!(reader.next().await?.expect("the first frame").body(), b"hi");
    /// let mut reader = reader.with_format(Netstring);
    /// let frame = reader.next().await?.expect("the second frame");
    /// assert_eq!((frame.body(), frame.offset()), (&b"hello"[..], 3));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn with_format<G: TwoPhase>(self, format: G) -> FrameReader<R, G> {
        FrameReader {
            transport: self.transport,
            frames: self.frames.with_format(format),
            reservation: self.reservation,
            timer: self.timer,
        }
    }

    /// Returns the transport and the received bytes that do not belong to a frame taken so far.
    #[must_use]
    pub fn into_parts(self) -> (R, Bytes) {
        (self.transport, self.frames.into_unread())
    }
}

accessors!();

impl<R: AsyncRead + Unpin, F: TwoPhase> FrameReader<R, F> {
    /// Reads the next frame, lent until the next call, or `None` once the stream has ended between two frames.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe: dropping the future loses nothing, and the next call resumes reading.
    ///
    /// # Errors
    ///
    /// [`ReadError::Io`] when the transport fails; reading may be resumed. [`ReadError::Frame`] when the bytes are not a
    /// frame or the stream ended inside one; final. [`ReadError::TimedOut`] when the peer is slower than the timeouts
    /// allow; the next call resumes reading. [`ReadError::BudgetExceeded`] when the frame needs more memory than the
    /// budget provides; the frame can still be streamed or skipped.
    #[inline]
    pub async fn next(&mut self) -> Result<Option<Frame<'_, F::Header>>, ReadError> {
        if let Some(parts) = self.frames.step_fast() {
            return Ok(Some(self.frames.lend(parts)));
        }
        self.next_slowly().await
    }

    #[cold]
    async fn next_slowly(&mut self) -> Result<Option<Frame<'_, F::Header>>, ReadError> {
        match poll_fn(|cx| self.poll_frame(cx)).await? {
            true => Ok(Some(self.frames.take()?)),
            false => Ok(None),
        }
    }

    /// Waits until at least one complete frame is buffered and returns all that are, or `None` once the stream has ended
    /// between two frames.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe. Frames that the [`Batch`] has not yielded stay in the reader.
    ///
    /// # Errors
    ///
    /// Those of [`next`](Self::next). The batch yields an error that follows complete frames after them.
    pub async fn batch(&mut self) -> Result<Option<Batch<'_, F>>, ReadError> {
        match poll_fn(|cx| self.poll_frame(cx)).await? {
            true => Ok(Some(self.frames.batch())),
            false => Ok(None),
        }
    }

    /// Converts the reader into a [`Stream`] of owned frames.
    pub fn into_stream(self) -> FrameStream<R, F> {
        FrameStream { reader: self, shared_buffer: SharedBuffer::default(), over: false }
    }

    /// Polls for a complete frame: ready with `true` once one is buffered, with `false` once the stream has ended between
    /// two frames.
    ///
    /// It serves hand-written futures, which then take the frame with [`next`](Self::next) or [`batch`](Self::batch)
    /// without waiting.
    ///
    /// # Errors
    ///
    /// Those of [`next`](Self::next).
    pub fn poll_frame(&mut self, cx: &mut Context<'_>) -> Poll<Result<bool, ReadError>> {
        loop {
            match self.frames.status()? {
                Step::Done(true) => return Poll::Ready(Ok(true)),
                Step::Done(false) => return Poll::Ready(Ok(false)),
                Step::Need(need) => ready!(self.poll_receive(cx, need))?,
            }
        }
    }

    /// Makes sure that `need` bytes may be buffered, and gives back what others may be waiting for.
    fn poll_reserve(&mut self, cx: &mut Context<'_>, need: usize) -> Poll<Result<(), ReadError>> {
        let Some(reservation) = &mut self.reservation else { return Poll::Ready(Ok(())) };
        match ready!(reservation.poll_cover(cx, &mut self.frames, need)) {
            Ok(()) => Poll::Ready(Ok(())),
            Err(limit) => Poll::Ready(Err(ReadError::BudgetExceeded { need, limit })),
        }
    }

    /// One read from the transport, when the frame at the front needs `need` bytes.
    pub(crate) fn poll_receive(&mut self, cx: &mut Context<'_>, need: usize) -> Poll<Result<(), ReadError>> {
        let reserved = self.poll_reserve(cx, need);
        if reserved.is_pending() {
            self.timer.pause();
        }
        ready!(reserved)?;
        let polled = match self.frames.is_idle() {
            true => self.poll_into_scratch(cx),
            false => self.poll_into_room(cx),
        };
        self.received(cx, polled).map_ok(|_| ())
    }

    /// Receives the first bytes of a frame into the stack, because a reader that waits between frames holds no memory.
    fn poll_into_scratch(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<usize>> {
        let mut scratch = [const { MaybeUninit::uninit() }; SCRATCH];
        let most = if self.reservation.is_some() { FREE } else { SCRATCH };
        let mut room = ReadBuf::uninit(scratch.get_mut(..most).unwrap_or_default());
        let polled = Pin::new(&mut self.transport).poll_read(cx, &mut room);
        self.frames.receive(room.filled(), most);
        polled.map_ok(|()| room.filled().len())
    }

    fn poll_into_room(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<usize>> {
        let mut room = ReadBuf::new(self.frames.room());
        let polled = Pin::new(&mut self.transport).poll_read(cx, &mut room);
        let received = room.filled().len();
        self.frames.filled(received);
        polled.map_ok(|()| received)
    }

    /// What every read from the transport ends with: the end of the stream, the timeouts, the memory of an idle reader.
    pub(crate) fn received(
        &mut self,
        cx: &mut Context<'_>,
        polled: Poll<io::Result<usize>>,
    ) -> Poll<Result<usize, ReadError>> {
        let Poll::Ready(read) = polled else {
            if self.frames.release() {
                if let Some(reservation) = &mut self.reservation {
                    reservation.release();
                }
            }
            return self.timer.poll_expired(&self.frames, cx).map(|timed_out| Err(timed_out.into()));
        };
        self.timer.stop();
        if matches!(read, Ok(0)) {
            self.frames.end();
        }
        Poll::Ready(read.map_err(ReadError::from))
    }
}

/// Owned frames as a [`Stream`]; see [`FrameReader::into_stream`].
///
/// The stream ends after the end of the transport, and after an error unless that [is
/// resumable](ReadError::is_resumable).
///
/// # Cancel safety
///
/// Dropping a future that waits for the next frame loses nothing.
#[derive(Debug)]
pub struct FrameStream<R, F: TwoPhase> {
    reader: FrameReader<R, F>,
    shared_buffer: SharedBuffer,
    over: bool,
}

impl<R: AsyncRead + Unpin, F: TwoPhase> FrameStream<R, F> {
    /// Returns the next frame, or `None` once the stream has ended between two frames.
    ///
    /// # Errors
    ///
    /// Those of [`FrameReader::next`]. Unlike the [`Stream`], another call returns a final error again.
    #[inline]
    pub async fn next(&mut self) -> Result<Option<OwnedFrame<F::Header>>, ReadError> {
        poll_fn(|cx| self.poll_frame(cx)).await
    }

    /// Waits for a frame and returns all that are buffered, which share one reference to their memory; `None` once the
    /// stream has ended between two frames.
    ///
    /// ```
    /// use framing_core::{FrameReader, U8};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), framing_core::ReadError> {
    /// let mut frames = FrameReader::new(&b"\x02hi\x02yo"[..], U8).into_stream();
    /// let batch = frames.next_batch().await?.expect("two frames");
    /// let bodies: Vec<_> = batch.iter().map(|frame| frame.body()).collect();
    /// assert_eq!(bodies, [b"hi", b"yo"]);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Cancel safety
    ///
    /// Cancel safe.
    ///
    /// # Errors
    ///
    /// Those of [`next`](Self::next), after the frames before it.
    pub async fn next_batch(&mut self) -> Result<Option<OwnedBatch<F::Header>>, ReadError> {
        loop {
            if let Some(batch) = self.shared_buffer.cut_batch(&mut self.reader.frames)? {
                return Ok(Some(batch));
            }
            if !poll_fn(|cx| self.reader.poll_frame(cx)).await? {
                return Ok(None);
            }
        }
    }

    /// Returns the reader, with the bytes that do not belong to a frame taken so far.
    pub fn into_reader(mut self) -> FrameReader<R, F> {
        self.shared_buffer.give_back(&mut self.reader.frames);
        self.reader
    }

    /// Polls for the next frame; the poll form of [`next`](Self::next).
    ///
    /// # Errors
    ///
    /// Those of [`next`](Self::next).
    // Not inlined, so that the frame is made where the caller wants it; see `OwnedFrame`.
    #[inline(never)]
    pub fn poll_frame(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Result<Option<OwnedFrame<F::Header>>, ReadError>> {
        match self.shared_buffer.step_fast(&mut self.reader.frames) {
            Some(parts) => Poll::Ready(Ok(Some(self.shared_buffer.cut(parts)))),
            None => self.poll_slowly(cx),
        }
    }

    #[cold]
    fn poll_slowly(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Result<Option<OwnedFrame<F::Header>>, ReadError>> {
        loop {
            if let Some(parts) = self.shared_buffer.step(&mut self.reader.frames)? {
                return Poll::Ready(Ok(Some(self.shared_buffer.cut(parts))));
            }
            if !ready!(self.reader.poll_frame(cx))? {
                return Poll::Ready(Ok(None));
            }
        }
    }

    /// What is not a complete, ordinary frame: once it is the end, it stays the end.
    #[cold]
    fn poll_next_slowly(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<OwnedFrame<F::Header>, ReadError>>> {
        if self.over {
            return Poll::Ready(None);
        }
        let next = ready!(self.poll_slowly(cx)).transpose();
        self.over = ends(next.as_ref());
        Poll::Ready(next)
    }
}

impl<R: AsyncRead + Unpin, F: TwoPhase> Stream for FrameStream<R, F>
where
    Self: Unpin,
{
    type Item = Result<OwnedFrame<F::Header>, ReadError>;

    #[inline(never)]
    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        match this.shared_buffer.step_fast(&mut this.reader.frames) {
            Some(parts) => Poll::Ready(Some(Ok(this.shared_buffer.cut(parts)))),
            None => this.poll_next_slowly(cx),
        }
    }
}

impl<R: AsyncRead + Unpin, F: TwoPhase> FusedStream for FrameStream<R, F>
where
    Self: Unpin,
{
    fn is_terminated(&self) -> bool {
        self.over
    }
}
