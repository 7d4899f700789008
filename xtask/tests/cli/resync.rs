//! `cargo xtask decode` beyond plain lines: noise, nested frames, bodies alone, summaries, pages; and `pick`.

use std::path::Path;

use serde_json::Value;

use crate::ran::{Ran, program, run, run_command};

fn vector(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors").join(name).display().to_string()
}

fn lines(ran: &Ran) -> Vec<Value> {
    ran.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn good_frames_come_out_of_noise_with_their_offsets() {
    type Ranges = [(u64, u64)];
    let cases: [(&str, &[u64], &Ranges); 5] = [
        ("gnss_ok", &[0, 26, 37, 47], &[]),
        ("gnss_badsum", &[0, 37, 47], &[(26, 11)]),
        ("gnss_badlen", &[0, 37, 47], &[(26, 11)]),
        ("gnss_noise", &[0, 29, 40, 50], &[(26, 3)]),
        ("gnss_midstart", &[8, 18], &[(0, 8)]),
    ];
    let spec = vector("noise/gnss.toml");
    for (name, frames, skipped) in cases {
        let file = vector(&format!("noise/{name}.bin"));
        let ran = run(&["decode", "--spec", &spec, "--resync", &file], b"");
        let lines = lines(&ran);
        let found: Vec<_> =
            lines.iter().filter(|l| l["header"].is_string()).map(|l| l["offset"].as_u64().unwrap()).collect();
        let ranges: Vec<_> = lines
            .iter()
            .filter_map(|l| Some((l["offset"].as_u64()?, l["skipped"].as_u64()?, l["why"].as_str()?)))
            .map(|(offset, len, _)| (offset, len))
            .collect();
        assert_eq!((&found[..], &ranges[..]), (frames, skipped), "{name}: {}", ran.text());
        assert_eq!((ran.exit, &lines.last().unwrap()["outcome"]), (0, &"complete".into()), "{name}");
    }
}

#[test]
fn a_stream_that_ends_inside_a_frame_is_truncated_with_resync_too() {
    let cases: [(&[u8], i32, &str); 4] = [
        (b"2:hi,", 0, "complete"),
        (b"2:hi,??", 0, "complete"),
        (b"??2:hi,2:h", 3, "truncated"),
        (b"", 0, "complete"),
    ];
    for (bytes, exit, outcome) in cases {
        let ran = run(&["decode", "--format", "netstring", "--resync"], bytes);
        assert_eq!((ran.exit, &lines(&ran).last().unwrap()["outcome"]), (exit, &outcome.into()), "{bytes:?}");
    }
}

/// The records of a pcap file.
fn records(capture: &[u8]) -> Vec<&[u8]> {
    let mut rest = &capture[24..];
    let mut records = Vec::new();
    while let Some(len) = rest.get(8..12) {
        let len = 16 + u32::from_le_bytes(len.try_into().unwrap()) as usize;
        let (record, more) = rest.split_at(len);
        records.push(record);
        rest = more;
    }
    records
}

#[test]
fn a_stream_goes_on_after_bytes_that_a_capture_lacks() {
    let capture = std::fs::read(vector("captures/http.pcap")).unwrap();
    let records = records(&capture);
    let mut gaps = 0;
    for lost in 0..records.len() {
        let kept: Vec<_> =
            records.iter().enumerate().filter(|(n, _)| *n != lost).map(|(_, record)| *record).collect();
        let without = [&capture[..24], &kept.concat()].concat();
        let ran = run(&["decode", "--format", "http-response", "--from", ":8765", "--resync"], &without);
        let lines = lines(&ran);
        gaps += lines.iter().filter(|line| line["why"] == "the capture lacks these bytes").count();
        assert!(ran.exit != 2 && lines.last().unwrap()["streams"].is_u64(), "{lost}: {}", ran.stderr);
    }
    assert!(gaps > 0, "no capture lacks bytes");
}

#[test]
fn bodies_are_decoded_to_any_depth() {
    let arguments = ["decode", "--format", "u16-be", "--inner", "u8", "--inner", "netstring"];
    let ran = run(&arguments, b"\0\x08\x041:a,\x021:");
    let frame = &lines(&ran)[0];
    assert_eq!(frame["inner"][0]["offset"], 2);
    assert_eq!(frame["inner"][0]["inner"][0]["body"], "61");
    assert_eq!(frame["inner"][0]["inner"][0]["offset"], 3);
    assert_eq!(frame["inner"][1]["inner"], Value::Array(Vec::new()));
    let error = frame["inner"][1]["inner_error"].as_str().unwrap();
    assert!(error.starts_with("stream ended at byte 10"), "{error}");

    let back = run(&["encode", "--format", "u16-be"], &ran.stdout);
    assert_eq!((back.exit, &back.stdout[..]), (0, &b"\0\x08\x041:a,\x021:"[..]), "{}", back.stderr);
}

#[test]
fn raw_output_is_bodies_alone() {
    type Case = (&'static [&'static str], &'static [u8], &'static [u8], i32);
    let cases: [Case; 3] = [
        (&["--format", "netstring"], b"2:hi,3:you,", b"hiyou", 0),
        (&["--format", "u8", "--inner", "u8"], b"\x04\x01a\x01b", b"ab", 0),
        (&["--format", "netstring"], b"2:hi,3:yo", b"hi", 3),
    ];
    for (arguments, bytes, bodies, exit) in cases {
        let ran = run(&[&["decode", "--raw"], arguments].concat(), bytes);
        assert_eq!((ran.exit, &ran.stdout[..]), (exit, bodies), "{arguments:?}");
        assert_eq!(ran.stderr.is_empty(), exit == 0, "{}", ran.stderr);
    }
}

#[test]
fn a_summary_counts() {
    let ran = run(&["decode", "--format", "netstring", "--summary"], b"0:,2:hi,3:you,");
    let lines = lines(&ran);
    assert_eq!(lines.len(), 2, "{}", ran.text());
    assert_eq!((&lines[0]["frames"], &lines[0]["body_bytes"]), (&3.into(), &5.into()));
    assert_eq!(lines[0]["bodies"][2]["frames"], 2);
    assert_eq!(lines[1]["outcome"], "complete");
}

#[test]
fn a_page_for_people_fits_80_columns() {
    let spec = vector("noise/gnss.toml");
    let cases: [Vec<&str>; 3] = [
        vec!["--format", "u16-be"],
        vec!["--format", "u16-be", "--inner", "u8"],
        vec!["--spec", &spec, "--resync"],
    ];
    let bytes = std::fs::read(vector("noise/gnss_noise.bin")).unwrap();
    for arguments in cases {
        let ran = run(&[&["decode", "--text"][..], &arguments[..]].concat(), &bytes);
        let is_frame = |line: &&str| !line.contains("outcome") && !line.contains("skipped");
        for line in ran.text().lines().filter(is_frame) {
            assert!(line.chars().count() <= 80, "{line}");
        }
        let has_frames = ran.text().contains("24 47") || !arguments.contains(&"--resync");
        assert!(has_frames, "{}", ran.text());
    }
}

#[test]
fn the_table_of_formats_fits_the_terminal() {
    for columns in [80, 120] {
        let mut command = program(&["formats"]);
        command.env("COLUMNS", columns.to_string());
        let ran = run_command(command, b"");
        assert!(ran.text().contains("netstring"), "{}", ran.stderr);
        for line in ran.text().lines() {
            assert!(line.chars().count() <= columns, "{columns}: {line}");
        }
    }
}

#[test]
fn pick_names_the_format() {
    let ran = run(&["pick", "--json"], b"2:hi,3:you,5:hello,");
    let best = &lines(&ran)[0];
    assert_eq!((ran.exit, &best["format"], &best["frames"]), (0, &"netstring".into(), &3.into()), "{best}");
    assert_eq!((&best["explained"], &best["crate"]), (&1.0.into(), &"framing-core".into()));
    assert!(best["why"].is_string(), "{best}");

    let ran = run(&["pick", "--json", &vector("captures/http.pcap")], b"");
    let best = |direction: &str| {
        let lines = lines(&ran);
        let mut of = lines.iter().filter(|line| line["stream"].as_str().unwrap().contains(direction));
        of.next().unwrap()["format"].clone()
    };
    assert_eq!((best("to port"), best("from port")), ("http-request".into(), "http-response".into()));

    let ran = run(&["pick"], b"\x9c\x01");
    assert_eq!(ran.exit, 1, "{}", ran.text());
    assert!(ran.text().starts_with("no format fits"), "{}", ran.text());
}

#[test]
fn pick_infers_a_spec_that_decodes() {
    let mut bytes = Vec::new();
    for body in [&b"hello"[..], b"", b"something longer", &[9; 200]] {
        bytes.extend_from_slice(b"\xab\xcd\x01");
        bytes.extend_from_slice(&(body.len() as u16).to_le_bytes());
        bytes.extend_from_slice(body);
    }
    let ran = run(&["pick", "--spec"], &bytes);
    assert_eq!(ran.exit, 0, "{}", ran.stderr);
    let path = std::env::temp_dir().join(format!("framing-pick-{}.toml", std::process::id()));
    std::fs::write(&path, &ran.stdout).unwrap();
    let decoded = run(&["decode", "--spec", path.to_str().unwrap()], &bytes);
    std::fs::remove_file(&path).unwrap();
    assert_eq!((decoded.exit, lines(&decoded).len()), (0, 5), "{}{}", ran.text(), decoded.text());
}

#[test]
fn a_limit_that_is_no_number_of_bytes_is_named() {
    let ran = run(&["decode", "--format", "u8", "--limit", "-1"], b"");
    let expected = "error: invalid value '-1' for '--limit <BYTES>': expected a number of bytes";
    assert!(ran.exit == 2 && ran.stderr.starts_with(expected), "{}", ran.stderr);
}
