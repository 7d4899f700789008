//! `amqp`: type, channel, 4-byte size, payload, frame-end.
#![cfg(feature = "registry")]

use super::declare::{Frame, Phase, Reject, bad_header, preset};

preset! {
    "amqp", "type, channel, 4-byte size, payload, frame-end", "AMQP 0-9-1, section 2.3.5",
    prefaced: (r#"
        header = 7
        magic = ["01", "02", "03", "08"]
        offset = 3
        width = 4
        trailer = "ce"
    "#, b"AMQP\x00\x00\x09\x01", "the greeting of AMQP 0-9-1", 1),
    diagram: "[greeting:8] or [type:1][channel:2][length:4 BE][body][0xce:1]",
    aliases: ["rabbitmq"],
    samples: [once "greeting": [
        Frame::new(b"AMQP\x00\x00\x09\x01", b""),
        Frame::with_trailer(b"\x08\x00\x00\x00\x00\x00\x00", b"", b"\xce"),
    ], "method-heartbeat": [
        Frame::with_trailer(b"\x01\x00\x01\x00\x00\x00\x05", b"\x00\x14\x00\x0a\x00", b"\xce"),
        Frame::with_trailer(b"\x08\x00\x00\x00\x00\x00\x00", b"", b"\xce"),
    ]],
    rejects: [bad_header("amqp-1.0", b"AMQP\x00\x01\x00\x00", 5), bad_header("type-4", b"\x04", 0), Reject::malformed("another-frame-end", b"\x08\x00\x00\x00\x00\x00\x00\xcd", 0, 7, Phase::Trailer)],
}
