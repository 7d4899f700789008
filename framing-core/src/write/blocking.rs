//! The blocking writer: any format over any `Write`.

use core::task::Poll;
use std::io::{Read, Write};

use bytes::Buf;

use crate::read::blocking::uninterrupted;
use crate::write::drive::{settle, transfer};
use crate::write::small::SMALL;
use crate::write::writer_macros::accessors;
use crate::{Encode, EnqueueError, FrameQueue, Limits, TwoPhase, Undelivered, Watermarks, WriteError};

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
/// A transport that would block or times out loses nothing: the writer returns the error, and the next
/// [`flush`](Self::flush) resumes at the byte where this one stopped. The writer retries `Interrupted` at once.
///
/// Copies and memory are those of the async `FrameWriter`, which needs the feature `tokio`: the writer gathers small
/// frames, writes bodies of [`FrameQueue::SHARE_FROM`] bytes or more from their own memory, and holds no memory once it is
/// flushed.
#[derive(Debug)]
pub struct FrameWriter<W, F: TwoPhase> {
    transport: W,
    queue: FrameQueue<F>,
}

impl<W, F: TwoPhase> FrameWriter<W, F> {
    /// Creates a writer for a new stream.
    #[must_use]
    pub fn new(transport: W, format: F) -> Self {
        Self { transport, queue: FrameQueue::new(format) }
    }
}

accessors!();

impl<W: Write, F: Encode> FrameWriter<W, F> {
    /// Makes room for a frame: does nothing below the high [watermark](Watermarks), otherwise writes the queue down to
    /// the low one.
    ///
    /// # Errors
    ///
    /// [`WriteError::Io`] when the transport fails, after which another call may be tried; [`WriteError::Torn`] when an
    /// earlier frame was written in part and cannot be completed.
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
    /// See [`ready`](Self::ready) and [`enqueue`](Self::enqueue); the frame is dropped.
    pub fn feed<B: Buf>(&mut self, header: F::Header, body: B) -> Result<(), WriteError> {
        self.ready()?;
        Ok(self.queue.enqueue(header, body)?)
    }

    /// Writes all queued frames, and flushes the transport.
    ///
    /// # Errors
    ///
    /// See [`ready`](Self::ready).
    pub fn flush(&mut self) -> Result<(), WriteError> {
        self.flush_with(&[])
    }

    /// Writes all queued frames, then this one, and flushes the transport. A large body is not copied.
    ///
    /// Each call writes and flushes, after which the writer holds no memory. To send many small frames,
    /// [`feed`](Self::feed) or [`enqueue`](Self::enqueue) them and flush once.
    ///
    /// # Errors
    ///
    /// See [`flush`](Self::flush): the frame is in the writer, the unwritten rest of a large body copied, and the next
    /// [`flush`](Self::flush) resumes there. [`WriteError::Encode`] when the frame cannot be encoded or is over the limits,
    /// and [`WriteError::Unfinished`] when a streamed body is incomplete: nothing of the frame is written.
    pub fn send(&mut self, header: F::Header, body: &[u8]) -> Result<(), WriteError> {
        self.queue.check_open()?;
        let mut scratch = [0; SMALL];
        let Some(around) = self.queue.encode_small(&header, body, &mut scratch)? else {
            self.queue.lend(header, body)?;
            let flushed = self.flush_with(body);
            self.queue.keep(body);
            return flushed;
        };
        let frame = scratch.get(..around.total(body.len())).unwrap_or_default();
        let written = uninterrupted(|| self.transport.write(frame));
        settle(&mut self.queue, header, body.len(), around, frame, Poll::Ready(written))?;
        self.flush()
    }

    /// Sends a frame with the default header; see [`send`](Self::send).
    ///
    /// # Errors
    ///
    /// See [`send`](Self::send).
    pub fn send_body(&mut self, body: &[u8]) -> Result<(), WriteError>
    where
        F::Header: Default,
    {
        self.send(F::Header::default(), body)
    }

    /// Writes all queued frames, then one whose body of `len` bytes is read from `source`, and flushes the transport.
    ///
    /// The source must end where the body does; limit a longer one with [`take`](Read::take). At most 64 KiB of it are in
    /// memory at once. The body may be longer than [`Limits::body`], as one that a reader streams.
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
    /// assert_eq!(writer.get_ref(), b"5:hello,4:hell,", "the frame is complete");
    /// # Ok::<(), WriteError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// - [`WriteError::Encode`] when the frame cannot be encoded: nothing of it is written.
    /// - [`WriteError::Source`] when the source fails, [`WriteError::Io`] when the transport does:
    ///   [`resume_from`](Self::resume_from) continues.
    /// - [`WriteError::SourceTooShort`]: the frame is incomplete, and nothing more can be written.
    /// - [`WriteError::SourceTooLong`]: the frame is complete, with the first `len` bytes; one more was read.
    pub fn send_from<R: Read>(
        &mut self,
        header: F::Header,
        len: u64,
        source: &mut R,
    ) -> Result<(), WriteError> {
        self.queue.begin_source(header, len)?;
        self.drain(len, source)
    }

    /// Continues a body that a failed [`send_from`](Self::send_from) left incomplete; only flushes if there is none.
    ///
    /// # Errors
    ///
    /// See [`send_from`](Self::send_from).
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
                return Err(WriteError::SourceTooShort { have: len.saturating_sub(missing), need: len });
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

    /// Makes one write to the transport; `false` when no bytes are available.
    fn write(&mut self, lent: &[u8]) -> Result<bool, WriteError> {
        let Self { transport, queue } = self;
        let written = transfer(queue, lent, |slices| {
            Poll::Ready(uninterrupted(|| match slices {
                [one] => transport.write(one),
                many => transport.write_vectored(many),
            }))
        });
        match written {
            Poll::Ready(written) => written,
            Poll::Pending => Ok(false),
        }
    }
}
