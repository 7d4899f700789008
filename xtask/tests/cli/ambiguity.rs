//! `cargo xtask decode --ambiguity`: the attack classes of request and response smuggling.

use serde_json::{Value, json};

use crate::ran::{Ran, run};

const REQUESTS: [&str; 4] = ["decode", "--format", "http-request", "--ambiguity"];
const RESPONSES: [&str; 4] = ["decode", "--format", "http-response", "--ambiguity"];

fn last_line(ran: &Ran) -> Value {
    serde_json::from_str(ran.text().lines().last().unwrap()).unwrap()
}

/// The boundaries of the message that is reported: outcome, offset, readers.
fn boundaries(verdict: &Value) -> Vec<(String, Option<u64>, Vec<String>)> {
    let boundaries = verdict["boundaries"].as_array().unwrap().iter();
    boundaries
        .map(|boundary| {
            let at = boundary["end"].as_u64().or_else(|| boundary["refused_at"].as_u64());
            let readers = boundary["readers"].as_array().unwrap().iter();
            let readers = readers.map(|reader| reader.as_str().unwrap().to_owned()).collect();
            (boundary["outcome"].as_str().unwrap().to_owned(), at, readers)
        })
        .collect()
}

/// An outcome, its offset, and one of the readers.
type Place = (&'static str, Option<u64>, &'static str);

/// A name, more arguments, the start of a message, the rest of it, the risk, and some of the boundaries.
type Attack<'a> = (&'a str, &'a [&'a str], &'a str, &'a str, &'a str, &'a [Place]);

fn assert_all_reported(args: &[&str], attacks: &[Attack<'_>]) {
    for (name, more, start, rest, risk, expected) in attacks {
        let ran = run(&[args, more].concat(), [*start, rest].concat().as_bytes());
        let verdict = last_line(&ran);
        assert_eq!((ran.exit, ran.stderr.as_str()), (1, ""), "{name}: {}", ran.text());
        let reported = (&verdict["ambiguous"], &verdict["risk"]);
        assert_eq!(reported, (&json!(true), &json!(risk)), "{name}: {verdict}");
        let boundaries = boundaries(&verdict);
        for (outcome, at, reader) in *expected {
            let has = boundaries.iter().any(|(found, place, readers)| {
                found == outcome && place == at && readers.iter().any(|found| found == reader)
            });
            assert!(has, "{name}: {outcome} {at:?} {reader} is not in {verdict}");
        }
    }
}

const POST: &str = "POST / HTTP/1.1\r\n";
const CHUNKED: &str = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";

/// Where a refusal is the only other reading, the strict reader in front of the careless one is the risk.
#[test]
fn every_class_of_attack_is_told_with_its_boundaries() {
    let (conflict, refusal) = ("conflict", "refusal");
    let of_requests: &[Attack<'_>] = &[
        (
            "CL.TE",
            &[],
            POST,
            "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG",
            conflict,
            &[
                ("ends", Some(71), "coding-over-length"),
                ("ends", Some(72), "length-over-coding"),
                ("refuses", Some(53), "strict"),
            ],
        ),
        (
            "TE.CL",
            &[],
            POST,
            "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n1\r\nx\r\n0\r\n\r\n",
            conflict,
            &[
                ("ends", Some(69), "length-over-coding"),
                ("ends", Some(77), "coding-over-length"),
                ("refuses", Some(59), "strict"),
            ],
        ),
        (
            "differing lengths",
            &[],
            POST,
            "Content-Length: 1\r\nContent-Length: 2\r\n\r\nxG",
            conflict,
            &[
                ("ends", Some(58), "first-length"),
                ("ends", Some(59), "last-length"),
                ("refuses", Some(50), "strict"),
            ],
        ),
        (
            "xchunked",
            &[],
            POST,
            "Content-Length: 6\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\nG",
            conflict,
            &[
                ("ends", Some(72), "any-chunked-overrides"),
                ("ends", Some(73), "unknown-coding-ignored"),
                ("refuses", Some(53), "strict"),
            ],
        ),
        (
            "chunked, identity",
            &[],
            POST,
            "Content-Length: 6\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\nG",
            conflict,
            &[
                ("ends", Some(81), "any-chunked-overrides"),
                ("ends", Some(82), "unknown-coding-ignored"),
                ("refuses", Some(53), "strict"),
            ],
        ),
        (
            "chunked, identity, without a length",
            &[],
            POST,
            "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
            conflict,
            &[
                ("ends", Some(57), "unknown-coding-ignored"),
                ("ends", Some(62), "any-chunked"),
                ("refuses", Some(45), "strict"),
            ],
        ),
        (
            "a vertical tab before chunked",
            &[],
            POST,
            "Content-Length: 6\r\nTransfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\nG",
            conflict,
            &[
                ("ends", Some(72), "trims-and-overrides"),
                ("ends", Some(73), "odd-coding-ignored"),
                ("refuses", Some(53), "strict"),
            ],
        ),
        (
            "a space before the colon",
            &[],
            POST,
            "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
            conflict,
            &[
                ("ends", Some(48), "space-in-name"),
                ("ends", Some(53), "space-before-colon"),
                ("refuses", Some(34), "strict"),
            ],
        ),
        (
            "a coding in HTTP/1.0",
            &[],
            "POST / HTTP/1.0\r\n",
            "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG",
            conflict,
            &[
                ("ends", Some(71), "coding-in-1.0-overrides"),
                ("ends", Some(72), "coding-ignored-in-1.0"),
                ("refuses", Some(53), "strict"),
            ],
        ),
        (
            "a body of GET",
            &[],
            "GET / HTTP/1.1\r\n",
            "Content-Length: 5\r\n\r\nGET /",
            conflict,
            &[("ends", Some(37), "no-body-of-get"), ("ends", Some(42), "strict")],
        ),
        (
            "a plus in the length",
            &[],
            POST,
            "Content-Length: +5\r\n\r\nhello",
            conflict,
            &[("ends", Some(44), "signed-length"), ("refuses", Some(33), "strict")],
        ),
        (
            "a separator in the length",
            &[],
            POST,
            "Content-Length: 1_0\r\n\r\n0123456789",
            conflict,
            &[("ends", Some(50), "underscore-in-length"), ("refuses", Some(34), "strict")],
        ),
        (
            "0x in the length",
            &[],
            POST,
            "Content-Length: 0x5\r\n\r\nhello",
            conflict,
            &[("ends", Some(45), "hex-length"), ("refuses", Some(34), "strict")],
        ),
        (
            "no length in the length",
            &[],
            POST,
            "Content-Length: \r\n\r\n",
            refusal,
            &[("ends", Some(37), "empty-length"), ("refuses", Some(33), "strict")],
        ),
        (
            "size overflow",
            &[],
            CHUNKED,
            "f0000000000000003\r\nabc\r\n0\r\n\r\n",
            refusal,
            &[("ends", Some(76), "size-wraps"), ("refuses", Some(63), "strict")],
        ),
        (
            "size overflow of 32 bits",
            &[],
            CHUNKED,
            "100000003\r\nabc\r\n0\r\n\r\n",
            conflict,
            &[("ends", Some(68), "size-of-32-bits"), ("waits", None, "strict")],
        ),
        (
            "a plus in the size",
            &[],
            CHUNKED,
            "+1\r\nx\r\n0\r\n\r\n",
            refusal,
            &[("ends", Some(59), "lax-size"), ("refuses", Some(47), "strict")],
        ),
        (
            "a separator in the size",
            &[],
            CHUNKED,
            "0_1\r\nx\r\n0\r\n\r\n",
            refusal,
            &[("ends", Some(60), "lax-size"), ("refuses", Some(48), "strict")],
        ),
        (
            "0x in the size",
            &[],
            CHUNKED,
            "0x5\r\n\r\nGET\r\n0\r\n\r\n",
            conflict,
            &[
                ("ends", Some(54), "size-prefix"),
                ("ends", Some(64), "lax-size"),
                ("refuses", Some(48), "strict"),
            ],
        ),
        (
            "no size in the size",
            &[],
            CHUNKED,
            "1\r\nx\r\n\r\n\r\n",
            refusal,
            &[("ends", Some(57), "empty-size"), ("refuses", Some(53), "strict")],
        ),
        (
            "LF in an extension",
            &[],
            CHUNKED,
            "2;\nxx\r\n1f\r\n0\r\n\r\nGET /admin HTTP/1.1\r\n\r\nxyz\r\n0\r\n\r\n",
            conflict,
            &[
                ("ends", Some(63), "only-crlf-ends-a-size-line"),
                ("ends", Some(96), "lf-ends-a-size-line"),
                ("refuses", Some(49), "strict"),
            ],
        ),
        (
            "CR in an extension",
            &[],
            CHUNKED,
            "1;a\rb\r\nx\r\n0\r\n\r\n",
            refusal,
            &[("ends", Some(62), "only-crlf-ends-a-size-line"), ("refuses", Some(51), "strict")],
        ),
        (
            "NUL in an extension",
            &[],
            CHUNKED,
            "1;a\0b\r\nx\r\n0\r\n\r\n",
            refusal,
            &[("ends", Some(62), "any-extension"), ("refuses", Some(50), "strict")],
        ),
        (
            "a quoted string that hides CRLF",
            &[],
            CHUNKED,
            "1;a=\"\r\nX\r\n0\r\n\r\nG\"\r\nY\r\n0\r\n\r\n",
            conflict,
            &[
                ("ends", Some(62), "any-extension"),
                ("ends", Some(74), "quoted-crlf"),
                ("refuses", Some(52), "strict"),
            ],
        ),
        (
            "any two bytes after the data",
            &[],
            CHUNKED,
            "3\r\nxxx__5\r\n0\r\n\r\n\r\n0\r\n\r\n",
            conflict,
            &[
                ("ends", Some(63), "long-data"),
                ("ends", Some(70), "any-data-end"),
                ("refuses", Some(53), "strict"),
            ],
        ),
        (
            "a chunk longer than its size",
            &[],
            CHUNKED,
            "5\r\nAAAAAXXX\r\n0\r\n\r\n",
            refusal,
            &[("ends", Some(65), "long-data"), ("refuses", Some(55), "strict")],
        ),
        (
            "bytes after an upgrade",
            &[],
            "GET / HTTP/1.1\r\n",
            "Connection: upgrade\r\nUpgrade: x\r\n\r\nGET /admin HTTP/1.1\r\n\r\n",
            conflict,
            &[("ends", Some(74), "strict"), ("switches", None, "upgrade-at-once")],
        ),
        (
            "LF for CRLF",
            &[],
            "GET / HTTP/1.1\n",
            "Host: a\n\n",
            refusal,
            &[("ends", Some(24), "lf-ends-a-line"), ("refuses", Some(14), "strict")],
        ),
    ];
    assert_all_reported(&REQUESTS, of_requests);
}

#[test]
fn responses_are_told_about_too() {
    let ok = "HTTP/1.1 200 OK\r\n";
    let of_responses: &[Attack<'_>] = &[
        (
            "an answer to HEAD with a body",
            &["--request-method", "HEAD"],
            ok,
            "Content-Length: 19\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
            "conflict",
            &[("ends", Some(39), "strict"), ("ends", Some(58), "body-of-head")],
        ),
        (
            "a 304 with a length",
            &[],
            "HTTP/1.1 304 Not Modified\r\n",
            "Content-Length: 19\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
            "conflict",
            &[("ends", Some(49), "strict"), ("ends", Some(68), "body-of-bodiless")],
        ),
        (
            "a 100 with a length",
            &[],
            "HTTP/1.1 100 Continue\r\n",
            "Content-Length: 19\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
            "conflict",
            &[("ends", Some(45), "strict"), ("ends", Some(64), "body-of-bodiless")],
        ),
        (
            "no length",
            &[],
            ok,
            "\r\nHTTP/1.1 200 OK\r\n\r\n",
            "conflict",
            &[("ends", Some(19), "no-length-no-body"), ("ends", Some(38), "strict")],
        ),
        (
            "CL.TE",
            &[],
            ok,
            "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nH",
            "conflict",
            &[
                ("ends", Some(71), "coding-over-length"),
                ("ends", Some(72), "length-over-coding"),
                ("refuses", Some(53), "strict"),
            ],
        ),
        (
            "no reason",
            &[],
            "HTTP/1.1 200\r\n",
            "Content-Length: 0\r\n\r\n",
            "refusal",
            &[("ends", Some(35), "no-reason"), ("refuses", Some(12), "strict")],
        ),
    ];
    assert_all_reported(&RESPONSES, of_responses);
    let tunnel =
        run(&[&RESPONSES[..], &["--request-method", "CONNECT"]].concat(), b"HTTP/1.1 200 OK\r\n\r\n\0\x01");
    assert_eq!((tunnel.exit, last_line(&tunnel)), (0, json!({"ambiguous": false, "risk": "none"})));
}

#[test]
fn what_everybody_reads_alike_is_not_ambiguous() {
    for request in [
        "",
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\nhiGET / HTTP/1.1\r\n\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2;a=\"b\"\r\nhi\r\n0\r\nC: d\r\n\r\n",
        "GET / HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n",
        "no request",
        "GET / HT",
    ] {
        let ran = run(&REQUESTS, request.as_bytes());
        let expected = json!({"ambiguous": false, "risk": "none"});
        assert_eq!((ran.exit, last_line(&ran)), (0, expected), "{request:?}");
    }
}

const TWO_LENGTHS: &[u8] = b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxG";

#[test]
fn the_report_names_readers_and_offsets() {
    let ran =
        run(&[&REQUESTS[..], &["--reader", "first-length", "--reader", "last-length"]].concat(), TWO_LENGTHS);
    let expected = concat!(
        r#"{"reader":"strict","ends":[],"outcome":"malformed","refused_at":50}"#,
        "\n",
        r#"{"reader":"first-length","leniency":"The first Content-Length counts.","known":"litespeedtech/openlitespeed#392; Field-of-Dream-Studio/hotaru#29","ends":[58],"outcome":"truncated"}"#,
        "\n",
        r#"{"reader":"last-length","leniency":"The last Content-Length counts.","known":"Twisted: CVE-2020-10108; postrank-labs/goliath#351","ends":[59],"outcome":"complete"}"#,
        "\n",
        r#"{"ambiguous":true,"risk":"conflict","message":0,"start":0,"boundaries":[{"end":58,"outcome":"ends","readers":["first-length"]},{"end":59,"outcome":"ends","readers":["last-length"]},{"end":null,"outcome":"refuses","refused_at":50,"readers":["strict"]}]}"#,
        "\n",
    );
    assert_eq!(ran.text(), expected);
}

#[test]
fn two_products_are_compared_alone() {
    let between = |names: &'static str, bytes: &[u8]| {
        let ran = run(&[&REQUESTS[..], &["--between", names]].concat(), bytes);
        (ran.exit, last_line(&ran)["risk"].as_str().unwrap().to_owned())
    };
    let trailers = [CHUNKED, "0\r\nX:POST / HTTP/1.1\r\n\r\n"].concat();
    assert_eq!(between("nginx,puma", trailers.as_bytes()), (1, "conflict".to_owned()));
    assert_eq!(between("openlitespeed,twisted", TWO_LENGTHS), (1, "conflict".to_owned()));
    assert_eq!(between("openlitespeed,mongoose", TWO_LENGTHS), (0, "none".to_owned()));
    for (args, expected) in [
        (&["--between", "nginx,pumma"][..], "unknown reader \"pumma\"; help: a similar name is puma"),
        (&["--between", "nginx"], "--between takes two names or more"),
        (
            &["--reader", "lf-ends-line"],
            "unknown reader \"lf-ends-line\"; help: a similar name is lf-ends-a-line",
        ),
    ] {
        let ran = run(&[&REQUESTS[..], args].concat(), b"");
        assert_eq!((ran.exit, ran.stderr.trim_end()), (2, format!("error: {expected}").as_str()));
    }
}

#[test]
fn pages_show_boundaries_under_the_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let (svg, html) = (folder.path().join("page.svg"), folder.path().join("page.html"));
    let pages = ["--text", "--svg", svg.to_str().unwrap(), "--html", html.to_str().unwrap()];
    let ran = run(&[&REQUESTS[..], &pages].concat(), TWO_LENGTHS);
    assert_eq!((ran.exit, ran.stderr.as_str()), (1, ""));
    for expected in
        ["risk: conflict", "POST·/·HTTP/1.1␍␊", "──────────────✗", "┤┄", "ends at 58; waits for more"]
    {
        assert!(ran.text().contains(expected), "{expected}: {}", ran.text());
    }
    let (svg, html) = (std::fs::read_to_string(svg).unwrap(), std::fs::read_to_string(html).unwrap());
    let mut reader = quick_xml::Reader::from_str(&svg);
    while !matches!(reader.read_event().unwrap(), quick_xml::events::Event::Eof) {}
    assert!(
        svg.contains("risk: conflict") && html.contains("<svg") && html.contains("advisory CVE-2020-10108")
    );
}

#[test]
fn it_is_for_requests_and_responses() {
    let only = "--ambiguity is for http-request and http-response";
    for (args, expected) in [
        (&["decode", "--format", "u8", "--ambiguity"][..], only),
        (&["decode", "--format", "http-chunked", "--ambiguity"], only),
        (
            &["decode", "--format", "http-request", "--ambiguity", "--request-method", "HEAD"],
            "--request-method is for http-response",
        ),
        (
            &["decode", "--format", "http-request", "--ambiguity", "--limit", "1"],
            "the argument '--ambiguity' cannot be used with '--limit <BYTES>'",
        ),
        (
            &["decode", "--spec", "no/such/file", "--ambiguity"],
            "the argument '--spec <FILE>' cannot be used with '--ambiguity'",
        ),
    ] {
        let ran = run(args, b"");
        assert_eq!((ran.exit, ran.text()), (2, ""), "{args:?}: {}", ran.stderr);
        assert!(ran.stderr.starts_with(&format!("error: {expected}")), "{args:?}: {}", ran.stderr);
        assert_eq!(ran.stderr.matches('\n').count(), 1, "{args:?}: {}", ran.stderr);
    }
}
