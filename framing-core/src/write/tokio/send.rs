//! Sending a frame with a body that is borrowed.

use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use tokio::io::AsyncWrite;

use super::FrameWriter;
use crate::{Encode, TwoPhase, WriteError};

impl<W: AsyncWrite + Unpin, F: Encode> FrameWriter<W, F> {
    /// Writes all that is queued, then this frame, and flushes the transport. A large body is not copied.
    ///
    /// Each call is a write and a flush of its own, after which the writer holds no memory. Many small frames go
    /// [fed](Self::feed), or [queued](Self::enqueue), and flushed together.
    ///
    /// # Cancel safety
    ///
    /// Before the future is polled, nothing has happened. Once it was polled the frame is in the writer: when the future is
    /// dropped, what is left of a large body is copied into the writer, and the next [`flush`](Self::flush) goes on
    /// with it. (A future that is leaked instead cuts the frame, and the writer says so from then on.)
    ///
    /// # Errors
    ///
    /// As [`flush`](Self::flush); the frame stays in the writer then, as when cancelled. [`WriteError::Encode`] when the
    /// format cannot say it, [`WriteError::Unfinished`] when a streamed body is in the way: nothing of it is written.
    pub fn send<'a>(&'a mut self, header: F::Header, body: &'a [u8]) -> SendFrame<'a, W, F> {
        SendFrame { writer: self, header: Some(header), body, begun: false }
    }

    /// [`send`](Self::send) for formats whose header is nothing but the length.
    pub fn send_body<'a>(&'a mut self, body: &'a [u8]) -> SendFrame<'a, W, F>
    where
        F::Header: Default,
    {
        self.send(F::Header::default(), body)
    }
}

/// Sends a frame; see [`FrameWriter::send`].
#[must_use = "nothing is sent until the future is polled"]
pub struct SendFrame<'a, W, F: TwoPhase> {
    writer: &'a mut FrameWriter<W, F>,
    /// Until the future is polled.
    header: Option<F::Header>,
    body: &'a [u8],
    begun: bool,
}

/// No part of it is ever pinned.
impl<W, F: TwoPhase> Unpin for SendFrame<'_, W, F> {}

impl<W: AsyncWrite + Unpin, F: Encode> Future for SendFrame<'_, W, F> {
    type Output = Result<(), WriteError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Self { writer, header, body, begun } = &mut *self;
        if let Some(header) = header.take() {
            writer.queue.check_open()?;
            writer.queue.lend(header, body)?;
            *begun = true;
        }
        writer.poll_flush_with(cx, if *begun { body } else { &[] })
    }
}

impl<W, F: TwoPhase> Drop for SendFrame<'_, W, F> {
    fn drop(&mut self) {
        if self.begun {
            self.writer.queue.keep(self.body);
        }
    }
}

impl<W, F: TwoPhase> fmt::Debug for SendFrame<'_, W, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SendFrame")
            .field("begun", &self.begun)
            .field("body_len", &self.body.len())
            .field("queue", self.writer.queue())
            .finish_non_exhaustive()
    }
}
