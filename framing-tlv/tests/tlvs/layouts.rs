//! Lengths that count this or that, and what cannot be said.

use framing_core::{EncodeError, Error, ErrorKind, NumberEncoding, TwoPhase, U8, U64Be};
use framing_tlv::families::{BER, BLUETOOTH_AD, BOLT1, DHCP, EMV, NETLINK, RADIUS};
use framing_tlv::integers::PROTOBUF;
use framing_tlv::{Digits, HeaderFields, LengthCovers, Tag, TlvHeader, TlvLayout, TlvLength, TypeLength};

use super::{NOTHING_WRONG, comes, write};

const LEB: TlvLayout<TypeLength<NumberEncoding, NumberEncoding>> = TlvLayout::type_first(PROTOBUF, PROTOBUF);

fn value_len<H: TlvHeader>(layout: TlvLayout<H>, bytes: &[u8]) -> Result<usize, Error> {
    layout.iter(bytes).map(|tlv| Ok(tlv?.body().len())).sum()
}

#[test]
fn lengths_that_do_not_cover_what_they_count() {
    let covers = "a length that covers what it counts";
    assert_eq!(comes(RADIUS, b"\x01\x01"), (0, Some((1, covers))));
    assert_eq!(
        comes(BLUETOOTH_AD.covers(LengthCovers::All), b"\x01"),
        (0, Some((0, covers))),
        "before the type comes"
    );
    assert_eq!(comes(NETLINK, b"\x03\x00"), (0, Some((0, covers))), "before the type comes");
    let short = TlvLayout::packed(U8::new(), 4).adjust(-2);
    assert_eq!(comes(short, b"\x11"), (0, Some((0, covers))));
    let words = TlvLayout::type_first(U8::new(), U64Be::new()).unit(4);
    let over = Some((1, "a length below 2^64 bytes"));
    assert_eq!(comes(words, b"\x01\xff\xff\xff\xff\xff\xff\xff\xff"), (0, over));
}

#[test]
fn a_length_may_count_itself() {
    let all = LEB.covers(LengthCovers::All);
    for (body, widths) in [(0, 2), (125, 2), (126, 3), (127, 3), (1 << 14, 4)] {
        let written = write(&all.format(), &1.into(), &vec![0; body]).unwrap();
        assert_eq!(written.len(), body + widths, "a body of {body} bytes");
        assert_eq!(value_len(all, &written), Ok(body));
        assert_eq!(comes(all, &written[..widths]).1.is_some(), body > 0, "a body of {body} bytes");
    }
    let own = LEB.covers(LengthCovers::LengthAndValue);
    assert_eq!(write(&own.format(), &300.into(), b"hi").as_deref(), Ok(&b"\xac\x02\x03hi"[..]));
}

#[test]
fn what_cannot_be_written() {
    let too_long = |len, max| Err(EncodeError::TooLong { len, max });
    let invalid = |expected| Err(EncodeError::Invalid(expected));
    assert_eq!(write(&RADIUS.format(), &1.into(), &[0; 254]), too_long(254, 253));
    assert_eq!(write(&RADIUS.format(), &256.into(), b""), invalid("a type that the format can encode"));
    assert_eq!(write(&DHCP.format(), &0.into(), b"x"), invalid("a value of the length that the type has"));
    assert_eq!(
        write(&RADIUS.unit(4).format(), &1.into(), b"x"),
        invalid("a value length that is a multiple of the length unit")
    );
    let packed = TlvLayout::packed(U8::new(), 4);
    assert_eq!(write(&packed.format(), &16.into(), b""), invalid("a type that the format can encode"));
    assert_eq!(write(&packed.format(), &1.into(), &[0; 16]), too_long(16, 15));
    assert_eq!(
        write(&packed.adjust(1).format(), &1.into(), b""),
        invalid("a value that is not shorter than the adjustment")
    );
    let indefinite = HeaderFields::new(Tag::SEQUENCE).with_length(TlvLength::Indefinite);
    assert_eq!(write(&EMV.format(), &indefinite, b""), invalid("a definite length"));
    assert_eq!(write(&BER.format(), &indefinite, b"").as_deref(), Ok(&b"\x30\x80\x00\x00"[..]));
}

#[test]
fn characters_are_counted_and_not_bytes() {
    let qr = TlvLayout::type_first(Digits::decimal(2), Digits::decimal(2)).counts_characters();
    let length = |characters| HeaderFields::new(59).with_length(TlvLength::Number(characters));
    let city = "北京".as_bytes();
    let wrong =
        Err(EncodeError::Invalid("a value in UTF-8, and a length that is the number of its characters"));
    assert_eq!(write(&qr.format(), &59.into(), b"ascii").as_deref(), Ok(&b"5905ascii"[..]));
    assert_eq!(write(&qr.format(), &length(2), city).as_deref(), Ok("5902北京".as_bytes()));
    assert_eq!(write(&qr.format(), &59.into(), city), wrong);
    assert_eq!(write(&qr.format(), &length(1), city), wrong);
    assert_eq!(write(&qr.format(), &length(9), city), wrong);
    assert_eq!(write(&qr.format(), &59.into(), b"a\xff"), wrong);
    assert_eq!(write(&qr.format(), &length(1), b"\xe5\x8c"), wrong, "a character that is cut");

    let character = |at| (0, Some((at, "a character of UTF-8")));
    assert_eq!(comes(qr, "5902北京".as_bytes()), (1, NOTHING_WRONG));
    assert_eq!(comes(qr, "5903北京".as_bytes()), (0, Some((10, "more"))));
    assert_eq!(comes(qr, b"5902a\x80"), character(5));
    assert_eq!(comes(qr, b"5902\xe5\x8c"), (0, Some((6, "more"))));
    assert_eq!(comes(qr, b"5902\xe5\x28"), character(5));
    assert_eq!(comes(qr, b"5902\xe0\x80"), character(5), "over-long");
    assert_eq!(comes(qr, b"5902\xed\xa0"), character(5), "a surrogate");
    assert_eq!(comes(qr, b"5902\xf4\x90"), character(5), "over the last character");
}

#[test]
fn limits_of_the_protocol_hold() {
    assert_eq!(BOLT1.format().limits().body(), 65535);
    let error = BOLT1.iter(b"\x01\xfe\x00\x01\x00\x00").find_map(Result::err).unwrap();
    assert!(matches!(error.kind(), ErrorKind::TooLong { len: 65536, limit: 65535 }), "{error}");
}
