//! Any bytes at all, put to the test: nobody knows what must come of them, but every way of reading must agree on it.

use std::format;
use std::string::ToString;
use std::vec::Vec;

use super::case::{Case, Reading, short_hex};
use super::checker::Checker;
use super::driver::Driver;
use super::drivers::DRIVERS;
use super::flaw::{Flaw, Mismatch};
use super::in_memory::{check_end, check_refusal, check_written};
use super::run::Run;
use super::schedule::Split;
use super::subject::Subject;
use super::trial::MeasureHeap;
use crate::TwoPhase;
use crate::registry::DynFormat;
use crate::{Decoder, ErrorKind, FrameBuffer, Limits, Outcome, encode_frame};

/// Examines what a format makes of bytes that may be anything: for fuzzers and for property tests.
///
/// ```
/// use framing_core::registry::DynFormat;
/// use framing_core::testkit::{Examiner, Split};
/// use framing_core::{Limits, Netstring};
///
/// let examiner = Examiner::new(DynFormat::new(Netstring));
/// let examined = examiner.examine(Limits::DEFAULT, b"2:hi,1:x;", &[Split::at(&[1, 6])]).expect("sound");
/// assert_eq!((examined.reading.frames.len(), examined.written), (1, 1));
/// assert!(examined.reading.end.is_err(), "bytes may be wrong: what counts is that all agree on where");
/// ```
///
/// A format that panics lets the panic through.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Examiner {
    /// The format, in the state that a stream begins in.
    pub format: DynFormat,
    /// The ways to read that must agree.
    pub drivers: Vec<Driver>,
    /// Measures the heap with a counting allocator; without it only the account of the buffer is taken.
    pub heap: Option<MeasureHeap>,
}

/// What came of bytes that stood the test.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Examined {
    /// The frames, and the end.
    pub reading: Reading,
    /// Frames that were written again.
    pub written: usize,
}

/// Bytes of heap that a stream may cost besides [`PER_BYTE`] for each of its own.
const FLOOR: u64 = 4 << 10;
/// Bytes of heap that are asked for in all for a byte of a stream, at most. Buffers that grow take 16; a format after a
/// pointer has its header there too, and a frame may have one byte.
const PER_BYTE: u64 = 256;
/// Bytes of buffer that little input may cost.
const LEAST_BUFFER: usize = 4 << 10;

impl Examiner {
    /// An examiner of a format, with every [driver](DRIVERS).
    #[must_use]
    pub fn new(format: DynFormat) -> Self {
        Self { format, drivers: DRIVERS.to_vec(), heap: None }
    }

    /// Reads `bytes` whole, then in the pieces of each split with every driver, then up to each of the cuts; writes the frames
    /// again, and a frame that has them as its body; and looks at the memory that it takes.
    ///
    /// # Errors
    ///
    /// [`Flaw`] when two of these disagree, when a frame is lost or made of nothing, when the format breaks its contract, or
    /// when memory is out of proportion to what was received.
    pub fn examine(&self, limits: Limits, bytes: &[u8], splits: &[Split]) -> Result<Examined, Flaw> {
        self.check_heap(limits, bytes)?;
        let subject = self.subject(limits, bytes);
        check_sound(&subject.reading, &subject.format, bytes)?;
        for split in splits {
            self.check_drivers(&subject, split)?;
            check_buffer(&subject, split)?;
            split.cuts().iter().try_for_each(|&end| check_prefix(&subject, end))?;
        }
        let written = written(&subject)?;
        check_body(&self.format, bytes)?;
        Ok(Examined { reading: subject.reading, written })
    }

    fn subject(&self, limits: Limits, bytes: &[u8]) -> Subject {
        Subject::new(&self.format, limits, &Case::new("any", bytes, Outcome::Complete))
    }

    fn check_drivers(&self, subject: &Subject, split: &Split) -> Result<(), Flaw> {
        let bytes = &subject.case.bytes;
        let run = Run { format: &self.format, limits: subject.limits, bytes, cuts: split.cuts() };
        self.drivers.iter().try_for_each(|driver| {
            driver
                .read(&run, &mut Checker::new(bytes, &subject.reading))
                .map_err(|what| Flaw::from(what).with_driver(driver.name()).with_split(split, bytes.len()))
        })
    }

    /// Checks that no allocation is based on an unvalidated length or is out of proportion to the stream.
    fn check_heap(&self, limits: Limits, bytes: &[u8]) -> Result<(), Mismatch> {
        let Some(measure) = self.heap else { return Ok(()) };
        let allocated = measure(&mut || {
            let mut frames = FrameBuffer::new(self.format.clone()).with_limits(limits);
            frames.push(bytes);
            while let Ok(Some(_)) = frames.next() {}
            frames.end();
            let _ = frames.next().is_ok();
        });
        let allowed = FLOOR + PER_BYTE * bytes.len() as u64;
        match allocated > allowed {
            true => Err(Mismatch::new(format!("{allocated} bytes of heap for {} received", bytes.len()))),
            false => Ok(()),
        }
    }
}

/// Frames lie one after the other, a clean end leaves over only what the format says a stream may end after, and an error lies in the stream.
fn check_sound(reading: &Reading, format: &DynFormat, bytes: &[u8]) -> Result<(), Mismatch> {
    let len = bytes.len();
    let mut start = 0;
    for (frame, number) in reading.frames.iter().zip(1..) {
        if frame.start() != start || frame.end() <= start || frame.end() > len {
            return Err(Mismatch::new(format!(
                "frame {number} does not lie after the one before: {frame:?}"
            )));
        }
        start = frame.end();
    }
    match reading.end {
        Ok(()) if start < len && !format.may_end_after(bytes.get(start..).unwrap_or_default()) => {
            Err(Mismatch::new(format!("it ends cleanly with {} bytes left over", len - start)))
        }
        Err(error) if matches!(error.kind(), ErrorKind::Format { .. }) => {
            Err(Mismatch::new(error.to_string()))
        }
        Err(error) if error.offset() > len as u64 || error.offset() < start as u64 => Err(Mismatch::new(
            format!("the error lies outside of what was left, bytes {start} to {len}: {error}"),
        )),
        _ => Ok(()),
    }
}

/// What comes of the first `end` bytes agrees with what comes of all; a refusal stands, whatever follows.
fn check_prefix(subject: &Subject, end: usize) -> Result<(), Flaw> {
    let prefix = subject.case.bytes.get(..end).unwrap_or_default();
    let cut = Reading::new(&subject.format, subject.limits, prefix);
    check_sound(&cut, &subject.format, prefix)
        .and_then(|()| check_refusal(subject, &cut, end))
        .and_then(|()| check_end(subject, &cut, end))
        .map_err(|what| Flaw::from(what).with_split(&Split::whole(), end))
}

/// The buffer stays in proportion to what has arrived and is not consumed.
fn check_buffer(subject: &Subject, split: &Split) -> Result<(), Flaw> {
    let bytes = &subject.case.bytes;
    let mut frames = FrameBuffer::new(subject.format.clone()).with_limits(subject.limits);
    let (mut start, mut most) = (0, 0);
    for end in split.ends(bytes.len()) {
        frames.push(bytes.get(start..end).unwrap_or_default());
        start = end;
        most = most.max(frames.buffered().len());
        while let Ok(Some(_)) = frames.next() {}
        let _ = frames.room();
        let (held, allowed) = (frames.capacity(), LEAST_BUFFER.max(2 * most));
        if held > allowed {
            let what = format!("the buffer holds {held} bytes, where at most {most} were unread");
            return Err(Flaw::from(Mismatch::new(what)).with_split(split, bytes.len()));
        }
    }
    Ok(())
}

/// The form in which a frame is written may be longer than the one in which it came.
const TO_REWRITE: Limits = Limits::UNLIMITED.with_header(1 << 20).with_trailer(1 << 20);

/// Writes every frame again: how many there were that the format writes.
fn written(subject: &Subject) -> Result<usize, Mismatch> {
    if !subject.format.is_writable() {
        return Ok(0);
    }
    let mut format = subject.format.clone();
    let mut written = 0;
    for (frame, number) in subject.reading.frames.iter().zip(1..) {
        let mut read = Decoder::new(format.clone()).with_limits(TO_REWRITE);
        let outcome = check_written(&format, &mut read, &subject.case.bytes, frame)
            .map_err(|what| Mismatch::new(format!("frame {number}: {what}")))?;
        written += usize::from(outcome.is_ok());
        format = read.format().clone();
    }
    Ok(written)
}

/// A frame with this body is refused, or written so that it is read.
fn check_body(format: &DynFormat, body: &[u8]) -> Result<(), Mismatch> {
    let mut wire = Vec::new();
    let Some(header) = format.header_for(body) else { return Ok(()) };
    if encode_frame(&mut format.clone(), &header, body, &mut wire).is_err() {
        return Ok(());
    }
    let reading = Reading::new(format, TO_REWRITE, &wire);
    match reading.frames.as_slice() {
        [frame] if frame.end() == wire.len() && wire.get(frame.body.clone()) == Some(body) => Ok(()),
        frames => Err(Mismatch::new(format!(
            "a body of {} bytes is written as {}, which is {} frames and ends {}",
            body.len(),
            short_hex(&wire),
            frames.len(),
            reading.ending()
        ))),
    }
}
