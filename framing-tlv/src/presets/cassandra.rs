//! `cassandra`: version, flags, stream, opcode, 4-byte length, body.
#![cfg(feature = "registry")]

use super::declare::{Frame, Reject, bad_header, preset};

preset! {
    "cassandra", "version, flags, stream, opcode, 4-byte length, body", "CQL Binary Protocol v4, section 2",
    spec: r#"
        header = 9
        magic = ["04", "84", "03", "83", "05", "85"]
        offset = 5
        width = 4
        signed = true
        max = 268435456
    "#,
    aliases: ["cql"],
    samples: ["options-ready": [
        Frame::new(b"\x04\x00\x00\x00\x05\x00\x00\x00\x00", b""),
        Frame::new(b"\x84\x00\x00\x01\x00\x00\x00\x00\x04", b"\0\0\0\x0a"),
    ]],
    rejects: [
        bad_header("version-2", b"\x02\x00\x00\x00\x05\x00\x00\x00\x00", 0),
        Reject::too_long("over-256-mib", b"\x04\x00\x00\x00\x07\x10\x00\x00\x01", 9),
    ],
}
