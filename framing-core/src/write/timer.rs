//! The write timeout: how long a transport may accept nothing.

use core::task::{Context, Poll};
#[cfg(any(feature = "futures-io", feature = "time"))]
use std::boxed::Box;

use crate::WriteError;

/// Where no clock is known.
#[cfg(all(feature = "tokio", not(feature = "time")))]
#[derive(Debug, Default)]
pub(crate) struct NoTimer {}

#[cfg(all(feature = "tokio", not(feature = "time")))]
impl NoTimer {
    #[inline(always)]
    pub(crate) fn watch<T>(
        &mut self,
        _: &mut Context<'_>,
        polled: Poll<Result<T, WriteError>>,
        _: u64,
    ) -> Poll<Result<T, WriteError>> {
        polled
    }
}

#[cfg(all(feature = "tokio", not(feature = "time")))]
pub(crate) type Timer = NoTimer;

/// How long the transport has accepted nothing. It lives in the writer: dropping a future does not restart it.
#[cfg(any(feature = "futures-io", feature = "time"))]
#[derive(Debug)]
pub(crate) struct Watch<C>(Option<Box<C>>);

/// Measures one wait after another.
#[cfg(any(feature = "futures-io", feature = "time"))]
trait Clock {
    /// Begins to wait, or continues; ready once the timeout has elapsed.
    fn poll_elapsed(&mut self, cx: &mut Context<'_>) -> Poll<()>;

    /// Ends the wait.
    fn stop(&mut self);
}

#[cfg(any(feature = "futures-io", feature = "time"))]
impl<C> Default for Watch<C> {
    fn default() -> Self {
        Self(None)
    }
}

#[cfg(any(feature = "futures-io", feature = "time"))]
#[expect(private_bounds, reason = "the clocks are those of this module")]
impl<C: Clock> Watch<C> {
    /// Passes on what the transport answered, or a timeout where it has not been ready for too long.
    #[inline(always)]
    pub(crate) fn watch<T>(
        &mut self,
        cx: &mut Context<'_>,
        polled: Poll<Result<T, WriteError>>,
        unsent: u64,
    ) -> Poll<Result<T, WriteError>> {
        match &mut self.0 {
            None => polled,
            Some(clock) => watch(&mut **clock, cx, polled, unsent),
        }
    }
}

#[cfg(any(feature = "futures-io", feature = "time"))]
fn watch<T>(
    clock: &mut impl Clock,
    cx: &mut Context<'_>,
    polled: Poll<Result<T, WriteError>>,
    unsent: u64,
) -> Poll<Result<T, WriteError>> {
    if polled.is_ready() {
        clock.stop();
        return polled;
    }
    core::task::ready!(clock.poll_elapsed(cx));
    clock.stop();
    Poll::Ready(Err(WriteError::TimedOut { unsent }))
}

/// The clock of any runtime, which is a function that sleeps.
#[cfg(feature = "futures-io")]
pub(crate) type SleepTimer = Watch<Sleeping>;

#[cfg(feature = "futures-io")]
pub(crate) struct Sleeping {
    begin: Box<dyn FnMut() -> Sleep + Send + Sync>,
    /// While the transport is not ready.
    sleep: Option<Sleep>,
}

#[cfg(feature = "futures-io")]
type Sleep = core::pin::Pin<Box<dyn Future<Output = ()> + Send + Sync>>;

#[cfg(feature = "futures-io")]
impl SleepTimer {
    pub(crate) fn new<T>(mut sleep: impl FnMut() -> T + Send + Sync + 'static) -> Self
    where
        T: Future + Send + Sync + 'static,
    {
        let begin = move || -> Sleep {
            let sleep = sleep();
            Box::pin(async {
                sleep.await;
            })
        };
        Self(Some(Box::new(Sleeping { begin: Box::new(begin), sleep: None })))
    }
}

#[cfg(feature = "futures-io")]
impl Clock for Sleeping {
    fn poll_elapsed(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let Self { begin, sleep } = self;
        sleep.get_or_insert_with(begin).as_mut().poll(cx)
    }

    fn stop(&mut self) {
        self.sleep = None;
    }
}

#[cfg(feature = "futures-io")]
impl core::fmt::Debug for Sleeping {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Sleeping").field("is_waiting", &self.sleep.is_some()).finish_non_exhaustive()
    }
}

/// tokio's clock.
#[cfg(feature = "time")]
pub(crate) type Timer = Watch<Deadline>;

#[cfg(feature = "time")]
#[derive(Debug)]
pub(crate) struct Deadline {
    timeout: core::time::Duration,
    /// Kept between two waits, to be reset.
    sleep: Option<core::pin::Pin<Box<tokio::time::Sleep>>>,
    waiting: bool,
}

#[cfg(feature = "time")]
impl Timer {
    pub(crate) fn new(timeout: core::time::Duration) -> Self {
        Self(Some(Box::new(Deadline { timeout, sleep: None, waiting: false })))
    }
}

#[cfg(feature = "time")]
impl Clock for Deadline {
    fn poll_elapsed(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if !self.waiting {
            // A deadline beyond the end of the clock is none.
            let Some(at) = tokio::time::Instant::now().checked_add(self.timeout) else {
                return Poll::Pending;
            };
            match &mut self.sleep {
                Some(sleep) => sleep.as_mut().reset(at),
                None => self.sleep = Some(Box::pin(tokio::time::sleep_until(at))),
            }
            self.waiting = true;
        }
        match &mut self.sleep {
            Some(sleep) => sleep.as_mut().poll(cx),
            None => Poll::Pending,
        }
    }

    fn stop(&mut self) {
        self.waiting = false;
    }
}
