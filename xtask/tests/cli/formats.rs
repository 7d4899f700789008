//! `cargo xtask formats`.

use std::fs;

use serde_json::Value;

use crate::ran::run;
use crate::registry;

#[test]
fn the_table_has_a_line_a_format_below_its_head() {
    let ran = run(&["formats"], b"");
    let names: Vec<_> = ran.text().lines().filter_map(|line| line.split("  ").next()).collect();
    let expected: Vec<_> =
        ["NAME"].into_iter().chain(registry::formats().map(|format| format.name)).collect();
    assert_eq!((ran.exit, names), (0, expected));
    for (line, format) in ran.text().lines().skip(1).zip(registry::formats()) {
        let diagram = (format.make)().diagram().map(|diagram| diagram.to_string()).unwrap_or_default();
        for text in [format.package, &diagram, format.source] {
            assert!(line.contains(text), "{text}: {line}");
        }
    }
}

#[test]
fn the_json_says_everything() {
    let ran = run(&["formats", "--json"], b"");
    let rows: Vec<Value> = serde_json::from_slice(&ran.stdout).unwrap();
    assert_eq!((ran.exit, rows.len()), (0, registry::formats().count()));
    for (row, format) in rows.iter().zip(registry::formats()) {
        let made = (format.make)();
        assert_eq!(row["name"], format.name);
        assert_eq!(row["crate"], format.package);
        assert_eq!(row["frame"], format.summary);
        assert_eq!(row["source"], format.source);
        assert_eq!(row["writable"], made.is_writable());
        assert_eq!(row["layout"], made.diagram().unwrap().to_string());
        assert_eq!(row["spec"].is_string(), made.spec().is_some());
        assert_eq!(row["settings"].as_array().unwrap().len(), made.settings().len());
        assert_eq!(row["samples"].as_array().unwrap().len(), format.samples.len());
    }
}

/// What is drawn of a format is there in every frame of its samples.
#[test]
fn a_diagram_does_not_lie() {
    for format in registry::formats() {
        let diagram = (format.make)().diagram();
        let diagram = diagram.unwrap_or_else(|| panic!("{}: it has no diagram", format.name));
        for frame in format.samples.iter().flat_map(|sample| sample.frames) {
            if let Err(wrong) = diagram.check(frame) {
                panic!("{}: {wrong}: {frame:02x?}", format.name);
            }
        }
    }
}

#[test]
fn a_format_is_shown_in_full() {
    let ran = run(&["formats", "grpc", "websocket"], b"");
    let expected = [
        "grpc\n",
        "  crate    framing-tlv\n",
        "  type     framing_core::spec::SpecFormat\n",
        "  0        1         5\n",
        "  │ other  │ length  │ body       │\n",
        "\n  as a spec:\n\n    header = 5\n",
        "\nwebsocket\n",
        "  type     framing_http::WebSocket\n",
        "  setting  --set masked=",
        "│ 0 or 2 or 8 bytes │",
    ];
    assert_eq!(ran.exit, 0, "{}", ran.stderr);
    for text in expected {
        assert!(ran.text().contains(text), "{text}\n{}", ran.text());
    }
    let long = run(&["formats", "--long"], b"");
    assert!(long.text().contains("\ngrpc\n") && long.text().contains("\nu16-be\n"), "{}", long.text());
}

#[test]
fn a_spec_is_shown_as_a_format_is() {
    let path = std::env::temp_dir().join(format!("framing-formats-{}.toml", std::process::id()));
    fs::write(&path, "name = 'mine'\nsource = 'our wiki'\nheader = 3\noffset = 1\nwidth = 2\n").unwrap();
    let ran = run(&["formats", "--spec", path.to_str().unwrap()], b"");
    fs::remove_file(&path).unwrap();
    assert_eq!(ran.exit, 0, "{}", ran.stderr);
    for text in ["mine\n", "  source   our wiki\n", "│ length  │", "    offset = 1\n"] {
        assert!(ran.text().contains(text), "{text}\n{}", ran.text());
    }
}

#[test]
fn the_schema_is_printed_as_it_is_published() {
    let ran = run(&["formats", "--schema"], b"");
    assert_eq!((ran.exit, ran.text()), (0, framing_core::spec::SCHEMA));
}
