//! A transport in memory that hands out a stream in the pieces of a split, with a pause between any two.

use std::io::{self, Read};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::vec::Vec;

use tokio::io::{AsyncRead, ReadBuf};

/// A stream cut into pieces. One read gives at most one piece, and before each piece but the first a read finds
/// nothing: it is pending, or would block. After the last piece the stream has ended.
///
/// A pause wakes the reader that it keeps waiting, at once. A reader that is pending and was not woken is stuck, which
/// shows without a clock.
#[derive(Debug)]
pub struct Script<'a> {
    bytes: &'a [u8],
    cuts: &'a [usize],
    start: usize,
    pauses: bool,
    asked: u64,
}

impl<'a> Script<'a> {
    /// The stream cut at these offsets, which rise and lie inside it.
    #[must_use]
    pub fn new(bytes: &'a [u8], cuts: &'a [usize]) -> Self {
        Self { bytes, cuts, start: 0, pauses: false, asked: 0 }
    }

    /// How often the reader has asked.
    #[must_use]
    pub fn asked(&self) -> u64 {
        self.asked
    }

    /// Bytes handed out.
    #[must_use]
    pub fn delivered(&self) -> usize {
        self.start
    }

    /// The next bytes, at most `room` of them, or nothing while there is a pause.
    fn next(&mut self, room: usize) -> Option<&'a [u8]> {
        self.asked += 1;
        if self.pauses {
            self.pauses = false;
            return None;
        }
        let end = self.cuts.first().copied().unwrap_or(self.bytes.len()).min(self.start + room);
        let piece = self.bytes.get(self.start..end).unwrap_or_default();
        self.start = end;
        if self.cuts.first() == Some(&end) {
            self.cuts = self.cuts.get(1..).unwrap_or_default();
            self.pauses = true;
        }
        Some(piece)
    }
}

impl AsyncRead for Script<'_> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        room: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match self.next(room.remaining()) {
            Some(piece) => {
                room.put_slice(piece);
                Poll::Ready(Ok(()))
            }
            None => {
                cx.waker().wake_by_ref();
                Poll::Pending
            }
        }
    }
}

impl Read for Script<'_> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let piece = self.next(room.len()).ok_or(io::ErrorKind::WouldBlock)?;
        if let Some(front) = room.get_mut(..piece.len()) {
            front.copy_from_slice(piece);
        }
        Ok(piece.len())
    }
}

/// A [`Script`] that owns its stream, for readers that borrow nothing.
pub(super) struct OwnedScript {
    bytes: Vec<u8>,
    cuts: Vec<usize>,
    start: usize,
    pauses: bool,
}

impl OwnedScript {
    pub(super) fn new(bytes: &[u8], cuts: &[usize]) -> Self {
        Self { bytes: bytes.to_vec(), cuts: cuts.iter().rev().copied().collect(), start: 0, pauses: false }
    }
}

impl AsyncRead for OwnedScript {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        room: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if std::mem::take(&mut self.pauses) {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        let end = self.cuts.last().copied().unwrap_or(self.bytes.len()).min(self.start + room.remaining());
        room.put_slice(self.bytes.get(self.start..end).unwrap_or_default());
        self.start = end;
        if self.cuts.last() == Some(&end) {
            self.cuts.pop();
            self.pauses = true;
        }
        Poll::Ready(Ok(()))
    }
}
