//! Transports and sources with scripted behaviour.

use std::io::{self, ErrorKind, IoSlice, Read, Write};
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// A transport that keeps what it receives.
#[derive(Debug)]
pub(crate) struct Transport {
    pub(crate) received: Vec<u8>,
    /// Bytes that it takes at once.
    pub(crate) takes: usize,
    /// Whether it takes bytes from more than one slice.
    pub(crate) vectored: bool,
    /// Whether it is ready only every other time.
    pub(crate) rests: bool,
    /// After how many bytes it does what instead.
    pub(crate) fails: Option<(usize, Failure)>,
    pub(crate) writes: usize,
    pub(crate) flushed: usize,
    pub(crate) shut_down: bool,
    pub(crate) rested: bool,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Failure {
    Error(ErrorKind),
    TakesNothing,
}

impl Default for Transport {
    fn default() -> Self {
        Self {
            received: Vec::new(),
            takes: usize::MAX,
            vectored: true,
            rests: false,
            fails: None,
            writes: 0,
            flushed: 0,
            shut_down: false,
            rested: false,
        }
    }
}

impl Transport {
    /// Every way of taking bytes that is tried where all of them are.
    pub(crate) fn each() -> impl Iterator<Item = Self> {
        let takes = (1..=9).chain([64, 4096, 4099, usize::MAX]);
        takes.flat_map(|takes| {
            [(true, true), (true, false), (false, true), (false, false)].map(|(vectored, rests)| Self {
                takes,
                vectored,
                rests,
                ..Self::default()
            })
        })
    }

    pub(crate) fn failing(at: usize, failure: Failure) -> Self {
        Self { fails: Some((at, failure)), ..Self::default() }
    }

    fn take(&mut self, slices: &[IoSlice<'_>]) -> io::Result<usize> {
        self.rested = !self.rested;
        if self.rests && self.rested {
            return Err(ErrorKind::WouldBlock.into());
        }
        let room = match self.fails {
            Some((at, Failure::Error(kind))) if self.received.len() == at => return Err(kind.into()),
            Some((at, Failure::TakesNothing)) if self.received.len() == at => return Ok(0),
            Some((at, _)) => at - self.received.len(),
            None => usize::MAX,
        };
        self.writes += 1;
        let slices = if self.vectored { slices } else { &slices[..1] };
        let before = self.received.len();
        let mut room = room.min(self.takes);
        for slice in slices {
            let taken = &slice[..room.min(slice.len())];
            self.received.extend_from_slice(taken);
            room -= taken.len();
        }
        Ok(self.received.len() - before)
    }
}

impl Write for Transport {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.take(&[IoSlice::new(bytes)])
    }

    fn write_vectored(&mut self, slices: &[IoSlice<'_>]) -> io::Result<usize> {
        self.take(slices)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.flushed = self.received.len();
        Ok(())
    }
}

/// Not ready, where the blocking form says so with an error.
fn pending<T>(result: io::Result<T>, cx: &mut Context<'_>) -> Poll<io::Result<T>> {
    match result {
        Err(error) if error.kind() == ErrorKind::WouldBlock => {
            cx.waker().wake_by_ref();
            Poll::Pending
        }
        other => Poll::Ready(other),
    }
}

impl AsyncWrite for Transport {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        pending(self.write(bytes), cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        pending(self.write_vectored(slices), cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.vectored
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        pending(self.flush(), cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.shut_down = true;
        Poll::Ready(Ok(()))
    }
}

/// A source that gives `gives` bytes at once, may be ready only every other time, and may fail once at some byte.
#[derive(Debug)]
pub(crate) struct Source {
    bytes: Vec<u8>,
    given: usize,
    gives: usize,
    fails_at: Option<usize>,
    rests: bool,
    rested: bool,
}

impl Source {
    pub(crate) fn new(bytes: &[u8], gives: usize) -> Self {
        Self { bytes: bytes.to_vec(), given: 0, gives, fails_at: None, rests: false, rested: false }
    }

    pub(crate) fn resting(mut self) -> Self {
        self.rests = true;
        self
    }

    pub(crate) fn failing_at(mut self, at: usize) -> Self {
        self.fails_at = Some(at);
        self
    }
}

impl Read for Source {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        self.rested = !self.rested;
        if self.rests && self.rested {
            return Err(ErrorKind::WouldBlock.into());
        }
        if self.fails_at.take_if(|at| *at <= self.given).is_some() {
            return Err(ErrorKind::ConnectionReset.into());
        }
        let mut rest = &self.bytes[self.given..];
        let most = room.len().min(self.gives);
        let read = rest.read(&mut room[..most])?;
        self.given += read;
        Ok(read)
    }
}

impl AsyncRead for Source {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        room: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let read = self.read(room.initialize_unfilled());
        pending(read.map(|read| room.advance(read)), cx)
    }
}
