//! What went wrong, where, in which phase, and what can be done about it.

mod encode;
mod enqueue;
#[cfg(feature = "std")]
mod read;
#[cfg(feature = "std")]
mod write;

use core::fmt;
use core::num::NonZeroU64;

pub use self::encode::EncodeError;
pub use self::enqueue::EnqueueError;
#[cfg(feature = "std")]
pub use self::read::ReadError;
#[cfg(feature = "std")]
pub use self::write::WriteError;

/// The part of a frame that was being read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    /// Phase 1: the header, which says how long the rest is.
    Header,
    /// Phase 2: the body.
    Body,
    /// What ends the frame without being body.
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

/// How a stream of frames ended, in the words of the vector files and of `cargo xtask decode`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// At a frame boundary.
    Complete,
    /// Inside a frame.
    Truncated,
    /// With bytes that are no frame of the format.
    Malformed,
    /// With a frame that is over a limit.
    TooLong,
}

impl Outcome {
    /// `complete`, `truncated`, `malformed` or `too-long`.
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

/// A format's refusal: these bytes are no frame of mine.
///
/// [`TwoPhase`](crate::TwoPhase) says for each method what [`at`](Self::at) is counted from; the decoder makes it an
/// offset in the stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed {
    /// The byte that decides it.
    pub at: usize,
    /// What should have stood there, as a noun phrase: `"a decimal digit or ':'"`.
    pub expected: &'static str,
}

impl Malformed {
    /// Refuses the byte `at`, where `expected` should have stood.
    #[must_use]
    #[inline]
    pub const fn new(at: usize, expected: &'static str) -> Self {
        Self { at, expected }
    }

    /// Refuses the first byte of `seen` that differs from the one in its place in `wanted`. For what always reads the
    /// same, a magic number or a [trailer](crate::TwoPhase::check_trailer), as far as it has come.
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

/// What went wrong with a stream of frames: the kind, the byte offset in the stream, and the phase.
///
/// The same bytes give the same error however they are cut into pieces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Error {
    pub(crate) kind: ErrorKind,
    pub(crate) phase: Phase,
    pub(crate) offset: u64,
    pub(crate) skip: Option<NonZeroU64>,
}

/// The kinds of [`Error`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The bytes are no frame of the format.
    Malformed {
        /// What should have stood at the offset.
        expected: &'static str,
    },
    /// The part of the frame that [`Error::phase`] names is over its limit.
    TooLong {
        /// Bytes announced, or seen so far where nothing announces them.
        len: u64,
        /// Bytes allowed.
        limit: u64,
    },
    /// The stream ended inside a frame, or where the format does not allow it to end.
    Truncated {
        /// Bytes of the frame that were there.
        have: u64,
        /// Bytes of the frame that were needed to go on.
        need: u64,
    },
    /// The body's end is found only by looking at all of it, so it cannot be handed out in pieces. Not final: the frame
    /// can still be read whole.
    NotStreamable,
    /// Bodies made of frames, inside one another, go deeper than whoever walks over them looks.
    TooDeep {
        /// The most that may lie inside one another.
        limit: usize,
    },
    /// The user of the reader refused the frame, having seen its header.
    Refused,
    /// The format broke its contract: a defect in the implementation of [`TwoPhase`](crate::TwoPhase), not in the
    /// bytes.
    Format {
        /// What the contract demands.
        expected: &'static str,
    },
}

impl Error {
    /// An error of one's own reader of frames: what went wrong, in which phase, and how many bytes from the start of the
    /// stream. Nothing can be skipped.
    ///
    /// ```
    /// use framing_core::{Error, ErrorKind, Phase};
    ///
    /// let error = Error::new(ErrorKind::Malformed { expected: "a known type" }, Phase::Header, 7);
    /// assert_eq!(error.to_string(), "malformed header at byte 7: expected a known type");
    /// ```
    #[must_use]
    pub const fn new(kind: ErrorKind, phase: Phase, offset: u64) -> Self {
        Self { kind, phase, offset, skip: None }
    }

    /// What went wrong.
    #[must_use]
    pub const fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// Where in the stream, in bytes from its start: the byte that decides it; for a frame that is cut short, the end
    /// of the stream; for a part that is over its limit, the first byte of that part.
    #[must_use]
    pub const fn offset(&self) -> u64 {
        self.offset
    }

    /// The part of the frame that was being read.
    #[must_use]
    pub const fn phase(&self) -> Phase {
        self.phase
    }

    /// What can be done: skip the frame, so many bytes from its start with its header and trailer, and go on; or nothing,
    /// because nobody can tell where the next frame begins.
    ///
    /// ```
    /// use framing_core::{FrameBuffer, Limits, U8};
    ///
    /// let mut frames = FrameBuffer::new(U8::new()).with_limits(Limits::DEFAULT.body(2));
    /// frames.push(b"\x05hello\x02hi");
    /// let error = frames.next().unwrap_err();
    /// assert_eq!(error.skip(), Some(6));
    /// frames.skip()?;
    /// assert_eq!(frames.next()?.expect("the frame behind it").body(), b"hi");
    /// # Ok::<(), framing_core::Error>(())
    /// ```
    #[must_use]
    pub const fn skip(&self) -> Option<u64> {
        match self.skip {
            Some(bytes) => Some(bytes.get()),
            None => None,
        }
    }

    /// The word for it in vector files and in the output of `cargo xtask decode`.
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
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, phase, offset, .. } = self;
        match kind {
            ErrorKind::Malformed { expected } => {
                write!(f, "malformed {phase} at byte {offset}: expected {expected}")
            }
            ErrorKind::TooLong { len, limit } => {
                write!(f, "{phase} too long at byte {offset}: {len} bytes, the limit is {limit}")
            }
            ErrorKind::Truncated { have, need } => {
                write!(
                    f,
                    "stream ended at byte {offset} inside the {phase}: {have} of {need} bytes of the frame"
                )
            }
            ErrorKind::NotStreamable => {
                write!(
                    f,
                    "the body at byte {offset} cannot be handed out in pieces: only a walk over it finds its end"
                )
            }
            ErrorKind::TooDeep { limit } => {
                write!(f, "too deep at byte {offset}: at most {limit} bodies may lie inside one another")
            }
            ErrorKind::Refused => write!(f, "the frame at byte {offset} was refused"),
            ErrorKind::Format { expected } => {
                write!(f, "defect in the format at byte {offset}, {phase}: expected {expected}")
            }
        }
    }
}

impl core::error::Error for Error {}
