//! The async writers: the methods that wait, for every flavour of `AsyncWrite`.

/// The waiting methods of a `FrameWriter` and their futures, over the traits `$AsyncWrite` and `$AsyncRead`, whose method that
/// ends the stream is `$poll_close`. `poll_read(cx, source, room)` must be in scope.
macro_rules! async_writer {
    ($AsyncWrite:path, $AsyncRead:path, $poll_close:ident) => {
        impl<W: $AsyncWrite + Unpin, F: Encode> FrameWriter<W, F> {
            /// Waits until there is room for a frame: not at all below the high [watermark](Watermarks), otherwise until
            /// the queue is written down to the low one.
            ///
            /// # Cancel safety
            ///
            /// Cancel safe.
            ///
            /// # Errors
            ///
            /// [`WriteError::Io`] when the transport fails; [`WriteError::TimedOut`] when it accepts nothing for too long;
            /// [`WriteError::Torn`] when an earlier frame was written in part and cannot be completed.
            #[inline]
            pub async fn ready(&mut self) -> Result<(), WriteError> {
                if self.queue.has_room() { Ok(()) } else { poll_fn(|cx| self.poll_low(cx)).await }
            }

            /// Writes all queued frames, and flushes the transport.
            ///
            /// # Cancel safety
            ///
            /// Cancel safe: the next call resumes at the byte where this one stopped.
            ///
            /// # Errors
            ///
            /// See [`ready`](Self::ready).
            pub async fn flush(&mut self) -> Result<(), WriteError> {
                poll_fn(|cx| self.poll_flush(cx)).await
            }

            /// Writes all queued frames, then closes the writing side of the transport.
            ///
            /// # Cancel safety
            ///
            /// Cancel safe.
            ///
            /// # Errors
            ///
            /// See [`ready`](Self::ready); also [`WriteError::Unfinished`] when a streamed body is incomplete.
            pub async fn close(&mut self) -> Result<(), WriteError> {
                poll_fn(|cx| self.poll_close(cx)).await
            }

            /// Waits for room, then queues a frame.
            ///
            /// # Cancel safety
            ///
            /// A future dropped before it is ready has queued nothing; the frame is dropped with it. To keep the frame, wait
            /// for [`ready`](Self::ready) and [`enqueue`](Self::enqueue) it.
            ///
            /// # Errors
            ///
            /// See [`ready`](Self::ready) and [`enqueue`](Self::enqueue).
            #[inline(always)]
            pub fn feed<B: Buf>(&mut self, header: F::Header, body: B) -> FeedFrame<'_, W, F, B> {
                FeedFrame { writer: self, frame: Some((header, body)) }
            }

            /// Writes all queued frames, then this one, and flushes the transport. A large body is not copied.
            ///
            /// Each call writes and flushes, after which the writer holds no memory. To send many small frames,
            /// [`feed`](Self::feed) or [`enqueue`](Self::enqueue) them and flush once.
            ///
            /// # Cancel safety
            ///
            /// Before the future is polled, nothing has happened. Once it was polled, the frame is in the writer: dropping the
            /// future copies the unwritten rest of a large body into the writer, and the next [`flush`](Self::flush) resumes
            /// there. (Leaking the future instead tears the frame, which the writer reports from then on.)
            ///
            /// # Errors
            ///
            /// See [`flush`](Self::flush); the frame stays in the writer, as when cancelled. [`WriteError::Encode`] when the
            /// frame cannot be encoded or is over the limits, and [`WriteError::Unfinished`] when a streamed body is
            /// incomplete: nothing of the frame is written.
            #[inline(always)]
            pub fn send<'a>(&'a mut self, header: F::Header, body: &'a [u8]) -> SendFrame<'a, W, F> {
                SendFrame { writer: self, header: Some(header), body, lent: false }
            }

            /// Sends a frame with the default header; see [`send`](Self::send).
            #[inline(always)]
            pub fn send_body<'a>(&'a mut self, body: &'a [u8]) -> SendFrame<'a, W, F>
            where
                F::Header: Default,
            {
                self.send(F::Header::default(), body)
            }

            /// Writes all queued frames, then one whose body of `len` bytes is read from `source`, and flushes the transport.
            ///
            /// The source must end where the body does; limit a longer one with `take`. At most 64 KiB of it are in memory at
            /// once. The body may be longer than [`Limits::body`], as one that a reader streams.
            ///
            /// # Cancel safety
            ///
            /// Before the future is polled, nothing has happened. Once it was polled, the frame is begun, and bytes read from
            /// the source are in the writer: [`resume_from`](Self::resume_from) continues, and no other frame can follow
            /// before the body is [complete](FrameQueue::missing). The check whether the source has more bytes comes last and
            /// is not repeated.
            ///
            /// # Errors
            ///
            /// - [`WriteError::Encode`] when the frame cannot be encoded: nothing of it is written.
            /// - [`WriteError::Source`] when the source fails, [`WriteError::Io`] when the transport does,
            ///   [`WriteError::TimedOut`] when the transport accepts nothing: resume, as when cancelled.
            /// - [`WriteError::SourceTooShort`]: the frame is incomplete, and nothing more can be written.
            /// - [`WriteError::SourceTooLong`]: the frame is complete, with the first `len` bytes; one more was read.
            pub async fn send_from<R: $AsyncRead + Unpin>(
                &mut self,
                header: F::Header,
                len: u64,
                source: &mut R,
            ) -> Result<(), WriteError> {
                self.queue.begin_source(header, len)?;
                self.drain(len, source).await
            }

            /// Continues a body that a cancelled or failed [`send_from`](Self::send_from) left incomplete; only flushes if
            /// there is none.
            ///
            /// # Cancel safety
            ///
            /// See [`send_from`](Self::send_from).
            ///
            /// # Errors
            ///
            /// See [`send_from`](Self::send_from).
            pub async fn resume_from<R: $AsyncRead + Unpin>(
                &mut self,
                source: &mut R,
            ) -> Result<(), WriteError> {
                match self.queue.streamed_len() {
                    Some(len) => self.drain(len, source).await,
                    None => self.flush().await,
                }
            }

            /// Polls for room for a frame; see [`ready`](Self::ready).
            ///
            /// # Errors
            ///
            /// See [`ready`](Self::ready).
            #[inline]
            pub fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), WriteError>> {
                if self.queue.has_room() { Poll::Ready(Ok(())) } else { self.poll_low(cx) }
            }

            /// Polls until all queued frames are written and the transport is flushed; see [`flush`](Self::flush).
            ///
            /// # Errors
            ///
            /// See [`flush`](Self::flush).
            pub fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), WriteError>> {
                self.poll_flush_with(cx, &[])
            }

            /// Polls until all is written and the transport is closed; see [`close`](Self::close).
            ///
            /// # Errors
            ///
            /// See [`close`](Self::close).
            pub fn poll_close(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), WriteError>> {
                ready!(self.poll_flush(cx))?;
                if let Some(missing) = self.queue.missing() {
                    return Poll::Ready(Err(WriteError::Unfinished { missing }));
                }
                let closed = Pin::new(&mut self.transport).$poll_close(cx).map_err(WriteError::Io);
                self.timer.watch(cx, closed, 0)
            }

            #[cold]
            fn poll_low(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), WriteError>> {
                while !self.queue.is_low() {
                    if !ready!(self.poll_write(cx, &[]))? {
                        break;
                    }
                }
                Poll::Ready(Ok(()))
            }

            /// Writes all available bytes, where `lent` is the body that a caller lends, and flushes the transport.
            #[inline]
            fn poll_flush_with(&mut self, cx: &mut Context<'_>, lent: &[u8]) -> Poll<Result<(), WriteError>> {
                if !self.queue.is_empty() {
                    ready!(self.poll_written(cx, lent))?;
                }
                self.queue.release();
                let flushed = Pin::new(&mut self.transport).poll_flush(cx).map_err(WriteError::Io);
                self.timer.watch(cx, flushed, 0)
            }

            /// Polls until all available bytes are written.
            fn poll_written(&mut self, cx: &mut Context<'_>, lent: &[u8]) -> Poll<Result<(), WriteError>> {
                while ready!(self.poll_write(cx, lent))? {}
                Poll::Ready(Ok(()))
            }

            /// Makes one write to the transport; `false` when no bytes are available.
            #[inline]
            fn poll_write(&mut self, cx: &mut Context<'_>, lent: &[u8]) -> Poll<Result<bool, WriteError>> {
                let Self { transport, queue, timer } = self;
                let transport = Pin::new(transport);
                let written = transfer(queue, lent, |slices| match slices {
                    [one] => transport.poll_write(cx, one),
                    many => transport.poll_write_vectored(cx, many),
                });
                timer.watch(cx, written, queue.unsent_len())
            }

            /// Takes a frame in, and writes a small one at once. Returns whether the body is lent from then on.
            fn begin_send(
                &mut self,
                cx: &mut Context<'_>,
                header: F::Header,
                body: &[u8],
            ) -> Result<bool, WriteError> {
                self.queue.check_open()?;
                let mut scratch = [0; SMALL];
                let Some(around) = self.queue.encode_small(&header, body, &mut scratch)? else {
                    self.queue.lend(header, body)?;
                    return Ok(true);
                };
                let frame = scratch.get(..around.total(body.len())).unwrap_or_default();
                let polled = Pin::new(&mut self.transport).poll_write(cx, frame);
                settle(&mut self.queue, header, body.len(), around, frame, polled)?;
                Ok(false)
            }

            async fn drain<R: $AsyncRead + Unpin>(
                &mut self,
                len: u64,
                source: &mut R,
            ) -> Result<(), WriteError> {
                while let Some(missing) = self.queue.missing() {
                    if self.queue.precedes_source() {
                        poll_fn(|cx| self.poll_written(cx, &[])).await?;
                    }
                    if poll_fn(|cx| self.poll_source(cx, source)).await? == 0 {
                        self.queue.tear();
                        return Err(WriteError::SourceTooShort {
                            have: len.saturating_sub(missing),
                            need: len,
                        });
                    }
                }
                self.flush().await?;
                match poll_fn(|cx| poll_read(cx, source, &mut [0])).await? {
                    0 => Ok(()),
                    _ => Err(WriteError::SourceTooLong { len }),
                }
            }

            /// Makes one read from the source.
            fn poll_source<R: $AsyncRead + Unpin>(
                &mut self,
                cx: &mut Context<'_>,
                source: &mut R,
            ) -> Poll<Result<usize, WriteError>> {
                let read = ready!(poll_read(cx, source, self.queue.source_room()))?;
                self.queue.source_filled(read)?;
                Poll::Ready(Ok(read))
            }
        }

        /// The transport is pinned nowhere.
        impl<W: Unpin, F: TwoPhase> Unpin for FrameWriter<W, F> {}

        $crate::write::async_writer::sink! {
            /// Accepts headers with bodies, as `SinkExt::send` and `StreamExt::forward` need it.
            [$AsyncWrite] [F: Encode, B: Buf] (F::Header, B): writer, frame => {
                let (header, body) = frame;
                writer.enqueue(header, body)
            }
        }

        $crate::write::async_writer::sink! {
            /// Accepts bodies, each with the default header.
            [$AsyncWrite] [F: Encode<Header: Default>] Bytes: writer, body => writer.enqueue_body(body)
        }

        $crate::write::async_writer::sink! {
            /// Accepts bodies, each with the default header.
            [$AsyncWrite] [F: Encode<Header: Default>] BytesMut: writer, body => writer.enqueue_body(body.freeze())
        }

        $crate::write::async_writer::sink! {
            /// Accepts frames as a reader returns them, to forward one stream to another. The writer encodes the header again
            /// and computes the trailer.
            [$AsyncWrite] [F: Encode] OwnedFrame<F::Header>: writer, frame => {
                let (header, body) = frame.into_parts();
                writer.enqueue(header, body)
            }
        }

        /// The future of [`FrameWriter::feed`].
        ///
        /// Written by hand, because the compiler optimises the future of an `async fn` less.
        #[must_use = "nothing is queued until the future is polled"]
        pub struct FeedFrame<'a, W, F: TwoPhase, B> {
            writer: &'a mut FrameWriter<W, F>,
            frame: Option<(F::Header, B)>,
        }

        /// Nothing in it is pinned.
        impl<W, F: TwoPhase, B> Unpin for FeedFrame<'_, W, F, B> {}

        impl<W: $AsyncWrite + Unpin, F: Encode, B: Buf> Future for FeedFrame<'_, W, F, B> {
            type Output = Result<(), WriteError>;

            #[inline(always)]
            fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
                let Self { writer, frame } = &mut *self;
                if !writer.queue.has_room() {
                    ready!(writer.poll_low(cx))?;
                }
                let Some((header, body)) = frame.take() else { return Poll::Ready(Ok(())) };
                match writer.queue.enqueue(header, body) {
                    Ok(()) => Poll::Ready(Ok(())),
                    Err(refused) => Poll::Ready(Err(refused.into())),
                }
            }
        }

        impl<W, F: TwoPhase, B> fmt::Debug for FeedFrame<'_, W, F, B> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct("FeedFrame").field("queue", self.writer.queue()).finish_non_exhaustive()
            }
        }

        /// The future of [`FrameWriter::send`].
        #[must_use = "nothing is sent until the future is polled"]
        pub struct SendFrame<'a, W, F: TwoPhase> {
            writer: &'a mut FrameWriter<W, F>,
            /// Until the future is polled.
            header: Option<F::Header>,
            body: &'a [u8],
            /// Whether the writer borrows the body.
            lent: bool,
        }

        /// Nothing in it is pinned.
        impl<W, F: TwoPhase> Unpin for SendFrame<'_, W, F> {}

        impl<W: $AsyncWrite + Unpin, F: Encode> Future for SendFrame<'_, W, F> {
            type Output = Result<(), WriteError>;

            #[inline]
            fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
                let Self { writer, header, body, lent } = &mut *self;
                if let Some(header) = header.take() {
                    *lent = writer.begin_send(cx, header, body)?;
                }
                writer.poll_flush_with(cx, if *lent { body } else { &[] })
            }
        }

        impl<W, F: TwoPhase> Drop for SendFrame<'_, W, F> {
            #[inline]
            fn drop(&mut self) {
                if self.lent {
                    self.writer.queue.keep(self.body);
                }
            }
        }

        impl<W, F: TwoPhase> fmt::Debug for SendFrame<'_, W, F> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct("SendFrame")
                    .field("begun", &self.header.is_none())
                    .field("body_len", &self.body.len())
                    .field("queue", self.writer.queue())
                    .finish_non_exhaustive()
            }
        }
    };
}

/// A [`Sink`](futures_sink::Sink) of `$Item` that a `FrameWriter` is, over the trait `$AsyncWrite`.
macro_rules! sink {
    (
        $(#[doc = $doc:literal])+
        [$AsyncWrite:path] [$($format:tt)+] $Item:ty: $writer:ident, $item:ident => $enqueue:expr
    ) => {
        $(#[doc = $doc])+
        impl<W: $AsyncWrite + Unpin, $($format)+> Sink<$Item> for FrameWriter<W, F> {
            type Error = WriteError;

            fn poll_ready(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), WriteError>> {
                self.get_mut().poll_ready(cx)
            }

            fn start_send(self: Pin<&mut Self>, $item: $Item) -> Result<(), WriteError> {
                let $writer = self.get_mut();
                Ok($enqueue?)
            }

            fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), WriteError>> {
                self.get_mut().poll_flush(cx)
            }

            fn poll_close(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), WriteError>> {
                self.get_mut().poll_close(cx)
            }
        }
    };
}

pub(crate) use {async_writer, sink};
