//! `emv-qr`: 2 digits of type, 2 of length, which counts characters; value.
#![cfg(feature = "registry")]

use super::declare::{Frame, Phase, Reject, bad_header, preset};
use crate::families;

preset! {
    "emv-qr", "2 digits of type, 2 of length, which counts characters; value",
    "EMVCo, QR Code Specification for Payment Systems, Merchant-Presented Mode, section 3",
    layout: families::EMV_QR,
    diagram: "[type:2 decimal][length:2 decimal, counts characters][body]",
    samples: ["format-and-names": [
        Frame::new(b"0002", b"01"),
        Frame::new(b"5904", "最佳运输".as_bytes()),
        Frame::new(b"6304", b"A13A"),
        Frame::new(b"9900", b""),
    ]],
    rejects: [
        bad_header("no-digit", b"0a", 1),
        bad_header("no-digit-in-length", b"000x", 3),
        Reject::malformed("no-utf-8", b"0002a\xff", 0, 5, Phase::Body),
        Reject::malformed("cut-character", b"0002\xe6\x9cab", 0, 6, Phase::Body),
    ],
}
