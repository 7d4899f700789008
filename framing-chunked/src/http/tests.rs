//! Bodies by the table: every way to read one comes to the same, however the bytes arrive.

use std::format;
use std::string::String;
use std::vec::Vec;

use framing_core::fields::FieldSyntax;
use framing_core::{Decoder, ErrorKind, FrameBuffer, Limits, Outcome};

use super::*;
use crate::BodyDecoder;

/// What a reading of a body comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Reading {
    /// The content, and where the body ends.
    Whole(Vec<u8>, usize),
    /// More bytes must come.
    Incomplete,
    Refused(Malformed),
}

use Reading::{Incomplete, Refused, Whole};

/// Streams the body in the given pieces.
fn stream(format: HttpChunked, bytes: &[u8], cuts: &[usize]) -> Reading {
    let mut decoder = BodyDecoder::new(format);
    let mut content = Vec::new();
    let mut start = 0;
    for &end in cuts.iter().chain([&bytes.len()]) {
        loop {
            match decoder.decode(&bytes[start..end]) {
                Err(refusal) => return Refused(Malformed::new(start + refusal.at, refusal.expected)),
                Ok(piece) => {
                    content.extend_from_slice(piece.data);
                    start += piece.consumed;
                    if piece.ends_body {
                        return Whole(content, start);
                    }
                    if piece.consumed == 0 {
                        break;
                    }
                }
            }
        }
    }
    Incomplete
}

/// Compacts the body in place, with the pieces appended one after the other.
fn compact(format: HttpChunked, bytes: &[u8], cuts: &[usize]) -> Reading {
    let mut decoder = BodyDecoder::new(format);
    let (mut content, mut buffer, mut start, mut consumed) = (Vec::new(), Vec::new(), 0, 0);
    for &end in cuts.iter().chain([&bytes.len()]) {
        buffer.extend_from_slice(&bytes[start..end]);
        start = end;
        match decoder.compact(&mut buffer) {
            Err(refusal) => return Refused(Malformed::new(consumed + refusal.at, refusal.expected)),
            Ok(done) => {
                content.extend_from_slice(&buffer[..done.produced]);
                buffer.drain(..done.consumed);
                consumed += done.consumed;
                if done.ended_body {
                    return Whole(content, consumed);
                }
            }
        }
    }
    Incomplete
}

/// Finds the end of the body, then takes its slices.
fn scan(format: HttpChunked, bytes: &[u8], cuts: &[usize]) -> Reading {
    let body = CodedBody { rules: format.rules };
    let mut scan = Scan::default();
    for &end in cuts.iter().chain([&bytes.len()]) {
        match body.scan(&bytes[..end], &mut scan) {
            Err(refusal) => return Refused(refusal),
            Ok(Extent::AtLeast(need)) => assert!(need > end, "{need} bytes are asked for, {end} were seen"),
            Ok(Extent::Exact(len)) => return Whole(CodedBody::content(&bytes[..len]).into_owned(), len),
        }
    }
    Incomplete
}

/// Decodes the body chunk by chunk.
fn frames(format: HttpChunked, bytes: &[u8], cuts: &[usize]) -> Reading {
    let mut frames =
        FrameBuffer::new(format).with_limits(Limits::DEFAULT.with_header(1 << 20).with_body(u64::MAX));
    let (mut content, mut start) = (Vec::new(), 0);
    for &end in cuts.iter().chain([&bytes.len()]) {
        frames.push(&bytes[start..end]);
        start = end;
        loop {
            match frames.next() {
                Err(error) => return refusal(error),
                Ok(None) => break,
                Ok(Some(chunk)) if chunk.body().is_empty() => {
                    return Whole(content, chunk.offset() as usize + chunk.bytes().len());
                }
                Ok(Some(chunk)) => content.extend_from_slice(chunk.body()),
            }
        }
    }
    Incomplete
}

fn refusal(error: framing_core::Error) -> Reading {
    match error.kind() {
        ErrorKind::Malformed { expected } => Refused(Malformed::new(error.offset() as usize, expected)),
        other => panic!("{other:?}"),
    }
}

/// The one reading that all ways to read and all ways to cut agree on.
fn read(format: HttpChunked, bytes: &[u8]) -> Reading {
    let whole = stream(format, bytes, &[]);
    let each: Vec<usize> = (0..bytes.len()).collect();
    let all =
        [("stream", stream as fn(_, &_, &_) -> _), ("compact", compact), ("scan", scan), ("frames", frames)];
    for (way, reading) in all {
        let agrees = |cuts: &[usize]| {
            assert_eq!(reading(format, bytes, cuts), whole, "{way} at {cuts:?}: {}", bytes.escape_ascii());
        };
        agrees(&[]);
        agrees(&each);
        each.iter().for_each(|cut| agrees(&[*cut]));
    }
    whole
}

#[test]
fn bodies_that_are_read() {
    for (bytes, content) in [
        ("0\r\n\r\n", ""),
        ("000\r\n\r\n", ""),
        ("5\r\nhello\r\n0\r\n\r\n", "hello"),
        ("5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n", "hello world"),
        ("a\r\n0123456789\r\n0\r\n\r\n", "0123456789"),
        ("A\r\n0123456789\r\n0\r\n\r\n", "0123456789"),
        ("00000000000000000000000000000001\r\nx\r\n0\r\n\r\n", "x"),
        ("2\r\n\r\n\r\n0\r\n\r\n", "\r\n"),
        ("1;a\r\nx\r\n0;b\r\n\r\n", "x"),
        ("1;a=b;c=\"d\"\r\nx\r\n0\r\n\r\n", "x"),
        ("1 \t; a \t= b ;c= \"d ; \\\" \\\\ \t\u{e9}\"\r\nx\r\n0\r\n\r\n", "x"),
        ("1;a=\"\"\r\nx\r\n0\r\n\r\n", "x"),
        ("0\r\nA: b\r\n\r\n", ""),
        ("1\r\nx\r\n0;e\r\nDigest: \t abc \r\nEmpty:\r\n\r\n", "x"),
    ] {
        assert_eq!(
            read(HttpChunked::new(), bytes.as_bytes()),
            Whole(content.into(), bytes.len()),
            "{bytes:?}"
        );
        let followed = format!("{bytes}5\r\n");
        assert_eq!(read(HttpChunked::new(), followed.as_bytes()), Whole(content.into(), bytes.len()));
    }
}

/// Good bytes, the bytes after them, and why the first of those is refused.
const REFUSED: &[(&str, &str, &str)] = &[
    // The size.
    ("", "\r\n", "a hexadecimal digit"),
    ("", " 5", "a hexadecimal digit"),
    ("", "+5", "a hexadecimal digit"),
    ("", "-5", "a hexadecimal digit"),
    ("", ";a", "a hexadecimal digit"),
    ("", "g", "a hexadecimal digit"),
    ("", "\n", "a hexadecimal digit"),
    ("", "\0", "a hexadecimal digit"),
    ("0", "x5", "a hexadecimal digit, ';' or CR LF"),
    ("5", "_0", "a hexadecimal digit, ';' or CR LF"),
    ("5", "\n", "a hexadecimal digit, ';' or CR LF"),
    ("5", "\0", "a hexadecimal digit, ';' or CR LF"),
    ("5", ",5", "a hexadecimal digit, ';' or CR LF"),
    ("5 ", "\r\n", "';'"),
    ("5 \t", "5", "';'"),
    ("5\r", "x", "LF after CR"),
    ("5\r", "\r\n", "LF after CR"),
    ("ffffffffffffffff", "f", "a chunk size below 2^64"),
    ("1000000000000000", "0", "a chunk size below 2^64"),
    ("00000000000000000000000000000000", "1", "at most 32 digits"),
    // Extensions.
    ("5;", "\r\n", "the name of a parameter"),
    ("5; ", ";a", "the name of a parameter"),
    ("5;", "=b", "the name of a parameter"),
    ("5;", "\"a\"", "the name of a parameter"),
    ("5;", "\n", "the name of a parameter"),
    ("5;a", "\n", "a character of a name, '=', ';' or the end"),
    ("5;a", "\0", "a character of a name, '=', ';' or the end"),
    ("5;a", "(", "a character of a name, '=', ';' or the end"),
    ("5;a ", "\r\n", "'=' or ';'"),
    ("5;a ", "b", "'=' or ';'"),
    ("5;a=", "\r\n", "a token or a quoted string"),
    ("5;a=", ";", "a token or a quoted string"),
    ("5;a=b", "=c", "a character of a token, ';' or the end"),
    ("5;a=b", "\"", "a character of a token, ';' or the end"),
    ("5;a=b ", "\r\n", "';'"),
    ("5;a=\"b", "\r\n", "a character of a quoted string"),
    ("5;a=\"b", "\n", "a character of a quoted string"),
    ("5;a=\"b", "\x7f", "a character of a quoted string"),
    ("5;a=\"b\\", "\n", "a character of a quoted string"),
    ("5;a=\"b\"", "c", "';' or the end"),
    ("5;a=\"b\" ", "\r\n", "';'"),
    ("5;a\r", "X\r\n", "LF after CR"),
    // Data.
    ("3\r\nabc", "__1a\r\n", DATA_END),
    ("3\r\nabc", "\n", DATA_END),
    ("3\r\nabc", "d\r\n", DATA_END),
    ("3\r\nabc\r", "\r\n", "LF after CR"),
    ("3\r\nabc\r", "_", "LF after CR"),
    ("3\r\nabc\r\n", "\r\n", "a hexadecimal digit"),
    // Trailers.
    ("0\r\n", "\n", "a field name or an empty line"),
    ("0\r\n", " a: b", "a field name or an empty line"),
    ("0\r\n", ": b", "a field name or an empty line"),
    ("0\r\n", "\0", "a field name or an empty line"),
    ("0\r\na", " : b", "a character of a field name or ':'"),
    ("0\r\na", "\r\n", "a character of a field name or ':'"),
    ("0\r\na: b", "\n", "a character of a field value or CR LF"),
    ("0\r\na: b", "\0", "a character of a field value or CR LF"),
    ("0\r\na: b", "\x0b", "a character of a field value or CR LF"),
    ("0\r\na: b\r", "c", "LF after CR"),
    ("0\r\na: b\r\n", " c\r\n", "a field name or an empty line"),
    ("0\r\na: b\r\n\r", "\r", "LF after CR"),
];

#[test]
fn bodies_that_are_refused_and_the_byte_that_decides() {
    for &(good, bad, expected) in REFUSED {
        assert_refused(HttpChunked::new(), good, bad, expected);
    }
}

/// `good` alone is no reason to refuse, and with `bad` after it the first byte of `bad` is.
fn assert_refused(format: HttpChunked, good: &str, bad: &str, expected: &'static str) {
    let refused = Refused(Malformed::new(good.len(), expected));
    let bytes = format!("{good}{bad}");
    assert_eq!(read(format, good.as_bytes()), Incomplete, "{good:?}");
    assert_eq!(read(format, bytes.as_bytes()), refused, "{bytes:?}");
    assert_eq!(read(format, &bytes.as_bytes()[..=good.len()]), refused, "the first byte of {bad:?}");
}

#[test]
fn limits_hold_at_the_byte_that_exceeds_them() {
    let limits = ChunkLimits { size_line: 12, extensions: 9, trailers: 12, trailer_fields: 2 };
    let format = HttpChunked::new().with_limits(limits);
    for (bytes, content) in [
        ("001;abcdefgh\r\nx\r\n0\r\n\r\n", "x"),
        ("1;abc\r\nx\r\n1;abcd\r\ny\r\n0\r\n\r\n", "xy"),
        ("1\r\nx\r\n0\r\na: 1\r\nb:\r\n\r\n", "x"),
    ] {
        assert_eq!(read(format, bytes.as_bytes()), Whole(content.into(), bytes.len()), "{bytes:?}");
    }
    for (good, bad, expected) in [
        ("0001;abcdefg", "h", "a size line within the limit"),
        ("1           ", " ", "a size line within the limit"),
        ("1;abcdefgh", "i", "chunk extensions within the limit"),
        ("1;abc\r\nx\r\n1;abcd", "e", "chunk extensions within the limit"),
        ("1;abc\r\nx\r\n1 ;abc", "d", "chunk extensions within the limit"),
        ("0\r\na: 12345\r\nb:", " ", "a trailer section within the limit"),
        ("0\r\na: 123456\r\n\r", "\n", "a trailer section within the limit"),
        ("0\r\na:\r\nb:\r\n", "c", "no more trailer fields than the limit"),
    ] {
        assert_refused(format, good, bad, expected);
    }
}

#[test]
fn extensions_are_counted_anew_in_each_body() {
    let format = HttpChunked::new().with_limits(ChunkLimits { extensions: 3, ..ChunkLimits::DEFAULT });
    let mut decoder = Decoder::new(format);
    let bytes = b"1;ab\r\nx\r\n0\r\n\r\n1;ab\r\nx\r\n0\r\n\r\n";
    let mut rest = &bytes[..];
    while !rest.is_empty() {
        let framing_core::Step::Done(chunk) = decoder.decode(rest).unwrap() else { panic!("all is there") };
        rest = &rest[chunk.bytes().len()..];
    }
    assert!(decoder.finish(b"").unwrap().is_none());
}

#[test]
fn what_each_setting_accepts() {
    let trailers = |syntax| HttpChunked::new().with_trailer_syntax(syntax);
    let strict = FieldSyntax::STRICT;
    for (format, bytes, content) in [
        (HttpChunked::new().with_space_after_size(true), "1 \t\r\nx\r\n0 \r\n\r\n", "x"),
        (trailers(strict.allow_bare_lf()), "1\r\nx\r\n0\r\na: b\nc: d\n\r\n", "x"),
        (trailers(strict.allow_folding()), "0\r\na: b\r\n c\r\n\td\r\n\r\n", ""),
        (trailers(strict.allow_space_before_colon()), "0\r\na \t: b\r\n\r\n", ""),
        (trailers(strict.allow_control_in_value()), "0\r\na: \x01\x7f\r\n\r\n", ""),
    ] {
        let lenient = read(format, bytes.as_bytes());
        assert_eq!(lenient, Whole(content.into(), bytes.len()), "{bytes:?}");
        let strict = read(HttpChunked::new(), bytes.as_bytes());
        assert!(matches!(strict, Refused(_)), "{bytes:?}: {strict:?}");
    }
}

/// The format with every setting that accepts more.
fn lenient() -> HttpChunked {
    let syntax = FieldSyntax::STRICT
        .allow_bare_lf()
        .allow_folding()
        .allow_space_before_colon()
        .allow_control_in_value();
    HttpChunked::new().with_trailer_syntax(syntax).with_space_after_size(true)
}

/// RFC 9112, section 7.1: the empty line after the trailer section is part of the coding, which knows only CR LF.
#[test]
fn the_last_line_of_a_body_ends_with_cr_lf_whatever_the_trailers_may() {
    for (bytes, at) in [("0\r\n\n", 3), ("0\r\na: b\n\n", 8), ("0\r\na: b\r\n\n", 9)] {
        let expected = Refused(Malformed::new(at, "a field name or an empty line"));
        assert_eq!(read(lenient(), bytes.as_bytes()), expected, "{bytes:?}");
    }
}

#[test]
fn what_no_setting_accepts() {
    for bytes in [
        "\r\n",
        "5\n",
        "0x5\r\n",
        "+5\r\n",
        "5;a\n",
        "5;\r\n",
        "3\r\nabc__",
        "3\r\nabc\n",
        "0\r\n a: b",
        "0\r\na: \0",
        "0\r\na: b\rc",
        "5;a=\"\r\n",
        "5;a \r\n",
        "10000000000000000\r\n",
    ] {
        let reading = read(lenient(), bytes.as_bytes());
        assert!(matches!(reading, Refused(_)), "{bytes:?}: {reading:?}");
    }
}

#[test]
fn the_stream_ends_cleanly_only_between_bodies() {
    for (bytes, outcome) in [
        ("", None),
        ("0\r\n\r\n", None),
        ("1\r\nx\r\n0\r\n\r\n", None),
        ("0", Some(Outcome::Truncated)),
        ("0\r\n", Some(Outcome::Truncated)),
        ("1\r\nx\r\n", Some(Outcome::Truncated)),
        ("1\r\nx", Some(Outcome::Truncated)),
    ] {
        let mut frames = FrameBuffer::new(HttpChunked::new());
        frames.push(bytes.as_bytes());
        frames.end();
        let ended = loop {
            match frames.next() {
                Ok(Some(_)) => {}
                Ok(None) => break None,
                Err(error) => break Some(error.outcome()),
            }
        };
        assert_eq!(ended, outcome, "{bytes:?}");
    }
}

#[test]
fn trailers_and_extensions_are_handed_out() {
    let header = HttpChunked::new().header(b"0; a=\"x\\\"y\" ;b\r\nOne:  1 \r\nTwo:\r\n\r\n").unwrap();
    let extensions: Vec<_> =
        header.extensions().map(|e| (e.name, e.value().map(|v| v.into_owned()))).collect();
    assert_eq!(extensions, [(&b"a"[..], Some(b"x\"y".to_vec())), (b"b", None)]);
    let trailers: Vec<_> = header.trailers().map(|field| (field.name, field.value)).collect();
    assert_eq!(trailers, [(&b"One"[..], &b"1"[..]), (b"Two", b"")]);
}

fn write(header: &ChunkHeader, data: &[u8], wire: &mut Vec<u8>) -> Result<(), EncodeError> {
    let len = data.len() as u64;
    HttpChunked::new().encode_header(header, len, wire)?;
    wire.extend_from_slice(data);
    HttpChunked::new().encode_trailer(header, len, wire);
    Ok(())
}

#[test]
fn what_was_read_is_written_again() {
    for bytes in [
        "5\r\nhello\r\n0\r\n\r\n",
        "5 ; a = \"b\"\r\nhello\r\n0;last\r\nDigest:x\r\n\r\n",
        "ff;a\r\n0\r\n\r\n",
    ] {
        let mut frames = FrameBuffer::new(HttpChunked::new());
        frames.push(bytes.as_bytes());
        let mut wire = Vec::new();
        while let Ok(Some(chunk)) = frames.next() {
            write(&chunk.header, chunk.body(), &mut wire).unwrap();
        }
        let whole = bytes.len() - frames.buffered().len();
        assert_eq!(String::from_utf8(wire).unwrap(), bytes[..whole]);
    }
}

#[test]
fn headers_that_cannot_be_written() {
    let header = ChunkHeader::default();
    assert!(header.clone().with_extension("", None).is_err());
    assert!(header.clone().with_extension("a b", None).is_err());
    assert!(header.clone().with_extension("a", Some("\r\n")).is_err());
    assert!(header.clone().with_trailer("a:", "b").is_err());
    assert!(header.clone().with_trailer("a", "b\nc").is_err());
    let last = header.with_trailer("a", "b").unwrap();
    let mut wire = Vec::new();
    assert!(write(&last, b"data", &mut wire).is_err(), "trailers after no data");
    assert!(wire.is_empty());
}

#[test]
fn each_byte_of_a_long_trailer_is_looked_at_once() {
    let bytes = format!("0\r\nA: {}\r\n\r\n", "a".repeat(1 << 13));
    let format = HttpChunked::new();
    let mut scan = Scan::default();
    for end in 1..bytes.len() {
        let extent = format.header_len(&bytes.as_bytes()[..end], &mut scan);
        assert_eq!(extent, Ok(Extent::AtLeast(end + 1)));
        assert_eq!(scan.position, end, "the search continues after what it has seen");
    }
}

/// Small chunks are moved in blocks of 64 bytes where there is room for that, larger ones and the first as they are.
#[test]
fn chunks_of_all_sizes_are_moved_whole() {
    for sizes in
        [&[1; 40][..], &[16; 12], &[3, 63, 64, 65, 1, 64, 200, 2, 64, 1], &[70, 5, 5, 64, 64, 64, 5, 255]]
    {
        let (mut body, mut content) = (Vec::new(), Vec::new());
        for (index, size) in sizes.iter().enumerate() {
            let data: Vec<u8> = (0..*size).map(|at: usize| (at * 7 + index * 31) as u8).collect();
            body.extend_from_slice(format!("{size:x}\r\n").as_bytes());
            body.extend_from_slice(&data);
            body.extend_from_slice(b"\r\n");
            content.extend_from_slice(&data);
        }
        body.extend_from_slice(b"0\r\n\r\n");
        let len = body.len();
        assert_eq!(read(HttpChunked::new(), &body), Whole(content.clone(), len));
        body.extend_from_slice(b"after");
        assert_eq!(read(HttpChunked::new(), &body), Whole(content, len));
    }
}

#[test]
fn the_limit_of_trailers_holds_for_the_empty_line() {
    let limits = |trailers| HttpChunked::new().with_limits(ChunkLimits { trailers, ..ChunkLimits::DEFAULT });
    assert_eq!(read(limits(2), b"0\r\n\r\n"), Whole(Vec::new(), 5));
    assert_eq!(
        read(limits(1), b"0\r\n\r\n"),
        Refused(Malformed::new(4, "a trailer section within the limit"))
    );
}

#[test]
fn a_size_that_no_memory_holds_is_waited_for_and_not_reserved() {
    let bytes = "ffffffffffffffff\r\nx";
    assert_eq!(stream(HttpChunked::new(), bytes.as_bytes(), &[]), Incomplete);
    let mut scan = Scan::default();
    let extent = CodedBody::default().scan(bytes.as_bytes(), &mut scan);
    assert_eq!(extent, Ok(Extent::AtLeast(usize::MAX)));
}

#[test]
fn trailers_that_look_like_chunks_are_no_content() {
    for (coded, content, trailers) in [
        (&b"0\r\nA: llo\r\nA: lloA: b\r\n\r\n"[..], &b""[..], &b"A: llo\r\nA: lloA: b\r\n\r\n"[..]),
        (b"2\r\nhi\r\n0\r\n1: x\r\n\r\n", b"hi", b"1: x\r\n\r\n"),
        (b"0\r\n\r\n", b"", b"\r\n"),
    ] {
        assert_eq!(CodedBody::content(coded), content);
        assert_eq!(CodedBody::trailers(coded), trailers);
        let mut slices = CodedBody::slices(coded);
        slices.by_ref().for_each(drop);
        assert_eq!(slices.next(), None, "fused");
    }
}
