//! `wasm-section`: section id, size as a varint of 32 bits, contents.
#![cfg(feature = "registry")]

use super::declare::{Frame, bad_header, preset};

preset! {
    "wasm-section", "section id, size as a varint of 32 bits, contents", "WebAssembly Core, section 5.5.2",
    prefaced: (r#"
        offset = 1
        varint = "leb128"
        width = 5
        bits = 32
    "#, b"\0asm\x01\0\0\0", "the magic and version 1 of WebAssembly", 4),
    diagram: "[magic and version:8] or [id:1][length:1..5 leb128][body]",
    aliases: ["wasm"],
    samples: [once "module": [
        Frame::new(b"\0asm\x01\0\0\0", b""),
        Frame::new(b"\x01\x04", b"\x01\x60\x00\x00"),
    ], "type-and-custom": [
        Frame::new(b"\x01\x04", b"\x01\x60\x00\x00"),
        Frame::new(b"\x00\x83\x00", b"\x02hi"),
    ]],
    rejects: [bad_header("version-2", b"\0asm\x02\0\0\0", 4), bad_header("over-32-bits", b"\x01\x80\x80\x80\x80\x10", 5)],
}
