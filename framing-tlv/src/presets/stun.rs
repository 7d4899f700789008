//! `stun`: type, 2-byte length, magic cookie, transaction; attributes.
#![cfg(feature = "registry")]

use super::declare::{Frame, bad_header, preset};

preset! {
    "stun", "type, 2-byte length, magic cookie, transaction; attributes", "RFC 8489, section 5",
    spec: r#"
        header = 20
        offset = 2
        width = 2
        multiple-of = 4
        fixed = [
            { offset = 0, bytes = "00", mask = "c0" },
            { offset = 4, bytes = "2112a442" },
        ]
    "#,
    samples: ["binding": [
        Frame::new(b"\x00\x01\x00\x00\x21\x12\xa4\x42transaction!", b""),
        Frame::new(b"\x01\x01\x00\x08\x21\x12\xa4\x42transaction!", b"\x80\x22\x00\x04test"),
    ]],
    rejects: [
        bad_header("channel-data", b"\x40\x00\x00\x04", 0),
        bad_header("another-cookie", b"\x00\x01\x00\x00\x21\x12\xa4\x43", 7),
        bad_header("no-multiple-of-4", b"\x00\x01\x00\x02", 2),
    ],
}
