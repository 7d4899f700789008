//! The methods that all writers over a transport share: everything that neither waits nor blocks.

/// The accessors of a `FrameWriter`, and the methods that only queue.
macro_rules! accessors {
    () => {
        impl<W, F: TwoPhase> FrameWriter<W, F> {
            /// Sets the watermarks, which limit how many bytes the writer holds.
            #[must_use]
            pub fn with_watermarks(mut self, watermarks: Watermarks) -> Self {
                self.queue = self.queue.with_watermarks(watermarks);
                self
            }

            /// Sets the limits: the writer refuses a frame that a reader with the same limits would refuse. Without this,
            /// the limits of the format apply.
            ///
            /// ```
            /// use framing_core::{EncodeError, EnqueueError, Limits, Phase, U32Be, blocking::FrameWriter};
            ///
            /// let limits = Limits::DEFAULT.with_body(4);
            /// let mut writer = FrameWriter::new(Vec::<u8>::new(), U32Be::new()).with_limits(limits);
            /// let refused = EncodeError::OverLimit { part: Phase::Body, len: 5, limit: 4 };
            /// assert_eq!(writer.enqueue_body(&b"five!"[..]), Err(EnqueueError::Encode(refused)));
            /// ```
            #[must_use]
            pub fn with_limits(mut self, limits: Limits) -> Self {
                self.queue.set_limits(limits);
                self
            }

            /// Sets the limits for the frames that are queued from now on; see [`with_limits`](Self::with_limits).
            pub fn set_limits(&mut self, limits: Limits) {
                self.queue.set_limits(limits);
            }

            /// Returns the queue of frames that are not written.
            #[must_use]
            pub fn queue(&self) -> &FrameQueue<F> {
                &self.queue
            }

            /// Returns a reference to the transport.
            #[must_use]
            pub fn get_ref(&self) -> &W {
                &self.transport
            }

            /// Returns a mutable reference to the transport. Bytes written to it directly end up between the frames.
            pub fn get_mut(&mut self) -> &mut W {
                &mut self.transport
            }

            /// Returns the transport and drops the queued frames: [`flush`](Self::flush) first.
            pub fn into_inner(self) -> W {
                self.transport
            }

            /// Removes the frames that were not sent and returns them, and the one that was sent in part; see
            /// [`FrameQueue::undelivered`].
            ///
            /// ```
            /// use framing_core::{U8, blocking::FrameWriter};
            ///
            /// let mut room_for_five = [0; 5];
            /// let mut writer = FrameWriter::new(&mut room_for_five[..], U8::new());
            /// writer.enqueue_body(&b"one"[..])?;
            /// writer.enqueue_body(&b"two"[..])?;
            /// assert!(writer.flush().is_err(), "there is no room for the second frame");
            ///
            /// let mut another = FrameWriter::new(Vec::new(), U8::new());
            /// for frame in writer.undelivered().into_frames() {
            ///     another.send(frame.header, &frame.body)?;
            /// }
            /// assert_eq!(another.get_ref(), b"\x03two");
            /// # Ok::<(), framing_core::WriteError>(())
            /// ```
            pub fn undelivered(&mut self) -> Undelivered<F::Header> {
                self.queue.undelivered()
            }
        }

        impl<W, F: Encode> FrameWriter<W, F> {
            /// Queues a frame without writing.
            ///
            /// The body may consist of any number of pieces: one slice, `Bytes`, a [chain](bytes::buf::Chain) of them. The
            /// frame is encoded at once, so a borrowed body need not outlive the call.
            ///
            /// # Errors
            ///
            /// [`EnqueueError::Full`] when there is no room: [`ready`](Self::ready) makes some, and [`offer`](Self::offer)
            /// returns the frame. [`EnqueueError::Encode`] when the frame cannot be encoded or is over the limits. Nothing
            /// is queued on an error.
            #[inline(always)]
            pub fn enqueue<B: Buf>(&mut self, header: F::Header, body: B) -> Result<(), EnqueueError> {
                self.queue.enqueue(header, body)
            }

            /// Queues a frame with the default header without writing.
            ///
            /// # Errors
            ///
            /// See [`enqueue`](Self::enqueue).
            #[inline(always)]
            pub fn enqueue_body<B: Buf>(&mut self, body: B) -> Result<(), EnqueueError>
            where
                F::Header: Default,
            {
                self.queue.enqueue_body(body)
            }

            /// Queues a frame without writing, or returns it when there is no room; see [`FrameQueue::offer`].
            ///
            /// # Errors
            ///
            /// See [`FrameQueue::offer`].
            #[inline]
            pub fn offer<B: Buf>(
                &mut self,
                header: F::Header,
                body: B,
            ) -> Result<Option<(F::Header, B)>, EnqueueError> {
                self.queue.offer(header, body)
            }
        }
    };
}

pub(crate) use accessors;
