//! Every short string of bytes, through every layout: no panic, the same however it is cut, and written as it was read.

use framing_core::{Encode, Frames, TwoPhase, U8, U16Be, U16Le, U32Le, U64Be, encode_frame};
use framing_tlv::integers::{COMPACT_SIZE, MIDI, PROTOBUF, QUIC, WASM_U32};
use framing_tlv::{
    Digits, LengthCovers, Nested, Order, Strictness, TlvHeader, TlvLayout, X690, X690Length, families,
};

use super::comes;
use super::nested::for_each_string;

/// Bytes that matter to some layout.
const ALPHABET: &[u8] = b"\x00\x01\x02\x30\x80\x81\xfd\xff";

fn holds<H: TlvHeader>(layout: TlvLayout<H>) {
    for_each_string(ALPHABET, 4, &mut |bytes| {
        let (taken, _) = comes(layout, bytes);
        let walked = layout.walk(bytes).count();
        assert!(taken <= bytes.len() && walked <= 2 * bytes.len() + 1, "{walked} visits of {bytes:02x?}");
        writes_again(layout.format(), bytes);
    });
}

/// Writes each frame at the front of `bytes` again.
fn writes_again<F: Encode + Clone + Nested>(format: F, bytes: &[u8]) {
    let mut frames = Frames::new(bytes, format.clone());
    let mut start = 0;
    while let Some(Ok(frame)) = frames.next() {
        assert_eq!(frame.offset(), start as u64, "{bytes:02x?}");
        assert_eq!(frame.bytes(), &bytes[start..start + frame.bytes().len()], "{bytes:02x?}");
        start += frame.bytes().len();
        let mut written = Vec::new();
        let mut writer = format.clone();
        if frame.trailer().is_empty() {
            encode_frame(&mut writer, &frame.header, frame.body(), &mut written).unwrap();
            assert_eq!(written, frame.bytes(), "{bytes:02x?}");
        }
    }
}

#[test]
fn every_short_string_of_bytes_is_read() {
    holds(families::BER);
    holds(families::DER);
    holds(families::EMV);
    holds(families::SIMPLE_TLV);
    holds(families::BOLT1);
    holds(families::LLDP);
    holds(families::RADIUS);
    holds(families::BLUETOOTH_AD);
    holds(families::DHCP);
    holds(families::TCP);
    holds(families::NEIGHBOUR_DISCOVERY);
    holds(families::NETLINK);
    holds(families::RTP_EXTENSION);
    holds(families::BGP_ATTRIBUTE);
    holds(families::SCTP_CHUNK);
}

#[test]
fn every_short_string_of_bytes_is_read_in_odd_layouts() {
    let strict = Strictness::LAX.minimal_types().minimal_lengths().order(Order::Distinct);
    holds(TlvLayout::type_first(PROTOBUF, QUIC).covers(LengthCovers::All));
    holds(TlvLayout::type_first(PROTOBUF, QUIC).strictness(strict));
    holds(TlvLayout::type_first(WASM_U32, X690Length::at_most(2)).adjust(-1).pad_to(3));
    holds(TlvLayout::length_first(MIDI, COMPACT_SIZE).covers(LengthCovers::TypeAndValue).unit(2));
    holds(TlvLayout::length_first(MIDI, U16Le::new()).covers(LengthCovers::LengthAndValue).alone(1));
    holds(TlvLayout::type_first(U16Be::new(), U64Be::new()).unit(u64::MAX).adjust(i64::MIN));
    holds(TlvLayout::type_first(U8::new(), U8::new()).adjust(i64::MAX).pad_to(u64::MAX));
    holds(TlvLayout::type_first(U8::new(), U32Le::new()).without_length(|tag| (tag > 1).then_some(tag)));
    holds(TlvLayout::packed(U8::new(), 99).constructed(|_| true));
    holds(TlvLayout::packed(QUIC, 0).pad_to(4));
    holds(
        TlvLayout::x690(X690 { lengths: X690Length::at_most(0), ..X690::BER })
            .strictness(Strictness::LAX.order(Order::Ascending)),
    );
}

#[test]
fn every_short_string_of_digits_is_read() {
    for_each_string("012北".as_bytes(), 6, &mut |bytes| {
        for layout in
            [families::EMV_QR, TlvLayout::type_first(Digits::decimal(1), Digits::decimal(3)).unit(2)]
        {
            assert!(comes(layout, bytes).0 <= bytes.len());
            writes_again(layout.format(), bytes);
        }
    });
    assert_eq!(families::EMV_QR.format().limits(), framing_core::Limits::DEFAULT);
}
