//! The blocking reader: any format over any `Read`.

use std::io::{self, Read};

use super::uninterrupted;
use crate::buffer::SCRATCH;
use crate::read::owned::SharedBuffer;
use crate::read::reader_macros::accessors;
use crate::{Batch, Frame, FrameBuffer, Limits, OwnedFrame, ReadError, Step, TwoPhase};

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
/// A transport that answers `WouldBlock` or times out loses nothing: the error is handed on, and the next call goes on
/// where it stopped. `Interrupted` is tried again at once.
///
/// # Memory
///
/// As [`FrameBuffer`] says; while it waits between two frames it holds none at all.
#[derive(Debug)]
pub struct FrameReader<R, F: TwoPhase> {
    pub(super) transport: R,
    pub(super) frames: FrameBuffer<F>,
}

impl<R, F: TwoPhase> FrameReader<R, F> {
    /// A reader of a stream that starts now, with the format's own limits.
    #[must_use]
    pub fn new(transport: R, format: F) -> Self {
        Self { transport, frames: FrameBuffer::new(format) }
    }
}

accessors!();

impl<R: Read, F: TwoPhase> FrameReader<R, F> {
    /// The next frame, lent until the next call; nothing once the stream has ended between two frames.
    ///
    /// # Errors
    ///
    /// [`ReadError::Io`] when the transport fails; reading may be tried again. [`ReadError::Frame`] when the bytes are
    /// no frame or the stream ended inside one; final.
    #[inline]
    #[expect(
        clippy::should_implement_trait,
        reason = "the frame borrows the reader, which no Iterator can say"
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

    /// Waits until at least one whole frame is buffered, then gives all that are; nothing once the stream has ended
    /// between two frames.
    ///
    /// # Errors
    ///
    /// As [`next`](Self::next). An error behind whole frames comes out of the batch after them.
    pub fn batch(&mut self) -> Result<Option<Batch<'_, F>>, ReadError> {
        match self.wait()? {
            true => Ok(Some(self.frames.batch())),
            false => Ok(None),
        }
    }

    /// An iterator over frames that own their bytes.
    pub fn into_frames(self) -> Frames<R, F> {
        Frames { reader: self, shared_buffer: SharedBuffer::default() }
    }

    /// Whether a whole frame is buffered, once that or the end is certain.
    #[cold]
    fn wait(&mut self) -> Result<bool, ReadError> {
        loop {
            match self.frames.status()? {
                Step::Done(true) => return Ok(true),
                Step::Done(false) => return Ok(false),
                Step::Need(_) => self.receive()?,
            }
        }
    }

    /// Reads once from the transport.
    pub(super) fn receive(&mut self) -> io::Result<()> {
        let Self { transport, frames } = self;
        frames.release();
        let received = if frames.is_idle() {
            // Nothing is held while waiting between frames, so the first bytes go over the stack.
            let mut scratch = [0; SCRATCH];
            let received = uninterrupted(|| transport.read(&mut scratch))?;
            frames.receive(scratch.get(..received).unwrap_or_default(), SCRATCH);
            received
        } else {
            let room = frames.room();
            let received = uninterrupted(|| transport.read(room))?;
            frames.filled(received);
            received
        };
        if received == 0 {
            frames.end();
        }
        Ok(())
    }
}

/// Frames that own their bytes, as an iterator; see [`FrameReader::into_frames`].
#[derive(Debug)]
pub struct Frames<R, F: TwoPhase> {
    reader: FrameReader<R, F>,
    shared_buffer: SharedBuffer,
}

impl<R: Read, F: TwoPhase> Iterator for Frames<R, F> {
    type Item = Result<OwnedFrame<F::Header>, ReadError>;

    // Not inlined, so that the frame is made where the caller wants it; see `OwnedFrame`.
    #[inline(never)]
    fn next(&mut self) -> Option<Self::Item> {
        match self.shared_buffer.step_fast(&mut self.reader.frames) {
            Some(parts) => Some(Ok(self.shared_buffer.cut(parts))),
            None => self.next_slowly().transpose(),
        }
    }
}

impl<R: Read, F: TwoPhase> Frames<R, F> {
    #[cold]
    fn next_slowly(&mut self) -> Result<Option<OwnedFrame<F::Header>>, ReadError> {
        loop {
            if let Some(parts) = self.shared_buffer.step(&mut self.reader.frames)? {
                return Ok(Some(self.shared_buffer.cut(parts)));
            }
            if !self.reader.wait()? {
                return Ok(None);
            }
        }
    }
}
