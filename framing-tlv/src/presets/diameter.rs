//! `diameter`: version, 3-byte length of all, flags, code, three identifiers; AVPs.
#![cfg(feature = "registry")]

use super::declare::{Frame, bad_header, preset};

preset! {
    "diameter", "version, 3-byte length of all, flags, code, three identifiers; AVPs", "RFC 6733, section 3",
    spec: r#"
        header = 20
        magic = "01"
        offset = 1
        width = 3
        counts = "frame"
        max = 16777195
    "#,
    samples: ["watchdog": [
        Frame::new(b"\x01\x00\x00\x14\x80\x00\x01\x18\0\0\0\0\0\0\0\x01\0\0\0\x02", b""),
        Frame::new(b"\x01\x00\x00\x20\x00\x00\x01\x18\0\0\0\0\0\0\0\x01\0\0\0\x02", b"\0\0\x01\x0c\x40\0\0\x0c\0\0\x07\xd1"),
    ]],
    rejects: [
        bad_header("version-2", b"\x02", 0),
        bad_header("below-the-header", b"\x01\x00\x00\x13", 1),
    ],
}
