//! `amqp`: type, channel, 4-byte size, payload, frame-end.
#![cfg(feature = "registry")]

use super::declare::{Frame, Phase, Reject, preset};

preset! {
    "amqp", "type, channel, 4-byte size, payload, frame-end", "AMQP 0-9-1, section 2.3.5",
    spec: r#"
        header = 7
        offset = 3
        width = 4
        trailer = "ce"
    "#,
    aliases: ["rabbitmq"],
    samples: ["method-heartbeat": [
        Frame::with_trailer(b"\x01\x00\x01\x00\x00\x00\x05", b"\x00\x14\x00\x0a\x00", b"\xce"),
        Frame::with_trailer(b"\x08\x00\x00\x00\x00\x00\x00", b"", b"\xce"),
    ]],
    rejects: [Reject::malformed("another-frame-end", b"\x08\x00\x00\x00\x00\x00\x00\xcd", 0, 7, Phase::Trailer)],
}
