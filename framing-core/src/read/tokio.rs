//! The async reader: any format over any `AsyncRead`.

use core::future::poll_fn;
use core::mem::MaybeUninit;
use core::pin::Pin;
use core::task::{Context, Poll, ready};
use std::boxed::Box;
use std::{format, io};

use bytes::Bytes;
use futures_core::Stream;
use tokio::io::{AsyncRead, ReadBuf};

use crate::buffer::SCRATCH;
use crate::read::budget::{FREE, Reservation};
use crate::read::owned::SharedBuffer;
use crate::read::reader_macros::accessors;
use crate::{Batch, Budget, Frame, FrameBuffer, Limits, OwnedFrame, ReadError, Step, TwoPhase};

/// Reads frames of any [format](TwoPhase) from any [`AsyncRead`].
///
/// It waits on *state*, never on an occurrence: before it asks the transport for anything it looks whether the buffer
/// already holds what the phase at hand needs.
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
/// All progress lives in the reader and none in its futures. Dropping any of them at any await loses nothing.
///
/// # Memory
///
/// As [`FrameBuffer`] says; while it waits between two frames it holds none at all.
#[derive(Debug)]
pub struct FrameReader<R, F: TwoPhase> {
    transport: R,
    pub(crate) frames: FrameBuffer<F>,
    reservation: Option<Box<Reservation>>,
}

impl<R, F: TwoPhase> FrameReader<R, F> {
    /// A reader of a stream that starts now, with the format's own limits.
    #[must_use]
    pub fn new(transport: R, format: F) -> Self {
        Self { transport, frames: FrameBuffer::new(format), reservation: None }
    }

    /// The same reader, which gathers frames of more than 2 KiB in memory that it shares with others. A body that is
    /// streamed or skipped needs no room.
    #[must_use]
    pub fn with_budget(mut self, budget: &Budget) -> Self {
        self.reservation = Some(Reservation::of(budget));
        self
    }

    /// The same stream read on as another format, from the first byte that is not part of a frame taken so far: a typed
    /// message after the start-up message, another protocol after an upgrade. No byte is lost, and offsets go on. The new
    /// format brings its own limits.
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
        }
    }

    /// The transport, and what was received from it and is not part of a frame taken so far: to hand both to whatever
    /// reads the stream from here on.
    #[must_use]
    pub fn into_parts(self) -> (R, Bytes) {
        (self.transport, self.frames.into_unread())
    }
}

accessors!();

impl<R: AsyncRead + Unpin, F: TwoPhase> FrameReader<R, F> {
    /// The next frame, lent until the next call; nothing once the stream has ended between two frames.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe: dropping the future loses nothing, and the next call goes on where it stopped.
    ///
    /// # Errors
    ///
    /// [`ReadError::Io`] when the transport fails; reading may be tried again. [`ReadError::Frame`] when the bytes are
    /// no frame or the stream ended inside one; final.
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

    /// Waits until at least one whole frame is buffered, then gives all that are; nothing once the stream has ended
    /// between two frames.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe. Frames that the [`Batch`] has not yielded stay in the reader.
    ///
    /// # Errors
    ///
    /// As [`next`](Self::next). An error behind whole frames comes out of the batch after them.
    pub async fn batch(&mut self) -> Result<Option<Batch<'_, F>>, ReadError> {
        match poll_fn(|cx| self.poll_frame(cx)).await? {
            true => Ok(Some(self.frames.batch())),
            false => Ok(None),
        }
    }

    /// A [`Stream`] of frames that own their bytes.
    pub fn into_stream(self) -> FrameStream<R, F> {
        FrameStream { reader: self, shared_buffer: SharedBuffer::default() }
    }

    /// Ready with `true` once a whole frame is buffered, with `false` once the stream has ended between two frames.
    ///
    /// For hand-written futures: a frame that is ready is taken with [`next`](Self::next) or [`batch`](Self::batch),
    /// which then do not wait.
    ///
    /// # Errors
    ///
    /// As [`next`](Self::next).
    pub fn poll_frame(&mut self, cx: &mut Context<'_>) -> Poll<Result<bool, ReadError>> {
        loop {
            match self.frames.status()? {
                Step::Done(true) => return Poll::Ready(Ok(true)),
                Step::Done(false) => return Poll::Ready(Ok(false)),
                Step::Need(need) => ready!(self.poll_receive(cx, need))?,
            }
        }
    }

    /// Makes sure that the budget has room for `need` bytes, and gives back what others may want more.
    fn poll_reserve(&mut self, cx: &mut Context<'_>, need: usize) -> Poll<io::Result<()>> {
        let Some(reservation) = &mut self.reservation else { return Poll::Ready(Ok(())) };
        let buffer = &mut self.frames;
        buffer.read_no_further_ahead();
        if need <= FREE && reservation.is_wanted_back() {
            buffer.shrink_to_fit();
            reservation.release();
        }
        if reservation.covers(need) {
            return Poll::Ready(Ok(()));
        }
        buffer.shrink_to_fit();
        match ready!(reservation.poll_acquire(cx, need)) {
            true => Poll::Ready(Ok(())),
            false => {
                let text = format!("a frame of {need} bytes is over the budget of its reader");
                Poll::Ready(Err(io::Error::new(io::ErrorKind::OutOfMemory, text)))
            }
        }
    }

    /// One read from the transport, when the frame at the front needs `need` bytes.
    pub(crate) fn poll_receive(&mut self, cx: &mut Context<'_>, need: usize) -> Poll<io::Result<()>> {
        ready!(self.poll_reserve(cx, need))?;
        let Self { transport, frames, reservation } = self;
        let received = if frames.is_idle() {
            // Nothing is held while waiting between frames, so the first bytes go over the stack.
            let mut scratch = [const { MaybeUninit::uninit() }; SCRATCH];
            let mut room = ReadBuf::uninit(&mut scratch);
            let polled = Pin::new(transport).poll_read(cx, &mut room);
            frames.receive(room.filled(), SCRATCH);
            polled.map_ok(|()| room.filled().len())
        } else {
            let mut room = ReadBuf::new(frames.room());
            let polled = Pin::new(transport).poll_read(cx, &mut room);
            let received = room.filled().len();
            frames.filled(received);
            polled.map_ok(|()| received)
        };
        match received {
            Poll::Pending => {
                if frames.release() {
                    if let Some(reservation) = reservation {
                        reservation.release();
                    }
                }
            }
            Poll::Ready(Ok(0)) => frames.end(),
            Poll::Ready(_) => {}
        }
        received.map_ok(|_| ())
    }
}

/// Frames that own their bytes, as a [`Stream`]; see [`FrameReader::into_stream`].
///
/// # Cancel safety
///
/// Dropping a future that waits for the next frame loses nothing.
#[derive(Debug)]
pub struct FrameStream<R, F: TwoPhase> {
    reader: FrameReader<R, F>,
    shared_buffer: SharedBuffer,
}

impl<R: AsyncRead + Unpin, F: TwoPhase> FrameStream<R, F> {
    /// The next frame; nothing once the stream has ended between two frames.
    ///
    /// # Errors
    ///
    /// As [`FrameReader::next`].
    #[inline]
    pub async fn next(&mut self) -> Result<Option<OwnedFrame<F::Header>>, ReadError> {
        poll_fn(|cx| self.poll_owned(cx)).await
    }

    /// The reader, with the bytes that no frame was made of yet.
    pub fn into_reader(mut self) -> FrameReader<R, F> {
        self.shared_buffer.give_back(&mut self.reader.frames);
        self.reader
    }

    /// Not inlined, so that the frame is made where the caller wants it; see [`OwnedFrame`].
    #[inline(never)]
    fn poll_owned(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<OwnedFrame<F::Header>>, ReadError>> {
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
            None => this.poll_slowly(cx).map(Result::transpose),
        }
    }
}
