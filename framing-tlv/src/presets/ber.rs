//! `ber`: tag, length, value; an indefinite length ends with two zero bytes.
#![cfg(feature = "registry")]

use super::declare::{Frame, Phase, Reject, bad_header, preset};
use crate::families;

preset! {
    "ber", "tag, length, value; an indefinite length ends with two zero bytes", "ITU-T X.690, section 8.1",
    layout: families::BER,
    diagram: "[tag:1..][length:1..9][body][0x0000:0|2]",
    aliases: ["asn1", "x690"],
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
        bad_header("end-of-contents-of-nothing", b"\x00\x00", 0),
        bad_header("reserved-length", b"\x04\xff", 1),
        bad_header("indefinite-primitive", b"\x04\x80", 1),
        bad_header("tag-with-leading-zeros", b"\x1f\x80\x01\x00", 1),
        bad_header("short-tag-in-two-bytes", b"\x1f\x1e\x00", 1),
        bad_header("over-64-bits", b"\x04\x89\x01\x00\x00\x00\x00\x00\x00\x00\x00", 10),
        Reject::malformed("end-of-contents-with-a-length", b"\x30\x80\x00\x01", 0, 3, Phase::Trailer),
        Reject::too_long("announces-the-maximum", b"\x04\x88\xff\xff\xff\xff\xff\xff\xff\xff", 10),
    ],
}
