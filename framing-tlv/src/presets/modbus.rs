//! `modbus`: transaction, protocol 0, 2-byte length, unit; PDU.
#![cfg(feature = "registry")]

use super::declare::{Frame, Reject, bad_header, preset};

preset! {
    "modbus", "transaction, protocol 0, 2-byte length, unit; PDU", "MODBUS Messaging on TCP/IP 1.0b, section 3.1.3",
    spec: r#"
        header = 7
        offset = 4
        width = 2
        adjust = -1         # the unit is counted, and is header
        max = 253
        fixed = [{ offset = 2, bytes = "0000" }]
    "#,
    aliases: ["modbus-tcp"],
    samples: ["read-registers": [
        Frame::new(b"\x00\x01\x00\x00\x00\x06\x11", b"\x03\x00\x6b\x00\x03"),
        Frame::new(b"\x00\x01\x00\x00\x00\x03\x11", b"\x83\x02"),
    ]],
    rejects: [
        bad_header("protocol-1", b"\x00\x01\x00\x01", 3),
        bad_header("no-unit", b"\x00\x01\x00\x00\x00\x00\x11", 4),
        Reject::too_long("over-260", b"\x00\x01\x00\x00\x00\xff\x11", 7),
    ],
}
