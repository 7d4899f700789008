//! The reading end of a pipe.

use core::fmt;
use core::future::poll_fn;
use core::task::{Context, Poll, ready};

use super::channel::{Channel, Readable, Taken};
use super::share::{Share, Shared};
use super::with_budget;

/// The reading end of a [pipe](crate::pipe).
///
/// With the feature `tokio` it is `AsyncRead` and `AsyncBufRead`; for threads it is [`std::io::Read`] and
/// [`std::io::BufRead`], whose calls block. Dropping it makes every write fail with
/// [`BrokenPipe`](std::io::ErrorKind::BrokenPipe) and drops the unread bytes.
pub struct PipeReader<S: Share = Shared> {
    channel: S,
    taken: Taken,
}

impl<S: Share> PipeReader<S> {
    pub(super) fn new(channel: S) -> Self {
        Self { channel, taken: Taken::default() }
    }

    /// Waits until at least `need` bytes are buffered, and returns all buffered bytes: fewer than `need` only at the
    /// end. It consumes nothing; [`consume`](Self::consume) does.
    ///
    /// The reader is woken when `need` bytes are available, not at every write. If `need` is above the capacity, the
    /// reader takes the bytes in pieces of that size and keeps them: it may use any amount of memory, and never waits for
    /// bytes that do not fit.
    ///
    /// # Cancel safety
    ///
    /// A dropped `fill` loses nothing: the bytes that have arrived stay in the reader.
    pub async fn fill(&mut self, need: usize) -> &[u8] {
        poll_fn(|context| self.poll_fill(context, need).map(|_| ())).await;
        self.buffered()
    }

    /// Polls [`fill`](Self::fill). Only the waker of the last call is woken.
    pub fn poll_fill(&mut self, context: &mut Context<'_>, need: usize) -> Poll<&[u8]> {
        ready!(with_budget(context, |context| self.poll_taken(context, need)));
        Poll::Ready(self.buffered())
    }

    /// Returns the bytes that can be consumed without waiting and without asking the pipe for more.
    #[must_use]
    #[inline]
    pub fn buffered(&self) -> &[u8] {
        self.taken.unread()
    }

    /// Consumes the first `count` [buffered](Self::buffered) bytes, or all of them if there are fewer.
    #[inline]
    pub fn consume(&mut self, count: usize) {
        self.taken.consume(count);
    }

    /// Polls until `need` bytes are taken, or the end is reached.
    #[inline]
    fn poll_taken(&mut self, context: &mut Context<'_>, need: usize) -> Poll<()> {
        while let Some(missing) = need.checked_sub(self.buffered().len()).filter(|missing| *missing > 0) {
            if ready!(self.poll_take_over(context, missing)) == Readable::End {
                break;
            }
        }
        Poll::Ready(())
    }

    fn poll_take_over(&mut self, context: &mut Context<'_>, missing: usize) -> Poll<Readable> {
        let taken = &mut self.taken;
        let (found, after) = self.channel.with(|channel| {
            let found = channel.take_over(taken, missing);
            let after = match found {
                Readable::NotYet => channel.wait_for_bytes(context.waker()),
                Readable::Bytes | Readable::End => channel.announce_room(),
            };
            (found, after)
        });
        after.run();
        if found == Readable::NotYet {
            self.taken.release();
            return Poll::Pending;
        }
        Poll::Ready(found)
    }
}

impl<S: Share> Drop for PipeReader<S> {
    fn drop(&mut self) {
        let after = self.channel.with(Channel::reader_leaves);
        after.run();
    }
}

impl<S: Share> fmt::Debug for PipeReader<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PipeReader").field("buffered", &self.buffered().len()).finish_non_exhaustive()
    }
}
