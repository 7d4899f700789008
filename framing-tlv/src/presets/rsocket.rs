//! `rsocket`: 3-byte length, frame.
#![cfg(feature = "registry")]

use super::declare::{Frame, preset};

preset! {
    "rsocket", "3-byte length, frame", "RSocket 1.0, Framing Protocol Usage",
    spec: r#"
        width = 3
        max = 16777215
    "#,
    samples: ["keepalive-cancel": [
        Frame::new(b"\x00\x00\x0e", b"\x00\x00\x00\x00\x0c\x80\x00\x00\x00\x00\x00\x00\x00\x00"),
        Frame::new(b"\x00\x00\x06", b"\x00\x00\x00\x01\x24\x00"),
    ]],
    rejects: [],
}
