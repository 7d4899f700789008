//! Memory that many readers share.

use alloc::collections::VecDeque;
use alloc::sync::Arc;
use core::fmt;
use core::task::{Context, Poll, Waker, ready};
use std::boxed::Box;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::{FrameBuffer, TwoPhase};

/// Bytes that a reader may buffer without a reservation.
pub(crate) const FREE: usize = 2 << 10;

/// A memory budget that many readers share.
///
/// A reader [with a budget](crate::FrameReader::with_budget) reserves memory before it buffers more than 2 KiB, and waits
/// without reading on while there is not enough; the transport then holds back the peer. All readers together hold at
/// most the budget and 2 KiB each, whatever the formats and however the frames arrive. A reader gives its reservation back
/// when it has nothing buffered, and after each frame while others may be waiting.
///
/// A body that is streamed or skipped needs no reservation. Owned frames belong to the caller and are not counted.
///
/// # Deadlock
///
/// Readers that wait for each other cannot block each other forever:
///
/// - A frame whose length is known before 2 KiB of it are buffered reserves its full length at once and holds nothing
///   while it waits.
/// - Any other frame reserves more as it grows, and keeps what it holds, because its bytes are still buffered. Such
///   frames share one half of the budget. When that half is exhausted, one of them, the leader, may use the other half
///   too, and takes precedence over all readers until it has finished. Therefore a frame of unannounced length may need at
///   most half of the budget; one that needs more fails with
///   [`ReadError::BudgetExceeded`](crate::ReadError::BudgetExceeded).
///
/// Reservations are granted in the order in which they were requested, growing frames first. A reader whose future was
/// dropped while it waited keeps its place, and its reservation once that is granted: poll the reader again, or drop it.
///
/// A frame holds its reservation until it has arrived. Set [`Timeouts`](crate::Timeouts) where a peer might announce
/// much and send nothing.
///
/// ```
/// use framing_core::{Budget, FrameReader, U32Be};
///
/// let budget = Budget::new(64 << 20);
/// let readers = [&b"one"[..], b"two"].map(|peer| FrameReader::new(peer, U32Be::new()).with_budget(&budget));
/// assert_eq!(budget.available(), 64 << 20);
/// # let _ = readers;
/// ```
#[derive(Clone)]
pub struct Budget {
    ledger: Arc<Mutex<Ledger>>,
    total: usize,
}

impl Budget {
    /// Creates a budget of `bytes` bytes.
    #[must_use]
    pub fn new(bytes: usize) -> Self {
        let ledger =
            Ledger { total: bytes, free: bytes, shared: 0, leader: None, next_id: 0, queue: VecDeque::new() };
        Self { ledger: Arc::new(Mutex::new(ledger)), total: bytes }
    }

    /// Returns the number of bytes that no reader has reserved.
    #[must_use]
    pub fn available(&self) -> usize {
        self.lock().free
    }

    /// Returns the number of bytes of the budget: a longer frame is never buffered.
    #[must_use]
    pub fn total(&self) -> usize {
        self.total
    }

    fn lock(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Budget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Budget").field("total", &self.total()).field("available", &self.available()).finish()
    }
}

/// Who holds how much, and who waits.
struct Ledger {
    total: usize,
    free: usize,
    /// Bytes that growing frames hold, the leader's excepted: at most half of the total.
    shared: usize,
    leader: Option<u64>,
    next_id: u64,
    queue: VecDeque<Waiter>,
}

/// A reader that waits for a reservation, or was granted one and does not know yet.
struct Waiter {
    id: u64,
    /// Bytes wanted beyond those held.
    more: usize,
    held: usize,
    grows: bool,
    granted: bool,
    waker: Waker,
}

impl Ledger {
    /// Most bytes that a frame may reserve.
    fn limit(&self, grows: bool) -> usize {
        if grows { self.total / 2 } else { self.total }
    }

    /// Grants what can be granted, in order.
    fn settle(&mut self) {
        let mut queue = core::mem::take(&mut self.queue);
        for waiter in queue.iter_mut().filter(|waiter| !waiter.granted) {
            if !self.may_take(waiter) {
                continue;
            }
            if waiter.more > self.free {
                break;
            }
            self.free -= waiter.more;
            waiter.granted = true;
            waiter.waker.wake_by_ref();
        }
        self.queue = queue;
    }

    /// Whether the rule for growing frames admits it, which makes it the leader if it must; its share is counted then.
    fn may_take(&mut self, waiter: &Waiter) -> bool {
        if !waiter.grows || self.leader == Some(waiter.id) {
            return true;
        }
        if self.shared + waiter.more <= self.total / 2 && waiter.more <= self.free {
            self.shared += waiter.more;
            return true;
        }
        if self.leader.is_none() {
            self.leader = Some(waiter.id);
            self.shared = self.shared.saturating_sub(waiter.held);
            return true;
        }
        false
    }

    /// Appends a waiter: the leader first, then growing frames that hold bytes, then all others.
    fn enqueue(&mut self, waiter: Waiter) {
        let place = match waiter.held {
            0 => self.queue.len(),
            _ if self.leader == Some(waiter.id) => 0,
            _ => self.queue.iter().position(|other| other.held == 0).unwrap_or(self.queue.len()),
        };
        self.queue.insert(place, waiter);
    }

    fn give_back(&mut self, id: u64, bytes: usize, grows: bool) {
        self.free += bytes;
        if grows && self.leader != Some(id) {
            self.shared = self.shared.saturating_sub(bytes);
        }
    }
}

/// What one reader holds of a budget.
pub(crate) struct Reservation {
    budget: Budget,
    id: u64,
    held: usize,
    /// Whether the frame at hand reserved bytes before its length was known.
    grows: bool,
    waits: bool,
}

impl Reservation {
    pub(crate) fn new(budget: &Budget) -> Box<Self> {
        let mut ledger = budget.lock();
        ledger.next_id += 1;
        let id = ledger.next_id;
        drop(ledger);
        Box::new(Self { budget: budget.clone(), id, held: 0, grows: false, waits: false })
    }

    /// Whether `bytes` bytes may be buffered.
    pub(crate) fn covers(&self, bytes: usize) -> bool {
        bytes <= FREE.max(self.held)
    }

    /// Whether bytes are held that others may be waiting for.
    pub(crate) fn is_wanted_back(&self) -> bool {
        self.held > 0 && {
            let ledger = self.budget.lock();
            !ledger.queue.is_empty() || ledger.free < ledger.total / 4
        }
    }

    /// Makes sure that the buffer may hold `need` bytes, and gives back what others may be waiting for: ready once it may,
    /// or with the limit that they exceed.
    pub(crate) fn poll_cover<F: TwoPhase>(
        &mut self,
        cx: &mut Context<'_>,
        frames: &mut FrameBuffer<F>,
        need: usize,
    ) -> Poll<Result<(), usize>> {
        let unread = frames.buffered().len();
        let is_final = frames.decoder().knows_frame_len();
        let starts = unread <= FREE && !self.waits && !self.covers(need);
        if starts || self.is_surplus(need) {
            frames.shrink_to_fit();
            self.reduce(unread.max(need));
        }
        if !self.covers(need) {
            frames.shrink_to_fit();
            // A need that rises byte by byte must not make the cost quadratic.
            let generous = need.max(unread + unread / 2);
            let wanted = if is_final { need } else { generous };
            ready!(self.poll_acquire(cx, need, wanted, is_final))?;
        }
        let memory = FREE.max(self.held);
        let reach = if is_final { FREE.max(need) } else { memory };
        frames.set_allowance(memory, reach);
        Poll::Ready(Ok(()))
    }

    /// Whether much more is held than `need` bytes, while others may be waiting.
    fn is_surplus(&self, need: usize) -> bool {
        (need <= FREE || need < self.held / 2) && self.is_wanted_back()
    }

    /// Gives back what is not needed for `bytes` bytes; all of it if they need no reservation, or if nothing that is
    /// buffered depends on it.
    fn reduce(&mut self, bytes: usize) {
        if bytes <= FREE || !self.covers(bytes) {
            return self.release();
        }
        let surplus = self.held - bytes;
        self.held = bytes;
        let mut ledger = self.budget.lock();
        ledger.give_back(self.id, surplus, self.grows);
        ledger.settle();
    }

    /// Gives back all that is held, and waits no longer.
    pub(crate) fn release(&mut self) {
        if self.held == 0 && !self.waits {
            return;
        }
        let Self { id, grows, .. } = *self;
        let mut ledger = self.budget.lock();
        let mut held = self.held;
        if let Some(place) = ledger.queue.iter().position(|waiter| waiter.id == id) {
            let waiter = ledger.queue.remove(place);
            held += waiter.filter(|waiter| waiter.granted).map_or(0, |waiter| waiter.more);
        }
        ledger.give_back(id, held, grows);
        if ledger.leader == Some(id) {
            ledger.leader = None;
        }
        ledger.settle();
        drop(ledger);
        (self.held, self.grows, self.waits) = (0, false, false);
    }

    /// Ready once `wanted` bytes are reserved, as far as the limit allows, or with the limit if that does not allow the
    /// `need`. `is_final` if the frame cannot need more.
    ///
    /// What is held stays held, because it is buffered.
    fn poll_acquire(
        &mut self,
        cx: &mut Context<'_>,
        need: usize,
        wanted: usize,
        is_final: bool,
    ) -> Poll<Result<(), usize>> {
        let grows = self.grows || self.held > 0 || !is_final;
        let mut ledger = self.budget.lock();
        let limit = ledger.limit(grows);
        if need > limit {
            return Poll::Ready(Err(limit));
        }
        let more = wanted.min(limit).saturating_sub(self.held);
        let waiting = ledger.queue.iter_mut().find(|waiter| waiter.id == self.id);
        match waiting {
            Some(waiter) if waiter.granted => {}
            Some(waiter) => {
                waiter.more = more;
                waiter.waker.clone_from(cx.waker());
            }
            None => {
                let waker = cx.waker().clone();
                let waiter = Waiter { id: self.id, more, held: self.held, grows, granted: false, waker };
                ledger.enqueue(waiter);
            }
        }
        ledger.settle();
        let granted = ledger.queue.iter().position(|waiter| waiter.id == self.id && waiter.granted);
        let granted = granted.and_then(|place| ledger.queue.remove(place));
        drop(ledger);
        (self.grows, self.waits) = (grows, granted.is_none());
        let Some(Waiter { more, .. }) = granted else { return Poll::Pending };
        self.held += more;
        if self.covers(need) { Poll::Ready(Ok(())) } else { self.poll_acquire(cx, need, wanted, is_final) }
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        self.release();
    }
}

impl fmt::Debug for Reservation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reservation")
            .field("budget", &self.budget)
            .field("held", &self.held)
            .finish_non_exhaustive()
    }
}
