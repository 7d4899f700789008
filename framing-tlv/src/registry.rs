//! The declaration of this crate's format.

use framing_core::registry::{Declaration, DynFormat, Sample, SampleFrame as Frame};

use crate::Tlv;

/// The formats of `framing-tlv`.
///
/// ```
/// let names: Vec<_> = framing_tlv::registry::formats().iter().map(|format| format.name).collect();
/// assert_eq!(names, ["tlv"]);
/// ```
#[must_use]
pub fn formats() -> &'static [Declaration] {
    &[TLV]
}

const TLV: Declaration = Declaration {
    name: "tlv",
    summary: "1-byte type, 2-byte big-endian length, value",
    package: "framing-tlv",
    source: "HAProxy, The PROXY protocol, version 2, section 2.2",
    make: || DynFormat::new(Tlv),
    samples: &[
        Sample::new("two-frames", &[Frame::new(b"\x07\x00\x02", b"hi"), Frame::new(b"\x00\x00\x00", b"")]),
        Sample::new(
            "five-frames",
            &[
                Frame::new(b"\x01\x00\x02", b"h2"),
                Frame::new(b"\x00\x00\x00", b""),
                Frame::new(b"\xff\x00\x04", b"\x00\x00\x00\x00"),
                Frame::new(b"\x01\x01\x00", &[b'x'; 256]),
                Frame::new(b"\x02\x00\x01", b"4"),
            ],
        ),
        Sample::new("longest", &[Frame::new(b"\x04\xff\xff", &[0xa5; 65535])]),
    ],
    // Every header of three bytes is one of this format, and no length is over the default limit.
    rejects: &[],
};

#[cfg(test)]
mod tests {
    #[test]
    fn the_formats_conform() {
        framing_core::testkit::assert_conforms(super::formats());
    }
}
