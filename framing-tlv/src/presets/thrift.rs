//! `thrift`: 4-byte signed frame size, message.
#![cfg(feature = "registry")]

use super::declare::{Frame, Reject, bad_header, preset};

preset! {
    "thrift", "4-byte signed frame size, message", "Apache Thrift, TFramedTransport",
    spec: r#"
        width = 4
        signed = true
        max = 16384000
    "#,
    aliases: ["thrift-framed"],
    samples: ["call": [
        Frame::new(b"\x00\x00\x00\x0f", b"\x80\x01\x00\x01\x00\x00\x00\x02hi\x00\x00\x00\x01\x00"),
        Frame::new(b"\x00\x00\x00\x01", b"\x00"),
    ]],
    rejects: [
        bad_header("negative", b"\xff\xff\xff\xf0", 0),
        Reject::too_long("over-the-frame-size", b"\x00\xfa\x00\x01", 4),
    ],
}
