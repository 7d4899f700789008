//! Readers that give complete frames: the decoder, and every reader over it.

use std::format;
use std::io;
use std::pin::Pin;

use futures_core::Stream;
use tokio_util::codec::FramedRead;

use crate::registry::DynFormat;
use crate::testkit::checker::Checker;
use crate::testkit::flaw::{Cause, Mismatch};
use crate::testkit::run::{Patience, Run};
use crate::{Batch, Decoder, Error, FrameBuffer, FrameCodec, FrameReader, Frames, ReadError, Step, blocking};

/// The sans-IO decoder over a slice that grows piece by piece.
pub(super) fn read_with_decoder(run: &Run<'_>, checker: &mut Checker<'_>) -> Result<(), Mismatch> {
    let mut decoder = Decoder::new(run.format.clone()).with_limits(run.limits);
    let mut start = 0;
    for end in run.piece_ends() {
        loop {
            let input = run.bytes.get(start..end).unwrap_or_default();
            match decoder.decode(input) {
                Ok(Step::Done(frame)) => {
                    checker.lent(&frame)?;
                    start += frame.bytes().len();
                }
                Ok(Step::Need(need)) => {
                    check_need(need, input.len(), checker.due().map(|due| due.end() - start))?;
                    break;
                }
                Err(error) => {
                    let again = decoder.decode(input).err();
                    check_fused(error, again)?;
                    return checker.end(Err(error));
                }
            }
        }
    }
    let input = run.bytes.get(start..).unwrap_or_default();
    match decoder.finish(input) {
        Ok(Some(frame)) => {
            checker.lent(&frame)?;
            checker.end(Ok(()))
        }
        Ok(None) => checker.end(Ok(())),
        Err(error) => checker.end(Err(error)),
    }
}

/// A need is more than there is, and no more than the frame that is coming has.
fn check_need(need: usize, have: usize, frame: Option<usize>) -> Result<(), Mismatch> {
    if need <= have {
        let text = format!("the decoder asks for {need} bytes where it has {have}");
        return Err(Mismatch::new(text).because(Cause::WrongNeed));
    }
    match frame {
        Some(len) if need > len && have < len => {
            let text = format!("the decoder asks for {need} bytes, but the frame has only {len}");
            Err(Mismatch::new(text).because(Cause::WrongNeed))
        }
        _ => Ok(()),
    }
}

fn check_fused(first: Error, again: Option<Error>) -> Result<(), Mismatch> {
    match again {
        Some(again) if again == first => Ok(()),
        Some(again) => Err(Mismatch::new(format!("asked again, the error «{first}» became «{again}»"))),
        None => Err(Mismatch::new(format!("asked again, the error «{first}» was gone"))),
    }
}

/// The iterator over bytes that are all there.
pub(super) fn read_frames(run: &Run<'_>, checker: &mut Checker<'_>) -> Result<(), Mismatch> {
    for frame in Frames::new(run.bytes, run.format.clone()).with_limits(run.limits) {
        match frame {
            Ok(frame) => checker.lent(&frame)?,
            Err(error) => return checker.end(Err(error)),
        }
    }
    checker.end(Ok(()))
}

pub(super) fn read_pushed(run: &Run<'_>, checker: &mut Checker<'_>) -> Result<(), Mismatch> {
    let mut frames = FrameBuffer::new(run.format.clone()).with_limits(run.limits);
    let mut start = 0;
    for end in run.piece_ends() {
        frames.push(run.bytes.get(start..end).unwrap_or_default());
        start = end;
        loop {
            match frames.next() {
                Ok(Some(frame)) => checker.lent(&frame)?,
                Ok(None) => break,
                Err(error) => return checker.end(Err(error)),
            }
        }
    }
    frames.end();
    loop {
        match frames.next() {
            Ok(Some(frame)) => checker.lent(&frame)?,
            Ok(None) => return checker.end(Ok(())),
            Err(error) => return checker.end(Err(error)),
        }
    }
}

/// Batches of the async reader, the future of each dropped whenever it is pending.
pub(super) fn read_in_batches(run: &Run<'_>, checker: &mut Checker<'_>) -> Result<(), Mismatch> {
    let mut patience = Patience::with(run);
    let mut reader = FrameReader::new(run.script(), run.format.clone()).with_limits(run.limits);
    loop {
        let Some(batch) = patience.poll_once(reader.batch())? else { continue };
        let verdict = match batch {
            Ok(Some(batch)) => check_batch(batch, checker),
            Ok(None) => checker.step(Ok(None)),
            Err(error) => checker.step(Err(error)),
        };
        if let Some(verdict) = verdict {
            return verdict;
        }
    }
}

fn check_batch(batch: Batch<'_, DynFormat>, checker: &mut Checker<'_>) -> Option<Result<(), Mismatch>> {
    let mut verdict = None;
    for frame in batch {
        verdict = match frame {
            Ok(frame) => checker.lent(&frame).err().map(Err),
            Err(error) => Some(checker.end(Err(error))),
        };
        if verdict.is_some() {
            break;
        }
    }
    verdict
}

/// The async reader, each of its futures kept until it is ready.
pub(super) fn read_async(run: &Run<'_>, checker: &mut Checker<'_>) -> Result<(), Mismatch> {
    let mut patience = Patience::with(run);
    let mut reader = FrameReader::new(run.script(), run.format.clone()).with_limits(run.limits);
    loop {
        let item = patience.drive(reader.next())?;
        let item = item.map(|frame| frame.map(|frame| checker.lent(&frame)));
        if let Some(verdict) = checker.step(item) {
            return verdict;
        }
    }
}

/// The async reader, each of its futures dropped whenever it is pending.
pub(super) fn read_cancelled(run: &Run<'_>, checker: &mut Checker<'_>) -> Result<(), Mismatch> {
    let mut patience = Patience::with(run);
    let mut reader = FrameReader::new(run.script(), run.format.clone()).with_limits(run.limits);
    loop {
        let Some(item) = patience.poll_once(reader.next())? else { continue };
        let item = item.map(|frame| frame.map(|frame| checker.lent(&frame)));
        if let Some(verdict) = checker.step(item) {
            return verdict;
        }
    }
}

/// The stream of owned frames, each of its futures dropped whenever it is pending.
pub(super) fn read_owned(run: &Run<'_>, checker: &mut Checker<'_>) -> Result<(), Mismatch> {
    let mut patience = Patience::with(run);
    let mut stream = FrameReader::new(run.script(), run.format.clone()).with_limits(run.limits).into_stream();
    loop {
        let Some(item) = patience.poll_once(stream.next())? else { continue };
        let item = item.map(|frame| frame.map(|frame| checker.owned(&frame)));
        if let Some(verdict) = checker.step(item) {
            return verdict;
        }
    }
}

/// The blocking reader, resumed whenever the transport would block.
pub(super) fn read_blocking(run: &Run<'_>, checker: &mut Checker<'_>) -> Result<(), Mismatch> {
    let mut patience = Patience::with(run);
    let mut reader = blocking::FrameReader::new(run.script(), run.format.clone()).with_limits(run.limits);
    loop {
        let item = match reader.next() {
            Err(error) if would_block(&error) => {
                patience.wait()?;
                continue;
            }
            item => item.map(|frame| frame.map(|frame| checker.lent(&frame))),
        };
        if let Some(verdict) = checker.step(item) {
            return verdict;
        }
    }
}

/// The codec in a `FramedRead`, each of its futures dropped whenever it is pending.
pub(super) fn read_with_codec(run: &Run<'_>, checker: &mut Checker<'_>) -> Result<(), Mismatch> {
    let mut patience = Patience::with(run);
    let codec = FrameCodec::new(run.format.clone()).with_limits(run.limits);
    let mut framed = FramedRead::new(run.script(), codec);
    loop {
        let next = std::future::poll_fn(|cx| Pin::new(&mut framed).poll_next(cx));
        let Some(item) = patience.poll_once(next)? else { continue };
        let item = item.transpose().map(|frame| frame.map(|frame| checker.owned(&frame)));
        if let Some(verdict) = checker.step(item) {
            return verdict;
        }
    }
}

/// The iterator of owned frames, resumed whenever the transport would block.
pub(super) fn read_blocking_owned(run: &Run<'_>, checker: &mut Checker<'_>) -> Result<(), Mismatch> {
    let mut patience = Patience::with(run);
    let reader = blocking::FrameReader::new(run.script(), run.format.clone()).with_limits(run.limits);
    let mut frames = reader.into_frames();
    loop {
        let item = match frames.next().transpose() {
            Err(error) if would_block(&error) => {
                patience.wait()?;
                continue;
            }
            item => item.map(|frame| frame.map(|frame| checker.owned(&frame))),
        };
        if let Some(verdict) = checker.step(item) {
            return verdict;
        }
    }
}

pub(super) fn would_block(error: &ReadError) -> bool {
    matches!(error, ReadError::Io(error) if error.kind() == io::ErrorKind::WouldBlock)
}
