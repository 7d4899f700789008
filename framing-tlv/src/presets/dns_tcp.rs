//! `dns-tcp`: 2-byte length, message.
#![cfg(feature = "registry")]

use super::declare::{Frame, preset};

preset! {
    "dns-tcp", "2-byte length, message", "RFC 1035, section 4.2.2",
    spec: "width = 2",
    aliases: ["dns"],
    samples: ["query": [
        Frame::new(b"\x00\x11", b"\x00\x07\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\x01"),
        Frame::new(b"\x00\x0c", b"\x00\x07\x81\x80\x00\x00\x00\x00\x00\x00\x00\x00"),
    ]],
    rejects: [],
}
