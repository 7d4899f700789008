//! `smpp`: 16-byte header whose length counts all, body.
#![cfg(feature = "registry")]

use super::declare::{Frame, bad_header, preset};

preset! {
    "smpp", "16-byte header whose length counts all, body", "SMPP 3.4, section 3.2",
    spec: r#"
        header = 16
        width = 4
        counts = "frame"
    "#,
    samples: ["enquire-link": [
        Frame::new(b"\x00\x00\x00\x10\x00\x00\x00\x15\x00\x00\x00\x00\x00\x00\x00\x01", b""),
        Frame::new(b"\x00\x00\x00\x13\x80\x00\x00\x02\x00\x00\x00\x00\x00\x00\x00\x02", b"ab\0"),
    ]],
    rejects: [bad_header("below-the-header", b"\x00\x00\x00\x0f\x00\x00\x00\x15\x00\x00\x00\x00\x00\x00\x00\x01", 0)],
}
