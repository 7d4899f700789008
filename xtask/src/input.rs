//! What a command reads: a file, or standard input.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::exit::Failure;

/// An open file, or standard input.
pub(crate) struct Input {
    name: String,
    bytes: Box<dyn Read>,
}

impl Input {
    /// The file at `path`, or standard input for `-`.
    pub(crate) fn open(path: &Path) -> Result<Self, Failure> {
        if path == Path::new("-") {
            return Ok(Self { name: "standard input".into(), bytes: Box::new(io::stdin().lock()) });
        }
        let name = path.display().to_string();
        match File::open(path) {
            Ok(file) => Ok(Self { name, bytes: Box::new(file) }),
            Err(error) => Err(unreadable(&name, &error)),
        }
    }

    /// What to call it.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The failure of a read.
    pub(crate) fn unreadable(&self, error: &io::Error) -> Failure {
        unreadable(&self.name, error)
    }
}

fn unreadable(name: &str, error: &io::Error) -> Failure {
    Failure::Usage(format!("cannot read {name}: {error}"))
}

impl Read for Input {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        self.bytes.read(room)
    }
}
