//! Headers that say themselves where they end.

use framing_core::{Extent, Malformed, Number, NumberEncoding};

/// What the front of some bytes holds, where a header should stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Front<H> {
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

/// The number at the byte `at` of a header, and its width; what it still needs is counted from the header's start.
#[inline]
pub(crate) fn number(encoding: NumberEncoding, seen: &[u8], at: usize) -> Result<Front<u64>, Malformed> {
    let rest = seen.get(at..).unwrap_or_default();
    match encoding.decode(rest) {
        Ok(Number::Whole { value, width }) => Ok(Front::Whole(value, width)),
        Ok(Number::Incomplete { need }) => Ok(Front::Need(at + need)),
        Err(refused) => Err(Malformed::new(at + refused.at, refused.expected)),
    }
}

/// The big-endian number that `bytes`, at most 8, are.
#[inline]
pub(crate) fn big_endian(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |value, &byte| value << 8 | u64::from(byte))
}
