//! The locks of the designs: those of the standard library.

use std::sync::PoisonError;

pub(super) use std::sync::{Arc, Mutex, MutexGuard};

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
