//! `bgp`: marker of 16 ones, 2-byte length of all, type; message.
#![cfg(feature = "registry")]

use super::declare::{Frame, Reject, bad_header, preset};

preset! {
    "bgp", "marker of 16 ones, 2-byte length of all, type; message", "RFC 4271, section 4.1",
    spec: r#"
        header = 19
        magic = "ffffffffffffffffffffffffffffffff"
        offset = 16
        width = 2
        counts = "frame"
        max = 4077          # 4096 bytes in all
    "#,
    samples: ["keepalive-notification": [
        Frame::new(b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x00\x13\x04", b""),
        Frame::new(b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x00\x15\x03", b"\x06\x02"),
    ]],
    rejects: [
        bad_header("marker", b"\xff\xff\xfe", 2),
        bad_header("below-the-header", b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x00\x12\x04", 16),
        Reject::too_long(
            "over-4096",
            b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x10\x01\x02",
            19,
        ),
    ],
}
