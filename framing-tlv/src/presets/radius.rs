//! `radius`: code, identifier, 2-byte length of all, authenticator; attributes.
#![cfg(feature = "registry")]

use super::declare::{Frame, bad_header, preset};

preset! {
    "radius", "code, identifier, 2-byte length of all, authenticator; attributes", "RFC 2865, section 3",
    spec: r#"
        header = 20
        offset = 2
        width = 2
        counts = "frame"
        max = 4076          # 4096 bytes in all
    "#,
    samples: ["request": [
        Frame::new(b"\x01\x07\x00\x17\0\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f", b"\x01\x03a"),
        Frame::new(b"\x03\x07\x00\x14\0\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f", b""),
    ]],
    rejects: [bad_header("below-the-header", b"\x01\x07\x00\x13", 2)],
}
