//! Each family on an example of its own specification: types and values, and the same bytes when they are written.

use framing_core::{Encode, Frames, TwoPhase, encode_frame};
use framing_tlv::families::{
    BER, BGP_ATTRIBUTE, BLUETOOTH_AD, BOLT1, DER, DHCP, DIAMETER_AVP, EMV, EMV_QR, IEEE_802_11, IPV6, LDAP,
    LLDP, NDN, NEIGHBOUR_DISCOVERY, NETLINK, RADIUS, RTP_EXTENSION, SCTP_CHUNK, SIMPLE_TLV, STUN, TCP,
    TLS_EXTENSION,
};
use framing_tlv::{
    AvpTag, CborString, HeaderFields, ProtobufField, Rlp, RlpHeader, Tag, TlvHeader, TlvLayout,
};

/// Reads `bytes`, which come from the document `source`, and writes them again.
#[track_caller]
fn reads<H: TlvHeader>(source: &str, layout: TlvLayout<H>, bytes: &[u8], expected: &[(H::Tag, &[u8])]) {
    let tlvs: Vec<_> = layout.iter(bytes).map(|tlv| tlv.expect(source)).collect();
    let found: Vec<_> = tlvs.iter().map(|tlv| (tlv.header.tag, tlv.body())).collect();
    assert_eq!(found, expected, "{source}");
    assert_eq!(write_again(layout.format(), bytes), bytes, "{source}");
}

fn write_again<F: Encode + Clone>(format: F, bytes: &[u8]) -> Vec<u8> {
    let mut written = Vec::new();
    let mut writer = format.clone();
    for frame in Frames::new(bytes, format) {
        let frame = frame.unwrap();
        encode_frame(&mut writer, &frame.header, frame.body(), &mut written).unwrap();
    }
    written
}

fn tag(bytes: &[u8]) -> Tag {
    Tag::new(bytes).unwrap()
}

/// An AVP without a vendor, with the flag M.
const fn mandatory(code: u32) -> AvpTag {
    AvpTag { vendor: None, code, flags: 0x40 }
}

#[test]
fn ber_der_and_what_is_made_of_them() {
    reads(
        "X.690, 8.9.2",
        BER,
        b"\x30\x0a\x16\x05Smith\x01\x01\xff",
        &[(Tag::SEQUENCE, b"\x16\x05Smith\x01\x01\xff")],
    );
    reads(
        "X.690, 8.6.4.2",
        BER,
        b"\x03\x07\x04\x0a\x3b\x5f\x29\x1c\xd0\x23\x80\x03\x03\x00\x0a\x3b\x03\x05\x04\x5f\x29\x1c\xd0\x00\x00",
        &[
            (tag(b"\x03"), b"\x04\x0a\x3b\x5f\x29\x1c\xd0"),
            (tag(b"\x23"), b"\x03\x03\x00\x0a\x3b\x03\x05\x04\x5f\x29\x1c\xd0"),
        ],
    );
    reads(
        "X.690, 8.14.3",
        DER,
        b"\x1a\x05Jones\x43\x05Jones\xa2\x07\x43\x05Jones\x67\x07\x43\x05Jones\x82\x05Jones",
        &[
            (tag(b"\x1a"), b"Jones"),
            (tag(b"\x43"), b"Jones"),
            (tag(b"\xa2"), b"\x43\x05Jones"),
            (tag(b"\x67"), b"\x43\x05Jones"),
            (tag(b"\x82"), b"Jones"),
        ],
    );
    reads(
        "RFC 4511, 4.3 (UnbindRequest)",
        LDAP,
        b"\x30\x05\x02\x01\x03\x42\x00",
        &[(Tag::SEQUENCE, b"\x02\x01\x03\x42\x00")],
    );
    reads(
        "EMV 4.3 book 1, 11.3.4 (FCI of a PSE)",
        EMV,
        b"\x6f\x1a\x84\x0e1PAY.SYS.DDF01\xa5\x08\x88\x01\x02\x5f\x2d\x02en\x00\x9f\x02\x01\x09\xff",
        &[
            (tag(b"\x6f"), b"\x84\x0e1PAY.SYS.DDF01\xa5\x08\x88\x01\x02\x5f\x2d\x02en"),
            (Tag::from_byte(0), b""),
            (tag(b"\x9f\x02"), b"\x09"),
            (Tag::from_byte(0xff), b""),
        ],
    );
    reads(
        "ISO/IEC 7816-4, 5.2.1",
        SIMPLE_TLV,
        &[&b"\x81\x02hi\x82\xff\x01\x00"[..], &[7; 256]].concat(),
        &[(0x81, b"hi"), (0x82, &[7; 256])],
    );
}

#[test]
fn numbers_of_no_fixed_width() {
    reads(
        "BOLT 1, appendix B",
        BOLT1,
        b"\x01\x01\x01\x02\x08\x00\x00\x00\x00\x00\x00\x02\x26\xfd\x00\xfe\x02\x02\x26",
        &[(1, b"\x01"), (2, b"\x00\x00\x00\x00\x00\x00\x02\x26"), (254, b"\x02\x26")],
    );
    reads(
        "NDN Packet Format Specification 0.3, Name",
        NDN,
        b"\x07\x14\x08\x05local\x08\x03ndn\x08\x06prefix",
        &[(7, b"\x08\x05local\x08\x03ndn\x08\x06prefix")],
    );
}

#[test]
fn bits_of_one_number() {
    reads(
        "IEEE 802.1AB, 8.5",
        LLDP,
        b"\x02\x07\x04\x00\x11\x22\x33\x44\x55\x06\x02\x00\x78\x00\x00",
        &[(1, b"\x04\x00\x11\x22\x33\x44\x55"), (3, b"\x00\x78"), (0, b"")],
    );
    reads(
        "RFC 8285, 4.2",
        RTP_EXTENSION,
        b"\x10\xaa\x21\xbb\xbb\x00\x00\x33\xcc\xcc\xcc\xcc",
        &[(1, b"\xaa"), (2, b"\xbb\xbb"), (0, b""), (0, b""), (3, b"\xcc\xcc\xcc\xcc")],
    );
}

#[test]
fn lengths_that_count_more_than_the_value() {
    reads(
        "RFC 2865, 7.1",
        RADIUS,
        b"\x01\x06nemo\x04\x06\xc0\xa8\x01\x10\x05\x06\x00\x00\x00\x03",
        &[(1, b"nemo"), (4, b"\xc0\xa8\x01\x10"), (5, b"\x00\x00\x00\x03")],
    );
    reads(
        "Bluetooth Core Specification, volume 3, part C, 11",
        BLUETOOTH_AD,
        b"\x02\x01\x06\x03\x03\x0f\x18\x00\x00",
        &[(1, b"\x06"), (3, b"\x0f\x18"), (0, b""), (0, b"")],
    );
    reads(
        "RFC 4861, 4.6.1 and 4.6.4",
        NEIGHBOUR_DISCOVERY,
        b"\x01\x01\x00\x00\x5e\x00\x53\x00\x05\x01\x00\x00\x00\x00\x05\xdc",
        &[(1, b"\x00\x00\x5e\x00\x53\x00"), (5, b"\x00\x00\x00\x00\x05\xdc")],
    );
    reads(
        "linux/netlink.h, struct nlattr",
        NETLINK,
        b"\x07\x00\x03\x00lo\x00\x00\x08\x00\x04\x00\xdc\x05\x00\x00",
        &[(3, b"lo\0"), (4, b"\xdc\x05\x00\x00")],
    );
}

#[test]
fn types_without_a_length() {
    reads(
        "RFC 2132, 3.1 to 3.3",
        DHCP,
        b"\x01\x04\xff\xff\xff\x00\x00\x33\x04\x00\x00\x0e\x10\xff",
        &[(1, b"\xff\xff\xff\x00"), (0, b""), (51, b"\x00\x00\x0e\x10"), (255, b"")],
    );
    reads(
        "RFC 7323, appendix A",
        TCP,
        b"\x01\x01\x08\x0a\x00\x00\x00\x01\x00\x00\x00\x02",
        &[(1, b""), (1, b""), (8, b"\x00\x00\x00\x01\x00\x00\x00\x02")],
    );
    reads(
        "RFC 8200, appendix A",
        IPV6,
        b"\x01\x01\x00\x00\xc2\x04\x00\x01\x00\x00",
        &[(1, b"\x00"), (0, b""), (0xc2, b"\x00\x01\x00\x00")],
    );
}

#[test]
fn values_that_are_padded() {
    // The padding of USERNAME is of spaces in the RFC; it is of zeros when it is written.
    reads(
        "RFC 5769, 2.1",
        STUN,
        b"\x80\x22\x00\x10STUN test client\x00\x24\x00\x04\x6e\x00\x01\xff\x00\x06\x00\x09evtj:h6vY\x00\x00\x00",
        &[(0x8022, b"STUN test client"), (0x24, b"\x6e\x00\x01\xff"), (6, b"evtj:h6vY")],
    );
    assert_eq!(
        STUN.iter(b"\x00\x06\x00\x09evtj:h6vY\x20\x20\x20").next().unwrap().unwrap().trailer(),
        b"   "
    );
    reads(
        "RFC 6733, 4.1 and 6.3",
        DIAMETER_AVP,
        b"\x00\x00\x01\x08\x40\x00\x00\x10host.org\x00\x00\x01\x0a\x40\x00\x00\x0c\x00\x00\x28\xaf",
        &[(mandatory(264), b"host.org"), (mandatory(266), b"\x00\x00\x28\xaf")],
    );
    reads(
        "RFC 9260, 3.3.11 and 3.3.12",
        SCTP_CHUNK,
        b"\x0a\x00\x00\x06ck\x00\x00\x0b\x00\x00\x04",
        &[(0x0a00, b"ck"), (0x0b00, b"")],
    );
}

#[test]
fn types_and_lengths_of_fixed_width() {
    reads(
        "RFC 8448, 3",
        TLS_EXTENSION,
        b"\x00\x00\x00\x0b\x00\x09\x00\x00\x06server\xff\x01\x00\x01\x00\x00\x23\x00\x00",
        &[(0, b"\x00\x09\x00\x00\x06server"), (0xff01, b"\x00"), (0x23, b"")],
    );
    reads(
        "IEEE 802.11, 9.4.2",
        IEEE_802_11,
        b"\x00\x04ssid\x01\x04\x82\x84\x8b\x96\x03\x01\x06",
        &[(0, b"ssid"), (1, b"\x82\x84\x8b\x96"), (3, b"\x06")],
    );
    reads(
        "RFC 4271, 4.3 and 5",
        BGP_ATTRIBUTE,
        b"\x40\x01\x01\x00\x50\x02\x00\x04\x02\x01\xfd\xe9",
        &[(0x4001, b"\x00"), (0x5002, b"\x02\x01\xfd\xe9")],
    );
}

#[test]
fn lengths_that_count_characters() {
    let merchant = "64200002ZH0104最佳运输0202北京5402235802CN";
    reads(
        "EMVCo QR, Merchant-Presented Mode, 4.10",
        EMV_QR,
        merchant.as_bytes(),
        &[(64, "0002ZH0104最佳运输0202北京".as_bytes()), (54, b"23"), (58, b"CN")],
    );
}

#[test]
fn what_is_no_tlv_is_iterated_over_too() {
    let bodies = |frames: &mut dyn Iterator<Item = &'static [u8]>| frames.collect::<Vec<_>>();
    let rlp = Frames::new(b"\xc8\x83cat\x83dog", Rlp::new()).map(Result::unwrap);
    assert_eq!(
        rlp.map(|item| (item.header, item.body())).collect::<Vec<_>>(),
        [(RlpHeader::List(8), &b"\x83cat\x83dog"[..])]
    );
    let strings = Frames::new(b"\x5f\x42\x01\x02\x43\x03\x04\x05\xff", CborString::new()).map(Result::unwrap);
    assert_eq!(
        bodies(&mut strings.map(|string| string.body())),
        [&b""[..], b"\x01\x02", b"\x03\x04\x05", b""]
    );
    let fields = Frames::new(b"\x08\x96\x01\x12\x07testing", ProtobufField).map(Result::unwrap);
    assert_eq!(bodies(&mut fields.map(|field| field.body())), [&b"\x96\x01"[..], b"testing"]);
}

#[test]
fn a_header_is_the_type_alone_where_nothing_else_is_said() {
    let header: HeaderFields<u64> = 7.into();
    assert_eq!(TLS_EXTENSION.format().header(b"\x00\x07\x00\x00").unwrap().tag, header.tag);
}
