//! `mysql`: 3-byte little-endian length, sequence number, payload.
#![cfg(feature = "registry")]

use super::declare::{Frame, preset};

preset! {
    "mysql", "3-byte little-endian length, sequence number, payload",
    "MySQL Internals, Client/Server Protocol, Protocol::Packet",
    spec: r#"
        header = 4
        width = 3
        order = "little"
        max = 16777215      # a packet of this length continues in the next
    "#,
    aliases: ["mariadb"],
    samples: ["ping-ok": [
        Frame::new(b"\x01\x00\x00\x00", b"\x0e"),
        Frame::new(b"\x02\x00\x00\x01", b"\xfe\x00"),
        Frame::new(b"\x00\x00\x00\x02", b""),
    ]],
    rejects: [],
}
