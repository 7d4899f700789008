//! A reader and a writer at the two ends of a real transport, stepped by state and not by time.

use std::future::poll_fn;
use std::pin::pin;
use std::string::{String, ToString};
use std::task::{Context, Poll};
use std::{format, io};

use tokio::io::AsyncWriteExt;

use super::driver::{Checker, Mismatch};
use super::probe::Probe;
use super::transport::{Rx, Transport, Tx};
use crate::registry::DynFormat;
use crate::{FrameReader, Limits, ReadError, Waiting};

/// The two ends of a transport, with a reader on one of them.
pub(super) struct Session<'a> {
    tx: Tx,
    reader: FrameReader<Probe<Rx>, DynFormat>,
    checker: Checker<'a>,
    sent: u64,
    /// The verdict, once the reader has said that the stream ended or failed.
    ended: Option<Result<(), Mismatch>>,
}

impl<'a> Session<'a> {
    pub(super) async fn open(
        transport: Transport,
        format: DynFormat,
        limits: Limits,
        checker: Checker<'a>,
    ) -> io::Result<Self> {
        let (tx, rx) = (transport.open)().await?;
        let reader = FrameReader::new(Probe::new(rx), format).with_limits(limits);
        Ok(Self { tx, reader, checker, sent: 0, ended: None })
    }

    /// Sends `bytes`, and takes every frame there is until the reader has received all of them and waits, or the
    /// stream has ended for it.
    pub(super) async fn send(&mut self, bytes: &[u8]) -> Result<(), Mismatch> {
        let Self { tx, reader, checker, sent, ended } = self;
        *sent += bytes.len() as u64;
        let mut writing = pin!(async {
            // A reader that has refused the stream may have it closed in its writer's face.
            let _ = tx.write_all(bytes).await;
            let _ = tx.flush().await;
        });
        let mut written = false;
        poll_fn(|cx| {
            written = written || writing.as_mut().poll(cx).is_ready();
            take_frames(reader, checker, ended, cx)?;
            // A reader that has refused the stream reads no more, so what is left of it may never be written.
            let caught_up = written && reader.get_ref().seen().received == *sent;
            if caught_up || ended.is_some() { Poll::Ready(Ok(())) } else { Poll::Pending }
        })
        .await
    }

    /// Ends the stream, and takes what is left.
    pub(super) async fn finish(&mut self) -> Result<(), Mismatch> {
        let _ = self.tx.shutdown().await;
        let Self { reader, checker, ended, .. } = self;
        poll_fn(|cx| {
            take_frames(reader, checker, ended, cx)?;
            if ended.is_some() { Poll::Ready(Ok(())) } else { Poll::Pending }
        })
        .await?;
        self.verdict()
    }

    /// The verdict, which the reader must have reached.
    pub(super) fn verdict(&self) -> Result<(), Mismatch> {
        match &self.ended {
            Some(verdict) => verdict.clone(),
            None => Err(Mismatch(format!("the stream should have ended; {}", self.state()))),
        }
    }

    pub(super) fn frames(&self) -> usize {
        self.checker.frames()
    }

    pub(super) fn has_ended(&self) -> bool {
        self.ended.is_some()
    }

    pub(super) fn waiting(&self) -> Waiting {
        self.reader.frames().waiting()
    }

    /// Bytes of heap that the reader holds for buffering.
    pub(super) fn held(&self) -> usize {
        self.reader.frames().capacity()
    }

    /// What the reader waits for, and what it has.
    pub(super) fn state(&self) -> String {
        let seen = self.reader.get_ref().seen();
        let waits = if seen.blocked { "blocked on the transport" } else { "not blocked on the transport" };
        format!(
            "{}; {} of {} bytes received, {} buffered, {waits}",
            self.waiting(),
            seen.received,
            self.sent,
            self.reader.frames().buffered().len(),
        )
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
            Poll::Ready(Err(error)) => return Err(Mismatch(error.to_string())),
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
        Poll::Ready(other) => Err(Mismatch(format!("a frame was ready, but `next` gave {other:?}"))),
        Poll::Pending => Err(Mismatch("a frame was ready, but `next` waits".to_string())),
    }
}
