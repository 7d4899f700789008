//! What the async reader and the blocking one have in common to the letter: all that neither waits nor blocks.

/// The accessors of a `FrameReader`.
macro_rules! accessors {
    () => {
        impl<R, F: TwoPhase> FrameReader<R, F> {
            /// The same reader with other limits.
            #[must_use]
            pub fn with_limits(mut self, limits: Limits) -> Self {
                self.frames.set_limits(limits);
                self
            }

            /// The same reader of a stream whose first bytes were received by somebody else: what a handshake has read too far,
            /// or the buffer of a `Framed` that was taken apart. They come before what the transport gives.
            #[must_use]
            pub fn with_unread(mut self, bytes: &[u8]) -> Self {
                self.frames.push(bytes);
                self
            }

            /// Sets other limits, from the next header on: a larger one once the peer is trusted.
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

            /// What the reader has received and decoded so far: what it [waits for](FrameBuffer::waiting), the
            /// [bytes](FrameBuffer::buffered) that no frame was made of yet, the [decoder](FrameBuffer::decoder).
            #[must_use]
            pub fn frames(&self) -> &FrameBuffer<F> {
                &self.frames
            }

            /// The format, to tell it what was sent, where that decides how the answer reads; see
            /// [`Decoder::format_mut`](crate::Decoder::format_mut).
            pub fn format_mut(&mut self) -> &mut F {
                self.frames.format_mut()
            }

            /// The transport.
            #[must_use]
            pub fn get_ref(&self) -> &R {
                &self.transport
            }

            /// The transport. Reading from it takes bytes away from the frames.
            pub fn get_mut(&mut self) -> &mut R {
                &mut self.transport
            }
        }
    };
}

/// The methods of an `Incoming` that only look or decide, and those of its `Body`.
macro_rules! decisions {
    () => {
        impl<'a, R, F: TwoPhase> Incoming<'a, R, F> {
            /// The header, its bytes, the length of the body if the header says, and where the frame begins.
            #[must_use]
            pub fn announced(&self) -> Announced<'_, F::Header> {
                self.reader.frames.incoming()
            }

            /// What the format read from the header.
            #[must_use]
            pub fn header(&self) -> &F::Header {
                self.announced().header
            }

            /// Bytes of body, if the header says.
            #[must_use]
            pub fn body_len(&self) -> Option<u64> {
                self.reader.frames.decoder().body_len()
            }

            /// The body as a stream of bytes, whatever its length. No limit but that of the trailer holds.
            ///
            /// # Errors
            ///
            /// [`NotStreamable`](crate::ErrorKind::NotStreamable) when only a walk over the whole body finds its end.
            pub fn stream(self) -> Result<Body<'a, R, F>, ReadError> {
                self.reader.frames.stream_body()?;
                Ok(Body { reader: self.reader, ended: false })
            }

            /// Refuses the frame. The reader is fused: it gives this error from now on.
            #[must_use]
            pub fn refuse(self) -> Error {
                self.reader.frames.refuse()
            }
        }

        impl<R, F: TwoPhase> Body<'_, R, F> {
            /// Bytes of body that are still to come, if the header said how many there are.
            #[must_use]
            pub fn remaining(&self) -> Option<u64> {
                if self.ended { Some(0) } else { self.reader.frames.rest_of_body() }
            }
        }
    };
}

pub(crate) use {accessors, decisions};
