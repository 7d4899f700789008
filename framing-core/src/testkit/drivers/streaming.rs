//! The ways to read a stream that decide after the header: bodies as streams, frames passed over.

use std::io::Read;
use std::pin::Pin;
use std::string::ToString;
use std::task::Poll;
use std::vec::Vec;
use std::{format, io};

use tokio::io::{AsyncRead, ReadBuf};

use super::whole::would_block;
use crate::registry::DynFormat;
use crate::testkit::checker::Checker;
use crate::testkit::flaw::Mismatch;
use crate::testkit::run::{Patience, Run};
use crate::testkit::script::Script;
use crate::{Body, Error, FrameReader, Incoming, ReadError, blocking};

type Reader<'a> = FrameReader<Script<'a>, DynFormat>;

/// Every body as a stream, read in small pieces.
pub(super) fn read_streamed(run: &Run<'_>, checker: &mut Checker<'_>) -> Result<(), Mismatch> {
    read_by_header(run, checker, |incoming, checker, patience| {
        let announced = incoming.announced();
        let (offset, header) = (announced.offset, announced.header_bytes.to_vec());
        let Ok(mut body) = incoming.stream() else { return Ok(Progress::ReadItWhole) };
        match drain(&mut body, patience)? {
            Ok(bytes) => checker.streamed(offset, &header, &bytes).map(|()| Progress::Done),
            Err(error) => checker.end(Err(error)).map(|()| Progress::Ended),
        }
    })
}

/// Every second frame passed over, its future dropped whenever it is pending; the others whole.
pub(super) fn read_skipping(run: &Run<'_>, checker: &mut Checker<'_>) -> Result<(), Mismatch> {
    read_by_header(run, checker, |incoming, checker, patience| {
        // A frame whose end only a walk over the body finds is received whole to be passed over, and given again when that is
        // cancelled.
        let gives_again = incoming.body_len().is_none();
        if checker.due().is_none() || checker.frames() % 2 == 1 || gives_again {
            return Ok(Progress::ReadItWhole);
        }
        let announced = incoming.announced();
        checker.skipped(announced.offset, announced.header_bytes)?;
        match patience.poll_once(incoming.skip())? {
            Some(Err(error)) => Err(Mismatch::new(format!("a frame cannot be passed over: {error}"))),
            Some(Ok(())) | None => Ok(Progress::Done),
        }
    })
}

/// What was done with a frame of which the header was read.
enum Progress {
    Done,
    ReadItWhole,
    Ended,
}

fn read_by_header(
    run: &Run<'_>,
    checker: &mut Checker<'_>,
    decide: impl Fn(
        Incoming<'_, Script<'_>, DynFormat>,
        &mut Checker<'_>,
        &mut Patience,
    ) -> Result<Progress, Mismatch>,
) -> Result<(), Mismatch> {
    let mut patience = Patience::with(run);
    let mut reader = FrameReader::new(run.script(), run.format.clone()).with_limits(run.limits);
    loop {
        let Some(incoming) = patience.poll_once(reader.next_header())? else { continue };
        let progress = match incoming {
            // A body over the limit may be streamed, but it is read whole here, to be refused.
            Ok(Some(_)) if checker.due().is_none() && checker.expects_too_long() => Progress::ReadItWhole,
            Ok(Some(incoming)) => decide(incoming, checker, &mut patience)?,
            Ok(None) => return checker.end(Ok(())),
            Err(ReadError::Frame(error)) => return checker.end(Err(error)),
            Err(error) => return Err(Mismatch::new(error.to_string())),
        };
        match progress {
            Progress::Done => {}
            Progress::Ended => return Ok(()),
            Progress::ReadItWhole => {
                if let Some(verdict) = read_whole(&mut reader, checker, &mut patience)? {
                    return verdict;
                }
            }
        }
    }
}

fn read_whole(
    reader: &mut Reader<'_>,
    checker: &mut Checker<'_>,
    patience: &mut Patience,
) -> Result<Option<Result<(), Mismatch>>, Mismatch> {
    loop {
        if let Some(item) = patience.poll_once(reader.next())? {
            let item = item.map(|frame| frame.map(|frame| checker.lent(&frame)));
            return Ok(checker.step(item));
        }
    }
}

/// The whole body, or the error that it ended with.
fn drain(
    body: &mut Body<'_, Script<'_>, DynFormat>,
    patience: &mut Patience,
) -> Result<Result<Vec<u8>, Error>, Mismatch> {
    const SMALL: usize = 7;
    let mut bytes = Vec::new();
    loop {
        let mut room = [0; SMALL];
        let mut room = ReadBuf::new(&mut room);
        match patience.poll_with(|cx| Pin::new(&mut *body).poll_read(cx, &mut room))? {
            Poll::Pending => patience.wait()?,
            Poll::Ready(Ok(())) if room.filled().is_empty() => return Ok(Ok(bytes)),
            Poll::Ready(Ok(())) => bytes.extend_from_slice(room.filled()),
            Poll::Ready(Err(error)) => return framing_error(&error).map(Err),
        }
    }
}

fn framing_error(error: &io::Error) -> Result<Error, Mismatch> {
    let inside = error.get_ref().and_then(|inside| inside.downcast_ref::<Error>());
    inside.copied().ok_or_else(|| Mismatch::new(format!("the body failed without a framing error: {error}")))
}

/// Every body as a stream over the blocking reader, resumed whenever the transport would block.
pub(super) fn read_blocking_streamed(run: &Run<'_>, checker: &mut Checker<'_>) -> Result<(), Mismatch> {
    let mut patience = Patience::with(run);
    let mut reader = blocking::FrameReader::new(run.script(), run.format.clone()).with_limits(run.limits);
    loop {
        let whole = checker.due().is_none() && checker.expects_too_long();
        let streamed = match reader.next_header() {
            Err(error) if would_block(&error) => {
                patience.wait()?;
                continue;
            }
            Ok(Some(incoming)) if !whole => stream_blocking(incoming, checker, &mut patience)?,
            Ok(Some(_)) => None,
            other => return checker.step(other.map(|_| None)).unwrap_or(Ok(())),
        };
        let verdict = match streamed {
            Some(verdict) => verdict,
            None => read_whole_blocking(&mut reader, checker, &mut patience)?,
        };
        if let Some(verdict) = verdict {
            return verdict;
        }
    }
}

type Verdict = Option<Result<(), Mismatch>>;

/// The verdict on the streamed frame, or nothing if the format cannot stream.
fn stream_blocking(
    incoming: blocking::Incoming<'_, Script<'_>, DynFormat>,
    checker: &mut Checker<'_>,
    patience: &mut Patience,
) -> Result<Option<Verdict>, Mismatch> {
    let announced = incoming.announced();
    let (offset, header) = (announced.offset, announced.header_bytes.to_vec());
    let Ok(mut body) = incoming.stream() else { return Ok(None) };
    let mut bytes = Vec::new();
    loop {
        match body.read_to_end(&mut bytes) {
            Ok(_) => return Ok(Some(checker.streamed(offset, &header, &bytes).err().map(Err))),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => patience.wait()?,
            Err(error) => return Ok(Some(Some(checker.end(Err(framing_error(&error)?))))),
        }
    }
}

fn read_whole_blocking(
    reader: &mut blocking::FrameReader<Script<'_>, DynFormat>,
    checker: &mut Checker<'_>,
    patience: &mut Patience,
) -> Result<Verdict, Mismatch> {
    loop {
        match reader.next() {
            Err(error) if would_block(&error) => patience.wait()?,
            item => {
                let item = item.map(|frame| frame.map(|frame| checker.lent(&frame)));
                return Ok(checker.step(item));
            }
        }
    }
}
