//! Whole bodies over `std::io`.

use std::io::{self, BufRead, Read, Write};

use framing_core::Encode;
use framing_core::blocking::{FrameReader, Frames};

use crate::ChunkFormat;
use crate::whole::{Cutting, Reading};

/// Reads one body after the other as a stream of bytes: the data of its chunks, and nothing that is not data.
///
/// Each body ends as a file does; [`next_body`](Self::next_body) continues to the one after it. A chunk is received whole
/// before any of it is handed out, so the limits of the [`FrameReader`] bound the memory. For chunks of any size, read them
/// from the [`FrameReader`] one by one.
///
/// ```
/// use std::io::Read;
///
/// use framing_chunked::HttpChunked;
/// use framing_chunked::blocking::BodyReader;
/// use framing_core::blocking::FrameReader;
///
/// let transport = &b"5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n2\r\nhi\r\n0\r\n\r\n"[..];
/// let mut body = BodyReader::new(FrameReader::new(transport, HttpChunked::new()));
/// let mut text = String::new();
/// body.read_to_string(&mut text)?;
/// assert_eq!(text, "hello world");
/// assert!(body.next_body()?);
/// body.read_to_string(&mut text)?;
/// assert_eq!(text, "hello worldhi");
/// assert!(!body.next_body()?, "the stream has ended after a body");
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
///
/// A body that is cut short gives `UnexpectedEof`, one that is malformed or over a limit `InvalidData`, with the
/// [`framing_core::Error`] inside where there is one; any other error is the transport's.
#[derive(Debug)]
pub struct BodyReader<R, F: ChunkFormat> {
    frames: Frames<R, F>,
    body: Reading<F::Header>,
}

impl<R: Read, F: ChunkFormat> BodyReader<R, F> {
    /// Creates a reader at the start of a body.
    #[must_use]
    pub fn new(frames: FrameReader<R, F>) -> Self {
        Self { frames: frames.into_frames(), body: Reading::new() }
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

    /// Advances to the next body, skipping the rest of this one; returns `false` if the stream has ended after this one.
    ///
    /// # Errors
    ///
    /// As reading.
    pub fn next_body(&mut self) -> io::Result<bool> {
        while !self.fill_buf()?.is_empty() {
            self.body.rest.clear();
        }
        let Some(chunk) = self.frames.next_frame()? else { return Ok(false) };
        self.body.restart();
        self.body.take(Some(chunk))?;
        Ok(true)
    }
}

impl<R: Read, F: ChunkFormat> BufRead for BodyReader<R, F> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.body.rest.is_empty() && self.body.last.is_none() {
            let chunk = self.frames.next_frame()?;
            self.body.take(chunk)?;
        }
        Ok(&self.body.rest)
    }

    fn consume(&mut self, bytes: usize) {
        self.body.consume(bytes);
    }
}

impl<R: Read, F: ChunkFormat> Read for BodyReader<R, F> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        if !room.is_empty() {
            self.fill_buf()?;
        }
        Ok(self.body.copy_to(room))
    }
}

/// Writes one body after the other in chunks.
///
/// What is written is gathered into chunks of [one size](Self::with_chunk_size); flushing sends a shorter one.
/// [`end`](Self::end) ends the body, and nothing else does.
///
/// ```
/// use std::io::Write;
///
/// use framing_chunked::HttpChunked;
/// use framing_chunked::blocking::BodyWriter;
///
/// let mut wire = Vec::new();
/// let mut body = BodyWriter::new(&mut wire, HttpChunked::new()).with_chunk_size(4);
/// body.write_all(b"hello")?;
/// body.end(&Default::default())?;
/// assert_eq!(wire, b"4\r\nhell\r\n1\r\no\r\n0\r\n\r\n");
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct BodyWriter<W, F> {
    transport: W,
    body: Cutting<F>,
}

impl<W: Write, F: ChunkFormat + Encode> BodyWriter<W, F>
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
    /// # Errors
    ///
    /// The transport's.
    pub fn end(&mut self, last: &F::Header) -> io::Result<()> {
        self.body.end(last)?;
        self.flush()
    }

    /// Starts the next body, after the end of this one.
    ///
    /// # Errors
    ///
    /// `InvalidInput` when this body has not ended.
    pub fn next_body(&mut self) -> io::Result<()> {
        self.body.restart()
    }

    fn send(&mut self) -> io::Result<()> {
        while !self.body.unsent().is_empty() {
            match self.transport.write(self.body.unsent()) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                sent => self.body.sent(sent?)?,
            }
        }
        Ok(())
    }
}

impl<W: Write, F: ChunkFormat + Encode> Write for BodyWriter<W, F>
where
    F::Header: Default,
{
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        self.send()?;
        self.body.push(data)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.body.cut()?;
        self.send()?;
        self.transport.flush()
    }
}
