//! Results of reading a header that specifies its own width.

use framing_core::{Extent, Malformed, Step};

/// A value at the front of some bytes and the number of bytes that encode it, or the number of bytes needed.
pub type Parsed<T> = Step<(T, usize)>;

/// Converts to the answer of `header_len`, given that `seen` bytes were seen.
#[inline(always)]
pub(crate) fn extent<T>(parsed: Parsed<T>, seen: usize) -> Extent {
    match parsed {
        Step::Done((_, width)) => Extent::Exact(width),
        Step::Need(need) => Extent::AtLeast(need.max(seen + 1)),
    }
}

/// Converts to the answer of `header`.
#[inline(always)]
pub(crate) fn complete<T>(parsed: Parsed<T>) -> Result<T, Malformed> {
    match parsed {
        Step::Done((value, _)) => Ok(value),
        Step::Need(need) => Err(Malformed::new(need, "a complete header")),
    }
}

/// Converts to the answer of `whole_header`.
#[inline(always)]
pub(crate) fn quick<T>(parsed: Result<Parsed<T>, Malformed>) -> Option<(usize, T)> {
    match parsed {
        Ok(Step::Done((value, width))) => Some((width, value)),
        _ => None,
    }
}

/// Moves a refusal by `at` bytes.
pub(crate) fn shift(refused: Malformed, at: usize) -> Malformed {
    Malformed::new(at.saturating_add(refused.at), refused.expected)
}

/// Returns the big-endian number in `bytes`, of which there are at most 8.
#[inline]
pub(crate) fn big_endian(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |value, &byte| value << 8 | u64::from(byte))
}
