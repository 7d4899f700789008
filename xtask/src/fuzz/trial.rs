//! One stream, read in every way.

use std::cell::RefCell;
use std::panic::{self, AssertUnwindSafe};

use framing_core::testkit::{Examined, Examiner, Flaw, Mismatch};

use super::mutate::Input;

thread_local! {
    /// What the last panic of this thread said, and where.
    static PANIC: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Runs `work` with panics kept for [`examine`] to tell, rather than printed.
pub(super) fn with_quiet_panics<T>(work: impl FnOnce() -> T) -> T {
    let before = panic::take_hook();
    panic::set_hook(Box::new(|info| PANIC.set(info.to_string().replace('\n', " "))));
    let done = work();
    panic::set_hook(before);
    done
}

/// What the format makes of the input; a panic is a flaw.
pub(super) fn examine(examiner: &Examiner, input: &Input) -> Result<Examined, Flaw> {
    let Input { bytes, limits, splits } = input;
    panic::catch_unwind(AssertUnwindSafe(|| examiner.examine(*limits, bytes, splits)))
        .unwrap_or_else(|_| Err(Mismatch(format!("it panicked: {}", PANIC.take())).into()))
}
