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

/// How long the transport has accepted nothing, on the clock of any runtime. It lives in the writer: dropping a future does
/// not restart it.
#[cfg(feature = "futures-io")]
#[derive(Default)]
pub(crate) struct SleepTimer(Option<Box<Stall>>);

#[cfg(feature = "futures-io")]
struct Stall {
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
        Self(Some(Box::new(Stall { begin: Box::new(begin), sleep: None })))
    }

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
            Some(stall) => stall.watch(cx, polled, unsent),
        }
    }
}

#[cfg(feature = "futures-io")]
impl Stall {
    fn watch<T>(
        &mut self,
        cx: &mut Context<'_>,
        polled: Poll<Result<T, WriteError>>,
        unsent: u64,
    ) -> Poll<Result<T, WriteError>> {
        if polled.is_ready() {
            self.sleep = None;
            return polled;
        }
        let Self { begin, sleep } = self;
        core::task::ready!(sleep.get_or_insert_with(begin).as_mut().poll(cx));
        self.sleep = None;
        Poll::Ready(Err(WriteError::TimedOut { unsent }))
    }
}

#[cfg(feature = "futures-io")]
impl core::fmt::Debug for SleepTimer {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("SleepTimer").field("is_set", &self.0.is_some()).finish_non_exhaustive()
    }
}

/// How long the transport has accepted nothing, on tokio's clock. It lives in the writer: dropping a future does not
/// restart it.
#[cfg(feature = "time")]
#[derive(Debug, Default)]
pub(crate) struct Timer(Option<Box<Deadline>>);

#[cfg(feature = "time")]
#[derive(Debug)]
struct Deadline {
    timeout: core::time::Duration,
    /// While the transport is not ready.
    sleep: Option<core::pin::Pin<Box<tokio::time::Sleep>>>,
    waiting: bool,
}

#[cfg(feature = "time")]
impl Timer {
    pub(crate) fn new(timeout: core::time::Duration) -> Self {
        Self(Some(Box::new(Deadline { timeout, sleep: None, waiting: false })))
    }

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
            Some(deadline) => deadline.watch(cx, polled, unsent),
        }
    }
}

#[cfg(feature = "time")]
impl Deadline {
    fn watch<T>(
        &mut self,
        cx: &mut Context<'_>,
        polled: Poll<Result<T, WriteError>>,
        unsent: u64,
    ) -> Poll<Result<T, WriteError>> {
        if polled.is_ready() {
            self.waiting = false;
            return polled;
        }
        core::task::ready!(self.poll_elapsed(cx));
        self.waiting = false;
        Poll::Ready(Err(WriteError::TimedOut { unsent }))
    }

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
}
