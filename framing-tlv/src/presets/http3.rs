//! `http3`: type and length as QUIC varints, payload.
#![cfg(feature = "registry")]

use super::declare::{Frame, Reject, preset};

preset! {
    "http3", "type and length as QUIC varints, payload", "RFC 9114, section 7.1",
    spec: r#"
        tag = "quic"
        varint = "quic"
    "#,
    aliases: ["h3"],
    samples: ["settings-data": [
        Frame::new(b"\x04\x03", b"\x06\x40\x64"),
        Frame::new(b"\x00\x05", b"hello"),
        Frame::new(b"\x40\x21\x40\x02", b"hi"),
    ]],
    rejects: [Reject::too_long("announces-the-maximum", b"\x00\xff\xff\xff\xff\xff\xff\xff\xff", 9)],
}
