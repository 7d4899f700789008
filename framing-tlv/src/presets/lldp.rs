//! `lldp`: 7-bit type, 9-bit length, value.
#![cfg(feature = "registry")]

use super::declare::{Frame, preset};
use crate::families;

preset! {
    "lldp", "7-bit type, 9-bit length, value", "IEEE 802.1AB, section 8.4",
    layout: families::LLDP,
    diagram: "[type and length:2 BE, 7 and 9 bits][body]",
    samples: ["port-and-end": [
        Frame::new(b"\x04\x05", b"\x05eth0"),
        Frame::new(b"\xfe\x04", b"\x00\x12\x0f\x01"),
        Frame::new(b"\x00\x00", b""),
    ]],
    rejects: [],
}
