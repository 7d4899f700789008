//! The async reader over the traits of `futures-io`, for smol, async-std and others; it does not need tokio.

use core::future::poll_fn;
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use futures_io::AsyncRead;

use crate::read::reader_macros::{accessors, decisions, reader};
use crate::{Admission, Announced, Batch, Error, Frame, FrameBuffer, Limits, ReadError, Step, TwoPhase};

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
        let polled = Pin::new(&mut self.transport).poll_read(cx, self.frames.room());
        if polled.is_pending() {
            // A reader that waits between two frames holds no memory.
            self.frames.release();
        }
        match ready!(polled)? {
            0 => self.frames.end(),
            received => self.frames.filled(received),
        }
        Poll::Ready(Ok(()))
    }
}
