//! Sending a frame with a body that is read while it is sent.

use core::future::poll_fn;
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::FrameWriter;
use crate::{Encode, WriteError};

impl<W: AsyncWrite + Unpin, F: Encode> FrameWriter<W, F> {
    /// Writes all that is queued, then a frame whose body of `len` bytes is read from `source`, and flushes the transport.
    ///
    /// The source must end where the body does. A part of a longer one is a source by
    /// [`take`](tokio::io::AsyncReadExt::take). At most 64 KiB of it are in memory at once.
    ///
    /// ```
    /// use framing_core::{FrameWriter, U32Be, WriteError};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), WriteError> {
    /// let mut writer = FrameWriter::new(Vec::new(), U32Be::new());
    /// writer.send_from(0, 5, &mut &b"hello"[..]).await?;
    /// assert_eq!(writer.get_ref(), b"\0\0\0\x05hello");
    ///
    /// let short = writer.send_from(0, 6, &mut &b"hello"[..]).await;
    /// assert!(matches!(short, Err(WriteError::SourceTooShort { have: 5, need: 6 })));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Cancel safety
    ///
    /// Before the future is polled, nothing has happened. Once it was polled the frame is begun, and what was read from the
    /// source is in the writer: [`resume_from`](Self::resume_from) goes on, and no other frame can follow before the body
    /// is [whole](crate::FrameQueue::missing). Whether the source has more is asked last, and not asked again.
    ///
    /// # Errors
    ///
    /// - [`WriteError::Encode`] when the format cannot say the length: nothing of the frame is written.
    /// - [`WriteError::Source`] when the source fails, [`WriteError::Io`] when the transport does: resume, as when cancelled.
    /// - [`WriteError::SourceTooShort`]: the frame is cut, and nothing more can be written.
    /// - [`WriteError::SourceTooLong`]: the frame is whole, with the first `len` bytes; one more was read.
    pub async fn send_from<R: AsyncRead + Unpin>(
        &mut self,
        header: F::Header,
        len: u64,
        source: &mut R,
    ) -> Result<(), WriteError> {
        self.queue.begin_source(header, len)?;
        self.drain(len, source).await
    }

    /// Goes on with the body that a cancelled or failed [`send_from`](Self::send_from) left unfinished; only flushes if there is
    /// none.
    ///
    /// # Cancel safety
    ///
    /// As there.
    ///
    /// # Errors
    ///
    /// As there.
    pub async fn resume_from<R: AsyncRead + Unpin>(&mut self, source: &mut R) -> Result<(), WriteError> {
        match self.queue.streamed_len() {
            Some(len) => self.drain(len, source).await,
            None => self.flush().await,
        }
    }

    async fn drain<R: AsyncRead + Unpin>(&mut self, len: u64, source: &mut R) -> Result<(), WriteError> {
        while let Some(missing) = self.queue.missing() {
            if self.queue.precedes_source() {
                poll_fn(|cx| self.poll_written(cx)).await?;
            }
            if poll_fn(|cx| self.poll_source(cx, source)).await? == 0 {
                self.queue.tear();
                return Err(WriteError::SourceTooShort { have: len - missing, need: len });
            }
        }
        self.flush().await?;
        match poll_fn(|cx| poll_read(cx, source, &mut [0])).await? {
            0 => Ok(()),
            _ => Err(WriteError::SourceTooLong { len }),
        }
    }

    /// Ready once all that is at hand is written.
    fn poll_written(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), WriteError>> {
        while ready!(self.poll_write(cx, &[]))? {}
        Poll::Ready(Ok(()))
    }

    /// One read from the source.
    fn poll_source<R: AsyncRead + Unpin>(
        &mut self,
        cx: &mut Context<'_>,
        source: &mut R,
    ) -> Poll<Result<usize, WriteError>> {
        let read = ready!(poll_read(cx, source, self.queue.source_room()))?;
        self.queue.source_filled(read)?;
        Poll::Ready(Ok(read))
    }
}

fn poll_read<R: AsyncRead + Unpin>(
    cx: &mut Context<'_>,
    source: &mut R,
    room: &mut [u8],
) -> Poll<Result<usize, WriteError>> {
    let mut room = ReadBuf::new(room);
    ready!(Pin::new(source).poll_read(cx, &mut room)).map_err(WriteError::Source)?;
    Poll::Ready(Ok(room.filled().len()))
}
