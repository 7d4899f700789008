//! What decode prints, encode makes the same bytes of.

use std::fs;

use serde_json::Value;

use crate::ran::{Ran, run};
use crate::registry;

fn decode(format: &str, bytes: &[u8]) -> Ran {
    run(&["decode", "--format", format], bytes)
}

/// Encodes what was decoded.
fn encode(format: &str, decoded: &Ran) -> Vec<u8> {
    encode_with(format, &[], decoded)
}

fn encode_with(format: &str, more: &[&str], decoded: &Ran) -> Vec<u8> {
    let encoded = run(&[&["encode", "--format", format], more].concat(), &decoded.stdout);
    assert_eq!((encoded.exit, encoded.stderr.as_str()), (0, ""), "{}", decoded.text());
    encoded.stdout
}

/// The frames, and the last line.
fn lines(decoded: &Ran) -> (Vec<Value>, Value) {
    let mut lines: Vec<_> = decoded.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let last = lines.pop().unwrap();
    (lines, last)
}

fn unhex(digits: &Value) -> Vec<u8> {
    data_encoding::HEXLOWER.decode(digits.as_str().unwrap().as_bytes()).unwrap()
}

#[test]
fn every_sample_of_every_format_comes_back() {
    for format in registry::formats() {
        for sample in format.samples {
            let name = format!("{}/{}", format.name, sample.name);
            let decoded = decode(format.name, &sample.bytes());
            let (frames, end) = lines(&decoded);
            assert_eq!((decoded.exit, &end["outcome"]), (0, &"complete".into()), "{name}");
            assert_eq!(end["offset"], sample.bytes().len(), "{name}");
            let parts = |key: &str| frames.iter().map(|frame| unhex(&frame[key])).collect::<Vec<_>>();
            assert_eq!(
                parts("header"),
                sample.frames.iter().map(|frame| frame.header).collect::<Vec<_>>(),
                "{name}"
            );
            let bodies = frames.iter().map(|frame| unhex(frame.get("coded").unwrap_or(&frame["body"])));
            assert_eq!(
                bodies.collect::<Vec<_>>(),
                sample.frames.iter().map(|frame| frame.body).collect::<Vec<_>>(),
                "{name}"
            );
            assert_eq!(
                parts("trailer"),
                sample.frames.iter().map(|frame| frame.trailer).collect::<Vec<_>>(),
                "{name}"
            );
            assert_eq!(encode(format.name, &decoded), sample.bytes(), "{name}");
        }
    }
}

#[test]
fn every_refusal_of_every_format_is_told_after_the_frames_before_it() {
    for format in registry::formats() {
        for reject in format.rejects {
            let name = format!("{}/{}", format.name, reject.name);
            let decoded = decode(format.name, reject.bytes);
            let (frames, end) = lines(&decoded);
            if end["other_protocol"].is_u64() {
                // The bytes after a switch of protocols are counted, not refused.
                assert_eq!(
                    (decoded.exit, frames.len(), &end["offset"]),
                    (0, reject.frames, &reject.offset.into())
                );
                continue;
            }
            assert_eq!((decoded.exit, frames.len()), (1, reject.frames), "{name}");
            assert_eq!(end["outcome"], reject.outcome.name(), "{name}");
            assert_eq!(end["offset"], reject.offset, "{name}");
            assert_eq!(end["phase"], reject.phase.to_string(), "{name}");
            assert!(reject.bytes.starts_with(&encode(format.name, &decoded)), "{name}");
        }
    }
}

#[test]
fn every_vector_comes_back() {
    let mut formats = Vec::new();
    for file in fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/vectors")).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "jsonl") {
            continue;
        }
        for line in fs::read_to_string(&path).unwrap().lines() {
            let vector: Value = serde_json::from_str(line).unwrap();
            let format = vector["format"].as_str().unwrap();
            if registry::find(format).is_ok() {
                check(format, &vector);
                formats.push(format.to_owned());
            }
        }
    }
    formats.sort();
    formats.dedup();
    assert!(formats.len() >= 14, "vectors were there for {formats:?} only");
}

fn check(format: &str, vector: &Value) {
    let id = &vector["id"];
    let bytes = unhex(&vector["bytes"]);
    let limit = vector["limit"].as_u64().map(|limit| limit.to_string());
    let method = vector["request_method"].as_str().map(|method| format!("request_method={method}"));
    let more: Vec<_> = limit.iter().flat_map(|limit| ["--limit", limit]).collect();
    let method: Vec<_> = method.iter().flat_map(|method| ["--set", method]).collect();
    let decoded = run(&[&["decode", "--format", format], &more[..], &method].concat(), &bytes);
    let (frames, end) = lines(&decoded);
    if end["other_protocol"].is_null() {
        assert_eq!(end["outcome"], vector["outcome"], "{id}");
    }
    if let Some(expected) = vector["frames"].as_array() {
        assert_eq!(frames.len(), expected.len(), "{id}");
        for (frame, expected) in frames.iter().zip(expected) {
            for (key, value) in expected.as_object().unwrap() {
                assert_eq!(&frame[key], value, "{id}: {key}");
            }
        }
    }
    if let Some(content) = vector["content"].as_str() {
        assert_eq!(
            frames.iter().map(|frame| frame["body"].as_str().unwrap()).collect::<String>(),
            content,
            "{id}"
        );
    }
    let (exit, whole) = match end["outcome"].as_str().unwrap() {
        "complete" => (0, end["other_protocol"].is_null()),
        "truncated" => (3, false),
        _ => (1, false),
    };
    assert_eq!(decoded.exit, exit, "{id}");
    let encoded = encode_with(format, &method, &decoded);
    assert!(bytes.starts_with(&encoded) && (encoded.len() == bytes.len()) >= whole, "{id}");
}

#[test]
fn bytes_of_no_format_are_decoded_as_far_as_they_go_and_come_back() {
    for (format, seed) in registry::formats().zip(1..) {
        for (len, most) in [(40, 2), (400, 16), (4000, 256), (400_000, 256)] {
            let bytes = noise(seed, len, most);
            let decoded = decode(format.name, &bytes);
            let exit = match lines(&decoded).1["outcome"].as_str() {
                Some("complete") => 0,
                Some("truncated") => 3,
                _ => 1,
            };
            assert_eq!((decoded.exit, decoded.stderr.as_str()), (exit, ""), "{}, {len} bytes", format.name);
            assert!(bytes.starts_with(&encode(format.name, &decoded)), "{}, {len} bytes", format.name);
        }
    }
}

/// The same bytes every time for the same `seed`, each below `most`.
fn noise(seed: u64, len: usize, most: u64) -> Vec<u8> {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) % most) as u8
    };
    std::iter::repeat_with(&mut next).take(len).collect()
}
