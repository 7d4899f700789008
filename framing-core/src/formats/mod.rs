//! The formats of this crate: plain lengths, varints, netstrings; and numbers that have no fixed width.

pub mod leb128;
pub(crate) mod length;
mod netstring;
pub mod number;
mod preface;
mod varint;

pub use self::length::{
    Length, LengthBuilder, LengthCovers, LengthField, LengthHeader, U8, U16Be, U16Le, U24Be, U24Le, U32Be,
    U32Le, U64Be, U64Le,
};
pub use self::netstring::Netstring;
pub use self::preface::Preface;
pub use self::varint::{Varint, VarintHeader};
