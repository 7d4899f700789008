//! Which readers differ about which messages.

use std::string::{String, ToString};
use std::{format, vec};

use super::*;

/// The readers that differ from the strict one, by name.
fn differing(report: &Report) -> Vec<&'static str> {
    report.differing().map(|(reader, _)| reader.name).collect()
}

const POST: &str = "POST / HTTP/1.1\r\n";
const CHUNKED: &str = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
const OK: &str = "HTTP/1.1 200 OK\r\n";

#[test]
fn every_reader_differs_about_something() {
    let mut seen = Vec::new();
    for (start, rest, readers) in [
        (POST, "A: b\nC: d\r\n\r\n", &["head-lf"][..]),
        (POST, "A: b\rC: d\r\n\r\n", &["head-cr"]),
        (POST, "Content-Length : 1\r\n\r\nx", &["space-before-colon", "space-in-name"]),
        (POST, "A: b\r\n c\r\n\r\n", &["folds"]),
        (POST, "A: b\x01\r\n\r\n", &["controls-in-value"]),
        ("POST  /\tHTTP/1.1\r\n", "\r\n", &["start-line-space"]),
        ("\r\n\r\nPOST / HTTP/1.1\r\n", "\r\n", &["empty-lines"]),
        (POST, "Content-Length: 1\r\nContent-Length: 2\r\n\r\nxG", &["first-length", "last-length"]),
        (
            POST,
            "Content-Length: 1\r\nContent-Length: 1\r\n\r\nx",
            &["first-length", "last-length", "equal-lengths"],
        ),
        (POST, "Content-Length: +1\r\n\r\nx", &["lax-length"]),
        (POST, "Content-Length: 0_1\r\n\r\nx", &["lax-length"]),
        (POST, "Content-Length: 0x1\r\n\r\nx", &["lax-length"]),
        (POST, "Content-Length: 1, 1\r\n\r\nx", &["lax-length"]),
        (POST, "Content-Length: \r\n\r\nx", &["empty-length"]),
        ("GET / HTTP/1.1\r\n", "Content-Length: 5\r\n\r\nGET /", &["no-body-of-get"]),
        (
            POST,
            "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG",
            &["coding-over-length", "length-over-coding", "any-chunked", "trims-controls", "coding-in-1.0"],
        ),
        (
            POST,
            "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n1\r\nx\r\n0\r\n\r\n",
            &["coding-over-length", "length-over-coding", "any-chunked", "trims-controls", "coding-in-1.0"],
        ),
        (
            POST,
            "Content-Length: 6\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\nG",
            &["any-chunked", "unknown-coding-ignored", "odd-coding-ignored"],
        ),
        (
            POST,
            "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
            &["any-chunked", "unknown-coding-ignored", "odd-coding-ignored"],
        ),
        (
            POST,
            "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
            &["any-chunked", "chunked-twice", "unknown-coding-ignored", "odd-coding-ignored"],
        ),
        (
            POST,
            "Content-Length: 6\r\nTransfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\nG",
            &["odd-coding-ignored", "trims-controls"],
        ),
        (
            "POST / HTTP/1.0\r\n",
            "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n",
            &["coding-in-1.0", "coding-ignored-in-1.0"],
        ),
        (CHUNKED, "0x1\r\nx\r\n0\r\n\r\n", &["lax-size", "size-prefix"]),
        (CHUNKED, "+1\r\nx\r\n0\r\n\r\n", &["lax-size"]),
        (CHUNKED, "0_1\r\nx\r\n0\r\n\r\n", &["lax-size", "size-prefix"]),
        (CHUNKED, "10000000000000001\r\nx\r\n0\r\n\r\n", &["size-wraps", "size-of-32-bits"]),
        (CHUNKED, "100000001\r\nx\r\n0\r\n\r\n", &["size-of-32-bits"]),
        (CHUNKED, "\r\n\r\n", &["empty-size"]),
        (CHUNKED, "1 \r\nx\r\n0\r\n\r\n", &["size-prefix", "space-after-size"]),
        (CHUNKED, "2;\nxx\r\n4c\r\n0\r\n\r\n", &["size-line-lf", "extension-to-lf"]),
        (CHUNKED, "1;a\nb\r\nX\r\n0\r\n\r\n", &["size-line-lf", "extension-to-lf"]),
        (CHUNKED, "1;a\rb\r\nX\r\n0\r\n\r\n", &["extension-to-lf"]),
        (CHUNKED, "1;a\0b\r\nX\r\n0\r\n\r\n", &["any-extension"]),
        (CHUNKED, "1;a=\"\r\nX\r\n0\r\n\r\nG\"\r\nX\r\n0\r\n\r\n", &["any-extension", "quoted-crlf"]),
        (CHUNKED, "3\r\nxxx__1\r\nx\r\n0\r\n\r\n", &["any-data-end", "long-data"]),
        (CHUNKED, "5\r\nAAAAAXXX\r\n0\r\n\r\n", &["long-data"]),
        (POST, "Upgrade: x\r\n\r\nGET /admin HTTP/1.1\r\n\r\n", &["upgrade-at-once"]),
        ("CONNECT a:1 HTTP/1.1\r\n", "\r\nGET /admin HTTP/1.1\r\n\r\n", &["upgrade-at-once"]),
    ] {
        assert_differ(&of_requests([start, rest].concat().as_bytes()), readers, rest);
        seen.extend_from_slice(readers);
    }
    for (method, start, rest, readers) in [
        (RequestMethod::Other, "HTTP/1.1 200\r\n", "Content-Length: 0\r\n\r\n", &["no-reason"][..]),
        (RequestMethod::Head, OK, "Content-Length: 2\r\n\r\nhi", &["body-of-head"]),
        (RequestMethod::Other, "HTTP/1.1 204 No\r\n", "Content-Length: 2\r\n\r\nhi", &["body-of-bodiless"]),
        (RequestMethod::Other, "HTTP/1.1 100 Go\r\n", "Content-Length: 2\r\n\r\nhi", &["body-of-bodiless"]),
        (RequestMethod::Other, OK, "\r\nhi", &["no-length-no-body"]),
        (RequestMethod::Other, OK, "A: b\nContent-Length: 0\r\n\r\n", &["head-lf"]),
        (
            RequestMethod::Other,
            OK,
            "Content-Length: 1\r\nContent-Length: 2\r\n\r\nxG",
            &["first-length", "last-length"],
        ),
    ] {
        assert_differ(&of_responses([start, rest].concat().as_bytes(), method), readers, rest);
        seen.extend_from_slice(readers);
    }
    let unseen: Vec<_> =
        READERS.iter().map(|reader| reader.name).filter(|name| !seen.contains(name)).collect();
    assert_eq!(unseen, Vec::<&str>::new());
}

fn assert_differ(report: &Report, readers: &[&str], name: &str) {
    let differing: Vec<_> = differing(report);
    // Some careless readers are careless about more than is at issue; none that is named may be missing.
    let missing: Vec<_> = readers.iter().filter(|reader| !differing.contains(reader)).collect();
    assert!(missing.is_empty(), "{name:?}: {missing:?} are not in\n{report}");
    assert!(report.is_ambiguous(), "{name:?}: {report}");
}

#[test]
fn two_that_go_on_and_differ_are_worse_than_one_that_refuses() {
    for (bytes, risk) in [
        (
            "POST / HTTP/1.1\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG",
            Risk::Conflict,
        ),
        ("POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxG", Risk::Conflict),
        ("GET / HTTP/1.1\r\nContent-Length: 5\r\n\r\nGET /", Risk::Conflict),
        ("GET / HTTP/1.1\r\nUpgrade: a\r\n\r\nGET / HTTP/1.1\r\n\r\n", Risk::Conflict),
        ("GET / HTTP/1.1\nHost: a\n\n", Risk::Refusal),
        ("POST / HTTP/1.1\r\nContent-Length: +1\r\n\r\nx", Risk::Refusal),
        ("GET / HTTP/1.1\r\n\r\nPOST / HTTP/1.1\r\nContent-Length: +1\r\n\r\nx", Risk::Refusal),
        ("GET / HTTP/1.1\r\nUpgrade: a\r\n\r\n", Risk::None),
        ("GET / HTTP/1.1\r\nHost: a\r\n\r\n", Risk::None),
        ("POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi", Risk::None),
        ("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n", Risk::None),
        ("garbage", Risk::None),
        ("\x16\x03\x01\0", Risk::None),
        ("", Risk::None),
    ] {
        assert_eq!(of_requests(bytes.as_bytes()).risk(), risk, "{bytes:?}");
    }
}

#[test]
fn the_worst_difference_is_told_though_it_is_not_the_first() {
    let bytes = "GET / HTTP/1.1\nHost: a\n\nPOST / HTTP/1.1\nContent-Length: 1\nContent-Length: 2\n\nxG";
    let difference = of_requests(bytes.as_bytes()).difference().unwrap();
    assert_eq!(
        (difference.message, difference.risk),
        (0, Risk::Refusal),
        "each reader is careless in one point"
    );
    let bytes = "POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\nPOST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxG";
    let difference = of_requests(bytes.as_bytes()).difference().unwrap();
    assert_eq!((difference.message, difference.risk), (1, Risk::Conflict));
}

/// Messages that are taken, whatever is in them.
const GOOD: &[(Side, &str)] = &[
    (
        Side::Requests,
        "\r\nGET /a HTTP/1.1\r\nHost: b\r\n\r\nPOST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2;a=\"b\\\"\" ; c = d\r\nhi\r\n0\r\nC: d\r\n\r\n",
    ),
    (Side::Requests, "POST / HTTP/1.0\r\nContent-Length: 2\r\n\r\nhiPUT * HTTP/1.9\r\nA:\r\n\r\n"),
    (
        Side::Requests,
        "POST / HTTP/1.1\r\nTransfer-Encoding: gzip;a=\"b, \\\"c\" ; d=e\r\ntransfer-encoding:\tChunked \r\n\r\n1\r\nx\r\n0\r\n\r\n",
    ),
    (
        Side::Responses(RequestMethod::Other),
        "HTTP/1.1 103 \r\nA: b\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhiHTTP/1.1 204 No\r\n\r\n",
    ),
    (
        Side::Responses(RequestMethod::Other),
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, gzip\r\n\r\nrest",
    ),
    (
        Side::Responses(RequestMethod::Head),
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nHTTP/1.1 200 \r\n\r\n",
    ),
    (
        Side::Responses(RequestMethod::Connect),
        "HTTP/1.0 407 No\r\nContent-Length: 1\r\n\r\nxHTTP/1.1 200 OK\r\n\r\nhi",
    ),
    (Side::Responses(RequestMethod::Other), "HTTP/1.1 101 Up\r\n\r\nhi"),
];

fn strictly(side: Side, bytes: &[u8]) -> Reading {
    match side {
        Side::Requests => of_requests(bytes).strict,
        Side::Responses(method) => of_responses(bytes, method).strict,
    }
}

/// What the lenient readings are compared with is what the strict reader reads, of good messages and of those that have one
/// byte more, less, or another.
#[test]
fn a_reader_without_carelessness_takes_what_the_strict_one_takes() {
    let put = b"\r\n\0 \t\x0b\x7f\xff:;,=\"\\+-_0159afx";
    for (side, good) in GOOD {
        let good = good.as_bytes();
        assert!(
            matches!(strictly(*side, good).end, End::Complete | End::Switched),
            "{}",
            good.escape_ascii()
        );
        for at in 0..good.len() {
            assert_alike(*side, &[&good[..at], &good[at + 1..]].concat());
            for byte in put {
                assert_alike(*side, &[&good[..at], &[*byte], &good[at..]].concat());
                assert_alike(*side, &[&good[..at], &[*byte], &good[at + 1..]].concat());
            }
        }
    }
}

fn assert_alike(side: Side, bytes: &[u8]) {
    let strict = strictly(side, bytes);
    let careful = lax::read(side, readers::Quirks::NONE, bytes);
    // A line is judged when it is whole, so what is refused in a last line without an end may still be waited for.
    let is_behind =
        matches!((strict.end, careful.end), (End::Refused { .. }, End::Incomplete | End::Refused { .. }));
    let alike = strict.ends == careful.ends && (strict.end == careful.end || is_behind);
    assert!(alike, "{}: strictly {strict}; carefully {careful}", bytes.escape_ascii());
}

#[test]
fn names_are_used_once_and_every_reader_is_known_from_somewhere() {
    let mut names: Vec<_> = READERS.iter().map(|reader| reader.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), READERS.len());
    let sources = ["CVE-", "GHSA-", "#", "hyper", "h11", "httparse", "Go"];
    for reader in READERS {
        assert!(sources.iter().any(|source| reader.known.contains(source)), "{}", reader.name);
    }
}

#[test]
fn a_report_says_who_reads_what() {
    let lines = |report: &Report| report.to_string().lines().map(String::from).collect::<Vec<_>>();
    let report = of_requests(b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxG");
    let known = READERS.iter().find(|reader| reader.name == "first-length").unwrap().known;
    assert_eq!(
        lines(&report)[..3],
        [
            "message 1 ends differently:".to_string(),
            "  strict: refuses byte 50".to_string(),
            format!("  first-length: ends at 58, waits for more (the first Content-Length counts; {known})"),
        ]
    );
    let report = of_requests(b"GET / HTTP/1.1\n\n");
    assert_eq!(lines(&report)[0], "message 1 is refused by some, and read by others:");
    assert_eq!(
        lines(&of_requests(b"")),
        vec!["no two readers end a message differently", "  strict: complete"]
    );
}
