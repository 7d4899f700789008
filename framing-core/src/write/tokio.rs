//! The async writer: any format over any `AsyncWrite` of tokio.

use core::fmt;
use core::future::{Future, poll_fn};
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use bytes::{Buf, Bytes, BytesMut};
use futures_sink::Sink;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::write::async_writer::async_writer;
use crate::write::drive::{settle, transfer};
use crate::write::small::SMALL;
use crate::write::timer::Timer;
use crate::write::writer_macros::accessors;
use crate::{
    Encode, EnqueueError, FrameQueue, Limits, OwnedFrame, TwoPhase, Undelivered, Watermarks, WriteError,
};

/// Writes frames of any [format](TwoPhase) to any [`AsyncWrite`].
///
/// [`enqueue`](Self::enqueue) queues a frame without waiting, unless there is no room; [`ready`](Self::ready) waits for
/// room; [`flush`](Self::flush) writes all queued frames together. [`send`](Self::send) does all of it for one frame, and
/// does not copy a large body that it borrows.
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
/// A body can be read from a source while it is sent:
///
/// ```
/// use framing_core::{FrameWriter, U32Be, WriteError};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), WriteError> {
/// let mut writer = FrameWriter::new(Vec::new(), U32Be::new());
/// writer.send_from(0, 5, &mut &b"hello"[..]).await?;
/// assert_eq!(writer.get_ref(), b"\0\0\0\x05hello");
///
/// let short = writer.send_from(0, 6, &mut &b"hello"[..]).await;
/// assert!(matches!(short, Err(WriteError::SourceTooShort { have: 5, need: 6 })));
/// # Ok(())
/// # }
/// ```
///
/// The writer is a [`Sink`] of headers with bodies, and of bodies alone.
///
/// # Copies
///
/// The writer copies a body of less than [`FrameQueue::SHARE_FROM`] bytes once, to write it together with other frames.
/// It writes a larger body, or piece of one, from its own memory, in one vectored write with the bytes around it.
///
/// # Cancel safety
///
/// All progress is in the writer, none in its futures. Dropping a future at any await tears no frame: the next
/// [`flush`](Self::flush) completes what it has begun. Each method states what it has begun.
///
/// # When the transport fails
///
/// Nothing is lost: flush again, or take the frames that were not sent with [`undelivered`](Self::undelivered).
///
/// # Memory
///
/// See [`FrameQueue`]. The writer holds no memory once it is flushed.
#[derive(Debug)]
pub struct FrameWriter<W, F: TwoPhase> {
    transport: W,
    queue: FrameQueue<F>,
    timer: Timer,
}

impl<W, F: TwoPhase> FrameWriter<W, F> {
    /// Creates a writer for a new stream.
    #[must_use]
    pub fn new(transport: W, format: F) -> Self {
        Self { transport, queue: FrameQueue::new(format), timer: Timer::default() }
    }

    /// Sets the write timeout: the longest time for which the transport may accept no byte while the writer waits for
    /// it, and the longest that a flush or a close of the transport may take.
    ///
    /// The time is kept in the writer: dropping a future and calling again, as a heartbeat in a `select!` does, does not
    /// restart it. After [`WriteError::TimedOut`] nothing is lost, and another call waits as long again.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use framing_core::{FrameWriter, U32Be, WriteError};
    ///
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() {
    /// let (transport, _peer_that_does_not_read) = tokio::io::duplex(8);
    /// let mut writer = FrameWriter::new(transport, U32Be::new()).with_write_timeout(Duration::from_secs(10));
    /// let sent = writer.send_body(b"hello").await;
    /// assert!(matches!(sent, Err(WriteError::TimedOut { unsent: 1 })));
    /// # }
    /// ```
    #[cfg(feature = "time")]
    #[must_use]
    pub fn with_write_timeout(mut self, timeout: core::time::Duration) -> Self {
        self.timer = Timer::new(timeout);
        self
    }
}

accessors!();
async_writer!(AsyncWrite, AsyncRead, poll_shutdown);

fn poll_read<R: AsyncRead + Unpin>(
    cx: &mut Context<'_>,
    source: &mut R,
    room: &mut [u8],
) -> Poll<Result<usize, WriteError>> {
    let mut room = ReadBuf::new(room);
    ready!(Pin::new(source).poll_read(cx, &mut room)).map_err(WriteError::Source)?;
    Poll::Ready(Ok(room.filled().len()))
}
