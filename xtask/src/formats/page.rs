//! All there is to know of a format.

use std::io::{self, Write};
use std::path::Path;

use framing_core::TwoPhase;
use framing_core::registry::{Declaration, DynFormat, LayoutDiagram, Reject, Sample};
use serde::Serialize;

use super::boxes;
use crate::registry;

#[derive(Serialize)]
pub(super) struct Page {
    name: String,
    #[serde(rename = "crate")]
    package: &'static str,
    #[serde(rename = "type")]
    type_name: String,
    aliases: &'static [&'static str],
    frame: String,
    source: String,
    layout: String,
    writable: bool,
    limits: MostBytes,
    settings: Vec<OneSetting>,
    samples: Vec<Stream>,
    rejects: Vec<Stream>,
    #[serde(skip_serializing_if = "Option::is_none")]
    spec: Option<String>,
    #[serde(skip)]
    diagram: Option<LayoutDiagram>,
}

/// The most bytes of each part of a frame.
#[derive(Serialize)]
struct MostBytes {
    header: usize,
    body: u64,
    trailer: usize,
}

#[derive(Serialize)]
struct OneSetting {
    name: &'static str,
    about: &'static str,
    values: &'static str,
    default: &'static str,
}

#[derive(Serialize)]
struct Stream {
    name: &'static str,
    frames: usize,
    bytes: usize,
}

/// The type of every format that is a spec, by its public path.
const SPEC: &str = "framing_core::spec::SpecFormat";

impl Page {
    pub(super) fn new(declaration: &Declaration) -> Self {
        let format = (declaration.make)();
        Self {
            name: declaration.name.into(),
            package: declaration.package,
            aliases: declaration.aliases,
            frame: declaration.summary.into(),
            source: declaration.source.into(),
            samples: declaration.samples.iter().map(sample).collect(),
            rejects: declaration.rejects.iter().map(reject).collect(),
            ..Self::of(&format)
        }
    }

    /// Creates the page of the spec at `path`.
    pub(super) fn from_spec(path: &Path) -> Result<Self, String> {
        let format = registry::from_spec(path)?;
        let said =
            format.spec().and_then(|text| framing_core::spec::Spec::parse(text).ok()).unwrap_or_default();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Self {
            name: said.name.unwrap_or(name),
            frame: said.summary.unwrap_or_default(),
            source: said.source.unwrap_or_default(),
            ..Self::of(&format)
        })
    }

    /// What the format itself tells.
    fn of(format: &DynFormat) -> Self {
        let diagram = format.diagram();
        let limits = format.limits();
        let (header, body, trailer) = (limits.header(), limits.body(), limits.trailer());
        let settings = format.settings().into_iter().map(|setting| OneSetting {
            name: setting.name,
            about: setting.about,
            values: setting.values,
            default: setting.default,
        });
        Self {
            name: String::new(),
            package: "",
            aliases: &[],
            type_name: type_name(format),
            frame: String::new(),
            source: String::new(),
            layout: diagram.as_ref().map(LayoutDiagram::to_string).unwrap_or_default(),
            writable: format.is_writable(),
            limits: MostBytes { header, body, trailer },
            settings: settings.collect(),
            samples: Vec::new(),
            rejects: Vec::new(),
            spec: format.spec().map(unindented),
            diagram,
        }
    }

    /// The name, the crate and what a frame looks like, for a narrow table.
    pub(super) fn short_columns(&self) -> [&str; 3] {
        [&self.name, self.package, &self.frame]
    }

    pub(super) fn columns(&self) -> [&str; 5] {
        [&self.name, self.package, &self.type_name, &self.layout, &self.source]
    }

    pub(super) fn print(&self, mut out: impl Write) -> io::Result<()> {
        let written = if self.writable { "read and written" } else { "read only" };
        let MostBytes { header, body, trailer } = self.limits;
        let limits = format!("header {header}, body {body}, trailer {trailer} bytes, unless --limit is set");
        writeln!(out, "{}", self.name)?;
        let aliases = self.aliases.join(", ");
        for (word, text) in [
            ("aliases", aliases.as_str()),
            ("frame", self.frame.as_str()),
            ("source", &self.source),
            ("crate", self.package),
            ("type", &self.type_name),
            ("use", written),
            ("limits", &limits),
        ] {
            if !text.is_empty() {
                writeln!(out, "  {word:8} {text}")?;
            }
        }
        for setting in &self.settings {
            let OneSetting { name, about, values, default } = setting;
            let values = if values.is_empty() { "…".to_owned() } else { values.replace(", ", "|") };
            let default = if default.is_empty() { String::new() } else { format!(" (default: {default})") };
            writeln!(out, "  {:8} --set {name}={values}: {about}{default}", "setting")?;
        }
        print_streams("sample", &self.samples, &mut out)?;
        print_streams("refused", &self.rejects, &mut out)?;
        self.print_layout(&mut out)?;
        self.print_spec(&mut out)
    }

    fn print_layout(&self, mut out: impl Write) -> io::Result<()> {
        for kind in self.diagram.iter().flat_map(|diagram| &diagram.kinds) {
            writeln!(out)?;
            for line in boxes::draw(kind) {
                writeln!(out, "  {line}")?;
            }
        }
        Ok(())
    }

    fn print_spec(&self, mut out: impl Write) -> io::Result<()> {
        let Some(spec) = &self.spec else { return Ok(()) };
        writeln!(out, "\n  as a spec:\n")?;
        spec.lines().try_for_each(|line| writeln!(out, "    {line}"))
    }
}

fn sample(sample: &Sample) -> Stream {
    Stream { name: sample.name, frames: sample.frames.len(), bytes: sample.bytes().len() }
}

fn reject(reject: &Reject) -> Stream {
    Stream { name: reject.name, frames: reject.frames, bytes: reject.bytes.len() }
}

fn print_streams(word: &str, streams: &[Stream], mut out: impl Write) -> io::Result<()> {
    if streams.is_empty() {
        return Ok(());
    }
    let names: Vec<_> = streams.iter().map(|stream| stream.name).collect();
    writeln!(out, "  {word:8} {}", names.join(", "))
}

/// Returns the public path of a format's type.
pub(crate) fn type_name(format: &DynFormat) -> String {
    if format.spec().is_some() { SPEC.into() } else { short(format.type_name()) }
}

/// A type's name with its crate, but without the modules that no path to it goes through.
fn short(type_name: &str) -> String {
    let is_path = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | ':');
    let mut out = String::new();
    let mut rest = type_name;
    while !rest.is_empty() {
        let end = rest.find(|letter| !is_path(letter)).unwrap_or(rest.len());
        let (path, more) = rest.split_at(end);
        let name = path.rsplit("::").next().unwrap_or(path);
        match path.split_once("::") {
            Some((package, _)) if out.is_empty() => out.push_str(&format!("{package}::{name}")),
            _ => out.push_str(name),
        }
        let between = more.find(is_path).unwrap_or(more.len());
        let (punctuation, more) = more.split_at(between);
        out.push_str(punctuation);
        rest = more;
    }
    out
}

/// The lines of a text that is indented in a program.
fn unindented(text: &str) -> String {
    let lines: Vec<_> = text.lines().map(str::trim_end).collect();
    let indent = |line: &&str| line.len() - line.trim_start().len();
    let least = lines.iter().filter(|line| !line.is_empty()).map(indent).min().unwrap_or_default();
    let lines: Vec<_> = lines.iter().map(|line| line.get(least..).unwrap_or_default()).collect();
    lines.join("\n").trim_matches('\n').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_is_named_by_its_crate_and_its_name() {
        let cases = [
            ("framing_core::varint::Varint", "framing_core::Varint"),
            ("framing_core::length::Length<4, true>", "framing_core::Length<4, true>"),
            ("u8", "u8"),
        ];
        for (type_name, expected) in cases {
            assert_eq!(short(type_name), expected);
        }
    }

    #[test]
    fn a_spec_loses_the_indentation_of_the_program() {
        assert_eq!(unindented("\n        width = 2\n\n          max = 3\n    "), "width = 2\n\n  max = 3");
    }
}
