//! One line of JSON, and what is wrong with one.

use std::fmt;

use serde::Deserialize;

/// What is wrong with a line, and where.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// The byte of the line, counted from 1; 0 if the error is in the contents of the line, not in its syntax.
    pub(crate) column: usize,
    /// The key whose value is wrong, such as `frames[0].body`; may be empty.
    pub(crate) key: String,
    /// What it is, and what was expected.
    pub(crate) text: String,
}

impl Fault {
    /// A value that is well written, and wrong.
    pub(crate) fn of_key(key: &str, text: impl Into<String>) -> Self {
        Self { column: 0, key: key.into(), text: text.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.column > 0 {
            write!(f, ", column {}", self.column)?;
        }
        if !self.key.is_empty() {
            write!(f, ", key \"{}\"", self.key)?;
        }
        write!(f, ": {}", self.text)
    }
}

/// Reads the one JSON object that `line` is.
pub(crate) fn parse<'a, T: Deserialize<'a>>(line: &'a [u8]) -> Result<T, Fault> {
    let line = line.trim_ascii_end();
    let space = line.len() - line.trim_ascii_start().len();
    if line.get(space) != Some(&b'{') {
        return Err(Fault { column: space + 1, key: String::new(), text: "expected a JSON object".into() });
    }
    serde_json::from_slice(line).map_err(|error| {
        // The path to a wrong value is looked for only when there is one.
        let mut deserializer = serde_json::Deserializer::from_slice(line);
        match serde_path_to_error::deserialize::<_, T>(&mut deserializer) {
            Err(at) => fault(&at.path().to_string(), at.inner()),
            Ok(_) => fault(NO_KEY, &error),
        }
    })
}

/// What the path to an unknown place is called; [`THE_OBJECT`] is the path to the whole.
const NO_KEY: &str = "?";
const THE_OBJECT: &str = ".";

fn fault(key: &str, error: &serde_json::Error) -> Fault {
    let place = format!(" at line {} column {}", error.line(), error.column());
    let text = error.to_string();
    let text = text.strip_suffix(&place).unwrap_or(&text);
    Fault {
        column: error.column(),
        key: if [NO_KEY, THE_OBJECT].contains(&key) { String::new() } else { key.into() },
        text: if error.is_eof() { format!("expected the rest of the object: {text}") } else { text.into() },
    }
}
