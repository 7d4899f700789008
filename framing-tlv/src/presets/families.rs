//! Attributes, options and elements: what lies one after the other inside other messages.

use framing_core::Phase;
use framing_core::registry::{Reject, SampleFrame as Frame};

use super::bad_header;
use crate::families;

preset! {
    LLDP = "lldp", "7-bit type, 9-bit length, value", "IEEE 802.1AB, section 8.4",
    layout: families::LLDP,
    samples: ["port-and-end": [
        Frame::new(b"\x04\x05", b"\x05eth0"),
        Frame::new(b"\xfe\x04", b"\x00\x12\x0f\x01"),
        Frame::new(b"\x00\x00", b""),
    ]],
    rejects: [],
}

preset! {
    RADIUS_ATTRIBUTE = "radius-attribute", "1-byte type, 1-byte length of all, value", "RFC 2865, section 5",
    layout: families::RADIUS,
    samples: ["user-name": [Frame::new(b"\x01\x07", b"alice"), Frame::new(b"\x06\x02", b"")]],
    rejects: [bad_header("below-the-header", b"\x01\x01", 1)],
}

preset! {
    NDN = "ndn", "type and length in 1, 3, 5 or 9 bytes, value", "NDN Packet Format Specification 0.3, TLV Encoding",
    layout: families::NDN,
    samples: ["name": [
        Frame::new(b"\x08\x04", b"test"),
        Frame::new(b"\xfd\x01\x00\x02", b"hi"),
    ]],
    rejects: [
        bad_header("type-in-too-many-bytes", b"\xfd\x00\xfc\x00", 2),
        bad_header("length-in-too-many-bytes", b"\x08\xfe\x00\x00\xff\xff", 3),
    ],
}

preset! {
    SIMPLE_TLV = "simple-tlv", "1-byte tag, length of 1 byte or FF and 2, value", "ISO/IEC 7816-4, section 5.2.1",
    layout: families::SIMPLE_TLV,
    samples: ["short-and-long": [
        Frame::new(b"\x01\x02", b"hi"),
        Frame::new(b"\x02\xff\x01\x00", &[b'x'; 256]),
        Frame::new(b"\xfe\xff\x00\x01", b"y"),
    ]],
    rejects: [bad_header("tag-00", b"\x00\x00", 0), bad_header("tag-ff", b"\xff", 0)],
}

preset! {
    BLUETOOTH_AD = "bluetooth-ad", "1-byte length of type and value, 1-byte type, value; 0 pads",
    "Bluetooth Core Specification, volume 3, part C, section 11",
    layout: families::BLUETOOTH_AD,
    samples: ["flags-and-name": [
        Frame::new(b"\x02\x01", b"\x06"),
        Frame::new(b"\x05\x08", b"name"),
        Frame::new(b"\x01\x09", b""),
        Frame::new(b"\x00", b""),
        Frame::new(b"\x00", b""),
    ]],
    rejects: [],
}

preset! {
    DHCP_OPTION = "dhcp-option", "1-byte code, 1-byte length, value; codes 0 and 255 alone", "RFC 2132, section 2",
    layout: families::DHCP,
    samples: ["discover": [
        Frame::new(b"\x35\x01", b"\x01"),
        Frame::new(b"\x00", b""),
        Frame::new(b"\x37\x02", b"\x01\x03"),
        Frame::new(b"\x50\x00", b""),
        Frame::new(b"\xff", b""),
    ]],
    rejects: [],
}

preset! {
    TCP_OPTION = "tcp-option", "1-byte kind, 1-byte length of all, value; kinds 0 and 1 alone", "RFC 9293, section 3.2",
    layout: families::TCP,
    samples: ["syn": [
        Frame::new(b"\x02\x04", b"\x05\xb4"),
        Frame::new(b"\x01", b""),
        Frame::new(b"\x03\x03", b"\x07"),
        Frame::new(b"\x04\x02", b""),
        Frame::new(b"\x00", b""),
    ]],
    rejects: [bad_header("length-of-1", b"\x02\x01", 1), Reject::malformed("length-of-0", b"\x01\x02\x00", 1, 2, Phase::Header)],
}

preset! {
    STUN_ATTRIBUTE = "stun-attribute", "2-byte type, 2-byte length, value, padding to 4 bytes", "RFC 8489, section 14",
    layout: families::STUN,
    samples: ["software-and-priority": [
        Frame::with_trailer(b"\x80\x22\x00\x05", b"agent", b"\0\0\0"),
        Frame::new(b"\x00\x24\x00\x04", b"\x6e\x00\x01\xff"),
        Frame::new(b"\x00\x25\x00\x00", b""),
    ]],
    rejects: [],
}

preset! {
    DIAMETER_AVP = "diameter-avp", "4-byte code, flags, 3-byte length of all, value, padding to 4 bytes",
    "RFC 6733, section 4.1",
    layout: families::DIAMETER_AVP,
    samples: ["origin-host-and-vendor": [
        Frame::with_trailer(b"\x00\x00\x01\x08\x40\x00\x00\x0e", b"a.test", b"\0\0"),
        Frame::new(b"\x00\x00\x02\x67\xc0\x00\x00\x0c", b"\x00\x00\x28\xaf"),
        Frame::new(b"\x00\x00\x00\x01\x00\x00\x00\x08", b""),
    ]],
    rejects: [bad_header("below-the-header", b"\x00\x00\x01\x08\x40\x00\x00\x07", 5)],
}

preset! {
    SCTP_CHUNK = "sctp-chunk", "type, flags, 2-byte length of all, value, padding to 4 bytes", "RFC 9260, section 3.2",
    layout: families::SCTP_CHUNK,
    samples: ["cookie-echo-and-ack": [
        Frame::with_trailer(b"\x0a\x00\x00\x07", b"abc", b"\0"),
        Frame::new(b"\x0b\x00\x00\x04", b""),
    ]],
    rejects: [bad_header("below-the-header", b"\x0b\x00\x00\x03", 2)],
}

preset! {
    BGP_ATTRIBUTE = "bgp-attribute", "flags, code, length of 1 byte or, as a flag tells, 2; value",
    "RFC 4271, section 4.3",
    layout: families::BGP_ATTRIBUTE,
    samples: ["origin-path-next-hop": [
        Frame::new(b"\x40\x01\x01", b"\x00"),
        Frame::new(b"\x50\x02\x00\x06", b"\x02\x01\x00\x00\xfd\xe9"),
        Frame::new(b"\x40\x03\x04", b"\xc0\x00\x02\x01"),
    ]],
    rejects: [],
}

preset! {
    EMV_QR = "emv-qr", "2 digits of type, 2 of length, which counts characters; value",
    "EMVCo, QR Code Specification for Payment Systems, Merchant-Presented Mode, section 3",
    layout: families::EMV_QR,
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
