//! Wrong usage: exit code 2, and one line with the error.

use crate::ran::run;

#[test]
fn wrong_usage_is_one_line_and_exit_2() {
    let cases: &[(&[&str], &str)] = &[
        (&[], "'cargo xtask' requires a subcommand but one was not provided"),
        (&["decod"], "unrecognized subcommand 'decod'; tip: "),
        (&["analyze"], "the following required arguments were not provided: <--format <NAME>|--spec <FILE>>"),
        (
            &["analyze", "--format", "u8", "--split", "7,3"],
            "invalid value '7,3' for '--split <CUTS>': the offsets",
        ),
        (
            &["analyze", "--format", "u8", "--bytes", "0"],
            "invalid value '0' for '--bytes <N>': expected at least 1",
        ),
        (&["analyze", "--format", "u8", "--step", "-"], "--step waits for Enter on standard input"),
        (&["analyze", "--format", "u8", "--svg", "no/such/file"], "cannot write no/such/file: "),
        (&["decode"], "the following required arguments were not provided: <--format <NAME>|--spec <FILE>>"),
        (&["decode", "--format"], "a value is required for '--format <NAME>' but none was supplied"),
        (&["decode", "--format", "u8", "--limit", "many"], "invalid value 'many' for '--limit <BYTES>'"),
        (&["decode", "--format", "u8", "--limt", "1"], "unexpected argument '--limt' found; tip: "),
        (&["decode", "--format", "u8", "a", "b"], "unexpected argument 'b' found"),
        (&["decode", "--format", "u8", "no/such/file"], "cannot read no/such/file: "),
        (&["decode", "--format", "u8", env!("CARGO_MANIFEST_DIR")], "cannot read "),
        (
            &["decode", "--format", "u8", "--request-method", "GET"],
            "--request-method is for http-response alone, not for u8",
        ),
        (
            &["deadlock", "--scenario", "no/such"],
            "no scenario matches 'no/such'; help: --list shows all of them",
        ),
        (&["deadlock", "--bound", "2"], "the following required arguments were not provided: --exhaustive"),
        (&["encode"], "the following required arguments were not provided: <--format <NAME>|--spec <FILE>>"),
        (&["encode", "--format", "u8", "no/such/file"], "cannot read no/such/file: "),
        (&["encode", "--format", "u8", env!("CARGO_MANIFEST_DIR")], "cannot read "),
        (&["decode", "--spec", "no/such/file"], "cannot read no/such/file: "),
        (
            &["decode", "--spec", "a", "--format", "u8"],
            "the argument '--spec <FILE>' cannot be used with '--format <NAME>'",
        ),
        (
            &["decode", "--format", "u8", "--set", "a=1"],
            "u8: expected no setting, found \"a\"; help: the format has none",
        ),
        (
            &["decode", "--format", "u8", "--set", "a"],
            "invalid value 'a' for '--set <KEY=VALUE>': expected KEY=VALUE",
        ),
        (
            &["interop", "--messages", "5"],
            "the following required arguments were not provided: --second-opinion",
        ),
        (
            &["formats", "websockets"],
            "websockets: expected the name of a format, found \"websockets\"; help: did you mean \"websocket\"?",
        ),
        (&["formats", "--spec", "no/such/file"], "cannot read no/such/file: "),
        (&["formats", "u8", "--spec", "a"], "the argument '[NAME]...' cannot be used with '--spec <FILE>'"),
        (&["decode", "--spec", "-"], "--spec takes a file, for standard input is the stream: found -"),
        (&["decode", "--spec", env!("CARGO_MANIFEST_DIR")], "cannot read "),
        (
            &["interop", "--install", "--second-opinion"],
            "the argument '--install' cannot be used with '--second-opinion'",
        ),
    ];
    for (args, expected) in cases {
        let ran = run(args, b"");
        assert_eq!((ran.exit, ran.text()), (2, ""), "{args:?}: {}", ran.stderr);
        assert!(ran.stderr.starts_with(&format!("error: {expected}")), "{args:?}: {}", ran.stderr);
        assert_eq!(ran.stderr.matches('\n').count(), 1, "{args:?}: {}", ran.stderr);
    }
}

/// A spec file that is none: the file, the place in it, and the key.
#[test]
fn a_wrong_spec_is_one_line_and_exit_2() {
    let cases: &[(&[u8], &str)] = &[
        (b"", r#"key "width": expected the bytes of the length; there is no such key"#),
        (b"width = 2\nheader = \xff", "line 2, column 10: expected text in UTF-8, found the byte 0xff"),
        (b"width = 2\nheader =", "line 2, column 9: "),
        (
            b"width = 2\nwidht = 3",
            r#"line 2, column 1, key "widht": unknown field `widht`, did you mean `width`?"#,
        ),
        (b"{\"width\": 2,", "line 1, column 12: EOF while parsing"),
        (b"width = 9", r#"line 1, column 9, key "width": expected 1 to 8 bytes, found 9"#),
        (
            b"width = 1\n[[first]]\nwidth = 0",
            r#"line 3, column 9, key "first[0].width": expected 1 to 8 bytes, found 0"#,
        ),
    ];
    let path = std::env::temp_dir().join(format!("framing-usage-{}.toml", std::process::id()));
    let name = path.to_str().unwrap();
    for (spec, expected) in cases {
        std::fs::write(&path, spec).unwrap();
        for command in ["analyze", "conformance", "decode", "encode", "formats"] {
            let vectors: &[&str] =
                if command == "conformance" { &["--vectors", "vectors/tlv.jsonl"] } else { &[] };
            let ran = run(&[&[command, "--spec", name], vectors].concat(), b"");
            assert_eq!((ran.exit, ran.text()), (2, ""), "{command}: {}", ran.stderr);
            let expected = format!("error: {name}, {expected}");
            assert!(ran.stderr.starts_with(&expected), "{command}: {expected}\n{}", ran.stderr);
            assert_eq!(ran.stderr.matches('\n').count(), 1, "{command}: {}", ran.stderr);
        }
    }
    std::fs::remove_file(&path).unwrap();
}

#[test]
fn a_format_like_no_other_is_answered_without_a_guess() {
    let ran = run(&["decode", "--format", "quux"], b"");
    let expected = "error: invalid value 'quux' for '--format <NAME>': expected the name of a format, found \"quux\"; `cargo xtask formats` lists them\n";
    assert_eq!((ran.exit, ran.stderr.as_str()), (2, expected));
}

#[test]
fn an_unknown_format_is_answered_with_the_nearest_name() {
    let cases = [
        ("u32", r#""u32-be" or "u32-le""#),
        ("u32be", r#""u32-be""#),
        ("netstrings", r#""netstring""#),
        ("varints", r#""varint""#),
        ("tvl", r#""tlv""#),
        ("chunks", r#""chunked""#),
        ("content-len", r#""content-length""#),
    ];
    for (name, nearest) in cases {
        for command in ["decode", "encode"] {
            let ran = run(&[command, "--format", name], b"");
            let expected = format!(
                "error: invalid value '{name}' for '--format <NAME>': expected the name of a format, found \"{name}\"; \
                 help: did you mean {nearest}?; `cargo xtask formats` lists them\n"
            );
            assert_eq!((ran.exit, ran.stderr), (2, expected));
        }
    }
}

#[test]
fn a_name_that_people_type_is_an_alias() {
    for name in ["redis", "lsp", "dap", "wav", "h2", "ws", "git", "U24-LE", "asn1", "postgres", "http"] {
        let ran = run(&["formats", name], b"");
        assert_eq!((ran.exit, ran.stderr.as_str()), (0, ""), "{name}");
    }
}

#[test]
fn help_is_no_error_and_shows_examples() {
    for command in ["analyze", "decode", "encode", "formats", "interop"] {
        let ran = run(&[command, "--help"], b"");
        assert_eq!((ran.exit, ran.stderr.as_str()), (0, ""), "{command}");
        assert!(ran.text().contains(&format!("Usage: cargo xtask {command}")), "{command}: {}", ran.text());
        assert!(ran.text().contains("\nExamples:\n"), "{command}: {}", ran.text());
    }
    assert!(run(&["--help"], b"").text().contains("\nExit codes:\n"));
}

#[test]
fn the_installed_program_calls_itself_framing() {
    for arguments in [&["--help"][..], &["decode", "--help"], &["decode", "--format", "u33"]] {
        let output =
            std::process::Command::new(env!("CARGO_BIN_EXE_framing")).args(arguments).output().unwrap();
        let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert!(text.contains("framing") && !text.contains("xtask"), "{arguments:?}: {text}");
    }
}
