//! The async reader over the traits of `futures-io`, for smol, async-std and others; it does not need tokio.

use core::future::poll_fn;
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use futures_core::Stream;
use futures_core::stream::FusedStream;
use futures_io::AsyncRead;

use crate::read::reader_macros::{accessors, decisions, reader};
use crate::read::received::checked_count;
use crate::read::shared_buffer::{SharedBuffer, ends};
use crate::{
    Admission, Announced, Batch, Error, Frame, FrameBuffer, Limits, OwnedFrame, ReadError, Step, TwoPhase,
};

/// Reads frames of any [format](TwoPhase) from any [`AsyncRead`].
///
/// ```
/// use framing_core::{U32Be, futures::FrameReader};
///
/// # futures_executor::block_on(async {
/// let mut reader = FrameReader::new(&b"\0\0\0\x05hello"[..], U32Be);
/// let frame = reader.next().await?.expect("one frame");
/// assert_eq!(frame.body(), b"hello");
/// # Ok::<(), framing_core::ReadError>(())
/// # }).unwrap();
/// ```
///
/// Timeouts belong to the runtime here: dropping a future loses nothing, so any `timeout` of the runtime serves.
///
/// # Cancel safety
///
/// All progress lives in the reader and none in its futures. Dropping a future at any await loses nothing.
#[derive(Debug)]
pub struct FrameReader<R, F: TwoPhase> {
    transport: R,
    frames: FrameBuffer<F>,
}

reader!([async] [.await] [AsyncRead + Unpin] ReadError);

impl<R: AsyncRead + Unpin, F: TwoPhase> FrameReader<R, F> {
    /// Reads once from the transport.
    async fn receive(&mut self) -> Result<(), ReadError> {
        poll_fn(|cx| self.poll_receive(cx)).await
    }

    fn poll_receive(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), ReadError>> {
        let room = self.frames.room();
        let most = room.len();
        let polled = Pin::new(&mut self.transport).poll_read(cx, room);
        if polled.is_pending() {
            // A reader that waits between two frames holds no memory.
            self.frames.release();
        }
        match checked_count(ready!(polled)?, most)? {
            0 => self.frames.end(),
            received => self.frames.filled(received),
        }
        Poll::Ready(Ok(()))
    }

    /// Converts the reader into a [`Stream`] of owned frames.
    ///
    /// ```
    /// use framing_core::{U8, futures::FrameReader};
    /// use futures_util::TryStreamExt;
    ///
    /// # futures_executor::block_on(async {
    /// let frames = FrameReader::new(&b"\x02hi\x02yo"[..], U8).into_stream();
    /// let bodies: Vec<_> = frames.map_ok(|frame| frame.into_body()).try_collect().await?;
    /// assert_eq!(bodies, [&b"hi"[..], b"yo"]);
    /// # Ok::<(), framing_core::ReadError>(())
    /// # }).unwrap();
    /// ```
    pub fn into_stream(self) -> FrameStream<R, F> {
        FrameStream { reader: self, shared_buffer: SharedBuffer::default(), over: false }
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
    /// Returns the reader, with the bytes that do not belong to a frame taken so far.
    pub fn into_reader(mut self) -> FrameReader<R, F> {
        self.shared_buffer.give_back(&mut self.reader.frames);
        self.reader
    }

    fn poll_frame(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<OwnedFrame<F::Header>>, ReadError>> {
        loop {
            if let Some(parts) = self.shared_buffer.step(&mut self.reader.frames)? {
                return Poll::Ready(Ok(Some(self.shared_buffer.cut(parts))));
            }
            match self.reader.frames.status()? {
                Step::Done(true) => {}
                Step::Done(false) => return Poll::Ready(Ok(None)),
                Step::Need(_) => ready!(self.reader.poll_receive(cx))?,
            }
        }
    }
}

impl<R: AsyncRead + Unpin, F: TwoPhase> Stream for FrameStream<R, F>
where
    Self: Unpin,
{
    type Item = Result<OwnedFrame<F::Header>, ReadError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.over {
            return Poll::Ready(None);
        }
        let next = ready!(self.poll_frame(cx)).transpose();
        self.over = ends(next.as_ref());
        Poll::Ready(next)
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
