//! Which checks there are, and which of them were asked for.

use std::collections::BTreeMap;
use std::sync::Arc;

use framing_core::testkit::{Case, Check, ExpectedFrame, Suite, TRANSPORTS};
use include_dir::{Dir, include_dir};
use wildmatch::WildMatch;

use super::Args;
use crate::exit::Failure;
use crate::registry;
use crate::vectors::{self, Vector};

/// The vectors of this repository: bytes that other implementations made.
static VECTORS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/vectors");

/// The checks to run.
pub(super) struct Selection {
    pub(super) checks: Vec<Check>,
    /// Vectors of formats that there are not.
    pub(super) unknown: Vec<String>,
}

/// The checks that the command line asks for.
pub(super) fn select(args: &Args) -> Result<Selection, Failure> {
    for name in &args.format {
        registry::find(name).map_err(|hint| Failure::Usage(format!("{name}: {hint}")))?;
    }
    check_transports(&args.transport)?;
    let vectors = vectors(args)?;
    let mut selection = gather(args, vectors);
    selection.checks.retain(|check| is_wanted(args, check));
    if selection.checks.is_empty() && selection.unknown.is_empty() {
        return Err(Failure::Usage(
            "no check has such a name; `cargo xtask conformance --list` names all".into(),
        ));
    }
    Ok(selection)
}

fn check_transports(names: &[String]) -> Result<(), Failure> {
    let known = || TRANSPORTS.iter().map(|transport| transport.name).chain(["memory"]);
    match names.iter().find(|name| !known().any(|known| known == *name)) {
        None => Ok(()),
        Some(name) => {
            let known: Vec<_> = known().collect();
            Err(Failure::Usage(format!("no transport is named {name}; there are {}", known.join(", "))))
        }
    }
}

fn vectors(args: &Args) -> Result<Vec<Vector>, Failure> {
    if args.vectors.is_empty() {
        return built_in_vectors();
    }
    let mut all = Vec::new();
    for path in &args.vectors {
        all.extend(vectors::load(path).map_err(Failure::Usage)?);
    }
    Ok(all)
}

fn built_in_vectors() -> Result<Vec<Vector>, Failure> {
    let mut all = Vec::new();
    for file in VECTORS.files().filter(|file| file.path().extension().is_some_and(|kind| kind == "jsonl")) {
        let name = file.path().display();
        all.extend(
            vectors::parse(file.contents()).map_err(|error| Failure::Input(format!("{name}, {error}")))?,
        );
    }
    Ok(all)
}

/// Every check of the formats' own samples, unless vector files were given, and of the vectors.
fn gather(args: &Args, vectors: Vec<Vector>) -> Selection {
    let mut suites: BTreeMap<&str, Suite> = BTreeMap::new();
    for declaration in registry::formats() {
        let own = Suite::of(declaration);
        let cases = if args.vectors.is_empty() { own.cases.clone() } else { Vec::new() };
        suites.insert(declaration.name, Suite { cases, ..own });
    }
    let mut unknown = Vec::new();
    for vector in vectors {
        match suites.get_mut(vector.format.as_str()) {
            Some(suite) => suite.cases.push(case(vector)),
            None if args.format.is_empty() => unknown.push(vector.id),
            None => {}
        }
    }
    let in_order = registry::formats().filter_map(|declaration| suites.remove(declaration.name));
    Selection { checks: in_order.flat_map(|suite| Arc::new(suite).checks()).collect(), unknown }
}

fn case(vector: Vector) -> Case {
    let prefix = format!("{}/", vector.format);
    let frames = vector.frames.map(|frames| {
        let expected = frames.into_iter().map(|frame| ExpectedFrame {
            header: frame.header.map(|hex| hex.0),
            body: frame.body.map(|hex| hex.0),
            trailer: frame.trailer.map(|hex| hex.0),
        });
        expected.collect()
    });
    Case {
        name: vector.id.strip_prefix(&prefix).unwrap_or(&vector.id).to_owned(),
        bytes: vector.bytes.0,
        frames,
        content: vector.content.map(|hex| hex.0),
        outcome: vector.outcome,
        error: None,
        limit: vector.limit,
    }
}

fn is_wanted(args: &Args, check: &Check) -> bool {
    let format = args.format.is_empty() || args.format.iter().any(|name| name == check.format());
    let transport = args.transport.is_empty() || args.transport.iter().any(|name| name == check.transport());
    format && transport && args.run.as_ref().is_none_or(|glob| WildMatch::new(glob).matches(&check.id()))
}
