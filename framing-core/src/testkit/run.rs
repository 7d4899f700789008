//! One stream to be read, and the polling of a reader without a runtime.

use std::format;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use super::flaw::{Cause, Mismatch};
use super::script::Script;
use super::task::Flag;
use crate::Limits;
use crate::registry::DynFormat;

/// One stream to read: the format, the limits, the bytes and where they are cut.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Run<'a> {
    /// The format, in the state that a stream begins in.
    pub format: &'a DynFormat,
    /// The limits.
    pub limits: Limits,
    /// The stream.
    pub bytes: &'a [u8],
    /// Where it is cut.
    pub cuts: &'a [usize],
}

impl<'a> Run<'a> {
    /// The stream as a transport.
    #[must_use]
    pub fn script(&self) -> Script<'a> {
        Script::new(self.bytes, self.cuts)
    }

    pub(super) fn piece_ends(&self) -> impl Iterator<Item = usize> + 'a {
        self.cuts.iter().copied().chain([self.bytes.len()])
    }
}

/// How often a reader may still be pending, and whether it was woken: a right reader is pending at most once per pause
/// of the transport, which wakes it.
pub(super) struct Patience {
    left: usize,
    flag: Arc<Flag>,
}

impl Patience {
    pub(super) fn with(run: &Run<'_>) -> Self {
        Self { left: run.cuts.len(), flag: Flag::new() }
    }

    pub(super) fn wait(&mut self) -> Result<(), Mismatch> {
        self.left =
            self.left.checked_sub(1).ok_or_else(|| hangs("it waits more often than the transport paused"))?;
        Ok(())
    }

    /// Polls a future whose task was woken; one that is pending must be woken by the transport, which does so at once.
    pub(super) fn poll<T>(&self, future: Pin<&mut impl Future<Output = T>>) -> Result<Poll<T>, Mismatch> {
        self.poll_with(|cx| future.poll(cx))
    }

    /// Polls as [`poll`](Self::poll) does.
    pub(super) fn poll_with<T>(
        &self,
        poll: impl FnOnce(&mut Context<'_>) -> Poll<T>,
    ) -> Result<Poll<T>, Mismatch> {
        self.flag.take();
        let waker = Waker::from(Arc::clone(&self.flag));
        let polled = poll(&mut Context::from_waker(&waker));
        let is_lost = polled.is_pending() && !self.flag.take();
        if is_lost { Err(hangs("it is pending, but nothing wakes it")) } else { Ok(polled) }
    }

    /// What the future gives, if it is ready when polled once; it is dropped.
    pub(super) fn poll_once<T>(&mut self, future: impl Future<Output = T>) -> Result<Option<T>, Mismatch> {
        match self.poll(pin!(future))? {
            Poll::Ready(output) => Ok(Some(output)),
            Poll::Pending => self.wait().map(|()| None),
        }
    }

    /// What the future gives, polled until it is ready.
    pub(super) fn drive<T>(&mut self, future: impl Future<Output = T>) -> Result<T, Mismatch> {
        let mut future = pin!(future);
        loop {
            match self.poll(future.as_mut())? {
                Poll::Ready(output) => return Ok(output),
                Poll::Pending => self.wait()?,
            }
        }
    }
}

fn hangs(why: &str) -> Mismatch {
    Mismatch::new(format!("it hangs: {why}")).because(Cause::Hangs)
}
