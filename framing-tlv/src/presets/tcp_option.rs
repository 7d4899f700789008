//! `tcp-option`: 1-byte kind, 1-byte length of all, value; kinds 0 and 1 alone.
#![cfg(feature = "registry")]

use super::declare::{Frame, Phase, Reject, bad_header, preset};
use crate::families;

preset! {
    "tcp-option", "1-byte kind, 1-byte length of all, value; kinds 0 and 1 alone", "RFC 9293, section 3.2",
    layout: families::TCP,
    diagram: "[kind:1][length:1 counts all][body] or [kind:1]",
    samples: ["syn": [
        Frame::new(b"\x02\x04", b"\x05\xb4"),
        Frame::new(b"\x01", b""),
        Frame::new(b"\x03\x03", b"\x07"),
        Frame::new(b"\x04\x02", b""),
        Frame::new(b"\x00", b""),
    ]],
    rejects: [bad_header("length-of-1", b"\x02\x01", 1), Reject::malformed("length-of-0", b"\x01\x02\x00", 1, 2, Phase::Header)],
}
