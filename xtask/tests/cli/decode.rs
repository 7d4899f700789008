//! `cargo xtask decode`: the lines and the exit codes.

use std::fs;
use std::path::Path;

use crate::ran::run;

/// Arguments, input, output but for the last line, last line, exit code.
type Case<'a> = (&'a [&'a str], &'a [u8], &'a str, &'a str, i32);

const HI: &str = r#"{"offset":0,"header":"0002","body":"6869","trailer":"","fields":{"length":2}}"#;

#[test]
fn frames_then_the_outcome() {
    let cases: &[Case<'_>] = &[
        (&["u16-be"], b"", "", r#"{"outcome":"complete","offset":0}"#, 0),
        (&["u16-be"], b"\x00\x02hi", HI, r#"{"outcome":"complete","offset":4}"#, 0),
        (
            &["u16-be"],
            b"\x00\x02hi\x00\x05hel",
            HI,
            r#"{"outcome":"truncated","offset":9,"phase":"body","error":"stream ended at byte 9 inside the body: 5 of 7 bytes of the frame"}"#,
            3,
        ),
        (
            &["u16-be"],
            b"\x00\x02hi\x00\x05",
            HI,
            r#"{"outcome":"truncated","offset":6,"phase":"body","error":"stream ended at byte 6 inside the body: 2 of 7 bytes of the frame"}"#,
            3,
        ),
        (
            &["u16-be", "--limit", "2"],
            b"\x00\x02hi\x00\x03hey",
            HI,
            r#"{"outcome":"too-long","offset":6,"phase":"body","error":"body too long at byte 6: expected at most 2 bytes, found 3"}"#,
            1,
        ),
        (
            &["netstring"],
            b"2:hi,2:hi;",
            r#"{"offset":0,"header":"323a","body":"6869","trailer":"2c","fields":{"length":2}}"#,
            r#"{"outcome":"malformed","offset":9,"phase":"trailer","error":"malformed trailer at byte 9: expected ',' after the body, found 3b \";\""}"#,
            1,
        ),
        (
            &["netstring"],
            b"GET / HTTP/1.1\r\n",
            "",
            r#"{"outcome":"malformed","offset":0,"phase":"header","error":"malformed header at byte 0: expected a decimal digit, found 47 \"G\""}"#,
            1,
        ),
        (
            &["varint"],
            b"\x82\x80\x00hi",
            r#"{"offset":0,"header":"828000","body":"6869","trailer":"","fields":{"length":2,"width":3}}"#,
            r#"{"outcome":"complete","offset":5}"#,
            0,
        ),
        (
            &["tlv"],
            b"\x07\x00\x00\x08\x00\x01!",
            concat!(
                r#"{"offset":0,"header":"070000","body":"","trailer":"","fields":{"length":0,"tag":7}}"#,
                "\n",
                r#"{"offset":3,"header":"080001","body":"21","trailer":"","fields":{"length":1,"tag":8}}"#,
            ),
            r#"{"outcome":"complete","offset":7}"#,
            0,
        ),
        (
            &["chunked"],
            b"\x00\x00\x00\x02hi",
            r#"{"offset":0,"header":"00000002","body":"6869","trailer":"","fields":{"length":2}}"#,
            r#"{"outcome":"truncated","offset":6,"phase":"header","error":"stream ended at byte 6 inside the header: 0 of 4 bytes of the frame"}"#,
            3,
        ),
        (
            &["content-length"],
            b"A:b\r\nContent-Length:0\r\n\r\n",
            r#"{"offset":0,"header":"413a620d0a436f6e74656e742d4c656e6774683a300d0a0d0a","body":"","trailer":"","fields":{"length":0,"other":[["A","b"]]}}"#,
            r#"{"outcome":"complete","offset":25}"#,
            0,
        ),
        (
            &["u64-be"],
            b"\xff\xff\xff\xff\xff\xff\xff\xff",
            "",
            r#"{"outcome":"too-long","offset":8,"phase":"body","error":"body too long at byte 8: expected at most 8388608 bytes, found 18446744073709551615"}"#,
            1,
        ),
        (
            &["u64-be", "--limit", "18446744073709551615"],
            b"\xff\xff\xff\xff\xff\xff\xff\xff",
            "",
            r#"{"outcome":"too-long","offset":8,"phase":"body","error":"body too long at byte 8: expected at most 18446744073709551607 bytes, found 18446744073709551615"}"#,
            1,
        ),
    ];
    for (args, input, frames, outcome, exit) in cases {
        let ran = run(&[&["decode", "--format"], *args].concat(), input);
        let lines = if frames.is_empty() { format!("{outcome}\n") } else { format!("{frames}\n{outcome}\n") };
        assert_eq!((ran.exit, ran.text(), ran.stderr.as_str()), (*exit, lines.as_str(), ""), "{args:?}");
    }
}

#[test]
fn a_file_is_read_as_standard_input_is() {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("decode-a-file.bin");
    fs::write(&path, b"\x00\x02hi").unwrap();
    for file in [path.to_str().unwrap(), "-"] {
        let ran = run(&["decode", "--format", "u16-be", file], b"\x00\x02hi");
        assert_eq!(ran.text(), format!("{HI}\n{{\"outcome\":\"complete\",\"offset\":4}}\n"), "{file}");
    }
}

#[test]
fn a_body_longer_than_any_buffer_is_whole() {
    let body = vec![0xa5; 1 << 20];
    let ran =
        run(&["decode", "--format", "u32-be"], &[&(1_u32 << 20).to_be_bytes(), body.as_slice()].concat());
    let expected = format!(
        "{{\"offset\":0,\"header\":\"00100000\",\"body\":\"{}\",\"trailer\":\"\",\"fields\":{{\"length\":1048576}}}}\n\
         {{\"outcome\":\"complete\",\"offset\":1048580}}\n",
        "a5".repeat(1 << 20)
    );
    assert!(ran.exit == 0 && ran.text() == expected);
}

/// The last line, and the exit code.
fn last_line(arguments: &[&str], input: &[u8]) -> (String, i32) {
    let ran = run(&[&["decode", "--format"], arguments].concat(), input);
    (ran.text().lines().last().unwrap_or_default().to_string(), ran.exit)
}

#[test]
fn bytes_of_another_protocol_are_counted() {
    let tunnel = &["http-response", "--request-method", "CONNECT"][..];
    for (arguments, input, last, code) in [
        (
            &["http-response"][..],
            &b"HTTP/1.1 101 Up\r\n\r\n\x81\x00"[..],
            r#""complete","offset":19,"other_protocol":2"#,
            0,
        ),
        (&["http-response"], b"HTTP/1.1 101 Up\r\n\r\n", r#""complete","offset":19"#, 0),
        (tunnel, b"HTTP/1.1 200 OK\r\n\r\nSSH-2.0", r#""complete","offset":19,"other_protocol":7"#, 0),
    ] {
        assert_eq!(last_line(arguments, input), (format!(r#"{{"outcome":{last}}}"#), code), "{arguments:?}");
    }
}

#[test]
fn leniencies_are_settings() {
    let lenient = ["http-request", "--set", "leniency=bare-lf,obs-fold"];
    let folded = b"GET / HTTP/1.1\nA: b\n c\n\n";
    assert_eq!(last_line(&lenient, folded), (r#"{"outcome":"complete","offset":24}"#.to_string(), 0));
    assert_eq!(last_line(&["http-request"], folded).1, 1);
    let (_, code) = last_line(
        &["rtsp", "--set", "repeated_length=first"],
        b"RTSP/1.0 200 OK\r\nContent-Length: 0\r\nContent-Length: 4\r\n\r\n",
    );
    assert_eq!(code, 0);
    assert_eq!(last_line(&["http-request", "--set", "leniency=anything"], folded).1, 2);
}
