//! The writing end of a pipe.

use alloc::vec::Vec;
use core::fmt;
use core::future::poll_fn;
use core::task::{Context, Poll};
use std::io::{self, ErrorKind, IoSlice};

use super::channel::{AfterLock, Channel};
use super::share::{Share, Shared};
use super::with_budget;

/// The writing end of a [pipe](crate::pipe).
///
/// With the feature `tokio` it is `AsyncWrite`; for threads it is [`std::io::Write`], whose calls block. Closing or
/// dropping it ends the stream that the reader reads, after all written bytes.
pub struct PipeWriter<S: Share = Shared> {
    channel: S,
}

impl<S: Share> PipeWriter<S> {
    pub(super) fn new(channel: S) -> Self {
        Self { channel }
    }

    /// Writes all of the bytes, waiting for room as often as needed.
    ///
    /// # Errors
    ///
    /// [`BrokenPipe`](ErrorKind::BrokenPipe) when the reader is dropped or this writer is closed.
    ///
    /// # Cancel safety
    ///
    /// Not cancel-safe: a dropped `write_all` does not report how many bytes it has written.
    pub async fn write_all(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            let written = poll_fn(|context| self.poll_write(context, bytes)).await?;
            bytes = bytes.get(written..).unwrap_or_default();
        }
        Ok(())
    }

    /// Writes all of the bytes as [`write_all`](Self::write_all) does, but passes the vector to the reader without a copy
    /// if it fits a pipe that is empty.
    ///
    /// # Errors
    ///
    /// [`BrokenPipe`](ErrorKind::BrokenPipe) when the reader is dropped or this writer is closed.
    ///
    /// # Cancel safety
    ///
    /// Not cancel-safe: a dropped `send` does not report how many bytes it has written.
    pub async fn send(&mut self, mut bytes: Vec<u8>) -> io::Result<()> {
        let handed_over = poll_fn(|context| {
            let nothing = bytes.is_empty();
            self.poll_append(context, nothing, |channel| channel.append_owned(&mut bytes))
        });
        let written = handed_over.await?;
        self.write_all(bytes.get(written..).unwrap_or_default()).await
    }

    /// Waits for room, then writes as many bytes as fit and returns their number: 0 only if `bytes` is empty. Only the
    /// waker of the last call is woken.
    ///
    /// # Errors
    ///
    /// [`BrokenPipe`](ErrorKind::BrokenPipe) when the reader is dropped or this writer is closed.
    pub fn poll_write(&mut self, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.poll_append(context, bytes.is_empty(), |channel| channel.append(bytes))
    }

    /// Writes a list of slices as if they were one; see [`poll_write`](Self::poll_write).
    ///
    /// # Errors
    ///
    /// See [`poll_write`](Self::poll_write).
    pub fn poll_write_vectored(
        &mut self,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let nothing = slices.iter().all(|slice| slice.is_empty());
        self.poll_append(context, nothing, |channel| slices.iter().map(|slice| channel.append(slice)).sum())
    }

    /// Marks the end of the stream. Every later write fails; closing again does nothing.
    pub fn close(&mut self) {
        let after = self.channel.with(Channel::writer_leaves);
        after.run();
    }

    /// Returns the most bytes that the pipe holds.
    #[must_use]
    pub fn capacity(&self) -> usize {
        self.channel.with(|channel| channel.capacity())
    }

    #[inline]
    fn poll_append(
        &mut self,
        context: &mut Context<'_>,
        nothing: bool,
        append: impl FnOnce(&mut Channel) -> usize,
    ) -> Poll<io::Result<usize>> {
        with_budget(context, |context| {
            let (result, after) = self.channel.with(|channel| {
                if channel.is_broken() {
                    (Poll::Ready(Err(ErrorKind::BrokenPipe.into())), AfterLock::default())
                } else if nothing {
                    (Poll::Ready(Ok(0)), AfterLock::default())
                } else if channel.room() == 0 {
                    (Poll::Pending, channel.wait_for_room(context.waker()))
                } else {
                    (Poll::Ready(Ok(append(channel))), channel.announce_bytes())
                }
            });
            after.run();
            result
        })
    }
}

impl<S: Share> Drop for PipeWriter<S> {
    fn drop(&mut self) {
        self.close();
    }
}

impl<S: Share> fmt::Debug for PipeWriter<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PipeWriter").finish_non_exhaustive()
    }
}
