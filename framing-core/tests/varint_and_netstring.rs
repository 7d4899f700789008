//! LEB128 numbers, and the formats with a header of variable length.

#[cfg(test)]
mod one_frame;

use framing_core::leb128::{MAX_WIDTH, decode, encode, encode_padded};
use framing_core::{BodyLen, Malformed, Netstring, Number, Phase, Step, TwoPhase, Varint, VarintHeader};
use one_frame::{No, read, there_and_back, write};

/// Bytes, what they say, and whether the number takes that many.
const NUMBERS: &[(&[u8], u64, bool)] = &[
    (&[0x00], 0, true),
    (&[0x01], 1, true),
    (&[0x7f], 127, true),
    (&[0x80, 0x01], 128, true),
    (&[0xff, 0x7f], 16383, true),
    (&[0x80, 0x80, 0x01], 16384, true),
    (&[0xff, 0xff, 0xff, 0xff, 0x0f], u32::MAX as u64, true),
    (&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f], u64::MAX >> 1, true),
    (&[0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01], 1 << 63, true),
    (&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01], u64::MAX, true),
    (&[0x80, 0x00], 0, false),
    (&[0x85, 0x80, 0x00], 5, false),
    (&[0x81, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00], 1, false),
];

#[test]
fn a_number_is_read_with_its_width_and_written_again() {
    for &(bytes, value, shortest) in NUMBERS {
        let width = bytes.len();
        assert_eq!(decode(bytes), Ok(Step::Done(Number { value, width })), "{bytes:02x?}");
        assert_eq!(
            decode(&[bytes, b"more"].concat()),
            Ok(Step::Done(Number { value, width })),
            "{bytes:02x?}"
        );
        let mut padded = Vec::new();
        encode_padded(value, width, &mut padded);
        assert_eq!(padded, bytes, "in as many bytes");
        let mut short = Vec::new();
        encode(value, &mut short);
        assert_eq!(short == bytes, shortest, "in the fewest bytes: {short:02x?}");
    }
}

#[test]
fn a_number_cut_short_is_incomplete_wherever_it_is_cut() {
    for &(bytes, ..) in NUMBERS {
        for end in 0..bytes.len() {
            assert_eq!(decode(&bytes[..end]), Ok(Step::Need(end + 1)), "{:02x?}", &bytes[..end]);
        }
    }
}

#[test]
fn a_tenth_byte_is_one_bit() {
    for tenth in 2..=u8::MAX {
        let mut bytes = [0x80; MAX_WIDTH];
        bytes[MAX_WIDTH - 1] = tenth;
        assert_eq!(decode(&bytes), Err(Malformed::new(9, "a LEB128 number that ends within its bits")));
    }
}

#[test]
fn a_width_beyond_the_tenth_byte_is_not_written() {
    let mut out = Vec::new();
    encode_padded(u64::MAX, 99, &mut out);
    assert_eq!(decode(&out), Ok(Step::Done(Number { value: u64::MAX, width: MAX_WIDTH })));
    assert_eq!(out.len(), MAX_WIDTH);
}

#[test]
fn a_varint_frame_is_read_and_written() {
    let header = |length, width| VarintHeader { length, width };
    let long = [b"\xac\x02", &[b'x'; 300][..]].concat();
    there_and_back(&Varint, b"\x00", header(0, 1), [b"\x00", b"", b""]);
    there_and_back(&Varint, b"\x02hi", header(2, 1), [b"\x02", b"hi", b""]);
    there_and_back(&Varint, b"\x82\x80\x00hi", header(2, 3), [b"\x82\x80\x00", b"hi", b""]);
    there_and_back(&Varint, &long, header(300, 2), [b"\xac\x02", &[b'x'; 300], b""]);
    assert_eq!(write(&Varint, &header(9, 1), &[b'x'; 300]), Ok(long), "as wide as the new body takes");
}

#[test]
fn a_varint_header_that_is_none_is_refused_or_waited_for() {
    let refused = Err(No::Malformed(Phase::Header, 9, "a LEB128 number that ends within its bits"));
    assert_eq!(read(&Varint, b""), Err(No::Need(1)));
    assert_eq!(read(&Varint, b"\x80"), Err(No::Need(2)));
    assert_eq!(read(&Varint, b"\xac\x02"), Err(No::Need(302)));
    assert_eq!(read(&Varint, &[0x80; 9]), Err(No::Need(10)));
    assert_eq!(read(&Varint, &[0xff; 10]), refused);
    assert_eq!(read(&Varint, b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02"), refused);
}

#[test]
fn a_netstring_is_read_and_written() {
    let long = [b"300:", &[b'x'; 300][..], b","].concat();
    there_and_back(&Netstring, b"0:,", 0, [b"0:", b"", b","]);
    there_and_back(&Netstring, b"1:,,", 1, [b"1:", b",", b","]);
    there_and_back(&Netstring, b"12:hello world!,", 12, [b"12:", b"hello world!", b","]);
    there_and_back(&Netstring, &long, 300, [b"300:", &[b'x'; 300], b","]);
}

#[test]
fn a_netstring_is_refused_at_the_byte_that_decides_it() {
    const DIGIT: &str = "a decimal digit";
    const MORE: &str = "a decimal digit or ':'";
    const ZERO: &str = "':' after a length of zero";
    const RANGE: &str = "a length below 2^64";
    #[rustfmt::skip]
    let cases: &[(&[u8], usize, &str)] = &[
        (b":",                     0,  DIGIT),
        (b" 1:a,",                 0,  DIGIT),
        (b"+1:a,",                 0,  DIGIT),
        (b"-1:a,",                 0,  DIGIT),
        (b"\n",                    0,  DIGIT),
        (b"\xd9\xa1:a,",           0,  DIGIT),
        (b"1",                     0,  ""),
        (b"1 :a,",                 1,  MORE),
        (b"1x",                    1,  MORE),
        (b"12,",                   2,  MORE),
        (b"00:,",                  1,  ZERO),
        (b"01:a,",                 1,  ZERO),
        (b"0x1:a,",                1,  ZERO),
        (b"18446744073709551616:", 19, RANGE),
        (b"99999999999999999999",  19, RANGE),
        (b"184467440737095516150", 20, RANGE),
    ];
    for &(bytes, at, expected) in cases {
        let no = if expected.is_empty() { No::Need(2) } else { No::Malformed(Phase::Header, at, expected) };
        assert_eq!(read(&Netstring, bytes), Err(no), "{}", bytes.escape_ascii());
    }
}

#[test]
fn a_netstring_ends_with_a_comma() {
    let refused = Err(No::Malformed(Phase::Trailer, 3, "',' after the body"));
    assert_eq!(read(&Netstring, b"1:a"), Err(No::Need(4)));
    assert_eq!(read(&Netstring, b"1:a;"), refused);
    assert_eq!(read(&Netstring, b"1:ab,"), refused);
}

#[test]
fn the_longest_netstring_is_waited_for() {
    let head = b"18446744073709551615:";
    assert_eq!(
        Netstring.header(head).and_then(|header| Netstring.body_len(&header)),
        Ok(BodyLen::Exact(u64::MAX))
    );
}

#[cfg(feature = "serde")]
#[test]
fn a_varint_header_is_serialized() {
    let header = VarintHeader { length: 5, width: 3 };
    assert_eq!(serde_json::to_string(&header).unwrap(), r#"{"length":5,"width":3}"#);
}
