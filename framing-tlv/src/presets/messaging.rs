//! Message queues, brokers and remote calls.

use framing_core::Phase;
use framing_core::registry::{DynFormat, Reject, SampleFrame as Frame};

use super::bad_header;
use crate::{Verbs, Zmtp3};

preset! {
    MQTT = "mqtt", "type and flags, remaining length as a varint of 1 to 4 bytes, packet", "MQTT 3.1.1, section 2.2",
    spec: r#"
        offset = 1
        varint = "leb128"
        width = 4
        max = 268435455
    "#,
    samples: ["puback-ping-publish": [
        Frame::new(b"\x40\x02", b"\x00\x01"),
        Frame::new(b"\xc0\x00", b""),
        Frame::new(b"\x30\x81\x00", b"x"),
    ]],
    rejects: [bad_header("fifth-length-byte", b"\x10\xff\xff\xff\xff\x01", 4)],
}

preset! {
    AMQP = "amqp", "type, channel, 4-byte size, payload, frame-end", "AMQP 0-9-1, section 2.3.5",
    spec: r#"
        header = 7
        offset = 3
        width = 4
        trailer = "ce"
    "#,
    samples: ["method-heartbeat": [
        Frame::with_trailer(b"\x01\x00\x01\x00\x00\x00\x05", b"\x00\x14\x00\x0a\x00", b"\xce"),
        Frame::with_trailer(b"\x08\x00\x00\x00\x00\x00\x00", b"", b"\xce"),
    ]],
    rejects: [Reject::malformed("another-frame-end", b"\x08\x00\x00\x00\x00\x00\x00\xcd", 0, 7, Phase::Trailer)],
}

preset! {
    KAFKA = "kafka", "4-byte signed length, request or response", "Apache Kafka Protocol Guide, Common Request and Response Structure",
    spec: r#"
        width = 4
        signed = true
        max = 104857600     # socket.request.max.bytes
    "#,
    samples: ["api-versions": [
        Frame::new(b"\x00\x00\x00\x0b", b"\x00\x12\x00\x00\x00\x00\x00\x01\x00\x01a"),
        Frame::new(b"\x00\x00\x00\x06", b"\x00\x00\x00\x01\x00\x00"),
    ]],
    rejects: [
        bad_header("negative", b"\xff\xff\xff\xff", 0),
        Reject::too_long("over-100-mib", b"\x06\x40\x00\x01", 4),
    ],
}

preset! {
    ZOOKEEPER = "zookeeper", "4-byte signed length, packet", "Apache ZooKeeper, jute.maxbuffer",
    spec: r#"
        width = 4
        signed = true
        max = 1048575       # jute.maxbuffer
    "#,
    samples: ["four-letters": [
        Frame::new(b"\x00\x00\x00\x00", b""),
        Frame::new(b"\x00\x00\x00\x04", b"ruok"),
    ]],
    rejects: [
        bad_header("negative", b"\x80\x00\x00\x00", 0),
        Reject::too_long("over-jute-maxbuffer", b"\x00\x10\x00\x00", 4),
    ],
}

preset! {
    THRIFT = "thrift", "4-byte signed frame size, message", "Apache Thrift, TFramedTransport",
    spec: r#"
        width = 4
        signed = true
        max = 16384000
    "#,
    samples: ["call": [
        Frame::new(b"\x00\x00\x00\x0f", b"\x80\x01\x00\x01\x00\x00\x00\x02hi\x00\x00\x00\x01\x00"),
        Frame::new(b"\x00\x00\x00\x01", b"\x00"),
    ]],
    rejects: [
        bad_header("negative", b"\xff\xff\xff\xf0", 0),
        Reject::too_long("over-the-frame-size", b"\x00\xfa\x00\x01", 4),
    ],
}

preset! {
    SMPP = "smpp", "16-byte header whose length counts all, body", "SMPP 3.4, section 3.2",
    spec: r#"
        header = 16
        width = 4
        counts = "frame"
    "#,
    samples: ["enquire-link": [
        Frame::new(b"\x00\x00\x00\x10\x00\x00\x00\x15\x00\x00\x00\x00\x00\x00\x00\x01", b""),
        Frame::new(b"\x00\x00\x00\x13\x80\x00\x00\x02\x00\x00\x00\x00\x00\x00\x00\x02", b"ab\0"),
    ]],
    rejects: [bad_header("below-the-header", b"\x00\x00\x00\x0f\x00\x00\x00\x15\x00\x00\x00\x00\x00\x00\x00\x01", 0)],
}

preset! {
    SYSLOG = "syslog", "decimal length, space, message", "RFC 6587, section 3.4.1",
    spec: r#"
        text = "decimal"
        terminator = " "
        min = 1
    "#,
    samples: ["two-messages": [
        Frame::new(b"20 ", b"<14>1 - - - - - - hi"),
        Frame::new(b"2 ", b"\r\n"),
    ]],
    rejects: [
        bad_header("leading-zero", b"02 hi", 1),
        bad_header("nothing", b"0 ", 0),
        bad_header("tab", b"2\thi", 1),
        bad_header("no-length", b"<14>1", 0),
    ],
}

preset! {
    MINECRAFT = "minecraft", "varint length of 1 to 3 bytes, packet", "Minecraft Java Edition protocol, Packet format",
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

preset! {
    NATS = "nats", "a line; those of messages count a body, which CRLF follows", "NATS Client Protocol",
    make: || DynFormat::new(Verbs::NATS).drawn("[line:2.. up to CRLF][body][CRLF:0|2]"),
    samples: ["pub-and-msg": [
        Frame::new(b"PING\r\n", b""),
        Frame::with_trailer(b"PUB a  2\r\n", b"hi", b"\r\n"),
        Frame::with_trailer(b"hmsg a 1 12 12\r\n", b"NATS/1.0\r\n\r\n", b"\r\n"),
    ]],
    rejects: [
        bad_header("no-length", b"PUB\r\n", 3),
        bad_header("no-digit", b"PUB a 1x\r\n", 7),
        Reject::too_long("over-one-mib", b"PUB a 1048577\r\n", 15),
    ],
}

preset! {
    BEANSTALKD = "beanstalkd", "a line; those of jobs count a body, which CRLF follows", "beanstalkd, protocol.txt",
    make: || DynFormat::new(Verbs::BEANSTALKD).drawn("[line:2.. up to CRLF][body][CRLF:0|2]"),
    samples: ["put-and-reserve": [
        Frame::with_trailer(b"put 0 0 60 2\r\n", b"hi", b"\r\n"),
        Frame::new(b"INSERTED 1\r\n", b""),
        Frame::with_trailer(b"RESERVED 1 0\r\n", b"", b"\r\n"),
    ]],
    rejects: [
        bad_header("no-length", b"put 0 0 60\r\n", 10),
        Reject::malformed("no-crlf", b"OK 1\r\nx\n\n", 0, 7, Phase::Trailer),
    ],
}

preset! {
    ZMTP3 = "zmtp3", "greeting of 64 bytes; then flags, length of 1 or 8 bytes, body", "ZeroMQ RFC 23, ZMTP 3.0",
    make: || DynFormat::new(Zmtp3::new()).drawn("[greeting:64] or [flags:1][length:1|8 BE][body]"),
    samples: [once "greeting-ready-message": [
        Frame::new(b"\xff\0\0\0\0\0\0\0\x01\x7f\x03\x00NULL\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", b""),
        Frame::new(b"\x04\x06", b"\x05READY"),
        Frame::new(b"\x03\0\0\0\0\0\0\0\x01", b"x"),
        Frame::new(b"\x00\x02", b"hi"),
    ]],
    rejects: [
        bad_header("no-signature", b"\xff\0\0\0\0\0\0\0\x01\x7e", 9),
        bad_header("version-2", b"\xff\0\0\0\0\0\0\0\x01\x7f\x02", 10),
    ],
}
