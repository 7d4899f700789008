//! The two highest bits of the first byte determine the width: 1, 2, 4 or 8 bytes.

use super::IN_FEWER_BYTES;
use crate::{ByteSink, Malformed, Number, Step};

pub(super) const MAX: u64 = (1 << 62) - 1;

#[inline]
pub(super) fn decode(bytes: &[u8]) -> Step<Number> {
    let Some(&first) = bytes.first() else { return Step::Need(1) };
    let width = 1 << (first >> 6);
    let Some(whole) = bytes.get(..width) else { return Step::Need(width) };
    let value = whole.iter().fold(0, |value, &byte| value << 8 | u64::from(byte));
    Step::Done(Number { value: value & (u64::MAX >> (66 - 8 * width)), width })
}

/// Refuses the byte with which a number must be lower than the least one of its width.
pub(super) fn check_minimal(bytes: &[u8]) -> Result<(), Malformed> {
    // Half of its bytes are enough for a number of which the upper half, without the two bits of the width, is zero, and
    // so are the two highest bits of the lower half.
    let (half, zeros) = match bytes {
        [0x40, ..] => (1, [].as_slice()),
        [0x80, more @ ..] => (2, more),
        [0xc0, more @ ..] => (4, more),
        _ => return Ok(()),
    };
    let upper = zeros.iter().take(half - 1).all(|&byte| byte == 0);
    match bytes.get(half) {
        Some(0..0x40) if upper => Err(Malformed::new(half, IN_FEWER_BYTES)),
        _ => Ok(()),
    }
}

pub(super) fn encode<B: ByteSink>(value: u64, width: usize, out: &mut B) {
    let takes = match value {
        0..0x40 => 1,
        0x40..0x4000 => 2,
        0x4000..0x4000_0000 => 4,
        _ => 8,
    };
    let width = width.clamp(takes, 8).next_power_of_two();
    out.put_uint(value | u64::from(width.ilog2()) << (8 * width - 2), width);
}
