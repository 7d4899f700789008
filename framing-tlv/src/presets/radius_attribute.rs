//! `radius-attribute`: 1-byte type, 1-byte length of all, value.
#![cfg(feature = "registry")]

use super::declare::{Frame, bad_header, preset};
use crate::families;

preset! {
    "radius-attribute", "1-byte type, 1-byte length of all, value", "RFC 2865, section 5",
    layout: families::RADIUS,
    diagram: "[type:1][length:1 counts all][body]",
    samples: ["user-name": [Frame::new(b"\x01\x07", b"alice"), Frame::new(b"\x06\x02", b"")]],
    rejects: [bad_header("below-the-header", b"\x01\x01", 1)],
}
