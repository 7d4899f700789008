//! The header that a spec's format reads.

use serde::Serialize;
use smallvec::SmallVec;

use crate::BodyLen;

/// The bytes of a header: in place up to 32 of them, which most headers have.
pub(super) type HeaderBytes = SmallVec<[u8; 32]>;

/// The header of a [`SpecFormat`](super::SpecFormat): the number, and every byte as it was.
///
/// When it is written again, its bytes are kept but for the length, made from the body, and what is always the same.
/// `SpecHeader::default()` stands for a header whose other bytes are zero.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SpecHeader {
    /// The number in the length field, before any adjustment. Not looked at when the header is written.
    pub length: u64,
    #[serde(rename = "bytes")]
    pub(super) bytes: HeaderBytes,
    #[serde(skip)]
    pub(super) body: Body,
    /// Whether the format has read it, and so `body` is what it says.
    #[serde(skip)]
    pub(super) was_read: bool,
}

/// What the length comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Body(pub(super) BodyLen);

impl Default for Body {
    fn default() -> Self {
        Self(BodyLen::Exact(0))
    }
}

impl SpecHeader {
    /// A header to be written, of these bytes but for the length and what is always the same.
    #[must_use]
    pub fn new(bytes: &[u8]) -> Self {
        Self { length: 0, bytes: HeaderBytes::from_slice(bytes), ..Self::default() }
    }

    /// The whole header.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}
