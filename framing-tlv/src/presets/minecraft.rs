//! `minecraft`: varint length of 1 to 3 bytes, packet.
#![cfg(feature = "registry")]

use super::declare::{Frame, bad_header, preset};

preset! {
    "minecraft", "varint length of 1 to 3 bytes, packet", "Minecraft Java Edition protocol, Packet format",
    spec: r#"
        varint = "leb128"
        width = 3
        max = 2097151
    "#,
    samples: ["two-packets": [
        Frame::new(b"\x01", b"\x00"),
        Frame::new(b"\x81\x00", b"\x07"),
    ]],
    rejects: [bad_header("fourth-byte", b"\x80\x80\x80\x01", 2)],
}
