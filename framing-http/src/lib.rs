//! Content-Length messages, as the Language Server and Debug Adapter protocols frame them.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;
#[cfg(test)]
extern crate std;

mod content_length;
mod field;
#[cfg(feature = "registry")]
pub mod registry;

pub use content_length::{ContentLength, ContentLengthHeader, RepeatedLength};
pub use field::{Field, Fields};
