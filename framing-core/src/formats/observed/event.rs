//! What an observer receives: frames and errors.

use core::fmt;

use crate::{EncodeError, Error};

/// Something that happened to a stream of frames; see [`TwoPhase::observe`](crate::TwoPhase::observe).
///
/// Displayed, it is one line:
///
/// ```
/// use framing_core::{Event, FrameBuffer, Observed, U16Be};
///
/// let mut lines = Vec::new();
/// let log = |event: &Event<'_, u64>| lines.push(event.to_string());
/// let mut frames = FrameBuffer::new(Observed::new(U16Be, log));
/// frames.push(b"\0\x02hi\0\x05he");
/// while frames.next()?.is_some() {}
/// frames.end();
/// assert!(frames.next().is_err());
/// drop(frames);
/// assert_eq!(lines, [
///     "read a frame at byte 0: 2 bytes of header, 2 of body, 0 of trailer",
///     "stream ended at byte 8 inside the body: 4 of 7 bytes of the frame; bytes from 4: 00 05 68 65 []",
/// ]);
/// # Ok::<(), framing_core::Error>(())
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum Event<'a, H> {
    /// A frame was read to its end: returned, streamed or skipped.
    FrameRead(FrameEvent<'a, H>),
    /// A frame was encoded to its end. A writer may still hold its bytes.
    FrameWritten(FrameEvent<'a, H>),
    /// The received bytes are not a frame, or are one that is not allowed.
    ReadError {
        /// The error that the reader returns.
        error: Error,
        /// The received bytes around it.
        nearby: Nearby<'a>,
    },
    /// A frame cannot be encoded.
    EncodeError {
        /// The error that the writer returns.
        error: EncodeError,
        /// The offset in the stream at which the frame would have begun.
        offset: u64,
    },
}

impl<'a, H> Event<'a, H> {
    /// Converts the event for a wrapped format whose header is a part of this one's, which `inner` returns.
    ///
    /// A wrapper whose [`TwoPhase::Header`](crate::TwoPhase::Header) is not that of the format inside calls it in
    /// [`observe`](crate::TwoPhase::observe). Returns `None` for a frame whose header `inner` does not convert.
    pub fn map_header<I>(&self, inner: impl FnOnce(&'a H) -> Option<&'a I>) -> Option<Event<'a, I>> {
        Some(match self {
            Self::FrameRead(frame) => Event::FrameRead(frame.map_header(inner)?),
            Self::FrameWritten(frame) => Event::FrameWritten(frame.map_header(inner)?),
            Self::ReadError { error, nearby } => Event::ReadError { error: *error, nearby: *nearby },
            Self::EncodeError { error, offset } => Event::EncodeError { error: *error, offset: *offset },
        })
    }

    /// Creates the event of an error in `input`, whose first byte is at `start` in the stream.
    #[cold]
    pub(crate) fn read_error(error: Error, input: &'a [u8], start: u64) -> Self {
        Self::ReadError { error, nearby: Nearby::new(input, start, error.offset()) }
    }
}

impl<H> fmt::Display for Event<'_, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::FrameRead(frame) => write!(f, "read {frame}"),
            Self::FrameWritten(frame) => write!(f, "wrote {frame}"),
            Self::ReadError { error, nearby } => {
                write!(f, "{error}; bytes from {}: {nearby}", nearby.offset)
            }
            Self::EncodeError { error, offset } => write!(f, "cannot write at byte {offset}: {error}"),
        }
    }
}

/// A frame that was read or written, without its bytes.
#[derive(Debug)]
#[non_exhaustive]
pub struct FrameEvent<'a, H> {
    /// The header.
    pub header: &'a H,
    /// The offset in the stream of the first byte.
    pub offset: u64,
    /// The length of the header in bytes.
    pub header_len: usize,
    /// The length of the body in bytes.
    pub body_len: u64,
    /// The length of the trailer in bytes.
    pub trailer_len: usize,
}

impl<'a, H> FrameEvent<'a, H> {
    #[inline(always)]
    pub(crate) fn new(
        header: &'a H,
        offset: u64,
        header_len: usize,
        body_len: u64,
        trailer_len: usize,
    ) -> Self {
        Self { header, offset, header_len, body_len, trailer_len }
    }

    fn map_header<I>(&self, inner: impl FnOnce(&'a H) -> Option<&'a I>) -> Option<FrameEvent<'a, I>> {
        let Self { header, offset, header_len, body_len, trailer_len } = *self;
        Some(FrameEvent { header: inner(header)?, offset, header_len, body_len, trailer_len })
    }
}

impl<H> fmt::Display for FrameEvent<'_, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { offset, header_len, body_len, trailer_len, .. } = self;
        write!(
            f,
            "a frame at byte {offset}: {header_len} bytes of header, {body_len} of body, {trailer_len} of trailer"
        )
    }
}

/// The received bytes around an error.
///
/// Only bytes of the incomplete frame are there: a reader keeps none of the frames before it. How many follow the error
/// depends on how the bytes arrived. Displayed, they are hexadecimal, with the byte that decides the error in brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nearby<'a> {
    bytes: &'a [u8],
    offset: u64,
    error: u64,
}

impl<'a> Nearby<'a> {
    /// The maximum number of bytes before the error, and from it on.
    pub const EACH_SIDE: usize = 16;

    fn new(input: &'a [u8], start: u64, error: u64) -> Self {
        let position = usize::try_from(error.saturating_sub(start)).unwrap_or(usize::MAX).min(input.len());
        let first = position.saturating_sub(Self::EACH_SIDE);
        let last = position.saturating_add(Self::EACH_SIDE).min(input.len());
        let bytes = input.get(first..last).unwrap_or_default();
        Self { bytes, offset: start.saturating_add(first as u64), error }
    }

    /// Returns the bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// Returns the offset in the stream of the first byte.
    #[must_use]
    pub fn offset(&self) -> u64 {
        self.offset
    }
}

impl fmt::Display for Nearby<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        let mut offset = self.offset;
        for byte in self.bytes {
            match offset == self.error {
                true => write!(f, "{separator}[{byte:02x}]")?,
                false => write!(f, "{separator}{byte:02x}")?,
            }
            separator = " ";
            offset = offset.saturating_add(1);
        }
        if offset == self.error { write!(f, "{separator}[]") } else { Ok(()) }
    }
}
