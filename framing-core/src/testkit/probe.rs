//! A transport that is watched: what the reader has received, and whether it is blocked.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::watch;

/// What a reader has done with its transport, as state that can be waited for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Seen {
    /// Bytes received.
    pub received: u64,
    /// The last read found nothing: the reader waits for the transport.
    pub blocked: bool,
    /// The transport has reported the end of the stream.
    pub ended: bool,
    /// Frames taken, as whoever drives the reader reports them.
    pub frames: usize,
}

/// Wraps a transport, or the reading half of one, and keeps a [`Seen`] of what is read. What is written passes through.
#[derive(Debug)]
pub struct Probe<R> {
    transport: R,
    seen: watch::Sender<Seen>,
}

impl<R> Probe<R> {
    /// A probe around `transport`.
    #[must_use]
    pub fn new(transport: R) -> Self {
        Self { transport, seen: watch::Sender::new(Seen::default()) }
    }

    /// The state now.
    #[must_use]
    pub fn seen(&self) -> Seen {
        *self.seen.borrow()
    }

    /// The state to wait on.
    #[must_use]
    pub fn watch(&self) -> watch::Receiver<Seen> {
        self.seen.subscribe()
    }

    /// Reports that a frame was taken.
    pub fn count_frame(&self) {
        self.seen.send_modify(|seen| seen.frames += 1);
    }
}

impl<R: AsyncRead + Unpin> AsyncRead for Probe<R> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        room: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = room.filled().len();
        let polled = Pin::new(&mut self.transport).poll_read(cx, room);
        let received = (room.filled().len() - before) as u64;
        let ended = received == 0 && matches!(polled, Poll::Ready(Ok(())));
        self.seen.send_modify(|seen| {
            seen.received += received;
            seen.blocked = polled.is_pending();
            seen.ended |= ended;
        });
        polled
    }
}

impl<W: AsyncWrite + Unpin> AsyncWrite for Probe<W> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.transport).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.transport).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.transport).poll_shutdown(cx)
    }
}
