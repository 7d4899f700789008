//! Compares the frames of a reader with those of the stream, one after the other.

use std::format;

use super::case::{FrameRange, Reading, describe_end, short_hex};
use super::events::Taken;
use super::flaw::{Cause, Mismatch};
use crate::{Error, Frame, Outcome, OwnedFrame, ReadError};

/// Compares what comes out of a driver with what must, frame by frame.
#[derive(Debug)]
pub struct Checker<'a> {
    bytes: &'a [u8],
    expected: &'a Reading,
    frames: usize,
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
            let text = format!("frame {number} came, where the stream should have ended {ending}");
            return Err(Mismatch::new(text).because(Cause::FrameInvented));
        };
        if offset != due.start() as u64 {
            let start = due.start();
            let text = format!("frame {number} begins at byte {offset}, expected {start}");
            return Err(Mismatch::new(text).because(Cause::OtherOffset));
        }
        for (part, range, found) in
            [("header", &due.header, header), ("body", &due.body, body), ("trailer", &due.trailer, trailer)]
        {
            let expected = self.bytes.get(range.clone()).unwrap_or_default();
            if found != expected {
                let (found, expected) = (short_hex(found), short_hex(expected));
                let text = format!("frame {number}: the {part} is {found}, expected {expected}");
                return Err(Mismatch::new(text).because(Cause::OtherBytes));
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

    /// A frame came from a reader that gives some of its parts.
    ///
    /// # Errors
    ///
    /// As [`frame`](Self::frame).
    pub fn taken(&mut self, frame: &Taken) -> Result<(), Mismatch> {
        let due = self.due().cloned();
        let bytes: &'a [u8] = self.bytes;
        let part = |found: &Option<std::vec::Vec<u8>>, range: fn(&FrameRange) -> std::ops::Range<usize>| {
            let right = due.as_ref().and_then(|due| bytes.get(range(due))).unwrap_or_default();
            found.clone().unwrap_or_else(|| right.to_vec())
        };
        let header = part(&frame.header, |due| due.header.clone());
        let body = part(&frame.body, |due| due.body.clone());
        let trailer = part(&frame.trailer, |due| due.trailer.clone());
        let offset = due.as_ref().map_or(0, |due| due.start() as u64);
        self.frame(offset, &header, &body, &trailer)
    }

    /// The stream ended cleanly for a reader.
    ///
    /// # Errors
    ///
    /// [`Mismatch`] if a frame is still due, or the stream must not end so.
    pub fn ended(&self) -> Result<(), Mismatch> {
        self.end(Ok(()))
    }

    /// A reader failed with an error of its own type.
    ///
    /// # Errors
    ///
    /// [`Mismatch`] if a frame is still due, or the stream is complete.
    pub fn failed(&self, error: &str) -> Result<(), Mismatch> {
        let (came, due) = (self.frames, self.expected.frames.len());
        if came < due {
            let text = format!("it failed after {came} frames of {due}: {error}");
            return Err(Mismatch::new(text).because(Cause::Refused));
        }
        match self.expected.end {
            Err(_) => Ok(()),
            Ok(()) => Err(Mismatch::new(format!("it failed where the stream ends cleanly: {error}"))
                .because(Cause::Refused)),
        }
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
            let text = format!("the stream ended {ending} after {came} frames of {due}");
            return Err(Mismatch::new(text).because(Cause::FrameLost));
        }
        if end != self.expected.end {
            let (found, expected) = (describe_end(end), self.expected.ending());
            let text = format!("the stream ended {found}, expected {expected}");
            return Err(Mismatch::new(text).because(self.cause_of(end)));
        }
        Ok(())
    }

    fn cause_of(&self, end: Result<(), Error>) -> Cause {
        match (end, self.expected.outcome()) {
            (Ok(()), Outcome::Truncated) => Cause::CutTakenAsComplete,
            (Ok(()), Outcome::Malformed | Outcome::TooLong) => Cause::NotRefused,
            (Err(_), Outcome::Complete) => Cause::Refused,
            _ => Cause::OtherEnd,
        }
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
            Err(error) => Some(Err(Mismatch::new(format!("the transport failed: {error}")))),
        }
    }
}
