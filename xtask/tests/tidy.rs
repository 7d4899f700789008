//! What no compiler checks: the size of files, the contents of the pages, phrases to avoid.
#![cfg(test)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Lines of a source file, its tests not counted.
const MOST_LINES: usize = 500;

#[test]
fn source_files_are_short() {
    for file in rust().filter(|file| !file.is_test() && !file.is_table()) {
        let lines = file.code().lines().count();
        assert!(lines <= MOST_LINES, "{}: {lines} lines, of at most {MOST_LINES}", file.name);
    }
}

#[test]
fn every_source_file_says_what_it_is() {
    for file in rust() {
        assert!(
            file.text.starts_with("//! "),
            "{}: the first line does not start with module documentation",
            file.name
        );
    }
}

#[test]
fn no_test_sleeps() {
    let sleep = concat!("sle", "ep(");
    for file in rust() {
        assert!(!file.tests().contains(sleep), "{}: a test must not sleep", file.name);
    }
}

#[test]
fn only_the_call_of_a_peer_in_c_is_unsafe() {
    let words = [concat!("unsa", "fe {"), concat!("unsa", "fe fn"), concat!("unsa", "fe impl")];
    for file in rust().filter(|file| file.name != "xtask/src/bench/pico.rs") {
        let found = words.iter().find(|word| file.text.contains(*word));
        assert_eq!(found, None, "{}: only xtask/src/bench/pico.rs may have any", file.name);
    }
    for library in ["core", "tlv", "chunked", "http"] {
        let root = read(&format!("framing-{library}/src/lib.rs"));
        assert!(root.contains("#![forbid(unsafe_code)]"), "framing-{library} does not forbid it");
    }
}

#[test]
fn no_file_names_a_place_of_one_machine() {
    let places = ["home", "root", "work", "Users", "tmp"].map(|place| format!("/{place}/"));
    for file in files().filter(|file| !file.has_ending(&["jsonl", "lock"])) {
        for (number, line) in (1..).zip(file.text.lines()) {
            let found = places.iter().find(|place| line.contains(*place));
            assert_eq!(found, None, "{}:{number}: a path of one machine", file.name);
        }
    }
}

#[test]
fn the_oldest_rust_is_stated_once() {
    let manifest = read("Cargo.toml");
    let version = manifest.split("rust-version = \"").nth(1).and_then(|rest| rest.split('"').next());
    let version = version.expect("Cargo.toml has a rust-version");
    for file in files().filter(|file| file.name != "Cargo.toml" && !file.has_ending(&["lock", "jsonl"])) {
        for (number, line) in (1..).zip(file.text.lines()) {
            let about_rust = ["rust", "msrv", "cargo"].iter().any(|word| line.to_lowercase().contains(word));
            assert!(!(about_rust && line.contains(version)), "{}:{number}: repeats {version}", file.name);
        }
    }
}

#[test]
fn the_readme_names_formats_that_exist() {
    let listed = Command::new(env!("CARGO_BIN_EXE_xtask")).arg("formats").output().expect("xtask runs");
    let listed = String::from_utf8(listed.stdout).expect("names of formats are ASCII");
    let known: Vec<_> = listed.lines().skip(1).filter_map(|line| line.split(' ').next()).collect();

    let readme = read("README.md");
    let rows = section(&readme, "## Pick a format").lines().filter(|line| line.starts_with("| ")).skip(2);
    let names: Vec<_> = rows.flat_map(|row| code_words(row.rsplit('|').nth(1).unwrap_or_default())).collect();
    assert!(names.len() > 10, "the table of formats is not where it was: {names:?}");
    for name in names {
        assert!(known.contains(&name), "the README names {name}, which is none of {known:?}");
    }
}

#[test]
fn ci_runs_what_the_readme_says() {
    let (readme, ci) = (read("README.md"), read(".ci/run"));
    let commands = code_lines(&readme).take(2).map(|line| line.split('#').next().unwrap_or_default().trim());
    for command in commands {
        assert!(ci.contains(&format!("\" {command}\n")), ".ci/run has no step that is: {command}");
    }
}

#[test]
fn every_example_shows_its_command() {
    for file in rust().filter(|file| file.name.contains("/examples/")) {
        let (package, rest) = file.name.split_once('/').expect("examples belong to a package");
        let name = rest.trim_start_matches("examples/").trim_end_matches(".rs");
        let shown = file.text.lines().take_while(|line| line.starts_with("//!")).any(|line| {
            let in_package =
                words_contain(line, "--package", package) && words_contain(line, "--example", name);
            let by_itself = file
                .name
                .strip_suffix("src/main.rs")
                .is_some_and(|folder| words_contain(line, "--manifest-path", &format!("{folder}Cargo.toml")));
            line.contains("cargo run") && (in_package || by_itself)
        });
        assert!(shown, "{}: expected its command in the first comment", file.name);
    }
}

/// Whether the option is followed by the value.
fn words_contain(line: &str, option: &str, value: &str) -> bool {
    line.split_whitespace().skip_while(|word| *word != option).nth(1) == Some(value)
}

/// Phrases that hide the actor or a number, with the plain alternative.
const ODD_PHRASES: [(&str, &str); 19] = [
    ("so many", "the number: `n`"),
    ("stand behind", "follow"),
    ("stands behind", "follows"),
    ("come behind", "follow"),
    ("comes behind", "follows"),
    ("whence", "from where"),
    ("wholly", "in full"),
    ("had better", "should"),
    ("gone on with", "resumed"),
    ("is told", "receives"),
    ("been told", "received"),
    ("as it is said", "as described"),
    ("what there is to", "the contents"),
    ("on a header's word", "based on an unvalidated length"),
    ("as hoped", "success"),
    ("in vain", "without success"),
    ("somebody else", "another program"),
    ("for ever", "forever"),
    ("goes on", "continues"),
];

#[test]
fn prose_is_plain() {
    let mut found = Vec::new();
    for file in files().filter(|file| file.has_ending(&["rs", "md", "toml"]) && !file.is_this()) {
        for (number, line) in (1..).zip(file.text.lines()) {
            let odd = odd_phrases(line);
            found.extend(odd.map(|(odd, plain)| format!("{}:{number}: {odd:?}: {plain}?", file.name)));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn odd_phrases_are_found_in_any_case_and_as_words_only() {
    let odd = |line| odd_phrases(line).map(|(odd, _)| odd).collect::<Vec<_>>();
    assert_eq!(odd("/// So many bytes, and what stands behind them."), ["so many", "stands behind"]);
    assert_eq!(odd("Also many a thistle."), [""; 0]);
}

/// The phrases in a line.
fn odd_phrases(line: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let words: String = line
        .chars()
        .map(|letter| match letter {
            '\'' | ' ' => letter,
            letter if letter.is_alphanumeric() => letter.to_ascii_lowercase(),
            _ => '|',
        })
        .collect();
    let words = words.replace('|', " | ");
    let words = format!(" {} ", words.split_whitespace().collect::<Vec<_>>().join(" "));
    ODD_PHRASES.into_iter().filter(move |(odd, _)| words.contains(&format!(" {odd} ")))
}

const LIBRARIES: [&str; 4] = ["core", "tlv", "chunked", "http"];

#[test]
fn every_public_type_has_an_assertion() {
    for library in LIBRARIES {
        let asserted = read(&format!("framing-{library}/tests/public_types.rs"));
        let types = public_types(library);
        assert!(types.len() > 10, "framing-{library}/api.txt lists {types:?}");
        for name in types {
            let is_asserted = [">", "<"].iter().any(|end| asserted.contains(&format!("::<{name}{end}")));
            assert!(is_asserted, "framing-{library}/tests/public_types.rs: {name} is missing");
        }
    }
}

/// What a user can match or construct in full can never grow: that is either prevented, or wanted and explained.
#[test]
fn what_may_grow_is_non_exhaustive() {
    for library in LIBRARIES {
        let types = public_types(library);
        let is_public = |name: &str| types.iter().any(|path| path.rsplit("::").next() == Some(name));
        let sources = rust().filter(|file| file.name.starts_with(&format!("framing-{library}/src/")));
        for (file, name) in sources.flat_map(|file| exhaustive_types(&file)) {
            let advice = "expected #[non_exhaustive], or a comment \"Exhaustive on purpose: …\"";
            assert!(!is_public(&name), "{file}: {name}: {advice}");
        }
    }
}

#[test]
fn exhaustive_types_are_found() {
    let found = |text: &str| {
        let file = File { name: String::new(), text: text.to_owned() };
        exhaustive_types(&file).into_iter().map(|(_, name)| name).collect::<Vec<_>>()
    };
    assert_eq!(found("pub enum Kind {\n    A,\n}\n"), ["Kind"]);
    assert_eq!(found("pub struct Pair {\n    /// One.\n    pub one: u8,\n}\n"), ["Pair"]);
    assert_eq!(found("pub struct One(pub u8);\n"), ["One"]);
    for closed in [
        "#[non_exhaustive]\npub enum Kind {\n}\n",
        "/// It is exhaustive: there are no others.\npub enum Kind {\n}\n",
        "pub struct Half {\n    pub one: u8,\n    other: u8,\n}\n",
        "pub struct Unit;\n",
        "pub struct One(u8);\n",
    ] {
        assert_eq!(found(closed), [""; 0], "{closed}");
    }
}

/// The public types of a file, with its name, that other crates can match or construct in full, without an explanation.
fn exhaustive_types(file: &File) -> Vec<(String, String)> {
    let lines: Vec<_> = file.code().lines().collect();
    let types = (0..lines.len()).filter_map(|at| {
        let line = lines[at].trim_start();
        let (is_enum, rest) = match line.strip_prefix("pub enum ") {
            Some(rest) => (true, rest),
            None => (false, line.strip_prefix("pub struct ")?),
        };
        let is_explained = above(&lines, at).any(|line| line.contains("xhaustive"));
        let is_open = is_enum || has_only_public_fields(&lines[at..]);
        let name: String = rest.chars().take_while(|letter| letter.is_alphanumeric()).collect();
        (is_open && !is_explained).then(|| (file.name.clone(), name))
    });
    types.collect()
}

/// The comments and attributes above a line.
fn above<'a>(lines: &'a [&str], at: usize) -> impl Iterator<Item = &'a str> {
    lines[..at]
        .iter()
        .rev()
        .map(|line| line.trim_start())
        .take_while(|line| line.starts_with(['/', '#', ')']))
}

/// Whether the struct that begins with the first line has fields, all of them public.
fn has_only_public_fields(lines: &[&str]) -> bool {
    let head = lines.iter().position(|line| line.ends_with(['{', ';'])).unwrap_or_default();
    if lines[head].ends_with(';') {
        return lines[head].contains("(pub ");
    }
    let indent = lines[0].len() - lines[0].trim_start().len();
    let end = format!("{}}}", " ".repeat(indent));
    let fields = lines[head + 1..].iter().take_while(|line| **line != end).map(|line| line.trim_start());
    let mut fields = fields.filter(|line| !line.is_empty() && !line.starts_with(['/', '#'])).peekable();
    fields.peek().is_some() && fields.all(|field| field.starts_with("pub "))
}

#[test]
fn every_public_error_is_printed_by_a_test() {
    for library in LIBRARIES {
        let api = read(&format!("framing-{library}/api.txt"));
        let errors = api.lines().filter_map(|line| line.split_once(" core::error::Error for "));
        let errors: Vec<_> = errors.map(|(_, error)| plain_name(error)).collect();
        if errors.is_empty() {
            continue;
        }
        let tested = read(&format!("framing-{library}/tests/error_chains.rs"));
        for error in &errors {
            let name = error.rsplit("::").next().unwrap_or_default();
            let is_unique = errors.iter().filter(|other| other.ends_with(&format!("::{name}"))).count() == 1;
            let (_, path) = error.split_once("::").unwrap_or_default();
            let expected = if is_unique { name } else { path };
            assert!(tested.contains(expected), "framing-{library}/tests/error_chains.rs: {error} is missing");
        }
    }
}

/// The paths of the public types of a library, without their parameters.
fn public_types(library: &str) -> Vec<String> {
    let api = read(&format!("framing-{library}/api.txt"));
    let lines = api.lines().map(|line| line.trim_start_matches("#[non_exhaustive] "));
    let types = lines.filter_map(|line| {
        ["pub struct ", "pub enum ", "pub union "].iter().find_map(|start| line.strip_prefix(start))
    });
    types.map(|name| plain_name(name).to_owned()).collect()
}

/// A path up to the parameters of its last element.
fn plain_name(path: &str) -> &str {
    path.split(['<', '(', ' ']).next().unwrap_or_default()
}

/// A text file of the workspace.
struct File {
    /// Its path from the workspace's root.
    name: String,
    text: String,
}

impl File {
    fn has_ending(&self, endings: &[&str]) -> bool {
        endings.iter().any(|ending| self.name.ends_with(&format!(".{ending}")))
    }

    fn is_test(&self) -> bool {
        self.name.contains("/tests/") || self.name.ends_with("/tests.rs")
    }

    /// The file that lists the phrases.
    fn is_this(&self) -> bool {
        self.name == "xtask/tests/tidy.rs"
    }

    /// Declarations of formats are tables.
    fn is_table(&self) -> bool {
        self.name.contains("/registry/") || self.name.ends_with("/registry.rs")
    }

    /// The text before the tests at the end.
    fn code(&self) -> &str {
        self.text.split("\n#[cfg(test)]\nmod tests {").next().unwrap_or_default()
    }

    /// What is run by tests only.
    fn tests(&self) -> &str {
        if self.is_test() || self.name.contains("/testkit/") {
            return &self.text;
        }
        self.text.get(self.code().len()..).unwrap_or_default()
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn rust() -> impl Iterator<Item = File> {
    files().filter(|file| file.has_ending(&["rs"]))
}

/// The text files that git knows, or would.
fn files() -> impl Iterator<Item = File> {
    let listed = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .expect("git runs");
    let names = String::from_utf8(listed.stdout).expect("file names are UTF-8");
    assert!(names.lines().count() > 50, "git knows the files of the workspace");
    let names: Vec<_> = names.lines().map(str::to_owned).collect();
    names.into_iter().filter_map(|name| {
        let text = fs::read_to_string(root().join(&name)).ok()?;
        Some(File { name, text })
    })
}

fn section<'a>(page: &'a str, heading: &str) -> &'a str {
    let rest = page.split(heading).nth(1).unwrap_or_default();
    rest.split("\n## ").next().unwrap_or_default()
}

/// The lines between fences.
fn code_lines(page: &str) -> impl Iterator<Item = &str> {
    page.split("\n```").skip(1).step_by(2).flat_map(|block| block.lines().skip(1))
}

/// The words between backticks.
fn code_words(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('`').skip(1).step_by(2)
}
