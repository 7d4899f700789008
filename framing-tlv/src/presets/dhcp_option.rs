//! `dhcp-option`: 1-byte code, 1-byte length, value; codes 0 and 255 alone.
#![cfg(feature = "registry")]

use super::declare::{Frame, preset};
use crate::families;

preset! {
    "dhcp-option", "1-byte code, 1-byte length, value; codes 0 and 255 alone", "RFC 2132, section 2",
    layout: families::DHCP,
    diagram: "[code:1][length:1][body] or [code:1]",
    aliases: ["dhcp"],
    samples: ["discover": [
        Frame::new(b"\x35\x01", b"\x01"),
        Frame::new(b"\x00", b""),
        Frame::new(b"\x37\x02", b"\x01\x03"),
        Frame::new(b"\x50\x00", b""),
        Frame::new(b"\xff", b""),
    ]],
    rejects: [],
}
