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
    let cases: &[(&str, &[&str], &[&str])] = &[
        (
            "impatient",
            &[frames],
            &["FAILED u16-be/two-frames/splits/pipe\n", "cut at", "  stream    000268690000\n"],
        ),
        (
            "deaf",
            &[frames],
            &[
                "1 check: a stream that ends inside a frame is taken as complete\n",
                "  expected  truncated\n  found     complete\n",
                "ended after 1 of 6 bytes\n",
            ],
        ),
        ("silent", &[frames], &["with exit status: 1: u16_be.py: no outcome today\n"]),
        (
            "endless",
            &["*/two-frames/whole/*", "--patience", "1"],
            &["it hangs: it has not ended 1 s after its start"],
        ),
        ("late", &[frames], &["a frame comes late\n", "  expected  2\n  found     1\n", "--buffered"]),
        ("one-per-read", &[frames], &["a frame comes late\n"]),
        ("at-the-end", &[frames], &["a frame comes late\n", "  expected  2\n  found     0\n"]),
        ("nameless", &[frames], &["a frame line without a known key\n", "  found     `Body`, `Header`\n"]),
        ("short", &["*/body-65535/whole/*"], &["another body\n"]),
    ];
    for (defect, args, expected) in cases {
        let ran = conformance(&python(defect), &[&["--format", "u16-be", "--run"], *args].concat());
        assert_eq!(ran.exit, 1, "{defect}: {}{}", ran.text(), ran.stderr);
        for text in *expected {
            assert!(ran.text().contains(text), "{defect}: {text}\n{}", ran.text());
        }
        assert!(
            ran.text()
                .lines()
                .filter(|line| line.contains(['│', '─']))
                .all(|line| line.chars().count() <= 80)
        );
    }
}

#[test]
fn output_that_comes_late_is_right_where_the_program_is_buffered() {
    let ran =
        conformance(&python("at-the-end"), &["--format", "u16-be", "--run", "*/two-frames/*", "--buffered"]);
    assert_eq!(ran.exit, 0, "{}{}", ran.text(), ran.stderr);
}

#[test]
fn a_program_behind_a_wrapper_costs_its_patience_and_no_more() {
    for wrapper in ["sh -c 'sleep 98765; true'", "sh -c 'sleep 98765 & cat >&2; sleep 98765'"] {
        let ran = conformance(wrapper, &["--format", "u16-be", "--patience", "1"]);
        assert_eq!(ran.exit, 1, "{}", ran.stderr);
        assert!(ran.text().contains("it hangs: it has not ended 1 s after its start"), "{}", ran.text());
    }
    let ran = conformance(
        "sh -c 'sleep 98765 & cat > /dev/null; echo {}'",
        &["--format", "u16-be", "--run", "*/two-frames/whole/*", "--buffered"],
    );
    assert!(ran.text().contains("has nothing to compare"), "the wrapper has ended: {}", ran.text());
}

#[test]
fn much_on_standard_error_is_drained() {
    let ran = conformance(&python("noisy"), &["--format", "u16-be", "--run", "*/two-frames/whole/*"]);
    assert_eq!(ran.exit, 0, "{}{}", ran.text(), ran.stderr);
}

#[test]
fn known_failures_are_expected_and_stale_lines_are_errors() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("known.jsonl");
    let file = file.to_str().unwrap();
    let run = |defect: &str, args: &[&str]| {
        conformance(&python(defect), &[&["--format", "u16-be", "--run", "*/two-frames/*"], args].concat())
    };
    assert_eq!(run("deaf", &["--write-expect", file]).exit, 1);
    let ran = run("deaf", &["--expect", file]);
    assert_eq!(ran.exit, 0, "{}{}", ran.text(), ran.stderr);
    assert!(ran.text().ends_with("\n1 failed as expected\n2 passed, 0 failed\n"), "{}", ran.text());
    let ran = run("", &["--expect", file]);
    assert_eq!(ran.exit, 1, "{}", ran.text());
    assert!(ran.text().contains("1 check: an unexpected pass\n"), "{}", ran.text());
    std::fs::write(file, "{\"check\":\"u16-be/gone/*\",\"reason\":\"issue 7\"}\n").unwrap();
    let ran = run("", &["--expect", file]);
    assert!(
        ran.exit == 1 && ran.stderr.contains("stale expectation u16-be/gone/* (issue 7)"),
        "{}",
        ran.stderr
    );
    std::fs::write(file, "{\"check\":\"*\",\"reason\":\"\"}\n").unwrap();
    assert_eq!(run("", &["--expect", file]).exit, 2, "a reason is demanded");
}

#[test]
fn encoders_and_proxies_are_tested() {
    let encode = |format: &str| format!("'{}' encode --format {format}", env!("CARGO_BIN_EXE_xtask"));
    let run = ["--run", "*/two-frames/*"];
    let ran = conformance(&encode("tlv"), &[&["--format", "tlv", "--encode"], &run[..]].concat());
    assert_eq!(ran.exit, 0, "{}{}", ran.text(), ran.stderr);
    let ran = conformance(&encode("u16-le"), &[&["--format", "u16-be", "--encode"], &run[..]].concat());
    assert_eq!(ran.exit, 1, "{}{}", ran.text(), ran.stderr);
    let ran = conformance("cat -u", &[&["--format", "u16-be", "--proxy"], &run[..]].concat());
    assert_eq!(ran.exit, 0, "{}{}", ran.text(), ran.stderr);
    let ran = conformance("tr h j", &[&["--format", "u16-be", "--proxy", "--buffered"], &run[..]].concat());
    assert!(ran.exit == 1 && ran.text().contains("other bytes are forwarded"), "{}", ran.text());
}

#[test]
fn reports_are_the_same_bytes_each_time() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    for name in ["a", "b"] {
        let (json, html) = (path(&format!("{name}.json")), path(&format!("{name}.html")));
        let args = ["--format", "u16-be", "--run", "*/two-frames/*", "--json", &json, "--html", &html];
        assert_eq!(conformance(&python("deaf"), &args).exit, 1);
    }
    let read = |name: &str| std::fs::read_to_string(path(name)).unwrap();
    assert_eq!(read("a.json"), read("b.json"));
    assert_eq!(read("a.html"), read("b.html"));
    assert!(read("a.html").contains("u16-be/two-frames/ends/pipe") && !read("a.html").contains("http://"));
}

#[test]
fn programs_are_compared_in_a_grid() {
    let args = |name: &str, defect: &str| format!("{name}={}", python(defect));
    let (good, deaf) = (args("good", ""), args("deaf", "deaf"));
    let ran = run(
        &[
            "conformance",
            "--format",
            "u16-be",
            "--run",
            "*/two-frames/*",
            "--compare",
            &good,
            "--compare",
            &deaf,
        ],
        b"",
    );
    assert_eq!(ran.exit, 1, "{}{}", ran.text(), ran.stderr);
    assert!(ran.text().ends_with("\n1 programs conform, 1 do not\n"), "{}", ran.text());
}

#[test]
fn a_program_of_another_format_fails_with_what_it_reports() {
    let ran = conformance(&decode("u16-le"), &["--format", "u16-be", "--run", "*/two-frames/whole/*"]);
    assert_eq!(ran.exit, 1, "{}", ran.stderr);
    assert!(ran.text().contains("  expected  2\n  found     0\n"), "{}", ran.text());
    assert!(ran.text().ends_with("\n0 passed, 1 failed\n"), "{}", ran.text());
}

#[test]
fn a_spec_has_streams_from_its_own_description() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("word.toml");
    std::fs::write(&path, "width = 2\n").unwrap();
    let spec = ["--spec", path.to_str().unwrap()];
    let ran = conformance(&decode("u16-be"), &[&spec[..], &["--run", "*/body-65535/*"]].concat());
    assert_eq!(ran.exit, 0, "{}{}", ran.text(), ran.stderr);
    let ran = conformance(&decode("u8"), &[&spec[..], &["--run", "*/body-25*/whole/*"]].concat());
    assert_eq!(ran.exit, 1, "{}{}", ran.text(), ran.stderr);
    let ran = run(&[&["conformance"], &spec[..], &["--run", "*/memory"]].concat(), b"");
    assert_eq!(ran.exit, 0, "our own readers too: {}{}", ran.text(), ran.stderr);
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
        ("true", &[], "--exec requires one --format or a --spec"),
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
        ("true", &["--format", "u8", "--run", "none"], "no such check; "),
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
