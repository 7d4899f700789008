//! `mongodb`: 16-byte header whose little-endian length counts all.
#![cfg(feature = "registry")]

use super::declare::{Frame, Reject, bad_header, preset};

preset! {
    "mongodb", "16-byte header whose little-endian length counts all", "MongoDB Wire Protocol, Standard Message Header",
    spec: r#"
        header = 16
        width = 4
        order = "little"
        signed = true
        counts = "frame"
        max = 47999984      # maxMessageSizeBytes, less the header
    "#,
    aliases: ["mongo", "bson"],
    samples: ["op-msg": [
        Frame::new(b"\x1a\x00\x00\x00\x01\0\0\0\0\0\0\0\xdd\x07\0\0", b"\0\0\0\0\0\x05\0\0\0\0"),
        Frame::new(b"\x10\x00\x00\x00\x02\0\0\0\x01\0\0\0\xdd\x07\0\0", b""),
    ]],
    rejects: [
        bad_header("below-the-header", b"\x0f\x00\x00\x00\x01\0\0\0\0\0\0\0\xdd\x07\0\0", 0),
        bad_header("negative", b"\xff\xff\xff\xff\x01\0\0\0\0\0\0\0\xdd\x07\0\0", 0),
        Reject::too_long("over-48-mb", b"\x01\x6c\xdc\x02\x01\0\0\0\0\0\0\0\xdd\x07\0\0", 16),
    ],
}
