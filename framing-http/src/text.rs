//! Other text messages whose head specifies the length of the body: RTSP, SCGI, STOMP.

pub(crate) mod line;
pub(crate) mod line_protocol;
pub(crate) mod resp;
mod rtsp;
mod scgi;
mod stomp;

use alloc::vec::Vec;
use core::ops::Range;

use framing_core::Malformed;
use framing_core::number::text::{self, Radix};

pub use self::line_protocol::{LineHeader, LineProtocol};
pub use self::resp::{Resp, RespHeader};
pub use self::rtsp::Rtsp;
pub use self::scgi::Scgi;
pub use self::stomp::Stomp;

/// The head of an [`Rtsp`], [`Scgi`] or [`Stomp`] message, as it was.
///
/// When it is written again, the length in it is made from the body. `TextHeader::default()` stands for the shortest
/// head that the format has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct TextHeader {
    bytes: Vec<u8>,
    /// The length of the body; `None` if the head does not specify it. Ignored when the header is written.
    pub length: Option<u64>,
}

impl TextHeader {
    /// A head to be written.
    #[must_use]
    pub fn new(bytes: &[u8]) -> Self {
        Self { bytes: bytes.to_vec(), length: None }
    }

    /// The whole head.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The head, or `template` if it is empty.
    fn or<'a>(&'a self, template: &'a [u8]) -> &'a [u8] {
        if self.bytes.is_empty() { template } else { &self.bytes }
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for TextHeader {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let mut fields = serializer.serialize_struct("TextHeader", 2)?;
        fields.serialize_field("text", &alloc::string::String::from_utf8_lossy(&self.bytes))?;
        fields.serialize_field("length", &self.length)?;
        fields.end()
    }
}

/// The number that the digits at `place` are.
fn number_at(head: &[u8], place: Range<usize>) -> Result<u64, Malformed> {
    let start = place.start;
    text::decode_whole(head.get(place).unwrap_or_default(), Radix::Decimal)
        .map_err(|refused| Malformed::new(start + refused.at, refused.expected))
}

/// Returns `head` with the bytes at `place` replaced by `number`.
fn with_number(head: &[u8], place: Range<usize>, number: u64) -> Vec<u8> {
    let mut written = head.get(..place.start).unwrap_or_default().to_vec();
    text::encode(number, Radix::Decimal, 1, &mut written);
    written.extend_from_slice(head.get(place.end..).unwrap_or_default());
    written
}

/// A stream whose first frame is malformed at the byte `at` of its header.
#[cfg(feature = "registry")]
pub(crate) const fn bad_header(
    name: &'static str,
    bytes: &'static [u8],
    at: u64,
) -> framing_core::registry::Reject {
    framing_core::registry::Reject::malformed(name, bytes, 0, at, framing_core::Phase::Header)
}
