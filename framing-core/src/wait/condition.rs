//! State that is waited for by predicate, and cannot change unannounced.

use alloc::boxed::Box;
use core::fmt;
use core::future::poll_fn;
use core::task::{Context, Poll, Waker};

use slab::Slab;

use crate::wait::sync::{Mutex, MutexGuard, block_on, lock};

/// State under a lock, changed and announced in one call, and waited for with a predicate.
///
/// A waiter states what must be true ("the buffer holds 12 bytes"), and is woken once it *is* true, not each time that
/// something happens. Nothing is signalled, so nothing can be cleared too early, too late or by the wrong reader:
/// the page [State, not occurrence](crate::state_not_occurrence) explains why that matters.
///
/// It needs no runtime: tasks of any executor wait with [`when`](Self::when) and [`wait_until`](Self::wait_until),
/// threads with the `blocking_` methods, and both may wait on the same condition.
///
/// ```
/// use framing_core::Condition;
///
/// let buffer = Condition::new(Vec::new());
/// std::thread::scope(|scope| {
///     let body = scope.spawn(|| {
///         let enough = |bytes: &Vec<u8>| bytes.len() >= 5;
///         buffer.blocking_when(enough, |bytes| bytes.drain(..5).collect::<Vec<_>>())
///     });
///     for byte in b"hello" {
///         buffer.change(|bytes| bytes.push(*byte));
///     }
///     assert_eq!(body.join().unwrap().unwrap(), b"hello");
/// });
/// ```
///
/// # Guarantees
///
/// - **No lost wakeup.** A wait evaluates its predicate and registers its waker under the lock that every change takes.
/// - **No needless wakeup.** A change evaluates the predicate of every waiter and wakes those whose predicate holds.
/// - **Cancel safety.** A dropped wait has taken nothing and consumes no wakeup: every waiter whose predicate holds gets
///   its own.
/// - **No waker is called, and none dropped, under the lock**, so a waker may use the condition or drop its owner.
///
/// # Requirements
///
/// - A predicate must be satisfiable: one that asks for more than the state can ever hold waits forever.
/// - Predicates and closures run under the lock. They must be short and must not use the same condition, which would
///   deadlock or panic; a predicate must not panic.
/// - A change that satisfies several waiters wakes all of them: the first to run takes, the others wait again. Where that
///   is unfair, put turns into the state, as [`Queue`](crate::Queue) does.
pub struct Condition<T> {
    inner: Mutex<Inner<T>>,
}

struct Inner<T> {
    state: T,
    closed: bool,
    waiters: Slab<Waiter<T>>,
}

/// A predicate that does not hold yet, and the waker to call when it does.
struct Waiter<T> {
    holds: Box<dyn Fn(&T) -> bool + Send>,
    /// `None` before the first poll and after the wake.
    waker: Option<Waker>,
}

impl<T> Condition<T> {
    /// Creates a condition over `state`.
    pub fn new(state: T) -> Self {
        Self { inner: Mutex::new(Inner { state, closed: false, waiters: Slab::new() }) }
    }

    /// Changes the state and wakes every waiter whose predicate now holds. Returns the result of `change`.
    ///
    /// It works on a closed condition too. If `change` panics, the waiters are woken all the same.
    pub fn change<R>(&self, change: impl FnOnce(&mut T) -> R) -> R {
        self.finish(lock(&self.inner), |inner| change(&mut inner.state))
    }

    /// Reads the state without changing it; wakes no waiter.
    pub fn look<R>(&self, look: impl FnOnce(&T) -> R) -> R {
        look(&lock(&self.inner).state)
    }

    /// Waits until the predicate holds, then acts on the state as [`change`](Self::change) does, without releasing the
    /// lock in between.
    ///
    /// Allocates only when it has to wait.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// let room = framing_core::Condition::new(3);
    /// assert_eq!(room.when(|room| *room > 0, |room| { *room -= 1; *room }).await, Ok(2));
    /// room.close();
    /// assert!(room.when(|room| *room > 2, |_| ()).await.is_err());
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Closed`] when the condition is closed and the predicate does not hold.
    ///
    /// # Cancel safety
    ///
    /// A dropped wait has done nothing: `act` runs in the poll that completes, or never.
    pub async fn when<R>(
        &self,
        predicate: impl Fn(&T) -> bool + Send + 'static,
        act: impl FnOnce(&mut T) -> R,
    ) -> Result<R, Closed> {
        self.wait(Accepts::WhatHolds, predicate, act).await
    }

    /// Waits as [`when`](Self::when) does, but fails on a closed condition even if the predicate holds: for tasks that add
    /// to the state. `when` can still take what was added before the close.
    ///
    /// # Errors
    ///
    /// [`Closed`] when the condition is closed.
    ///
    /// # Cancel safety
    ///
    /// A dropped wait has done nothing.
    pub async fn when_open<R>(
        &self,
        predicate: impl Fn(&T) -> bool + Send + 'static,
        act: impl FnOnce(&mut T) -> R,
    ) -> Result<R, Closed> {
        self.wait(Accepts::OnlyOpen, predicate, act).await
    }

    /// Waits until the predicate holds. It may no longer hold when this returns, if others change the state:
    /// [`when`](Self::when) acts under the same lock.
    ///
    /// # Errors
    ///
    /// [`Closed`] when the condition is closed and the predicate does not hold.
    ///
    /// # Cancel safety
    ///
    /// A dropped wait has done nothing.
    pub async fn wait_until(&self, predicate: impl Fn(&T) -> bool + Send + 'static) -> Result<(), Closed> {
        self.when(predicate, |_| ()).await
    }

    /// Acts as [`when_open`](Self::when_open) does if that needs no wait; `None` if the predicate does not hold or the
    /// condition is closed.
    pub fn try_when_open<R>(
        &self,
        predicate: impl Fn(&T) -> bool,
        act: impl FnOnce(&mut T) -> R,
    ) -> Option<R> {
        self.act_now(Accepts::OnlyOpen, &predicate, act).ok()?.ok()
    }

    /// [`when`](Self::when) for threads: the thread is parked while it waits.
    ///
    /// # Errors
    ///
    /// [`Closed`] when the condition is closed and the predicate does not hold.
    pub fn blocking_when<R>(
        &self,
        predicate: impl Fn(&T) -> bool + Send + 'static,
        act: impl FnOnce(&mut T) -> R,
    ) -> Result<R, Closed> {
        block_on(self.when(predicate, act))
    }

    /// [`when_open`](Self::when_open) for threads: the thread is parked while it waits.
    ///
    /// # Errors
    ///
    /// [`Closed`] when the condition is closed.
    pub fn blocking_when_open<R>(
        &self,
        predicate: impl Fn(&T) -> bool + Send + 'static,
        act: impl FnOnce(&mut T) -> R,
    ) -> Result<R, Closed> {
        block_on(self.when_open(predicate, act))
    }

    /// [`wait_until`](Self::wait_until) for threads: the thread is parked while it waits.
    ///
    /// # Errors
    ///
    /// [`Closed`] when the condition is closed and the predicate does not hold.
    pub fn blocking_wait_until(&self, predicate: impl Fn(&T) -> bool + Send + 'static) -> Result<(), Closed> {
        block_on(self.wait_until(predicate))
    }

    /// Closes the condition. From then on a wait whose predicate holds succeeds, and every other one fails with [`Closed`].
    pub fn close(&self) {
        self.finish(lock(&self.inner), |inner| inner.closed = true);
    }

    /// Returns whether [`close`](Self::close) was called.
    pub fn is_closed(&self) -> bool {
        lock(&self.inner).closed
    }

    async fn wait<R>(
        &self,
        accepts: Accepts,
        predicate: impl Fn(&T) -> bool + Send + 'static,
        act: impl FnOnce(&mut T) -> R,
    ) -> Result<R, Closed> {
        let act = match self.act_now(accepts, &predicate, act) {
            Ok(done) => return done,
            Err(act) => act,
        };
        let mut place = Place::new(self, Box::new(predicate));
        let inner = poll_fn(|context| place.poll(accepts, context)).await?;
        Ok(self.finish(inner, |inner| act(&mut inner.state)))
    }

    /// Acts, or fails, if that needs no wait; otherwise returns `act`.
    fn act_now<R, A: FnOnce(&mut T) -> R>(
        &self,
        accepts: Accepts,
        predicate: &impl Fn(&T) -> bool,
        act: A,
    ) -> Result<Result<R, Closed>, A> {
        let inner = lock(&self.inner);
        match accepts.verdict(inner.closed, || predicate(&inner.state)) {
            Poll::Ready(Ok(())) => Ok(Ok(self.finish(inner, |inner| act(&mut inner.state)))),
            Poll::Ready(Err(closed)) => Ok(Err(closed)),
            Poll::Pending => Err(act),
        }
    }

    /// Changes the locked state, unlocks and wakes waiters, even when the change panics.
    fn finish<'a, R>(
        &'a self,
        inner: MutexGuard<'a, Inner<T>>,
        change: impl FnOnce(&mut Inner<T>) -> R,
    ) -> R {
        let on_panic = AnnounceOnDrop(self);
        let mut inner = inner; // Declared after the guard above, so unlocked before it on a panic.
        let done = change(&mut inner);
        core::mem::forget(on_panic);
        self.announce(inner);
        done
    }

    /// Unlocks and wakes, a few wakers at a time so that none has to be kept on the heap.
    ///
    /// The state may change between two rounds; that change wakes its own waiters.
    fn announce<'a>(&'a self, mut inner: MutexGuard<'a, Inner<T>>) {
        loop {
            let ready = inner.take_ready();
            drop(inner);
            let full = ready.iter().all(Option::is_some);
            ready.into_iter().flatten().for_each(Waker::wake);
            if !full {
                return;
            }
            inner = lock(&self.inner);
        }
    }
}

impl<T: Default> Default for Condition<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T: fmt::Debug> fmt::Debug for Condition<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = lock(&self.inner);
        f.debug_struct("Condition")
            .field("state", &inner.state)
            .field("closed", &inner.closed)
            .field("waiters", &inner.waiters.len())
            .finish()
    }
}

/// The condition was closed before the awaited state was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closed;

impl fmt::Display for Closed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("closed before the awaited state was reached")
    }
}

impl core::error::Error for Closed {}

/// How many wakers are taken under one lock.
const WAKERS_A_ROUND: usize = 4;

/// When a wait on a closed condition succeeds.
#[derive(Clone, Copy, PartialEq)]
enum Accepts {
    /// If its predicate holds.
    WhatHolds,
    /// Never.
    OnlyOpen,
}

impl Accepts {
    fn verdict(self, closed: bool, holds: impl FnOnce() -> bool) -> Poll<Result<(), Closed>> {
        if closed && self == Self::OnlyOpen {
            Poll::Ready(Err(Closed))
        } else if holds() {
            Poll::Ready(Ok(()))
        } else if closed {
            Poll::Ready(Err(Closed))
        } else {
            Poll::Pending
        }
    }
}

impl<T> Inner<T> {
    /// The wakers of the waiters whose wait is over, at most one round of them.
    fn take_ready(&mut self) -> [Option<Waker>; WAKERS_A_ROUND] {
        let mut ready = [const { None }; WAKERS_A_ROUND];
        let mut places = ready.iter_mut();
        let (state, closed) = (&self.state, self.closed);
        let can_go_on = self
            .waiters
            .iter_mut()
            .filter(|(_, waiter)| waiter.waker.is_some() && (closed || (waiter.holds)(state)));
        for ((_, waiter), place) in can_go_on.zip(&mut places) {
            *place = waiter.waker.take();
        }
        ready
    }
}

/// Wakes waiters after a change that panicked.
struct AnnounceOnDrop<'a, T>(&'a Condition<T>);

impl<T> Drop for AnnounceOnDrop<'_, T> {
    fn drop(&mut self) {
        self.0.announce(lock(&self.0.inner));
    }
}

/// A waiter's place among the waiters; given up when dropped.
struct Place<'a, T> {
    condition: &'a Condition<T>,
    /// `None` once the wait is over: the key may be another waiter's by then.
    key: Option<usize>,
    /// The removed waiter, to be dropped after the lock.
    left: Option<Waiter<T>>,
}

impl<'a, T> Place<'a, T> {
    fn new(condition: &'a Condition<T>, holds: Box<dyn Fn(&T) -> bool + Send>) -> Self {
        let key = lock(&condition.inner).waiters.insert(Waiter { holds, waker: None });
        Self { condition, key: Some(key), left: None }
    }

    /// The lock, once the predicate holds. Evaluating it and registering the waker is one step under the lock.
    fn poll(
        &mut self,
        accepts: Accepts,
        context: &mut Context<'_>,
    ) -> Poll<Result<MutexGuard<'a, Inner<T>>, Closed>> {
        let mut guard = lock(&self.condition.inner);
        let inner = &mut *guard;
        let Some(waiter) = self.key.and_then(|key| inner.waiters.get_mut(key)) else {
            return Poll::Ready(Err(Closed));
        };
        let verdict = accepts.verdict(inner.closed, || (waiter.holds)(&inner.state));
        if verdict.is_pending() {
            let replaced = waiter.note(context.waker());
            drop(guard);
            drop(replaced);
            return Poll::Pending;
        }
        self.left = self.key.take().and_then(|key| inner.waiters.try_remove(key));
        verdict.map_ok(|()| guard)
    }
}

impl<T> Drop for Place<'_, T> {
    fn drop(&mut self) {
        if let Some(key) = self.key {
            self.left = lock(&self.condition.inner).waiters.try_remove(key);
        }
    }
}

impl<T> Waiter<T> {
    /// Registers a waker. Returns the one that it replaces, to be dropped after the lock.
    fn note(&mut self, waker: &Waker) -> Option<Waker> {
        match &self.waker {
            Some(noted) if noted.will_wake(waker) => None,
            _ => self.waker.replace(waker.clone()),
        }
    }
}
