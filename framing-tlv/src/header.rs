//! Type and length together: which comes first, or how they share their bytes.

mod length;
mod packed;
mod parsed;
mod type_length;
mod x690;

use core::fmt;

use framing_core::{ByteSink, EncodeError, Malformed, Number, Step};

pub use self::length::LengthCovers;
pub(crate) use self::length::{LengthRule, Unit};
pub use self::packed::Packed;
pub use self::parsed::Parsed;
pub(crate) use self::parsed::{big_endian, complete, extent, quick, shift};
pub use self::type_length::{LengthType, TypeLength, TypeLengthBy};
pub use self::x690::{Indefinite, X690, X690Length};
use crate::IntEncoding;
use crate::strictness::{Form, Sequence, Strictness};

/// The header of a TLV: a type and a length, in some order.
///
/// | | |
/// | --- | --- |
/// | [`TypeLength`] | a type, then a length |
/// | [`LengthType`] | a length, then a type |
/// | [`TypeLengthBy`] | a type that determines which of two encodings the length has |
/// | [`Packed`] | type and length share the bits of one number |
/// | [`X690`] | identifier and length octets of X.690 |
///
/// Each is made of [`IntEncoding`]s, or a type of one's own that implements this:
///
/// ```
/// use framing_core::{ByteSink, EncodeError, Malformed};
/// use framing_core::Step;
/// use framing_tlv::{Parsed, TlvHeader, HeaderFields, TlvLength, Rules, TlvLayout, Widths};
///
/// /// The length is the upper half of a byte, the type the lower one.
/// #[derive(Clone, Copy)]
/// struct Halves;
///
/// impl TlvHeader for Halves {
///     type Tag = u8;
///     fn decode(&self, seen: &[u8], rules: &Rules<'_, u8>) -> Result<Parsed<HeaderFields<u8>>, Malformed> {
///         let Some(byte) = seen.first() else { return Ok(Step::Need(1)) };
///         let (tag, length) = (byte & 15, TlvLength::Number(u64::from(byte >> 4)));
///         rules.has_length(tag, 0)?;
///         Ok(Step::Done((HeaderFields { tag, length, widths: Widths { tag: 1, length: 0 } }, 1)))
///     }
///     fn encode<B: ByteSink>(&self, header: &HeaderFields<u8>, out: &mut B) -> Result<(), EncodeError> {
///         let TlvLength::Number(length @ 0..16) = header.length else {
///             return Err(EncodeError::Invalid("a length below 16"));
///         };
///         out.put_u8((length as u8) << 4 | header.tag & 15);
///         Ok(())
///     }
///     fn widths(&self, _: &HeaderFields<u8>) -> Widths {
///         Widths { tag: 1, length: 0 }
///     }
///     fn highest(&self, _: u8) -> u64 {
///         15
///     }
/// }
///
/// let tlv = TlvLayout::new(Halves).iter(b"\x27hi").next().ok_or("a TLV")??;
/// assert_eq!((tlv.header.tag, tlv.body()), (7, &b"hi"[..]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait TlvHeader: Copy {
    /// The type, or tag, of a TLV.
    type Tag: Copy + Ord + fmt::Debug;

    /// Reads the type and the length at the front of `seen`; what follows them is not looked at.
    ///
    /// As soon as it has the type, it asks `rules` whether that may stand here, and whether a length follows it.
    ///
    /// # Errors
    ///
    /// [`Malformed`] at the byte that decides it.
    fn decode(
        &self,
        seen: &[u8],
        rules: &Rules<'_, Self::Tag>,
    ) -> Result<Parsed<HeaderFields<Self::Tag>>, Malformed>;

    /// Writes the type and the length of `header`, in at least its widths.
    ///
    /// # Errors
    ///
    /// [`EncodeError`] when the type or the number is over the highest; nothing is written then.
    fn encode<B: ByteSink>(&self, header: &HeaderFields<Self::Tag>, out: &mut B) -> Result<(), EncodeError>;

    /// How many bytes [`encode`](Self::encode) writes: those of the type, and those of the length.
    fn widths(&self, header: &HeaderFields<Self::Tag>) -> Widths;

    /// The highest number in the place of the length of a TLV of this type.
    fn highest(&self, tag: Self::Tag) -> u64;

    /// What ends a value of indefinite length, where there are such values. No TLV begins with its first byte.
    fn end_of_contents(&self) -> &'static [u8] {
        &[]
    }

    /// Returns whether this header is the [end of contents](Self::end_of_contents).
    fn is_end_of_contents(&self, header: &HeaderFields<Self::Tag>) -> bool {
        let _ = header;
        false
    }
}

/// The type and the length of a TLV.
// Exhaustive on purpose: a header has a type and a length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct HeaderFields<Tag> {
    /// The type.
    pub tag: Tag,
    /// The length, or what takes its place. When the header is written, only the width of a number is used;
    /// except where lengths count characters, which the writer cannot know from a number of bytes.
    pub length: TlvLength,
    /// How many bytes the type and the length have. When the header is written they have at least as many, where over-long
    /// ones are legal.
    #[cfg_attr(feature = "serde", serde(skip))]
    pub widths: Widths,
}

/// The length of a TLV, or what takes its place.
// Exhaustive on purpose: a length is definite or it is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(untagged))]
pub enum TlvLength {
    /// A number, before any unit or adjustment.
    Number(u64),
    /// The value continues until a mark that ends it.
    Indefinite,
    /// Nothing: the type has no length.
    Absent,
}

/// Bytes of a type and of a length.
// Exhaustive on purpose: a header has a type and a length.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Widths {
    /// The width of the type; 0 if there is only a length.
    pub tag: u8,
    /// Bytes of the length; 0 where it has none of its own.
    pub length: u8,
}

impl<Tag> HeaderFields<Tag> {
    /// A header to be written.
    #[must_use]
    pub const fn new(tag: Tag) -> Self {
        Self { tag, length: TlvLength::Number(0), widths: Widths { tag: 1, length: 1 } }
    }

    /// The same header with something else in the place of the length.
    #[must_use]
    pub const fn with_length(mut self, length: TlvLength) -> Self {
        self.length = length;
        self
    }

    /// A parsed header, and its length in bytes.
    #[expect(clippy::cast_possible_truncation, reason = "a type or a length has at most 255 bytes")]
    #[must_use]
    pub(crate) const fn read(tag: Tag, length: TlvLength, widths: [usize; 2]) -> Self {
        Self { tag, length, widths: Widths { tag: widths[0] as u8, length: widths[1] as u8 } }
    }
}

impl<Tag> From<Tag> for HeaderFields<Tag> {
    fn from(tag: Tag) -> Self {
        Self::new(tag)
    }
}

impl<Tag: Default> Default for HeaderFields<Tag> {
    fn default() -> Self {
        Self::new(Tag::default())
    }
}

impl Default for TlvLength {
    fn default() -> Self {
        Self::Number(0)
    }
}

impl Widths {
    /// Bytes of type and length together.
    #[must_use]
    pub const fn sum(self) -> usize {
        self.tag as usize + self.length as usize
    }
}

/// What a [`TlvHeader`] is read by.
#[derive(Clone, Copy, Debug)]
pub struct Rules<'a, Tag> {
    pub(crate) strictness: &'a Strictness<Tag>,
    pub(crate) sequence: &'a Sequence<Tag>,
    pub(crate) without_length: Option<fn(Tag) -> Option<u64>>,
    pub(crate) length: &'a LengthRule,
    /// Whether the end of contents may follow: inside a value of indefinite length.
    pub(crate) allows_end: bool,
}

impl<Tag: Copy + Ord> Rules<'_, Tag> {
    /// Whether a length follows this type, the last byte of which stands at `at`, counted from the header's first.
    ///
    /// # Errors
    ///
    /// [`Malformed`] at that byte if the type is not allowed here.
    #[inline(always)]
    pub fn has_length(&self, tag: Tag, at: usize) -> Result<bool, Malformed> {
        if self.is_without_length(tag) {
            return Ok(false);
        }
        self.sequence.admit(self.strictness, tag, at)?;
        Ok(true)
    }

    /// Whether a type has no length.
    #[inline(always)]
    pub fn is_without_length(&self, tag: Tag) -> bool {
        self.without_length.is_some_and(|without| without(tag).is_some())
    }

    /// The least bytes that follow a type: those of a length, unless some type has none.
    #[must_use]
    pub const fn least_length(&self) -> usize {
        if self.without_length.is_some() { 0 } else { 1 }
    }

    /// Which forms of a type are taken.
    #[must_use]
    pub const fn types(&self) -> Form {
        self.strictness.types()
    }

    /// Which forms of a length are taken.
    #[must_use]
    pub const fn lengths(&self) -> Form {
        self.strictness.lengths()
    }
}

/// The number at the byte `at` of a header; a need is counted from the header's start.
#[inline(always)]
fn number<N: IntEncoding>(numeral: &N, form: Form, seen: &[u8], at: usize) -> Result<Parsed<u64>, Malformed> {
    let rest = seen.get(at..).unwrap_or_default();
    let number = match form {
        Form::Any => numeral.decode(rest),
        Form::Minimal => numeral.decode_minimal(rest),
    };
    match number {
        Ok(Step::Done(Number { value, width })) => Ok(Step::Done((value, width))),
        Ok(Step::Need(need)) => Ok(Step::Need(at + need)),
        Err(refused) => Err(shift(refused, at)),
    }
}

/// Refuses a type that is over the highest.
fn fit_tag<N: IntEncoding>(types: &N, tag: u64) -> Result<(), EncodeError> {
    if tag > types.max() { Err(EncodeError::Invalid("a type that the format can encode")) } else { Ok(()) }
}
