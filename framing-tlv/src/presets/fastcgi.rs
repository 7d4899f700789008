//! `fastcgi`: 8-byte header, content, padding.
#![cfg(feature = "registry")]

use super::declare::{Frame, bad_header, preset};

preset! {
    "fastcgi", "8-byte header, content, padding", "FastCGI Specification 1.0, section 3.3",
    spec: r#"
        header = 8
        magic = "01"
        offset = 4
        width = 2
        trailer-field = { offset = 6, width = 1 }
    "#,
    samples: ["padded": [
        Frame::new(b"\x01\x01\x00\x01\x00\x08\x00\x00", b"\x00\x01\x00\x00\x00\x00\x00\x00"),
        Frame::with_trailer(b"\x01\x05\x00\x01\x00\x05\x03\x00", b"hello", b"\0\0\0"),
        Frame::new(b"\x01\x05\x00\x01\x00\x00\x00\x00", b""),
    ]],
    rejects: [bad_header("version-2", b"\x02\x01\x00\x01\x00\x00\x00\x00", 0)],
}
