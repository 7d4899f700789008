//! `wasm-section`: section id, size as a varint of 32 bits, contents.
#![cfg(feature = "registry")]

use super::declare::{Frame, bad_header, preset};

preset! {
    "wasm-section", "section id, size as a varint of 32 bits, contents", "WebAssembly Core, section 5.5.2",
    spec: r#"
        offset = 1
        varint = "leb128"
        width = 5
        bits = 32
    "#,
    aliases: ["wasm"],
    samples: ["type-and-custom": [
        Frame::new(b"\x01\x04", b"\x01\x60\x00\x00"),
        Frame::new(b"\x00\x83\x00", b"\x02hi"),
    ]],
    rejects: [bad_header("over-32-bits", b"\x01\x80\x80\x80\x80\x10", 5)],
}
