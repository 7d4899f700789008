//! Encryption, authentication and directories.

use framing_core::Phase;
use framing_core::registry::{DynFormat, DynHeader, Reject, SampleFrame as Frame};

use super::bad_header;
use crate::{Bitcoin, BitcoinHeader, OpenPgp, families};

preset! {
    TLS = "tls", "content type, version, 2-byte length; fragment", "RFC 8446, section 5.1; RFC 5246, section 6.2.3",
    spec: r#"
        header = 5
        offset = 3
        width = 2
        max = 18432         # 2^14 + 2048, of TLS 1.2; 1.3 allows 2^14 + 256
        fixed = [{ offset = 1, bytes = "03" }]
    "#,
    samples: ["change-cipher-spec-alert": [
        Frame::new(b"\x14\x03\x03\x00\x01", b"\x01"),
        Frame::new(b"\x15\x03\x03\x00\x02", b"\x01\x00"),
    ]],
    rejects: [
        bad_header("version-2", b"\x16\x02", 1),
        Reject::too_long("over-the-record-size", b"\x17\x03\x03\x48\x01", 5),
    ],
}

preset! {
    KERBEROS = "kerberos", "4-byte length whose highest bit is 0, message", "RFC 4120, section 7.2.2",
    spec: r#"
        width = 4
        signed = true
    "#,
    samples: ["two-messages": [
        Frame::new(b"\x00\x00\x00\x04", b"\x7e\x02\x30\x00"),
        Frame::new(b"\x00\x00\x00\x02", b"\x6a\x00"),
    ]],
    rejects: [bad_header("highest-bit", b"\x80\x00\x00\x04", 0)],
}

preset! {
    LDAP = "ldap", "SEQUENCE in BER of definite length", "RFC 4511, section 5.1",
    layout: families::LDAP,
    samples: ["unbind": [
        Frame::new(b"\x30\x05", b"\x02\x01\x03\x42\x00"),
        Frame::new(b"\x30\x81\x05", b"\x02\x01\x04\x42\x00"),
    ]],
    rejects: [
        bad_header("no-sequence", b"\x31\x00", 0),
        bad_header("indefinite", b"\x30\x80", 1),
        bad_header("reserved-length", b"\x30\xff", 1),
    ],
}

preset! {
    SMB2 = "smb2", "a byte of zero, 3-byte length, message", "MS-SMB2, section 2.1",
    spec: r#"
        header = 4
        magic = "00"
        offset = 1
        width = 3
        max = 16777215
    "#,
    samples: ["two-messages": [
        Frame::new(b"\x00\x00\x00\x00", b""),
        Frame::new(b"\x00\x00\x00\x04", b"\xfdSMB"),
    ]],
    rejects: [bad_header("session-request", b"\x81\x00\x00\x44", 0)],
}

preset! {
    SFTP = "sftp", "4-byte length of type and payload, type; payload", "draft-ietf-secsh-filexfer-02, section 3",
    spec: r#"
        header = 5
        width = 4
        adjust = -1         # the type is counted, and is header
        max = 262143        # what OpenSSH takes: 256 KiB with the type
    "#,
    samples: ["init-version": [
        Frame::new(b"\x00\x00\x00\x05\x01", b"\x00\x00\x00\x03"),
        Frame::new(b"\x00\x00\x00\x05\x02", b"\x00\x00\x00\x03"),
    ]],
    rejects: [
        bad_header("no-type", b"\x00\x00\x00\x00\x01", 0),
        Reject::too_long("over-256-kib", b"\x00\x04\x00\x01\x03", 5),
    ],
}

preset! {
    OPENPGP = "openpgp", "packet type, length of 1 to 5 bytes; body, perhaps in parts", "RFC 9580, section 4.2",
    make: || DynFormat::new(OpenPgp::new()),
    samples: ["old-new-and-parts": [
        Frame::new(b"\xb4\x02", b"hi"),
        Frame::new(b"\xcb\xff\x00\x00\x00\x01", b"x"),
        Frame::new(b"\xcb\xe1", b"ab"),
        Frame::new(b"\x01", b"c"),
    ]],
    rejects: [
        bad_header("highest-bit-clear", b"\x4b", 0),
        bad_header("reserved-type", b"\xc0", 0),
        Reject::too_long("announces-the-maximum", b"\xcb\xff\xff\xff\xff\xff", 6),
    ],
}

preset! {
    BITCOIN = "bitcoin", "network, command, 4-byte little-endian length, checksum; payload", "Bitcoin Developer Reference, P2P Network, Message Headers",
    make: || DynFormat::new(Bitcoin::new())
        .with_header_for(|body| DynHeader::new(BitcoinHeader::new("verack", body))),
    samples: ["verack": [
        Frame::new(b"\xf9\xbe\xb4\xd9verack\0\0\0\0\0\0\0\0\0\0\x5d\xf6\xe0\xe2", b""),
        Frame::new(b"\x0b\x11\x09\x07verack\0\0\0\0\0\0\0\0\0\0\x5d\xf6\xe0\xe2", b""),
    ]],
    rejects: [
        bad_header("no-network", b"\xf9\xbe\xb4\xd8", 3),
        Reject::malformed("checksum", b"\xf9\xbe\xb4\xd9verack\0\0\0\0\0\0\0\0\0\0\x5d\xf6\xe0\xe3", 0, 23, Phase::Body),
        Reject::too_long("over-four-million", b"\xf9\xbe\xb4\xd9verack\0\0\0\0\0\0\x01\x09\x3d\x00\x5d\xf6\xe0\xe2", 24),
    ],
}
