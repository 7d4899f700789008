//! `tlv-2-2`: 2-byte type, 2-byte length, value.
#![cfg(feature = "registry")]

use super::declare::{Frame, preset};

preset! {
    "tlv-2-2", "2-byte type, 2-byte length, value", "RFC 8446, section 4.2",
    spec: r#"
        header = 4
        offset = 2
        width = 2
    "#,
    samples: ["extensions": [
        Frame::new(b"\x00\x2b\x00\x03", b"\x02\x03\x04"),
        Frame::new(b"\x00\x23\x00\x00", b""),
    ]],
    rejects: [],
}
