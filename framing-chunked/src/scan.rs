//! How many bytes at the front are of a class: 8 at a time.

use crate::grammar::{is_token, is_value};

const ONES: u64 = u64::MAX / 255;
const HIGHS: u64 = ONES * 0x80;

/// The high bit of each byte below `limit`, which is at most 0x80. Right up to the first such byte, which is what counts.
#[inline(always)]
const fn below(bytes: u64, limit: u8) -> u64 {
    bytes.wrapping_sub(ONES * limit as u64) & !bytes & HIGHS
}

/// The high bit of each byte that is `byte`. Right up to the first such byte.
#[inline(always)]
const fn equal(bytes: u64, byte: u8) -> u64 {
    below(bytes ^ (ONES * byte as u64), 1)
}

/// The high bit of each byte that is neither an ASCII letter nor `-`.
#[inline(always)]
const fn no_word(bytes: u64) -> u64 {
    let lower = (bytes | (ONES * 0x20)) & !HIGHS;
    let from_a = lower + ONES * (0x80 - b'a' as u64);
    let beyond_z = lower + ONES * (0x7f - b'z' as u64);
    let dash = ((bytes ^ (ONES * b'-' as u64)) & !HIGHS) + ONES * 0x7f;
    (!(from_a & !beyond_z) & dash | bytes) & HIGHS
}

/// How many bytes at the front of `bytes` there are before one that `is` refuses. `stops` marks at least those.
#[inline(always)]
fn run(bytes: &[u8], stops: impl Fn(u64) -> u64, is: impl Fn(u8) -> bool) -> usize {
    let mut at = 0;
    while let Some(block) = bytes.get(at..).and_then(|rest| rest.first_chunk()) {
        let stop = stops(u64::from_le_bytes(*block));
        if stop == 0 {
            at += 8;
            continue;
        }
        at += stop.trailing_zeros() as usize / 8;
        match bytes.get(at) {
            Some(byte) if is(*byte) => at += 1,
            _ => return at,
        }
    }
    at + bytes.get(at..).unwrap_or_default().iter().take_while(|byte| is(**byte)).count()
}

/// The length of the token at the front of `bytes`; zero when there is none.
///
/// ```
/// assert_eq!(framing_chunked::scan::token(b"Content-Length: 5"), 14);
/// ```
#[must_use]
#[inline(always)]
pub fn token(bytes: &[u8]) -> usize {
    run(bytes, no_word, is_token)
}

/// How many bytes at the front of `bytes` can stand in a field value.
///
/// ```
/// assert_eq!(framing_chunked::scan::value(b" a\tb\r\n"), 4);
/// ```
#[must_use]
#[inline(always)]
pub fn value(bytes: &[u8]) -> usize {
    let mut clean = 0;
    for block in bytes.as_chunks::<16>().0 {
        // Without a branch in it, this becomes a handful of vector instructions.
        if block.iter().fold(false, |stop, byte| stop | (*byte < b' ') | (*byte == 0x7f)) {
            break;
        }
        clean += 16;
    }
    let rest = bytes.get(clean..).unwrap_or_default();
    clean + run(rest, |block| below(block, b' ') | equal(block, 0x7f), is_value)
}

/// How many bytes at the front of `bytes` are visible ASCII.
///
/// ```
/// assert_eq!(framing_chunked::scan::visible(b"/path?query HTTP"), 11);
/// ```
#[must_use]
#[inline]
pub fn visible(bytes: &[u8]) -> usize {
    run(
        bytes,
        |block| below(block, b'!') | equal(block, 0x7f) | block & HIGHS,
        |byte| byte.is_ascii_graphic(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each byte at each place of a block, behind bytes of the class and in front of them.
    fn assert_class(run: fn(&[u8]) -> usize, is: fn(u8) -> bool) {
        for byte in 0..=255 {
            for len in 0..20 {
                for at in 0..len {
                    let mut bytes = [b'a'; 20];
                    bytes[at] = byte;
                    let expected = if is(byte) { len } else { at };
                    assert_eq!(run(&bytes[..len]), expected, "{byte:#x} at {at} of {len}");
                    bytes[at + 1..].fill(0);
                    let expected = if is(byte) { (at + 1).min(len) } else { at };
                    assert_eq!(run(&bytes[..len]), expected, "{byte:#x} at {at} of {len}, then NUL");
                }
            }
        }
    }

    #[test]
    fn runs_end_at_the_first_byte_of_another_class() {
        assert_class(token, is_token);
        assert_class(value, is_value);
        assert_class(visible, |byte| byte.is_ascii_graphic());
    }
}
