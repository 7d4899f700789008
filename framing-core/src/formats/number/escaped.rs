//! A first byte up to 252 is the number; 253, 254 and 255 announce one of 2, 4 or 8 bytes.

use super::IN_FEWER_BYTES;
use crate::{ByteSink, Endian, Malformed, Number, Step};

/// The width that a first byte announces, and the least number that takes it.
const fn announced(first: u8) -> Option<(usize, u64)> {
    match first {
        253 => Some((2, 253)),
        254 => Some((4, 1 << 16)),
        255 => Some((8, 1 << 32)),
        _ => None,
    }
}

#[inline]
pub(super) fn decode(bytes: &[u8], endian: Endian) -> Result<Step<Number>, Malformed> {
    let Some((&first, rest)) = bytes.split_first() else { return Ok(Step::Need(1)) };
    match announced(first) {
        None => Ok(Step::Done(Number { value: first.into(), width: 1 })),
        Some((width, least)) => decode_wide(rest, width, least, endian),
    }
}

#[inline]
fn decode_wide(bytes: &[u8], width: usize, least: u64, endian: Endian) -> Result<Step<Number>, Malformed> {
    match bytes.get(..width).map(|whole| endian.read(whole)) {
        Some(value) if value >= least => Ok(Step::Done(Number { value, width: width + 1 })),
        _ => check_wide(bytes.get(..width).unwrap_or(bytes), width, least, endian),
    }
}

/// Refuses the byte with which a number must be below the least one; what is not refused is incomplete.
#[cold]
fn check_wide(seen: &[u8], width: usize, least: u64, endian: Endian) -> Result<Step<Number>, Malformed> {
    let highest = |end: &usize| highest(seen.get(..*end).unwrap_or_default(), width, endian);
    match (1..=seen.len()).find(|end| highest(end) < least) {
        Some(end) => Err(Malformed::new(end, IN_FEWER_BYTES)),
        None => Ok(Step::Need(width + 1)),
    }
}

/// The highest number of `width` bytes that begins with `seen`.
fn highest(seen: &[u8], width: usize, endian: Endian) -> u64 {
    let mut all = [0xff; 8];
    for (byte, &known) in all.iter_mut().zip(seen) {
        *byte = known;
    }
    endian.read(all.get(..width).unwrap_or_default())
}

#[expect(clippy::cast_possible_truncation, reason = "the number was matched to be below 253")]
pub(super) fn encode<B: ByteSink>(value: u64, endian: Endian, out: &mut B) {
    let [first, width] = match value {
        0..253 => return out.put_u8(value as u8),
        253..=0xffff => [253, 2],
        0x1_0000..=0xffff_ffff => [254, 4],
        _ => [255, 8],
    };
    let mut wide = [0; 8];
    let bytes = wide.get_mut(..width.into()).unwrap_or_default();
    endian.write(value, bytes);
    out.put_u8(first);
    out.put_slice(bytes);
}
