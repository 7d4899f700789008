//! Counts the bytes at the front that belong to a class, 16 at a time.

use framing_core::fields::{is_token, is_value};
use wide::u8x16;

/// Bytes that are looked at together.
const BLOCK: usize = 16;

/// The bytes of the block that are at most `most`.
#[inline(always)]
fn up_to(block: u8x16, most: u8) -> u8x16 {
    block.min(u8x16::splat(most)).cmp_eq(block)
}

/// The bytes of the block that are `byte`.
#[inline(always)]
fn equal(block: u8x16, byte: u8) -> u8x16 {
    block.cmp_eq(u8x16::splat(byte))
}

/// Collects one bit per byte of a mask, the first byte in the lowest bit.
#[inline(always)]
fn bits(mask: u8x16) -> u32 {
    u32::from_ne_bytes(mask.move_mask().to_ne_bytes())
}

/// The bytes of the block that are neither ASCII letters nor `-`, which nearly all bytes of all names are.
#[inline(always)]
fn no_word(block: u8x16) -> u8x16 {
    let from_a = (block | u8x16::splat(0x20)) - u8x16::splat(b'a');
    !(up_to(from_a, 25) | equal(block, b'-'))
}

/// How many bytes at the front of `bytes` there are before one that `is` refuses. `stops` marks at least those.
#[inline(always)]
fn run(bytes: &[u8], stops: impl Fn(u8x16) -> u8x16, is: impl Fn(u8) -> bool) -> usize {
    let mut at = 0;
    while let Some(block) = bytes.get(at..).and_then(|rest| rest.first_chunk::<BLOCK>()) {
        let stops = bits(stops(u8x16::new(*block)));
        if stops == 0 {
            at += BLOCK;
            continue;
        }
        at += stops.trailing_zeros() as usize;
        match bytes.get(at) {
            Some(byte) if is(*byte) => at += 1,
            _ => return at,
        }
    }
    at + bytes.get(at..).unwrap_or_default().iter().take_while(|byte| is(**byte)).count()
}

/// The length of the token at the front of `bytes`; zero when there is none.
#[inline(always)]
pub(super) fn token(bytes: &[u8]) -> usize {
    run(bytes, no_word, is_token)
}

/// Returns how many bytes at the front of `bytes` are allowed in a field value.
#[inline(always)]
pub(super) fn value(bytes: &[u8]) -> usize {
    run(bytes, |block| up_to(block, 0x1f) | equal(block, 0x7f), is_value)
}

/// Where lines end: the places of each CR with its LF, as far as nothing else stands there that no field value can have.
///
/// Many bytes are looked at before any of these places is asked for, so that finding one does not wait for another.
#[derive(Clone, Debug)]
pub(super) struct LineEnds<'a> {
    bytes: &'a [u8],
    /// Where the bytes begin that were not looked at.
    ahead: usize,
    /// Where those begin that were looked at last.
    base: usize,
    /// Which of those can stand in no value, or are tabs, and are not passed: the lowest bit for the first.
    stops: u64,
    /// The LF that belongs to the CR at the end of them: a bit for the first byte ahead.
    line_feed: u64,
}

/// Bytes that are looked at together for [`LineEnds`].
const WINDOW: usize = 64;

impl<'a> LineEnds<'a> {
    /// Those in `bytes`.
    #[inline(always)]
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, ahead: 0, base: 0, stops: 0, line_feed: 0 }
    }

    /// Looks at the next bytes; whether there were any.
    #[inline(always)]
    fn look(&mut self) -> bool {
        let Some(rest) = self.bytes.get(self.ahead..) else { return false };
        match rest.first_chunk() {
            Some(window) => self.look_at(window),
            None => return self.look_at_the_last(rest),
        }
        true
    }

    #[inline(always)]
    fn look_at(&mut self, window: &[u8; WINDOW]) {
        let stops = window.as_chunks::<BLOCK>().0.iter().rev().fold(0, |stops, block| {
            let block = u8x16::new(*block);
            stops << BLOCK | u64::from(bits(up_to(block, 0x1f) | equal(block, 0x7f)))
        });
        (self.base, self.ahead) = (self.ahead, self.ahead + WINDOW);
        self.stops = stops & !self.line_feed;
        self.line_feed = 0;
    }

    #[cold]
    fn look_at_the_last(&mut self, rest: &[u8]) -> bool {
        let mut window = [b' '; WINDOW];
        if let Some(front) = window.get_mut(..rest.len()) {
            front.copy_from_slice(rest);
        }
        self.look_at(&window);
        !rest.is_empty()
    }
}

impl Iterator for LineEnds<'_> {
    type Item = usize;

    #[inline(always)]
    fn next(&mut self) -> Option<usize> {
        loop {
            while self.stops == 0 {
                if !self.look() {
                    return None;
                }
            }
            let bit = self.stops.trailing_zeros();
            let at = self.base + bit as usize;
            match self.bytes.get(at..)? {
                [b'\r', b'\n', ..] => {
                    // The LF is the next of the stops, or the first of those ahead.
                    self.stops &= self.stops - 1;
                    self.stops &= self.stops.wrapping_sub(1);
                    self.line_feed = u64::from((bit + 1) >> WINDOW.trailing_zeros());
                    return Some(at);
                }
                [b'\t', ..] => self.stops &= self.stops - 1,
                _ => return None,
            }
        }
    }
}

/// The length of the name of the field line at the front of `bytes`: what stands in front of the first colon, if that is a
/// token.
#[inline(always)]
pub(super) fn name(bytes: &[u8]) -> Option<usize> {
    let len = match bytes.first_chunk().map(|block| bits(no_word(u8x16::new(*block)))) {
        Some(stops @ 1..) if bytes.get(stops.trailing_zeros() as usize) == Some(&b':') => {
            stops.trailing_zeros() as usize
        }
        _ => token(bytes),
    };
    (len > 0 && bytes.get(len) == Some(&b':')).then_some(len)
}

/// How many bytes at the front of `bytes` are visible ASCII.
#[inline(always)]
pub(super) fn visible(bytes: &[u8]) -> usize {
    run(bytes, |block| !up_to(block - u8x16::splat(b'!'), b'~' - b'!'), |byte| byte.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use std::vec;
    use std::vec::Vec;

    use super::*;

    /// Each byte at each place of a block, after bytes of the class and in front of them.
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

    /// Each CR LF, up to the first byte that is neither part of one nor of a value.
    fn line_ends(bytes: &[u8]) -> Vec<usize> {
        let (mut ends, mut at) = (Vec::new(), 0);
        while let Some(rest) = bytes.get(at..) {
            match rest {
                [b'\r', b'\n', ..] => {
                    ends.push(at);
                    at += 2;
                }
                [byte, ..] if is_value(*byte) => at += 1,
                _ => break,
            }
        }
        ends
    }

    #[test]
    fn lines_end_in_the_same_places_wherever_they_lie() {
        for len in [0, 1, 15, 16, 17, 63, 64, 65, 66, 127, 128, 129, 200] {
            for first in 0..len {
                for (other, bytes) in
                    [(1, "\r"), (2, "\r\n"), (3, "\n"), (5, "\t"), (61, "\r\n"), (62, "\x7f"), (7, "\0")]
                {
                    let mut text = vec![b'a'; len];
                    for (at, bytes) in
                        [(first, "\r\n"), (first + 1 + other, bytes), (first + 1 + other + 64, "\r\n")]
                    {
                        for (place, byte) in text.iter_mut().skip(at).zip(bytes.bytes()) {
                            *place = byte;
                        }
                    }
                    let found: Vec<_> = LineEnds::new(&text).collect();
                    assert_eq!(found, line_ends(&text), "{}", text.escape_ascii());
                }
            }
        }
    }

    #[test]
    fn names_stand_in_front_of_a_colon() {
        for (line, len) in [
            (&b"Host: a"[..], Some(4)),
            (b"X-1_2.3!#$%&'*+^`|~: a", Some(19)),
            (b"A-name-of-more-than-sixteen-bytes:", Some(33)),
            (b"Sixteen-and-no-colon-", None),
            (b": a", None),
            (b"A : b, and much more", None),
            (b"A b: and much more", None),
            (b"Host", None),
            (b"", None),
        ] {
            assert_eq!(name(line), len, "{}", line.escape_ascii());
        }
    }
}
