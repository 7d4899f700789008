//! `sftp`: 4-byte length of type and payload, type; payload.
#![cfg(feature = "registry")]

use super::declare::{Frame, Reject, bad_header, preset};

preset! {
    "sftp", "4-byte length of type and payload, type; payload", "draft-ietf-secsh-filexfer-02, section 3",
    spec: r#"
        header = 5
        width = 4
        adjust = -1         # the type is counted, and is header
        max = 262143        # what OpenSSH takes: 256 KiB with the type
    "#,
    samples: ["init-version": [
        Frame::new(b"\x00\x00\x00\x05\x01", b"\x00\x00\x00\x03"),
        Frame::new(b"\x00\x00\x00\x05\x02", b"\x00\x00\x00\x03"),
    ]],
    rejects: [
        bad_header("no-type", b"\x00\x00\x00\x00\x01", 0),
        Reject::too_long("over-256-kib", b"\x00\x04\x00\x01\x03", 5),
    ],
}
