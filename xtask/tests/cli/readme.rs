//! The commands of the README, and the output that it shows.

use std::fs;
use std::path::Path;
use std::process::Command;

/// A command and its output, as the page shows them.
struct Shown<'a> {
    command: &'a str,
    output: String,
}

/// The commands of a block, in order.
fn commands(block: &str) -> Vec<Shown<'_>> {
    let mut all: Vec<Shown<'_>> = Vec::new();
    for line in block.lines() {
        match (line.strip_prefix("$ "), all.last_mut()) {
            (Some(command), _) => all.push(Shown { command, output: String::new() }),
            (None, Some(shown)) => shown.output.extend([line, "\n"]),
            (None, None) => panic!("output of no command: {line}"),
        }
    }
    all
}

#[test]
fn the_readme_shows_what_its_commands_print() {
    let page = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../README.md")).unwrap();
    let blocks: Vec<_> = page.split("\n```console\n").skip(1).collect();
    assert!(blocks.len() > 1, "the page shows no commands");
    for (index, block) in blocks.iter().enumerate() {
        let folder = std::env::temp_dir().join(format!("framing-readme-{}-{index}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        for shown in commands(block.split("\n```").next().unwrap()) {
            assert_eq!(run(shown.command, &folder), shown.output, "{}", shown.command);
        }
        fs::remove_dir_all(&folder).unwrap();
    }
}

/// What a command line prints, in which `cargo xtask` is the program under test.
fn run(command: &str, folder: &Path) -> String {
    let program = command.replace("cargo xtask", concat!("'", env!("CARGO_BIN_EXE_xtask"), "'"));
    let output = Command::new("sh").args(["-c", &program]).current_dir(folder).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}
