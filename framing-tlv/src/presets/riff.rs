//! `riff`: four letters, 4-byte little-endian size; data, padded to 2.
#![cfg(feature = "registry")]

use super::declare::{Frame, Reject, preset};

preset! {
    "riff", "four letters, 4-byte little-endian size; data, padded to 2", "Multimedia Programming Interface 1.0, Resource Interchange File Format",
    spec: r#"
        header = 8
        offset = 4
        width = 4
        order = "little"
        pad = 2
    "#,
    aliases: ["wav", "avi", "webp"],
    samples: ["padded": [
        Frame::with_trailer(b"INAM\x03\x00\x00\x00", b"hi\0", b"\0"),
        Frame::new(b"data\x04\x00\x00\x00", b"\x01\x02\x03\x04"),
    ]],
    rejects: [Reject::too_long("announces-the-maximum", b"data\xff\xff\xff\xff", 8)],
}
