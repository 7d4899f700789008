//! Heap that a reader holds while it waits.

use std::future::Future;
use std::io;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use framing_core::{FrameReader, U32Be};
use futures_util::StreamExt;
use tokio::io::{AsyncRead, ReadBuf};
use tokio_util::codec::{FramedRead, LengthDelimitedCodec};

use super::Fallible;
use super::report::HeapRow;
use crate::heap::HeapCount;

/// What a peer sent before it fell silent.
pub(super) struct Situation {
    name: &'static str,
    what: &'static str,
    sent: &'static [u8],
    /// Whole frames in what was sent.
    frames: usize,
    target: usize,
    count: fn(&HeapCount) -> usize,
}

pub(super) const SITUATIONS: [Situation; 3] = [
    Situation {
        name: "fresh",
        what: "a reader that nothing was sent to",
        sent: b"",
        frames: 0,
        target: 0,
        count: HeapCount::held,
    },
    Situation {
        name: "idle",
        what: "an idle reader, after one frame",
        sent: b"\0\0\0\x05hello",
        frames: 1,
        target: 0,
        count: HeapCount::held,
    },
    Situation {
        name: "claim",
        what: "a header that claims 8 MiB, then silence",
        sent: &(8_u32 << 20).to_be_bytes(),
        frames: 0,
        target: 4 << 10,
        count: HeapCount::allocated,
    },
];

impl Situation {
    pub(super) fn id(&self) -> String {
        format!("heap/{}", self.name)
    }

    pub(super) fn measure(&self) -> Fallible<HeapRow> {
        Ok(HeapRow {
            situation: self.what,
            ours: self.ours()?,
            tokio_util: self.tokio_util()?,
            target: self.target,
        })
    }

    fn ours(&self) -> Fallible<usize> {
        let count = HeapCount::begin();
        let mut reader = FrameReader::new(Silent(self.sent), U32Be::new());
        for _ in 0..self.frames {
            ready(reader.next())??;
        }
        waiting(reader.next())?;
        Ok((self.count)(&count))
    }

    fn tokio_util(&self) -> Fallible<usize> {
        let count = HeapCount::begin();
        let mut reader = FramedRead::new(Silent(self.sent), LengthDelimitedCodec::new());
        for _ in 0..self.frames {
            ready(reader.next())?.ok_or("no frame")??;
        }
        waiting(reader.next())?;
        Ok((self.count)(&count))
    }
}

/// Gives what was sent, then nothing more and no end.
struct Silent<'a>(&'a [u8]);

impl AsyncRead for Silent<'_> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        room: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.0.is_empty() { Poll::Pending } else { Pin::new(&mut self.0).poll_read(cx, room) }
    }
}

fn ready<T>(future: impl Future<Output = T>) -> Result<T, &'static str> {
    match poll_once(future) {
        Poll::Ready(output) => Ok(output),
        Poll::Pending => Err("a reader waits although a complete frame was sent"),
    }
}

fn waiting<T>(future: impl Future<Output = T>) -> Result<(), &'static str> {
    match poll_once(future) {
        Poll::Ready(_) => Err("a reader does not wait although the peer is silent"),
        Poll::Pending => Ok(()),
    }
}

fn poll_once<T>(future: impl Future<Output = T>) -> Poll<T> {
    pin!(future).poll(&mut Context::from_waker(Waker::noop()))
}
