//! What is refused beyond what cannot be read, by every reader and by the writer.

use framing_core::{EncodeError, NumberEncoding, U8, U16Be, encode_frame};
use framing_tlv::families::{BER, BLUETOOTH_AD, BOLT1, BOLT1_STRICTNESS, DHCP, TLS_EXTENSION};
use framing_tlv::integers::{MIDI, PROTOBUF, QUIC};
use framing_tlv::{Order, Strictness, Tag, TlvLayout, TypeLength, X690Length};

use super::{Comes, NOTHING_WRONG, comes, refusal, write};

const LEB: TlvLayout<TypeLength<NumberEncoding, NumberEncoding>> = TlvLayout::type_first(PROTOBUF, PROTOBUF);
const LAX: Strictness<u64> = Strictness::LAX;

#[test]
fn over_long_types_and_lengths() {
    let bytes = b"\x81\x00\x82\x00hi";
    assert_eq!(comes(LEB, bytes), (1, NOTHING_WRONG));
    let long = Some((1, "a LEB128 number in its shortest encoding"));
    assert_eq!(comes(LEB.strictness(LAX.minimal_types()), bytes), (0, long));
    let long = Some((3, "a LEB128 number in its shortest encoding"));
    assert_eq!(comes(LEB.strictness(LAX.minimal_lengths()), bytes), (0, long));

    let quic = TlvLayout::type_first(QUIC, QUIC);
    let long = Some((2, "a number in its shortest encoding"));
    assert_eq!(comes(quic, b"\x01\x40\x00"), (1, NOTHING_WRONG));
    assert_eq!(comes(quic.strictness(LAX.minimal_lengths()), b"\x01\x40\x00"), (0, long));

    let midi = TlvLayout::type_first(MIDI, X690Length::at_most(2));
    let strict = midi.strictness(LAX.minimal_types().minimal_lengths());
    assert_eq!(comes(midi, b"\x80\x01\x81\x01x"), (1, NOTHING_WRONG));
    assert_eq!(comes(strict, b"\x80\x01\x81\x01x"), (0, Some((0, "a number in its shortest encoding"))));
    assert_eq!(comes(strict, b"\x01\x81\x01x"), (0, Some((2, "a length in its shortest encoding"))));
    let wide = Some((1, "a length of no more bytes than the format allows"));
    assert_eq!(comes(midi, b"\x01\x83\x00\x00\x00"), (0, wide));
}

#[test]
fn types_in_order() {
    const ORDER: &[(Order, &[u8], Comes)] = &[
        (Order::Any, b"\x02\x02\x01", (3, None)),
        (Order::NonDescending, b"\x01\x01\x02", (3, None)),
        (Order::NonDescending, b"\x02\x02\x01", (2, Some((6, "a type that is not below the last one")))),
        (Order::Ascending, b"\x01\x02\x03", (3, None)),
        (Order::Ascending, b"\x01\x02\x02", (2, Some((6, "a type above the last one")))),
        (Order::Distinct, b"\x02\x01\x03", (3, None)),
        (Order::Distinct, b"\x02\x01\x02", (2, Some((6, "a type that was not there before")))),
    ];
    let lengthy = TlvLayout::type_first(U8::new(), U16Be::new());
    for (order, types, expected) in ORDER {
        let strict = lengthy.strictness(LAX.order(*order));
        let bytes: Vec<_> = types.iter().flat_map(|tag| [*tag, 0, 0]).collect();
        assert_eq!(comes(strict, &bytes), *expected, "{order:?} {types:?}");

        let mut writer = strict.format();
        let mut written = Vec::new();
        let results =
            types.iter().map(|tag| encode_frame(&mut writer, &u64::from(*tag).into(), b"", &mut written));
        let refused: Vec<_> = results.filter_map(Result::err).collect();
        let expected = expected.1.map(|(_, expected)| EncodeError::Invalid(expected));
        assert_eq!(refused, Vec::from_iter(expected), "{order:?} {types:?}");
    }
}

#[test]
fn padding_stands_anywhere() {
    let rising = DHCP.strictness(LAX.order(Order::Ascending).known(|tag| tag > 1));
    assert_eq!(comes(rising, b"\x00\x05\x00\x00\x00\x06\x00\xff"), (6, NOTHING_WRONG));
    let bluetooth = BLUETOOTH_AD.strictness(LAX.order(Order::Distinct).known(|tag| tag != 0));
    assert_eq!(comes(bluetooth, b"\x00\x01\x05\x00\x00"), (4, NOTHING_WRONG));
    assert_eq!(comes(bluetooth, b"\x01\x05\x01\x05"), (1, Some((3, "a type that was not there before"))));
}

#[test]
fn types_that_are_known() {
    let known = Some((2, "a type that is known"));
    let only = TLS_EXTENSION.strictness(LAX.known(|tag| tag == 1));
    assert_eq!(comes(only, b"\x00\x01\x00\x00"), (1, NOTHING_WRONG));
    assert_eq!(comes(only, b"\x00\x03\x00\x00").1, Some((1, "a type that is known")));
    let odd = BOLT1.strictness(BOLT1_STRICTNESS.known_or_odd(|tag| tag == 2));
    assert_eq!(comes(odd, b"\x02\x00\x03\x00"), (2, NOTHING_WRONG));
    assert_eq!(comes(odd, b"\x02\x00\x04\x00"), (1, known));
    assert_eq!(comes(odd, b"\xfd\x01\x02\x00"), (0, known), "at the last byte of the type");
    let refused = write(&odd.format(), &4.into(), b"");
    assert_eq!(refused, Err(EncodeError::Invalid("a type that is known")));
}

#[test]
fn known_types_are_asked_for_where_values_are_looked_into() {
    let sequences = BER.strictness(Strictness::LAX.known(|tag| tag == Tag::SEQUENCE));
    for bytes in [&b"\x30\x02\x05\x00"[..], b"\x30\x80\x05\x00\x00\x00"] {
        assert_eq!(comes(sequences, bytes), (1, NOTHING_WRONG));
        let refused = sequences.walk(bytes).find_map(Result::err).map(refusal);
        assert_eq!(refused, Some((2, "a type that is known")));
    }
}

#[test]
fn only_so_many_types_are_told_apart() {
    let distinct = LEB.strictness(LAX.order(Order::Distinct));
    let mut writer = LEB.format();
    let mut bytes = Vec::new();
    for tag in 0..=Order::MOST_DISTINCT as u64 {
        encode_frame(&mut writer, &tag.into(), b"", &mut bytes).unwrap();
    }
    let refused = distinct.iter(&bytes).find_map(Result::err).map(refusal);
    assert_eq!(refused, Some((bytes.len() as u64 - 2, "at most 65536 different types")));
}
