//! Which readers differ about which requests.

use std::string::ToString;

use super::*;

/// The readers that differ from the strict one, by name.
fn differing(report: &Report) -> Vec<&'static str> {
    report
        .readings
        .iter()
        .filter(|(_, reading)| *reading != report.strict)
        .map(|(reader, _)| reader.name)
        .collect()
}

#[test]
fn attacks_are_ambiguous() {
    let chunked = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (name, bytes, readers) in [
        (
            "CL.TE",
            "POST / HTTP/1.1\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG",
            &["coding-over-length", "length-over-coding", "any-chunked", "trims-controls"][..],
        ),
        (
            "TE.CL",
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n1\r\nx\r\n0\r\n\r\n",
            &["coding-over-length", "length-over-coding", "any-chunked", "trims-controls"],
        ),
        (
            "CL.CL",
            "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxG",
            &["first-length", "last-length"],
        ),
        (
            "xchunked",
            "POST / HTTP/1.1\r\nContent-Length: 6\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\nG",
            &["any-chunked", "unknown-coding-ignored"],
        ),
        (
            "vertical tab",
            "POST / HTTP/1.1\r\nContent-Length: 6\r\nTransfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\nG",
            &["trims-controls", "odd-coding-ignored"],
        ),
        (
            "TE in HTTP/1.0",
            "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n",
            &["coding-in-1.0", "coding-ignored-in-1.0"],
        ),
    ] {
        let report = of_requests(bytes.as_bytes());
        for reader in readers {
            assert!(differing(&report).contains(reader), "{name}: {reader} is not in\n{report}");
        }
        assert!(matches!(report.strict.end, End::Refused { .. }), "{name}: {report}");
    }
    for (name, body, reader) in [
        ("TERM.EXT", "2;\nxx\r\n4c\r\n0\r\n\r\n", "size-line-lf"),
        ("EXT.TERM", "1;a=\"\r\nX\r\n0\r\n\r\nG\"\r\nX\r\n0\r\n\r\n", "quoted-crlf"),
        ("LF in an extension", "1;a\nb\r\nX\r\n0\r\n\r\n", "extension-to-lf"),
        ("any two bytes", "3\r\nxxx__1\r\nx\r\n0\r\n\r\n", "any-data-end"),
        ("0x", "0x1\r\nx\r\n0\r\n\r\n", "lax-size"),
        ("+", "+1\r\nx\r\n0\r\n\r\n", "lax-size"),
        ("_", "0_1\r\nx\r\n0\r\n\r\n", "lax-size"),
        ("empty size", "\r\n\r\n", "empty-size"),
    ] {
        let report = of_requests([chunked, body].concat().as_bytes());
        assert!(differing(&report).contains(&reader), "{name}: {reader} is not in\n{report}");
        assert!(matches!(report.strict.end, End::Refused { .. }), "{name}: {report}");
    }
}

#[test]
fn two_readers_that_accept_and_differ_are_found() {
    for (bytes, ambiguous) in [
        ("POST / HTTP/1.1\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG", true),
        ("POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxG", true),
        ("GET / HTTP/1.1\r\nContent-Length: 5\r\n\r\nGET /", true),
        ("GET / HTTP/1.1\r\nHost: a\r\n\r\n", false),
        ("POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi", false),
        ("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n", false),
        ("garbage", false),
        ("", false),
    ] {
        assert_eq!(of_requests(bytes.as_bytes()).is_ambiguous(), ambiguous, "{bytes:?}");
    }
}

#[test]
fn every_reader_agrees_with_the_strict_one_about_plain_requests() {
    let bytes = b"\r\nGET /a HTTP/1.1\r\nHost: b\r\n\r\nPOST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n2;a=\"b\"\r\nhi\r\n0\r\nC: d\r\n\r\nPOST / HTTP/1.0\r\nContent-Length: 2\r\n\r\nhi";
    let report = of_requests(bytes);
    assert_eq!(report.strict.end, End::Complete);
    assert_eq!(report.strict.ends.len(), 3);
    assert_eq!(differing(&report), ["unknown-coding-ignored", "odd-coding-ignored"]);
}

#[test]
fn names_are_used_once() {
    let mut names: Vec<_> = READERS.iter().map(|reader| reader.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), READERS.len());
}

#[test]
fn a_report_says_who_reads_what() {
    let report =
        of_requests(b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxG").to_string();
    let lines: Vec<_> = report.lines().collect();
    assert_eq!(lines[0], "message 1 ends differently:");
    assert_eq!(lines[1], "  strict: refuses byte 50");
    assert_eq!(
        lines[2],
        "  first-length: ends at 58, waits for more (the first Content-Length counts; hand-written loops that stop at it)"
    );
}
