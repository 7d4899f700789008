//! `stun-attribute`: 2-byte type, 2-byte length, value, padding to 4 bytes.
#![cfg(feature = "registry")]

use super::declare::{Frame, preset};
use crate::families;

preset! {
    "stun-attribute", "2-byte type, 2-byte length, value, padding to 4 bytes", "RFC 8489, section 14",
    layout: families::STUN,
    diagram: "[type:2][length:2 BE][body][padding:0..3]",
    samples: ["software-and-priority": [
        Frame::with_trailer(b"\x80\x22\x00\x05", b"agent", b"\0\0\0"),
        Frame::new(b"\x00\x24\x00\x04", b"\x6e\x00\x01\xff"),
        Frame::new(b"\x00\x25\x00\x00", b""),
    ]],
    rejects: [],
}
