//! The async writer over the `AsyncWrite` of `futures-io`, for smol and other runtimes.

use core::fmt;
use core::future::{Future, poll_fn};
use core::pin::Pin;
use core::task::{Context, Poll, ready};
use core::time::Duration;

use bytes::{Buf, Bytes, BytesMut};
use futures_io::{AsyncRead, AsyncWrite};
use futures_sink::Sink;

use crate::read::received::checked_count;
use crate::write::async_writer::async_writer;
use crate::write::drive::{settle, transfer};
use crate::write::small::SMALL;
use crate::write::timer::SleepTimer;
use crate::write::writer_macros::accessors;
use crate::{
    Encode, EnqueueError, FrameQueue, Limits, OwnedFrame, TwoPhase, Undelivered, Watermarks, WriteError,
};

/// Writes frames of any [format](TwoPhase) to any [`AsyncWrite`] of `futures-io`.
///
/// It behaves as the writer over tokio's `AsyncWrite`. A [write timeout](Self::with_write_timeout) takes the timer of the
/// runtime.
///
/// ```
/// use framing_core::{U32Be, futures::FrameWriter};
///
/// # futures_executor::block_on(async {
/// let mut writer = FrameWriter::new(Vec::new(), U32Be::new());
/// writer.enqueue_body(&b"hello"[..])?;
/// writer.flush().await?;
/// writer.send_body(b"bye").await?;
/// assert_eq!(writer.get_ref(), b"\0\0\0\x05hello\0\0\0\x03bye");
/// # Ok::<(), framing_core::WriteError>(())
/// # }).unwrap();
/// ```
///
/// # Cancel safety
///
/// All progress is in the writer, none in its futures. Dropping a future at any await tears no frame: the next
/// [`flush`](Self::flush) completes what it has begun. Each method states what it has begun.
#[derive(Debug)]
pub struct FrameWriter<W, F: TwoPhase> {
    transport: W,
    queue: FrameQueue<F>,
    timer: SleepTimer,
}

impl<W, F: TwoPhase> FrameWriter<W, F> {
    /// Creates a writer for a new stream.
    #[must_use]
    pub fn new(transport: W, format: F) -> Self {
        Self { transport, queue: FrameQueue::new(format), timer: SleepTimer::default() }
    }

    /// Sets how long the transport may accept nothing before the writer returns [`WriteError::TimedOut`], and how the
    /// runtime sleeps: `smol::Timer::after`, `async_std::task::sleep`.
    ///
    /// The sleep lives in the writer: dropping a future that writes does not restart it.
    ///
    /// ```
    /// use std::time::Duration;
    /// use framing_core::{U8, futures::FrameWriter};
    ///
    /// # fn example<W>(transport: W) -> FrameWriter<W, U8> {
    /// FrameWriter::new(transport, U8).with_write_timeout(Duration::from_secs(10), smol::Timer::after)
    /// # }
    /// ```
    #[must_use]
    pub fn with_write_timeout<T>(
        mut self,
        timeout: Duration,
        mut sleep: impl FnMut(Duration) -> T + Send + Sync + 'static,
    ) -> Self
    where
        T: Future + Send + Sync + 'static,
    {
        self.timer = SleepTimer::new(move || sleep(timeout));
        self
    }
}

accessors!();
async_writer!(AsyncWrite, AsyncRead, poll_close);

fn poll_read<R: AsyncRead + Unpin>(
    cx: &mut Context<'_>,
    source: &mut R,
    room: &mut [u8],
) -> Poll<Result<usize, WriteError>> {
    let most = room.len();
    let read = ready!(Pin::new(source).poll_read(cx, room));
    Poll::Ready(read.and_then(|read| checked_count(read, most)).map_err(WriteError::Source))
}
