//! What is wrong with a spec, and where.

use alloc::string::{String, ToString};
use core::fmt;

use super::likeness::nearest;

/// What is wrong with a spec: the key, its place in the text where that is known, and what was expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpecError {
    /// The key, such as `escapes[0].width`; empty where the text is no TOML or JSON.
    pub key: String,
    /// The line, counted from 1; 0 where the fault is in what the spec says, not in how.
    pub line: usize,
    /// The column, counted from 1; 0 as for the line.
    pub column: usize,
    /// What it is, and what was expected.
    pub text: String,
}

impl SpecError {
    /// A value that is well written, and wrong.
    pub(super) fn of_key(key: impl Into<String>, text: impl Into<String>) -> Self {
        Self { key: key.into(), line: 0, column: 0, text: text.into() }
    }

    /// The same fault of a spec that is itself part of one.
    pub(super) fn within(self, key: &str) -> Self {
        Self { key: alloc::format!("{key}.{}", self.key), ..self }
    }

    pub(super) fn of_toml(text: &str, key: &str, error: &toml::de::Error) -> Self {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Self {
            key: known_key(key),
            line: before.matches('\n').count() + 1,
            column: before.get(line_start..).unwrap_or_default().chars().count() + 1,
            text: with_nearest(error.message().trim_end().replace('\n', ", ")),
        }
    }

    pub(super) fn of_json(key: &str, error: &serde_json::Error) -> Self {
        let text = error.to_string();
        let place = alloc::format!(" at line {} column {}", error.line(), error.column());
        Self {
            key: known_key(key),
            line: error.line(),
            column: error.column(),
            text: with_nearest(text.strip_suffix(&place).unwrap_or(&text).to_string()),
        }
    }
}

/// What serde says of an unknown word, with the one of the allowed words that looks most like it.
fn with_nearest(text: String) -> String {
    let mut words = text.split('`').skip(1).step_by(2);
    let Some(unknown) = words.next().filter(|_| text.starts_with("unknown ")) else { return text };
    match nearest(unknown, words.map(|word| (word, word))).first() {
        Some(word) => text.replacen(", expected", &alloc::format!(", did you mean `{word}`? expected"), 1),
        None => text,
    }
}

/// The path that serde tells, without its words for the whole text and for an unknown place.
fn known_key(path: &str) -> String {
    if matches!(path, "." | "?") { String::new() } else { path.to_string() }
}

impl fmt::Display for SpecError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line > 0 {
            write!(f, "line {}, column {}", self.line, self.column)?;
        }
        if !self.key.is_empty() {
            let comma = if self.line > 0 { ", " } else { "" };
            write!(f, "{comma}key \"{}\"", self.key)?;
        }
        write!(f, ": {}", self.text)
    }
}

impl core::error::Error for SpecError {}
