//! One trait, one engine and one set of readers for every protocol that says: *a header, then a body*.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod error;
mod format;
mod limits;

pub use error::{Error, ErrorKind, Malformed, Outcome, Phase};
pub use format::{BodyLen, Encode, EncodeError, Extent, Scan, TwoPhase};
pub use limits::Limits;
