//! Tasks without a runtime: each is polled only when it was woken, so that a lost wake-up shows.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

/// Records that a task was woken, and passes the wake on to whoever polls the tasks.
#[derive(Debug)]
pub(super) struct Flag {
    woken: AtomicBool,
    parent: Mutex<Option<Waker>>,
}

impl Flag {
    /// Creates the flag of a task that was not polled yet, so it counts as woken.
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Self { woken: AtomicBool::new(true), parent: Mutex::new(None) })
    }

    /// Polls `poll` if the task was woken since it was polled last.
    pub(super) fn poll<T>(
        self: &Arc<Self>,
        parent: &Context<'_>,
        poll: impl FnOnce(&mut Context<'_>) -> Poll<T>,
    ) -> Poll<T> {
        *self.parent.lock().unwrap_or_else(PoisonError::into_inner) = Some(parent.waker().clone());
        if !self.take() {
            return Poll::Pending;
        }
        let waker = Waker::from(Arc::clone(self));
        poll(&mut Context::from_waker(&waker))
    }

    /// Takes the wake-up, if there was one.
    pub(super) fn take(&self) -> bool {
        self.woken.swap(false, Ordering::SeqCst)
    }
}

impl Wake for Flag {
    fn wake(self: Arc<Self>) {
        self.woken.store(true, Ordering::SeqCst);
        let parent = self.parent.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(parent) = parent {
            parent.wake();
        }
    }
}

/// Runs two futures as separate tasks until the second has ended, and returns its output.
pub(super) async fn both<T>(one: impl Future<Output = ()>, two: impl Future<Output = T>) -> T {
    let (mut one, mut two) = (pin!(one), pin!(two));
    let (first, second) = (Flag::new(), Flag::new());
    let mut is_done = false;
    poll_fn(move |cx| {
        is_done = is_done || first.poll(cx, |cx| one.as_mut().poll(cx)).is_ready();
        second.poll(cx, |cx| two.as_mut().poll(cx))
    })
    .await
}
