//! `bluetooth-ad`: 1-byte length of type and value, 1-byte type, value; 0 pads.
#![cfg(feature = "registry")]

use super::declare::{Frame, preset};
use crate::families;

preset! {
    "bluetooth-ad", "1-byte length of type and value, 1-byte type, value; 0 pads",
    "Bluetooth Core Specification, volume 3, part C, section 11",
    layout: families::BLUETOOTH_AD,
    diagram: "[length:1 counts type and value][type:1][body] or [0x00:1]",
    samples: ["flags-and-name": [
        Frame::new(b"\x02\x01", b"\x06"),
        Frame::new(b"\x05\x08", b"name"),
        Frame::new(b"\x01\x09", b""),
        Frame::new(b"\x00", b""),
        Frame::new(b"\x00", b""),
    ]],
    rejects: [],
}
