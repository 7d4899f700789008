//! Routing, signalling, and what lies close to the wire.

use framing_core::registry::{Reject, SampleFrame as Frame};

use super::bad_header;

preset! {
    TLV_1_1 = "tlv-1-1", "1-byte type, 1-byte length, value", "IEEE 802.11, section 9.4.2.1",
    spec: r#"
        header = 2
        offset = 1
        width = 1
    "#,
    samples: ["elements": [
        Frame::new(b"\x00\x04", b"home"),
        Frame::new(b"\x03\x01", b"\x06"),
        Frame::new(b"\x00\x00", b""),
    ]],
    rejects: [],
}

preset! {
    TLV_2_2 = "tlv-2-2", "2-byte type, 2-byte length, value", "RFC 8446, section 4.2",
    spec: r#"
        header = 4
        offset = 2
        width = 2
    "#,
    samples: ["extensions": [
        Frame::new(b"\x00\x2b\x00\x03", b"\x02\x03\x04"),
        Frame::new(b"\x00\x23\x00\x00", b""),
    ]],
    rejects: [],
}

preset! {
    DNS_TCP = "dns-tcp", "2-byte length, message", "RFC 1035, section 4.2.2",
    spec: "width = 2",
    samples: ["query": [
        Frame::new(b"\x00\x11", b"\x00\x07\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\x01"),
        Frame::new(b"\x00\x0c", b"\x00\x07\x81\x80\x00\x00\x00\x00\x00\x00\x00\x00"),
    ]],
    rejects: [],
}

preset! {
    BGP = "bgp", "marker of 16 ones, 2-byte length of all, type; message", "RFC 4271, section 4.1",
    spec: r#"
        header = 19
        magic = "ffffffffffffffffffffffffffffffff"
        offset = 16
        width = 2
        counts = "frame"
        max = 4077          # 4096 bytes in all
    "#,
    samples: ["keepalive-notification": [
        Frame::new(b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x00\x13\x04", b""),
        Frame::new(b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x00\x15\x03", b"\x06\x02"),
    ]],
    rejects: [
        bad_header("marker", b"\xff\xff\xfe", 2),
        bad_header("below-the-header", b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x00\x12\x04", 16),
        Reject::too_long(
            "over-4096",
            b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x10\x01\x02",
            19,
        ),
    ],
}

preset! {
    DIAMETER = "diameter", "version, 3-byte length of all, flags, code, three identifiers; AVPs", "RFC 6733, section 3",
    spec: r#"
        header = 20
        magic = "01"
        offset = 1
        width = 3
        counts = "frame"
        max = 16777195
    "#,
    samples: ["watchdog": [
        Frame::new(b"\x01\x00\x00\x14\x80\x00\x01\x18\0\0\0\0\0\0\0\x01\0\0\0\x02", b""),
        Frame::new(b"\x01\x00\x00\x20\x00\x00\x01\x18\0\0\0\0\0\0\0\x01\0\0\0\x02", b"\0\0\x01\x0c\x40\0\0\x0c\0\0\x07\xd1"),
    ]],
    rejects: [
        bad_header("version-2", b"\x02", 0),
        bad_header("below-the-header", b"\x01\x00\x00\x13", 1),
    ],
}

preset! {
    RADIUS = "radius", "code, identifier, 2-byte length of all, authenticator; attributes", "RFC 2865, section 3",
    spec: r#"
        header = 20
        offset = 2
        width = 2
        counts = "frame"
        max = 4076          # 4096 bytes in all
    "#,
    samples: ["request": [
        Frame::new(b"\x01\x07\x00\x17\0\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f", b"\x01\x03a"),
        Frame::new(b"\x03\x07\x00\x14\0\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f", b""),
    ]],
    rejects: [bad_header("below-the-header", b"\x01\x07\x00\x13", 2)],
}

preset! {
    STUN = "stun", "type, 2-byte length, magic cookie, transaction; attributes", "RFC 8489, section 5",
    spec: r#"
        header = 20
        offset = 2
        width = 2
        multiple-of = 4
        fixed = [
            { offset = 0, bytes = "00", mask = "c0" },
            { offset = 4, bytes = "2112a442" },
        ]
    "#,
    samples: ["binding": [
        Frame::new(b"\x00\x01\x00\x00\x21\x12\xa4\x42transaction!", b""),
        Frame::new(b"\x01\x01\x00\x08\x21\x12\xa4\x42transaction!", b"\x80\x22\x00\x04test"),
    ]],
    rejects: [
        bad_header("channel-data", b"\x40\x00\x00\x04", 0),
        bad_header("another-cookie", b"\x00\x01\x00\x00\x21\x12\xa4\x43", 7),
        bad_header("no-multiple-of-4", b"\x00\x01\x00\x02", 2),
    ],
}

preset! {
    TPKT = "tpkt", "version 3, a reserved byte, 2-byte length of all; TPDU", "RFC 1006, section 6",
    spec: r#"
        header = 4
        magic = "03"
        offset = 2
        width = 2
        counts = "frame"
    "#,
    samples: ["data": [
        Frame::new(b"\x03\x00\x00\x07", b"\x02\xf0\x80"),
        Frame::new(b"\x03\x00\x00\x09", b"\x02\xf0\x80hi"),
    ]],
    rejects: [
        bad_header("version-2", b"\x02\x00\x00\x07", 0),
        bad_header("below-the-header", b"\x03\x00\x00\x03", 2),
    ],
}

preset! {
    MODBUS = "modbus", "transaction, protocol 0, 2-byte length, unit; PDU", "MODBUS Messaging on TCP/IP 1.0b, section 3.1.3",
    spec: r#"
        header = 7
        offset = 4
        width = 2
        adjust = -1         # the unit is counted, and is header
        max = 253
        fixed = [{ offset = 2, bytes = "0000" }]
    "#,
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

preset! {
    PROXY_V2 = "proxy-v2", "12-byte signature, version and command, family, 2-byte length; addresses and TLVs",
    "HAProxy, The PROXY protocol, version 2, section 2.2",
    spec: r#"
        header = 16
        magic = "0d0a0d0a000d0a515549540a"
        offset = 14
        width = 2
        fixed = [{ offset = 12, bytes = "20", mask = "fe" }]
    "#,
    samples: ["local-and-ipv4": [
        Frame::new(b"\r\n\r\n\0\r\nQUIT\n\x20\x00\x00\x00", b""),
        Frame::new(b"\r\n\r\n\0\r\nQUIT\n\x21\x11\x00\x0c", b"\x7f\0\0\x01\x7f\0\0\x01\x04\xd2\x00\x50"),
    ]],
    rejects: [
        bad_header("text-form", b"PROXY TCP4", 0),
        bad_header("version-1", b"\r\n\r\n\0\r\nQUIT\n\x11", 12),
    ],
}
