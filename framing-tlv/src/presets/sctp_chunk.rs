//! `sctp-chunk`: type, flags, 2-byte length of all, value, padding to 4 bytes.
#![cfg(feature = "registry")]

use super::declare::{Frame, bad_header, preset};
use crate::families;

preset! {
    "sctp-chunk", "type, flags, 2-byte length of all, value, padding to 4 bytes", "RFC 9260, section 3.2",
    layout: families::SCTP_CHUNK,
    diagram: "[type:1][flags:1][length:2 BE, counts header and value][body][padding:0..3]",
    aliases: ["sctp"],
    samples: ["cookie-echo-and-ack": [
        Frame::with_trailer(b"\x0a\x00\x00\x07", b"abc", b"\0"),
        Frame::new(b"\x0b\x00\x00\x04", b""),
    ]],
    rejects: [bad_header("below-the-header", b"\x0b\x00\x00\x03", 2)],
}
