//! What the readers of all transports share: the parts that do not wait, and the loop that does.

/// The accessors of a `FrameReader`.
macro_rules! accessors {
    () => {
        impl<R, F: TwoPhase> FrameReader<R, F> {
            /// Sets the limits.
            #[must_use]
            pub fn with_limits(mut self, limits: Limits) -> Self {
                self.frames.set_limits(limits);
                self
            }

            /// Adds bytes that were received before: by a handshake that read too far, or by a `Framed` that was taken apart.
            ///
            /// They precede the bytes of the transport.
            #[must_use]
            pub fn with_unread(mut self, bytes: &[u8]) -> Self {
                self.frames.push(bytes);
                self
            }

            /// Sets other limits, such as larger ones once the peer is trusted.
            pub fn set_limits(&mut self, limits: Limits) {
                self.frames.set_limits(limits);
            }

            /// Resumes reading after an end of the transport that was only temporary: a file that has grown, a serial port
            /// that was plugged in again.
            ///
            /// An end inside a frame is forgiven too, unless bytes of that frame were consumed because its body was
            /// streamed.
            pub fn resume(&mut self) {
                self.frames.resume();
            }

            /// Returns what the reader has received and decoded: what it [waits for](FrameBuffer::waiting), the
            /// [buffered bytes](FrameBuffer::buffered), the [decoder](FrameBuffer::decoder).
            #[must_use]
            pub fn frames(&self) -> &FrameBuffer<F> {
                &self.frames
            }

            /// The format, to tell it what was sent, where that decides how the answer reads; see
            /// [`Decoder::format_mut`](crate::Decoder::format_mut).
            pub fn format_mut(&mut self) -> &mut F {
                self.frames.format_mut()
            }

            /// Returns the transport.
            #[must_use]
            pub fn get_ref(&self) -> &R {
                &self.transport
            }

            /// Returns the transport. Reading from it takes bytes away from the frames.
            pub fn get_mut(&mut self) -> &mut R {
                &mut self.transport
            }
        }
    };
}

/// The methods of an `Incoming` that only look or decide, and those of its `Body`.
macro_rules! decisions {
    () => {
        decisions!(ReadError);
    };
    ($error:ty) => {
        impl<'a, R, F: TwoPhase> Incoming<'a, R, F> {
            /// Returns the header, its bytes, the length of the body if that is known, and where the frame begins.
            #[must_use]
            pub fn announced(&self) -> Announced<'_, F::Header> {
                self.reader.frames.incoming()
            }

            /// Returns the typed header.
            #[must_use]
            pub fn header(&self) -> &F::Header {
                self.announced().header
            }

            /// Returns the length of the body in bytes, if that is known.
            #[must_use]
            pub fn body_len(&self) -> Option<u64> {
                self.reader.frames.decoder().body_len()
            }

            /// Streams the body, however long it is. Of the limits only that of the trailer applies.
            ///
            /// # Errors
            ///
            /// [`NotStreamable`](crate::ErrorKind::NotStreamable) if the end is found only by scanning the complete body.
            pub fn stream(self) -> Result<Body<'a, R, F>, $error> {
                self.reader.frames.stream_body()?;
                Ok(Body { reader: self.reader, ended: false })
            }

            /// Refuses the frame. The reader returns this error from now on.
            #[must_use]
            pub fn refuse(self) -> Error {
                self.reader.frames.refuse()
            }
        }

        impl<R, F: TwoPhase> Body<'_, R, F> {
            /// Returns the number of remaining bytes of the body, if that is known.
            #[must_use]
            pub fn remaining(&self) -> Option<u64> {
                if self.ended { Some(0) } else { self.reader.frames.rest_of_body() }
            }
        }
    };
}

/// A `FrameReader` of a transport and frames, in a world with or without `async`, which has a method `receive` that reads
/// once: the one loop that asks the decoder and reads, and all that is built on it.
#[cfg(any(feature = "futures-io", feature = "embedded-io", feature = "embedded-io-async"))]
macro_rules! reader {
    ([$($async:ident)?] [$($await:tt)*] [$($bound:tt)+] $error:ty) => {
        impl<R, F: TwoPhase> FrameReader<R, F> {
            /// Creates a reader for a new stream, with the format's own limits.
            #[must_use]
            pub fn new(transport: R, format: F) -> Self {
                Self { transport, frames: FrameBuffer::new(format) }
            }

            /// Reads the same stream as another format, from the first byte that does not belong to a frame taken so far.
            #[must_use]
            pub fn with_format<G: TwoPhase>(self, format: G) -> FrameReader<R, G> {
                FrameReader { transport: self.transport, frames: self.frames.with_format(format) }
            }

            /// Returns the transport, and the buffer with the bytes that do not belong to a frame taken so far.
            #[must_use]
            pub fn into_parts(self) -> (R, FrameBuffer<F>) {
                (self.transport, self.frames)
            }
        }

        accessors!();

        impl<R: $($bound)+, F: TwoPhase> FrameReader<R, F> {
            /// Reads the next frame, lent until the next call, or `None` once the stream has ended between two frames.
            ///
            /// # Errors
            ///
            /// The transport's, after which reading may be resumed, and those of the frames, which are final.
            #[allow(clippy::should_implement_trait, reason = "the frame borrows the reader")]
            pub $($async)? fn next(&mut self) -> Result<Option<Frame<'_, F::Header>>, $error> {
                if let Some(parts) = self.frames.step_fast() {
                    return Ok(Some(self.frames.lend(parts)));
                }
                match self.wait()$($await)*? {
                    true => Ok(Some(self.frames.take()?)),
                    false => Ok(None),
                }
            }

            /// Waits until at least one complete frame is buffered and returns all that are, or `None` once the stream has
            /// ended between two frames.
            ///
            /// # Errors
            ///
            /// Those of [`next`](Self::next).
            pub $($async)? fn batch(&mut self) -> Result<Option<Batch<'_, F>>, $error> {
                match self.wait()$($await)*? {
                    true => Ok(Some(self.frames.batch())),
                    false => Ok(None),
                }
            }

            /// Reads the header of the next frame without buffering its body, or returns `None` once the stream has ended
            /// between two frames. The rest of a body that was streamed is skipped first.
            ///
            /// # Errors
            ///
            /// Those of [`next`](Self::next).
            pub $($async)? fn next_header(&mut self) -> Result<Option<Incoming<'_, R, F>>, $error> {
                loop {
                    match self.frames.header_status()? {
                        Step::Done(true) => return Ok(Some(Incoming { reader: self })),
                        Step::Done(false) => return Ok(None),
                        Step::Need(_) => self.receive()$($await)*?,
                    }
                }
            }

            /// Reads the next frame that `admit` accepts, given each header and the length of its body if that is known.
            ///
            /// # Errors
            ///
            /// Those of [`next`](Self::next), and [`Refused`](crate::ErrorKind::Refused), which is final.
            pub $($async)? fn next_admitted(
                &mut self,
                mut admit: impl FnMut(&F::Header, Option<u64>) -> Admission,
            ) -> Result<Option<Frame<'_, F::Header>>, $error> {
                while let Some(incoming) = self.next_header()$($await)*? {
                    let len = incoming.body_len();
                    match admit(incoming.header(), len).skips(len) {
                        Some(false) => return self.next()$($await)*,
                        Some(true) => incoming.skip()$($await)*?,
                        None => return Err(incoming.refuse().into()),
                    }
                }
                Ok(None)
            }

            /// Returns the body that is being streamed and has not ended.
            #[must_use]
            pub fn streaming(&mut self) -> Option<Body<'_, R, F>> {
                self.frames.decoder().is_streaming().then_some(Body { reader: self, ended: false })
            }

            /// Whether a complete frame is buffered, once that or the end is certain.
            $($async)? fn wait(&mut self) -> Result<bool, $error> {
                loop {
                    match self.frames.status()? {
                        Step::Done(is_frame) => return Ok(is_frame),
                        Step::Need(_) => self.receive()$($await)*?,
                    }
                }
            }
        }

        /// A frame whose header was read; see [`FrameReader::next_header`].
        #[derive(Debug)]
        #[must_use = "without a decision the same frame is returned again"]
        pub struct Incoming<'a, R, F: TwoPhase> {
            reader: &'a mut FrameReader<R, F>,
        }

        decisions!(Error);

        impl<'a, R: $($bound)+, F: TwoPhase> Incoming<'a, R, F> {
            /// Reads the complete frame, within the reader's limits.
            ///
            /// # Errors
            ///
            /// Those of [`FrameReader::next`].
            pub $($async)? fn buffer(self) -> Result<Option<Frame<'a, F::Header>>, $error> {
                self.reader.next()$($await)*
            }

            /// Skips the frame without buffering it.
            ///
            /// # Errors
            ///
            /// Those of [`FrameReader::next`].
            pub $($async)? fn skip(self) -> Result<(), $error> {
                let reader = self.reader;
                reader.frames.begin_passing_over()?;
                while reader.frames.pass_over_body()?.is_some() {
                    reader.receive()$($await)*?;
                }
                Ok(())
            }
        }

        /// The body of one frame, received piece by piece. The reader skips the rest of a body that is dropped.
        #[derive(Debug)]
        pub struct Body<'a, R, F: TwoPhase> {
            reader: &'a mut FrameReader<R, F>,
            ended: bool,
        }

        impl<R: $($bound)+, F: TwoPhase> Body<'_, R, F> {
            /// Returns the next bytes of the body, which is over if there are none; then its trailer was verified.
            ///
            /// # Errors
            ///
            /// Those of [`FrameReader::next`].
            pub $($async)? fn fill_buf(&mut self) -> Result<&[u8], $error> {
                let mut available = 0;
                while !self.ended && available == 0 {
                    match self.reader.frames.body_step()? {
                        Step::Done(Some(bytes)) => available = bytes,
                        Step::Done(None) => self.ended = true,
                        Step::Need(_) => self.reader.receive()$($await)*?,
                    }
                }
                Ok(self.reader.frames.buffered().get(..available).unwrap_or_default())
            }

            /// Consumes the first `n` bytes that [`fill_buf`](Self::fill_buf) returned, or all of them if they are fewer.
            pub fn consume(&mut self, n: usize) {
                self.reader.frames.consume_body(n);
            }
        }
    };
}

#[cfg(any(feature = "futures-io", feature = "embedded-io", feature = "embedded-io-async"))]
pub(crate) use reader;
#[cfg(any(feature = "std", feature = "embedded-io", feature = "embedded-io-async"))]
pub(crate) use {accessors, decisions};
