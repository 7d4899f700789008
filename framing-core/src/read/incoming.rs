//! The async reader between the phases: a frame whose header is known, and a body that is read as a stream.

use core::future::poll_fn;
use core::pin::Pin;
use core::task::{Context, Poll, ready};
use std::io;

use tokio::io::{AsyncBufRead, AsyncRead, AsyncWrite, AsyncWriteExt, ReadBuf};

use crate::read::reader_macros::decisions;
use crate::{Admission, Announced, Error, Frame, FrameReader, ReadError, Step, TwoPhase};

impl<R: AsyncRead + Unpin, F: TwoPhase> FrameReader<R, F> {
    /// Reads the header of the next frame without buffering its body, or returns `None` once the stream has ended between
    /// two frames.
    ///
    /// The rest of a body that was streamed is skipped first. A frame that is dropped without a decision is returned again.
    ///
    /// ```
    /// use framing_core::{FrameReader, U32Be};
    /// use tokio::io::AsyncReadExt;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let mut reader = FrameReader::new(&b"\0\0\0\x05hello\0\0\0\x02hi"[..], U32Be::new());
    /// while let Some(frame) = reader.next_header().await? {
    ///     if frame.body_len() == Some(5) {
    ///         frame.skip().await?;
    ///     } else {
    ///         let mut text = String::new();
    ///         frame.stream()?.read_to_string(&mut text).await?;
    ///         assert_eq!(text, "hi");
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Cancel safety
    ///
    /// Cancel safe.
    ///
    /// # Errors
    ///
    /// Those of [`next`](Self::next) that concern the header.
    pub async fn next_header(&mut self) -> Result<Option<Incoming<'_, R, F>>, ReadError> {
        match poll_fn(|cx| self.poll_header(cx)).await? {
            true => Ok(Some(Incoming { reader: self })),
            false => Ok(None),
        }
    }

    /// Returns the body that is being streamed and has not ended, to resume reading it.
    ///
    /// A [`Body`] that was dropped, or a future that read from one, has lost nothing. Reading the next frame instead skips the
    /// rest.
    ///
    /// ```
    /// use framing_core::{FrameReader, U32Be};
    /// use tokio::io::AsyncReadExt;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let mut reader = FrameReader::new(&b"\0\0\0\x05hello"[..], U32Be::new());
    /// let frame = reader.next_header().await?.expect("a frame");
    /// assert_eq!(frame.stream()?.read_u8().await?, b'h');
    ///
    /// let mut text = String::new();
    /// reader.streaming().expect("it has not ended").read_to_string(&mut text).await?;
    /// assert_eq!(text, "ello");
    /// assert!(reader.streaming().is_none());
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn streaming(&mut self) -> Option<Body<'_, R, F>> {
        self.frames.decoder().is_streaming().then_some(Body { reader: self, ended: false })
    }

    /// Reads the next frame that `admit` accepts.
    ///
    /// `admit` is called for every frame, with its header and the length of its body if that is known, before any byte of
    /// the body is buffered.
    ///
    /// ```
    /// use framing_core::{Admission, FrameReader, U32Be};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), framing_core::ReadError> {
    /// let mut reader = FrameReader::new(&b"\0\0\0\x05hello\0\0\0\x02hi"[..], U32Be::new());
    /// let frame = reader.next_admitted(|_, _| Admission::BufferUpTo(4)).await?.expect("the second frame");
    /// assert_eq!(frame.body(), b"hi");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Cancel safety
    ///
    /// Cancel safe; after a cancel `admit` may be called again for a frame that it had accepted.
    ///
    /// # Errors
    ///
    /// Those of [`next`](Self::next), and [`Refused`](crate::ErrorKind::Refused), which is final.
    pub async fn next_admitted(
        &mut self,
        mut admit: impl FnMut(&F::Header, Option<u64>) -> Admission,
    ) -> Result<Option<Frame<'_, F::Header>>, ReadError> {
        while let Some(incoming) = self.next_header().await? {
            let len = incoming.body_len();
            match admit(incoming.header(), len).skips(len) {
                Some(false) => return self.next().await,
                Some(true) => incoming.skip().await?,
                None => return Err(incoming.refuse().into()),
            }
        }
        Ok(None)
    }

    /// Ready with `true` once the header of a frame was read, with `false` once the stream has ended between two frames.
    fn poll_header(&mut self, cx: &mut Context<'_>) -> Poll<Result<bool, ReadError>> {
        loop {
            match self.frames.header_status()? {
                Step::Done(true) => return Poll::Ready(Ok(true)),
                Step::Done(false) => return Poll::Ready(Ok(false)),
                Step::Need(need) => ready!(self.poll_receive(cx, need))?,
            }
        }
    }
}

/// A frame whose header was read; see [`FrameReader::next_header`].
///
/// Without a decision about its body it stays at the front of the reader.
#[derive(Debug)]
#[must_use = "without a decision the same frame is returned again"]
pub struct Incoming<'a, R, F: TwoPhase> {
    reader: &'a mut FrameReader<R, F>,
}

decisions!();

impl<'a, R: AsyncRead + Unpin, F: TwoPhase> Incoming<'a, R, F> {
    /// Reads the complete frame, within the reader's limits.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe: the frame stays at the front of the reader.
    ///
    /// # Errors
    ///
    /// Those of [`FrameReader::next`]. A frame that is too long stays at the front and can be [skipped](Self::skip) after
    /// another [`next_header`](FrameReader::next_header).
    pub async fn buffer(self) -> Result<Option<Frame<'a, F::Header>>, ReadError> {
        self.reader.next().await
    }

    /// Skips the frame, however long it is, without buffering it.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe: the next call to the reader resumes skipping.
    ///
    /// # Errors
    ///
    /// Those of [`FrameReader::next`]. A frame whose end is found only by scanning its body is buffered, within the limits.
    pub async fn skip(self) -> Result<(), ReadError> {
        let reader = self.reader;
        reader.frames.begin_passing_over()?;
        poll_fn(|cx| reader.poll_pass_over(cx)).await
    }
}

impl<R: AsyncRead + Unpin, F: TwoPhase> FrameReader<R, F> {
    fn poll_pass_over(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), ReadError>> {
        while let Some(need) = self.frames.pass_over_body()? {
            ready!(self.poll_receive(cx, need))?;
        }
        Poll::Ready(Ok(()))
    }
}

/// The body of one frame as a stream of bytes.
///
/// It ends once the trailer was received and verified. The next call to the reader skips the rest of a body that is dropped
/// before its end.
///
/// # Errors
///
/// `UnexpectedEof` if the stream ends inside the frame, `InvalidData` if the format refuses the trailer, `TimedOut` if a
/// timeout expires, each with the cause inside, which `ReadError::from` restores. The first two are final.
///
/// # Memory
///
/// At most 64 KiB are buffered, however long the body; a read into a large buffer bypasses that.
#[derive(Debug)]
pub struct Body<'a, R, F: TwoPhase> {
    reader: &'a mut FrameReader<R, F>,
    ended: bool,
}

/// From this many bytes on, a body is received directly into the buffer that it is read into.
const DIRECT: usize = 4 << 10;

impl<R: AsyncRead + Unpin, F: TwoPhase> Body<'_, R, F> {
    /// Writes the remaining body to `writer` without an intermediate copy, and returns the number of bytes.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe if `writer` is: only what it took was consumed.
    ///
    /// # Errors
    ///
    /// Those of the body and of `writer`.
    pub async fn forward<W: AsyncWrite + Unpin>(mut self, writer: &mut W) -> io::Result<u64> {
        let mut forwarded = 0;
        loop {
            let bytes = poll_fn(|cx| self.poll_bytes(cx)).await?;
            if bytes == 0 {
                writer.flush().await?;
                return Ok(forwarded);
            }
            let taken = writer.write(self.reader.frames.buffered().get(..bytes).unwrap_or_default()).await?;
            if taken == 0 {
                return Err(io::ErrorKind::WriteZero.into());
            }
            self.reader.frames.consume_body(taken);
            forwarded += taken as u64;
        }
    }

    /// The number of bytes of body that are buffered, at least one; 0 at the end.
    fn poll_bytes(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<usize>> {
        while !self.ended {
            match self.reader.frames.body_step().map_err(ReadError::from)? {
                Step::Done(Some(n)) => return Poll::Ready(Ok(n)),
                Step::Need(need) => ready!(self.reader.poll_receive(cx, need))?,
                Step::Done(None) => self.ended = true,
            }
        }
        Poll::Ready(Ok(0))
    }

    /// Receives directly into `room`.
    fn poll_direct(&mut self, cx: &mut Context<'_>, room: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let left = self.remaining().map_or(0, |left| usize::try_from(left).unwrap_or(usize::MAX));
        let mut front = ReadBuf::new(room.initialize_unfilled_to(left.min(room.remaining())));
        let polled = Pin::new(self.reader.get_mut()).poll_read(cx, &mut front);
        let received = front.filled().len();
        self.reader.frames.observe_body(front.filled());
        room.advance(received);
        ready!(self.reader.received(cx, polled.map_ok(|()| received)))?;
        Poll::Ready(Ok(()))
    }
}

impl<R: AsyncRead + Unpin, F: TwoPhase> AsyncRead for Body<'_, R, F> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        room: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let wants_direct = room.remaining() >= DIRECT && self.reader.frames.buffered().is_empty();
        if wants_direct && !self.ended && self.remaining().is_some_and(|left| left >= DIRECT as u64) {
            let before = room.filled().len();
            ready!(self.poll_direct(cx, room))?;
            if room.filled().len() > before {
                return Poll::Ready(Ok(()));
            }
        }
        let bytes = ready!(self.poll_bytes(cx))?.min(room.remaining());
        room.put_slice(self.reader.frames.buffered().get(..bytes).unwrap_or_default());
        self.reader.frames.consume_body(bytes);
        Poll::Ready(Ok(()))
    }
}

impl<R: AsyncRead + Unpin, F: TwoPhase> AsyncBufRead for Body<'_, R, F> {
    fn poll_fill_buf(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<&[u8]>> {
        let this = self.get_mut();
        let bytes = ready!(this.poll_bytes(cx))?;
        Poll::Ready(Ok(this.reader.frames.buffered().get(..bytes).unwrap_or_default()))
    }

    fn consume(mut self: Pin<&mut Self>, bytes: usize) {
        self.reader.frames.consume_body(bytes);
    }
}
