//! Faults of a spec.

use alloc::string::{String, ToString};
use core::fmt;

use super::MAX_TEXT;
use super::likeness::nearest;

/// A fault of a spec: the key, its place in the text where that is known, and the expected value.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpecError {
    /// The key, such as `escapes[0].width`; empty where the text is not TOML or JSON.
    pub key: String,
    /// The line, counted from 1; 0 where it is not known.
    pub line: usize,
    /// The column, counted from 1; 0 as for the line.
    pub column: usize,
    /// The expected value, and the one found.
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

    /// Refuses a text that is longer than any spec.
    pub(super) fn check_len(text: &str) -> Result<(), Self> {
        match text.len() {
            0..=MAX_TEXT => Ok(()),
            len => Err(Self::of_key(
                "",
                alloc::format!("expected a spec of at most {MAX_TEXT} bytes, found {len}"),
            )),
        }
    }

    /// Adds the place of the key, or of the nearest table around it, where `text` is TOML.
    pub(super) fn located_in(self, text: &str) -> Self {
        let Ok(table) = toml::de::DeTable::parse(text) else { return self };
        let Some(start) = place_of(&table, &self.key) else { return self };
        let (line, column) = line_and_column(text, start);
        Self { line, column, ..self }
    }

    pub(super) fn of_toml(text: &str, key: &str, error: &toml::de::Error) -> Self {
        let (line, column) = line_and_column(text, error.span().map_or(0, |span| span.start));
        Self {
            key: known_key(key),
            line,
            column,
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

fn line_and_column(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or_default();
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let column = before.get(line_start..).unwrap_or_default().chars().count() + 1;
    (before.matches('\n').count() + 1, column)
}

/// Where the value of `key`, such as `variants[0].width`, begins, or that of the innermost table around it.
fn place_of(table: &toml::Spanned<toml::de::DeTable<'_>>, key: &str) -> Option<usize> {
    let mut place = None;
    let mut current: Option<&toml::de::DeValue<'_>> = None;
    for part in key.split(['.', '[']) {
        let next = match (part.strip_suffix(']').map(str::parse::<usize>), current) {
            (Some(Ok(index)), Some(toml::de::DeValue::Array(all))) => all.get(index),
            (None, None) => table.get_ref().get(part),
            (None, Some(toml::de::DeValue::Table(inner))) => inner.get(part),
            _ => None,
        };
        let Some(next) = next else { break };
        place = Some(next.span().start);
        current = Some(next.get_ref());
    }
    place
}

/// The error of serde on an unknown word, with the most similar allowed word.
fn with_nearest(text: String) -> String {
    let mut words = text.split('`').skip(1).step_by(2);
    let Some(unknown) = words.next().filter(|_| text.starts_with("unknown ")) else { return text };
    match nearest(unknown, words.map(|word| (word, word))).first() {
        Some(word) => text.replacen(", expected", &alloc::format!(", did you mean `{word}`? expected"), 1),
        None => text,
    }
}

/// The path from serde, without its names for the whole text and for an unknown place.
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
        let colon = if self.line > 0 || !self.key.is_empty() { ": " } else { "" };
        write!(f, "{colon}{}", self.text)
    }
}

impl core::error::Error for SpecError {}
