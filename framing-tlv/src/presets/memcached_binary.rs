//! `memcached-binary`: 24-byte header, extras, key and value.
#![cfg(feature = "registry")]

use super::declare::{Frame, bad_header, preset};

preset! {
    "memcached-binary", "24-byte header, extras, key and value", "memcached, BinaryProtocolRevamped",
    spec: r#"
        header = 24
        magic = ["80", "81"]
        offset = 8
        width = 4
    "#,
    samples: ["get-miss": [
        Frame::new(b"\x80\0\0\x01\0\0\0\0\0\0\0\x01\0\0\0\x07\0\0\0\0\0\0\0\0", b"k"),
        Frame::new(b"\x81\0\0\0\0\0\0\x01\0\0\0\x09\0\0\0\x07\0\0\0\0\0\0\0\0", b"Not found"),
        Frame::new(b"\x80\x0a\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", b""),
    ]],
    rejects: [bad_header("magic-82", b"\x82", 0)],
}
