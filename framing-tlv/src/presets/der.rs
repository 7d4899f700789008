//! `der`: tag, minimal length, value.
#![cfg(feature = "registry")]

use super::declare::{Frame, bad_header, preset};
use crate::families;

preset! {
    "der", "tag, minimal length, value", "ITU-T X.690, section 10",
    layout: families::DER,
    diagram: "[tag:1..][length:1..9][body]",
    aliases: ["x509", "certificate"],
    samples: ["integers": [
        Frame::new(b"\x02\x01", b"\x05"),
        Frame::new(b"\x5f\x20\x00", b""),
        Frame::new(b"\x30\x03", b"\x02\x01\x07"),
    ]],
    rejects: [
        bad_header("universal-0", b"\x00\x00\x0a\xc0", 0),
        bad_header("indefinite", b"\x30\x80", 1),
        bad_header("long-form-below-128", b"\x04\x81\x7f", 2),
        bad_header("leading-zero", b"\x04\x82\x00\x80", 2),
        bad_header("reserved-length", b"\x04\xff", 1),
        bad_header("short-tag-in-two-bytes", b"\x1f\x1e\x00", 1),
    ],
}
