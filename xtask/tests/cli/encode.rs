//! `cargo xtask encode`: the bytes, and the errors for lines that are not frames.

use crate::ran::run;

fn encode(format: &str, lines: &str) -> (i32, Vec<u8>, String) {
    let ran = run(&["encode", "--format", format], lines.as_bytes());
    (ran.exit, ran.stdout, ran.stderr)
}

#[test]
fn frames_become_bytes() {
    let cases: &[(&str, &str, &[u8])] = &[
        ("u16-be", "", b""),
        ("u16-be", "\n \r\n", b""),
        ("u16-be", r#"{"body":"6869"}"#, b"\x00\x02hi"),
        ("u16-be", " { \"body\" : \"6869\" } \r\n\n{\"body\":\"\"}\n", b"\x00\x02hi\x00\x00"),
        ("u16-be", r#"{"header":"0002","body":"6869"}"#, b"\x00\x02hi"),
        ("u16-be", r#"{"header":null,"body":"6A6b","trailer":null}"#, b"\x00\x02jk"),
        (
            "u16-be",
            r#"{"offset":99,"header":"0002","body":"6869","trailer":"","fields":{"length":7}}"#,
            b"\x00\x02hi",
        ),
        ("u16-be", r#"{"body":"6869","fields":{"length":2}}"#, b"\x00\x02hi"),
        ("netstring", r#"{"body":"6869"}"#, b"2:hi,"),
        ("netstring", r#"{"header":"323a","body":"6869"}"#, b"2:hi,"),
        ("netstring", r#"{"body":"6869","trailer":"2c"}"#, b"2:hi,"),
        ("varint", r#"{"header":"828000","body":"6869"}"#, b"\x82\x80\x00hi"),
        ("varint", r#"{"body":"6869"}"#, b"\x02hi"),
        ("tlv", r#"{"header":"070002","body":"6869"}"#, b"\x07\x00\x02hi"),
        (
            "bitcoin",
            r#"{"body":"68656c6c6f"}"#,
            b"\xf9\xbe\xb4\xd9verack\0\0\0\0\0\0\x05\0\0\0\x95\x95\xc9\xdfhello",
        ),
        ("u8", "{\"body\":\"68\"}\n{\"outcome\":\"complete\",\"offset\":2}\n\n", b"\x01h"),
        ("u8", "{\"outcome\":\"truncated\",\"offset\":2,\"phase\":\"body\",\"error\":\"…\"}", b""),
    ];
    for (format, lines, bytes) in cases {
        assert_eq!(encode(format, lines), (0, bytes.to_vec(), String::new()), "{format} {lines}");
    }
}

#[test]
fn a_broken_line_is_named_and_all_before_it_is_written() {
    let cases = [
        ("nonsense", ", column 1: expected a JSON object"),
        ("  [\"02\"]", ", column 3: expected a JSON object"),
        ("{", ", column 1: expected the rest of the object: EOF while parsing an object"),
        (r#"{"body":"68"} {"#, ", column 15: trailing characters"),
        (r#"{"body":"68",}"#, ", column 14: trailing comma"),
        ("{}", ", key \"body\": expected a string of hex digits, found nothing"),
        (r#"{"header":"0002"}"#, ", key \"body\": expected a string of hex digits, found nothing"),
        (
            r#"{"body":7}"#,
            ", column 9, key \"body\": invalid type: integer `7`, expected a string of hex digits",
        ),
        (r#"{"body":"68","body":"69"}"#, ", column 19: duplicate field `body`"),
        (
            r#"{"body":"6869686x"}"#,
            ", column 17, key \"body\": expected a hex digit, found 'x' as character 8",
        ),
        (r#"{"body":"686ü"}"#, ", column 14, key \"body\": expected hex digits in pairs, found 5 digits"),
        (r#"{"body":"68686"}"#, ", column 14, key \"body\": expected hex digits in pairs, found 5 digits"),
        (r#"{"body":"\u00368"}"#, ", column 17, key \"body\": expected hex digits without escapes"),
        (
            r#"{"header":"zz","body":"68"}"#,
            ", column 12, key \"header\": expected a hex digit, found 'z' as character 1",
        ),
        (
            r#"{"bdy":"68"}"#,
            ", column 6, key \"bdy\": unknown field `bdy`, expected one of `header`, `body`, `coded`, `trailer`, \
             `fields`, `outcome`, `offset`, `inner`, `other_protocol`, `inner_error`, `stream`, `time`, `phase`, `error`",
        ),
        (
            "{\"body\":\"\u{1}\"}",
            ", column 10, key \"body\": control character (\\u0000-\\u001F) found while parsing a string",
        ),
    ];
    for (line, expected) in cases {
        let lines = format!("{{\"body\":\"6869\"}}\n\n{line}\n{{\"body\":\"6c617374\"}}\n");
        let expected = format!("error: standard input, line 3{expected}\n");
        assert_eq!(encode("u16-be", &lines), (1, b"\x00\x02hi".to_vec(), expected), "{line}");
    }
}

#[test]
fn a_frame_that_contradicts_itself_is_refused() {
    let too_long = format!("{{\"body\":\"{}\"}}", "00".repeat(256));
    let cases = [
        (
            "u8",
            too_long.as_str(),
            ", key \"body\": expected a body of at most 255 bytes, the most that the format can announce, found 256",
        ),
        (
            "u8",
            r#"{"header":"03","body":"6869"}"#,
            ", key \"body\": expected 3 bytes, the length in the header; found 2",
        ),
        (
            "u8",
            r#"{"header":"00","body":"6869"}"#,
            ", key \"body\": expected 0 bytes, the length in the header; found 2",
        ),
        (
            "u64-be",
            r#"{"header":"ffffffffffffffff","body":""}"#,
            ", key \"body\": expected 18446744073709551615 bytes, the length in the header; found 0",
        ),
        (
            "u16-be",
            r#"{"header":"02","body":"6869"}"#,
            ", key \"header\": expected 2 bytes, the length in the format; found 1",
        ),
        (
            "u16-be",
            r#"{"header":"","body":"6869"}"#,
            ", key \"header\": expected 2 bytes, the length in the format; found 0",
        ),
        (
            "u8",
            r#"{"header":"0202","body":"6869"}"#,
            ", key \"header\": expected 1 bytes, the length in the format; found 2",
        ),
        (
            "varint",
            r#"{"header":"80","body":""}"#,
            ", key \"header\": expected more bytes, the length in the format; found 1",
        ),
        (
            "netstring",
            r#"{"header":"3032","body":"6869"}"#,
            ", key \"header\": malformed at its byte 1: expected ':' after a length of zero",
        ),
        (
            "netstring",
            r#"{"body":"6869","trailer":""}"#,
            ", key \"trailer\": expected 1 bytes, the length in the header; found 0",
        ),
        (
            "netstring",
            r#"{"body":"6869","trailer":"3b"}"#,
            ": the format refuses the frame: malformed trailer at byte 4: expected ',' after the body, found 3b \";\"",
        ),
        (
            "u8",
            r#"{"body":"6869","trailer":"00"}"#,
            ", key \"trailer\": expected 0 bytes, the length in the header; found 1",
        ),
        (
            "tlv",
            r#"{"body":"6869","fields":{"length":2,"tag":7}}"#,
            ", key \"header\": expected a header: the format generates {\"length\":2,\"tag\":0}, not {\"length\":2,\"tag\":7}",
        ),
        ("u8", "{\"outcome\":\"complete\"}\n{\"body\":\"\"}", ": expected nothing after the outcome"),
    ];
    for (format, lines, expected) in cases {
        let number = lines.lines().count();
        let expected = format!("error: standard input, line {number}{expected}\n");
        assert_eq!(encode(format, lines), (1, Vec::new(), expected), "{format} {lines}");
    }
}

#[test]
fn lines_nested_without_end_are_refused() {
    let (exit, bytes, error) = encode("u8", &format!("{{\"fields\":{}", "[".repeat(1 << 20)));
    assert_eq!((exit, bytes.as_slice()), (1, &b""[..]), "{error}");
    assert!(error.contains("recursion limit exceeded"), "{error}");
}
