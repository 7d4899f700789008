//! `bgp-attribute`: flags, code, length of 1 byte or, depending on a flag, 2; value.
#![cfg(feature = "registry")]

use super::declare::{Frame, preset};
use crate::families;

preset! {
    "bgp-attribute", "flags, code, length of 1 byte or, depending on a flag, 2; value",
    "RFC 4271, section 4.3",
    layout: families::BGP_ATTRIBUTE,
    diagram: "[flags:1][code:1][length:1|2 BE][body]",
    samples: ["origin-path-next-hop": [
        Frame::new(b"\x40\x01\x01", b"\x00"),
        Frame::new(b"\x50\x02\x00\x06", b"\x02\x01\x00\x00\xfd\xe9"),
        Frame::new(b"\x40\x03\x04", b"\xc0\x00\x02\x01"),
    ]],
    rejects: [],
}
