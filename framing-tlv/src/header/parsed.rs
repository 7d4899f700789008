//! Headers that say themselves where they end.

use framing_core::{Extent, Malformed};

/// What the front of some bytes holds, where a header should stand.
///
/// ```
/// use framing_tlv::Parsed;
///
/// fn one_byte(seen: &[u8]) -> Parsed<u8> {
///     seen.first().map_or(Parsed::Need(1), |&byte| Parsed::Whole(byte, 1))
/// }
/// assert_eq!((one_byte(b"\x07x"), one_byte(b"")), (Parsed::Whole(7, 1), Parsed::Need(1)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parsed<H> {
    /// A header, and how many bytes it has.
    Whole(H, usize),
    /// The beginning of one, which has at least so many bytes.
    Need(usize),
}

impl<H> Parsed<H> {
    /// The answer to `header_len`, after `seen` bytes were seen.
    #[inline]
    pub(crate) fn extent(self, seen: usize) -> Extent {
        match self {
            Self::Whole(_, width) => Extent::Exact(width),
            Self::Need(need) => Extent::AtLeast(need.max(seen + 1)),
        }
    }

    /// The answer to `header`.
    #[inline]
    pub(crate) fn whole(self) -> Result<H, Malformed> {
        match self {
            Self::Whole(header, _) => Ok(header),
            Self::Need(need) => Err(Malformed::new(need, "a whole header")),
        }
    }
}

/// A refusal among bytes of which the first stands at `at`.
pub(crate) fn shift(refused: Malformed, at: usize) -> Malformed {
    Malformed::new(at.saturating_add(refused.at), refused.expected)
}

/// The big-endian number that `bytes`, at most 8, are.
#[inline]
pub(crate) fn big_endian(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |value, &byte| value << 8 | u64::from(byte))
}
