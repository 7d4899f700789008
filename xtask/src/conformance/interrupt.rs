//! Ctrl-C: the run ends where it is, and the reports are written.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

static REQUESTED: OnceLock<Arc<AtomicBool>> = OnceLock::new();

/// Ends the run at the first interrupt, and the program at the second.
pub(crate) fn listen() {
    let requested = REQUESTED.get_or_init(Arc::default);
    for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
        // Without a handler an interrupt ends the program at once, as it does by default.
        let _ = signal_hook::flag::register_conditional_shutdown(signal, 130, Arc::clone(requested));
        let _ = signal_hook::flag::register(signal, Arc::clone(requested));
    }
}

/// Whether the run was interrupted.
pub(crate) fn is_requested() -> bool {
    REQUESTED.get().is_some_and(|requested| requested.load(Ordering::Relaxed))
}
