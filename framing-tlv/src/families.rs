//! Families of TLVs by name, each described in a few lines.
//!
//! A family is a constant: a [`TlvLayout`] made of the [small parts](crate::IntEncoding) that types and lengths are written
//! in, and of what is not as usual.
//!
//! # Say yours in five lines
//!
//! ```
//! use framing_core::{U8, U16Be};
//! use framing_tlv::{LengthCovers, TlvLayout, TypeLength, Visit};
//!
//! /// A byte of type, two of length that count the whole; type 0 pads and has no length; those from 0x80 on nest.
//! const MINE: TlvLayout<TypeLength<U8, U16Be>> = TlvLayout::type_first(U8::new(), U16Be::new())
//!     .covers(LengthCovers::All)
//!     .without_length(|tag| (tag == 0).then_some(0))
//!     .constructed(|tag| tag >= 0x80);
//!
//! // Write it,
//! let mut builder = MINE.builder();
//! builder.open(0x80).value(1, b"hi")?.close()?.value(0, b"")?;
//! let bytes = builder.finish()?;
//! assert_eq!(bytes, b"\x80\x00\x08\x01\x00\x05hi\x00");
//!
//! // iterate over it, without looking into values,
//! let lengths: Vec<_> = MINE.iter(&bytes).map(|tlv| Ok(tlv?.body().len())).collect::<Result<_, framing_core::Error>>()?;
//! assert_eq!(lengths, [5, 0]);
//!
//! // walk over all of it,
//! let visits: Vec<_> = MINE.walk(&bytes).collect::<Result<_, _>>()?;
//! assert!(matches!(visits[..], [Visit::Enter(_), Visit::Value(_), Visit::Leave(_), Visit::Value(_)]));
//!
//! // or read it from a transport: `MINE.format()` is a format like any other.
//! let mut frames = framing_core::FrameBuffer::new(MINE.format());
//! frames.push(&bytes);
//! assert_eq!(frames.next()?.map(|frame| frame.header.tag), Some(0x80));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Formats that are no TLVs but whose frames nest are walked too: [`Walk::new`](crate::Walk::new) takes
//! [`Rlp`](crate::Rlp), [`CborString`](crate::CborString) and [`ProtobufField`](crate::ProtobufField);
//! [`Frames`](framing_core::Frames) iterates over any format.

use framing_core::{Limits, NumberEncoding, U8, U16Be, U16Le};

use crate::header::{LengthType, Packed, TypeLength, TypeLengthBy, X690, X690Length};
use crate::integers::BIG_SIZE;
pub use crate::presets::DIAMETER_AVP;
use crate::{Digits, LengthCovers, Order, SimpleLength, Strictness, Tag, TlvLayout};

/// BER (ITU-T X.690, section 8): lengths over-long or indefinite are legal.
///
/// ```
/// use framing_tlv::families::BER;
///
/// // X.690, section 8.6.4.2: a bit string in two pieces.
/// let bits = BER.iter(b"\x23\x80\x03\x03\x00\x0a\x3b\x03\x05\x04\x5f\x29\x1c\xd0\x00\x00").next().ok_or("a value")??;
/// assert_eq!((bits.body().len(), bits.trailer()), (12, &b"\0\0"[..]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub const BER: TlvLayout<X690> = TlvLayout::x690(X690::BER).strictness(Strictness::LAX.minimal_types());

/// DER (X.690, section 10): definite lengths in their shortest encoding.
pub const DER: TlvLayout<X690> =
    TlvLayout::x690(X690::DEFINITE).strictness(Strictness::LAX.minimal_types().minimal_lengths());

/// Messages of LDAP (RFC 4511, section 5.1): SEQUENCEs of definite length. What is inside them is [`BER`].
pub const LDAP: TlvLayout<X690> = TlvLayout::x690(X690::DEFINITE)
    .strictness(Strictness::LAX.minimal_types().known(|tag| matches!(tag.bytes(), [0x30])));

/// EMV 4.3 book 3, annex B, and ISO/IEC 7816-4, section 5.2.2: definite lengths of at most 4 bytes after the first;
/// two-byte tags whose number is below 31; bytes of 00 and FF between objects, which are TLVs of one byte.
pub const EMV: TlvLayout<X690> = TlvLayout::x690(X690 { lengths: X690Length::at_most(4), ..X690::DEFINITE })
    .without_length(|tag: Tag| matches!(tag.bytes(), [0 | 0xff]).then_some(0));

/// SIMPLE-TLV (ISO/IEC 7816-4, section 5.2.1): tags 00 and FF are invalid; a length from 255 on is FF and two bytes.
pub const SIMPLE_TLV: TlvLayout<TypeLength<U8, SimpleLength>> =
    TlvLayout::type_first(U8::new(), SimpleLength)
        .strictness(Strictness::LAX.known(|tag| !matches!(tag, 0 | 0xff)));

/// TLV streams of the Lightning network (BOLT 1, *Type-Length-Value Format*): BigSize, types rise.
///
/// The reader specifies which types are known: [`Strictness::known_or_odd`].
pub const BOLT1: TlvLayout<TypeLength<NumberEncoding, NumberEncoding>> =
    TlvLayout::type_first(BIG_SIZE, BIG_SIZE)
        .strictness(BOLT1_STRICTNESS)
        .limits(Limits::DEFAULT.with_body(65535));

/// The strictness of [`BOLT1`], to be made stricter.
pub const BOLT1_STRICTNESS: Strictness<u64> = Strictness::LAX.order(Order::Ascending);

/// NDN (NDN Packet Format Specification 0.3, *TLV Encoding*): types and lengths in 1, 3, 5 or 9 bytes.
pub const NDN: TlvLayout<TypeLength<NumberEncoding, NumberEncoding>> =
    TlvLayout::type_first(crate::integers::NDN, crate::integers::NDN);

/// LLDP (IEEE 802.1AB, section 8.4): 7 bits of type, 9 bits of length. Type 0 ends the LLDPDU.
pub const LLDP: TlvLayout<Packed<U16Be>> = TlvLayout::packed(U16Be::new(), 9);

/// Attributes of RADIUS (RFC 2865, section 5): the length counts all.
pub const RADIUS: TlvLayout<TypeLength<U8, U8>> =
    TlvLayout::type_first(U8::new(), U8::new()).covers(LengthCovers::All);

/// Advertising data of Bluetooth (Core Specification, volume 3, part C, section 11): the length comes first and counts
/// the type; a length of 0 pads.
pub const BLUETOOTH_AD: TlvLayout<LengthType<U8, U8>> =
    TlvLayout::length_first(U8::new(), U8::new()).covers(LengthCovers::TypeAndValue).alone(0);

/// Options of DHCP (RFC 2132, section 2): Pad (0) and End (255) have no length.
pub const DHCP: TlvLayout<TypeLength<U8, U8>> =
    TlvLayout::type_first(U8::new(), U8::new()).without_length(|tag| matches!(tag, 0 | 255).then_some(0));

/// Options of TCP (RFC 9293, section 3.2): the length counts all; kinds 0 (end) and 1 (no operation) have none.
pub const TCP: TlvLayout<TypeLength<U8, U8>> = RADIUS.without_length(|tag| matches!(tag, 0 | 1).then_some(0));

/// Options in hop-by-hop and destination headers of IPv6 (RFC 8200, section 4.2): Pad1 (0) has no length.
pub const IPV6: TlvLayout<TypeLength<U8, U8>> =
    TlvLayout::type_first(U8::new(), U8::new()).without_length(|tag| (tag == 0).then_some(0));

/// Options of IPv6 neighbour discovery (RFC 4861, section 4.6): the length of all, in units of 8 bytes.
pub const NEIGHBOUR_DISCOVERY: TlvLayout<TypeLength<U8, U8>> = RADIUS.unit(8);

/// Attributes of STUN (RFC 8489, section 14): padded to 4 bytes, which the length does not count.
pub const STUN: TlvLayout<TypeLength<U16Be, U16Be>> = TLS_EXTENSION.pad_to(4);

/// Chunks of SCTP (RFC 9260, section 3.2): type and flags, a length that counts all, padded to 4 bytes, which the length
/// does not count.
pub const SCTP_CHUNK: TlvLayout<TypeLength<U16Be, U16Be>> = STUN.covers(LengthCovers::All);

/// Path attributes of BGP-4 (RFC 4271, section 4.3): flags and a code; the flag of value 16 makes the length two bytes wide.
pub const BGP_ATTRIBUTE: TlvLayout<TypeLengthBy<U16Be, U8, U16Be>> = TlvLayout::new(TypeLengthBy {
    types: U16Be::new(),
    lengths: U8::new(),
    is_other: |tag| tag & 0x1000 != 0,
    others: U16Be::new(),
});

/// Extensions of TLS (RFC 8446, section 4.2).
pub const TLS_EXTENSION: TlvLayout<TypeLength<U16Be, U16Be>> =
    TlvLayout::type_first(U16Be::new(), U16Be::new());

/// Information elements of 802.11 (IEEE 802.11, section 9.4.2.1).
pub const IEEE_802_11: TlvLayout<TypeLength<U8, U8>> = TlvLayout::type_first(U8::new(), U8::new());

/// Extensions of RTP with a one-byte header (RFC 8285, section 4.2): 4 bits of type, 4 bits that are the length less one;
/// type 0 pads.
pub const RTP_EXTENSION: TlvLayout<Packed<U8>> =
    TlvLayout::packed(U8::new(), 4).adjust(1).without_length(|tag| (tag == 0).then_some(0));

/// Attributes of Linux netlink on a little-endian machine (linux/netlink.h, `struct nlattr`): the length comes first and
/// counts all but the padding to 4 bytes.
pub const NETLINK: TlvLayout<LengthType<U16Le, U16Le>> =
    TlvLayout::length_first(U16Le::new(), U16Le::new()).covers(LengthCovers::All).pad_to(4);

/// Data objects in QR codes of EMVCo (*Merchant-Presented Mode*, section 3): two digits of type, two of length, which
/// count the characters of the value, not its bytes.
///
/// What nests are types 26 to 51, 62, 64 and 80 to 99.
pub const EMV_QR: TlvLayout<TypeLength<Digits, Digits>> =
    TlvLayout::type_first(Digits::decimal(2), Digits::decimal(2))
        .counts_characters()
        .constructed(|tag| matches!(tag, 26..=51 | 62 | 64 | 80..=99));
