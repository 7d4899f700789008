//! One trait, one engine and one set of readers for every protocol that says: *a header, then a body*.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod error;
mod format;
pub mod leb128;
mod length;
mod limits;
mod netstring;
mod varint;

pub use byteorder::{BigEndian, ByteOrder, LittleEndian};
pub use error::{Error, ErrorKind, Malformed, Outcome, Phase};
pub use format::{BodyLen, Encode, EncodeError, Extent, Scan, TwoPhase};
pub use leb128::Number;
pub use length::{
    Counts, Length, LengthBuilder, LengthField, LengthHeader, U8, U16Be, U16Le, U24Be, U24Le, U32Be, U32Le,
    U64Be, U64Le,
};
pub use limits::Limits;
pub use netstring::Netstring;
pub use varint::{Varint, VarintHeader};
