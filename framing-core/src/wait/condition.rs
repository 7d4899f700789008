//! State that is waited for by predicate, and cannot change unannounced.

use alloc::boxed::Box;
use core::fmt;
use core::future::poll_fn;
use core::task::{Context, Poll, Waker};

use slab::Slab;

use crate::wait::sync::{Mutex, MutexGuard, block_on, lock};

/// State under a lock, changed and announced in one call, and waited for with a predicate.
///
/// Whoever waits says what the state must be ("it holds 12 bytes"), and is woken once it *is* so, not each time that
/// something happens. Nothing is signalled and so nothing can be cleared too early, too late or by the wrong reader:
/// the page [State, not occurrence](crate::state_not_occurrence) says why that matters.
///
/// It needs no runtime: tasks of any executor wait with [`when`](Self::when) and [`wait_until`](Self::wait_until),
/// threads with the `blocking_` twins, and both may wait on the same condition.
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
/// - **No lost wakeup.** A predicate is looked at, and the waiter noted, under the same lock that a change takes.
/// - **Only who can go on is woken.** A change looks at the predicate of every waiter and wakes those that hold.
/// - **Cancel safety.** A wait that is dropped has taken nothing, keeps no place and swallows no wake: a wake is not a
///   ticket, and everyone whose predicate holds gets one.
/// - **No waker is called, and none dropped, under the lock**, so a waker may use the condition or drop its owner.
///
/// # What a caller must see to
///
/// - A predicate must be satisfiable: one that asks for more than the state can ever hold waits for ever.
/// - Predicates and closures run under the lock. They must be short and must not use the same condition, which would
///   deadlock or panic; a predicate must not panic.
/// - A predicate that holds for several waiters wakes them all; the first takes, the others wait again.
pub struct Condition<T> {
    inner: Mutex<Inner<T>>,
}

struct Inner<T> {
    state: T,
    closed: bool,
    waiters: Slab<Waiter<T>>,
}

/// A predicate that does not hold yet, and who is to be told when it does.
struct Waiter<T> {
    holds: Box<dyn Fn(&T) -> bool + Send>,
    /// `None` before the first poll and after the wake.
    waker: Option<Waker>,
}

impl<T> Condition<T> {
    /// A condition over `state`.
    pub fn new(state: T) -> Self {
        Self { inner: Mutex::new(Inner { state, closed: false, waiters: Slab::new() }) }
    }

    /// Changes the state and wakes everyone whose predicate now holds. Returns what `change` returns.
    ///
    /// It works on a closed condition too. When `change` panics, what it did is announced all the same.
    pub fn change<R>(&self, change: impl FnOnce(&mut T) -> R) -> R {
        self.finish(lock(&self.inner), |inner| change(&mut inner.state))
    }

    /// Looks at the state without changing it: nobody is woken.
    pub fn look<R>(&self, look: impl FnOnce(&T) -> R) -> R {
        look(&lock(&self.inner).state)
    }

    /// Waits until the predicate holds, then acts on the state under the same lock, as [`change`](Self::change) would:
    /// between the look and the act nobody else gets in.
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

    /// [`when`](Self::when) for those who add to the state: on a closed condition it is refused even though the
    /// predicate holds. What was added before the close can still be taken with `when`.
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

    /// Waits until the predicate holds. What held may be gone when this returns, unless nobody else takes:
    /// [`when`](Self::when) looks and takes at once.
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

    /// [`when_open`](Self::when_open) without the wait: `None` when the predicate does not hold now, or never will.
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

    /// Ends all waiting, now and later: a predicate that holds still succeeds, every other wait ends with [`Closed`].
    pub fn close(&self) {
        self.finish(lock(&self.inner), |inner| inner.closed = true);
    }

    /// Whether [`close`](Self::close) was called.
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

    /// Acts, or says that there is nothing to wait for; gives `act` back when there is a wait ahead.
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

    /// Changes what is locked, unlocks and announces, even when the change panics.
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
    /// The state may change between two rounds; whoever changes it announces that, so looking again is enough.
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

/// The condition was closed while what was waited for did not hold.
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

/// What a waiter makes of a closed condition.
#[derive(Clone, Copy, PartialEq)]
enum Accepts {
    /// Whatever still holds.
    WhatHolds,
    /// Nothing.
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
    /// The wakers of those who can go on, at most a round's worth.
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

/// Announces what a change that panicked has left behind.
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
    /// What stood in the place, kept to be dropped after the lock.
    left: Option<Waiter<T>>,
}

impl<'a, T> Place<'a, T> {
    fn new(condition: &'a Condition<T>, holds: Box<dyn Fn(&T) -> bool + Send>) -> Self {
        let key = lock(&condition.inner).waiters.insert(Waiter { holds, waker: None });
        Self { condition, key: Some(key), left: None }
    }

    /// The lock, once the predicate holds. The look and the note of whom to wake are one step under that lock.
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
    /// Notes whom to wake. Returns the waker that this replaces, to be dropped after the lock.
    fn note(&mut self, waker: &Waker) -> Option<Waker> {
        match &self.waker {
            Some(noted) if noted.will_wake(waker) => None,
            _ => self.waker.replace(waker.clone()),
        }
    }
}
