//! How long something takes.

use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};

/// A clock that was started.
pub(super) enum Clock {
    /// Stands still while the processor does something else. For work that never waits: on a busy machine a clock on the
    /// wall would be unfair to whoever takes longer than its turn of the processor.
    Processor(Duration),
    /// For work that waits for another thread.
    Wall(Instant),
}

impl Clock {
    pub(super) fn processor() -> Self {
        Self::Processor(processor_time())
    }

    pub(super) fn wall() -> Self {
        Self::Wall(Instant::now())
    }

    pub(super) fn elapsed(&self) -> Duration {
        match self {
            Self::Processor(begun) => processor_time().saturating_sub(*begun),
            Self::Wall(begun) => begun.elapsed(),
        }
    }
}

/// How long this thread has been running.
fn processor_time() -> Duration {
    clock_gettime(ClockId::ThreadCPUTime).try_into().unwrap_or_default()
}
