//! A byte buffer that is read by number of bytes, each read a predicate of its own.

use core::fmt;

use bytes::{Bytes, BytesMut};

use crate::wait::condition::{Closed, Condition};
use crate::wait::sync::block_on;

/// A bounded byte buffer that is read by number of bytes: `read_exact(4)` for a header, `read_exact(n)` for its body.
///
/// This is the reader that people port from a loop of "wait for data, then look": whoever has the bytes
/// [`feed`](Self::feed)s them, whoever needs them says how many. Each read is a predicate of its own over what the
/// buffer holds, so reads follow each other in any number, however the bytes were fed. Both sides take `&self`: share
/// it in an [`Arc`](std::sync::Arc).
///
/// For a format of this workspace use a `FrameReader` instead; it knows when a header ends and what its limits are.
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
    /// A reader that buffers at most `capacity` bytes; a capacity of 0 counts as 1. Memory is committed as bytes come.
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        Self { buffer: Condition::default(), capacity: capacity.max(1) }
    }

    /// The most bytes that are buffered, and so the most that one read can ask for.
    #[must_use]
    pub fn capacity(&self) -> usize {
        self.capacity
    }

    /// Waits for room, then takes as many of `bytes` as fit and returns how many that were: 0 only for no bytes.
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
        let has_room = move |buffer: &BytesMut| buffer.len() + some <= capacity;
        let take = |buffer: &mut BytesMut| {
            let taken = bytes.get(..capacity - buffer.len()).unwrap_or(bytes);
            buffer.extend_from_slice(taken);
            taken.len()
        };
        self.buffer.when_open(has_room, take).await
    }

    /// Takes all of `bytes`, piece by piece as there is room.
    ///
    /// # Errors
    ///
    /// [`Closed`] after [`close`](Self::close); some of the bytes may have been taken.
    ///
    /// # Cancel safety
    ///
    /// Not cancel-safe: a dropped `feed_all` does not tell how much it has fed. Use [`feed`](Self::feed) in a `select!`.
    pub async fn feed_all(&self, mut bytes: &[u8]) -> Result<(), Closed> {
        while !bytes.is_empty() {
            let taken = self.feed(bytes).await?;
            bytes = bytes.get(taken..).unwrap_or_default();
        }
        Ok(())
    }

    /// Waits until `need` bytes are buffered and takes exactly those, without copying them.
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
    /// As for [`feed_all`](Self::feed_all).
    pub fn blocking_feed_all(&self, bytes: &[u8]) -> Result<(), Closed> {
        block_on(self.feed_all(bytes))
    }

    /// [`read_exact`](Self::read_exact) for threads.
    ///
    /// # Errors
    ///
    /// As for [`read_exact`](Self::read_exact).
    pub fn blocking_read_exact(&self, need: usize) -> Result<Bytes, ReadExactError> {
        block_on(self.read_exact(need))
    }

    /// Says that no more bytes will come. What is buffered can still be read.
    pub fn close(&self) {
        self.buffer.close();
    }

    /// Bytes that are buffered now.
    #[must_use]
    pub fn len(&self) -> usize {
        self.buffer.look(BytesMut::len)
    }

    /// Whether nothing is buffered now.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Why [`ProtocolReader::read_exact`] returned no bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReadExactError {
    /// No more bytes will come, and there are not enough.
    Ended {
        /// Bytes that are buffered; they can still be read. 0 is an end between two reads.
        have: usize,
        /// Bytes that were asked for.
        need: usize,
    },
    /// The buffer can never hold that many: waiting would not end.
    TooLong {
        /// Bytes that were asked for.
        need: usize,
        /// Bytes that the buffer holds at most.
        capacity: usize,
    },
}

impl fmt::Display for ReadExactError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ended { have, need } => write!(f, "ended with {have} of {need} bytes"),
            Self::TooLong { need, capacity } => write!(f, "{need} bytes never fit a buffer of {capacity}"),
        }
    }
}

impl core::error::Error for ReadExactError {}
