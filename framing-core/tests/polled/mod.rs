//! A future polled by hand, with its wakes counted: what a runtime would do, one step at a time.

mod wakes;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;

pub(crate) use wakes::Wakes;

/// A future and how often it was woken.
pub(crate) struct Polled<'a, T> {
    future: Pin<Box<dyn Future<Output = T> + 'a>>,
    wakes: Arc<Wakes>,
}

/// The future, not polled yet.
pub(crate) fn polled<'a, T>(future: impl Future<Output = T> + 'a) -> Polled<'a, T> {
    Polled { future: Box::pin(future), wakes: Wakes::new() }
}

impl<T> Polled<'_, T> {
    pub(crate) fn poll(&mut self) -> Poll<T> {
        self.wakes.poll(self.future.as_mut())
    }

    pub(crate) fn wakes(&self) -> usize {
        self.wakes.count()
    }

    /// Polls a future that has to wait.
    #[track_caller]
    pub(crate) fn waits(&mut self) {
        assert!(self.poll().is_pending(), "there is nothing to continue with");
    }

    /// Polls a future that can end.
    #[track_caller]
    pub(crate) fn ends(&mut self) -> T {
        match self.poll() {
            Poll::Ready(output) => output,
            Poll::Pending => panic!("there is enough to continue with"),
        }
    }
}
