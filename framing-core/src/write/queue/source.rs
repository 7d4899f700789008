//! Bodies that a source delivers piece by piece.

use alloc::vec;
use alloc::vec::Vec;
use core::mem;

use bytes::Bytes;

use super::narrow;
use super::{FrameQueue, Piece, Record, State};
use crate::write::checks::{Around, check_body, observe};
use crate::write::encode::{check_announced_trailer, encode_end, encode_header};
use crate::write::wide;
use crate::{Encode, EncodeError, EnqueueError, Event, TwoPhase};

/// The most bytes that are read from a source at once.
const SOURCE_ROOM: usize = 64 << 10;
/// The longest body that is streamed: offsets in the stream are kept in 64 bits.
const LONGEST: u64 = u64::MAX >> 1;

/// The progress of a streamed body.
#[derive(Clone, Debug)]
pub(super) struct Source {
    /// The bytes that were read last. Initialised throughout.
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
    /// The last piece, if bytes of it are still lent.
    pub(super) fn lent_piece(&self) -> Option<&Piece> {
        self.pieces.back().filter(|piece| piece.is_lent(self.sent))
    }

    /// The unwritten bytes that the source has delivered.
    #[inline]
    pub(super) fn given(&self) -> &[u8] {
        match &self.state {
            State::Streaming(source) => self.unsent_of(source),
            _ => &[],
        }
    }

    fn unsent_of<'a>(&self, source: &'a Source) -> &'a [u8] {
        let Some(piece) = self.lent_piece() else { return &[] };
        let received_end = piece.end().saturating_sub(source.missing);
        let unsent = narrow(received_end.saturating_sub(self.sent.max(piece.offset)));
        let received = source.received();
        received.get(received.len().saturating_sub(unsent)..).unwrap_or_default()
    }

    /// Returns the number of bytes that the source of a streamed body has not delivered; `None` when no body is being
    /// streamed.
    #[must_use]
    pub fn missing(&self) -> Option<u64> {
        match &self.state {
            State::Streaming(source) => Some(source.missing),
            _ => None,
        }
    }

    /// Returns the room for the next bytes from the source. It is empty until all bytes before are
    /// [written](Self::written), and when none is missing.
    pub fn source_room(&mut self) -> &mut [u8] {
        if !self.given().is_empty() {
            return &mut [];
        }
        let State::Streaming(source) = &mut self.state else { return &mut [] };
        let wanted = narrow(source.missing).min(SOURCE_ROOM);
        if source.room.is_empty() {
            source.room = vec![0; wanted];
        }
        source.room.get_mut(..wanted).unwrap_or_default()
    }
}

impl<F: Encode> FrameQueue<F> {
    /// Whether a frame may follow, however full the queue is.
    pub(crate) fn check_open(&self) -> Result<(), EnqueueError> {
        if self.accepts_frames() { Ok(()) } else { Err(self.refusal()) }
    }

    /// Appends a frame whose body of `len` bytes a source delivers piece by piece.
    ///
    /// The queue accepts no other frame until the body is complete. It holds at most 64 KiB of the body, which may have any
    /// length that the protocol allows: [`Limits::body`](crate::Limits::body) does not apply, as it does not to a body that
    /// a reader streams.
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
    /// [`EnqueueError::Encode`] when the format cannot announce the length, or it is over 2^63 - 1;
    /// [`EnqueueError::Unfinished`] when another body is being streamed.
    pub fn begin_source(&mut self, header: F::Header, len: u64) -> Result<(), EnqueueError> {
        self.check_open()?;
        if len == 0 {
            return self.gather(header, &[][..]).map_err(EnqueueError::Encode);
        }
        let begun = self.begin_body(header, len);
        if let Err(error) = begun {
            self.format.observe(&Event::EncodeError { error, offset: self.end });
        }
        begun.map_err(EnqueueError::Encode)
    }

    fn begin_body(&mut self, header: F::Header, len: u64) -> Result<(), EncodeError> {
        EncodeError::fit(len, LONGEST)?;
        self.make_room(0);
        let limits = self.limits.with_body(u64::MAX);
        check_body(&self.format, &header, len, Some(&limits))?;
        check_announced_trailer(&self.format, &header, len, &limits)?;
        let header_len = encode_header(&self.format, &header, len, &mut self.gathered, Some(&limits))?.len();
        self.lend_piece(header_len, len);
        self.record(header, len, Around { header: header_len, trailer: 0 });
        self.state = State::Streaming(Source { room: Vec::new(), filled: 0, missing: len });
        Ok(())
    }

    pub(super) fn lend_piece(&mut self, header_len: usize, len: u64) {
        let offset = self.end.saturating_add(wide(header_len));
        self.pieces.push_back(Piece { offset, len, bytes: Bytes::new() });
    }

    /// Records that the source wrote the next `n` bytes of the body to the [`source_room`](Self::source_room); if it has
    /// fewer, all of them. The last bytes of the body end the frame.
    ///
    /// # Errors
    ///
    /// The format's refusal of the end of the frame. The frame is written in part then, and nothing can follow it.
    pub fn source_filled(&mut self, n: usize) -> Result<(), EncodeError> {
        if !self.given().is_empty() {
            return Ok(());
        }
        let Self { state: State::Streaming(source), frames, format, .. } = self else { return Ok(()) };
        let Some(frame) = frames.back() else { return Ok(()) };
        source.filled = n.min(source.room.len()).min(narrow(source.missing));
        source.missing = source.missing.saturating_sub(wide(source.filled));
        format.observe_body(&frame.header, source.received());
        if source.missing > 0 { Ok(()) } else { self.end_source() }
    }

    /// Ends a complete body: keeps the bytes that the source delivered last, and appends the trailer.
    fn end_source(&mut self) -> Result<(), EncodeError> {
        self.restore_taken();
        let State::Streaming(mut source) = mem::replace(&mut self.state, State::Torn) else { return Ok(()) };
        let Some(frame) = self.frames.back_mut() else { return Ok(()) };
        let Record { header, header_len, body_len, .. } = frame;
        let end = self.gathered.len();
        let range = end.saturating_sub(*header_len)..end;
        let Self { format, gathered, limits, .. } = self;
        let ended = encode_end(format, header, *body_len, gathered, range, Some(limits))
            .map(|trailer| Around { header: *header_len, trailer });
        let offset = self.end.saturating_sub(wide(*header_len)).saturating_sub(*body_len);
        frame.trailer_len = observe(format, header, *body_len, offset, ended)?.trailer;
        self.end = self.end.saturating_add(wide(frame.trailer_len));
        source.room.truncate(source.filled);
        if let Some(piece) = self.pieces.back_mut() {
            piece.bytes = Bytes::from(source.room);
        }
        self.state = State::Ready;
        Ok(())
    }
}
