//! Type-length-value: the generic parts, and the protocols made of them.
//!
//! | to | take |
//! | --- | --- |
//! | read a 1-byte type, a 2-byte length and a value | [`Tlv`], a format for every reader and writer of [`framing_core`] |
//! | say a family of TLVs in a few lines | [`TlvLayout`], made of [`IntEncoding`]s; [`families`] shows how, and has many |
//! | iterate over TLVs in bytes that are there | [`TlvLayout::iter`], or [`Frames`](framing_core::Frames) of any format |
//! | look into values that are made of others | [`TlvLayout::walk`], or [`Walk`] of any [`Nested`] format |
//! | write values that are made of others | [`TlvLayout::builder`], or [`Builder`] of any format |
//! | be strict about forms, order and types | [`Strictness`] |
//! | read a protocol by its name | the formats of `registry` (with the feature of that name), and types such as [`WebSocket`] and [`Rlp`] |
#![no_std]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]

extern crate alloc;

mod builder;
pub mod families;
mod format;
mod header;
pub mod integers;
mod layout;
mod presets;
#[cfg(feature = "registry")]
pub mod registry;
mod strictness;
mod tag;
mod walk;

pub use builder::Builder;
pub use format::TlvFormat;
pub use header::{
    HeaderFields, Indefinite, LengthCovers, LengthType, Packed, Parsed, Rules, TlvHeader, TlvLength,
    TypeLength, TypeLengthBy, Widths, X690, X690Length,
};
pub use integers::{Digits, IntEncoding, SimpleLength};
pub use layout::TlvLayout;
pub use presets::*;
pub use strictness::{Form, Order, Strictness};
pub use tag::Tag;
pub use walk::{Nested, Nesting, Visit, Walk};

/// The example of the crate's README, compiled and run.
#[cfg(all(doctest, feature = "std"))]
#[doc = include_str!("../README.md")]
struct Readme;
