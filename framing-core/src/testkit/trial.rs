//! A check that is running, and what is given to every check.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::driver::Driver;
use super::reader::Reader;
use super::subject::Subject;

/// Runs the closure and returns the most bytes of heap that it held at once on this thread.
pub type MeasureHeap = fn(&mut dyn FnMut()) -> u64;

/// What is given to every check.
#[derive(Debug)]
#[non_exhaustive]
pub struct Context {
    /// The time after which a check that makes no progress fails. Nothing else is judged by a clock.
    pub deadline: Duration,
    /// Measures the heap with a counting allocator. Without it the reader's own account is taken.
    pub heap: Option<MeasureHeap>,
    /// Streams read so far, for a progress bar.
    pub runs: AtomicU64,
}

impl Default for Context {
    fn default() -> Self {
        Self { deadline: Duration::from_secs(20), heap: None, runs: AtomicU64::new(0) }
    }
}

impl Context {
    /// Sets the time after which a check that makes no progress fails.
    #[must_use]
    pub fn with_deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// Sets how the heap is measured.
    #[must_use]
    pub fn with_heap(mut self, measure: MeasureHeap) -> Self {
        self.heap = Some(measure);
        self
    }
}

/// A check that is running.
#[derive(Debug)]
pub(super) struct Trial<'a> {
    pub(super) drivers: &'a [Driver],
    /// The reader to test over a transport; ours if there is none.
    pub(super) reader: Option<&'a Reader>,
    pub(super) subject: &'a Subject,
    pub(super) context: &'a Context,
    runs: AtomicU64,
}

impl<'a> Trial<'a> {
    pub(super) fn new(
        drivers: &'a [Driver],
        reader: Option<&'a Reader>,
        subject: &'a Subject,
        context: &'a Context,
    ) -> Self {
        Self { drivers, reader, subject, context, runs: AtomicU64::new(0) }
    }

    /// Counts one stream read.
    pub(super) fn count(&self) {
        self.runs.fetch_add(1, Ordering::Relaxed);
        self.context.runs.fetch_add(1, Ordering::Relaxed);
    }

    /// Returns the number of streams read.
    pub(super) fn runs(&self) -> u64 {
        self.runs.load(Ordering::Relaxed)
    }
}
