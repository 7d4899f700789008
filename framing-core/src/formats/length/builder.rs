//! The builder of a length field, and the combinations that it rejects.

use super::field::{LengthField, Trailer};
use super::rule::{LengthCovers, Rule};

/// A [`LengthField`] in the making.
///
/// [`Length::in_header`](crate::Length::in_header) or [`Length::field`](crate::Length::field) begins it, its methods
/// say what is not as usual, in any order, and [`build`](Self::build) ends it. In a `const` a format that cannot work
/// does not compile. The width of such a length is fixed and its number binary; a length in digits, or a varint, in a
/// header of one's own is said with the fields of `spec::Spec` (feature `spec`).
///
/// ```
/// use framing_core::{LengthCovers, LengthField, U16Be};
///
/// /// TPKT (RFC 1006, section 6): version 3, a byte of zero, the length of the whole packet.
/// const TPKT: LengthField<4, 2, 2> = U16Be::in_header::<4, 2>().magic(&[3]).counts(LengthCovers::Frame).build();
/// # let _ = TPKT;
/// ```
///
/// ```compile_fail
/// use framing_core::{LengthField, U8};
///
/// const NO_UNIT: LengthField<1, 0, 1> = U8::field().multiply(0).build();
/// # let _ = NO_UNIT;
/// ```
#[derive(Clone, Copy, Debug)]
#[must_use = "a format is made by `build`"]
pub struct LengthBuilder<
    const HEADER: usize,
    const OFFSET: usize,
    const WIDTH: usize,
    const LITTLE: bool = false,
> {
    counts: LengthCovers,
    adjust: i64,
    unit: u64,
    min: u64,
    max: Option<u64>,
    magic: &'static [u8],
    trailer: Trailer,
}

impl<const HEADER: usize, const OFFSET: usize, const WIDTH: usize, const LITTLE: bool>
    LengthBuilder<HEADER, OFFSET, WIDTH, LITTLE>
{
    /// A length that counts the bytes of the body, in a header without magic, of a frame without trailer.
    pub(super) const fn new() -> Self {
        const {
            assert!(WIDTH >= 1 && WIDTH <= 8, "a length field is 1 to 8 bytes wide");
            assert!(OFFSET <= HEADER && WIDTH <= HEADER - OFFSET, "the length field lies within the header");
        }
        Self {
            counts: LengthCovers::Body,
            adjust: 0,
            unit: 1,
            min: 0,
            max: None,
            magic: &[],
            trailer: Trailer::Any(0),
        }
    }

    /// Sets what the length counts; by default [`LengthCovers::Body`].
    pub const fn counts(mut self, counts: LengthCovers) -> Self {
        self.counts = counts;
        self
    }

    /// Adds `bytes` to the length, after [`multiply`](Self::multiply).
    ///
    /// A positive number is for bodies that are longer than the length, a negative one for lengths that count
    /// bytes outside the body.
    pub const fn adjust(mut self, bytes: i64) -> Self {
        self.adjust = bytes;
        self
    }

    /// The length counts units of `bytes` bytes, such as words of 4.
    pub const fn multiply(mut self, bytes: u64) -> Self {
        self.unit = bytes;
        self
    }

    /// Sets the minimum length of the body; a smaller length is malformed.
    pub const fn min(mut self, bytes: u64) -> Self {
        self.min = bytes;
        self
    }

    /// The protocol's own limit of the body, in bytes: the default [limit](crate::Limits::body) of a reader, which its
    /// caller may raise or lower, and the most that is ever written.
    pub const fn max(mut self, bytes: u64) -> Self {
        self.max = Some(bytes);
        self
    }

    /// Every header begins with these bytes: the first one that differs is refused as soon as it is there.
    pub const fn magic(mut self, bytes: &'static [u8]) -> Self {
        self.magic = bytes;
        self
    }

    /// Every frame ends with these bytes, after the body: checked when read, added when written.
    pub const fn trailer(mut self, bytes: &'static [u8]) -> Self {
        self.trailer = Trailer::Exactly(bytes);
        self
    }

    /// Every frame ends with `len` bytes that are not looked at when read and are zero when written.
    pub const fn any_trailer(mut self, len: usize) -> Self {
        self.trailer = Trailer::Any(len);
        self
    }

    /// The format.
    ///
    /// # Panics
    ///
    /// When it cannot work, with the text of [`check`](Self::check): at compile time in a `const`.
    #[must_use]
    #[expect(
        clippy::panic,
        reason = "the mistake is in the program that builds the format, not in bytes that it reads"
    )]
    pub const fn build(self) -> LengthField<HEADER, OFFSET, WIDTH, LITTLE> {
        match self.rule() {
            Ok(rule) => LengthField {
                is_plain: rule.is_plain() && self.magic.is_empty() && matches!(self.trailer, Trailer::Any(0)),
                rule,
                max: self.max,
                magic: self.magic,
                trailer: self.trailer,
            },
            Err(fault) => panic!("{}", fault),
        }
    }

    /// Whether [`build`](Self::build) makes a format, for settings that come from outside the program.
    ///
    /// # Errors
    ///
    /// What cannot work: a unit of no bytes, magic that reaches into the length field, an adjustment beyond 64 bits,
    /// a length that is too narrow to announce any body, a least body longer than the longest.
    ///
    /// ```
    /// let fault = framing_core::U8::field().adjust(-256).check();
    /// assert_eq!(fault, Err("a length of this width is always less than what it counts"));
    /// ```
    pub const fn check(&self) -> Result<(), &'static str> {
        match self.rule() {
            Ok(_) => Ok(()),
            Err(fault) => Err(fault),
        }
    }

    const fn rule(&self) -> Result<Rule, &'static str> {
        if self.unit == 0 {
            return Err("a length counts units of at least one byte");
        }
        if self.magic.len() > OFFSET {
            return Err("the magic bytes end before the length field");
        }
        let Some(shift) = self.shift() else {
            return Err("the adjustment and what the length counts overflow 64 bits");
        };
        let Some(announced) = Rule::longest_announced(self.unit, shift, WIDTH) else {
            return Err("a length of this width is always less than what it counts");
        };
        let longest = match self.max {
            Some(max) if max < announced => max,
            _ => announced,
        };
        if self.min > longest {
            return Err("the least body is longer than the longest one");
        }
        Ok(Rule { unit: self.unit, shift, min: self.min, longest })
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "compared with the least i64; the sum of an i64 and a count below zero is not above the highest"
    )]
    const fn shift(&self) -> Option<i64> {
        let counted = match self.counts {
            LengthCovers::Body => 0,
            LengthCovers::LengthAndBody => WIDTH as i128,
            LengthCovers::Frame => HEADER as i128 + self.trailer.len() as i128,
        };
        let shift = self.adjust as i128 - counted;
        if shift < i64::MIN as i128 { None } else { Some(shift as i64) }
    }
}
