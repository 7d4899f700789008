//! What went wrong, where, in which phase, and what the caller can do about it.

mod encode;
mod enqueue;
mod found;
#[cfg(feature = "std")]
mod read;
#[cfg(feature = "std")]
mod write;

use core::fmt;
use core::num::NonZeroU64;

pub use self::encode::EncodeError;
pub use self::enqueue::EnqueueError;
pub use self::found::Found;
#[cfg(feature = "std")]
pub use self::read::ReadError;
#[cfg(feature = "std")]
pub use self::write::WriteError;

/// A part of a frame.
///
/// It is exhaustive: a frame has no other parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    /// Phase 1: the header, which specifies the length of the rest.
    Header,
    /// Phase 2: the body.
    Body,
    /// The bytes that end the frame without being body.
    Trailer,
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Header => "header",
            Self::Body => "body",
            Self::Trailer => "trailer",
        })
    }
}

/// How a stream of frames ended, as in vector files and in the output of `cargo xtask decode`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// The stream ended at a frame boundary.
    Complete,
    /// The stream ended inside a frame.
    Truncated,
    /// The stream contains bytes that are not a frame of the format.
    Malformed,
    /// The stream contains a frame that exceeds a limit.
    TooLong,
}

impl Outcome {
    /// Returns `complete`, `truncated`, `malformed` or `too-long`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Truncated => "truncated",
            Self::Malformed => "malformed",
            Self::TooLong => "too-long",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The refusal of a format: the bytes that it was shown are not a frame of it.
///
/// [`TwoPhase`](crate::TwoPhase) specifies for each method what [`at`](Self::at) is relative to. The decoder converts it
/// to an offset in the stream and adds the bytes that it [found](Error::found) there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Malformed {
    /// The position of the byte that decides the refusal.
    pub at: usize,
    /// What was expected there, as a noun phrase: `"a decimal digit or ':'"`.
    pub expected: &'static str,
}

impl Malformed {
    /// Refuses the byte at position `at`, where `expected` should have been.
    #[must_use]
    #[inline]
    pub const fn new(at: usize, expected: &'static str) -> Self {
        Self { at, expected }
    }

    /// Refuses the first byte of `seen` that differs from its counterpart in `wanted`.
    ///
    /// For constant bytes, such as a magic number or a [trailer](crate::TwoPhase::check_trailer), as far as they have
    /// arrived.
    ///
    /// ```
    /// use framing_core::Malformed;
    ///
    /// let check = |seen| Malformed::refuse_difference(seen, b"\r\n", "CR LF");
    /// assert_eq!((check(b""), check(b"\r"), check(b"\r\n")), (Ok(()), Ok(()), Ok(())));
    /// assert_eq!(check(b"\rx"), Err(Malformed::new(1, "CR LF")));
    /// ```
    ///
    /// # Errors
    ///
    /// The refusal.
    #[inline]
    pub fn refuse_difference(seen: &[u8], wanted: &[u8], expected: &'static str) -> Result<(), Self> {
        match seen.iter().zip(wanted).position(|(seen, wanted)| seen != wanted) {
            Some(at) => Err(Self::new(at, expected)),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { at, expected } = self;
        write!(f, "malformed at byte {at}: expected {expected}")
    }
}

impl core::error::Error for Malformed {}

/// An error in a stream of frames: its kind, its byte offset in the stream, the part of the frame, and the bytes found.
///
/// The same bytes give the same error however they are split. Displayed, it is one line:
///
/// ```
/// use framing_core::{Decoder, U32Be};
///
/// let error = Decoder::new(U32Be).decode(b"GET / HTTP/1.1\r\n").unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "body too long at byte 4: expected at most 8388608 bytes, found 1195725856; \
///      help: the bytes are \"GET \"; is this HTTP?",
/// );
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Error {
    kind: ErrorKind,
    offset: u64,
    skip: Option<NonZeroU64>,
    found: Found,
    phase: Phase,
}

/// The kinds of [`Error`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The bytes are not a frame of the format.
    Malformed {
        /// What was expected at the offset.
        expected: &'static str,
    },
    /// The part of the frame that [`Error::phase`] names exceeds its limit.
    TooLong {
        /// The length that the header specifies, or the number of bytes seen where it specifies none.
        len: u64,
        /// The maximum length.
        limit: u64,
    },
    /// The stream ended inside a frame, or where the format does not allow it to end.
    Truncated {
        /// The number of bytes of the frame that arrived.
        have: u64,
        /// The number of bytes of the frame that were needed to continue.
        need: u64,
    },
    /// The body cannot be streamed, because only a walk over all of it finds its end. Not final: the frame can still be
    /// buffered.
    NotStreamable,
    /// Frames are nested deeper than the limit.
    TooDeep {
        /// The maximum depth.
        limit: usize,
    },
    /// The caller refused the frame after its header.
    Refused,
    /// The format broke the contract of [`TwoPhase`](crate::TwoPhase): a defect in the implementation, not in the bytes.
    Format {
        /// What the contract demands.
        expected: &'static str,
    },
}

impl Error {
    /// Creates an error for a reader of another kind. Its frame cannot be skipped.
    ///
    /// `offset` is relative to the start of the stream.
    ///
    /// ```
    /// use framing_core::{Error, ErrorKind, Phase};
    ///
    /// let error = Error::new(ErrorKind::Malformed { expected: "a known type" }, Phase::Header, 7);
    /// assert_eq!(error.to_string(), "malformed header at byte 7: expected a known type");
    ///
    /// let error = error.with_found(b"\x7f\x00");
    /// assert_eq!(error.to_string(), "malformed header at byte 7: expected a known type, found 7f 00");
    /// ```
    #[must_use]
    pub const fn new(kind: ErrorKind, phase: Phase, offset: u64) -> Self {
        Self { kind, phase, offset, skip: None, found: Found::NONE }
    }

    /// Sets the bytes that decide the error; the first [`Found::MAX`] are kept.
    #[must_use]
    pub fn with_found(mut self, bytes: &[u8]) -> Self {
        self.found = Found::new(bytes);
        self
    }

    /// Sets the length of the frame, which the reader can skip.
    #[must_use]
    pub(crate) const fn with_skip(mut self, bytes: u64) -> Self {
        self.skip = NonZeroU64::new(bytes);
        self
    }

    /// Returns the kind of the error.
    #[must_use]
    pub const fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// Returns the byte offset in the stream: the byte that decides the error; for a truncated frame the end of the
    /// stream; for a body or trailer over its limit the first byte after the header.
    #[must_use]
    pub const fn offset(&self) -> u64 {
        self.offset
    }

    /// Returns the part of the frame that was being read.
    #[must_use]
    pub const fn phase(&self) -> Phase {
        self.phase
    }

    /// Returns the bytes that decide the error: those at the [offset](Self::offset), or the header of a body that is too
    /// long. They are empty where no byte decides it.
    #[must_use]
    pub const fn found(&self) -> &Found {
        &self.found
    }

    /// Returns the length of a frame that can be skipped, including its header and trailer.
    ///
    /// `None` means that no reader can find the start of the next frame.
    ///
    /// ```
    /// use framing_core::{FrameBuffer, Limits, U8};
    ///
    /// let mut frames = FrameBuffer::new(U8::new()).with_limits(Limits::DEFAULT.with_body(2));
    /// frames.push(b"\x05hello\x02hi");
    /// let error = frames.next().unwrap_err();
    /// assert_eq!(error.skip(), Some(6));
    /// frames.skip()?;
    /// assert_eq!(frames.next()?.expect("the frame after it").body(), b"hi");
    /// # Ok::<(), framing_core::Error>(())
    /// ```
    #[must_use]
    pub const fn skip(&self) -> Option<u64> {
        match self.skip {
            Some(bytes) => Some(bytes.get()),
            None => None,
        }
    }

    /// Returns the outcome of a stream that ends with this error.
    #[must_use]
    pub const fn outcome(&self) -> Outcome {
        match self.kind {
            ErrorKind::TooLong { .. } | ErrorKind::TooDeep { .. } | ErrorKind::NotStreamable => {
                Outcome::TooLong
            }
            ErrorKind::Truncated { .. } => Outcome::Truncated,
            ErrorKind::Malformed { .. } | ErrorKind::Refused | ErrorKind::Format { .. } => Outcome::Malformed,
        }
    }

    /// Writes a length over its limit, and what the header looks like if it is that of another protocol.
    fn fmt_too_long(&self, f: &mut fmt::Formatter<'_>, len: u64, limit: u64) -> fmt::Result {
        let Self { phase, offset, found, .. } = self;
        write!(f, "{phase} too long at byte {offset}: expected at most {limit} bytes, found {len}")?;
        let Some((start, protocol)) = found.protocol() else { return Ok(()) };
        match start.as_text() {
            Some(text) => write!(f, "; help: the bytes are {text:?}; is this {protocol}?"),
            None => write!(f, "; help: the bytes are {start}; is this {protocol}?"),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, phase, offset, found, .. } = self;
        match kind {
            ErrorKind::Malformed { expected } => {
                write!(f, "malformed {phase} at byte {offset}: expected {expected}")?;
                if found.as_bytes().is_empty() { Ok(()) } else { write!(f, ", found {found}") }
            }
            ErrorKind::TooLong { len, limit } => self.fmt_too_long(f, *len, *limit),
            ErrorKind::Truncated { have, need } => write!(
                f,
                "stream ended at byte {offset} inside the {phase}: {have} of {need} bytes of the frame"
            ),
            ErrorKind::NotStreamable => write!(
                f,
                "cannot stream the body at byte {offset}: expected a header that specifies its length; \
                 help: buffer the frame"
            ),
            ErrorKind::TooDeep { limit } => {
                write!(f, "nested too deep at byte {offset}: expected at most {limit} levels")
            }
            ErrorKind::Refused => write!(f, "the caller refused the frame at byte {offset}"),
            ErrorKind::Format { expected } => {
                write!(f, "defect in the format at byte {offset}, {phase}: expected {expected}")
            }
        }
    }
}

impl core::error::Error for Error {}
