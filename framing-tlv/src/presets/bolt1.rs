//! `bolt1`: type and length as BigSize, value; types rise.
#![cfg(feature = "registry")]

use super::declare::{Frame, Phase, Reject, bad_header, preset};
use crate::families;

preset! {
    "bolt1", "type and length as BigSize, value; types rise", "BOLT 1, Type-Length-Value Format",
    layout: families::BOLT1,
    diagram: "[type:1|3|5|9 bigsize][length:1|3|5|9 bigsize][body]",
    samples: [once "rising": [
        Frame::new(b"\x01\x02", b"hi"),
        Frame::new(b"\x03\x00", b""),
        Frame::new(b"\xfd\x01\x00\x01", b"x"),
    ]],
    rejects: [
        Reject::malformed("the-same-type", b"\x01\x00\x01\x00", 1, 2, Phase::Header),
        Reject::malformed("a-lower-type", b"\xfd\x01\x00\x00\x01\x00", 1, 4, Phase::Header),
        bad_header("type-in-too-many-bytes", b"\xfd\x00\x01\x00", 2),
        bad_header("length-in-too-many-bytes", b"\x0f\xfd\x00\x01", 3),
        Reject::too_long("over-a-message", b"\x01\xfe\x00\x01\x00\x00", 6),
    ],
}
