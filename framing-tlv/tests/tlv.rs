//! The 1-byte type, 2-byte length format, case by case.

#[cfg(test)]
#[path = "../../framing-core/tests/one_frame/mod.rs"]
mod one_frame;

use framing_core::{EncodeError, ErrorKind, Frames};
use framing_tlv::{Tlv, Tlv12Header, put_tlv};
use one_frame::{No, read, there_and_back, write};

#[test]
fn a_tlv_is_read_and_written() {
    let long = [b"\x01\x01\x2c", &[b'x'; 300][..]].concat();
    let header = |tag, length| Tlv12Header { tag, length };
    there_and_back(&Tlv, b"\x00\x00\x00", header(0, 0), [b"\x00\x00\x00", b"", b""]);
    there_and_back(&Tlv, b"\xff\x00\x02hi", header(0xff, 2), [b"\xff\x00\x02", b"hi", b""]);
    there_and_back(&Tlv, &long, header(1, 300), [b"\x01\x01\x2c", &[b'x'; 300], b""]);
}

#[test]
fn a_tlv_cut_short_says_what_it_needs() {
    assert_eq!(read(&Tlv, b""), Err(No::Need(3)));
    assert_eq!(read(&Tlv, b"\x01\x00"), Err(No::Need(3)));
    assert_eq!(read(&Tlv, b"\x01\xff\xff"), Err(No::Need(3 + 0xffff)));
}

#[test]
fn a_value_that_the_length_cannot_say_is_refused() {
    let too_long = EncodeError::TooLong { len: 0x1_0000, max: 0xffff };
    let mut out = Vec::new();
    assert_eq!(write(&Tlv, &Tlv12Header::new(1), &[0; 0x1_0000]), Err(too_long));
    assert_eq!(put_tlv(1, &[0; 0x1_0000], &mut out), Err(too_long));
    assert_eq!(out, b"", "a refused TLV leaves nothing behind");
    assert_eq!(put_tlv(1, &[0; 0xffff], &mut out), Ok(()));
    assert_eq!((out.len(), &out[..3]), (3 + 0xffff, &b"\x01\xff\xff"[..]));
}

#[test]
fn tlvs_in_bytes_are_iterated_over_as_they_were_put() {
    let mut bytes = Vec::new();
    put_tlv(1, b"one", &mut bytes).unwrap();
    put_tlv(2, b"", &mut bytes).unwrap();
    put_tlv(1, b"\x01\x00\x00", &mut bytes).unwrap();
    let tlvs: Vec<_> = Frames::new(&bytes, Tlv).map(Result::unwrap).collect();
    let parts: Vec<_> =
        tlvs.iter().map(|tlv| (tlv.header.tag, tlv.body(), tlv.bytes(), tlv.offset())).collect();
    assert_eq!(
        parts,
        [
            (1, &b"one"[..], &b"\x01\x00\x03one"[..], 0),
            (2, b"", b"\x02\x00\x00", 6),
            (1, b"\x01\x00\x00", b"\x01\x00\x03\x01\x00\x00", 9),
        ]
    );
}

#[test]
fn an_iterator_ends_with_the_bytes_or_where_they_are_cut_short() {
    const WHOLE: &[u8] = b"\x01\x00\x01a\x02\x00\x02bc";
    for end in 0..=WHOLE.len() {
        let cut = |start, need| Some((end as u64, ErrorKind::Truncated { have: (end - start) as u64, need }));
        let (tlvs, last) = match end {
            0 => (0, None),
            1..=2 => (0, cut(0, 3)),
            3 => (0, cut(0, 4)),
            4 => (1, None),
            5..=6 => (1, cut(4, 3)),
            7..=8 => (1, cut(4, 5)),
            _ => (2, None),
        };
        let mut frames = Frames::new(&WHOLE[..end], Tlv);
        assert_eq!(frames.by_ref().take(tlvs).filter(Result::is_ok).count(), tlvs, "{end} bytes");
        let ending = frames.next().map(|cut| cut.map(|_| ()).unwrap_err());
        assert_eq!(ending.map(|cut| (cut.offset(), cut.kind())), last, "{end} bytes");
        assert!(frames.next().is_none(), "{end} bytes");
    }
}

#[test]
fn an_iterator_hands_on_what_it_has_not_iterated_over() {
    let mut frames = Frames::new(b"\x01\x00\x01a\x02\x00", Tlv);
    assert!(frames.next().is_some_and(|tlv| tlv.is_ok()));
    assert_eq!((frames.rest(), frames.offset()), (&b"\x02\x00"[..], 4));
}

#[cfg(feature = "serde")]
#[test]
fn a_header_is_serialized() {
    let header = Tlv12Header { tag: 7, length: 2 };
    assert_eq!(serde_json::to_string(&header).unwrap(), r#"{"tag":7,"length":2}"#);
}
