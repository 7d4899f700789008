//! The async writer: any format over any `AsyncWrite`.

mod send;
mod source;

use core::future::poll_fn;
use core::pin::Pin;
use core::task::{Context, Poll, ready};
use std::io::{self, IoSlice};

use bytes::Buf;
use tokio::io::AsyncWrite;

pub use self::send::SendFrame;
use crate::write::queue::{MOST_SLICES, fill};
use crate::{Encode, EnqueueError, FrameQueue, TwoPhase, Undelivered, Watermarks, WriteError};

/// Writes frames of any [format](TwoPhase) to any [`AsyncWrite`].
///
/// Frames are queued and then written together. [`enqueue`](Self::enqueue) takes a frame without waiting, unless there is no
/// room; [`ready`](Self::ready) waits for room; [`flush`](Self::flush) writes all of it. [`send`](Self::send)
/// does it in one, and does not copy a large body that it borrows.
///
/// ```
/// use framing_core::{FrameWriter, U32Be};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), framing_core::WriteError> {
/// let mut writer = FrameWriter::new(Vec::new(), U32Be::new());
/// writer.enqueue_body(&b"hello"[..])?;
/// writer.enqueue_body(&b""[..])?;
/// writer.flush().await?;
/// writer.send_body(b"bye").await?;
/// assert_eq!(writer.get_ref(), b"\0\0\0\x05hello\0\0\0\0\0\0\0\x03bye");
/// # Ok(())
/// # }
/// ```
///
/// # Copies
///
/// A frame whose body has less than [`FrameQueue::SHARE_FROM`] bytes is copied once, to be written together with others.
/// A larger body, or piece of one, is written from where it is, in one vectored write with what is around it.
///
/// # Cancel safety
///
/// All progress lives in the writer and none in its futures. Dropping any of them at any await tears no frame: what a
/// future has begun is finished by the next [`flush`](Self::flush). Each method says whether it has begun.
///
/// # When the transport fails
///
/// Nothing is lost: flushing may be tried again, or [`undelivered`](Self::undelivered) hands back what was not sent.
///
/// # Memory
///
/// As [`FrameQueue`] says; once it is flushed it holds none at all.
#[derive(Debug)]
pub struct FrameWriter<W, F: TwoPhase> {
    transport: W,
    queue: FrameQueue<F>,
}

impl<W, F: TwoPhase> FrameWriter<W, F> {
    /// A writer of a stream that starts now.
    #[must_use]
    pub fn new(transport: W, format: F) -> Self {
        Self { transport, queue: FrameQueue::new(format) }
    }

    /// The same writer with other marks.
    #[must_use]
    pub fn with_marks(mut self, marks: Watermarks) -> Self {
        self.queue = self.queue.with_marks(marks);
        self
    }

    /// What is not written yet.
    #[must_use]
    pub fn queue(&self) -> &FrameQueue<F> {
        &self.queue
    }

    /// The transport.
    #[must_use]
    pub fn get_ref(&self) -> &W {
        &self.transport
    }

    /// The transport. Writing to it puts bytes between the frames.
    pub fn get_mut(&mut self) -> &mut W {
        &mut self.transport
    }

    /// The transport. What is queued and not written is dropped: [`flush`](Self::flush) first.
    pub fn into_inner(self) -> W {
        self.transport
    }

    /// Hands back the frames that were not sent, and says whether one was cut in the middle; see
    /// [`FrameQueue::undelivered`].
    ///
    /// ```
    /// use framing_core::{FrameWriter, U8};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), framing_core::WriteError> {
    /// let mut room_for_five = [0; 5];
    /// let mut writer = FrameWriter::new(std::io::Cursor::new(&mut room_for_five[..]), U8::new());
    /// writer.enqueue_body(&b"one"[..])?;
    /// writer.enqueue_body(&b"two"[..])?;
    /// assert!(writer.flush().await.is_err(), "there is no room for more");
    ///
    /// let mut another = FrameWriter::new(Vec::new(), U8::new());
    /// for frame in writer.undelivered().into_frames() {
    ///     another.enqueue(frame.header, frame.body)?;
    /// }
    /// another.flush().await?;
    /// assert_eq!(another.get_ref(), b"\x03two");
    /// # Ok(())
    /// # }
    /// ```
    pub fn undelivered(&mut self) -> Undelivered<F::Header> {
        self.queue.undelivered()
    }
}

impl<W, F: Encode> FrameWriter<W, F> {
    /// Queues a frame, without waiting and without writing.
    ///
    /// The body may be in any number of pieces: one slice, `Bytes`, a [chain](bytes::buf::Chain) of them. It is encoded at
    /// once, so a borrowed one need not live on.
    ///
    /// # Errors
    ///
    /// [`EnqueueError::Full`] with the frame when there is no room: [`ready`](Self::ready) waits for some.
    /// [`EnqueueError::Encode`] when the format cannot say it. Nothing was queued, whatever the error.
    #[inline(always)]
    pub fn enqueue<B: Buf>(&mut self, header: F::Header, body: B) -> Result<(), EnqueueError> {
        self.queue.enqueue(header, body)
    }

    /// [`enqueue`](Self::enqueue) for formats whose header is nothing but the length.
    ///
    /// # Errors
    ///
    /// As there.
    #[inline(always)]
    pub fn enqueue_body<B: Buf>(&mut self, body: B) -> Result<(), EnqueueError>
    where
        F::Header: Default,
    {
        self.queue.enqueue_body(body)
    }

    /// [`enqueue`](Self::enqueue) that hands the frame back when there is no room; see [`FrameQueue::offer`].
    ///
    /// # Errors
    ///
    /// As there.
    #[inline]
    pub fn offer<B: Buf>(
        &mut self,
        header: F::Header,
        body: B,
    ) -> Result<Option<(F::Header, B)>, EnqueueError> {
        self.queue.offer(header, body)
    }
}

impl<W: AsyncWrite + Unpin, F: Encode> FrameWriter<W, F> {
    /// Waits until there is room for a frame: not at all below the high [mark](Watermarks), else until what is queued is
    /// written down to the low one.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe.
    ///
    /// # Errors
    ///
    /// [`WriteError::Io`] when the transport fails; [`WriteError::Torn`] when a frame was cut in the middle before.
    #[inline]
    pub async fn ready(&mut self) -> Result<(), WriteError> {
        if self.queue.has_room() { Ok(()) } else { poll_fn(|cx| self.poll_low(cx)).await }
    }

    /// Writes all that is queued, and flushes the transport.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe: the next call goes on with the byte where it stopped.
    ///
    /// # Errors
    ///
    /// As [`ready`](Self::ready).
    pub async fn flush(&mut self) -> Result<(), WriteError> {
        poll_fn(|cx| self.poll_flush(cx)).await
    }

    /// Flushes, then shuts the writing side of the transport down.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe.
    ///
    /// # Errors
    ///
    /// As [`ready`](Self::ready), and [`WriteError::Unfinished`] when a streamed body is not.
    pub async fn close(&mut self) -> Result<(), WriteError> {
        poll_fn(|cx| self.poll_close(cx)).await
    }

    /// Waits for room, then queues a frame.
    ///
    /// # Cancel safety
    ///
    /// Nothing of the frame is queued when the future is dropped before it is ready; the frame is dropped with it. To keep
    /// the frame, wait for [`ready`](Self::ready) and [`enqueue`](Self::enqueue) it.
    ///
    /// # Errors
    ///
    /// As [`ready`](Self::ready) and [`enqueue`](Self::enqueue).
    #[inline]
    pub async fn feed<B: Buf>(&mut self, header: F::Header, body: B) -> Result<(), WriteError> {
        if !self.queue.has_room() {
            poll_fn(|cx| self.poll_low(cx)).await?;
        }
        Ok(self.queue.enqueue(header, body)?)
    }

    /// Ready once there is room for a frame; see [`ready`](Self::ready).
    ///
    /// # Errors
    ///
    /// As there.
    #[inline]
    pub fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), WriteError>> {
        if self.queue.has_room() { Poll::Ready(Ok(())) } else { self.poll_low(cx) }
    }

    /// Ready once all that is queued is written and the transport is flushed; see [`flush`](Self::flush).
    ///
    /// # Errors
    ///
    /// As there.
    pub fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), WriteError>> {
        self.poll_flush_with(cx, &[])
    }

    /// Ready once all is written and the transport is shut down; see [`close`](Self::close).
    ///
    /// # Errors
    ///
    /// As there.
    pub fn poll_close(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), WriteError>> {
        ready!(self.poll_flush(cx))?;
        if let Some(missing) = self.queue.missing() {
            return Poll::Ready(Err(WriteError::Unfinished { missing }));
        }
        Pin::new(&mut self.transport).poll_shutdown(cx).map_err(WriteError::Io)
    }

    #[cold]
    fn poll_low(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), WriteError>> {
        while !self.queue.is_low() {
            if !ready!(self.poll_write(cx, &[]))? {
                break;
            }
        }
        Poll::Ready(Ok(()))
    }

    /// Writes all that is at hand, where `lent` is the body that a caller lends, and flushes the transport.
    fn poll_flush_with(&mut self, cx: &mut Context<'_>, lent: &[u8]) -> Poll<Result<(), WriteError>> {
        while ready!(self.poll_write(cx, lent))? {}
        self.queue.release();
        Pin::new(&mut self.transport).poll_flush(cx).map_err(WriteError::Io)
    }

    /// One write to the transport; `false` when nothing is at hand to be written.
    #[inline]
    fn poll_write(&mut self, cx: &mut Context<'_>, lent: &[u8]) -> Poll<Result<bool, WriteError>> {
        let Self { transport, queue } = self;
        let transport = Pin::new(transport);
        let mut unsent = queue.unsent_with(queue.at_hand(lent));
        let Some(first) = unsent.next() else { return Poll::Ready(queue.check_written().map(|()| false)) };
        let written = match unsent.next() {
            None => ready!(transport.poll_write(cx, first))?,
            Some(second) => {
                let mut slices = [IoSlice::new(&[]); MOST_SLICES];
                let slices = fill(&mut slices, first, second, unsent);
                ready!(transport.poll_write_vectored(cx, slices))?
            }
        };
        if written == 0 {
            return Poll::Ready(Err(io::Error::from(io::ErrorKind::WriteZero).into()));
        }
        queue.written(written);
        Poll::Ready(Ok(true))
    }
}
