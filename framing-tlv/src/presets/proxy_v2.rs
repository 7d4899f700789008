//! `proxy-v2`: 12-byte signature, version and command, family, 2-byte length; addresses and TLVs.
#![cfg(feature = "registry")]

use super::declare::{Frame, bad_header, preset};

preset! {
    "proxy-v2", "12-byte signature, version and command, family, 2-byte length; addresses and TLVs",
    "HAProxy, The PROXY protocol, version 2, section 2.2",
    spec: r#"
        header = 16
        magic = "0d0a0d0a000d0a515549540a"
        offset = 14
        width = 2
        fixed = [{ offset = 12, bytes = "20", mask = "fe" }]
    "#,
    aliases: ["proxy", "proxy-protocol", "haproxy"],
    samples: ["local-and-ipv4": [
        Frame::new(b"\r\n\r\n\0\r\nQUIT\n\x20\x00\x00\x00", b""),
        Frame::new(b"\r\n\r\n\0\r\nQUIT\n\x21\x11\x00\x0c", b"\x7f\0\0\x01\x7f\0\0\x01\x04\xd2\x00\x50"),
    ]],
    rejects: [
        bad_header("text-form", b"PROXY TCP4", 0),
        bad_header("version-1", b"\r\n\r\n\0\r\nQUIT\n\x11", 12),
    ],
}
