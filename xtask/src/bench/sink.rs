//! Where frames are written to: memory that keeps what it was given last.

use std::io::{self, IoSlice, Read};
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::AsyncWrite;

/// Takes the same bytes again and again, copies them as any transport would, and keeps one lap of them to be compared.
pub(super) struct Sink {
    lap: Vec<u8>,
    at: usize,
    laps: usize,
}

impl Sink {
    /// Creates a sink for laps of `lap` bytes.
    pub(super) fn new(lap: usize) -> Self {
        Self { lap: vec![0; lap], at: 0, laps: 0 }
    }

    /// Returns the last lap if exactly `laps` laps were written.
    pub(super) fn last_of(&self, laps: usize) -> Option<&[u8]> {
        (self.laps == laps && self.at == 0).then_some(&self.lap[..])
    }

    /// Reads until the end.
    pub(super) fn fill_from(&mut self, mut transport: impl Read) -> io::Result<()> {
        loop {
            match transport.read(self.room())? {
                0 => return Ok(()),
                n => self.filled(n),
            }
        }
    }

    fn room(&mut self) -> &mut [u8] {
        self.lap.get_mut(self.at..).unwrap_or_default()
    }

    fn filled(&mut self, n: usize) {
        self.at += n;
        if self.at == self.lap.len() {
            (self.at, self.laps) = (0, self.laps + 1);
        }
    }

    fn take(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            // A slice is read without error.
            let n = bytes.read(self.room()).unwrap_or(0);
            self.filled(n);
        }
    }
}

impl AsyncWrite for Sink {
    #[inline]
    fn poll_write(mut self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.take(bytes);
        Poll::Ready(Ok(bytes.len()))
    }

    #[inline]
    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        slices.iter().for_each(|slice| self.take(slice));
        Poll::Ready(Ok(slices.iter().map(|slice| slice.len()).sum()))
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}
