//! Headers that say themselves where they end.

use framing_core::{Extent, Malformed, Number, NumberEncoding};

/// What the front of some bytes holds, where a header should stand.
///
/// ```
/// use framing_tlv::Front;
///
/// fn one_byte(seen: &[u8]) -> Front<u8> {
///     seen.first().map_or(Front::Need(1), |&byte| Front::Whole(byte, 1))
/// }
/// assert_eq!((one_byte(b"\x07x"), one_byte(b"")), (Front::Whole(7, 1), Front::Need(1)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Front<H> {
    /// A header, and how many bytes it has.
    Whole(H, usize),
    /// The beginning of one, which has at least so many bytes.
    Need(usize),
}

impl<H> Front<H> {
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

/// The number at the byte `at` of a header, and its width; what it still needs is counted from the header's start.
#[inline]
pub(crate) fn number(encoding: NumberEncoding, seen: &[u8], at: usize) -> Result<Front<u64>, Malformed> {
    let rest = seen.get(at..).unwrap_or_default();
    match encoding.decode(rest) {
        Ok(Number::Whole { value, width }) => Ok(Front::Whole(value, width)),
        Ok(Number::Incomplete { need }) => Ok(Front::Need(at + need)),
        Err(refused) => Err(shift(refused, at)),
    }
}

/// The big-endian number that `bytes`, at most 8, are.
#[inline]
pub(crate) fn big_endian(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |value, &byte| value << 8 | u64::from(byte))
}
