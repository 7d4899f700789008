//! `cargo xtask decode --ambiguity`: the attack classes of request smuggling.

use serde_json::Value;

use crate::ran::{Ran, run};

const ARGS: [&str; 4] = ["decode", "--format", "http-request", "--ambiguity"];

fn last_line(ran: &Ran) -> Value {
    serde_json::from_str(ran.text().lines().last().unwrap()).unwrap()
}

#[test]
fn attacks_are_told_with_the_boundaries() {
    let post = "POST / HTTP/1.1\r\n";
    let chunked = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
    let cases = [
        ("CL.TE", post, "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG"),
        ("TE.CL", post, "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n1\r\nx\r\n0\r\n\r\n"),
        ("CL.CL", post, "Content-Length: 1\r\nContent-Length: 2\r\n\r\nxG"),
        ("xchunked", post, "Content-Length: 6\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\nG"),
        (
            "chunked, identity",
            post,
            "Content-Length: 6\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\nG",
        ),
        ("a vertical tab", post, "Content-Length: 6\r\nTransfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\nG"),
        (
            "a coding in HTTP/1.0",
            "POST / HTTP/1.0\r\n",
            "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG",
        ),
        ("a body of GET", "GET / HTTP/1.1\r\n", "Content-Length: 5\r\n\r\nGET /"),
        ("TERM.EXT", chunked, "2;\nxx\r\n4c\r\n0\r\n\r\n"),
        ("LF in an extension", chunked, "3;a\nxyz\r\n0\r\n\r\n0\r\n\r\n"),
    ];
    for (name, head, rest) in cases {
        let ran = run(&ARGS, [head, rest].concat().as_bytes());
        let verdict = last_line(&ran);
        assert_eq!((ran.exit, ran.stderr.as_str()), (1, ""), "{name}: {}", ran.text());
        assert_eq!(verdict["ambiguous"], true, "{name}: {verdict}");
        assert!(verdict["boundaries"].as_array().unwrap().len() >= 2, "{name}: {verdict}");
    }
}

#[test]
fn what_everybody_reads_alike_is_not_ambiguous() {
    for request in [
        "",
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\nhiGET / HTTP/1.1\r\n\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2;a=\"b\"\r\nhi\r\n0\r\nC: d\r\n\r\n",
        "no request",
        "GET / HT",
    ] {
        let ran = run(&ARGS, request.as_bytes());
        assert_eq!((ran.exit, last_line(&ran)["ambiguous"].as_bool()), (0, Some(false)), "{request:?}");
    }
}

#[test]
fn the_report_names_readers_and_offsets() {
    let ran = run(&ARGS, b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxG");
    let expected = concat!(
        r#"{"reader":"strict","ends":[],"outcome":"malformed","refused_at":50}"#,
        "\n",
        r#"{"reader":"first-length","leniency":"the first Content-Length counts","known":"hand-written loops that stop at it","ends":[58],"outcome":"truncated"}"#,
        "\n",
        r#"{"reader":"last-length","leniency":"the last Content-Length counts","known":"Twisted: CVE-2020-10108","ends":[59],"outcome":"complete"}"#,
        "\n",
        r#"{"ambiguous":true,"message":0,"boundaries":[{"end":58,"readers":["first-length"]},{"end":59,"readers":["last-length"]}]}"#,
        "\n",
    );
    let lines: Vec<_> = ran.text().lines().filter(|line| !line.contains("\"lax")).collect();
    assert_eq!(format!("{}\n", lines.join("\n")), expected);
}

#[test]
fn it_is_for_requests_alone() {
    for (args, expected) in [
        (
            &["decode", "--format", "http-response", "--ambiguity"][..],
            "--ambiguity is for http-request alone",
        ),
        (&["decode", "--format", "u8", "--ambiguity"], "--ambiguity is for http-request alone"),
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
