//! Header parts by the table: what is taken, what is refused and where, however the bytes arrive.

use std::format;
use std::string::String;
use std::vec::Vec;

use super::*;

/// What the search answers when the bytes come in the given pieces, and the header after it.
fn read_in_pieces(
    format: ContentLength,
    bytes: &[u8],
    cuts: &[usize],
) -> Result<Option<(u64, usize)>, Malformed> {
    let mut scan = Scan::default();
    for &end in cuts.iter().chain([&bytes.len()]) {
        if let Extent::Exact(len) = format.header_len(&bytes[..end], &mut scan)? {
            return Ok(Some((format.header(&bytes[..len])?.length, len)));
        }
    }
    Ok(None)
}

/// The answer that does not depend on how the bytes are cut.
fn read_however_cut(format: ContentLength, bytes: &[u8]) -> Result<Option<(u64, usize)>, Malformed> {
    let whole = read_in_pieces(format, bytes, &[]);
    let every: Vec<usize> = (0..bytes.len()).collect();
    assert_eq!(read_in_pieces(format, bytes, &every), whole, "byte by byte: {}", bytes.escape_ascii());
    for cut in every {
        assert_eq!(read_in_pieces(format, bytes, &[cut]), whole, "cut at {cut}: {}", bytes.escape_ascii());
    }
    whole
}

#[test]
fn header_parts_that_are_read() {
    for (bytes, length) in [
        ("Content-Length: 0\r\n\r\n", 0),
        ("Content-Length: 7\r\n\r\n", 7),
        ("Content-Length: 999999999999999999\r\n\r\n", 999_999_999_999_999_999),
        ("Content-Length: 18446744073709551615\r\n\r\n", u64::MAX),
        ("Content-Length: 00000000000000000000000000012\r\n\r\n", 12),
        ("Content-Length: 000\r\n\r\n", 0),
        ("Content-Length:5\r\n\r\n", 5),
        ("Content-Length: \t 5 \t \r\n\r\n", 5),
        ("content-length: 5\r\n\r\n", 5),
        ("CONTENT-LENGTH: 5\r\n\r\n", 5),
        ("Content-Length: 5\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n", 5),
        ("Content-Type: x\r\nContent-Length: 5\r\n\r\n", 5),
        ("X-Empty:\r\nX-Latin: \u{e9}\r\nX-Tab: a\tb\r\nContent-Length: 5\r\n\r\n", 5),
        ("!#$%&'*+-.^_`|~: any token is a name\r\nContent-Length: 5\r\n\r\n", 5),
        ("Content-Lengthy: 1\r\nNot-Content-Length: 2\r\nContent-Length: 5\r\n\r\n", 5),
    ] {
        assert_eq!(
            read_however_cut(ContentLength::new(), bytes.as_bytes()),
            Ok(Some((length, bytes.len()))),
            "{bytes:?}"
        );
    }
}

#[test]
fn header_parts_that_are_refused_and_the_byte_that_decides() {
    for (good, bad, expected) in [
        ("", "\r", "a length field before the empty line"),
        ("", "\n", "a field name or an empty line"),
        ("", " Content-Length: 5", "a field name or an empty line"),
        ("", ":5", "a field name or an empty line"),
        ("", "\0", "a field name or an empty line"),
        ("Content-Type: x\r\n", "\r\n", "a length field before the empty line"),
        ("Content-Length", " : 5", "a character of a field name or ':'"),
        ("Content-Length", "\t: 5", "a character of a field name or ':'"),
        ("Content-Length", "\r\n", "a character of a field name or ':'"),
        ("Content", " Length: 5", "a character of a field name or ':'"),
        ("Content-Length", "\u{e9}: 5", "a character of a field name or ':'"),
        ("X: a", "\nContent-Length: 5", "a character of a field value or CR LF"),
        ("X: a", "\0", "a character of a field value or CR LF"),
        ("X: a", "\x7f", "a character of a field value or CR LF"),
        ("X: a\r", "b", "LF after CR"),
        ("X: a\r", "\r\n", "LF after CR"),
        ("X: a\r\n", " folded\r\n", "a field name or an empty line"),
        ("Content-Length:", "\r\n", "a decimal digit"),
        ("Content-Length: ", "\r\n", "a decimal digit"),
        ("Content-Length: ", "+5", "a decimal digit"),
        ("Content-Length: ", "-5", "a decimal digit"),
        ("Content-Length: ", "NaN", "a decimal digit"),
        ("Content-Length: ", "\x0b5", "a decimal digit"),
        ("Content-Length: 0", "x5", "a decimal digit or CR LF"),
        ("Content-Length: 5", "_0", "a decimal digit or CR LF"),
        ("Content-Length: 5", ", 5", "a decimal digit or CR LF"),
        ("Content-Length: 5", ".0", "a decimal digit or CR LF"),
        ("Content-Length: 5", "\n\n", "a decimal digit or CR LF"),
        ("Content-Length: 4 ", "2", "CR LF"),
        ("Content-Length: 5\r", "\r\n", "LF after CR"),
        ("Content-Length: 5\r\n\r", "x", "LF after CR"),
        ("Content-Length: 1844674407370955161", "6", "a length below 2^64"),
        ("Content-Length: 9999999999999999999", "9", "a length below 2^64"),
        ("Content-Length: 0000010000000000000000000", "0", "a length below 2^64"),
        ("Content-Length: 1\r\nContent-Length", ": 2", "no second length field"),
        ("Content-Length: 1\r\ncontent-length", ": 1", "no second length field"),
        ("Content-Length: 0\r\nX: y\r\nContent-Length", ": 0", "no second length field"),
    ] {
        assert_refused(ContentLength::new(), good, bad, expected);
    }
}

/// `good` alone is no reason to refuse, and with `bad` after it the first byte of `bad` is.
fn assert_refused(format: ContentLength, good: &str, bad: &str, expected: &'static str) {
    let bytes = format!("{good}{bad}");
    let refused = Err(Malformed::new(good.len(), expected));
    assert_eq!(read_however_cut(format, good.as_bytes()), Ok(None), "{good:?}");
    assert_eq!(read_however_cut(format, bytes.as_bytes()), refused, "{bytes:?}");
    assert_eq!(
        read_however_cut(format, &bytes.as_bytes()[..=good.len()]),
        refused,
        "the first byte of {bad:?}"
    );
}

#[test]
fn equal_lengths_are_taken_when_allowed() {
    let format = ContentLength::new().with_leniency(Leniency::EQUAL_LENGTHS);
    for (first, second, length) in
        [("5", "5", 5), ("12", " 0012 ", 12), ("0012", "12", 12), ("0", "000", 0), ("00", "0", 0)]
    {
        let bytes = format!("Content-Length: {first}\r\nX: y\r\ncontent-length:{second}\r\n\r\n");
        assert_eq!(read_however_cut(format, bytes.as_bytes()), Ok(Some((length, bytes.len()))), "{bytes:?}");
    }
}

#[test]
fn different_lengths_are_refused_at_the_digit_that_differs() {
    let format = ContentLength::new().with_leniency(Leniency::EQUAL_LENGTHS);
    for (first, same, differs) in [
        ("1", "", "2"),
        ("12", "1", "3"),
        ("1", "1", "2"),
        ("12", "1", "\r"),
        ("12", "1", " "),
        ("0", "", "1"),
        ("1", "0", "\r"),
        ("00", "0", "5"),
    ] {
        let good = format!("Content-Length: {first}\r\nContent-Length: {same}");
        assert_refused(format, &good, differs, "the same length as in the first field");
    }
}

#[test]
fn each_byte_is_looked_at_once() {
    let long = "a".repeat(1 << 16);
    let bytes = format!("X-Long: {long}\r\nContent-Length: 5\r\n\r\n");
    let format = ContentLength::new();
    let mut scan = Scan::default();
    for end in 0..bytes.len() {
        assert_eq!(format.header_len(&bytes.as_bytes()[..end], &mut scan), Ok(Extent::AtLeast(end + 1)));
        assert_eq!(scan.position, end, "the search continues after what it has seen");
    }
}

#[test]
fn what_was_read_is_written_again_in_front_of_another_body() {
    for (read, written) in [
        ("Content-Length: 5\r\n\r\n", "Content-Length: 1234567890\r\n\r\n"),
        ("CONTENT-LENGTH:  05 \r\n\r\n", "Content-Length: 1234567890\r\n\r\n"),
        (
            "content-type:  a/b \r\ncontent-length: 5\r\nX: y\r\n\r\n",
            "Content-Length: 1234567890\r\ncontent-type:  a/b \r\nX: y\r\n\r\n",
        ),
    ] {
        let header = ContentLength::new().header(read.as_bytes()).unwrap();
        let mut wire = Vec::new();
        ContentLength::new().encode_header(&header, 1_234_567_890, &mut wire).unwrap();
        assert_eq!(String::from_utf8(wire).unwrap(), written);
    }
}

#[test]
fn the_fields_stay_readable() {
    let bytes = b"Content-Encoding: gzip\r\nContent-Length: 5\r\ncontent-type:\ta/b \r\n\r\n";
    let header = ContentLength::new().header(bytes).unwrap();
    assert_eq!(header.content_type(), Some(&b"a/b"[..]));
    let names: Vec<_> = header.other_fields().map(|field| field.name).collect();
    assert_eq!(names, [&b"Content-Encoding"[..], b"content-type"]);
    assert_eq!(ContentLengthHeader::default().content_type(), None);
}

#[test]
fn a_content_type_that_would_break_the_line_is_not_written() {
    for value in ["a\r\nContent-Length: 1", "a\nb", "a\0"] {
        assert!(ContentLengthHeader::with_content_type(value).is_err(), "{value:?}");
    }
}
