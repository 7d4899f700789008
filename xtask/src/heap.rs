//! The allocator of this program: the system's, with a count of the bytes that are asked of it.

use std::alloc::System;

use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Counts allocations from its beginning on, in all threads.
#[derive(Debug)]
pub(crate) struct HeapCount(Region<'static, System>);

impl HeapCount {
    pub(crate) fn begin() -> Self {
        Self(Region::new(ALLOCATOR))
    }

    /// Bytes that were allocated since the beginning and not given back.
    pub(crate) fn held(&self) -> usize {
        let change = self.0.change();
        change.bytes_allocated.saturating_sub(change.bytes_deallocated)
    }

    /// All bytes that were allocated since the beginning, given back or not: no less than were ever held at once.
    pub(crate) fn allocated(&self) -> usize {
        self.0.change().bytes_allocated
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_given_back_was_allocated_but_is_not_held() {
        const MIB: usize = 1 << 20;
        const SPARE: usize = 128 * MIB;
        let count = HeapCount::begin();
        let kept = vec![0_u8; 256 * MIB];
        drop(vec![0_u8; 512 * MIB]);
        // Other tests allocate meanwhile, and give back what they had before, but much less than `SPARE`. Zeroed memory that
        // is never touched costs nothing.
        assert!((768 * MIB..768 * MIB + SPARE).contains(&count.allocated()), "{count:?}");
        assert!(count.held().abs_diff(kept.len()) < SPARE, "{count:?} with {} kept", kept.len());
    }
}
