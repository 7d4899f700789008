//! A byte buffer that is read by number of bytes.

use core::fmt;

use bytes::{Bytes, BytesMut};

use crate::wait::condition::{Closed, Condition};
use crate::wait::sync::block_on;

/// A bounded byte buffer that is read by number of bytes: `read_exact(4)` for a header, `read_exact(n)` for its body.
///
/// It replaces a loop of "wait for data, then look": one task [`feed`](Self::feed)s bytes, another reads a number of them.
/// Each read waits for its own predicate over the contents of the buffer, so any sequence of reads works, however the
/// bytes were fed. Both sides take `&self`: share the reader in an [`Arc`](std::sync::Arc).
///
/// For a format of this workspace use a `FrameReader` instead, which knows the length of headers and has limits.
///
/// ```
/// use framing_core::ProtocolReader;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let reader = ProtocolReader::new(1024);
/// reader.feed(b"\x00\x00\x00\x02hi\x00\x00\x00\x03you").await?; // Two frames at once.
/// for expected in ["hi", "you"] {
///     let header = reader.read_exact(4).await?;
///     let body_len = u32::from_be_bytes(header[..].try_into()?);
///     assert_eq!(reader.read_exact(body_len as usize).await?, expected);
/// }
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct ProtocolReader {
    buffer: Condition<BytesMut>,
    capacity: usize,
}

impl ProtocolReader {
    /// Creates a reader that buffers at most `capacity` bytes; a capacity of 0 counts as 1. It allocates as bytes arrive.
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        Self { buffer: Condition::default(), capacity: capacity.max(1) }
    }

    /// Returns the most bytes that the reader buffers, and so the most that one read can return.
    #[must_use]
    pub fn capacity(&self) -> usize {
        self.capacity
    }

    /// Waits for room, then takes as many of `bytes` as fit and returns their number: 0 only if `bytes` is empty.
    ///
    /// # Errors
    ///
    /// [`Closed`] after [`close`](Self::close).
    ///
    /// # Cancel safety
    ///
    /// A dropped `feed` has taken nothing.
    pub async fn feed(&self, bytes: &[u8]) -> Result<usize, Closed> {
        let (capacity, some) = (self.capacity, bytes.len().min(1));
        let has_room = move |buffer: &BytesMut| buffer.len().saturating_add(some) <= capacity;
        let take = |buffer: &mut BytesMut| {
            let taken = bytes.get(..capacity.saturating_sub(buffer.len())).unwrap_or(bytes);
            buffer.extend_from_slice(taken);
            taken.len()
        };
        self.buffer.when_open(has_room, take).await
    }

    /// Takes all of `bytes`, piece by piece as room becomes available.
    ///
    /// # Errors
    ///
    /// [`Closed`] after [`close`](Self::close); some of the bytes may have been taken.
    ///
    /// # Cancel safety
    ///
    /// Not cancel-safe: a dropped `feed_all` does not report how many bytes it has fed. Use [`feed`](Self::feed) in a `select!`.
    pub async fn feed_all(&self, mut bytes: &[u8]) -> Result<(), Closed> {
        while !bytes.is_empty() {
            let taken = self.feed(bytes).await?;
            bytes = bytes.get(taken..).unwrap_or_default();
        }
        Ok(())
    }

    /// Waits until `need` bytes are buffered, and takes them without a copy.
    ///
    /// The reader is woken once: when the last of them was fed.
    ///
    /// # Errors
    ///
    /// [`ReadExactError::TooLong`], at once, when the buffer can never hold that many;
    /// [`ReadExactError::Ended`] when the reader is closed and holds fewer. Nothing is taken in either case.
    ///
    /// # Cancel safety
    ///
    /// A dropped `read_exact` has taken nothing.
    pub async fn read_exact(&self, need: usize) -> Result<Bytes, ReadExactError> {
        if need > self.capacity {
            return Err(ReadExactError::TooLong { need, capacity: self.capacity });
        }
        let enough = move |buffer: &BytesMut| buffer.len() >= need;
        let taken = self.buffer.when(enough, |buffer| buffer.split_to(need).freeze()).await;
        taken.map_err(|Closed| ReadExactError::Ended { have: self.len(), need })
    }

    /// [`feed_all`](Self::feed_all) for threads.
    ///
    /// # Errors
    ///
    /// See [`feed_all`](Self::feed_all).
    pub fn blocking_feed_all(&self, bytes: &[u8]) -> Result<(), Closed> {
        block_on(self.feed_all(bytes))
    }

    /// [`read_exact`](Self::read_exact) for threads.
    ///
    /// # Errors
    ///
    /// See [`read_exact`](Self::read_exact).
    pub fn blocking_read_exact(&self, need: usize) -> Result<Bytes, ReadExactError> {
        block_on(self.read_exact(need))
    }

    /// Marks the end of the bytes. Buffered bytes can still be read.
    pub fn close(&self) {
        self.buffer.close();
    }

    /// Returns the number of buffered bytes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.buffer.look(BytesMut::len)
    }

    /// Returns whether no byte is buffered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Why [`ProtocolReader::read_exact`] returned no bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReadExactError {
    /// The reader was closed before enough bytes were fed.
    Ended {
        /// Buffered bytes; they can still be read. 0 is an end between two reads.
        have: usize,
        /// Requested bytes.
        need: usize,
    },
    /// The buffer can never hold that many bytes, so the wait would never end.
    TooLong {
        /// Requested bytes.
        need: usize,
        /// The most bytes that the buffer holds.
        capacity: usize,
    },
}

impl fmt::Display for ReadExactError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ended { have, need } => write!(f, "expected {need} bytes, found the end after {have}"),
            Self::TooLong { need, capacity } => {
                write!(f, "expected a read of at most {capacity} bytes, the capacity, found one of {need}")
            }
        }
    }
}

impl core::error::Error for ReadExactError {}
