//! `grpc`: flags, 4-byte length, message.
#![cfg(feature = "registry")]

use super::declare::{Frame, Reject, preset};

preset! {
    "grpc", "flags, 4-byte length, message", "gRPC over HTTP2, Length-Prefixed-Message",
    spec: r#"
        header = 5
        offset = 1
        width = 4
        max = 4194304       # what implementations receive by default
    "#,
    aliases: ["grpc-message"],
    samples: ["two-messages": [
        Frame::new(b"\x00\x00\x00\x00\x03", b"\x08\x96\x01"),
        Frame::new(b"\x01\x00\x00\x00\x00", b""),
    ]],
    rejects: [Reject::too_long("over-four-mib", b"\x00\x00\x40\x00\x01", 5)],
}
