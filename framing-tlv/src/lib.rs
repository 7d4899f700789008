//! Type-length-value frames: a 1-byte type, a 2-byte length, a value.
//!
//! [`Tlv`] is the format, for every reader and writer of [`framing_core`]. Where the bytes are already there, such as
//! in the body of another frame, [`Tlvs`] walks them and [`put_tlv`] appends to them.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod builder;
pub mod families;
mod formats;
mod front;
mod heading;
mod layout;
mod line;
mod nested;
pub mod number;
mod numeral;
mod objects;
#[cfg(feature = "registry")]
mod presets;
#[cfg(feature = "registry")]
pub mod registry;
mod strictness;
mod tag;
mod tlv;
mod walk;

pub use builder::Builder;
pub use formats::*;
pub use front::Front;
pub use heading::{
    Heading, Indefinite, LengthType, ObjectHeader, ObjectLength, Packed, Rules, TypeLength, TypeLengthBy,
    Widths, X690, X690Length,
};
pub use layout::{Covers, TlvLayout};
pub use nested::{Nested, Nesting, Visit, Walk};
pub use numeral::{Digits, Numeral, SimpleLength};
pub use objects::Objects;
pub use strictness::{Form, Order, Strictness};
pub use tag::Tag;
pub use tlv::{Tlv, TlvHeader, put_tlv};
pub use walk::{CutShort, TlvRef, Tlvs};
