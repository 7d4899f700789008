//! 7 bits a byte, highest first, the high bit set on every byte but the last.

use crate::{ByteSink, Malformed, Number, Step};

#[inline]
pub(super) fn decode(bytes: &[u8], max_width: usize) -> Result<Step<Number>, Malformed> {
    let mut value: u64 = 0;
    for (at, &byte) in bytes.iter().enumerate().take(max_width) {
        if value >> 57 != 0 || (byte >= 0x80 && at + 1 == max_width) {
            return Err(Malformed::new(at, "a number that ends within its bits"));
        }
        value = value << 7 | u64::from(byte & 0x7f);
        if byte < 0x80 {
            return Ok(Step::Done(Number { value, width: at + 1 }));
        }
    }
    Ok(Step::Need(bytes.len() + 1))
}

#[expect(clippy::cast_possible_truncation, reason = "the low 7 bits are used, and a width is far below 2^32")]
pub(super) fn encode<B: ByteSink>(value: u64, width: usize, out: &mut B) {
    let takes = (64 - value.leading_zeros()).div_ceil(7).max(1) as usize;
    for place in (1..takes.max(width)).rev() {
        // A place above the 64th bit holds nothing.
        let bits = value.checked_shr(7 * place as u32).unwrap_or(0);
        out.put_u8(bits as u8 | 0x80);
    }
    out.put_u8(value as u8 & 0x7f);
}
