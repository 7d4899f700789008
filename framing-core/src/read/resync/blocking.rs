//! The blocking reader that resynchronizes.

use std::io::{self, ErrorKind, Read};

use super::{Resync, Resynced};
use crate::{Limits, TwoPhase};

/// Finds the frames of any [`Read`] that contains noise; see [`Resync`].
///
/// ```
/// use framing_core::{Netstring, Resynced, blocking::ResyncReader};
///
/// let mut reader = ResyncReader::new(&b"??2:hi,"[..], Netstring::new());
/// let mut bodies = Vec::new();
/// while let Some(next) = reader.next()? {
///     if let Resynced::Frame(frame) = next {
///         bodies.push(frame.body().to_vec());
///     }
/// }
/// assert_eq!(bodies, [b"hi"]);
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct ResyncReader<R, F: TwoPhase> {
    transport: R,
    frames: Resync<F>,
}

impl<R: Read, F: TwoPhase + Clone> ResyncReader<R, F> {
    /// Creates a reader for a new stream, with the format's own limits.
    #[must_use]
    pub fn new(transport: R, format: F) -> Self {
        Self { transport, frames: Resync::new(format) }
    }

    /// Sets the limits; see [`Resync::with_limits`].
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.frames = self.frames.with_limits(limits);
        self
    }

    /// Sets how many frames in a row are needed after a fault; see [`Resync::with_run`].
    #[must_use]
    pub fn with_run(mut self, frames: usize) -> Self {
        self.frames = self.frames.with_run(frames);
        self
    }

    /// Reads the next frame or skipped range, or `None` once the stream has ended.
    ///
    /// # Errors
    ///
    /// That of the transport; reading may be resumed.
    #[expect(
        clippy::should_implement_trait,
        reason = "the frame borrows the reader, which Iterator cannot express"
    )]
    pub fn next(&mut self) -> io::Result<Option<Resynced<'_, F::Header>>> {
        loop {
            if let Some(found) = self.frames.find() {
                return Ok(Some(self.frames.lend(found)));
            }
            if self.frames.is_ended() {
                return Ok(None);
            }
            match self.transport.read(self.frames.room()) {
                Ok(0) => self.frames.end(),
                Ok(n) => self.frames.filled(n),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Returns the buffer, which knows the offset and how the stream ended.
    #[must_use]
    pub fn frames(&self) -> &Resync<F> {
        &self.frames
    }

    /// Returns the transport.
    #[must_use]
    pub fn get_ref(&self) -> &R {
        &self.transport
    }
}
