//! `diameter-avp`: 4-byte code, flags, 3-byte length of all, value, padding to 4 bytes.
#![cfg(feature = "registry")]

use super::declare::{Frame, bad_header, preset};
use crate::families;

preset! {
    "diameter-avp", "4-byte code, flags, 3-byte length of all, value, padding to 4 bytes",
    "RFC 6733, section 4.1",
    layout: families::DIAMETER_AVP,
    diagram: "[code:4][flags:1][length:3 BE, counts header and value][body][padding:0..3]",
    samples: ["origin-host-and-vendor": [
        Frame::with_trailer(b"\x00\x00\x01\x08\x40\x00\x00\x0e", b"a.test", b"\0\0"),
        Frame::new(b"\x00\x00\x02\x67\xc0\x00\x00\x0c", b"\x00\x00\x28\xaf"),
        Frame::new(b"\x00\x00\x00\x01\x00\x00\x00\x08", b""),
    ]],
    rejects: [bad_header("below-the-header", b"\x00\x00\x01\x08\x40\x00\x00\x07", 5)],
}
