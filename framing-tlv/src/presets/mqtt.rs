//! `mqtt`: type and flags, remaining length as a varint of 1 to 4 bytes, packet.
#![cfg(feature = "registry")]

use super::declare::{Frame, bad_header, preset};

preset! {
    "mqtt", "type and flags, remaining length as a varint of 1 to 4 bytes, packet", "MQTT 3.1.1, section 2.2",
    spec: r#"
        offset = 1
        varint = "leb128"
        width = 4
        max = 268435455
    "#,
    aliases: ["mosquitto"],
    samples: ["puback-ping-publish": [
        Frame::new(b"\x40\x02", b"\x00\x01"),
        Frame::new(b"\xc0\x00", b""),
        Frame::new(b"\x30\x81\x00", b"x"),
    ]],
    rejects: [bad_header("fifth-length-byte", b"\x10\xff\xff\xff\xff\x01", 4)],
}
