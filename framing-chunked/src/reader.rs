//! Whole bodies over tokio's traits.

use core::future::poll_fn;
use core::pin::Pin;
use core::task::{Context, Poll, ready};
use std::io;

use framing_core::{Encode, FrameReader, FrameStream};
use tokio::io::{AsyncBufRead, AsyncRead, AsyncWrite, ReadBuf};

use crate::ChunkFormat;
use crate::whole::{Cutting, Reading};

/// Reads one body after the other as a stream of bytes: the data of its chunks, and nothing that is not data.
///
/// Each body ends as a file does; [`next_body`](Self::next_body) continues to the one after it. A chunk is received whole
/// before any of it is handed out, so the limits of the [`FrameReader`] bound the memory. For chunks of any size, take them
/// from the [`FrameReader`] one by one with [`next_header`](FrameReader::next_header).
///
/// ```
/// use framing_chunked::{BodyReader, HttpChunked};
/// use framing_core::FrameReader;
/// use tokio::io::AsyncReadExt;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> std::io::Result<()> {
/// let transport = &b"5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n2\r\nhi\r\n0\r\n\r\n"[..];
/// let mut body = BodyReader::new(FrameReader::new(transport, HttpChunked::new()));
/// let mut text = String::new();
/// body.read_to_string(&mut text).await?;
/// assert_eq!(text, "hello world");
/// assert!(body.next_body().await?);
/// body.read_to_string(&mut text).await?;
/// assert_eq!(text, "hello worldhi");
/// assert!(!body.next_body().await?, "the stream has ended after a body");
/// # Ok(())
/// # }
/// ```
///
/// # Cancel safety
///
/// All progress lives in the reader. Dropping a future loses nothing that it has not handed out.
///
/// # Errors
///
/// A body that is cut short gives `UnexpectedEof`, one that is malformed or over a limit `InvalidData`, with the
/// [`framing_core::Error`] inside where there is one; any other error is the transport's.
#[derive(Debug)]
pub struct BodyReader<R, F: ChunkFormat> {
    frames: FrameStream<R, F>,
    body: Reading<F::Header>,
}

impl<R: AsyncRead + Unpin, F: ChunkFormat + Unpin> BodyReader<R, F>
where
    F::Header: Unpin,
{
    /// Creates a reader at the start of a body.
    #[must_use]
    pub fn new(frames: FrameReader<R, F>) -> Self {
        Self { frames: frames.into_stream(), body: Reading::new() }
    }

    /// The same reader, which refuses a body of more than `bytes` bytes of data.
    #[must_use]
    pub fn with_limit(mut self, bytes: u64) -> Self {
        self.body.limit = bytes;
        self
    }

    /// The header of the chunk that ended the body, once that was read: it has the trailers, where there are any.
    #[must_use]
    pub fn last_chunk(&self) -> Option<&F::Header> {
        self.body.last.as_ref()
    }

    /// The frames after the last chunk that was taken, with what was received of them. What is left of that chunk is
    /// dropped.
    #[must_use]
    pub fn into_frames(self) -> FrameReader<R, F> {
        self.frames.into_reader()
    }

    /// Advances to the next body, skipping the rest of this one; returns `false` if the stream has ended after this one.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe.
    ///
    /// # Errors
    ///
    /// As reading.
    pub async fn next_body(&mut self) -> io::Result<bool> {
        while !poll_fn(|cx| self.poll_chunk(cx).map_ok(|()| self.body.rest.is_empty())).await? {
            self.body.rest.clear();
        }
        let Some(chunk) = self.frames.next().await? else { return Ok(false) };
        self.body.restart();
        self.body.take(Some(chunk))?;
        Ok(true)
    }

    /// Ready once data is there or the body has ended.
    fn poll_chunk(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.body.rest.is_empty() && self.body.last.is_none() {
            let chunk = ready!(self.frames.poll_frame(cx))?;
            self.body.take(chunk)?;
        }
        Poll::Ready(Ok(()))
    }
}

impl<R: AsyncRead + Unpin, F: ChunkFormat + Unpin> AsyncBufRead for BodyReader<R, F>
where
    F::Header: Unpin,
{
    fn poll_fill_buf(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<&[u8]>> {
        let this = self.get_mut();
        ready!(this.poll_chunk(cx))?;
        Poll::Ready(Ok(&this.body.rest))
    }

    fn consume(mut self: Pin<&mut Self>, bytes: usize) {
        self.body.consume(bytes);
    }
}

impl<R: AsyncRead + Unpin, F: ChunkFormat + Unpin> AsyncRead for BodyReader<R, F>
where
    F::Header: Unpin,
{
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        room: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if room.remaining() > 0 {
            ready!(self.poll_chunk(cx))?;
            let len = self.body.rest.len().min(room.remaining());
            room.put_slice(self.body.rest.get(..len).unwrap_or_default());
            self.body.consume(len);
        }
        Poll::Ready(Ok(()))
    }
}

/// Writes one body after the other in chunks.
///
/// What is written is gathered into chunks of [one size](Self::with_chunk_size); flushing sends a shorter one.
/// [`end`](Self::end) ends the body, and so does shutting the writer down, which shuts the transport down too. Each body
/// ends once, however often it is asked to.
///
/// ```
/// use framing_chunked::{BodyWriter, HttpChunked};
/// use tokio::io::AsyncWriteExt;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> std::io::Result<()> {
/// let mut wire = Vec::new();
/// let mut body = BodyWriter::new(&mut wire, HttpChunked::new()).with_chunk_size(4);
/// body.write_all(b"hello").await?;
/// body.end(&Default::default()).await?;
/// assert_eq!(wire, b"4\r\nhell\r\n1\r\no\r\n0\r\n\r\n");
/// # Ok(())
/// # }
/// ```
///
/// # Cancel safety
///
/// A write takes bytes or not; those that it took are sent by later calls whatever becomes of the future.
#[derive(Debug)]
pub struct BodyWriter<W, F> {
    transport: W,
    body: Cutting<F>,
}

impl<W: AsyncWrite + Unpin, F: ChunkFormat + Encode + Unpin> BodyWriter<W, F>
where
    F::Header: Default,
{
    /// Creates a writer at the start of a body, with chunks of 16 KiB.
    #[must_use]
    pub fn new(transport: W, format: F) -> Self {
        Self { transport, body: Cutting::new(format) }
    }

    /// The same writer with another size of chunks, in bytes of data; at least 1.
    #[must_use]
    pub fn with_chunk_size(mut self, bytes: usize) -> Self {
        self.body.set_size(bytes);
        self
    }

    /// Ends the body with a chunk that has this header, which may contain trailers, and flushes.
    ///
    /// Writing after the end is an error until [`next_body`](Self::next_body) starts another body. Ending a body again only
    /// flushes.
    ///
    /// # Cancel safety
    ///
    /// When the future is dropped, the body is ended all the same; another call finishes sending and does not end a second
    /// body.
    ///
    /// # Errors
    ///
    /// The transport's.
    pub async fn end(&mut self, last: &F::Header) -> io::Result<()> {
        poll_fn(|cx| self.poll_end(cx, last)).await
    }

    /// Starts the next body, after the end of this one.
    ///
    /// # Errors
    ///
    /// `InvalidInput` when this body has not ended.
    pub fn next_body(&mut self) -> io::Result<()> {
        self.body.restart()
    }

    fn poll_end(&mut self, cx: &mut Context<'_>, last: &F::Header) -> Poll<io::Result<()>> {
        self.body.end(last)?;
        ready!(self.poll_send(cx))?;
        Pin::new(&mut self.transport).poll_flush(cx)
    }

    fn poll_send(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.body.unsent().is_empty() {
            let sent = ready!(Pin::new(&mut self.transport).poll_write(cx, self.body.unsent()))?;
            self.body.sent(sent)?;
        }
        Poll::Ready(Ok(()))
    }
}

impl<W: AsyncWrite + Unpin, F: ChunkFormat + Encode + Unpin> AsyncWrite for BodyWriter<W, F>
where
    F::Header: Default,
{
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, data: &[u8]) -> Poll<io::Result<usize>> {
        ready!(self.poll_send(cx))?;
        Poll::Ready(self.body.push(data))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.body.cut()?;
        ready!(self.poll_send(cx))?;
        Pin::new(&mut self.transport).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_end(cx, &F::Header::default()))?;
        Pin::new(&mut self.transport).poll_shutdown(cx)
    }
}
