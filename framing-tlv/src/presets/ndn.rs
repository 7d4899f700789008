//! `ndn`: type and length in 1, 3, 5 or 9 bytes, value.
#![cfg(feature = "registry")]

use super::declare::{Frame, bad_header, preset};
use crate::families;

preset! {
    "ndn", "type and length in 1, 3, 5 or 9 bytes, value", "NDN Packet Format Specification 0.3, TLV Encoding",
    layout: families::NDN,
    diagram: "[type:1|3|5|9][length:1|3|5|9][body]",
    samples: ["name": [
        Frame::new(b"\x08\x04", b"test"),
        Frame::new(b"\xfd\x01\x00\x02", b"hi"),
    ]],
    rejects: [
        bad_header("type-in-too-many-bytes", b"\xfd\x00\xfc\x00", 2),
        bad_header("length-in-too-many-bytes", b"\x08\xfe\x00\x00\xff\xff", 3),
    ],
}
