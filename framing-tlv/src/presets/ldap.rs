//! `ldap`: SEQUENCE in BER of definite length.
#![cfg(feature = "registry")]

use super::declare::{Frame, bad_header, preset};
use crate::families;

preset! {
    "ldap", "SEQUENCE in BER of definite length", "RFC 4511, section 5.1",
    layout: families::LDAP,
    diagram: "[tag:1..][length:1..9][body]",
    aliases: ["ldap-message"],
    samples: ["unbind": [
        Frame::new(b"\x30\x05", b"\x02\x01\x03\x42\x00"),
        Frame::new(b"\x30\x81\x05", b"\x02\x01\x04\x42\x00"),
    ]],
    rejects: [
        bad_header("no-sequence", b"\x31\x00", 0),
        bad_header("indefinite", b"\x30\x80", 1),
        bad_header("reserved-length", b"\x30\xff", 1),
    ],
}
