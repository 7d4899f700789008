//! A reader and a writer at the two ends of a real transport, stepped by state and not by time.

use std::boxed::Box;
use std::future::poll_fn;
use std::pin::pin;
use std::string::String;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::{format, io};

use tokio::io::AsyncWriteExt;
use tokio::sync::watch;

use super::checker::Checker;
use super::events::Events;
use super::flaw::{Cause, Mismatch};
use super::probe::{Probe, Seen};
use super::reader::{self, Reader};
use super::task::Flag;
use super::transport::{Rx, Transport, Tx};
use crate::registry::DynFormat;
use crate::{FrameReader, Limits, ReadError, Waiting};

/// The two ends of a transport, with a reader on one of them.
///
/// Writer and reader are separate tasks: each is polled only when it was woken.
pub(super) struct Session<'a> {
    tx: Tx,
    reading: Reading,
    flag: Arc<Flag>,
    seen: watch::Receiver<Seen>,
    checker: Checker<'a>,
    sent: u64,
    /// The verdict, once the reader has reported that the stream ended or failed.
    ended: Option<Result<(), Mismatch>>,
}

/// The reader under test.
#[expect(clippy::large_enum_variant, reason = "there is one of them at a time")]
enum Reading {
    Ours(FrameReader<Probe<Rx>, DynFormat>),
    Given(reader::Reading, Events),
}

impl<'a> Session<'a> {
    pub(super) async fn open(
        transport: Transport,
        format: DynFormat,
        limits: Limits,
        checker: Checker<'a>,
        reader: Option<&Reader>,
    ) -> io::Result<Self> {
        let (tx, rx) = (transport.open)().await?;
        let probe = Probe::new(rx);
        let seen = probe.watch();
        let reading = match reader {
            None => Reading::Ours(FrameReader::new(probe, format).with_limits(limits)),
            Some(reader) => {
                let events = Events::default();
                Reading::Given(reader.start(Box::new(probe), events.clone()), events)
            }
        };
        Ok(Self { tx, reading, flag: Flag::new(), seen, checker, sent: 0, ended: None })
    }

    /// Sends `bytes`, and takes every frame there is until the reader has received all of them and waits, or the
    /// stream has ended for it.
    pub(super) async fn send(&mut self, bytes: &[u8]) -> Result<(), Mismatch> {
        self.sent += bytes.len() as u64;
        self.drive(Some(bytes)).await
    }

    /// Ends the stream, and takes the remaining frames.
    pub(super) async fn finish(&mut self) -> Result<(), Mismatch> {
        self.drive(None).await?;
        self.verdict()
    }

    /// Writes a piece or ends the stream, as a task beside the reader.
    async fn drive(&mut self, piece: Option<&[u8]>) -> Result<(), Mismatch> {
        let Self { tx, reading, flag, seen, checker, sent, ended } = self;
        let mut writing = pin!(async {
            // A reader that has refused the stream may have it closed in its writer's face.
            let _ = match piece {
                Some(bytes) => tx.write_all(bytes).await,
                None => tx.shutdown().await,
            };
            let _ = tx.flush().await;
        });
        let writer = Flag::new();
        let mut written = false;
        let mut news = pin!(watch_changes(seen.clone()));
        poll_fn(|cx| {
            written = written || writer.poll(cx, |cx| writing.as_mut().poll(cx)).is_ready();
            reading.take_frames(flag, checker, ended, cx)?;
            // The state of a reader on another thread changes without its task.
            let _ = news.as_mut().poll(cx);
            let seen = *seen.borrow();
            if seen.blocked && seen.received == *sent {
                reading.take_reported(checker, ended)?;
            }
            // A reader that has refused the stream reads no more, so the rest may never be written.
            let caught_up = written && seen.received == *sent && seen.blocked && piece.is_some();
            if caught_up || ended.is_some() { Poll::Ready(Ok(())) } else { Poll::Pending }
        })
        .await
    }

    /// The verdict, which the reader must have reached.
    pub(super) fn verdict(&self) -> Result<(), Mismatch> {
        match &self.ended {
            Some(verdict) => verdict.clone(),
            None => {
                let text = format!("the stream should have ended; {}", self.state());
                Err(Mismatch::new(text).because(Cause::Hangs))
            }
        }
    }

    pub(super) fn frames(&self) -> usize {
        self.checker.frames()
    }

    pub(super) fn has_ended(&self) -> bool {
        self.ended.is_some()
    }

    /// The state of the reader; of another crate's, nothing is known.
    pub(super) fn waiting(&self) -> Option<Waiting> {
        match &self.reading {
            Reading::Ours(reader) => Some(reader.frames().waiting()),
            Reading::Given(..) => None,
        }
    }

    /// Bytes of heap that the reader holds for buffering.
    pub(super) fn held(&self) -> usize {
        match &self.reading {
            Reading::Ours(reader) => reader.frames().capacity(),
            Reading::Given(..) => 0,
        }
    }

    /// Bytes that are buffered and not taken.
    pub(super) fn buffered(&self) -> usize {
        match &self.reading {
            Reading::Ours(reader) => reader.frames().buffered().len(),
            Reading::Given(..) => 0,
        }
    }

    /// What the reader waits for, and what it has.
    pub(super) fn state(&self) -> String {
        let seen = *self.seen.borrow();
        let waits = if seen.blocked { "blocked on the transport" } else { "not blocked on the transport" };
        let waiting = self.waiting().map(|waiting| format!("{waiting}; ")).unwrap_or_default();
        let (received, sent, buffered) = (seen.received, self.sent, self.buffered());
        format!("{waiting}{received} of {sent} bytes received, {buffered} buffered, {waits}")
    }
}

/// Wakes whoever polls it whenever the state changes.
async fn watch_changes(mut seen: watch::Receiver<Seen>) {
    while seen.changed().await.is_ok() {}
}

impl Reading {
    /// Polls the reader if it was woken, and takes the frames that there are.
    fn take_frames(
        &mut self,
        flag: &Arc<Flag>,
        checker: &mut Checker<'_>,
        ended: &mut Option<Result<(), Mismatch>>,
        cx: &Context<'_>,
    ) -> Result<(), Mismatch> {
        if ended.is_some() {
            return Ok(());
        }
        match self {
            Self::Ours(reader) => {
                let mut taken = Ok(());
                let _ = flag.poll(cx, |cx| -> Poll<()> {
                    taken = take_frames(reader, checker, ended, cx);
                    Poll::Pending
                });
                taken
            }
            Self::Given(task, events) => {
                let polled = flag.poll(cx, |cx| task.as_mut().poll(cx));
                *ended = reader::take(events, checker);
                if polled.is_ready() && ended.is_none() {
                    return Err(Mismatch::new("the reader stopped without reporting the end"));
                }
                Ok(())
            }
        }
    }

    /// Takes what a reader has reported since it was polled.
    fn take_reported(
        &mut self,
        checker: &mut Checker<'_>,
        ended: &mut Option<Result<(), Mismatch>>,
    ) -> Result<(), Mismatch> {
        if let (Self::Given(_, events), None) = (&*self, &*ended) {
            *ended = reader::take(events, checker);
        }
        Ok(())
    }
}

fn take_frames(
    reader: &mut FrameReader<Probe<Rx>, DynFormat>,
    checker: &mut Checker<'_>,
    ended: &mut Option<Result<(), Mismatch>>,
    cx: &mut Context<'_>,
) -> Result<(), Mismatch> {
    while ended.is_none() {
        match reader.poll_frame(cx) {
            Poll::Pending => return Ok(()),
            Poll::Ready(Ok(true)) => *ended = take_frame(reader, checker, cx)?,
            Poll::Ready(Ok(false)) => *ended = Some(checker.end(Ok(()))),
            Poll::Ready(Err(ReadError::Frame(error))) => *ended = Some(checker.end(Err(error))),
            Poll::Ready(Err(error)) => return Err(Mismatch::new(format!("{error}"))),
        }
    }
    Ok(())
}

/// Takes the frame that is ready, with the call that users make. Its end may still be refused.
fn take_frame(
    reader: &mut FrameReader<Probe<Rx>, DynFormat>,
    checker: &mut Checker<'_>,
    cx: &mut Context<'_>,
) -> Result<Option<Result<(), Mismatch>>, Mismatch> {
    match pin!(reader.next()).poll(cx) {
        Poll::Ready(Ok(Some(frame))) => checker.lent(&frame).map(|()| None),
        Poll::Ready(Err(ReadError::Frame(error))) => Ok(Some(checker.end(Err(error)))),
        Poll::Ready(other) => Err(Mismatch::new(format!("a frame was ready, but `next` gave {other:?}"))),
        Poll::Pending => Err(Mismatch::new("a frame was ready, but `next` waits").because(Cause::Hangs)),
    }
}
