//! One stream, read in every way.

use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

use framing_core::testkit::{Examined, Examiner, Flaw};

use super::mutate::Input;

thread_local! {
    /// Whether a panic of this thread is expected.
    static EXPECTED: Cell<bool> = const { Cell::new(false) };
    /// The message and the location of the last one.
    static SAID: RefCell<String> = const { RefCell::new(String::new()) };
}

/// What the format makes of the input; a panic is a flaw, and is not printed.
pub(super) fn examine(examiner: &Examiner, input: &Input) -> Result<Examined, Flaw> {
    keep_what_panics_say();
    let Input { bytes, limits, splits } = input;
    EXPECTED.set(true);
    let examined = panic::catch_unwind(AssertUnwindSafe(|| examiner.examine(*limits, bytes, splits)));
    EXPECTED.set(false);
    examined.unwrap_or_else(|_| Err(Flaw::new(format!("it panicked: {}", SAID.take()))))
}

/// Keeps expected panics, and reports all others as before.
fn keep_what_panics_say() {
    static KEPT: Once = Once::new();
    KEPT.call_once(|| {
        let tell = panic::take_hook();
        panic::set_hook(Box::new(move |panic| match EXPECTED.get() {
            true => SAID.set(panic.to_string().replace('\n', " ")),
            false => tell(panic),
        }));
    });
}
