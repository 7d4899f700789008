//! `kerberos`: 4-byte length whose highest bit is 0, message.
#![cfg(feature = "registry")]

use super::declare::{Frame, bad_header, preset};

preset! {
    "kerberos", "4-byte length whose highest bit is 0, message", "RFC 4120, section 7.2.2",
    spec: r#"
        width = 4
        signed = true
    "#,
    aliases: ["krb5"],
    samples: ["two-messages": [
        Frame::new(b"\x00\x00\x00\x04", b"\x7e\x02\x30\x00"),
        Frame::new(b"\x00\x00\x00\x02", b"\x6a\x00"),
    ]],
    rejects: [bad_header("highest-bit", b"\x80\x00\x00\x04", 0)],
}
