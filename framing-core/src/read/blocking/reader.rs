//! The blocking reader: any format over any `Read`.

use core::iter::FusedIterator;
use std::boxed::Box;
use std::io::{self, Read};
use std::time::{Duration, Instant};

use super::read_once;
use crate::buffer::SCRATCH;
use crate::read::reader_macros::accessors;
use crate::read::shared_buffer::{SharedBuffer, ends};
use crate::read::timeouts::{Stopwatch, TimeLimit, Timeouts, timed_out};
use crate::{Batch, Frame, FrameBuffer, Limits, OwnedBatch, OwnedFrame, ReadError, Step, TwoPhase};

/// Reads frames of any [format](TwoPhase) from any [`Read`].
///
/// ```
/// use framing_core::{blocking::FrameReader, U32Be};
///
/// let mut reader = FrameReader::new(&b"\0\0\0\x05hello"[..], U32Be::new());
/// let frame = reader.next()?.expect("one frame");
/// assert_eq!(frame.body(), b"hello");
/// # Ok::<(), framing_core::ReadError>(())
/// ```
///
/// A transport that would block or times out loses nothing: the next call resumes reading. The reader retries at once
/// after `Interrupted`.
///
/// # Memory
///
/// That of [`FrameBuffer`]; while the reader waits between two frames it holds none.
#[derive(Debug)]
pub struct FrameReader<R, F: TwoPhase> {
    pub(super) transport: R,
    pub(super) frames: FrameBuffer<F>,
    pub(super) stopwatch: Option<Box<Stopwatch>>,
}

impl<R, F: TwoPhase> FrameReader<R, F> {
    /// Creates a reader for a new stream, with the format's own limits.
    #[must_use]
    pub fn new(transport: R, format: F) -> Self {
        Self { transport, frames: FrameBuffer::new(format), stopwatch: None }
    }

    /// Sets how long the reader waits for its peer.
    ///
    /// The reader cannot interrupt a blocking read. Give the transport a read timeout, as with
    /// `TcpStream::set_read_timeout`: whenever that expires (`WouldBlock` or `TimedOut`), the reader compares the time
    /// with `timeouts` and reads on until they have expired. Do not set timeouts for a non-blocking transport.
    #[must_use]
    pub fn with_timeouts(mut self, timeouts: Timeouts) -> Self {
        self.stopwatch = (timeouts != Timeouts::new()).then(|| Box::new(Stopwatch::new(timeouts)));
        self
    }
}

accessors!();

impl<R: Read, F: TwoPhase> FrameReader<R, F> {
    /// Reads the next frame, lent until the next call, or `None` once the stream has ended between two frames.
    ///
    /// # Errors
    ///
    /// [`ReadError::Io`] when the transport fails; reading may be resumed. [`ReadError::Frame`] when the bytes are not a
    /// frame or the stream ended inside one; final. [`ReadError::TimedOut`] when the peer is slower than the timeouts or
    /// the transport allow; the next call resumes reading.
    #[inline]
    #[expect(
        clippy::should_implement_trait,
        reason = "the frame borrows the reader, which Iterator cannot express"
    )]
    pub fn next(&mut self) -> Result<Option<Frame<'_, F::Header>>, ReadError> {
        if let Some(parts) = self.frames.step_fast() {
            return Ok(Some(self.frames.lend(parts)));
        }
        match self.wait()? {
            true => Ok(Some(self.frames.take()?)),
            false => Ok(None),
        }
    }

    /// Waits until at least one complete frame is buffered and returns all that are, or `None` once the stream has ended
    /// between two frames.
    ///
    /// # Errors
    ///
    /// Those of [`next`](Self::next). The batch yields an error that follows complete frames after them.
    pub fn batch(&mut self) -> Result<Option<Batch<'_, F>>, ReadError> {
        match self.wait()? {
            true => Ok(Some(self.frames.batch())),
            false => Ok(None),
        }
    }

    /// Converts the reader into an iterator over owned frames.
    pub fn into_frames(self) -> Frames<R, F> {
        Frames { reader: self, shared_buffer: SharedBuffer::default(), over: false }
    }

    /// Whether a complete frame is buffered, once that or the end is certain.
    #[cold]
    fn wait(&mut self) -> Result<bool, ReadError> {
        loop {
            match self.frames.status()? {
                Step::Done(is_frame) => return Ok(is_frame),
                Step::Need(_) => self.receive()?,
            }
        }
    }

    /// One read from the transport.
    pub(super) fn receive(&mut self) -> Result<(), ReadError> {
        self.frames.release();
        loop {
            self.check_time()?;
            match self.read() {
                Ok(received) => {
                    self.received(received);
                    return Ok(());
                }
                Err(error) => self.judge(error)?,
            }
        }
    }

    fn read(&mut self) -> io::Result<usize> {
        let Self { transport, frames, .. } = self;
        if frames.is_idle() {
            // Nothing is held while waiting between frames, so the first bytes go over the stack.
            let mut scratch = [0; SCRATCH];
            let received = read_once(transport, &mut scratch)?;
            frames.receive(scratch.get(..received).unwrap_or_default(), SCRATCH);
            Ok(received)
        } else {
            let received = read_once(transport, frames.room())?;
            frames.filled(received);
            Ok(received)
        }
    }

    fn received(&mut self, received: usize) {
        if received == 0 {
            self.frames.end();
        }
        if let Some(stopwatch) = &mut self.stopwatch {
            stopwatch.stop(Instant::now());
        }
    }

    /// Fails once the peer has had its time.
    fn check_time(&mut self) -> Result<(), ReadError> {
        let Some(stopwatch) = &mut self.stopwatch else { return Ok(()) };
        match stopwatch.wait(&self.frames, Instant::now()) {
            Some(Duration::ZERO) => Err(stopwatch.expire(&self.frames).into()),
            _ => Ok(()),
        }
    }

    /// Whether to read again after the transport's error.
    fn judge(&self, error: io::Error) -> Result<(), ReadError> {
        let kind = error.kind();
        match kind {
            io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut if self.stopwatch.is_some() => Ok(()),
            io::ErrorKind::TimedOut => {
                Err(timed_out(&self.frames, TimeLimit::Transport, Duration::ZERO).into())
            }
            _ => Err(error.into()),
        }
    }
}

/// Owned frames as an iterator; see [`FrameReader::into_frames`].
///
/// The iterator ends after the end of the transport, and after an error unless that [is
/// resumable](ReadError::is_resumable).
#[derive(Debug)]
pub struct Frames<R, F: TwoPhase> {
    reader: FrameReader<R, F>,
    shared_buffer: SharedBuffer,
    over: bool,
}

impl<R: Read, F: TwoPhase> Iterator for Frames<R, F> {
    type Item = Result<OwnedFrame<F::Header>, ReadError>;

    // Not inlined, so that the frame is made where the caller wants it; see `OwnedFrame`.
    #[inline(never)]
    fn next(&mut self) -> Option<Self::Item> {
        match self.shared_buffer.step_fast(&mut self.reader.frames) {
            Some(parts) => Some(Ok(self.shared_buffer.cut(parts))),
            None => self.next_slowly(),
        }
    }
}

impl<R: Read, F: TwoPhase> FusedIterator for Frames<R, F> {}

impl<R: Read, F: TwoPhase> Frames<R, F> {
    /// Returns the next frame, or `None` once the stream has ended between two frames.
    ///
    /// # Errors
    ///
    /// Those of [`FrameReader::next`]. Unlike the iterator, another call returns a final error again.
    pub fn next_frame(&mut self) -> Result<Option<OwnedFrame<F::Header>>, ReadError> {
        loop {
            if let Some(parts) = self.shared_buffer.step(&mut self.reader.frames)? {
                return Ok(Some(self.shared_buffer.cut(parts)));
            }
            if !self.reader.wait()? {
                return Ok(None);
            }
        }
    }

    /// Waits for a frame and returns all that are buffered, which share one reference to their memory; `None` once the
    /// stream has ended between two frames.
    ///
    /// # Errors
    ///
    /// Those of [`next_frame`](Self::next_frame), after the frames before it.
    pub fn next_batch(&mut self) -> Result<Option<OwnedBatch<F::Header>>, ReadError> {
        loop {
            if let Some(batch) = self.shared_buffer.cut_batch(&mut self.reader.frames)? {
                return Ok(Some(batch));
            }
            if !self.reader.wait()? {
                return Ok(None);
            }
        }
    }

    /// Returns the reader, with the bytes that do not belong to a frame taken so far.
    pub fn into_reader(mut self) -> FrameReader<R, F> {
        self.shared_buffer.give_back(&mut self.reader.frames);
        self.reader
    }

    #[cold]
    fn next_slowly(&mut self) -> Option<Result<OwnedFrame<F::Header>, ReadError>> {
        if self.over {
            return None;
        }
        let next = self.next_frame().transpose();
        self.over = ends(next.as_ref());
        next
    }
}
