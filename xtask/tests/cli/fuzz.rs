//! `cargo xtask fuzz`: correct formats pass, and the same seed gives the same streams.

use crate::ran::run;
use crate::registry;

fn fuzz(args: &[&str]) -> (i32, String) {
    let ran = run(&[&["fuzz"], args].concat(), b"");
    (ran.exit, ran.text().to_owned() + &ran.stderr)
}

/// What was printed, but for the time that it took.
fn timeless(text: &str) -> String {
    text.lines().map(|line| line.split(" in ").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_format_stands_a_few_runs() {
    let (exit, text) = fuzz(&["--runs", "40"]);
    let count = registry::formats().count();
    let last = text.lines().last().unwrap_or_default();
    assert_eq!(exit, 0, "{text}");
    assert!(last.contains(&format!("of {count} formats")) && last.ends_with("seed 1: 0 failed"), "{last}");
}

#[test]
fn the_same_seed_says_the_same_alone_and_among_others() {
    let row = |args: &[&str]| {
        let (_, text) = fuzz(args);
        let row = text.lines().find(|line| line.trim_start().starts_with("varint ")).map(str::to_owned);
        row.map(|row| row.split_whitespace().collect::<Vec<_>>().join(" ")).unwrap_or_default()
    };
    let alone = row(&["--runs", "60", "--seed", "9", "--format", "varint"]);
    assert!(alone.starts_with("varint 60 "), "{alone}");
    assert_eq!(row(&["--runs", "60", "--seed", "9", "--format", "varint", "--format", "netstring"]), alone);
    assert_ne!(row(&["--runs", "60", "--seed", "10", "--format", "varint"]), alone);
}

#[test]
fn a_spec_is_tried_with_frames_that_it_makes() {
    let spec = tempfile::NamedTempFile::with_suffix(".toml").unwrap();
    std::fs::write(spec.path(), "header = 6\nmagic = \"beef\"\noffset = 2\nwidth = 4\n").unwrap();
    let (exit, text) = fuzz(&["--runs", "60", "--spec", spec.path().to_str().unwrap()]);
    assert_eq!(exit, 0, "{text}");
    assert!(timeless(&text).contains("60 streams of 1 formats"), "{text}");
}

#[test]
fn a_time_bounds_it() {
    let (exit, text) = fuzz(&["--seconds", "0", "--format", "u8"]);
    assert_eq!((exit, timeless(&text).contains("0 streams of 1 formats")), (0, true), "{text}");
}

#[test]
fn wrong_usage_is_told_in_a_line() {
    for args in [
        &["--format", "u9"][..],
        &["--runs", "1", "--seconds", "1"],
        &["--seed", "x"],
        &["--spec", "no.toml"],
    ] {
        let (exit, text) = fuzz(args);
        assert_eq!((exit, text.lines().count()), (2, 1), "{args:?}: {text}");
    }
}
