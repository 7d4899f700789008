//! `tls`: content type, version, 2-byte length; fragment.
#![cfg(feature = "registry")]

use super::declare::{Frame, Reject, bad_header, preset};

preset! {
    "tls", "content type, version, 2-byte length; fragment", "RFC 8446, section 5.1; RFC 5246, section 6.2.3",
    spec: r#"
        header = 5
        offset = 3
        width = 2
        max = 18432         # 2^14 + 2048, of TLS 1.2; 1.3 allows 2^14 + 256
        fixed = [{ offset = 1, bytes = "03" }]
    "#,
    aliases: ["ssl", "tls-record"],
    samples: ["change-cipher-spec-alert": [
        Frame::new(b"\x14\x03\x03\x00\x01", b"\x01"),
        Frame::new(b"\x15\x03\x03\x00\x02", b"\x01\x00"),
    ]],
    rejects: [
        bad_header("version-2", b"\x16\x02", 1),
        Reject::too_long("over-the-record-size", b"\x17\x03\x03\x48\x01", 5),
    ],
}
