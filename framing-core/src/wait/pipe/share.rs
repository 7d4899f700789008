//! How the ends of a pipe share it: between threads, or within one.

use alloc::rc::Rc;
use core::cell::RefCell;
use core::fmt;

use super::channel::Channel;
use crate::wait::sync::{Arc, Mutex, lock};

/// How the two ends of a pipe share it: [`Shared`] between threads, or [`Local`] to one. Sealed.
pub trait Share: Access + Unpin {}

/// Between threads, with a lock: the ends are `Send`.
#[derive(Clone)]
pub struct Shared(Arc<Mutex<Channel>>);

/// Within one thread, without a lock or an atomic: the ends are not `Send`.
#[derive(Clone)]
pub struct Local(Rc<RefCell<Channel>>);

impl Share for Shared {}

impl Share for Local {}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared").finish_non_exhaustive()
    }
}

impl fmt::Debug for Local {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Local").finish_non_exhaustive()
    }
}

/// The part of [`Share`] that only this crate uses.
pub trait Access: Clone {
    fn share(channel: Channel) -> Self;

    /// Calls `access` with exclusive access to the channel. It must not call or drop a waker.
    fn with<R>(&self, access: impl FnOnce(&mut Channel) -> R) -> R;
}

impl Access for Shared {
    fn share(channel: Channel) -> Self {
        Self(Arc::new(Mutex::new(channel)))
    }

    #[inline]
    fn with<R>(&self, access: impl FnOnce(&mut Channel) -> R) -> R {
        access(&mut lock(&self.0))
    }
}

impl Access for Local {
    fn share(channel: Channel) -> Self {
        Self(Rc::new(RefCell::new(channel)))
    }

    #[inline]
    fn with<R>(&self, access: impl FnOnce(&mut Channel) -> R) -> R {
        access(&mut self.0.borrow_mut())
    }
}
