//! Why a frame cannot be encoded.

use core::fmt;

use crate::Phase;

/// Why a frame cannot be encoded.
///
/// ```
/// use framing_core::{EncodeError, U8, encode_frame};
///
/// let refused = encode_frame(&mut U8::new(), &0, &[0; 256], &mut Vec::new());
/// assert_eq!(refused, Err(EncodeError::TooLong { len: 256, max: 255 }));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EncodeError {
    /// The body is longer than the format can announce.
    TooLong {
        /// Bytes of the body.
        len: u64,
        /// The most bytes that the format can announce.
        max: u64,
    },
    /// A part of the frame is over the [limits](crate::Limits) of the writer, or over those of the protocol for
    /// this kind of frame.
    OverLimit {
        /// The part of the frame.
        part: Phase,
        /// Bytes of that part.
        len: u64,
        /// The most bytes allowed.
        limit: u64,
    },
    /// The frame does not fit the slice that it was to be [encoded into](crate::encode_frame_to_slice).
    NoRoom {
        /// Bytes of the frame.
        len: u64,
        /// Bytes of the slice.
        room: u64,
    },
    /// The format cannot represent this header. The text is what it expected.
    Invalid(&'static str),
    /// The format broke its contract: a defect in the implementation of [`Encode`](crate::Encode), not in the
    /// frame.
    Format {
        /// The method that broke it.
        method: &'static str,
        /// Bytes that the method wrote.
        wrote: u64,
        /// Bytes that it should have written, by what the format answers about the same frame.
        expected: u64,
    },
}

impl EncodeError {
    /// Returns `len` if it is at most `max`.
    ///
    /// ```
    /// use framing_core::EncodeError;
    ///
    /// assert_eq!(EncodeError::fit(255, 255), Ok(255));
    /// assert_eq!(EncodeError::fit(256, 255), Err(EncodeError::TooLong { len: 256, max: 255 }));
    /// ```
    ///
    /// # Errors
    ///
    /// [`EncodeError::TooLong`] otherwise.
    #[inline]
    pub const fn fit(len: u64, max: u64) -> Result<u64, Self> {
        if len > max { Err(Self::TooLong { len, max }) } else { Ok(len) }
    }
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong { len, max } => {
                write!(
                    f,
                    "expected a body of at most {max} bytes, the most that the format can announce, found {len}"
                )
            }
            Self::OverLimit { part, len, limit } => {
                write!(
                    f,
                    "expected a {part} of at most {limit} bytes, found {len}; help: raise the writer's limits if the peer accepts it"
                )
            }
            Self::NoRoom { len, room } => write!(f, "expected room for a frame of {len} bytes, found {room}"),
            Self::Invalid(expected) => write!(f, "expected {expected}"),
            Self::Format { method, wrote, expected } => {
                write!(
                    f,
                    "defect in the format: expected `{method}` to write {expected} bytes, found {wrote}"
                )
            }
        }
    }
}

impl core::error::Error for EncodeError {}
