//! Bodies that come in chunks, until a chunk of size zero ends them: the 4-byte binary form.
#![no_std]
#![forbid(unsafe_code)]

mod binary;
#[cfg(feature = "registry")]
pub mod registry;

pub use binary::Chunked;
