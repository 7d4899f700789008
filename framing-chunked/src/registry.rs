//! The declarations of this crate's formats.

use framing_core::registry::{Declaration, DynFormat, Reject, Sample, SampleFrame as Frame};

use crate::Chunked;

/// The formats of `framing-chunked`.
///
/// ```
/// let names: Vec<_> = framing_chunked::registry::formats().iter().map(|format| format.name).collect();
/// assert_eq!(names, ["chunked"]);
/// ```
#[must_use]
pub fn formats() -> &'static [Declaration] {
    &[CHUNKED]
}

const CHUNKED: Declaration = Declaration {
    name: "chunked",
    summary: "4-byte big-endian size, chunk; a size of 0 ends the body",
    package: "framing-chunked",
    source: "ClamAV, clamd(8), INSTREAM",
    make: || DynFormat::new(Chunked::new()),
    samples: &[
        Sample::new(
            "one-chunk",
            &[Frame::new(b"\x00\x00\x00\x02", b"hi"), Frame::new(b"\x00\x00\x00\x00", b"")],
        ),
        Sample::new(
            "three-bodies",
            &[
                Frame::new(b"\x00\x00\x00\x03", b"one"),
                Frame::new(b"\x00\x00\x01\x00", &[b'x'; 256]),
                Frame::new(b"\x00\x00\x00\x00", b""),
                Frame::new(b"\x00\x00\x00\x00", b""),
                Frame::new(b"\x00\x00\x00\x04", b"\x00\x00\x00\x00"),
                Frame::new(b"\x00\x00\x00\x00", b""),
            ],
        ),
    ],
    // Every size is one of this format: it can only be over a limit.
    rejects: &[Reject::too_long("announces-the-maximum", b"\xff\xff\xff\xff", 4)],
};
