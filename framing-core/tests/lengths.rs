//! The plain length formats, case by case.

#[cfg(test)]
mod one_frame;

use framing_core::{
    Decoder, Encode, EncodeError, LengthBuilder, LengthCovers, LengthHeader, Limits, Outcome, Phase, Step,
    TwoPhase, U8, U16Be, U16Le, U24Be, U24Le, U32Be, U32Le, U64Be, U64Le,
};
use one_frame::{No, read, there_and_back, write};

/// One byte of body after `header`, read and written.
#[track_caller]
fn one_byte<F: Encode<Header = u64> + Clone>(format: F, header: &[u8]) {
    there_and_back(&format, &[header, b"x"].concat(), 1, [header, b"x", b""]);
}

#[test]
fn every_width_and_order_reads_and_writes_a_one() {
    one_byte(U8::new(), &[1]);
    one_byte(U16Be::new(), &[0, 1]);
    one_byte(U16Le::new(), &[1, 0]);
    one_byte(U24Be::new(), &[0, 0, 1]);
    one_byte(U24Le::new(), &[1, 0, 0]);
    one_byte(U32Be::new(), &[0, 0, 0, 1]);
    one_byte(U32Le::new(), &[1, 0, 0, 0]);
    one_byte(U64Be::new(), &[0, 0, 0, 0, 0, 0, 0, 1]);
    one_byte(U64Le::new(), &[1, 0, 0, 0, 0, 0, 0, 0]);
}

#[test]
fn every_byte_of_the_number_counts() {
    let bytes = [1, 2, 3, 4, 5, 6, 7, 8];
    assert_eq!(U8::new().header(&bytes[..1]), Ok(0x01));
    assert_eq!(U16Be::new().header(&bytes[..2]), Ok(0x0102));
    assert_eq!(U16Le::new().header(&bytes[..2]), Ok(0x0201));
    assert_eq!(U24Be::new().header(&bytes[..3]), Ok(0x01_0203));
    assert_eq!(U24Le::new().header(&bytes[..3]), Ok(0x03_0201));
    assert_eq!(U32Be::new().header(&bytes[..4]), Ok(0x0102_0304));
    assert_eq!(U32Le::new().header(&bytes[..4]), Ok(0x0403_0201));
    assert_eq!(U64Be::new().header(&bytes), Ok(0x0102_0304_0506_0708));
    assert_eq!(U64Le::new().header(&bytes), Ok(0x0807_0605_0403_0201));
}

#[test]
fn an_empty_body_is_a_frame() {
    there_and_back(&U32Be::new(), &[0; 4], 0, [&[0; 4], b"", b""]);
}

#[test]
fn a_frame_cut_short_says_what_it_needs() {
    assert_eq!(read(&U32Be::new(), b""), Err(No::Need(4)));
    assert_eq!(read(&U32Be::new(), &[0, 0, 0]), Err(No::Need(4)));
    assert_eq!(read(&U32Be::new(), &[0, 0, 0, 5]), Err(No::Need(9)));
    assert_eq!(read(&U32Be::new(), &[0, 0, 0, 5, 1]), Err(No::Need(9)));
}

/// Writes the header in front of a body of `len` bytes.
fn head<F: Encode<Header: Default>>(format: F, len: u64) -> Result<Vec<u8>, EncodeError> {
    let mut out = Vec::new();
    format.encode_header(&F::Header::default(), len, &mut out).map(|()| out)
}

#[test]
fn the_longest_body_is_written_and_one_byte_more_is_refused() {
    fn longest<F: Encode<Header: Default> + Copy>(format: F, max: u64, written: &[u8]) {
        assert_eq!(head(format, max).as_deref(), Ok(written));
        assert_eq!(head(format, max + 1), Err(EncodeError::TooLong { len: max + 1, max }));
    }
    longest(U8::new(), 0xff, &[0xff]);
    longest(U16Be::new(), 0xffff, &[0xff; 2]);
    longest(U24Le::new(), 0xff_ffff, &[0xff; 3]);
    longest(U32Be::new(), 0xffff_ffff, &[0xff; 4]);
    longest(U8::field().counts(LengthCovers::LengthAndBody).build(), 0xfe, &[0xff]);
    longest(U8::field().adjust(1).build(), 0x100, &[0xff]);
    longest(U8::field().max(16).build(), 16, &[16]);
    longest(U64Be::field().counts(LengthCovers::Frame).build(), u64::MAX - 8, &[0xff; 8]);
    assert_eq!(head(U64Be::new(), u64::MAX).as_deref(), Ok(&[0xff; 8][..]));
}

#[test]
fn a_refused_length_writes_nothing() {
    let mut out = b"before".to_vec();
    assert!(U8::new().encode_header(&0, 256, &mut out).is_err());
    assert_eq!(out, b"before");
}

/// A header of one byte whose number is `number`.
fn byte(number: u8) -> LengthHeader<1> {
    LengthHeader { length: number.into(), bytes: [number] }
}

#[test]
fn what_a_length_counts_is_taken_off() {
    let body = U8::field().build();
    there_and_back(&body, b"\x02ab", byte(2), [b"\x02", b"ab", b""]);
    let itself = U8::field().counts(LengthCovers::LengthAndBody).build();
    there_and_back(&itself, b"\x03ab", byte(3), [b"\x03", b"ab", b""]);
    let frame = U8::field().counts(LengthCovers::Frame).trailer(b"\r\n").build();
    there_and_back(&frame, b"\x05ab\r\n", byte(5), [b"\x05", b"ab", b"\r\n"]);
    let words = U8::field().multiply(4).build();
    there_and_back(&words, b"\x01abcd", byte(1), [b"\x01", b"abcd", b""]);
    let words_after_the_first = U8::field().multiply(4).adjust(4).build();
    there_and_back(&words_after_the_first, b"\x00abcd", byte(0), [b"\x00", b"abcd", b""]);
    let less_one = U8::field().adjust(-1).build();
    there_and_back(&less_one, b"\x03ab", byte(3), [b"\x03", b"ab", b""]);
}

#[test]
fn the_header_around_the_length_is_kept() {
    let grpc = U32Be::in_header::<5, 1>().build();
    let header = LengthHeader { length: 1, bytes: [1, 0, 0, 0, 1] };
    there_and_back(&grpc, b"\x01\0\0\0\x01x", header, [b"\x01\0\0\0\x01", b"x", b""]);
    let written = write(&grpc, &LengthHeader::from([7, 9, 9, 9, 9]), b"xy");
    assert_eq!(written.as_deref(), Ok(&b"\x07\0\0\0\x02xy"[..]), "only the length is made again");

    let http2 = U24Be::in_header::<9, 0>().build();
    let bytes = *b"\0\0\x01\x04\0\0\0\0\x03";
    there_and_back(
        &http2,
        b"\0\0\x01\x04\0\0\0\0\x03x",
        LengthHeader { length: 1, bytes },
        [&bytes, b"x", b""],
    );

    let little = U16Le::in_header::<4, 1>().build();
    let bytes = *b"a\x01\0b";
    there_and_back(&little, b"a\x01\0bx", LengthHeader { length: 1, bytes }, [&bytes, b"x", b""]);
}

#[test]
fn a_header_to_be_written_needs_no_more_than_a_default() {
    let marked = U16Be::in_header::<4, 2>().magic(b"PK").trailer(b";").build();
    let written = write(&marked, &LengthHeader::default(), b"x");
    assert_eq!(written.as_deref(), Ok(&b"PK\0\x01x;"[..]));
}

#[test]
fn a_length_that_cannot_be_is_refused_at_its_field() {
    fn refused<const H: usize, const O: usize, const W: usize>(
        format: LengthBuilder<H, O, W>,
        bytes: &[u8],
        expected: &'static str,
    ) {
        assert_eq!(read(&format.build(), bytes), Err(No::Malformed(Phase::Header, O, expected)));
    }
    let covers = "a length that covers what it counts";
    refused(U8::field().counts(LengthCovers::LengthAndBody), &[0], covers);
    refused(U16Be::in_header::<4, 2>().counts(LengthCovers::LengthAndBody), &[3, 0, 0, 1], covers);
    refused(U16Be::in_header::<4, 2>().counts(LengthCovers::Frame), &[3, 0, 0, 3], covers);
    refused(U16Be::in_header::<4, 2>().counts(LengthCovers::Frame).any_trailer(2), &[3, 0, 0, 5], covers);
    refused(U8::field().adjust(-5), &[4], covers);
    refused(U8::field().multiply(4).adjust(-5), &[1], covers);
    refused(U64Be::field().adjust(1), &[0xff; 8], covers);
    refused(U64Be::field().multiply(2), &[0x80, 0, 0, 0, 0, 0, 0, 0], "a length below 2^64 bytes");
    refused(U64Be::field().multiply(u64::MAX).adjust(i64::MIN), &[0xff; 8], "a length below 2^64 bytes");
    refused(U8::in_header::<3, 1>().min(2), &[0, 1, 0], "a length that is not below the least one");
    refused(U8::field().adjust(-1).min(2), &[2], "a length that is not below the least one");
}

#[test]
fn a_body_that_no_length_announces_is_refused() {
    let invalid = |expected| Err(EncodeError::Invalid(expected));
    let whole = "a body length that is a multiple of the length unit";
    assert_eq!(head(U8::field().multiply(4).build(), 6), invalid(whole));
    assert_eq!(head(U8::field().multiply(4).adjust(2).build(), 4), invalid(whole));
    assert_eq!(
        head(U8::field().adjust(2).build(), 1),
        invalid("a body that is not shorter than the adjustment")
    );
    assert_eq!(head(U8::field().min(2).build(), 1), invalid("a body that is not shorter than the least one"));
}

#[test]
fn magic_is_refused_at_the_first_byte_that_differs() {
    let format = U16Be::in_header::<6, 4>().magic(b"MAGC").build();
    let refused = |at| Err(No::Malformed(Phase::Header, at, "the magic bytes of the format"));
    assert_eq!(read(&format, b""), Err(No::Need(1)));
    assert_eq!(read(&format, b"MAG"), Err(No::Need(4)));
    assert_eq!(read(&format, b"MAGC"), Err(No::Need(6)));
    assert_eq!(read(&format, b"X"), refused(0));
    assert_eq!(read(&format, b"MX"), refused(1));
    assert_eq!(read(&format, b"MAGX\0\0"), refused(3));
}

#[test]
fn a_trailer_is_checked_or_passed_over() {
    let refused = |at| Err(No::Malformed(Phase::Trailer, at, "the trailer of the format"));
    assert_eq!(read(&U8::field().trailer(b"\r\n").build(), b"\x01x\n\n"), refused(2));
    assert_eq!(read(&U8::field().trailer(b"\r\n").build(), b"\x01x\r\r"), refused(3));
    assert_eq!(read(&U8::field().trailer(b"\r\n").build(), b"\x01x\r"), Err(No::Need(4)));
    there_and_back(&U8::field().any_trailer(2).build(), b"\x01x\0\0", byte(1), [b"\x01", b"x", b"\0\0"]);
    assert!(read(&U8::field().any_trailer(2).build(), b"\x01x??").is_ok());
}

#[test]
fn a_maximum_is_the_limit_of_a_reader() {
    assert_eq!(U32Be::field().build().limits(), Limits::DEFAULT);
    assert_eq!(U32Be::field().max(48_000_000).build().limits(), Limits::DEFAULT.with_body(48_000_000));
}

#[test]
fn a_format_that_cannot_work_is_refused_where_it_is_built() {
    let magic = "the magic bytes end before the length field";
    let overflow = "the adjustment and what the length counts overflow 64 bits";
    let never = "a length of this width is always less than what it counts";
    let least = "the least body is longer than the longest one";
    assert_eq!(U8::field().multiply(0).check(), Err("a length counts units of at least one byte"));
    assert_eq!(U16Be::in_header::<4, 2>().magic(b"ABC").check(), Err(magic));
    assert_eq!(U16Be::field().magic(b"A").check(), Err(magic));
    assert_eq!(U64Be::field().adjust(i64::MIN).counts(LengthCovers::Frame).check(), Err(overflow));
    assert_eq!(U8::in_header::<300, 0>().counts(LengthCovers::Frame).check(), Err(never));
    assert_eq!(U8::field().counts(LengthCovers::Frame).any_trailer(255).check(), Err(never));
    assert_eq!(U8::field().adjust(-256).check(), Err(never));
    assert_eq!(U8::field().min(256).check(), Err(least));
    assert_eq!(U8::field().max(3).min(4).check(), Err(least));
    assert_eq!(U8::field().adjust(-256).multiply(2).check(), Ok(()), "whatever the order of the methods");
}

#[test]
#[should_panic(expected = "a length counts units of at least one byte")]
fn a_format_that_cannot_work_is_not_built() {
    let _ = U8::field().multiply(0).build();
}

#[cfg(feature = "serde")]
#[test]
fn a_header_is_serialized_with_its_number_and_its_bytes() {
    let header = U16Be::in_header::<3, 1>().build().header(&[7, 0, 2]).unwrap();
    assert_eq!(serde_json::to_string(&header).unwrap(), r#"{"length":2,"bytes":[7,0,2]}"#);
}

#[test]
fn a_length_that_is_no_length_is_refused_before_the_rest_of_the_header_is_there() {
    let format = U16Be::in_header::<8, 2>().magic(&[7]).counts(LengthCovers::Frame).build();
    let mut decoder = Decoder::new(format);
    assert_eq!(decoder.decode(&[7, 0, 0]), Ok(Step::Need(8)));
    let refused = decoder.finish(&[7, 0, 0, 7]).unwrap_err();
    assert_eq!(
        (refused.phase(), refused.offset(), refused.outcome()),
        (Phase::Header, 2, Outcome::Malformed)
    );
}
