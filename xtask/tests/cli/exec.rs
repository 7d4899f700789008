//! `cargo xtask conformance --exec`: other programs, right and wrong ones.

use crate::ran::{Ran, run};

/// The program under test, as the program that is put to the test.
fn decode(format: &str) -> String {
    format!("'{}' decode --format {format}", env!("CARGO_BIN_EXE_xtask"))
}

fn python(defect: &str) -> String {
    format!("python3 '{}/python/exec/u16_be.py' {defect}", env!("CARGO_MANIFEST_DIR"))
}

fn conformance(program: &str, args: &[&str]) -> Ran {
    run(&[&["conformance", "--exec", program], args].concat(), b"")
}

#[test]
fn a_program_that_reads_right_passes() {
    for (format, sample) in
        [("tlv", "two-frames"), ("netstring", "two-frames"), ("png", "end"), ("resp", "bare-lf")]
    {
        let run = format!("*/{sample}/*");
        let ran = conformance(&decode(format), &["--format", format, "--run", &run]);
        assert_eq!(ran.exit, 0, "{format}: {}{}", ran.text(), ran.stderr);
        assert!(ran.text().ends_with(" passed, 0 failed\n"), "{format}: {}", ran.text());
    }
    let ran = conformance(&python(""), &["--format", "u16-be", "--run", "*/five-frames/*"]);
    assert_eq!(ran.exit, 0, "{}{}", ran.text(), ran.stderr);
}

#[test]
fn a_defect_is_found_and_shown_with_its_stream() {
    let frames = "*/two-frames/*";
    let cases: &[(&str, &[&str], &str)] = &[
        (
            "impatient",
            &[frames],
            "FAILED u16-be/two-frames/splits/pipe\n  0 frames, where there are 2\n  sent      byte by byte\n  stream    000268690000\n",
        ),
        (
            "deaf",
            &[frames],
            "outcome complete, where it ends truncated (stream ended at byte 1 inside the header: 1 of 2 bytes of the frame)\n  \
             sent      in one piece, ended after 1 of 6 bytes\n",
        ),
        (
            "silent",
            &[frames],
            "it ended without an outcome, with exit status: 1: u16_be.py: no outcome today\n",
        ),
        (
            "endless",
            &["*/two-frames/whole/*", "--patience", "1"],
            "it hangs: it has not ended 1 s after it was started; it was ended\n",
        ),
    ];
    for (defect, args, expected) in cases {
        let ran = conformance(&python(defect), &[&["--format", "u16-be", "--run"], *args].concat());
        assert_eq!(ran.exit, 1, "{defect}: {}{}", ran.text(), ran.stderr);
        assert!(ran.text().contains(expected), "{defect}: {}", ran.text());
    }
}

#[test]
fn a_program_of_another_format_fails_with_what_it_says() {
    let ran = conformance(&decode("u16-le"), &["--format", "u16-be", "--run", "*/two-frames/whole/*"]);
    assert_eq!(ran.exit, 1, "{}", ran.stderr);
    assert!(ran.text().contains("  0 frames, where there are 2\n"), "{}", ran.text());
    assert!(ran.text().ends_with("\n0 passed, 1 failed\n"), "{}", ran.text());
}

#[test]
fn a_spec_brings_a_stream_of_its_own() {
    let path = std::env::temp_dir().join(format!("framing-exec-{}.toml", std::process::id()));
    std::fs::write(&path, "width = 2\n").unwrap();
    let ran = conformance(&decode("u16-be"), &["--spec", path.to_str().unwrap()]);
    std::fs::remove_file(&path).unwrap();
    assert_eq!(ran.exit, 0, "{}{}", ran.text(), ran.stderr);
    assert!(ran.text().ends_with("\n3 passed, 0 failed\n"), "{}", ran.text());
}

#[test]
fn the_checks_are_named_and_none_is_run() {
    let ran = conformance("no-such-program", &["--format", "u8", "--list", "--run", "*/two-frames/*"]);
    let expected =
        "u8/two-frames/whole/pipe\nu8/two-frames/splits/pipe\nu8/two-frames/ends/pipe\n\n3 checks\n";
    assert_eq!((ran.exit, ran.text()), (0, expected));
}

#[test]
fn wrong_usage_is_one_line_and_exit_2() {
    let cases: &[(&str, &[&str], &str)] = &[
        ("no-such-program", &["--format", "u8"], "cannot start no-such-program, to read u8: "),
        ("true", &[], "--exec takes one --format, or a --spec"),
        (
            "true",
            &["--format", "u9"],
            "u9: expected the name of a format, found \"u9\"; help: did you mean \"u8\"?",
        ),
        (
            "true 'a",
            &["--format", "u8"],
            "invalid value 'true 'a' for '--exec <CMD ARGS>': expected a command",
        ),
        ("true", &["--format", "u8", "--run", "none"], "there is no such check; "),
        (
            "true",
            &["--format", "u8", "--transport", "tcp"],
            "the argument '--exec <CMD ARGS>' cannot be used with ",
        ),
    ];
    for (program, args, expected) in cases {
        let ran = conformance(program, args);
        assert_eq!((ran.exit, ran.text()), (2, ""), "{args:?}: {}", ran.stderr);
        assert!(ran.stderr.starts_with(&format!("error: {expected}")), "{args:?}: {}", ran.stderr);
        assert_eq!(ran.stderr.matches('\n').count(), 1, "{args:?}: {}", ran.stderr);
    }
}
