//! `tlv-1-1`: 1-byte type, 1-byte length, value.
#![cfg(feature = "registry")]

use super::declare::{Frame, preset};

preset! {
    "tlv-1-1", "1-byte type, 1-byte length, value", "IEEE 802.11, section 9.4.2.1",
    spec: r#"
        header = 2
        offset = 1
        width = 1
    "#,
    samples: ["elements": [
        Frame::new(b"\x00\x04", b"home"),
        Frame::new(b"\x03\x01", b"\x06"),
        Frame::new(b"\x00\x00", b""),
    ]],
    rejects: [],
}
