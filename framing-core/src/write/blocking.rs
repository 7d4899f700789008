//! The blocking writer: any format over any `Write`.

use core::task::Poll;
use core::time::Duration;
use std::io::{self, Read, Write};
use std::time::Instant;

use bytes::Buf;

use crate::read::blocking::{read_once, uninterrupted};
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
    patience: Patience,
}

impl<W, F: TwoPhase> FrameWriter<W, F> {
    /// Creates a writer for a new stream.
    #[must_use]
    pub fn new(transport: W, format: F) -> Self {
        Self { transport, queue: FrameQueue::new(format), patience: Patience(None) }
    }

    /// Sets how long the transport may accept nothing before the writer returns [`WriteError::TimedOut`].
    ///
    /// A blocking write cannot be interrupted, so this works together with a timeout of the transport, such as
    /// `TcpStream::set_write_timeout`: whenever that expires (`WouldBlock` or `TimedOut`), the writer compares the time and
    /// tries again. Choose a shorter timeout for the transport. On a transport that never waits the writer would spin.
    ///
    /// ```
    /// use std::time::Duration;
    /// use framing_core::{U8, WriteError, blocking::FrameWriter};
    ///
    /// /// A peer that reads nothing, over a transport whose own timeout has expired.
    /// struct Stalled;
    /// # impl std::io::Write for Stalled {
    /// #     fn write(&mut self, _: &[u8]) -> std::io::Result<usize> { Err(std::io::ErrorKind::TimedOut.into()) }
    /// #     fn flush(&mut self) -> std::io::Result<()> { Ok(()) }
    /// # }
    ///
    /// let mut writer = FrameWriter::new(Stalled, U8).with_write_timeout(Duration::ZERO);
    /// assert!(matches!(writer.send_body(b"hi"), Err(WriteError::TimedOut { unsent: 3 })));
    /// ```
    #[must_use]
    pub fn with_write_timeout(mut self, timeout: Duration) -> Self {
        self.patience = Patience(Some(timeout));
        self
    }
}

/// The write timeout.
#[derive(Clone, Copy, Debug)]
struct Patience(Option<Duration>);

impl Patience {
    /// Repeats `transfer` while a signal interrupts it or the transport's own timeout expires, until the write timeout.
    fn retry<T>(self, mut transfer: impl FnMut() -> io::Result<T>) -> io::Result<T> {
        let Some(timeout) = self.0 else { return uninterrupted(transfer) };
        let begin = Instant::now();
        loop {
            match uninterrupted(&mut transfer) {
                Err(error) if is_expiry(&error) && begin.elapsed() < timeout => {}
                other => return other,
            }
        }
    }

    /// Returns the error of a transport as that of a writer that still has `unsent` bytes.
    fn error(self, error: WriteError, unsent: u64) -> WriteError {
        match error {
            WriteError::Io(error) if self.0.is_some() && is_expiry(&error) => WriteError::TimedOut { unsent },
            other => other,
        }
    }
}

/// Whether the transport's own timeout has expired.
fn is_expiry(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut)
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
        let written = self.patience.retry(|| self.transport.write(frame));
        settle(&mut self.queue, header, body.len(), around, frame, Poll::Ready(written))
            .map_err(|error| self.patience.error(error, self.queue.unsent_len()))?;
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
            let read = read_once(source, self.queue.source_room()).map_err(WriteError::Source)?;
            if read == 0 {
                self.queue.tear();
                return Err(WriteError::SourceTooShort { have: len.saturating_sub(missing), need: len });
            }
            self.queue.source_filled(read)?;
        }
        self.flush()?;
        match read_once(source, &mut [0]).map_err(WriteError::Source)? {
            0 => Ok(()),
            _ => Err(WriteError::SourceTooLong { len }),
        }
    }

    fn flush_with(&mut self, lent: &[u8]) -> Result<(), WriteError> {
        while self.write(lent)? {}
        self.queue.release();
        let Self { transport, queue, patience } = self;
        let flushed = patience.retry(|| transport.flush());
        flushed.map_err(|error| patience.error(WriteError::Io(error), queue.unsent_len()))
    }

    /// Makes one write to the transport; `false` when no bytes are available.
    fn write(&mut self, lent: &[u8]) -> Result<bool, WriteError> {
        let Self { transport, queue, patience } = self;
        let written = transfer(queue, lent, |slices| {
            Poll::Ready(patience.retry(|| match slices {
                [one] => transport.write(one),
                many => transport.write_vectored(many),
            }))
        });
        match written {
            Poll::Ready(written) => written.map_err(|error| patience.error(error, queue.unsent_len())),
            Poll::Pending => Ok(false),
        }
    }
}
