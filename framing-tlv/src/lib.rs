//! Type-length-value frames: a 1-byte type, a 2-byte length, a value.
//!
//! [`Tlv`] is the format, for every reader and writer of [`framing_core`]. Where the bytes are already there, such as
//! in the body of another frame, [`Tlvs`] walks them and [`put_tlv`] appends to them.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod formats;
mod front;
mod line;
pub mod number;
#[cfg(feature = "registry")]
mod presets;
#[cfg(feature = "registry")]
pub mod registry;
mod tlv;
mod walk;

pub use formats::*;
pub use tlv::{Tlv, TlvHeader, put_tlv};
pub use walk::{CutShort, TlvRef, Tlvs};
