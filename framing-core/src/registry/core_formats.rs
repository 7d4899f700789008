//! The declarations of this crate's own formats.

use super::{Declaration, DynFormat, Reject, Sample, SampleFrame as Frame};
use crate::{Netstring, Phase, U8, U16Be, U16Le, U24Be, U24Le, U32Be, U32Le, U64Be, U64Le, Varint};

/// The formats of `framing-core`: plain lengths, varint and netstring.
#[must_use]
pub fn formats() -> &'static [Declaration] {
    FORMATS
}

/// The declaration of a plain length; `$bytes` makes its bytes from a number.
macro_rules! plain {
    ($name:literal, $format:ty, $diagram:literal, $summary:literal, $source:literal, $bytes:path, $rejects:expr) => {
        Declaration::new($name, || DynFormat::new(<$format>::new()).with_diagram($diagram))
            .with_summary($summary)
            .with_package("framing-core")
            .with_source($source)
            .with_samples(&[
                Sample::new(
                    "two-frames",
                    &[Frame::new(const { &$bytes(2) }, b"hi"), Frame::new(const { &$bytes(0) }, b"")],
                ),
                Sample::new(
                    "five-frames",
                    &[
                        Frame::new(const { &$bytes(3) }, b"one"),
                        Frame::new(const { &$bytes(0) }, b""),
                        Frame::new(const { &$bytes(255) }, &[b'x'; 255]),
                        Frame::new(const { &$bytes(1) }, b"4"),
                        Frame::new(const { &$bytes(4) }, b"five"),
                    ],
                ),
            ])
            .with_rejects($rejects)
    };
}

const FORMATS: &[Declaration] = &[
    plain!(
        "u8",
        U8,
        "[length:1][body]",
        "1-byte length, body",
        "Twisted, Int8StringReceiver",
        u8::to_be_bytes,
        &[]
    ),
    plain!(
        "u16-be",
        U16Be,
        "[length:2 BE][body]",
        "2-byte big-endian length, body",
        "RFC 1035, section 4.2.2",
        u16::to_be_bytes,
        &[]
    ),
    plain!(
        "u16-le",
        U16Le,
        "[length:2 LE][body]",
        "2-byte little-endian length, body",
        "x86 byte order",
        u16::to_le_bytes,
        &[]
    ),
    plain!(
        "u24-be",
        U24Be,
        "[length:3 BE][body]",
        "3-byte big-endian length, body",
        "RSocket, TCP framing",
        u24_be,
        &[MAXIMUM_OF_3]
    ),
    plain!(
        "u24-le",
        U24Le,
        "[length:3 LE][body]",
        "3-byte little-endian length, body",
        "x86 byte order",
        u24_le,
        &[MAXIMUM_OF_3]
    ),
    plain!(
        "u32-be",
        U32Be,
        "[length:4 BE][body]",
        "4-byte big-endian length, body",
        "RFC 4120, section 7.2.2",
        u32::to_be_bytes,
        &[MAXIMUM_OF_4]
    ),
    plain!(
        "u32-le",
        U32Le,
        "[length:4 LE][body]",
        "4-byte little-endian length, body",
        "MTProto, intermediate transport",
        u32::to_le_bytes,
        &[MAXIMUM_OF_4]
    ),
    plain!(
        "u64-be",
        U64Be,
        "[length:8 BE][body]",
        "8-byte big-endian length, body",
        "network byte order",
        u64::to_be_bytes,
        &[MAXIMUM_OF_8]
    ),
    plain!(
        "u64-le",
        U64Le,
        "[length:8 LE][body]",
        "8-byte little-endian length, body",
        "x86 byte order",
        u64::to_le_bytes,
        &[MAXIMUM_OF_8]
    ),
    VARINT,
    NETSTRING,
];

const fn u24_be(length: u32) -> [u8; 3] {
    let [_, high, middle, low] = length.to_be_bytes();
    [high, middle, low]
}

const fn u24_le(length: u32) -> [u8; 3] {
    let [low, middle, high, _] = length.to_le_bytes();
    [low, middle, high]
}

const MAXIMUM_OF_3: Reject = Reject::too_long("announces-the-maximum", b"\xff\xff\xff", 3);
const MAXIMUM_OF_4: Reject = Reject::too_long("announces-the-maximum", b"\xff\xff\xff\xff", 4);
const MAXIMUM_OF_8: Reject =
    Reject::too_long("announces-the-maximum", b"\xff\xff\xff\xff\xff\xff\xff\xff", 8);

const VARINT: Declaration =
    Declaration::new("varint", || DynFormat::new(Varint).with_diagram("[length:1..10 leb128][body]"))
        .with_aliases(&["leb128", "protobuf", "delimited-protobuf"])
        .with_summary("LEB128 length of 1 to 10 bytes, body")
        .with_package("framing-core")
        .with_source("Protocol Buffers, Base 128 Varints; Java, writeDelimitedTo")
        .with_samples(&[
            Sample::new("two-frames", &[Frame::new(b"\x02", b"hi"), Frame::new(b"\x00", b"")]),
            Sample::new(
                "five-frames",
                &[
                    Frame::new(b"\x03", b"one"),
                    Frame::new(b"\x00", b""),
                    Frame::new(b"\x80\x01", &[b'x'; 128]),
                    Frame::new(b"\x01", b"4"),
                    Frame::new(b"\x7f", &[b'y'; 127]),
                ],
            ),
            Sample::new(
                "over-long-lengths-are-legal",
                &[
                    Frame::new(b"\x82\x00", b"hi"),
                    Frame::new(b"\x80\x80\x80\x80\x80\x80\x80\x80\x80\x00", b""),
                ],
            ),
        ])
        .with_rejects(&[
            Reject::malformed(
                "overflow-in-the-tenth-byte",
                b"\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02",
                1,
                10,
                Phase::Header,
            ),
            Reject::malformed(
                "an-eleventh-byte",
                b"\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x00",
                0,
                9,
                Phase::Header,
            ),
            Reject::too_long("announces-the-maximum", b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 10),
        ]);

const NETSTRING: Declaration = Declaration::new("netstring", || {
    DynFormat::new(Netstring).with_diagram(r#"[length:2.. decimal, up to ":"][body][",":1]"#)
})
.with_summary("decimal length, colon, body, comma")
.with_package("framing-core")
.with_source("D. J. Bernstein, Netstrings (1997)")
.with_samples(&[
    Sample::new(
        "two-frames",
        &[Frame::with_trailer(b"2:", b"hi", b","), Frame::with_trailer(b"0:", b"", b",")],
    ),
    Sample::new(
        "five-frames",
        &[
            Frame::with_trailer(b"12:", b"hello world!", b","),
            Frame::with_trailer(b"0:", b"", b","),
            Frame::with_trailer(b"3:", b",:,", b","),
            Frame::with_trailer(b"1:", b"4", b","),
            Frame::with_trailer(b"100:", &[b'x'; 100], b","),
        ],
    ),
])
.with_rejects(&[
    Reject::malformed("leading-zero", b"2:hi,05:hello,", 1, 6, Phase::Header),
    Reject::malformed("no-digits", b":,", 0, 0, Phase::Header),
    Reject::malformed("plus-sign", b"+5:hello,", 0, 0, Phase::Header),
    Reject::malformed("minus-sign", b"-1:a,", 0, 0, Phase::Header),
    Reject::malformed("space-in-the-length", b"5 :hello,", 0, 1, Phase::Header),
    Reject::malformed("no-comma", b"5:hello;", 0, 7, Phase::Trailer),
    Reject::malformed("over-64-bits", b"18446744073709551616:", 0, 19, Phase::Header),
    Reject::too_long("announces-the-maximum", b"18446744073709551615:", 21),
]);
