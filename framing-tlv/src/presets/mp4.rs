//! `mp4`: 4-byte size of all, type, or 1 and an 8-byte size; box.
#![cfg(feature = "registry")]

use super::declare::{Frame, bad_header, preset};

preset! {
    "mp4", "4-byte size of all, type, or 1 and an 8-byte size; box", "ISO/IEC 14496-12, section 4.2",
    spec: r#"
        header = 8
        width = 4
        counts = "frame"
        escapes = [{ number = 1, width = 8 }]
        until-end = 0
    "#,
    aliases: ["isobmff", "mov", "quicktime"],
    samples: ["boxes": [
        Frame::new(b"\x00\x00\x00\x10ftyp", b"isom\0\0\x02\0"),
        Frame::new(b"\x00\x00\x00\x01mdat\0\0\0\0\0\0\0\x12", b"hi"),
        Frame::new(b"\x00\x00\x00\x08free", b""),
    ]],
    rejects: [
        bad_header("below-the-header", b"\x00\x00\x00\x07free", 0),
        bad_header("below-the-long-header", b"\x00\x00\x00\x01mdat\0\0\0\0\0\0\0\x0f", 8),
    ],
}
