//! What the async and the blocking reader that resynchronize share: everything but one read from the transport.

/// The methods of a `ResyncReader`, in a world with or without `async`, which has a method `receive` that reads once.
macro_rules! resync_reader {
    ([$($async:ident)?] [$($await:tt)*] [$($bound:tt)+]) => {
        impl<R: $($bound)+, F: TwoPhase + Clone> ResyncReader<R, F> {
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
            #[allow(
                clippy::should_implement_trait,
                reason = "the frame borrows the reader, which Iterator cannot express"
            )]
            pub $($async)? fn next(&mut self) -> io::Result<Option<Resynced<'_, F::Header>>> {
                loop {
                    if let Some(found) = self.frames.find() {
                        return Ok(Some(self.frames.lend(found)));
                    }
                    if self.frames.is_ended() {
                        return Ok(None);
                    }
                    match self.receive()$($await)*? {
                        0 => self.frames.end(),
                        received => self.frames.filled(received),
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
    };
}

pub(super) use resync_reader;
