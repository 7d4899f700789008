//! Packet captures and bytes that are written down as text.

use std::path::Path;

use serde_json::Value;

use crate::ran::{Ran, run};

fn capture() -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors/captures/http.pcap").display().to_string()
}

fn lines(ran: &Ran) -> Vec<Value> {
    ran.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn the_streams_of_a_capture_are_listed() {
    let ran = run(&["decode", "--format", "http-request", "--list-streams", &capture()], b"");
    let bytes: Vec<_> = lines(&ran).iter().map(|stream| stream["bytes"].as_u64().unwrap()).collect();
    assert_eq!((ran.exit, bytes), (0, vec![78, 449, 78, 449, 82, 520]), "{}", ran.stderr);
}

#[test]
fn each_direction_is_selected_and_decoded() {
    let cases: [(&[&str], usize); 7] = [
        (&["--format", "http-request", "--to", ":8765"], 3),
        (&["--format", "http-response", "--from", "127.0.0.1:8765"], 3),
        (&["--format", "http-request", "--to", "127.0.0.1:8765", "--stream", "4"], 1),
        (&["--format", "http-request", "--stream", "0", "--stream", "2"], 2),
        (&["--format", "http-request", "--to", ":8765", "--port", "8765", "--input", "pcap"], 3),
        (&["--format", "http-request", "--to", ":1"], 0),
        (&["--format", "http-request", "--to", "127.0.0.2"], 0),
    ];
    for (arguments, frames) in cases {
        let ran = run(&[&["decode"], arguments, &[&capture()]].concat(), b"");
        let lines = lines(&ran);
        let (last, rest) = lines.split_last().unwrap();
        let headers = rest.iter().filter(|line| line["header"].is_string()).count();
        let times = rest.iter().filter(|line| line["time"].as_f64().is_some_and(|time| time > 1.7e9)).count();
        assert_eq!((ran.exit, headers, times), (0, frames, frames), "{arguments:?}: {}", ran.stderr);
        assert_eq!(
            (&last["outcome"], &last["streams"]),
            (&"complete".into(), &frames.into()),
            "{arguments:?}"
        );
    }
}

#[test]
fn a_capture_that_ends_inside_a_packet_gives_what_it_has() {
    let bytes = std::fs::read(capture()).unwrap();
    for len in [25, 1000, bytes.len() - 1] {
        let ran = run(&["decode", "--format", "http-request", "--to", ":8765"], &bytes[..len]);
        assert!(ran.text().ends_with("}\n") && ran.stderr.is_empty(), "{len}: {}", ran.stderr);
    }
}

#[test]
fn text_is_recognized_or_named() {
    let frame = r#"{"offset":0,"header":"0002","body":"6869","trailer":"","fields":{"length":2}}"#;
    let cases: [(&[&str], &str); 7] = [
        (&[], "00000000: 0002 6869                                ..hi\n"),
        (&[], "00000000  00 02 68 69                                       |..hi|\n00000004\n"),
        (&[], "\t0x0000:  0002 6869\n"),
        (&[], "-----BEGIN FRAME-----\nAAJo\naQ==\n-----END FRAME-----\n"),
        (&["--input", "hex"], "00 02 68 69"),
        (&["--input", "base64"], "AAJoaQ=="),
        (&["--input", "hex", "--skip", "3"], "ff ff ff 00 02 68 69"),
    ];
    for (arguments, text) in cases {
        let ran = run(&[&["decode", "--format", "u16-be"], arguments].concat(), text.as_bytes());
        assert_eq!((ran.exit, ran.text().lines().next()), (0, Some(frame)), "{text}: {}", ran.stderr);
    }
}

#[test]
fn text_of_another_kind_is_an_error_with_its_line() {
    let cases = [
        ("hex", "00\nxy\n", "line 2: expected pairs of hexadecimal digits, found \"xy\""),
        ("base64", "A*", "expected base64"),
        ("pem", "-----BEGIN A-----\n", "expected an END line"),
        ("pcap", "no capture", "expected a pcap or pcapng file"),
    ];
    for (kind, text, error) in cases {
        let ran = run(&["decode", "--format", "u8", "--input", kind], text.as_bytes());
        assert!(ran.exit == 1 && ran.stderr.contains(error), "{kind}: {} {}", ran.exit, ran.stderr);
    }
    let ran = run(&["decode", "--format", "u8", "--skip", "9"], b"abc");
    assert_eq!((ran.exit, ran.stderr.contains("has only 3 bytes")), (2, true), "{}", ran.stderr);
}
