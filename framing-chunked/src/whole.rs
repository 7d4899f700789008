//! What the body readers and writers, async and blocking, have in common.

use std::io;
use std::vec::Vec;

use bytes::{Buf, Bytes};
use framing_core::{Encode, EncodeError, OwnedFrame, encode_frame};

use crate::ChunkFormat;

/// The position of a reader in a body.
#[derive(Debug)]
pub(crate) struct Reading<H> {
    /// What is left of the chunk at hand.
    pub(crate) rest: Bytes,
    /// The header of the chunk that ended the body, once it has.
    pub(crate) last: Option<H>,
    /// Bytes of data so far.
    pub(crate) len: u64,
    pub(crate) limit: u64,
}

impl<H> Reading<H> {
    pub(crate) fn new() -> Self {
        Self { rest: Bytes::new(), last: None, len: 0, limit: u64::MAX }
    }

    /// Takes the next chunk, or the end of the stream.
    pub(crate) fn take(&mut self, chunk: Option<OwnedFrame<H>>) -> io::Result<()> {
        let Some(chunk) = chunk else { return Err(io::ErrorKind::UnexpectedEof.into()) };
        if chunk.body().is_empty() {
            self.last = Some(chunk.header);
            return Ok(());
        }
        self.len = self.len.saturating_add(chunk.body().len() as u64);
        if self.len > self.limit {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "a body over its limit"));
        }
        self.rest = chunk.into_body();
        Ok(())
    }

    /// Copies what fits of the chunk at hand into `room`.
    pub(crate) fn copy_to(&mut self, room: &mut [u8]) -> usize {
        let len = self.rest.len().min(room.len());
        if let Some(room) = room.get_mut(..len) {
            self.rest.copy_to_slice(room);
        }
        len
    }

    pub(crate) fn consume(&mut self, bytes: usize) {
        self.rest.advance(bytes.min(self.rest.len()));
    }

    /// In front of the next body.
    pub(crate) fn restart(&mut self) {
        (self.last, self.len) = (None, 0);
    }
}

/// Splits the written bytes into chunks.
#[derive(Debug)]
pub(crate) struct Cutting<F> {
    format: F,
    size: usize,
    /// Data of the chunk at hand.
    data: Vec<u8>,
    /// Whole chunks that are to be sent, from `sent` on.
    wire: Vec<u8>,
    sent: usize,
    /// Whether the body has ended; nothing can be written until the next one starts.
    ended: bool,
}

/// Bytes of data in a chunk, unless another size is set.
const DEFAULT_SIZE: usize = 16 << 10;

impl<F: ChunkFormat + Encode> Cutting<F>
where
    F::Header: Default,
{
    pub(crate) fn new(format: F) -> Self {
        Self { format, size: DEFAULT_SIZE, data: Vec::new(), wire: Vec::new(), sent: 0, ended: false }
    }

    pub(crate) fn set_size(&mut self, size: usize) {
        self.size = size.max(1);
    }

    /// Takes what fits into the chunk at hand of `data`.
    pub(crate) fn push(&mut self, data: &[u8]) -> io::Result<usize> {
        if self.ended {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, AFTER_THE_END));
        }
        let taken = data.len().min(self.size - self.data.len());
        self.data.extend_from_slice(data.get(..taken).unwrap_or_default());
        if self.data.len() == self.size {
            self.cut()?;
        }
        Ok(taken)
    }

    /// Ends the chunk at hand, if it has any data.
    pub(crate) fn cut(&mut self) -> io::Result<()> {
        if !self.data.is_empty() {
            encode_frame(&mut self.format, &F::Header::default(), &self.data, &mut self.wire)
                .map_err(invalid)?;
            self.data.clear();
        }
        Ok(())
    }

    /// Ends the body, unless it has ended.
    pub(crate) fn end(&mut self, last: &F::Header) -> io::Result<()> {
        if !self.ended {
            self.cut()?;
            encode_frame(&mut self.format, last, b"", &mut self.wire).map_err(invalid)?;
            self.ended = true;
        }
        Ok(())
    }

    /// Starts the next body.
    pub(crate) fn restart(&mut self) -> io::Result<()> {
        if !self.ended {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, BEFORE_THE_END));
        }
        self.ended = false;
        Ok(())
    }

    /// What is to be sent.
    pub(crate) fn unsent(&self) -> &[u8] {
        self.wire.get(self.sent..).unwrap_or_default()
    }

    pub(crate) fn sent(&mut self, bytes: usize) -> io::Result<()> {
        if bytes == 0 {
            return Err(io::ErrorKind::WriteZero.into());
        }
        self.sent += bytes;
        if self.sent >= self.wire.len() {
            self.wire.clear();
            self.sent = 0;
        }
        Ok(())
    }
}

const AFTER_THE_END: &str = "the body has ended; help: call next_body to start another";
const BEFORE_THE_END: &str = "the body has not ended; help: call end first";

fn invalid(error: EncodeError) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, error)
}
