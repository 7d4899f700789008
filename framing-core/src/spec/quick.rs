//! The common header, read without a question that its spec has already answered.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::constants::Constant;
use super::field::{Coding, Field};
use super::header::word;
use super::layout::{Layout, Trailer};
use super::length::Form;
use crate::formats::length::Rule;
use crate::{BodyLen, Endian};

/// A header of fixed length, with a binary length and some constants, and a trailer that is not looked at.
///
/// Whatever is out of the ordinary in a frame is left to the [`Layout`], which it is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Quick {
    base: usize,
    number: Window,
    /// The length stands in the window in little-endian order.
    is_little: bool,
    /// How far the length is from the lowest bit, in its order.
    shift: u32,
    /// The bits of the length; of a signed one, all but the sign, which is then looked at by the layout.
    bits: u64,
    sign: u64,
    rule: Rule,
    constants: Box<[Fixed]>,
    pub(super) trailer: usize,
}

/// Eight bytes of the header, or all of a shorter one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Window {
    start: usize,
}

/// Bits of a window that are always the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Fixed {
    window: Window,
    mask: u64,
    value: u64,
}

impl Window {
    /// A window that covers the byte `at` of a header of `base` bytes.
    fn over(at: usize, base: usize) -> Self {
        Self { start: at.min(base.saturating_sub(8)) }
    }

    #[inline(always)]
    fn read(self, header: &[u8]) -> u64 {
        word(header, self.start)
    }
}

impl Quick {
    /// The summary of a layout, if it is a common one.
    pub(super) fn of(layout: &Layout) -> Option<Self> {
        let Form::Binary { field, escapes } = &layout.form else { return None };
        let Trailer::Any(trailer) = layout.trailer else { return None };
        let is_common = escapes.is_empty()
            && field.coding != Coding::Decimal
            && layout.no_body.is_empty()
            && layout.until_end.is_empty()
            && layout.multiple_of == 1
            && layout.extensions.is_empty()
            && layout.forbidden.is_empty()
            && layout.checks.is_empty();
        let constants: Option<Vec<_>> =
            layout.constants.iter().map(|constant| fixed(constant, layout.base)).collect();
        let number = Window::over(field.offset, layout.base);
        let is_little = field.endian == Endian::Little;
        let shift = shift(*field, number, layout.base)?;
        let bits = field.bits();
        let sign = if field.coding == Coding::Signed { bits ^ bits >> 1 } else { 0 };
        let rule = layout.rule(layout.base, u64::MAX)?;
        let constants = constants?.concat().into();
        is_common.then_some(Self {
            base: layout.base,
            number,
            is_little,
            shift,
            bits,
            sign,
            rule,
            constants,
            trailer,
        })
    }

    /// The length of the header at the front of `seen`, if it is there and has all constants.
    #[inline(always)]
    pub(super) fn header_len(&self, seen: &[u8]) -> Option<usize> {
        let header = seen.get(..self.base)?;
        self.constants
            .iter()
            .all(|fixed| fixed.window.read(header) & fixed.mask == fixed.value)
            .then_some(self.base)
    }

    /// The length, and what it comes to, if it is in order.
    #[inline(always)]
    pub(super) fn said(&self, bytes: &[u8]) -> Option<(u64, BodyLen)> {
        let word = self.number.read(bytes);
        let word = if self.is_little { word } else { word.swap_bytes() };
        let length = word >> self.shift & self.bits;
        if length & self.sign != 0 || bytes.len() != self.base {
            return None;
        }
        Some((length, BodyLen::Exact(self.rule.body(length).ok()?)))
    }
}

/// How far the lowest bit of the field is from that of its window, in the order of the field.
#[expect(clippy::cast_possible_truncation, reason = "at most 8 bytes")]
fn shift(field: Field, window: Window, base: usize) -> Option<u32> {
    let before = field.offset - window.start;
    let bytes = match field.endian {
        Endian::Little => before,
        // Of a header shorter than the window, the lowest byte is at the window's end all the same.
        Endian::Big => 8_usize.checked_sub(before + field.width)?,
    };
    let is_within = before + field.width <= 8 && field.offset + field.width <= base;
    is_within.then_some(8 * bytes as u32 + field.mask.trailing_zeros())
}

/// A constant, a window at a time; none if it has alternatives.
fn fixed(constant: &Constant, base: usize) -> Option<Vec<Fixed>> {
    let [bytes] = constant.alternatives.as_slice() else { return None };
    let one = |(at, &byte): (usize, &u8)| {
        let window = Window::over(constant.offset + at / 8 * 8, base);
        let above = 8 * (constant.offset + at - window.start);
        let mask = u64::from(constant.mask_at(at)) << above;
        Fixed { window, mask, value: u64::from(byte) << above & mask }
    };
    let mut all: Vec<Fixed> = Vec::new();
    for next in bytes.iter().enumerate().map(one) {
        let same = all.iter_mut().find(|fixed| fixed.window == next.window);
        match same {
            Some(fixed) => {
                fixed.mask |= next.mask;
                fixed.value |= next.value;
            }
            None => all.push(next),
        }
    }
    Some(all)
}
