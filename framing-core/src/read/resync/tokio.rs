//! The async reader that resynchronizes.

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt};

use super::{Resync, Resynced};
use crate::{Limits, TwoPhase};

/// Finds the frames of any [`AsyncRead`] that contains noise; see [`Resync`].
///
/// ```
/// use framing_core::{Netstring, ResyncReader, Resynced};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> std::io::Result<()> {
/// let mut reader = ResyncReader::new(&b"??2:hi,"[..], Netstring::new());
/// let mut bodies = Vec::new();
/// while let Some(next) = reader.next().await? {
///     if let Resynced::Frame(frame) = next {
///         bodies.push(frame.body().to_vec());
///     }
/// }
/// assert_eq!(bodies, [b"hi"]);
/// # Ok(())
/// # }
/// ```
///
/// # Cancel safety
///
/// All progress lives in the reader and none in its futures. Dropping a future at any await loses nothing.
#[derive(Debug)]
pub struct ResyncReader<R, F: TwoPhase> {
    transport: R,
    frames: Resync<F>,
}

impl<R: AsyncRead + Unpin, F: TwoPhase + Clone> ResyncReader<R, F> {
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
    pub async fn next(&mut self) -> io::Result<Option<Resynced<'_, F::Header>>> {
        loop {
            if let Some(found) = self.frames.find() {
                return Ok(Some(self.frames.lend(found)));
            }
            if self.frames.is_ended() {
                return Ok(None);
            }
            match self.transport.read(self.frames.room()).await? {
                0 => self.frames.end(),
                n => self.frames.filled(n),
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
