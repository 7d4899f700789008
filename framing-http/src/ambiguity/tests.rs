//! Which readers differ about which messages.

use std::borrow::ToOwned;
use std::string::{String, ToString};
use std::{format, vec};

use super::lax::{Next, Stop};
use super::*;

const POST: &str = "POST / HTTP/1.1\r\n";
const GET: &str = "GET / HTTP/1.1\r\n";
const CHUNKED: &str = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
const OK: &str = "HTTP/1.1 200 OK\r\n";
const NEXT: &str = "GET /admin HTTP/1.1\r\nHost: a\r\n\r\n";

fn requests() -> Judge {
    Judge::requests()
}

fn names(report: &Report<'_>) -> Vec<&'static str> {
    report.differing().map(|(reader, _)| reader.name()).collect()
}

/// Streams of requests, and readers that differ about them.
const ODD_REQUESTS: &[(&str, &str, &[&str])] = &[
    (POST, "A: b\nC: d\r\n\r\n", &["lf-ends-a-line", "only-crlf-ends-a-line"]),
    (POST, "A: b\rC: d\r\n\r\n", &["cr-ends-a-line", "only-crlf-ends-a-line"]),
    (
        POST,
        "Content-Length : 1\r\n\r\nx",
        &["space-before-colon", "space-in-name", "skips-bad-lines", "trims-names"],
    ),
    (POST, "A: b\r\n c\r\n\r\n", &["folds", "skips-bad-lines"]),
    (POST, "A: b\x01\r\n\r\n", &["controls-in-value", "skips-bad-lines"]),
    (POST, "A: b\0\r\n\r\n", &["nul-in-value", "nul-ends-value", "skips-bad-lines"]),
    ("POST  /\tHTTP/1.1\r\n", "\r\n", &["start-line-space"]),
    ("PO(ST / HTTP/1.1\r\n", "\r\n", &["any-method"]),
    ("POST /\u{e9} HTTP/1.1\r\n", "\r\n", &["any-target", "hyper"]),
    ("POST / HTTP/2.0\r\n", "Content-Length: 1\r\n\r\nx", &["any-version", "odd-version", "llhttp", "h11"]),
    ("POST / HTTP/9.9\r\n", "Content-Length: 1\r\n\r\nx", &["any-version", "odd-version"]),
    (
        "POST / HTTP/0.9\r\n",
        "Content-Length: 1\r\n\r\nx",
        &["any-version", "odd-version", "old-version-has-no-body", "old-version-without-body"],
    ),
    ("POST / http/1.1\r\n", "\r\n", &["odd-version"]),
    ("POST /\r\n", "A: b\r\n\r\n", &["no-version", "simple-request", "nginx"]),
    ("\r\n\r\nPOST / HTTP/1.1\r\n", "\r\n", &["empty-lines"]),
    (POST, "Content-Length: 1\r\nContent-Length: 2\r\n\r\nxG", &["first-length", "last-length"]),
    (
        POST,
        "Content-Length: 1\r\nContent-Length: 1\r\n\r\nx",
        &["first-length", "last-length", "equal-lengths"],
    ),
    (POST, "Content-Length: 1, 1\r\n\r\nx", &["equal-lengths", "length-prefix", "first-length"]),
    (
        POST,
        "Content-Length: +1\r\n\r\nx",
        &["signed-length", "length-prefix", "ignores-bad-length", "pingora"],
    ),
    (POST, "Content-Length: -0\r\n\r\nx", &["signed-length", "ignores-bad-length"]),
    (POST, "Content-Length: 0_1\r\n\r\nx", &["underscore-in-length", "length-prefix", "ignores-bad-length"]),
    (POST, "Content-Length: 0x1\r\n\r\nx", &["hex-length", "length-prefix"]),
    (POST, "Content-Length: 18446744073709551616\r\n\r\nx", &["length-wraps", "ignores-bad-length"]),
    (POST, "Content-Length: \r\n\r\nx", &["empty-length"]),
    (POST, "Content-Length: 010\r\n\r\n0123456789", &["octal-length"]),
    (POST, "Content-Length: 0000000000000000000000000000000000000001\r\n\r\nx", &["ignores-bad-length"]),
    (GET, "Content-Length: 5\r\n\r\nGET /", &["no-body-of-get"]),
    (POST, "Content-Length: 32\r\n\r\nGET /admin HTTP/1.1\r\nHost: a\r\n\r\n", &["ignores-length"]),
    (CHUNKED, "20\r\nGET /admin HTTP/1.1\r\nHost: a\r\n\r\n\r\n0\r\n\r\n", &["ignores-coding"]),
    (POST, "Expect: 100-continue\r\nContent-Length: 1\r\n\r\nx", &["no-body-after-expect"]),
    (POST, "Connection: Content-Length\r\nContent-Length: 1\r\n\r\nx", &["connection-drops-fields"]),
    (
        POST,
        "Connection: close, transfer-encoding\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        &["connection-drops-fields"],
    ),
    (POST, "Content_Length: 1\r\n\r\nx", &["underscore-is-a-dash"]),
    (POST, "Transfer_Encoding: chunked\r\n\r\n0\r\n\r\n", &["underscore-is-a-dash"]),
    (
        POST,
        "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG",
        &["coding-over-length", "length-over-coding", "hyper", "go"],
    ),
    (
        POST,
        "Content-Length: 6\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\nG",
        &["any-chunked-overrides", "unknown-coding-ignored", "odd-coding-ignored"],
    ),
    (
        POST,
        "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        &["any-chunked", "unknown-coding-ignored", "request-until-close"],
    ),
    (
        POST,
        "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
        &["any-chunked", "chunked-twice", "hyper"],
    ),
    (POST, "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", &["only-chunked", "unknown-coding-ignored"]),
    (POST, "Transfer-Encoding: chunked;a=b\r\n\r\n0\r\n\r\n", &["chunked-parameters"]),
    (POST, "Transfer-Encoding: , chunked\r\n\r\n0\r\n\r\n", &["empty-codings", "hyper", "llhttp"]),
    (
        POST,
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n",
        &["first-coding", "any-chunked", "unknown-coding-ignored"],
    ),
    (POST, "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", &["last-coding"]),
    (
        POST,
        "Content-Length: 6\r\nTransfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\nG",
        &["odd-coding-ignored", "trims-and-overrides"],
    ),
    (POST, "Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\nG", &["trims-controls"]),
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
    (CHUNKED, "0000000000000000000000000000000000000001\r\nx\r\n0\r\n\r\n", &["long-size"]),
    (CHUNKED, "\r\n\r\n", &["empty-size"]),
    (CHUNKED, "1 \r\nx\r\n0\r\n\r\n", &["size-prefix", "space-after-size"]),
    (CHUNKED, "2;\nxx\r\n4c\r\n0\r\n\r\n", &["lf-ends-a-size-line", "only-crlf-ends-a-size-line"]),
    (CHUNKED, "1;a\nb\r\nX\r\n0\r\n\r\n", &["lf-ends-a-size-line", "only-crlf-ends-a-size-line"]),
    (CHUNKED, "1;a\rb\r\nX\r\n0\r\n\r\n", &["only-crlf-ends-a-size-line"]),
    (
        CHUNKED,
        "5\r\r;ABCD\r\n34\r\nE\r\n0\r\n\r\n",
        &["cr-any-ends-a-size-line", "only-crlf-ends-a-size-line"],
    ),
    (CHUNKED, "1;a\0b\r\nX\r\n0\r\n\r\n", &["any-extension"]),
    (CHUNKED, "1;a=\"\r\nX\r\n0\r\n\r\nG\"\r\nX\r\n0\r\n\r\n", &["any-extension", "quoted-crlf"]),
    (CHUNKED, "3\r\nxxx__1\r\nx\r\n0\r\n\r\n", &["any-data-end", "long-data"]),
    (CHUNKED, "5\r\nAAAAAXXX\r\n0\r\n\r\n", &["long-data"]),
    (CHUNKED, "1\r\nx0\r\n\r\n", &["no-data-end"]),
    (CHUNKED, "1\r\nx\n0\r\n\r\n", &["lf-ends-data"]),
    (CHUNKED, "0\r\nX:POST / HTTP/1.1\r\n\r\n", &["trailers-are-a-request", "puma"]),
    (CHUNKED, "0\r\nno colon\r\n\r\n", &["any-trailer", "skips-bad-lines"]),
    (CHUNKED, "0\r\n\n", &["lf-ends-a-line"]),
    (GET, "Upgrade: x\r\n\r\nGET /admin HTTP/1.1\r\n\r\n", &["upgrade-at-once"]),
    ("CONNECT a:1 HTTP/1.1\r\n", "\r\nGET /admin HTTP/1.1\r\n\r\n", &["upgrade-at-once"]),
    ("POST / HTTP/1.0\r\n", "\r\ngarbage\0\r\n\r\n", &["stops-after-close"]),
    // Each "ignored by a reader that continues".
    (POST, ": b\r\n\r\n", &["skips-bad-lines"]),
    (POST, "no colon\r\n\r\n", &["skips-bad-lines"]),
    (POST, "Content-\r\n Length: 1\r\n\r\nx", &["skips-bad-lines"]),
    (POST, "Content-Length\x0b: 1\r\n\r\nx", &["skips-bad-lines", "trims-names"]),
    (POST, " Content-Length: 1\r\n\r\nx", &["skips-bad-lines", "trims-names"]),
    (
        POST,
        "X: X\nTransfer-Encoding: chunked\nContent-Length: 6\r\n\r\n0\r\n\r\nG",
        &["mends+coding-over-length", "mends+length-over-coding", "only-crlf-ends-a-line"],
    ),
    (
        POST,
        "X: X\r\n y\r\nTransfer-Encoding: chunked\r\nContent-Length: 6\r\n\r\n0\r\n\r\nG",
        &["mends+coding-over-length", "mends+length-over-coding", "h11"],
    ),
];

type OddResponse<'a> = (RequestMethod, &'a str, &'a str, &'a [&'a str]);

/// Streams of responses, and readers that differ about them.
const ODD_RESPONSES: &[OddResponse<'_>] = &[
    (RequestMethod::Other, "HTTP/1.1 200\r\n", "Content-Length: 0\r\n\r\n", &["no-reason"]),
    (RequestMethod::Other, "HTTP/1.1 200 O\x01K\r\n", "Content-Length: 0\r\n\r\n", &["controls-in-reason"]),
    (RequestMethod::Other, "\r\nHTTP/1.1 200 OK\r\n", "\r\n", &["empty-lines-before-status"]),
    (RequestMethod::Head, OK, "Content-Length: 2\r\n\r\nhi", &["body-of-head"]),
    (RequestMethod::Other, "HTTP/1.1 204 No\r\n", "Content-Length: 2\r\n\r\nhi", &["body-of-bodiless"]),
    (RequestMethod::Other, "HTTP/1.1 100 Go\r\n", "Content-Length: 2\r\n\r\nhi", &["body-of-bodiless"]),
    (RequestMethod::Other, OK, "\r\nhi", &["no-length-no-body"]),
    (RequestMethod::Other, OK, "A: b\nContent-Length: 0\r\n\r\n", &["lf-ends-a-line"]),
    (
        RequestMethod::Other,
        OK,
        "Content-Length: 1\r\nContent-Length: 2\r\n\r\nxG",
        &["first-length", "last-length"],
    ),
    (RequestMethod::Other, OK, "Content-Length: 0\r\n\r\nmore", &["ignores-rest"]),
];

#[test]
fn every_behaviour_makes_a_difference() {
    let mut seen = Vec::new();
    for (start, rest, readers) in ODD_REQUESTS {
        let bytes = [*start, rest].concat();
        assert_differ(&requests().report(bytes.as_bytes()), readers, &bytes);
        seen.extend_from_slice(readers);
    }
    for (method, start, rest, readers) in ODD_RESPONSES {
        let bytes = [*start, rest].concat();
        assert_differ(&Judge::responses(*method).report(bytes.as_bytes()), readers, &bytes);
        seen.extend_from_slice(readers);
    }
    let unseen = Behaviour::ALL.iter().map(|behaviour| behaviour.name()).filter(|name| !seen.contains(name));
    assert_eq!(unseen.collect::<Vec<_>>(), Vec::<&str>::new());
}

fn assert_differ(report: &Report<'_>, readers: &[&str], bytes: &str) {
    let differing: Vec<_> = names(report);
    let missing: Vec<_> = readers.iter().filter(|reader| !differing.contains(reader)).collect();
    assert!(missing.is_empty(), "{bytes:?}: {missing:?} are not in {differing:?}\n{report}");
    assert!(report.is_ambiguous(), "{bytes:?}: {report}");
}

#[test]
fn risks() {
    let (conflict, refusal, none) = (Risk::Conflict, Risk::Refusal, Risk::None);
    let body = |head: &str, body: &str| format!("{POST}{head}Content-Length: {}\r\n\r\n{body}", body.len());
    for (bytes, risk) in [
        (format!("{POST}Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG"), conflict),
        (format!("{POST}Content-Length: 1\r\nContent-Length: 2\r\n\r\nxG"), conflict),
        (format!("{POST}X: X\nTransfer-Encoding: chunked\nContent-Length: 6\r\n\r\n0\r\n\r\nG"), conflict),
        (
            format!("{POST}X: X\r\n y\r\nTransfer-Encoding: chunked\r\nContent-Length: 6\r\n\r\n0\r\n\r\nG"),
            conflict,
        ),
        (format!("{GET}Content-Length: 5\r\n\r\nGET /"), conflict),
        (format!("{GET}Upgrade: a\r\n\r\n{GET}\r\n"), conflict),
        ("GET / HTTP/1.1\nHost: a\n\n".to_owned(), refusal),
        (format!("{POST}Content-Length: +1\r\n\r\nx"), conflict),
        (format!("{GET}\r\n{POST}Content-Length: \r\n\r\n"), refusal),
        (format!("{GET}Upgrade: a\r\n\r\n"), none),
        // Strict forwards these.
        (body("", NEXT), conflict),
        (format!("{CHUNKED}20\r\n{NEXT}\r\n0\r\n\r\n"), conflict),
        (format!("{CHUNKED}0\r\nX:POST / HTTP/1.1\r\n\r\n"), conflict),
        (format!("{POST}Content-Length: 010\r\n\r\n0123456789"), conflict),
        (body("Expect: 100-continue\r\n", "hello"), conflict),
        (body("Connection: Content-Length\r\n", "hello"), conflict),
        (format!("{POST}Content_Length: 5\r\n\r\n"), conflict),
        (format!("{POST}Transfer_Encoding: chunked\r\n\r\n"), conflict),
        // Ordinary streams.
        (body("", "hello"), none),
        (body("", "a=b&c=d\r\nGET me a HTTP client"), none),
        (format!("{CHUNKED}5\r\nhello\r\n0\r\n\r\n"), none),
        (format!("{POST}Content-Length: 2\r\n\r\nhi{NEXT}"), none),
        (format!("{CHUNKED}0\r\n\r\n{NEXT}"), none),
        (format!("{CHUNKED}2\r\nhi\r\n0\r\n\r\n{NEXT}"), none),
        (format!("{CHUNKED}5;a=\"b\"\r\nhello\r\n0\r\nC: d\r\n\r\n{GET}\r\n"), none),
        (format!("{POST}Content-Length: 08\r\n\r\n01234567"), conflict),
        (format!("{POST}Content-Length: 05\r\n\r\nhello"), none),
        (format!("{GET}Host: a\r\n\r\n"), none),
        (format!("{POST}Content-Length: 0\r\nConnection: close\r\n\r\n"), none),
        ("garbage".to_owned(), none),
        ("\x16\x03\x01\0".to_owned(), none),
        (String::new(), none),
    ] {
        assert_eq!(requests().report(bytes.as_bytes()).risk(), risk, "{bytes:?}");
    }
}

#[test]
fn ordinary_responses_are_no_risk() {
    for (method, bytes) in [
        (RequestMethod::Other, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"),
        (RequestMethod::Other, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n"),
        (
            RequestMethod::Other,
            "HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi",
        ),
        (RequestMethod::Other, "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n"),
        (RequestMethod::Head, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"),
        (RequestMethod::Other, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n"),
        (RequestMethod::Connect, "HTTP/1.1 200 OK\r\n\r\n\0\x01"),
        (RequestMethod::Other, "HTTP/1.1 101 Up\r\n\r\n\0\x01"),
    ] {
        let judge = Judge::responses(method);
        let report = judge.report(bytes.as_bytes());
        assert_eq!(report.risk(), Risk::None, "{bytes:?}: {report}");
    }
}

#[test]
fn a_fold_continues_the_field_before_it() {
    let bytes = b"POST / HTTP/1.1\r\nContent-Length: 3\r\nX: y\r\n z\r\n\r\nabc";
    let judge = requests().with_readers(&Readers::strict_and(["folds"]).unwrap());
    let report = judge.report(bytes);
    assert_eq!(report.risk(), Risk::Refusal);
    let (_, reading) = report.differing().next().unwrap();
    assert_eq!((reading.ends, reading.end), (vec![bytes.len()], End::Complete));
}

#[test]
fn a_reader_that_only_refuses_is_no_risk_and_is_named() {
    let bytes = b"POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n";
    let judge = requests().with_readers(&Readers::strict_and(["h11", "hyper"]).unwrap());
    let report = judge.report(bytes);
    assert_eq!(report.risk(), Risk::None);
    assert_eq!(report.refusing().map(Reader::name).collect::<Vec<_>>(), ["h11"]);
    assert_eq!(names(&report), ["h11"]);
}

#[test]
fn two_products_are_compared_without_the_strict_reader() {
    let judge = |names: [&'static str; 2]| requests().with_readers(&Readers::between(names).unwrap());
    let both = b"POST / HTTP/1.1\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG";
    assert_eq!(judge(["hyper", "twisted"]).report(both).risk(), Risk::Conflict);
    assert_eq!(judge(["hyper", "go"]).report(both).risk(), Risk::None);
    assert_eq!(judge(["hyper", "llhttp"]).report(both).risk(), Risk::Refusal);
    let trailers = format!("{CHUNKED}0\r\nX:POST / HTTP/1.1\r\n\r\n");
    assert_eq!(judge(["nginx", "puma"]).report(trailers.as_bytes()).risk(), Risk::Conflict);
    assert!(Readers::between(["nginx", "no such product"]).is_err());
}

#[test]
fn the_worst_difference_is_reported_though_it_is_not_the_first() {
    let bytes = "GET / HTTP/1.1\nHost: a\n\nPOST / HTTP/1.1\nContent-Length: 1\nContent-Length: 2\n\nxG";
    let judge = requests();
    let difference = judge.report(bytes.as_bytes()).difference().cloned().unwrap();
    assert_eq!((difference.message, difference.start, difference.risk), (1, 24, Risk::Conflict));
    let singles = requests().with_readers(&Readers::strict_and(["lf-ends-a-line", "first-length"]).unwrap());
    let difference = singles.report(bytes.as_bytes()).difference().cloned().unwrap();
    assert_eq!((difference.message, difference.risk), (0, Risk::Refusal));
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

/// What the others are compared with is what the strict reader reads, of good messages and of those with one byte more,
/// less, or another.
#[test]
fn a_reader_without_behaviours_takes_what_the_strict_one_takes() {
    let put = b"\r\n\0 \t\x0b\x7f\xff:;,=\"\\+-_0159afx";
    for (side, good) in GOOD {
        let good = good.as_bytes();
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
    let mut at = 0;
    while at < bytes.len() {
        let strict = strict::message(side, bytes, at);
        let careful = lax::message(side, Behaviours::NONE, bytes, at).read;
        let alike = match (strict, careful) {
            // A line is judged when it is complete.
            (Err(Stop::Refused(_)), Err(_)) => true,
            // Empty lines at the end of the stream.
            (Ok(message), Err(Stop::Incomplete)) => message.end == bytes.len(),
            (strict, careful) => strict == careful,
        };
        assert!(alike, "{}: strictly {strict:?}; carefully {careful:?}", bytes.escape_ascii());
        match strict {
            Ok(message) if message.next == Next::Message => at = message.end,
            _ => return,
        }
    }
}

#[test]
fn names_are_used_once_and_every_row_has_a_source() {
    let mut names: Vec<_> = Reader::every().map(Reader::name).collect();
    names.sort_unstable();
    assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "{names:?}");
    assert!(PRODUCTS.len() >= 40, "{}", PRODUCTS.len());
    for product in PRODUCTS {
        assert!(!product.sources.is_empty() && !product.version.is_empty(), "{}", product.name);
        for (row, sourced) in product.sources.iter().enumerate() {
            assert!(!sourced.source.is_empty(), "{}: {sourced}", product.name);
            let is_twice = product.sources[..row].iter().any(|other| other.behaviour == sourced.behaviour);
            assert!(!is_twice, "{}: {sourced}", product.name);
        }
    }
    for behaviour in Behaviour::ALL {
        assert!(!behaviour.known().is_empty(), "{}", behaviour.name());
    }
}

/// The bytes that the readers examine, in messages that they read and in the runs over each.
#[test]
fn work_is_linear() {
    for (name, unit) in [
        ("tiny", "GET / HTTP/1.1\r\n\r\n"),
        ("two codings", "POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n\r\n"),
        ("two codings, complete", "POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
        ("lone LFs", "GET / HTTP/1.1\nA: b\n\n"),
        ("folds", "GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n"),
        ("odd chunks", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1;a\nb\r\nx\r\n0\r\n\r\n"),
        ("refused", "GET / HTTP/1.1\r\nA\r\n\r\n"),
    ] {
        let work = |count: usize| {
            let bytes = unit.repeat(count).into_bytes();
            let judge = requests();
            let before = lax::examined();
            let report = judge.report(&bytes);
            assert!(report.found.ends.len() <= count);
            assert!(report.found.ends.capacity() <= 2 * count + 8, "{name}");
            lax::examined() - before
        };
        let (one, two, four) = (work(500), work(1000), work(2000));
        assert!(two <= 2 * one + one / 10 && four <= 4 * one + one / 10, "{name}: {one}, {two}, {four}");
    }
}

/// One message that no reader can end early, of n bytes.
#[test]
fn work_on_one_message_is_linear() {
    for (name, start, unit) in [
        ("one line", "GET / HTTP/1.1\r\nA: ", "b\rc\n"),
        ("fields", "GET / HTTP/1.1\r\n", "A: b\r\n"),
        ("folded lengths", "POST / HTTP/1.1\r\nContent-Length: 1\r\n", " 1\r\n"),
        ("lengths", "POST / HTTP/1.1\r\n", "Content-Length: 1\r\n"),
        ("codings", "POST / HTTP/1.1\r\n", "Transfer-Encoding: x\r\n"),
        ("options", "POST / HTTP/1.1\r\nConnection: a", ",content-length"),
        ("quoted line ends", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1;a=\"", "\r\n"),
        ("chunks", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n"),
        ("odd data", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\nxyz\r\n"),
        ("empty lines", "", "\r\n"),
    ] {
        let work = |count: usize| {
            let bytes = [start, &unit.repeat(count)].concat().into_bytes();
            let before = lax::examined();
            let _ = requests().report(&bytes).risk();
            lax::examined() - before
        };
        let (one, two, four) = (work(500), work(1000), work(2000));
        assert!(two <= 2 * one + one / 10 && four <= 4 * one + one / 10, "{name}: {one}, {two}, {four}");
    }
}

#[test]
fn heads_are_judged_without_their_bodies() {
    for (head, risk) in [
        (format!("{GET}Host: a\r\n\r\n"), Risk::None),
        (format!("{POST}Content-Length: 5\r\n\r\n"), Risk::None),
        (format!("{POST}Transfer-Encoding: chunked\r\n\r\n"), Risk::None),
        (format!("{POST}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"), Risk::Conflict),
        (format!("{POST}Content-Length: 010\r\n\r\n"), Risk::Conflict),
        (format!("{POST}Transfer_Encoding: chunked\r\n\r\n"), Risk::Conflict),
        (format!("{POST}A: b\nC: d\r\n\r\n"), Risk::Refusal),
        (format!("{POST}Transfer-Encoding: gzip, chunked\r\n\r\n"), Risk::Conflict),
    ] {
        let verdict = requests().head(head.as_bytes());
        assert_eq!(verdict.risk, risk, "{head:?}: {verdict:?}");
        assert_eq!(verdict.framings.is_empty(), risk == Risk::None, "{head:?}: {verdict:?}");
    }
    let verdict = requests().head(format!("{POST}Content-Length: 32\r\n\r\n{NEXT}").as_bytes());
    assert_eq!(verdict.risk, Risk::Conflict, "a body that would be read as a request");
}

#[test]
fn a_report_names_readers_and_places() {
    let judge = requests();
    let report =
        judge.report(b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxG").to_string();
    let lines: Vec<_> = report.lines().collect();
    assert_eq!(lines[0], "conflict: message 1 at byte 0:");
    assert!(
        lines[1].starts_with("  ends at 57: ignores-bad-length")
            || lines[1].starts_with("  ends at 58: first-length")
    );
    assert!(lines.iter().any(|line| line.starts_with("  refuses byte 50: strict")), "{report}");
    assert_eq!(requests().report(b"").to_string(), "no two readers end a message differently\n");
}

/// A closed connection, and a head that was accepted, matter even if no reader ends the message where it stops.
#[test]
fn a_reader_that_went_further_than_the_strict_one_is_a_risk() {
    let judge =
        |strict_and: [&str; 1], judge: Judge| judge.with_readers(&Readers::strict_and(strict_and).unwrap());
    let closed = b"POST / HTTP/1.0\r\nContent-Length: 2\r\n\r\nhiPUT /a HTTP/1.1\r\nHost: a\r\n\r\n5;a\r\n";
    assert_eq!(judge(["hyper"], requests()).report(closed).risk(), Risk::Refusal);
    assert_eq!(judge(["any-target"], requests()).report(closed).risk(), Risk::None, "refuses as well");
    let accepted = b"HTTP/1.1 200 OK;\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n\xb0\r\n\r\n";
    let responses = || Judge::responses(RequestMethod::Other);
    assert_eq!(judge(["hyper"], responses()).report(accepted).risk(), Risk::Refusal);
    assert_eq!(judge(["llhttp"], responses()).report(accepted).risk(), Risk::None, "refuses the head too");
}
