//! What browsers and services speak.

use framing_core::registry::{DynFormat, Reject, SampleFrame as Frame, Setting};

use super::bad_header;
use crate::WebSocket;

preset! {
    HTTP2 = "http2", "3-byte length, type, flags, 4-byte stream; payload", "RFC 9113, section 4.1",
    spec: r#"
        header = 9
        width = 3
        max = 16384     # SETTINGS_MAX_FRAME_SIZE until the peer sets another
    "#,
    samples: ["settings-and-ping": [
        Frame::new(b"\x00\x00\x06\x04\x00\x00\x00\x00\x00", b"\x00\x03\x00\x00\x00\x64"),
        Frame::new(b"\x00\x00\x00\x04\x01\x00\x00\x00\x00", b""),
        Frame::new(b"\x00\x00\x08\x06\x00\x00\x00\x00\x00", b"pingpong"),
    ]],
    rejects: [Reject::too_long("over-the-frame-size", b"\x00\x40\x01\x00\x00\x00\x00\x00\x01", 9)],
}

preset! {
    HTTP3 = "http3", "type and length as QUIC varints, payload", "RFC 9114, section 7.1",
    spec: r#"
        tag = "quic"
        varint = "quic"
    "#,
    samples: ["settings-data": [
        Frame::new(b"\x04\x03", b"\x06\x40\x64"),
        Frame::new(b"\x00\x05", b"hello"),
        Frame::new(b"\x40\x21\x40\x02", b"hi"),
    ]],
    rejects: [Reject::too_long("announces-the-maximum", b"\x00\xff\xff\xff\xff\xff\xff\xff\xff", 9)],
}

preset! {
    GRPC = "grpc", "flags, 4-byte length, message", "gRPC over HTTP2, Length-Prefixed-Message",
    spec: r#"
        header = 5
        offset = 1
        width = 4
        max = 4194304       # what implementations receive by default
    "#,
    samples: ["two-messages": [
        Frame::new(b"\x00\x00\x00\x00\x03", b"\x08\x96\x01"),
        Frame::new(b"\x01\x00\x00\x00\x00", b""),
    ]],
    rejects: [Reject::too_long("over-four-mib", b"\x00\x00\x40\x00\x01", 5)],
}

preset! {
    RSOCKET = "rsocket", "3-byte length, frame", "RSocket 1.0, Framing Protocol Usage",
    spec: r#"
        width = 3
        max = 16777215
    "#,
    samples: ["keepalive-cancel": [
        Frame::new(b"\x00\x00\x0e", b"\x00\x00\x00\x00\x0c\x80\x00\x00\x00\x00\x00\x00\x00\x00"),
        Frame::new(b"\x00\x00\x06", b"\x00\x00\x00\x01\x24\x00"),
    ]],
    rejects: [],
}

preset! {
    FASTCGI = "fastcgi", "8-byte header, content, padding", "FastCGI Specification 1.0, section 3.3",
    spec: r#"
        header = 8
        magic = "01"
        offset = 4
        width = 2
        trailer-field = { offset = 6, width = 1 }
    "#,
    samples: ["padded": [
        Frame::new(b"\x01\x01\x00\x01\x00\x08\x00\x00", b"\x00\x01\x00\x00\x00\x00\x00\x00"),
        Frame::with_trailer(b"\x01\x05\x00\x01\x00\x05\x03\x00", b"hello", b"\0\0\0"),
        Frame::new(b"\x01\x05\x00\x01\x00\x00\x00\x00", b""),
    ]],
    rejects: [bad_header("version-2", b"\x02\x01\x00\x01\x00\x00\x00\x00", 0)],
}

preset! {
    WEBSOCKET = "websocket", "flags and opcode, length in 1, 3 or 9 bytes, masking key; payload", "RFC 6455, section 5.2",
    make: || DynFormat::with_settings(WebSocket::new(), WEBSOCKET_SETTINGS).drawn("[flags and opcode:1][mask flag and length:1][longer length:0|2|8][masking key:0|4][body]"),
    samples: ["either-side": [
        Frame::new(b"\x81\x02", b"hi"),
        Frame::new(b"\x82\x81\x01\x02\x03\x04", b"x"),
        Frame::new(b"\x89\x00", b""),
    ]],
    rejects: [
        bad_header("reserved-bit", b"\xc1\x00", 0),
        bad_header("reserved-opcode", b"\x83\x00", 0),
        bad_header("fragmented-ping", b"\x09\x00", 0),
        bad_header("long-ping", b"\x89\x7e\x00\x7e", 1),
        bad_header("two-bytes-below-126", b"\x82\x7e\x00\x7d", 2),
        bad_header("eight-bytes-below-65536", b"\x82\x7f\x00\x00\x00\x00\x00\x00\xff\xff", 2),
        Reject::too_long("announces-the-maximum", b"\x82\x7f\x7f\xff\xff\xff\xff\xff\xff\xff", 10),
    ],
}

const WEBSOCKET_SETTINGS: &[Setting<WebSocket>] = &[Setting {
    name: "masked",
    about: "true for the frames of a client, false for those of a server; either if left out",
    set: |format, value| {
        *format = format.masked(value.as_bool().ok_or("true or false")?);
        Ok(())
    },
}];
