//! `http2`: 3-byte length, type, flags, 4-byte stream; payload.
#![cfg(feature = "registry")]

use super::declare::{Frame, Reject, bad_header, preset};

preset! {
    "http2", "3-byte length, type, flags, 4-byte stream; payload", "RFC 9113, section 4.1",
    prefaced: (r#"
        header = 9
        width = 3
        max = 16384     # SETTINGS_MAX_FRAME_SIZE until the peer sets another
    "#, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "the client preface of HTTP/2", 4),
    diagram: "[preface:24] or [length:3 BE][type, flags, stream:6][body]",
    aliases: ["h2"],
    samples: [once "client-preface": [
        Frame::new(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b""),
        Frame::new(b"\x00\x00\x00\x04\x00\x00\x00\x00\x00", b""),
    ], "settings-and-ping": [
        Frame::new(b"\x00\x00\x06\x04\x00\x00\x00\x00\x00", b"\x00\x03\x00\x00\x00\x64"),
        Frame::new(b"\x00\x00\x00\x04\x01\x00\x00\x00\x00", b""),
        Frame::new(b"\x00\x00\x08\x06\x00\x00\x00\x00\x00", b"pingpong"),
    ]],
    rejects: [bad_header("another-preface", b"PRI * HTTP/3", 11), Reject::too_long("over-the-frame-size", b"\x00\x40\x01\x00\x00\x00\x00\x00\x01", 9)],
}
