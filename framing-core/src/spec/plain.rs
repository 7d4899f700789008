//! Headers of the commonest kind, read in one look.

use super::format::SpecFormat;
use super::header::{Body, HeaderBytes, SpecHeader};
use super::length::{Field, Form};
use crate::BodyLen;
use crate::length::Rule;
use crate::number::ByteOrdering;

/// A header of fixed length, whose length is a whole number in binary that stands for nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Plain {
    header: usize,
    offset: usize,
    order: ByteOrdering,
    /// Bits of a number of 8 bytes that are not of the length.
    other_bits: u32,
    rule: Rule,
}

/// Bytes of a header that are copied at once, whether it has as many or fewer.
const MOST: usize = 32;
const WINDOW: usize = size_of::<u64>();

impl Plain {
    /// What a format comes to, if it is of this kind.
    pub(super) fn of(format: &SpecFormat) -> Option<Self> {
        let Form::Binary { field, escapes } = &format.form else { return None };
        let Field { offset, width, order, mask, signed } = *field;
        let other_bits = u64::BITS.checked_sub(8 * u32::try_from(width).ok()?)?;
        let plain = escapes.is_empty()
            && mask == u64::MAX.checked_shr(other_bits)?
            && !signed
            && format.no_body.is_empty()
            && format.until_end.is_none()
            && format.multiple_of <= 1
            && format.base <= MOST;
        let rule = format.rule(format.base, u64::MAX)?;
        plain.then_some(Self { header: format.base, offset, order, other_bits, rule })
    }

    /// The header at the front of `seen`; nothing if it is refused, or too little follows it to be quick.
    #[inline]
    pub(super) fn read(&self, seen: &[u8]) -> Option<(usize, SpecHeader)> {
        let number = seen.get(self.offset..)?.first_chunk::<WINDOW>()?;
        let length = match self.order {
            ByteOrdering::Big => u64::from_be_bytes(*number) >> self.other_bits,
            ByteOrdering::Little => u64::from_le_bytes(*number) << self.other_bits >> self.other_bits,
        };
        let bytes = HeaderBytes::from_buf_and_len(*seen.first_chunk::<MOST>()?, self.header);
        let body = Body(BodyLen::Exact(self.rule.body(length).ok()?));
        Some((self.header, SpecHeader { length, bytes, body }))
    }
}
