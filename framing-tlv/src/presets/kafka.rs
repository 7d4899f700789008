//! `kafka`: 4-byte signed length, request or response.
#![cfg(feature = "registry")]

use super::declare::{Frame, Reject, bad_header, preset};

preset! {
    "kafka", "4-byte signed length, request or response", "Apache Kafka Protocol Guide, Common Request and Response Structure",
    spec: r#"
        width = 4
        signed = true
        max = 104857600     # socket.request.max.bytes
    "#,
    samples: ["api-versions": [
        Frame::new(b"\x00\x00\x00\x0b", b"\x00\x12\x00\x00\x00\x00\x00\x01\x00\x01a"),
        Frame::new(b"\x00\x00\x00\x06", b"\x00\x00\x00\x01\x00\x00"),
    ]],
    rejects: [
        bad_header("negative", b"\xff\xff\xff\xff", 0),
        Reject::too_long("over-100-mib", b"\x06\x40\x00\x01", 4),
    ],
}
