//! `simple-tlv`: 1-byte tag, length of 1 byte or FF and 2, value.
#![cfg(feature = "registry")]

use super::declare::{Frame, bad_header, preset};
use crate::families;

preset! {
    "simple-tlv", "1-byte tag, length of 1 byte or FF and 2, value", "ISO/IEC 7816-4, section 5.2.1",
    layout: families::SIMPLE_TLV,
    diagram: "[tag:1][length:1|3][body]",
    samples: ["short-and-long": [
        Frame::new(b"\x01\x02", b"hi"),
        Frame::new(b"\x02\xff\x01\x00", &[b'x'; 256]),
        Frame::new(b"\xfe\xff\x00\x01", b"y"),
    ]],
    rejects: [bad_header("tag-00", b"\x00\x00", 0), bad_header("tag-ff", b"\xff", 0)],
}
