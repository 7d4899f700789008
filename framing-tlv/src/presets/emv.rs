//! `emv`: tag of 1 to 3 bytes, definite length, value; 00 and FF are padding.
#![cfg(feature = "registry")]

use super::declare::{Frame, bad_header, preset};
use crate::families;

preset! {
    "emv", "tag of 1 to 3 bytes, definite length, value; 00 and FF are padding", "EMV 4.3 book 3, annex B; ISO/IEC 7816-4, section 5.2.2",
    layout: families::EMV,
    diagram: "[tag:1..][length:0..5][body]",
    samples: ["two-byte-tags": [
        Frame::new(b"\x9f\x02\x02", b"\x01\x00"),
        Frame::new(b"\xff", b""),
        Frame::new(b"\x5a\x81\x01", b"\x47"),
        Frame::new(b"\x00", b""),
    ]],
    rejects: [
        bad_header("indefinite", b"\x6f\x80", 1),
        bad_header("length-of-five-bytes", b"\x5a\x85", 1),
        bad_header("tag-with-leading-zeros", b"\x9f\x80\x01\x00", 1),
    ],
}
