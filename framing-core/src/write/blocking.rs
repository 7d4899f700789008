//! The blocking writer: any format over any `Write`.

use std::io::{self, IoSlice, Read, Write};

use bytes::Buf;

use crate::read::blocking::uninterrupted;
use crate::write::queue::{MOST_SLICES, fill};
use crate::{Encode, EnqueueError, FrameQueue, TwoPhase, Undelivered, Watermarks, WriteError};

/// Writes frames of any [format](TwoPhase) to any [`Write`].
///
/// ```
/// use framing_core::{U32Be, blocking::FrameWriter};
///
/// let mut writer = FrameWriter::new(Vec::new(), U32Be::new());
/// writer.enqueue_body(&b"hello"[..])?;
/// writer.flush()?;
/// writer.send_body(b"bye")?;
/// assert_eq!(writer.get_ref(), b"\0\0\0\x05hello\0\0\0\x03bye");
/// # Ok::<(), framing_core::WriteError>(())
/// ```
///
/// A transport that answers `WouldBlock` or times out loses nothing: the error is handed on, and the next
/// [`flush`](Self::flush) goes on with the byte where it stopped. `Interrupted` is tried again at once.
///
/// Copies and memory are those of the async `FrameWriter`, which needs the feature `tokio`: small
/// frames are gathered, bodies of [`FrameQueue::SHARE_FROM`] bytes or more are written from where they are, and nothing
/// is held once all is flushed.
#[derive(Debug)]
pub struct FrameWriter<W, F: TwoPhase> {
    transport: W,
    queue: FrameQueue<F>,
}

impl<W, F: TwoPhase> FrameWriter<W, F> {
    /// A writer of a stream that starts now.
    #[must_use]
    pub fn new(transport: W, format: F) -> Self {
        Self { transport, queue: FrameQueue::new(format) }
    }

    /// The same writer with other marks.
    #[must_use]
    pub fn with_marks(mut self, marks: Watermarks) -> Self {
        self.queue = self.queue.with_marks(marks);
        self
    }

    /// What is not written yet.
    #[must_use]
    pub fn queue(&self) -> &FrameQueue<F> {
        &self.queue
    }

    /// The transport.
    #[must_use]
    pub fn get_ref(&self) -> &W {
        &self.transport
    }

    /// The transport. Writing to it puts bytes between the frames.
    pub fn get_mut(&mut self) -> &mut W {
        &mut self.transport
    }

    /// The transport. What is queued and not written is dropped: [`flush`](Self::flush) first.
    pub fn into_inner(self) -> W {
        self.transport
    }

    /// Hands back the frames that were not sent, and says whether one was cut in the middle; see
    /// [`FrameQueue::undelivered`].
    pub fn undelivered(&mut self) -> Undelivered<F::Header> {
        self.queue.undelivered()
    }
}

impl<W, F: Encode> FrameWriter<W, F> {
    /// Queues a frame without writing; see [`FrameQueue::enqueue`].
    ///
    /// # Errors
    ///
    /// [`EnqueueError::Full`] when there is no room: [`ready`](Self::ready) makes some, and [`offer`](Self::offer) hands the
    /// frame back. [`EnqueueError::Encode`] when the format cannot say it. Nothing was queued, whatever the error.
    #[inline(always)]
    pub fn enqueue<B: Buf>(&mut self, header: F::Header, body: B) -> Result<(), EnqueueError> {
        self.queue.enqueue(header, body)
    }

    /// [`enqueue`](Self::enqueue) for formats whose header is nothing but the length.
    ///
    /// # Errors
    ///
    /// As there.
    #[inline(always)]
    pub fn enqueue_body<B: Buf>(&mut self, body: B) -> Result<(), EnqueueError>
    where
        F::Header: Default,
    {
        self.queue.enqueue_body(body)
    }

    /// [`enqueue`](Self::enqueue) that hands the frame back when there is no room; see [`FrameQueue::offer`].
    ///
    /// # Errors
    ///
    /// As there.
    #[inline]
    pub fn offer<B: Buf>(
        &mut self,
        header: F::Header,
        body: B,
    ) -> Result<Option<(F::Header, B)>, EnqueueError> {
        self.queue.offer(header, body)
    }
}

impl<W: Write, F: Encode> FrameWriter<W, F> {
    /// Makes room for a frame: nothing to do below the high [mark](Watermarks), else what is queued is written down to the low
    /// one.
    ///
    /// # Errors
    ///
    /// [`WriteError::Io`] when the transport fails, and going on may be tried; [`WriteError::Torn`] when a frame was cut
    /// in the middle before.
    pub fn ready(&mut self) -> Result<(), WriteError> {
        if self.queue.has_room() {
            return Ok(());
        }
        while !self.queue.is_low() && self.write(&[])? {}
        Ok(())
    }

    /// Makes room, then queues a frame.
    ///
    /// # Errors
    ///
    /// As [`ready`](Self::ready) and [`enqueue`](Self::enqueue); the frame is dropped then.
    pub fn feed<B: Buf>(&mut self, header: F::Header, body: B) -> Result<(), WriteError> {
        self.ready()?;
        Ok(self.queue.enqueue(header, body)?)
    }

    /// Writes all that is queued, and flushes the transport.
    ///
    /// # Errors
    ///
    /// As [`ready`](Self::ready).
    pub fn flush(&mut self) -> Result<(), WriteError> {
        self.flush_with(&[])
    }

    /// Writes all that is queued, then this frame, and flushes the transport. A large body is not copied.
    ///
    /// Each call is a write and a flush of its own, after which the writer holds no memory. Many small frames go
    /// [fed](Self::feed), or [queued](Self::enqueue), and flushed together.
    ///
    /// # Errors
    ///
    /// As [`flush`](Self::flush): the frame is in the writer then, what is left of a large body copied, and the next
    /// [`flush`](Self::flush) goes on with it. [`WriteError::Encode`] when the format cannot say it,
    /// [`WriteError::Unfinished`] when a streamed body is in the way: nothing of it is written.
    pub fn send(&mut self, header: F::Header, body: &[u8]) -> Result<(), WriteError> {
        self.queue.check_open()?;
        self.queue.lend(header, body)?;
        let flushed = self.flush_with(body);
        self.queue.keep(body);
        flushed
    }

    /// [`send`](Self::send) for formats whose header is nothing but the length.
    ///
    /// # Errors
    ///
    /// As there.
    pub fn send_body(&mut self, body: &[u8]) -> Result<(), WriteError>
    where
        F::Header: Default,
    {
        self.send(F::Header::default(), body)
    }

    /// Writes all that is queued, then a frame whose body of `len` bytes is read from `source`, and flushes the transport.
    ///
    /// The source must end where the body does. A part of a longer one is a source by [`take`](Read::take). At most 64 KiB
    /// of it are in memory at once.
    ///
    /// ```
    /// use framing_core::{Netstring, WriteError, blocking::FrameWriter};
    ///
    /// let mut writer = FrameWriter::new(Vec::new(), Netstring);
    /// writer.send_from(0, 5, &mut &b"hello"[..])?;
    /// assert_eq!(writer.get_ref(), b"5:hello,");
    ///
    /// let long = writer.send_from(0, 4, &mut &b"hello"[..]);
    /// assert!(matches!(long, Err(WriteError::SourceTooLong { len: 4 })));
    /// assert_eq!(writer.get_ref(), b"5:hello,4:hell,", "the frame is whole");
    /// # Ok::<(), WriteError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// - [`WriteError::Encode`] when the format cannot say the length: nothing of the frame is written.
    /// - [`WriteError::Source`] when the source fails, [`WriteError::Io`] when the transport does:
    ///   [`resume_from`](Self::resume_from) goes on.
    /// - [`WriteError::SourceTooShort`]: the frame is cut, and nothing more can be written.
    /// - [`WriteError::SourceTooLong`]: the frame is whole, with the first `len` bytes; one more was read.
    pub fn send_from<R: Read>(
        &mut self,
        header: F::Header,
        len: u64,
        source: &mut R,
    ) -> Result<(), WriteError> {
        self.queue.begin_source(header, len)?;
        self.drain(len, source)
    }

    /// Goes on with the body that a failed [`send_from`](Self::send_from) left unfinished; only flushes if there is none.
    ///
    /// # Errors
    ///
    /// As there.
    pub fn resume_from<R: Read>(&mut self, source: &mut R) -> Result<(), WriteError> {
        match self.queue.streamed_len() {
            Some(len) => self.drain(len, source),
            None => self.flush(),
        }
    }

    fn drain<R: Read>(&mut self, len: u64, source: &mut R) -> Result<(), WriteError> {
        while let Some(missing) = self.queue.missing() {
            if self.queue.precedes_source() {
                while self.write(&[])? {}
            }
            let room = self.queue.source_room();
            let read = uninterrupted(|| source.read(room)).map_err(WriteError::Source)?;
            if read == 0 {
                self.queue.tear();
                return Err(WriteError::SourceTooShort { have: len - missing, need: len });
            }
            self.queue.source_filled(read)?;
        }
        self.flush()?;
        match uninterrupted(|| source.read(&mut [0])).map_err(WriteError::Source)? {
            0 => Ok(()),
            _ => Err(WriteError::SourceTooLong { len }),
        }
    }

    fn flush_with(&mut self, lent: &[u8]) -> Result<(), WriteError> {
        while self.write(lent)? {}
        self.queue.release();
        Ok(uninterrupted(|| self.transport.flush())?)
    }

    /// One write to the transport; `false` when nothing is at hand to be written.
    fn write(&mut self, lent: &[u8]) -> Result<bool, WriteError> {
        let Self { transport, queue } = self;
        let mut unsent = queue.unsent_with(queue.at_hand(lent));
        let Some(first) = unsent.next() else { return queue.check_written().map(|()| false) };
        let written = match unsent.next() {
            None => uninterrupted(|| transport.write(first))?,
            Some(second) => {
                let mut slices = [IoSlice::new(&[]); MOST_SLICES];
                let slices = fill(&mut slices, first, second, unsent);
                uninterrupted(|| transport.write_vectored(slices))?
            }
        };
        if written == 0 {
            return Err(io::Error::from(io::ErrorKind::WriteZero).into());
        }
        queue.written(written);
        Ok(true)
    }
}
