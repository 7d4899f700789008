//! What a family of TLVs looks like.

use framing_core::Limits;

use crate::Tag;
use crate::header::{LengthCovers, LengthRule, LengthType, Packed, TlvHeader, TypeLength, Unit, X690};
use crate::strictness::Strictness;

/// What a family of TLVs looks like: a header of small parts, and what is not as usual, in any order.
///
/// By default, a length counts the bytes of the value, every type has a length, no value is made of others,
/// nothing is padded, and whatever can be read is taken.
///
/// ```
/// use framing_core::{U8, U16Be};
/// use framing_tlv::{LengthCovers, LengthType, Packed, TlvLayout, TypeLength};
///
/// /// Options of DHCP (RFC 2132, section 2): Pad and End have no length.
/// const DHCP: TlvLayout<TypeLength<U8, U8>> = TlvLayout::type_first(U8::new(), U8::new())
///     .without_length(|tag| matches!(tag, 0 | 255).then_some(0));
///
/// /// Attributes of STUN (RFC 8489, section 14): values are padded to 4 bytes.
/// const STUN: TlvLayout<TypeLength<U16Be, U16Be>> =
///     TlvLayout::type_first(U16Be::new(), U16Be::new()).pad_to(4);
///
/// /// Options of IPv6 neighbour discovery (RFC 4861, section 4.6): the length of all, in units of 8 bytes.
/// const NEIGHBOUR_DISCOVERY: TlvLayout<TypeLength<U8, U8>> =
///     TlvLayout::type_first(U8::new(), U8::new()).unit(8).covers(LengthCovers::All);
///
/// let options = DHCP.iter(b"\x35\x01\x01\x00\x00\xff").filter_map(Result::ok);
/// assert_eq!(options.map(|option| option.header.tag).collect::<Vec<_>>(), [53, 0, 0, 255]);
/// assert_eq!(STUN.iter(b"\x80\x22\x00\x02hi\0\0").next().ok_or("an attribute")??.trailer(), b"\0\0");
/// assert_eq!(NEIGHBOUR_DISCOVERY.iter(&[1, 1, 0, 0, 94, 0, 83, 0]).next().ok_or("an option")??.body().len(), 6);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # What to do with one
///
/// | | |
/// | --- | --- |
/// | [`iter`](Self::iter) | the TLVs of bytes that are there, borrowed, without looking into values |
/// | [`walk`](Self::walk) | the same, and into values that are made of others |
/// | [`format`](Self::format) | a format for every reader and writer of [`framing_core`] |
/// | [`builder`](Self::builder) | TLVs inside one another, with their lengths |
#[derive(Clone, Copy, Debug)]
pub struct TlvLayout<H: TlvHeader> {
    pub(crate) header: H,
    pub(crate) length: LengthRule,
    pub(crate) pad: u64,
    pub(crate) without_length: Option<fn(H::Tag) -> Option<u64>>,
    pub(crate) constructed: Option<fn(H::Tag) -> bool>,
    pub(crate) strictness: Strictness<H::Tag>,
    pub(crate) limits: Limits,
}

impl<T, L> TlvLayout<TypeLength<T, L>>
where
    TypeLength<T, L>: TlvHeader<Tag = u64>,
{
    /// A type, then a length.
    #[must_use]
    pub const fn type_first(types: T, lengths: L) -> Self {
        Self::new(TypeLength { types, lengths })
    }
}

impl<L, T> TlvLayout<LengthType<L, T>>
where
    LengthType<L, T>: TlvHeader<Tag = u64>,
{
    /// A length, then a type.
    #[must_use]
    pub const fn length_first(lengths: L, types: T) -> Self {
        Self::new(LengthType { lengths, types, alone: None })
    }

    /// No type follows the length `number`: it is padding.
    #[must_use]
    pub const fn alone(mut self, number: u64) -> Self {
        self.header.alone = Some(number);
        self
    }
}

impl<N> TlvLayout<Packed<N>>
where
    Packed<N>: TlvHeader<Tag = u64>,
{
    /// One number, the lowest `length_bits` of which are the length and the others the type.
    #[must_use]
    pub const fn packed(number: N, length_bits: u32) -> Self {
        Self::new(Packed { number, length_bits })
    }
}

impl TlvLayout<X690> {
    /// Identifier and length octets of X.690; values of constructed types are made of others.
    #[must_use]
    pub const fn x690(header: X690) -> Self {
        Self::new(header).constructed(|tag: Tag| tag.is_constructed())
    }
}

impl<H: TlvHeader> TlvLayout<H> {
    /// TLVs with such a header.
    #[must_use]
    pub const fn new(header: H) -> Self {
        Self {
            header,
            length: LengthRule { covers: LengthCovers::Value, unit: Unit::Bytes(1), adjust: 0 },
            pad: 1,
            without_length: None,
            constructed: None,
            strictness: Strictness::LAX,
            limits: Limits::DEFAULT,
        }
    }

    /// Sets what the length counts; by default [`LengthCovers::Value`].
    #[must_use]
    pub const fn covers(mut self, covers: LengthCovers) -> Self {
        self.length.covers = covers;
        self
    }

    /// The length counts units of `bytes` bytes, such as words of 4; of at least one byte.
    #[must_use]
    pub const fn unit(mut self, bytes: u64) -> Self {
        self.length.unit = Unit::Bytes(if bytes == 0 { 1 } else { bytes });
        self
    }

    /// The length counts the characters of a value in UTF-8, as in EMVCo QR codes.
    ///
    /// So only a walk over the value finds its end, and bytes that are no UTF-8 are refused. Nor can a writer tell from a
    /// number of bytes how many characters they are: the [length](crate::HeaderFields::length) of the header that is
    /// handed to it says so, or 0 for a value in ASCII; a value of another number of characters is refused when it ends.
    #[must_use]
    pub const fn counts_characters(mut self) -> Self {
        self.length.unit = Unit::Characters;
        self
    }

    /// Adds `bytes` to the length, after [`unit`](Self::unit).
    #[must_use]
    pub const fn adjust(mut self, bytes: i64) -> Self {
        self.length.adjust = bytes;
        self
    }

    /// A TLV is followed by as many bytes as bring it to a multiple of this. The length does not count them; they are the
    /// frame's trailer, of any bytes when read and of zeros when written.
    #[must_use]
    pub const fn pad_to(mut self, bytes: u64) -> Self {
        self.pad = if bytes == 0 { 1 } else { bytes };
        self
    }

    /// Types that no length follows, and how many bytes of value do: none for padding.
    #[must_use]
    pub const fn without_length(mut self, value: fn(H::Tag) -> Option<u64>) -> Self {
        self.without_length = Some(value);
        self
    }

    /// Types whose values are made of such TLVs again, for [`walk`](Self::walk).
    #[must_use]
    pub const fn constructed(mut self, is_constructed: fn(H::Tag) -> bool) -> Self {
        self.constructed = Some(is_constructed);
        self
    }

    /// How strictly TLVs are taken.
    #[must_use]
    pub const fn strictness(mut self, strictness: Strictness<H::Tag>) -> Self {
        self.strictness = strictness;
        self
    }

    /// The limits of the protocol itself, used where the caller sets none.
    #[must_use]
    pub const fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }
}
