//! Every kind of number, case by case: a value, more bytes needed, or the byte that is refused.

use framing_core::number::text::{self, Radix};
use framing_core::{Number, NumberEncoding, Step};
use framing_tlv::integers::{
    BIG_SIZE, COMPACT_SIZE, MIDI, MINECRAFT, MQTT, MULTIFORMATS, NDN, PROTOBUF, QUIC, WASM_U32,
};

/// What reading a number comes to.
#[derive(Debug, PartialEq)]
enum Comes {
    Value(u64),
    Need(usize),
    Refused(usize),
}

use Comes::{Need, Refused, Value};

fn read(encoding: NumberEncoding, bytes: &[u8]) -> Comes {
    match encoding.decode(bytes) {
        Ok(Step::Done(Number { value, width })) => {
            assert_eq!(width, bytes.len(), "{bytes:02x?}");
            Value(value)
        }
        Ok(Step::Need(need)) => Need(need),
        Err(refused) => Refused(refused.at),
    }
}

const CASES: &[(NumberEncoding, &[u8], Comes)] = &[
    (PROTOBUF, b"", Need(1)),
    (PROTOBUF, b"\x7f", Value(127)),
    (PROTOBUF, b"\x80\x01", Value(128)),
    (PROTOBUF, b"\xe5\x8e\x26", Value(624_485)),
    (PROTOBUF, b"\x80\x80\x00", Value(0)),
    (PROTOBUF, b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", Value(u64::MAX)),
    (PROTOBUF, b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", Refused(9)),
    (PROTOBUF, b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x81", Refused(9)),
    (PROTOBUF, b"\xff\xff\xff\xff\xff\xff\xff\xff\xff", Need(10)),
    (MULTIFORMATS, b"\xac\x02", Value(300)),
    (MULTIFORMATS, b"\x00", Value(0)),
    (MULTIFORMATS, b"\x81\x00", Refused(1)),
    (MULTIFORMATS, b"\x81\x80\x00", Refused(2)),
    (MULTIFORMATS, b"\xff\xff\xff\xff\xff\xff\xff\xff\x7f", Value((1 << 63) - 1)),
    (MULTIFORMATS, b"\xff\xff\xff\xff\xff\xff\xff\xff\x80", Refused(8)),
    (MQTT, b"\xff\xff\xff\x7f", Value(268_435_455)),
    (MQTT, b"\x80\x80\x80\x00", Value(0)),
    (MQTT, b"\x80\x80\x80", Need(4)),
    (MQTT, b"\x80\x80\x80\x80", Refused(3)),
    (WASM_U32, b"\xff\xff\xff\xff\x0f", Value(u32::MAX as u64)),
    (WASM_U32, b"\x80\x80\x80\x80\x00", Value(0)),
    (WASM_U32, b"\x80\x80\x80\x80\x10", Refused(4)),
    (WASM_U32, b"\x80\x80\x80\x80\x8f", Refused(4)),
    (MINECRAFT, b"\xff\xff\xff\xff\x07", Value(i32::MAX as u64)),
    (MINECRAFT, b"\xff\xff\xff\xff\x0f", Value(-1_i32 as u32 as u64)),
    (MIDI, b"\x00", Value(0)),
    (MIDI, b"\x81\x48", Value(200)),
    (MIDI, b"\x80\x01", Value(1)),
    (MIDI, b"\xff\xff\xff\x7f", Value(0x0fff_ffff)),
    (MIDI, b"\xff\xff\xff", Need(4)),
    (MIDI, b"\xff\xff\xff\xff", Refused(3)),
    (NumberEncoding::Vlq { max_width: 10 }, b"\x81\xff\xff\xff\xff\xff\xff\xff\xff\x7f", Value(u64::MAX)),
    (NumberEncoding::Vlq { max_width: 10 }, b"\x82\x80\x80\x80\x80\x80\x80\x80\x80\x00", Refused(9)),
    (QUIC, b"", Need(1)),
    (QUIC, b"\x3f", Value(63)),
    (QUIC, b"\x40", Need(2)),
    (QUIC, b"\x40\x3f", Value(63)),
    (QUIC, b"\x80\x00\x00", Need(4)),
    (QUIC, b"\xbf\xff\xff\xff", Value((1 << 30) - 1)),
    (QUIC, b"\xff\xff\xff\xff\xff\xff\xff\xff", Value((1 << 62) - 1)),
    (BIG_SIZE, b"", Need(1)),
    (BIG_SIZE, b"\xfc", Value(252)),
    (BIG_SIZE, b"\xfd", Need(3)),
    (BIG_SIZE, b"\xfd\x00", Need(3)),
    (BIG_SIZE, b"\xfd\x00\xfd", Value(253)),
    (BIG_SIZE, b"\xfd\x00\xfc", Refused(2)),
    (BIG_SIZE, b"\xfe\x00\x01\x00\x00", Value(0x1_0000)),
    (BIG_SIZE, b"\xfe\x00\x00", Refused(2)),
    (BIG_SIZE, b"\xff\x00\x00\x00\x01\x00\x00\x00\x00", Value(1 << 32)),
    (BIG_SIZE, b"\xff\x00\x00\x00\x00", Refused(4)),
    (NDN, b"\xfd\x01\x00", Value(256)),
    (NDN, b"\xff\xff\xff\xff\xff\xff\xff\xff\xff", Value(u64::MAX)),
    (COMPACT_SIZE, b"\xfd\xfd\x00", Value(253)),
    (COMPACT_SIZE, b"\xfd\xfc", Need(3)),
    (COMPACT_SIZE, b"\xfd\xfc\x00", Refused(2)),
    (COMPACT_SIZE, b"\xfe\xff\xff\x00\x00", Refused(4)),
    (COMPACT_SIZE, b"\xfe\x00\x00\x01\x00", Value(0x1_0000)),
    (COMPACT_SIZE, b"\xff\xff\xff\xff\xff\x00\x00\x00\x00", Refused(8)),
];

#[test]
fn a_number_is_a_value_a_need_or_a_refusal() {
    for (encoding, bytes, expected) in CASES {
        assert_eq!(&read(*encoding, bytes), expected, "{encoding:?} of {bytes:02x?}");
    }
}

#[test]
fn what_cuts_a_number_short_never_refuses_or_ends_it() {
    for (encoding, bytes, expected) in CASES {
        let Value(_) = expected else { continue };
        for end in 0..bytes.len() {
            let comes = read(*encoding, &bytes[..end]);
            assert!(matches!(comes, Need(need) if need > end), "{encoding:?} of {:02x?}", &bytes[..end]);
        }
    }
}

#[test]
fn a_number_is_written_as_it_was_read() {
    for (encoding, bytes, expected) in CASES {
        let Value(value) = *expected else { continue };
        let mut out = Vec::new();
        encoding.encode(value, bytes.len(), &mut out).unwrap();
        assert_eq!(&out, bytes, "{encoding:?} of {value}");
        let mut least = Vec::new();
        encoding.encode(value, 1, &mut least).unwrap();
        assert_eq!(read(*encoding, &least), Value(value), "{encoding:?} of {value}");
        assert!(least.len() <= bytes.len(), "{encoding:?} of {value}");
    }
}

#[test]
fn a_number_over_the_highest_is_not_written() {
    for (encoding, highest) in [(MQTT, 268_435_455), (QUIC, (1 << 62) - 1), (WASM_U32, u32::MAX.into())] {
        let mut out = Vec::new();
        assert_eq!((encoding.max(), encoding.encode(highest, 1, &mut out)), (highest, Ok(())));
        out.clear();
        assert!(encoding.encode(highest + 1, 1, &mut out).is_err() && out.is_empty(), "{encoding:?}");
    }
}

#[test]
fn digits_are_a_number() {
    let cases: &[(&[u8], Radix, Result<u64, usize>)] = &[
        (b"0", Radix::Decimal, Ok(0)),
        (b"0042", Radix::Decimal, Ok(42)),
        (b"18446744073709551615", Radix::Decimal, Ok(u64::MAX)),
        (b"18446744073709551616", Radix::Decimal, Err(19)),
        (b"", Radix::Decimal, Err(0)),
        (b"+1", Radix::Decimal, Err(0)),
        (b"1 ", Radix::Decimal, Err(1)),
        (b"fFfF", Radix::Hex, Ok(0xffff)),
        (b"00g0", Radix::Hex, Err(2)),
        (b"00000000644", Radix::Octal, Ok(0o644)),
        (b"8", Radix::Octal, Err(0)),
    ];
    for (digits, radix, expected) in cases {
        let comes = text::decode_whole(digits, *radix).map_err(|refused| refused.at);
        assert_eq!(comes, *expected, "{}", String::from_utf8_lossy(digits));
    }
}

#[test]
fn digits_end_at_the_terminator() {
    let cases: &[(&[u8], Comes)] = &[
        (b"", Need(1)),
        (b"12", Need(3)),
        (b"12 ", Value(12)),
        (b"0 ", Value(0)),
        (b" ", Refused(0)),
        (b"01", Refused(1)),
        (b"1\t", Refused(1)),
        (b"99999999999999999999", Refused(19)),
    ];
    for (bytes, expected) in cases {
        let comes = match text::decode_until(bytes, Radix::Decimal, b' ') {
            Ok(Step::Done(Number { value, .. })) => Value(value),
            Ok(Step::Need(need)) => Need(need),
            Err(refused) => Refused(refused.at),
        };
        assert_eq!(&comes, expected, "{}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn digits_are_written_with_leading_zeros() {
    let cases = [
        (0, Radix::Decimal, 1, "0"),
        (0, Radix::Decimal, 0, "0"),
        (1234, Radix::Decimal, 1, "1234"),
        (30, Radix::Hex, 4, "001e"),
        (0o644, Radix::Octal, 11, "00000000644"),
        (u64::MAX, Radix::Octal, 1, "1777777777777777777777"),
    ];
    for (value, radix, width, expected) in cases {
        let mut out = Vec::new();
        text::encode(value, radix, width, &mut out);
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}

#[test]
fn a_number_that_must_be_minimal_is_refused_where_it_cannot_be_any_more() {
    let cases: &[(NumberEncoding, &[u8], Comes)] = &[
        (QUIC, b"\x3f", Value(63)),
        (QUIC, b"\x40", Need(2)),
        (QUIC, b"\x40\x3f", Refused(1)),
        (QUIC, b"\x40\x40", Value(64)),
        (QUIC, b"\x80\x00", Need(4)),
        (QUIC, b"\x80\x00\x3f", Refused(2)),
        (QUIC, b"\x80\x01\x00\x00", Value(0x1_0000)),
        (QUIC, b"\x80\x00\x40\x00", Value(0x4000)),
        (QUIC, b"\xc0\x00\x00\x00\x3f", Refused(4)),
        (QUIC, b"\xc0\x00\x00\x00\x40\x00\x00\x00", Value(0x4000_0000)),
        (QUIC, b"\xc0\x00\x01\x00\x00\x00\x00\x00", Value(0x100_0000_0000)),
        (PROTOBUF, b"\x81\x00", Refused(1)),
        (PROTOBUF, b"\x00", Value(0)),
        (MIDI, b"\x80", Refused(0)),
        (MIDI, b"\x00", Value(0)),
        (MIDI, b"\x81\x00", Value(128)),
        (BIG_SIZE, b"\xfd\x00\xfc", Refused(2)),
    ];
    for (encoding, bytes, expected) in cases {
        let comes = match encoding.decode_minimal(bytes) {
            Ok(Step::Done(Number { value, .. })) => Value(value),
            Ok(Step::Need(need)) => Need(need),
            Err(refused) => Refused(refused.at),
        };
        assert_eq!(&comes, expected, "{encoding:?} of {bytes:02x?}");
    }
}
