//! The ways to read a stream, each driven over the pieces of a split without any clock.

use std::io;
use std::pin::{Pin, pin};
use std::string::{String, ToString};
use std::task::{Context, Poll, Waker};
use std::{fmt, format};

use futures_core::Stream;
use tokio_util::codec::FramedRead;

use super::case::{FrameRange, Reading, describe_end, short_hex};
use super::schedule::Effort::{self, Full, TwoWay, Whole};
use super::script::Script;
use super::streaming::{read_blocking_streamed, read_skipping, read_streamed};
use crate::registry::DynFormat;
use crate::{
    Batch, Decoder, Error, Frame, FrameBuffer, FrameCodec, FrameReader, Frames, Limits, Outcome, OwnedFrame,
    ReadError, Step, blocking,
};

/// A way to read a stream.
///
/// The drivers of this crate are [`DRIVERS`]. A reader of one's own is put to the same tests by a driver for it: a
/// function that reads the pieces of [`Run::script`] and hands every frame, then the end, to the [`Checker`].
#[derive(Clone, Copy)]
pub struct Driver {
    /// A name for tables.
    pub name: &'static str,
    /// How many splits it is tried with. All readers of this crate share one decoder and one buffer, so the decoder and the
    /// reader whose every future is dropped are tried with all there are, the others with those that can tell them apart.
    pub effort: Effort,
    /// Reads the stream of `run`.
    pub read: fn(&Run<'_>, &mut Checker<'_>) -> Result<(), Mismatch>,
}

impl fmt::Debug for Driver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Driver").field("name", &self.name).finish_non_exhaustive()
    }
}

/// Every way to read that this crate has.
pub const DRIVERS: &[Driver] = &[
    Driver { name: "decoder", effort: Full, read: read_with_decoder },
    Driver { name: "frames", effort: Whole, read: read_frames },
    Driver { name: "push", effort: TwoWay, read: read_pushed },
    Driver { name: "batch", effort: TwoWay, read: read_in_batches },
    Driver { name: "async", effort: TwoWay, read: read_async },
    Driver { name: "cancelled", effort: Full, read: read_cancelled },
    Driver { name: "stream", effort: TwoWay, read: read_owned },
    Driver { name: "streamed", effort: TwoWay, read: read_streamed },
    Driver { name: "skipping", effort: TwoWay, read: read_skipping },
    Driver { name: "blocking", effort: TwoWay, read: read_blocking },
    Driver { name: "blocking-owned", effort: TwoWay, read: read_blocking_owned },
    Driver { name: "blocking-streamed", effort: TwoWay, read: read_blocking_streamed },
    Driver { name: "codec", effort: TwoWay, read: read_with_codec },
];

/// One stream to read: the format, the limits, the bytes and where they are cut.
#[derive(Clone, Copy, Debug)]
pub struct Run<'a> {
    /// The format, in the state that a stream begins in.
    pub format: &'a DynFormat,
    /// The limits.
    pub limits: Limits,
    /// The stream.
    pub bytes: &'a [u8],
    /// Where it is cut.
    pub cuts: &'a [usize],
}

impl<'a> Run<'a> {
    /// The stream as a transport.
    #[must_use]
    pub fn script(&self) -> Script<'a> {
        Script::new(self.bytes, self.cuts)
    }

    fn piece_ends(&self) -> impl Iterator<Item = usize> + 'a {
        self.cuts.iter().copied().chain([self.bytes.len()])
    }
}

/// Compares what comes out of a driver with what must, frame by frame.
#[derive(Debug)]
pub struct Checker<'a> {
    bytes: &'a [u8],
    expected: &'a Reading,
    frames: usize,
}

/// How a reading differs from what it must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch(pub String);

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'a> Checker<'a> {
    /// A checker that expects `expected` of `bytes`.
    #[must_use]
    pub fn new(bytes: &'a [u8], expected: &'a Reading) -> Self {
        Self { bytes, expected, frames: 0 }
    }

    /// How many frames came so far.
    #[must_use]
    pub fn frames(&self) -> usize {
        self.frames
    }

    /// The frame that must come next, unless it is the end.
    #[must_use]
    pub fn due(&self) -> Option<&'a FrameRange> {
        self.expected.frames.get(self.frames)
    }

    /// A frame came.
    ///
    /// # Errors
    ///
    /// [`Mismatch`] if it is not the one that is due.
    pub fn frame(&mut self, offset: u64, header: &[u8], body: &[u8], trailer: &[u8]) -> Result<(), Mismatch> {
        let number = self.frames + 1;
        let Some(due) = self.due() else {
            let ending = self.expected.ending();
            return Err(Mismatch(format!(
                "frame {number} came, where the stream should have ended {ending}"
            )));
        };
        if offset != due.start() as u64 {
            let start = due.start();
            return Err(Mismatch(format!("frame {number} is said to begin at byte {offset}, not {start}")));
        }
        for (part, range, found) in
            [("header", &due.header, header), ("body", &due.body, body), ("trailer", &due.trailer, trailer)]
        {
            let expected = self.bytes.get(range.clone()).unwrap_or_default();
            if found != expected {
                let (found, expected) = (short_hex(found), short_hex(expected));
                return Err(Mismatch(format!("frame {number}: the {part} is {found}, not {expected}")));
            }
        }
        self.frames = number;
        Ok(())
    }

    /// A lent frame came.
    ///
    /// # Errors
    ///
    /// As [`frame`](Self::frame).
    pub fn lent<H>(&mut self, frame: &Frame<'_, H>) -> Result<(), Mismatch> {
        self.frame(frame.offset(), frame.header_bytes(), frame.body(), frame.trailer())
    }

    /// A frame came whose body was streamed, and whose trailer the reader verified.
    ///
    /// # Errors
    ///
    /// As [`frame`](Self::frame).
    pub fn streamed(&mut self, offset: u64, header: &[u8], body: &[u8]) -> Result<(), Mismatch> {
        let trailer = self.due().map(|due| due.trailer.clone()).unwrap_or_default();
        let bytes: &'a [u8] = self.bytes;
        self.frame(offset, header, body, bytes.get(trailer).unwrap_or_default())
    }

    /// A frame came and was passed over.
    ///
    /// # Errors
    ///
    /// As [`frame`](Self::frame).
    pub fn skipped(&mut self, offset: u64, header: &[u8]) -> Result<(), Mismatch> {
        let body = self.due().map(|due| due.body.clone()).unwrap_or_default();
        let bytes: &'a [u8] = self.bytes;
        self.streamed(offset, header, bytes.get(body).unwrap_or_default())
    }

    /// Whether the stream must end with a frame over a limit.
    pub(super) fn expects_too_long(&self) -> bool {
        self.expected.outcome() == Outcome::TooLong
    }

    /// An owned frame came.
    ///
    /// # Errors
    ///
    /// As [`frame`](Self::frame).
    pub fn owned<H>(&mut self, frame: &OwnedFrame<H>) -> Result<(), Mismatch> {
        self.frame(frame.offset(), frame.header_bytes(), frame.body(), frame.trailer())
    }

    /// The stream ended.
    ///
    /// # Errors
    ///
    /// [`Mismatch`] if a frame is still due, or the end is another one.
    pub fn end(&self, end: Result<(), Error>) -> Result<(), Mismatch> {
        let (came, due) = (self.frames, self.expected.frames.len());
        if came < due {
            let ending = describe_end(end);
            return Err(Mismatch(format!("the stream ended {ending} after {came} frames of {due}")));
        }
        if end != self.expected.end {
            let (found, expected) = (describe_end(end), self.expected.ending());
            return Err(Mismatch(format!("the stream ended {found}, not {expected}")));
        }
        Ok(())
    }

    /// A reader gave a frame, which was compared, or said that the stream ended or failed: the verdict, if that is it.
    pub(super) fn step(
        &self,
        item: Result<Option<Result<(), Mismatch>>, ReadError>,
    ) -> Option<Result<(), Mismatch>> {
        match item {
            Ok(Some(Ok(()))) => None,
            Ok(Some(Err(mismatch))) => Some(Err(mismatch)),
            Ok(None) => Some(self.end(Ok(()))),
            Err(ReadError::Frame(error)) => Some(self.end(Err(error))),
            Err(error) => Some(Err(Mismatch(error.to_string()))),
        }
    }
}

/// How often a reader may still be pending: a right one is, at most once a pause of the transport.
pub(super) struct Patience(usize);

impl Patience {
    pub(super) fn with(run: &Run<'_>) -> Self {
        Self(run.cuts.len())
    }

    pub(super) fn wait(&mut self) -> Result<(), Mismatch> {
        self.0 = self
            .0
            .checked_sub(1)
            .ok_or_else(|| Mismatch("it hangs: it waits more often than the transport paused".to_string()))?;
        Ok(())
    }

    /// What the future gives, if it is ready when polled once; it is dropped.
    pub(super) fn poll_once<T>(&mut self, future: impl Future<Output = T>) -> Result<Option<T>, Mismatch> {
        match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(output) => Ok(Some(output)),
            Poll::Pending => self.wait().map(|()| None),
        }
    }

    /// What the future gives, polled until it is ready.
    fn drive<T>(&mut self, future: impl Future<Output = T>) -> Result<T, Mismatch> {
        let mut future = pin!(future);
        loop {
            match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
                Poll::Ready(output) => return Ok(output),
                Poll::Pending => self.wait()?,
            }
        }
    }
}

/// The sans-IO decoder over a slice that grows piece by piece.
fn read_with_decoder(run: &Run<'_>, checker: &mut Checker<'_>) -> Result<(), Mismatch> {
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
        return Err(Mismatch(format!("the decoder asks for {need} bytes where it has {have}")));
    }
    match frame {
        Some(len) if need > len && have < len => {
            Err(Mismatch(format!("the decoder asks for {need} bytes, but the frame has only {len}")))
        }
        _ => Ok(()),
    }
}

fn check_fused(first: Error, again: Option<Error>) -> Result<(), Mismatch> {
    match again {
        Some(again) if again == first => Ok(()),
        Some(again) => Err(Mismatch(format!("asked again, the error «{first}» became «{again}»"))),
        None => Err(Mismatch(format!("asked again, the error «{first}» was gone"))),
    }
}

/// The iterator over bytes that are all there.
fn read_frames(run: &Run<'_>, checker: &mut Checker<'_>) -> Result<(), Mismatch> {
    for frame in Frames::new(run.bytes, run.format.clone()).with_limits(run.limits) {
        match frame {
            Ok(frame) => checker.lent(&frame)?,
            Err(error) => return checker.end(Err(error)),
        }
    }
    checker.end(Ok(()))
}

fn read_pushed(run: &Run<'_>, checker: &mut Checker<'_>) -> Result<(), Mismatch> {
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
fn read_in_batches(run: &Run<'_>, checker: &mut Checker<'_>) -> Result<(), Mismatch> {
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
fn read_async(run: &Run<'_>, checker: &mut Checker<'_>) -> Result<(), Mismatch> {
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
fn read_cancelled(run: &Run<'_>, checker: &mut Checker<'_>) -> Result<(), Mismatch> {
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
fn read_owned(run: &Run<'_>, checker: &mut Checker<'_>) -> Result<(), Mismatch> {
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
fn read_blocking(run: &Run<'_>, checker: &mut Checker<'_>) -> Result<(), Mismatch> {
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
fn read_with_codec(run: &Run<'_>, checker: &mut Checker<'_>) -> Result<(), Mismatch> {
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
fn read_blocking_owned(run: &Run<'_>, checker: &mut Checker<'_>) -> Result<(), Mismatch> {
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
