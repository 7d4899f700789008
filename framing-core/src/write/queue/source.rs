//! Bodies that come from elsewhere bit by bit.

use alloc::vec;
use alloc::vec::Vec;
use core::mem;

use bytes::Bytes;

use super::{FrameQueue, Piece, State};
use crate::write::encode::{Around, encode_end};
use crate::{Encode, EncodeError, EnqueueError, TwoPhase};

/// Bytes that are read from a source at once.
const SOURCE_ROOM: usize = 64 << 10;
/// The longest body that is streamed: offsets in the stream are kept in 64 bits.
const LONGEST: u64 = u64::MAX >> 1;

/// How far the body of the last frame has come from its source.
#[derive(Debug)]
pub(super) struct Source {
    /// What was read last. Initialised throughout.
    room: Vec<u8>,
    filled: usize,
    missing: u64,
}

impl Source {
    pub(super) fn missing(&self) -> u64 {
        self.missing
    }

    pub(super) fn capacity(&self) -> usize {
        self.room.capacity()
    }

    fn received(&self) -> &[u8] {
        self.room.get(..self.filled).unwrap_or_default()
    }
}

impl<F: TwoPhase> FrameQueue<F> {
    /// The piece at the end, if bytes of it are still lent.
    pub(super) fn lent_piece(&self) -> Option<&Piece> {
        self.pieces.back().filter(|piece| piece.is_lent(self.sent))
    }

    /// What the source has given and is not written.
    #[inline]
    pub(super) fn given(&self) -> &[u8] {
        match &self.state {
            State::Streaming(source) => self.unsent_of(source),
            _ => &[],
        }
    }

    fn unsent_of<'a>(&self, source: &'a Source) -> &'a [u8] {
        let Some(piece) = self.lent_piece() else { return &[] };
        let received_end = piece.end() - source.missing;
        let unsent = received_end.saturating_sub(self.sent.max(piece.offset)) as usize;
        let received = source.received();
        received.get(received.len().saturating_sub(unsent)..).unwrap_or_default()
    }

    /// Bytes that the source of the last body has not given; nothing when no body is being streamed.
    #[must_use]
    pub fn missing(&self) -> Option<u64> {
        match &self.state {
            State::Streaming(source) => Some(source.missing),
            _ => None,
        }
    }

    /// Room for what the source gives next: empty until all that it gave before is [written](Self::written), and when
    /// nothing is missing.
    pub fn source_room(&mut self) -> &mut [u8] {
        if !self.given().is_empty() {
            return &mut [];
        }
        let State::Streaming(source) = &mut self.state else { return &mut [] };
        let wanted = usize::try_from(source.missing).unwrap_or(usize::MAX).min(SOURCE_ROOM);
        if source.room.is_empty() {
            source.room = vec![0; wanted];
        }
        source.room.get_mut(..wanted).unwrap_or_default()
    }
}

impl<F: Encode> FrameQueue<F> {
    /// Whether a frame may follow what the queue holds, however full it is.
    pub(crate) fn check_open(&self) -> Result<(), EnqueueError> {
        if self.takes_frames() { Ok(()) } else { Err(self.refusal()) }
    }

    /// Puts a frame at the end whose body of `len` bytes comes from elsewhere, bit by bit.
    ///
    /// No other frame is taken in until all of the body is there. The queue holds at most 64 KiB of it.
    ///
    /// ```
    /// use framing_core::{FrameQueue, U16Be};
    ///
    /// let mut queue = FrameQueue::new(U16Be::new());
    /// let mut wire: Vec<u8> = Vec::new();
    /// queue.begin_source(0, 5)?;
    /// for piece in [&b"hel"[..], b"lo"] {
    ///     queue.source_room()[..piece.len()].copy_from_slice(piece);
    ///     queue.source_filled(piece.len())?;
    ///     wire.extend(queue.unsent().flatten());
    ///     queue.written(wire.len());
    /// }
    /// assert_eq!(wire, b"\0\x05hello");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`EnqueueError::Encode`] when the format cannot say the length, or it is over 2^63 - 1;
    /// [`EnqueueError::Unfinished`] when another body is being streamed.
    pub fn begin_source(&mut self, header: F::Header, len: u64) -> Result<(), EnqueueError> {
        self.check_open()?;
        let begun = if len == 0 { self.gather(header, &[][..]) } else { self.begin_body(header, len) };
        begun.map_err(EnqueueError::Encode)
    }

    fn begin_body(&mut self, header: F::Header, len: u64) -> Result<(), EncodeError> {
        EncodeError::fit(len, LONGEST)?;
        self.make_room(0);
        let start = self.gathered.len();
        if let Err(refused) = self.format.encode_header(&header, len, &mut self.gathered) {
            self.gathered.truncate(start);
            return Err(refused);
        }
        let header_len = self.gathered.len() - start;
        self.lend_piece(header_len, len);
        self.record(header, len, Around { header: header_len, trailer: 0 });
        self.state = State::Streaming(Source { room: Vec::new(), filled: 0, missing: len });
        Ok(())
    }

    pub(super) fn lend_piece(&mut self, header_len: usize, len: u64) {
        let offset = self.end + header_len as u64;
        self.pieces.push_back(Piece { offset, len, bytes: Bytes::new() });
    }

    /// Says that the first `n` bytes of the [`source_room`](Self::source_room) are the next of the body. The last of them
    /// end the frame.
    ///
    /// # Errors
    ///
    /// What the format has against the end of the frame. It is cut in the middle then, and nothing can follow it.
    pub fn source_filled(&mut self, n: usize) -> Result<(), EncodeError> {
        let Self { state: State::Streaming(source), frames, format, .. } = self else { return Ok(()) };
        let Some(frame) = frames.back() else { return Ok(()) };
        source.filled = n.min(source.room.len());
        source.missing = source.missing.saturating_sub(source.filled as u64);
        format.observe_body(&frame.header, source.received());
        if source.missing > 0 { Ok(()) } else { self.end_source() }
    }

    /// All of the body is there: what the source gave last becomes the queue's own, and the trailer follows it.
    fn end_source(&mut self) -> Result<(), EncodeError> {
        let State::Streaming(mut source) = mem::replace(&mut self.state, State::Torn) else { return Ok(()) };
        let Some(frame) = self.frames.back_mut() else { return Ok(()) };
        frame.trailer_len = encode_end(&mut self.format, &frame.header, frame.body_len, &mut self.gathered)?;
        self.end += frame.trailer_len as u64;
        source.room.truncate(source.filled);
        if let Some(piece) = self.pieces.back_mut() {
            piece.bytes = Bytes::from(source.room);
        }
        self.state = State::Ready;
        Ok(())
    }
}
