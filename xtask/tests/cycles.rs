//! No two parts of a library need each other: the modules of different folders form no cycle.
#![cfg(test)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A module, as the segments of its path below `crate`.
type Module = Vec<String>;

#[test]
fn modules_of_different_folders_form_no_cycle() {
    for library in ["core", "tlv", "chunked", "http"] {
        let crate_root = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../framing-{library}/src"));
        let sources = sources(&crate_root);
        assert!(sources.len() > 10, "framing-{library} has modules");
        let found = cycle(&needs(&sources));
        assert_eq!(found, None, "framing-{library}: these modules need each other");
    }
}

#[test]
fn a_cycle_is_found() {
    let library = |files: &[(&str, &str)]| {
        let sources = files.iter().map(|(module, text)| (path(module), (*text).to_owned())).collect();
        cycle(&needs(&sources)).is_some()
    };
    let engine = ("engine::steps", "pub struct Engine;\nuse crate::memory::Buffer;");
    let memory = |used| ("memory", used);
    assert!(library(&[engine, memory("pub struct Buffer;\nuse crate::engine::steps::Engine;")]));
    assert!(library(&[engine, memory("pub struct Buffer;\nuse super::{engine::{steps::Engine}};")]));
    assert!(
        library(&[engine, memory("pub struct Buffer;\nuse crate::Engine;")]),
        "through the names of the crate"
    );
    assert!(!library(&[engine, memory("pub struct Buffer;")]));
    assert!(!library(&[engine, memory("pub struct Buffer;\n#[cfg(test)]\nmod tests {\nuse crate::Engine;")]));
    // The files of one folder are one part, and a module and its own submodules too.
    assert!(!library(&[
        ("a", ""),
        ("a::b", "use super::c::C;\npub struct B;"),
        ("a::c", "pub struct C;\nuse super::b::B;")
    ]));
}

fn path(module: &str) -> Module {
    module.split("::").map(str::to_owned).collect()
}

/// The text of each module, without its tests.
fn sources(root: &Path) -> BTreeMap<Module, String> {
    let mut sources = BTreeMap::new();
    for file in rust_files(root) {
        let relative = file.strip_prefix(root).expect("it is below the root").with_extension("");
        let mut module: Module = relative.iter().map(|part| part.to_string_lossy().into_owned()).collect();
        match module.last().map(String::as_str) {
            Some("mod") => _ = module.pop(),
            Some("lib") | Some("tests") => continue,
            _ => {}
        }
        sources.insert(module, fs::read_to_string(&file).expect("it can be read"));
    }
    sources
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder can be read");
    let paths = entries.map(|entry| entry.expect("the entry can be read").path());
    let files = paths.flat_map(|path| if path.is_dir() { rust_files(&path) } else { vec![path] });
    files.filter(|path| path.extension().is_some_and(|ending| ending == "rs")).collect()
}

/// Which module needs which. A module may need those that contain it: they are one part.
fn needs(sources: &BTreeMap<Module, String>) -> BTreeMap<Module, BTreeSet<Module>> {
    let code = |text: &str| text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_owned();
    let sources: BTreeMap<_, _> = sources.iter().map(|(module, text)| (module.clone(), code(text))).collect();
    let homes = homes(&sources);
    let mut needs: BTreeMap<Module, BTreeSet<Module>> = BTreeMap::new();
    for (module, text) in &sources {
        let used = uses(text).into_iter().filter_map(|path| target(module, &path, &sources, &homes));
        needs.entry(module.clone()).or_default().extend(used.filter(|used| !module.starts_with(used)));
    }
    needs
}

/// Where each name is defined.
fn homes(sources: &BTreeMap<Module, String>) -> BTreeMap<String, BTreeSet<Module>> {
    let kinds = ["struct", "enum", "trait", "fn", "type", "const"];
    let mut homes: BTreeMap<String, BTreeSet<Module>> = BTreeMap::new();
    for (module, text) in sources {
        for line in text.lines().filter(|line| line.starts_with("pub")) {
            let mut words = line.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
            if words.by_ref().take(5).any(|word| kinds.contains(&word)) {
                let name = words.find(|word| !kinds.contains(word)).unwrap_or_default();
                homes.entry(name.to_owned()).or_default().insert(module.clone());
            }
        }
    }
    homes
}

/// The paths of the `use` declarations that are no re-exports.
fn uses(text: &str) -> Vec<Vec<String>> {
    let mut paths = Vec::new();
    for declaration in text.split("\nuse ").skip(1) {
        let tree: String = declaration
            .split(';')
            .next()
            .unwrap_or_default()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        flatten(&[], &tree, &mut paths);
    }
    paths
}

fn flatten(before: &[String], tree: &str, paths: &mut Vec<Vec<String>>) {
    let (path, group) = match tree.split_once('{') {
        Some((path, group)) => (path, group.strip_suffix('}')),
        None => (tree, None),
    };
    let segments = path.split(" as ").next().unwrap_or_default().split("::").map(str::trim);
    let mut whole = before.to_vec();
    whole.extend(segments.filter(|segment| !segment.is_empty()).map(str::to_owned));
    match group {
        None => paths.push(whole),
        Some(group) => elements(group).into_iter().for_each(|element| flatten(&whole, &element, paths)),
    }
}

/// The elements of a group, which may be groups.
fn elements(group: &str) -> Vec<String> {
    let (mut all, mut depth) = (vec![String::new()], 0);
    for letter in group.chars() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                all.push(String::new());
                continue;
            }
            _ => {}
        }
        all.last_mut().expect("there is one").push(letter);
    }
    all.iter().map(|element| element.trim().to_owned()).filter(|element| !element.is_empty()).collect()
}

/// The module that a path of `module` leads to; none if it leads to another crate, or is not certain.
fn target(
    module: &Module,
    path: &[String],
    sources: &BTreeMap<Module, String>,
    homes: &BTreeMap<String, BTreeSet<Module>>,
) -> Option<Module> {
    let supers = path.iter().take_while(|segment| *segment == "super").count();
    let whole: Module = match path.first().map(String::as_str) {
        Some("crate") => path[1..].to_vec(),
        Some("self") => module.iter().chain(&path[1..]).cloned().collect(),
        Some("super") => {
            module[..module.len().checked_sub(supers)?].iter().chain(&path[supers..]).cloned().collect()
        }
        _ => return None,
    };
    let known = (0..=whole.len()).rev().find(|len| sources.contains_key(&whole[..*len])).unwrap_or(0);
    let (place, name) = (whole[..known].to_vec(), whole.get(known));
    let defined = name.and_then(|name| homes.get(name)).into_iter().flatten();
    let defined: Vec<_> = defined.filter(|home| home.starts_with(&place)).collect();
    match defined.as_slice() {
        [home] => Some((*home).clone()),
        _ if place.is_empty() => None,
        _ => Some(place),
    }
}

/// Two modules of different folders that need each other.
fn cycle(needs: &BTreeMap<Module, BTreeSet<Module>>) -> Option<[String; 2]> {
    let folder = |module: &Module| module[..module.len().saturating_sub(1)].to_vec();
    let pairs = needs.iter().flat_map(|(module, used)| used.iter().map(move |used| (module, used)));
    let mut apart = pairs.filter(|(module, used)| folder(module) != folder(used));
    let found = apart.find(|(module, used)| reaches(used, module, needs));
    found.map(|(module, used)| [module.join("::"), used.join("::")])
}

fn reaches(from: &Module, to: &Module, needs: &BTreeMap<Module, BTreeSet<Module>>) -> bool {
    let (mut reached, mut left) = (BTreeSet::new(), vec![from]);
    while let Some(module) = left.pop() {
        if module == to {
            return true;
        }
        if reached.insert(module) {
            left.extend(needs.get(module).into_iter().flatten());
        }
    }
    false
}
