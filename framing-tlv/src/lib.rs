//! Type-length-value framing: the generic parts, and presets for protocols.
//!
#![cfg_attr(feature = "std", doc = "```")]
#![cfg_attr(not(feature = "std"), doc = "```ignore")]
//! use framing_core::{FrameReader, ReadError};
//! use framing_tlv::Tlv;
//! use tokio::net::TcpStream;
//!
//! /// Prints every TLV of a connection: a 1-byte type and a 2-byte length.
//! async fn receive(socket: TcpStream) -> Result<(), ReadError> {
//!     let mut reader = FrameReader::new(socket, Tlv);
//!     while let Some(frame) = reader.next().await? {
//!         println!("type {}: {} bytes", frame.header.tag, frame.body().len());
//!     }
//!     Ok(())
//! }
//! # let _ = receive;
//! ```
//!
//! | to | use |
//! | --- | --- |
//! | read a 1-byte type, a 2-byte length and a value | [`Tlv`], a format for every reader and writer of [`framing_core`] |
//! | describe a family of TLVs in a few lines | [`TlvLayout`] with [`IntEncoding`]s; [`families`] has many |
//! | iterate over TLVs in memory | [`TlvLayout::iter`], or [`Frames`](framing_core::Frames) of any format |
//! | read nested values | [`TlvLayout::walk`], or [`Walk`] of any [`Nested`] format |
//! | write nested values | [`TlvLayout::builder`], or [`Builder`] of any format |
//! | be strict about forms, order and types | [`Strictness`] |
//! | read a protocol by name | the formats of `registry` (with the feature of that name), and types such as [`Rlp`] |
#![no_std]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]
#![cfg_attr(
    not(test),
    deny(
        clippy::cast_lossless,
        clippy::cast_possible_truncation,
        clippy::cast_possible_wrap,
        clippy::cast_sign_loss
    )
)]

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
