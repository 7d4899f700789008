//! `tpkt`: version 3, a reserved byte, 2-byte length of all; TPDU.
#![cfg(feature = "registry")]

use super::declare::{Frame, bad_header, preset};

preset! {
    "tpkt", "version 3, a reserved byte, 2-byte length of all; TPDU", "RFC 1006, section 6",
    spec: r#"
        header = 4
        magic = "03"
        offset = 2
        width = 2
        counts = "frame"
    "#,
    aliases: ["rdp", "iso-transport"],
    samples: ["data": [
        Frame::new(b"\x03\x00\x00\x07", b"\x02\xf0\x80"),
        Frame::new(b"\x03\x00\x00\x09", b"\x02\xf0\x80hi"),
    ]],
    rejects: [
        bad_header("version-2", b"\x02\x00\x00\x07", 0),
        bad_header("below-the-header", b"\x03\x00\x00\x03", 2),
    ],
}
