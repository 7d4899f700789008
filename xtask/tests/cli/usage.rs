//! Wrong usage: exit code 2, and one line that says what is wrong.

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
        (&["deadlock", "--scenario", "no/such"], "nothing is named 'no/such'; --list shows what there is"),
        (&["deadlock", "--bound", "2"], "the following required arguments were not provided: --exhaustive"),
        (&["encode"], "the following required arguments were not provided: <--format <NAME>|--spec <FILE>>"),
        (&["encode", "--format", "u8", "no/such/file"], "cannot read no/such/file: "),
        (&["encode", "--format", "u8", env!("CARGO_MANIFEST_DIR")], "cannot read "),
        (&["decode", "--spec", "no/such/file"], "cannot read no/such/file: "),
        (
            &["decode", "--spec", "a", "--format", "u8"],
            "the argument '--spec <FILE>' cannot be used with '--format <NAME>'",
        ),
        (&["decode", "--format", "u8", "--set", "a=1"], "u8: there is no setting \"a\"; expected none"),
        (
            &["decode", "--format", "u8", "--set", "a"],
            "invalid value 'a' for '--set <KEY=VALUE>': expected KEY=VALUE",
        ),
        (
            &["interop", "--messages", "5"],
            "the following required arguments were not provided: --second-opinion",
        ),
        (
            &["interop", "--install", "--second-opinion"],
            "the argument '--install' cannot be used with '--second-opinion'",
        ),
        (&["formats", "u8"], "unexpected argument 'u8' found"),
    ];
    for (args, expected) in cases {
        let ran = run(args, b"");
        assert_eq!((ran.exit, ran.text()), (2, ""), "{args:?}: {}", ran.stderr);
        assert!(ran.stderr.starts_with(&format!("error: {expected}")), "{args:?}: {}", ran.stderr);
        assert_eq!(ran.stderr.matches('\n').count(), 1, "{args:?}: {}", ran.stderr);
    }
}

#[test]
fn an_unknown_format_is_answered_with_the_nearest_name() {
    let cases = [
        ("u32", "u32-be"),
        ("u32be", "u32-be"),
        ("U24-LE", "u24-le"),
        ("netstrings", "netstring"),
        ("varints", "varint"),
        ("tvl", "tlv"),
        ("chunks", "chunked"),
        ("content-len", "content-length"),
    ];
    for (name, nearest) in cases {
        for command in ["decode", "encode"] {
            let ran = run(&[command, "--format", name], b"");
            let expected = format!(
                "error: invalid value '{name}' for '--format <NAME>': no such format; did you mean '{nearest}'? \
                 `cargo xtask formats` lists them\n"
            );
            assert_eq!((ran.exit, ran.stderr), (2, expected));
        }
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
