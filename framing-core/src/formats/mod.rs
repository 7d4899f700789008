//! The formats of this crate: plain lengths, varints, netstrings; and numbers of variable width.

mod endian;
pub mod fields;
pub mod leb128;
pub(crate) mod length;
mod netstring;
pub mod number;
mod observed;
mod preface;
mod varint;

pub use self::endian::Endian;
pub use self::length::{
    Length, LengthBuilder, LengthCovers, LengthField, LengthFieldLe, LengthHeader, U8, U16Be, U16Le, U24Be,
    U24Le, U32Be, U32Le, U64Be, U64Le,
};
pub use self::netstring::Netstring;
#[cfg(feature = "tracing")]
pub use self::observed::Tracing;
pub use self::observed::{Event, FrameEvent, Nearby, Observed, Observer};
pub use self::preface::Preface;
pub use self::varint::{Varint, VarintHeader};

/// Marks the branch that calls it as the unlikely one.
#[cold]
#[inline]
pub(crate) const fn cold_path() {}
