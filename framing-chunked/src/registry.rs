//! The declarations of this crate's formats.

use framing_core::registry::{Declaration, DynFormat, Reject, Sample, SampleFrame as Frame};

use crate::Chunked;

/// The formats of `framing-chunked`.
///
/// ```
/// let names: Vec<_> = framing_chunked::registry::formats().iter().map(|format| format.name).collect();
/// assert!(names.contains(&"chunked"));
/// ```
#[must_use]
pub fn formats() -> &'static [Declaration] {
    &[CHUNKED]
}

const CHUNKED: Declaration = Declaration {
    name: "chunked",
    summary: "4-byte big-endian size, chunk; a size of zero ends the body",
    package: "framing-chunked",
    source: "ClamAV, clamd(8), INSTREAM",
    make: || DynFormat::new(Chunked::new()),
    samples: &[
        Sample::new("one-chunk", &[Frame::new(b"\0\0\0\x02", b"hi"), Frame::new(b"\0\0\0\0", b"")]),
        Sample::new("empty-body", &[Frame::new(b"\0\0\0\0", b"")]),
        Sample::new(
            "two-bodies",
            &[
                Frame::new(b"\0\0\0\x03", b"one"),
                Frame::new(b"\0\0\0\x01", b"2"),
                Frame::new(b"\0\0\0\0", b""),
                Frame::new(b"\0\0\x01\0", &[b'x'; 256]),
                Frame::new(b"\0\0\0\0", b""),
            ],
        ),
    ],
    rejects: &[Reject::too_long("announces-the-maximum", b"\xff\xff\xff\xff", 4)],
};

#[cfg(test)]
mod tests {
    #[test]
    fn the_formats_conform() {
        framing_core::testkit::assert_conforms(super::formats());
    }
}
