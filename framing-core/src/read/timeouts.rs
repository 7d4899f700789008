//! A time for each frame to finish, without a clock in the reader itself.

use core::future::poll_fn;
use core::num::NonZeroU64;
use core::pin::Pin;
use core::task::{Context, Poll};
use core::time::Duration;
use std::boxed::Box;
use std::{format, io};

use tokio::io::AsyncRead;
use tokio::time::{Instant, Sleep};

use crate::{Frame, FrameReader, ReadError, TwoPhase};

/// How long a frame may take from its first byte to its last.
///
/// The wait for a first byte has no limit: a connection may be idle. With a [rate](Self::at_least) every byte that has
/// arrived buys time, so that a long frame may take long, but not for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    frame: Duration,
    bytes_per_second: Option<NonZeroU64>,
}

impl Pace {
    /// So much time for a frame, however long it is.
    #[must_use]
    pub const fn new(frame: Duration) -> Self {
        Self { frame, bytes_per_second: None }
    }

    /// The same time, and more for each byte that has arrived: what it may take at this rate.
    #[must_use]
    pub const fn at_least(mut self, bytes_per_second: NonZeroU64) -> Self {
        self.bytes_per_second = Some(bytes_per_second);
        self
    }

    /// How long a frame may have taken of which `received` bytes have arrived.
    fn allows(self, received: usize) -> Duration {
        let for_bytes = self.bytes_per_second.map_or(Duration::ZERO, |rate| {
            Duration::from_nanos((received as u64).saturating_mul(1_000_000_000) / rate.get())
        });
        self.frame.saturating_add(for_bytes)
    }
}

/// A [`FrameReader`] whose frames must keep a [`Pace`].
///
/// ```
/// use std::time::Duration;
///
/// use framing_core::{FrameReader, Pace, PacedReader, ReadError, U8};
///
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() {
/// let (mut peer, transport) = tokio::io::duplex(64);
/// tokio::io::AsyncWriteExt::write_all(&mut peer, b"\x05hel").await.unwrap();
/// let reader = FrameReader::new(transport, U8::new());
/// let mut reader = PacedReader::new(reader, Pace::new(Duration::from_secs(30)));
/// let error = reader.next().await.unwrap_err();
/// assert_eq!(error.to_string(), "transport: the frame at byte 0 took over 30s: body: have 4 of 6 bytes");
/// # }
/// ```
///
/// # Cancel safety
///
/// Dropping a future neither loses a byte nor gives the frame more time.
#[derive(Debug)]
pub struct PacedReader<R, F: TwoPhase> {
    reader: FrameReader<R, F>,
    pace: Pace,
    /// When the frame that is incomplete began, and what wakes us when its time is over.
    began: Option<(Instant, Pin<Box<Sleep>>)>,
}

impl<R, F: TwoPhase> PacedReader<R, F> {
    /// A reader of the same stream, whose frames must keep `pace`.
    #[must_use]
    pub fn new(reader: FrameReader<R, F>, pace: Pace) -> Self {
        Self { reader, pace, began: None }
    }

    /// The reader without a pace.
    #[must_use]
    pub fn into_inner(self) -> FrameReader<R, F> {
        self.reader
    }
}

impl<R: AsyncRead + Unpin, F: TwoPhase> PacedReader<R, F> {
    /// The next frame, as [`FrameReader::next`] gives it.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe.
    ///
    /// # Errors
    ///
    /// As [`FrameReader::next`], and [`ReadError::Io`] of kind `TimedOut` when a frame takes too long. Nothing is lost by
    /// that: another call goes on waiting, with as much time again.
    pub async fn next(&mut self) -> Result<Option<Frame<'_, F::Header>>, ReadError> {
        poll_fn(|cx| self.poll_frame(cx)).await?;
        self.reader.next().await
    }

    fn poll_frame(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), ReadError>> {
        if let Poll::Ready(ready) = self.reader.poll_frame(cx) {
            self.began = None;
            return Poll::Ready(ready.map(|_| ()));
        }
        let received = self.reader.frames().buffered().len();
        if received == 0 {
            self.began = None;
            return Poll::Pending;
        }
        self.poll_deadline(cx, received).map(|()| Err(self.too_slow()))
    }

    fn poll_deadline(&mut self, cx: &mut Context<'_>, received: usize) -> Poll<()> {
        let allowed = self.pace.allows(received);
        let (start, sleep) = self.began.get_or_insert_with(|| {
            let now = Instant::now();
            (now, Box::pin(tokio::time::sleep_until(now + allowed)))
        });
        let deadline = *start + allowed;
        if sleep.deadline() != deadline {
            sleep.as_mut().reset(deadline);
        }
        sleep.as_mut().poll(cx)
    }

    fn too_slow(&mut self) -> ReadError {
        let frames = self.reader.frames();
        let (offset, waiting) = (frames.decoder().offset(), frames.waiting());
        let allowed = self.pace.allows(frames.buffered().len());
        self.began = None;
        let text = format!("the frame at byte {offset} took over {allowed:?}: {waiting}");
        ReadError::Io(io::Error::new(io::ErrorKind::TimedOut, text))
    }
}
