//! `postgres-backend`: type, 4-byte length that counts itself, message.
#![cfg(feature = "registry")]

use super::declare::{Frame, bad_header, preset};

preset! {
    "postgres-backend", "type, 4-byte length that counts itself, message",
    "PostgreSQL, Frontend/Backend Protocol, Message Formats",
    spec: r#"
        header = 5
        offset = 1
        width = 4
        signed = true
        counts = "length-and-body"
        max = 1073741818        # PQ_LARGE_MESSAGE_LIMIT
    "#,
    aliases: ["postgres", "postgresql", "pg"],
    samples: ["ready-for-query": [
                Frame::new(b"Z\x00\x00\x00\x05", b"I"),
        Frame::new(b"1\x00\x00\x00\x04", b""),
    ]],
    rejects: [
        bad_header("below-itself", b"Z\x00\x00\x00\x03", 1),
        bad_header("negative", b"Z\xff\xff\xff\xff", 1),
    ],
}
