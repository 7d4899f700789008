//! The allocator of this program: the system's, with a count of the bytes that are asked of it.

use std::alloc::System;

use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// LengthCovers from its beginning on, whatever thread allocates.
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
        let count = HeapCount::begin();
        let kept = vec![0_u8; 1 << 20];
        drop(vec![0_u8; 2 << 20]);
        // Other tests allocate meanwhile, so only the order of magnitude is certain.
        assert!((3 << 20..4 << 20).contains(&count.allocated()), "{count:?}");
        assert!((1 << 20..2 << 20).contains(&count.held()), "{count:?} with {} kept", kept.len());
    }
}
