//! Memory that many readers share.

use core::fmt;
use core::pin::Pin;
use core::task::{Context, Poll, ready};
use std::boxed::Box;
use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Bytes that a permit stands for.
const UNIT: usize = 1 << 10;

/// Bytes that a frame may take without asking: what a reader holds anyway when anything has arrived.
pub(crate) const FREE: usize = 2 << 10;

/// Bytes of buffering that many readers share.
///
/// A reader [with a budget](crate::FrameReader::with_budget) asks for room before it gathers a frame of more than 2 KiB:
/// for the whole frame at once, and it waits, without reading on, while there is none. So a reader that has begun always
/// finishes, the peers of the others are held back by their transports, and all readers together hold at most the
/// budget and 2 KiB each. The room is given back when the reader has nothing buffered, and after each frame while others
/// may be waiting for it. Room is given in the order in which it was asked for.
///
/// A reader whose future was dropped while it waited keeps its place in that order, and its room once it is given: ask it
/// again, or drop the reader, for others wait behind it.
///
/// A frame holds its room for as long as it takes to arrive. Give frames a time to finish, with
/// `PacedReader`, where a peer might announce much and send nothing.
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
    permits: Arc<Semaphore>,
    total: u32,
}

impl Budget {
    /// A budget of so many bytes, rounded down to whole KiB; at most 512 GiB.
    #[must_use]
    pub fn new(bytes: usize) -> Self {
        let most = Semaphore::MAX_PERMITS.min(512 << 20);
        let total = u32::try_from((bytes / UNIT).min(most)).unwrap_or(u32::MAX);
        Self { permits: Arc::new(Semaphore::new(total as usize)), total }
    }

    /// Bytes that no reader holds.
    #[must_use]
    pub fn available(&self) -> usize {
        self.permits.available_permits() * UNIT
    }

    /// Bytes of the whole budget: a longer frame is never read.
    #[must_use]
    pub fn total(&self) -> usize {
        self.total as usize * UNIT
    }

    /// Whether others may be waiting.
    fn is_short(&self) -> bool {
        self.permits.available_permits() < self.total as usize / 4
    }
}

impl fmt::Debug for Budget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Budget").field("total", &self.total()).field("available", &self.available()).finish()
    }
}

type Acquiring = Pin<Box<dyn Future<Output = Option<OwnedSemaphorePermit>> + Send + Sync>>;

/// What one reader holds of a budget.
pub(crate) struct Reservation {
    budget: Budget,
    held: Option<OwnedSemaphorePermit>,
    /// Being waited for, and for how many units.
    acquiring: Option<(u32, Acquiring)>,
}

impl Reservation {
    pub(crate) fn of(budget: &Budget) -> Box<Self> {
        Box::new(Self { budget: budget.clone(), held: None, acquiring: None })
    }

    /// Whether room for `bytes` is held, or need not be.
    pub(crate) fn covers(&self, bytes: usize) -> bool {
        bytes <= FREE || self.held.as_ref().is_some_and(|held| bytes <= held.num_permits() * UNIT)
    }

    /// Whether nothing is held that others may be waiting for.
    pub(crate) fn is_wanted_back(&self) -> bool {
        self.held.is_some() && self.budget.is_short()
    }

    /// Gives back what is held, and waits no longer.
    pub(crate) fn release(&mut self) {
        (self.held, self.acquiring) = (None, None);
    }

    /// Ready with `true` once room for `bytes` is held, with `false` if the budget has never so much.
    ///
    /// The caller holds nothing meanwhile: what it held is given back first, so that nobody waits for one who waits.
    pub(crate) fn poll_acquire(&mut self, cx: &mut Context<'_>, bytes: usize) -> Poll<bool> {
        let units = u32::try_from(bytes.div_ceil(UNIT)).unwrap_or(u32::MAX);
        if units > self.budget.total {
            return Poll::Ready(false);
        }
        if self.acquiring.as_ref().is_none_or(|(waiting_for, _)| *waiting_for != units) {
            self.release();
            let permits = self.budget.permits.clone();
            let acquiring = Box::pin(async move { permits.acquire_many_owned(units).await.ok() });
            self.acquiring = Some((units, acquiring));
        }
        if let Some((_, acquiring)) = &mut self.acquiring {
            self.held = ready!(acquiring.as_mut().poll(cx));
        }
        self.acquiring = None;
        Poll::Ready(true)
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
