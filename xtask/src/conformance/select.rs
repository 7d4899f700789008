//! Which checks there are, and which of them were asked for.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::Path;
use std::sync::Arc;

use framing_core::registry::Declaration;
use framing_core::testkit::{Case, Check, ExpectedFrame, Suite, TRANSPORTS};
use wildmatch::WildMatch;

use super::Args;
use crate::exit::Failure;
use crate::registry;
use crate::vectors::{self, Vector};

/// The checks to run.
pub(super) struct Selection {
    pub(super) checks: Vec<Check>,
    /// The names of all checks, chosen or not.
    pub(super) known: Vec<String>,
    /// Vectors of unknown formats.
    pub(super) unknown: Vec<String>,
}

/// The checks that the command line asks for.
pub(super) fn select(args: &Args) -> Result<Selection, Failure> {
    for name in args.format.iter().filter(|_| args.spec.is_none()) {
        registry::find(name).map_err(|hint| Failure::Usage(format!("{name}: {hint}")))?;
    }
    check_transports(&args.transport)?;
    let vectors = vectors(args)?;
    let mut selection = match &args.spec {
        None => gather(args, vectors)?,
        Some(path) => gather_of_spec(args, path, vectors)?,
    };
    selection.known = selection.checks.iter().map(Check::id).collect();
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
            Err(Failure::Usage(format!(
                "unknown transport {name}; help: the transports are {}",
                known.join(", ")
            )))
        }
    }
}

pub(super) fn vectors(args: &Args) -> Result<Vec<Vector>, Failure> {
    if args.vectors.is_empty() {
        return vectors::built_in();
    }
    let mut all = Vec::new();
    for path in &args.vectors {
        all.extend(vectors::load(path).map_err(Failure::Usage)?);
    }
    Ok(all)
}

/// Every check of the formats' own samples, unless vector files were given, and of the vectors.
fn gather(args: &Args, vectors: Vec<Vector>) -> Result<Selection, Failure> {
    let mut suites = BTreeMap::new();
    if args.vectors.is_empty() {
        for declaration in registry::formats() {
            suites.insert((declaration.name.to_owned(), String::new()), Suite::from_declaration(declaration));
        }
    }
    let mut unknown = Vec::new();
    for vector in vectors {
        match registry::formats().find(|format| format.name == vector.format) {
            Some(declaration) => suite_of(&mut suites, declaration, &vector)?.add_case(case(vector)),
            None if args.format.is_empty() => unknown.push(vector.id),
            None => {}
        }
    }
    let place = |name: &str| registry::formats().position(|declaration| declaration.name == name);
    let mut suites: Vec<_> = suites.into_values().collect();
    suites.sort_by_key(|suite| place(suite.name()));
    Ok(Selection {
        checks: suites.into_iter().flat_map(|suite| Arc::new(suite).checks()).collect(),
        known: Vec::new(),
        unknown,
    })
}

/// The suites by the name and the settings of the format.
type Suites = BTreeMap<(String, String), Suite>;

/// The suite of a vector's format, with the settings of the vector.
fn suite_of<'a>(
    suites: &'a mut Suites,
    declaration: &'static Declaration,
    vector: &Vector,
) -> Result<&'a mut Suite, Failure> {
    let said = match (&vector.params, &vector.request_method) {
        (params, None) if params.is_empty() => String::new(),
        said => format!("{said:?}"),
    };
    match suites.entry((declaration.name.to_owned(), said)) {
        Entry::Occupied(entry) => Ok(entry.into_mut()),
        Entry::Vacant(entry) => {
            let format = registry::make(declaration, &vector.params, vector.request_method.as_deref())
                .map_err(|error| Failure::Usage(format!("{}: {error}", vector.id)))?;
            Ok(entry.insert(Suite::new(declaration.name, format)))
        }
    }
}

/// The checks of a spec's format: of all vectors, whatever their format is called, or of those that were asked for.
fn gather_of_spec(args: &Args, path: &Path, vectors: Vec<Vector>) -> Result<Selection, Failure> {
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    let mut suite = Suite::new(&name, registry::from_spec(path).map_err(Failure::Usage)?);
    if args.vectors.is_empty() {
        suite = suite.with_generated_sizes();
    }
    let given = !args.vectors.is_empty();
    let wanted = |vector: &Vector| given && (args.format.is_empty() || args.format.contains(&vector.format));
    suite = suite.with_cases(vectors.into_iter().filter(wanted).map(case));
    Ok(Selection { checks: Arc::new(suite).checks(), known: Vec::new(), unknown: Vec::new() })
}

pub(super) fn case(vector: Vector) -> Case {
    let prefix = format!("{}/", vector.format);
    let name = vector.id.strip_prefix(&prefix).unwrap_or(&vector.id);
    let mut case = Case::new(name, &vector.bytes.0, vector.outcome);
    case.frames = vector.frames.map(|frames| {
        let part = |hex: Option<crate::hex::Hex>| hex.map(|hex| hex.0);
        let expected = frames.into_iter().map(|frame| {
            ExpectedFrame::from_parts(part(frame.header), part(frame.body), part(frame.trailer))
        });
        expected.collect()
    });
    case.content = vector.content.map(|hex| hex.0);
    case.limit = vector.limit;
    case
}

fn is_wanted(args: &Args, check: &Check) -> bool {
    let of_all = args.format.is_empty() || args.spec.is_some();
    let format = of_all || args.format.iter().any(|name| name == check.format());
    let transport = args.transport.is_empty() || args.transport.iter().any(|name| name == check.transport());
    format && transport && args.run.as_ref().is_none_or(|glob| WildMatch::new(glob).matches(&check.id()))
}
