//! Timeouts as settings of the readers, and the stopwatch that measures how long a reader waits for its peer.

use core::num::NonZeroU64;
use core::time::Duration;
use std::fmt;
use std::time::Instant;

use crate::{FrameBuffer, TwoPhase, Waiting};

/// How long a reader waits for its peer.
///
/// A reader with timeouts returns [`ReadError::TimedOut`](crate::ReadError::TimedOut) from whatever waits: the next
/// frame, a batch, a stream, a header, a streamed body, a body that is skipped. The deadline belongs to the reader, so a
/// future that is dropped, for a heartbeat in `select!` say, does not extend it.
///
/// Only time during which the reader waits for the transport counts: neither the time in which the caller is busy with
/// frames nor the time in which the reader waits for its [`Budget`](crate::Budget).
///
/// ```
/// use std::num::NonZeroU64;
/// use std::time::Duration;
///
/// use framing_core::Timeouts;
///
/// let timeouts = Timeouts::new()
///     .idle(Duration::from_secs(60))
///     .frame(Duration::from_secs(10))
///     .min_rate(NonZeroU64::new(16 << 10).expect("not zero"));
/// # let _ = timeouts;
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Timeouts {
    frame: Option<Duration>,
    idle: Option<Duration>,
    min_rate: Option<NonZeroU64>,
}

impl Timeouts {
    /// Creates timeouts that never expire.
    #[must_use]
    pub const fn new() -> Self {
        Self { frame: None, idle: None, min_rate: None }
    }

    /// Sets the time from the first byte of a frame to its last.
    ///
    /// Where a message consists of several frames and the stream must not end between them, as between the chunks of a
    /// body, it is the time for each of them, the wait for its first byte included.
    #[must_use]
    pub const fn frame(mut self, timeout: Duration) -> Self {
        self.frame = Some(timeout);
        self
    }

    /// Sets the time between the end of a frame and the first byte of the next.
    #[must_use]
    pub const fn idle(mut self, timeout: Duration) -> Self {
        self.idle = Some(timeout);
        self
    }

    /// Extends the [frame timeout](Self::frame) for every received byte of the frame by the time that the byte takes at
    /// this rate, so that a long frame may take long, but not forever.
    #[must_use]
    pub const fn min_rate(mut self, bytes_per_second: NonZeroU64) -> Self {
        self.min_rate = Some(bytes_per_second);
        self
    }

    /// Returns the time for a frame of which `received` bytes have arrived.
    fn for_frame(&self, received: u64) -> Option<Duration> {
        let extension = self.min_rate.map_or(Duration::ZERO, |rate| time_for(received, rate));
        Some(self.frame?.saturating_add(extension))
    }
}

fn time_for(bytes: u64, rate: NonZeroU64) -> Duration {
    let nanos = u128::from(bytes % rate) * 1_000_000_000 / u128::from(rate.get());
    Duration::new(bytes / rate, u32::try_from(nanos).unwrap_or_default())
}

/// Which timeout expired.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TimeLimit {
    /// [`Timeouts::idle`].
    Idle,
    /// [`Timeouts::frame`].
    Frame,
    /// The transport's own, as of `TcpStream::set_read_timeout`.
    Transport,
}

/// A timeout that expired, and what the reader was waiting for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TimedOut {
    /// Which timeout expired.
    pub limit: TimeLimit,
    /// How long the reader waited; zero if the transport measured it.
    pub after: Duration,
    /// Where the frame begins, in bytes from the start of the stream.
    pub offset: u64,
    /// What the reader was waiting for.
    pub waiting: Waiting,
}

impl fmt::Display for TimedOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { limit, after, offset, waiting } = self;
        match limit {
            TimeLimit::Idle => write!(f, "timed out: expected a frame at byte {offset} within {after:?}"),
            TimeLimit::Frame => {
                write!(
                    f,
                    "timed out: expected the rest of the frame at byte {offset} within {after:?}: {waiting}"
                )
            }
            TimeLimit::Transport => {
                write!(f, "timed out: the transport waited for the frame at byte {offset}: {waiting}")
            }
        }
    }
}

impl std::error::Error for TimedOut {}

/// What a reader waits for, for as long as it is the same frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stage {
    /// Where the frame begins.
    offset: u64,
    limit: TimeLimit,
}

/// Measures how long a reader has waited for its transport.
#[derive(Debug)]
pub(crate) struct Stopwatch {
    timeouts: Timeouts,
    stage: Option<Stage>,
    /// Time waited in this stage, up to `since`.
    waited: Duration,
    /// Since when the reader has been waiting.
    since: Option<Instant>,
}

impl Stopwatch {
    pub(crate) fn new(timeouts: Timeouts) -> Self {
        Self { timeouts, stage: None, waited: Duration::ZERO, since: None }
    }

    /// The reader waits: returns the time left until a timeout expires, if one does.
    pub(crate) fn wait<F: TwoPhase>(&mut self, frames: &FrameBuffer<F>, now: Instant) -> Option<Duration> {
        let (stage, allowed) = self.stage_of(frames);
        if self.stage != Some(stage) {
            (self.stage, self.waited, self.since) = (Some(stage), Duration::ZERO, None);
        }
        let since = *self.since.get_or_insert(now);
        let waited = self.waited.saturating_add(now.saturating_duration_since(since));
        Some(allowed?.saturating_sub(waited))
    }

    /// Bytes arrived.
    pub(crate) fn stop(&mut self, now: Instant) {
        if let Some(since) = self.since.take() {
            self.waited = self.waited.saturating_add(now.saturating_duration_since(since));
        }
    }

    /// The reader waits for something other than its transport.
    #[cfg(feature = "time")]
    pub(crate) fn pause(&mut self) {
        self.since = None;
    }

    /// A timeout expired. The next wait has as much time again.
    pub(crate) fn expire<F: TwoPhase>(&mut self, frames: &FrameBuffer<F>) -> TimedOut {
        let (stage, allowed) = self.stage_of(frames);
        *self = Self::new(self.timeouts);
        timed_out(frames, stage.limit, allowed.unwrap_or_default())
    }

    fn stage_of<F: TwoPhase>(&self, frames: &FrameBuffer<F>) -> (Stage, Option<Duration>) {
        let decoder = frames.decoder();
        let offset = decoder.frame_offset();
        let received = (decoder.offset() - offset).saturating_add(frames.buffered().len() as u64);
        let is_idle = received == 0 && decoder.format().may_end();
        match is_idle {
            true => (Stage { offset, limit: TimeLimit::Idle }, self.timeouts.idle),
            false => (Stage { offset, limit: TimeLimit::Frame }, self.timeouts.for_frame(received)),
        }
    }
}

/// The error of a reader whose timeout expired.
pub(crate) fn timed_out<F: TwoPhase>(frames: &FrameBuffer<F>, limit: TimeLimit, after: Duration) -> TimedOut {
    TimedOut { limit, after, offset: frames.decoder().frame_offset(), waiting: frames.waiting() }
}

/// The timer of an async reader, on tokio's clock.
#[cfg(feature = "time")]
#[derive(Debug, Default)]
pub(crate) struct Timer(Option<std::boxed::Box<Running>>);

#[cfg(feature = "time")]
#[derive(Debug)]
struct Running {
    stopwatch: Stopwatch,
    sleep: Option<core::pin::Pin<std::boxed::Box<tokio::time::Sleep>>>,
}

#[cfg(feature = "time")]
impl Running {
    /// Ready at the deadline, if there is one.
    ///
    /// A deadline that has passed must not come here: the clock has moved on by the next poll, so a deadline of now would
    /// be another one every time, and a timer that is reset does not fire at once.
    fn poll_sleep(
        &mut self,
        deadline: Option<tokio::time::Instant>,
        cx: &mut core::task::Context<'_>,
    ) -> core::task::Poll<()> {
        // A deadline beyond the end of the clock is none.
        let Some(deadline) = deadline else { return core::task::Poll::Pending };
        let sleep =
            self.sleep.get_or_insert_with(|| std::boxed::Box::pin(tokio::time::sleep_until(deadline)));
        if sleep.deadline() != deadline {
            sleep.as_mut().reset(deadline);
        }
        sleep.as_mut().poll(cx)
    }
}

/// No timer, without the feature `time`.
#[cfg(all(feature = "tokio", not(feature = "time")))]
#[derive(Debug, Default)]
pub(crate) struct Timer {}

#[cfg(all(feature = "tokio", not(feature = "time")))]
impl Timer {
    pub(crate) fn poll_expired<F: TwoPhase>(
        &mut self,
        _: &FrameBuffer<F>,
        _: &mut core::task::Context<'_>,
    ) -> core::task::Poll<TimedOut> {
        core::task::Poll::Pending
    }

    pub(crate) fn stop(&mut self) {}

    pub(crate) fn pause(&mut self) {}
}

#[cfg(feature = "time")]
impl Timer {
    pub(crate) fn new(timeouts: Timeouts) -> Self {
        let running = Running { stopwatch: Stopwatch::new(timeouts), sleep: None };
        Self((timeouts != Timeouts::new()).then(|| std::boxed::Box::new(running)))
    }

    /// Ready once the peer has had its time; the reader waits for its transport.
    pub(crate) fn poll_expired<F: TwoPhase>(
        &mut self,
        frames: &FrameBuffer<F>,
        cx: &mut core::task::Context<'_>,
    ) -> core::task::Poll<TimedOut> {
        let Some(running) = &mut self.0 else { return core::task::Poll::Pending };
        let now = tokio::time::Instant::now();
        let Some(left) = running.stopwatch.wait(frames, now.into_std()) else {
            return core::task::Poll::Pending;
        };
        if !left.is_zero() {
            core::task::ready!(running.poll_sleep(now.checked_add(left), cx));
        }
        running.sleep = None;
        core::task::Poll::Ready(running.stopwatch.expire(frames))
    }

    /// Bytes arrived.
    pub(crate) fn stop(&mut self) {
        if let Some(running) = &mut self.0 {
            running.stopwatch.stop(tokio::time::Instant::now().into_std());
        }
    }

    /// The reader waits for something other than its transport.
    pub(crate) fn pause(&mut self) {
        if let Some(running) = &mut self.0 {
            running.stopwatch.pause();
        }
    }
}
