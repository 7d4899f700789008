//! What a scenario found wrong, as data.

use std::fmt;
use std::string::{String, ToString};

use super::schedule::Split;

/// The kind of a fault, by which reports group failures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Cause {
    /// A frame of the stream is missing.
    FrameLost,
    /// A frame that is not in the stream.
    FrameInvented,
    /// A header, body or trailer with other bytes.
    OtherBytes,
    /// A frame or an error at another offset.
    OtherOffset,
    /// A stream that ends inside a frame is taken as complete.
    CutTakenAsComplete,
    /// A stream that must be refused is taken.
    NotRefused,
    /// A right stream is refused.
    Refused,
    /// Another outcome or error.
    OtherEnd,
    /// The reader waits although it has what it needs, or was never woken.
    Hangs,
    /// The reader asks for too much, for too little, or for what it has.
    WrongNeed,
    /// A search that starts again with each piece.
    Search,
    /// A frame is written wrong.
    Written,
    /// Memory out of proportion to the bytes received.
    Memory,
    /// The format contradicts itself.
    Contract,
    /// Anything else.
    #[default]
    Other,
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::FrameLost => "a frame is lost",
            Self::FrameInvented => "a frame that is not in the stream",
            Self::OtherBytes => "a part of a frame has other bytes",
            Self::OtherOffset => "another offset",
            Self::CutTakenAsComplete => "a stream that ends inside a frame is taken as complete",
            Self::NotRefused => "a stream that must be refused is taken",
            Self::Refused => "a right stream is refused",
            Self::OtherEnd => "another end of the stream",
            Self::Hangs => "the reader hangs",
            Self::WrongNeed => "the reader asks for the wrong number of bytes",
            Self::Search => "a search that starts again with each piece",
            Self::Written => "a frame is written wrong",
            Self::Memory => "memory out of proportion to the bytes received",
            Self::Contract => "the format contradicts itself",
            Self::Other => "another fault",
        })
    }
}

/// A difference from what must be.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mismatch {
    /// The kind of fault.
    pub cause: Cause,
    /// What was observed.
    pub text: String,
}

impl Mismatch {
    /// Creates a mismatch of no known kind.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self { cause: Cause::Other, text: text.into() }
    }

    /// Sets the kind of fault.
    #[must_use]
    pub fn because(mut self, cause: Cause) -> Self {
        self.cause = cause;
        self
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// What a scenario found wrong.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Flaw {
    /// The difference.
    pub what: Mismatch,
    /// The reader that shows it, where several were tried.
    pub driver: Option<String>,
    /// The split of the stream, and the number of bytes before its end.
    pub split: Option<(Split, usize)>,
    /// What the reader was waiting for.
    pub state: Option<String>,
}

impl From<Mismatch> for Flaw {
    fn from(what: Mismatch) -> Self {
        Self { what, driver: None, split: None, state: None }
    }
}

impl Flaw {
    /// Creates a flaw of no known kind, such as a panic.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Mismatch::new(text).into()
    }

    #[must_use]
    pub(super) fn with_split(mut self, split: &Split, end: usize) -> Self {
        self.split = Some((split.clone(), end));
        self
    }

    #[must_use]
    pub(super) fn with_driver(mut self, name: &str) -> Self {
        self.driver = Some(name.to_string());
        self
    }

    #[must_use]
    pub(super) fn with_state(mut self, state: String) -> Self {
        self.state = Some(state);
        self
    }
}
