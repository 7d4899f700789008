//! Databases and caches.

use framing_core::Phase;
use framing_core::registry::{DynFormat, Reject, SampleFrame as Frame, Setting};

use super::bad_header;
use crate::{PostgresFrontend, Resp, Verbs};

preset! {
    POSTGRES_BACKEND = "postgres-backend", "type, 4-byte length that counts itself, message",
    "PostgreSQL, Frontend/Backend Protocol, Message Formats",
    spec: r#"
        header = 5
        offset = 1
        width = 4
        signed = true
        counts = "length-and-body"
        max = 1073741818        # PQ_LARGE_MESSAGE_LIMIT
    "#,
    samples: ["ready-for-query": [
                Frame::new(b"Z\x00\x00\x00\x05", b"I"),
        Frame::new(b"1\x00\x00\x00\x04", b""),
    ]],
    rejects: [
        bad_header("below-itself", b"Z\x00\x00\x00\x03", 1),
        bad_header("negative", b"Z\xff\xff\xff\xff", 1),
    ],
}

preset! {
    MYSQL = "mysql", "3-byte little-endian length, sequence number, payload",
    "MySQL Internals, Client/Server Protocol, Protocol::Packet",
    spec: r#"
        header = 4
        width = 3
        order = "little"
        max = 16777215      # a packet of so many bytes goes on in the next
    "#,
    samples: ["ping-ok": [
        Frame::new(b"\x01\x00\x00\x00", b"\x0e"),
        Frame::new(b"\x02\x00\x00\x01", b"\xfe\x00"),
        Frame::new(b"\x00\x00\x00\x02", b""),
    ]],
    rejects: [],
}

preset! {
    MONGODB = "mongodb", "16-byte header whose little-endian length counts all", "MongoDB Wire Protocol, Standard Message Header",
    spec: r#"
        header = 16
        width = 4
        order = "little"
        signed = true
        counts = "frame"
        max = 47999984      # maxMessageSizeBytes, less the header
    "#,
    samples: ["op-msg": [
        Frame::new(b"\x1a\x00\x00\x00\x01\0\0\0\0\0\0\0\xdd\x07\0\0", b"\0\0\0\0\0\x05\0\0\0\0"),
        Frame::new(b"\x10\x00\x00\x00\x02\0\0\0\x01\0\0\0\xdd\x07\0\0", b""),
    ]],
    rejects: [
        bad_header("below-the-header", b"\x0f\x00\x00\x00\x01\0\0\0\0\0\0\0\xdd\x07\0\0", 0),
        bad_header("negative", b"\xff\xff\xff\xff\x01\0\0\0\0\0\0\0\xdd\x07\0\0", 0),
        Reject::too_long("over-48-mb", b"\x01\x6c\xdc\x02\x01\0\0\0\0\0\0\0\xdd\x07\0\0", 16),
    ],
}

preset! {
    CASSANDRA = "cassandra", "version, flags, stream, opcode, 4-byte length, body", "CQL Binary Protocol v4, section 2",
    spec: r#"
        header = 9
        magic = ["04", "84", "03", "83", "05", "85"]
        offset = 5
        width = 4
        signed = true
        max = 268435456
    "#,
    samples: ["options-ready": [
        Frame::new(b"\x04\x00\x00\x00\x05\x00\x00\x00\x00", b""),
        Frame::new(b"\x84\x00\x00\x01\x00\x00\x00\x00\x04", b"\0\0\0\x0a"),
    ]],
    rejects: [
        bad_header("version-2", b"\x02\x00\x00\x00\x05\x00\x00\x00\x00", 0),
        Reject::too_long("over-256-mib", b"\x04\x00\x00\x00\x07\x10\x00\x00\x01", 9),
    ],
}

preset! {
    MEMCACHED_BINARY = "memcached-binary", "24-byte header, extras, key and value", "memcached, BinaryProtocolRevamped",
    spec: r#"
        header = 24
        magic = ["80", "81"]
        offset = 8
        width = 4
    "#,
    samples: ["get-miss": [
        Frame::new(b"\x80\0\0\x01\0\0\0\0\0\0\0\x01\0\0\0\x07\0\0\0\0\0\0\0\0", b"k"),
        Frame::new(b"\x81\0\0\0\0\0\0\x01\0\0\0\x09\0\0\0\x07\0\0\0\0\0\0\0\0", b"Not found"),
        Frame::new(b"\x80\x0a\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", b""),
    ]],
    rejects: [bad_header("magic-82", b"\x82", 0)],
}

preset! {
    POSTGRES_FRONTEND = "postgres-frontend", "a start-up message without a type; then type, 4-byte length that counts itself, message",
    "PostgreSQL, Frontend/Backend Protocol, Message Formats",
    make: || DynFormat::with_settings(PostgresFrontend::new(), POSTGRES_SETTINGS).drawn("[length:4 BE counts itself][body] or [type:1][length:4 BE counts itself][body]"),
    samples: [once "encryption-startup-query": [
        Frame::new(b"\x00\x00\x00\x08", b"\x04\xd2\x16\x2f"),
        Frame::new(b"\x00\x00\x00\x09", b"\x00\x03\x00\x00\x00"),
        Frame::new(b"Q\x00\x00\x00\x06", b";\x00"),
        Frame::new(b"X\x00\x00\x00\x04", b""),
    ]],
    rejects: [
        bad_header("below-itself", b"\x00\x00\x00\x03", 0),
        bad_header("long-startup", b"\x00\x00\x27\x11", 0),
        Reject::malformed("negative", b"\0\0\0\x09\0\x03\0\0\0Q\xff\xff\xff\xff", 1, 10, Phase::Header),
    ],
}

const POSTGRES_SETTINGS: &[Setting<PostgresFrontend>] = &[Setting {
    name: "startup_frames",
    about: "how many messages without a type come first; by default those up to the first that asks for no encryption",
    set: |format, value| {
        *format = format.startup_frames(value.as_u64().ok_or("a number of messages")?);
        Ok(())
    },
}];

preset! {
    RESP = "resp", "a line, or a line that counts, body, CRLF", "Redis serialization protocol specification",
    make: || DynFormat::new(Resp).drawn("[line:2.. up to CRLF][body][CRLF:0|2]"),
    samples: ["command-and-reply": [
        Frame::new(b"*2\r\n", b""),
        Frame::with_trailer(b"$2\r\n", b"\r\n", b"\r\n"),
        Frame::new(b"$-1\r\n", b""),
        Frame::new(b"+OK\r\n", b""),
        Frame::with_trailer(b"=5\r\n", b"txt:x", b"\r\n"),
    ]],
    rejects: [
        bad_header("no-digits", b"$\r\n", 1),
        bad_header("leading-zero", b"$05\r\n", 2),
        bad_header("below-minus-one", b"$-2\r\n", 2),
        bad_header("bare-lf", b"+OK\n", 3),
        bad_header("inline-command", b"PING\r\n", 0),
        Reject::malformed("no-crlf", b"$2\r\nhi\rx", 0, 7, Phase::Trailer),
    ],
}

preset! {
    MEMCACHED_TEXT = "memcached-text", "a line; those of storage and values count a body, which CRLF follows", "memcached, protocol.txt",
    make: || DynFormat::new(Verbs::MEMCACHED).drawn("[line:2.. up to CRLF][body][CRLF:0|2]"),
    samples: ["set-and-get": [
        Frame::with_trailer(b"set k 0 0 2\r\n", b"hi", b"\r\n"),
        Frame::new(b"get k\r\n", b""),
        Frame::with_trailer(b"VALUE k 0 2 7\r\n", b"\r\n", b"\r\n"),
        Frame::new(b"END\r\n", b""),
    ]],
    rejects: [
        bad_header("no-length", b"set k 0 0\r\n", 9),
        bad_header("no-digit", b"set k 0 0 -1\r\n", 10),
        bad_header("bare-lf", b"get k\n", 5),
        Reject::malformed("no-crlf", b"VA 2\r\nhi!!", 0, 8, Phase::Trailer),
    ],
}
