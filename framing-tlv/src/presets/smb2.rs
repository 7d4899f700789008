//! `smb2`: a byte of zero, 3-byte length, message.
#![cfg(feature = "registry")]

use super::declare::{Frame, bad_header, preset};

preset! {
    "smb2", "a byte of zero, 3-byte length, message", "MS-SMB2, section 2.1",
    spec: r#"
        header = 4
        magic = "00"
        offset = 1
        width = 3
        max = 16777215
    "#,
    aliases: ["smb", "cifs"],
    samples: ["two-messages": [
        Frame::new(b"\x00\x00\x00\x00", b""),
        Frame::new(b"\x00\x00\x00\x04", b"\xfdSMB"),
    ]],
    rejects: [bad_header("session-request", b"\x81\x00\x00\x44", 0)],
}
