//! Encodings whose values are objects.

use framing_core::Phase;
use framing_core::registry::{DynFormat, Reject, SampleFrame as Frame};

use super::bad_header;
use crate::{CborString, ProtobufField, Rlp, families};

preset! {
    BER = "ber", "tag, length, value; an indefinite length ends with two zero bytes", "ITU-T X.690, section 8.1",
    layout: families::BER,
    samples: [
        "definite-and-indefinite": [
            Frame::new(b"\x02\x01", b"\x05"),
            Frame::with_trailer(b"\x30\x80", b"\x05\x00", b"\x00\x00"),
            Frame::new(b"\x04\x82\x00\x02", b"hi"),
        ],
        "indefinite-in-indefinite": [
            Frame::with_trailer(b"\x30\x80", b"\x24\x80\x04\x02hi\x00\x00\x02\x01\x00", b"\x00\x00"),
            Frame::with_trailer(b"\x7f\x81\x00\x80", b"\x30\x06\x04\x04\x00\x00\x00\x00", b"\x00\x00"),
        ],
    ],
    rejects: [
        bad_header("reserved-length", b"\x04\xff", 1),
        bad_header("indefinite-primitive", b"\x04\x80", 1),
        bad_header("tag-with-leading-zeros", b"\x1f\x80\x01\x00", 1),
        bad_header("short-tag-in-two-bytes", b"\x1f\x1e\x00", 1),
        bad_header("over-64-bits", b"\x04\x89\x01\x00\x00\x00\x00\x00\x00\x00\x00", 10),
        Reject::malformed("end-of-contents-with-a-length", b"\x30\x80\x00\x01", 0, 3, Phase::Trailer),
        Reject::too_long("announces-the-maximum", b"\x04\x88\xff\xff\xff\xff\xff\xff\xff\xff", 10),
    ],
}

preset! {
    DER = "der", "tag, minimal length, value", "ITU-T X.690, section 10",
    layout: families::DER,
    samples: ["integers": [
        Frame::new(b"\x02\x01", b"\x05"),
        Frame::new(b"\x5f\x20\x00", b""),
        Frame::new(b"\x30\x03", b"\x02\x01\x07"),
    ]],
    rejects: [
        bad_header("indefinite", b"\x30\x80", 1),
        bad_header("long-form-below-128", b"\x04\x81\x7f", 2),
        bad_header("leading-zero", b"\x04\x82\x00\x80", 2),
        bad_header("reserved-length", b"\x04\xff", 1),
        bad_header("short-tag-in-two-bytes", b"\x1f\x1e\x00", 1),
    ],
}

preset! {
    EMV = "emv", "tag of 1 to 3 bytes, definite length, value; 00 and FF are padding", "EMV 4.3 book 3, annex B; ISO/IEC 7816-4, section 5.2.2",
    layout: families::EMV,
    samples: ["two-byte-tags": [
        Frame::new(b"\x9f\x02\x02", b"\x01\x00"),
        Frame::new(b"\xff", b""),
        Frame::new(b"\x5a\x81\x01", b"\x47"),
        Frame::new(b"\x00", b""),
    ]],
    rejects: [
        bad_header("indefinite", b"\x6f\x80", 1),
        bad_header("length-of-five-bytes", b"\x5a\x85", 1),
        bad_header("tag-with-leading-zeros", b"\x9f\x80\x01\x00", 1),
    ],
}

preset! {
    BOLT1 = "bolt1", "type and length as BigSize, value; types rise", "BOLT 1, Type-Length-Value Format",
    layout: families::BOLT1,
    samples: [once "rising": [
        Frame::new(b"\x01\x02", b"hi"),
        Frame::new(b"\x03\x00", b""),
        Frame::new(b"\xfd\x01\x00\x01", b"x"),
    ]],
    rejects: [
        Reject::malformed("the-same-type", b"\x01\x00\x01\x00", 1, 2, Phase::Header),
        Reject::malformed("a-lower-type", b"\xfd\x01\x00\x00\x01\x00", 1, 4, Phase::Header),
        bad_header("type-in-too-many-bytes", b"\xfd\x00\x01\x00", 2),
        bad_header("length-in-too-many-bytes", b"\x0f\xfd\x00\x01", 3),
        Reject::too_long("over-a-message", b"\x01\xfe\x00\x01\x00\x00", 6),
    ],
}

preset! {
    RLP = "rlp", "prefix of 1 to 9 bytes, payload; a byte below 0x80 has none", "Ethereum Yellow Paper, appendix B",
    make: || DynFormat::new(Rlp::new()),
    samples: ["strings-and-lists": [
        Frame::new(b"", b"\x7f"),
        Frame::new(b"\x82", b"hi"),
        Frame::new(b"\x81", b"\x80"),
        Frame::new(b"\xc2", b"\x01\x80"),
        Frame::new(b"\x80", b""),
    ], "long-string": [Frame::new(b"\xb8\x38", &[b'x'; 56])]],
    rejects: [
        Reject::malformed("prefix-of-a-low-byte", b"\x81\x7f", 0, 1, Phase::Body),
        bad_header("long-form-below-56", b"\xb8\x37", 1),
        bad_header("leading-zero", b"\xf9\x00\x38", 1),
        Reject::too_long("announces-the-maximum", b"\xff\xff\xff\xff\xff\xff\xff\xff\xff", 9),
    ],
}

preset! {
    CBOR_STRING = "cbor-string", "head of 1 to 9 bytes, string; an indefinite one is a head, chunks and a break",
    "RFC 8949, sections 3.1 and 3.2.3",
    make: || DynFormat::new(CborString::new()),
    samples: ["definite-and-indefinite": [
        Frame::new(b"\x62", b"hi"),
        Frame::new(b"\x58\x01", b"x"),
        Frame::new(b"\x5f", b""),
        Frame::new(b"\x41", b"y"),
        Frame::new(b"\xff", b""),
    ]],
    rejects: [
        bad_header("reserved", b"\x5c", 0),
        bad_header("no-string", b"\x01", 0),
        bad_header("break-of-nothing", b"\xff", 0),
        Reject::malformed("text-among-bytes", b"\x5f\x61", 1, 1, Phase::Header),
        Reject::malformed("indefinite-chunk", b"\x5f\x5f", 1, 1, Phase::Header),
        Reject::too_long("announces-the-maximum", b"\x5b\xff\xff\xff\xff\xff\xff\xff\xff", 9),
    ],
}

preset! {
    PROTOBUF_FIELD = "protobuf-field", "field number and wire type as a varint, length where the type has one; value", "Protocol Buffers, Encoding",
    make: || DynFormat::new(ProtobufField),
    samples: ["every-wire-type": [
        Frame::new(b"\x08", b"\x96\x01"),
        Frame::new(b"\x12\x02", b"hi"),
        Frame::new(b"\x1d", b"\0\0\0\0"),
        Frame::new(b"\x21", b"\0\0\0\0\0\0\0\0"),
        Frame::new(b"\x2b", b""),
        Frame::new(b"\x2c", b""),
    ]],
    rejects: [
        bad_header("wire-type-6", b"\x0e", 0),
        bad_header("field-0", b"\x02", 0),
        bad_header("tag-over-32-bits", b"\x82\x80\x80\x80\x10", 4),
        Reject::malformed("value-over-64-bits", b"\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", 0, 10, Phase::Body),
    ],
}
