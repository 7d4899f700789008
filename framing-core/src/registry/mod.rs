//! Declarations of formats, which conformance, decode, encode and every other program work from.
//!
//! Each crate of formats has a `formats()` that lists its declarations; a program joins the lists of the crates that it
//! uses, and [`find`] looks a name up in them.
//!
//! ```
//! use framing_core::U16Be;
//! use framing_core::registry::{Declaration, DynFormat, Sample, SampleFrame};
//!
//! const DECLARATION: Declaration = Declaration::new("u16-be", || DynFormat::new(U16Be))
//!     .with_summary("a 2-byte big-endian length")
//!     .with_source("RFC 1035, section 4.2.2")
//!     .with_samples(&[Sample::new("two-frames", &[
//!         SampleFrame::new(b"\x00\x02", b"hi"),
//!         SampleFrame::new(b"\x00\x00", b""),
//!     ])]);
//! # let _ = DECLARATION;
//! ```

mod core_formats;
mod diagram;
mod dyn_format;
mod find;
mod setting;

use alloc::vec::Vec;

pub use self::core_formats::formats;
pub use self::diagram::{LayoutDiagram, Part, Widths};
pub use self::dyn_format::{ContentCoding, DynFormat, DynHeader};
pub use self::find::{NameError, find};
pub use self::setting::{Setting, SettingError, SettingInfo};
use crate::{Outcome, Phase};

/// A format as programs find it by name: how to create it, and the streams that show what it reads and refuses.
///
/// [`new`](Self::new) creates one with a name and a function that creates the format; the `with_` methods add the rest.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Declaration {
    /// The name on command lines and in vector files: lower case, words joined by `-`.
    pub name: &'static str,
    /// Other names that [`find`] accepts, in the same notation.
    pub aliases: &'static [&'static str],
    /// The layout of a frame in a few words.
    pub summary: &'static str,
    /// The crate that contains the format.
    pub package: &'static str,
    /// The document that defines the format.
    pub source: &'static str,
    /// Creates the format for a new stream, with its default limits.
    pub make: fn() -> DynFormat,
    /// Streams of complete frames, at least one of them.
    pub samples: &'static [Sample],
    /// Streams that the format refuses.
    pub rejects: &'static [Reject],
}

impl Declaration {
    /// Creates a declaration of the format that `make` creates.
    #[must_use]
    pub const fn new(name: &'static str, make: fn() -> DynFormat) -> Self {
        Self { name, aliases: &[], summary: "", package: "", source: "", make, samples: &[], rejects: &[] }
    }

    /// Sets the other names that [`find`] accepts.
    #[must_use]
    pub const fn with_aliases(mut self, aliases: &'static [&'static str]) -> Self {
        self.aliases = aliases;
        self
    }

    /// Sets the layout of a frame in a few words.
    #[must_use]
    pub const fn with_summary(mut self, summary: &'static str) -> Self {
        self.summary = summary;
        self
    }

    /// Sets the crate that contains the format.
    #[must_use]
    pub const fn with_package(mut self, package: &'static str) -> Self {
        self.package = package;
        self
    }

    /// Sets the document that defines the format.
    #[must_use]
    pub const fn with_source(mut self, source: &'static str) -> Self {
        self.source = source;
        self
    }

    /// Sets the streams of complete frames.
    #[must_use]
    pub const fn with_samples(mut self, samples: &'static [Sample]) -> Self {
        self.samples = samples;
        self
    }

    /// Sets the streams that the format refuses.
    #[must_use]
    pub const fn with_rejects(mut self, rejects: &'static [Reject]) -> Self {
        self.rejects = rejects;
        self
    }

    /// Returns the settings of the format.
    #[must_use]
    pub fn settings(&self) -> Vec<SettingInfo> {
        (self.make)().settings()
    }

    /// Returns whether `name` is the name of the format or one of its aliases.
    #[must_use]
    pub fn is_named(&self, name: &str) -> bool {
        self.name == name || self.aliases.contains(&name)
    }
}

/// A stream of complete frames, and how it is to be read.
// Exhaustive on purpose: declarations are constants that write all fields.
#[derive(Clone, Copy, Debug)]
pub struct Sample {
    /// A name that stays: lower case, words joined by `-`.
    pub name: &'static str,
    /// The frames in order.
    pub frames: &'static [SampleFrame],
    /// Whether the stream may be sent again after itself, frame for frame.
    pub repeats: bool,
}

impl Sample {
    /// A stream of these frames, which may be sent again after itself.
    #[must_use]
    pub const fn new(name: &'static str, frames: &'static [SampleFrame]) -> Self {
        Self { name, frames, repeats: true }
    }

    /// Marks a stream that the format accepts only at the start.
    #[must_use]
    pub const fn once(mut self) -> Self {
        self.repeats = false;
        self
    }

    /// The stream's bytes.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        self.frames.iter().flat_map(|frame| [frame.header, frame.body, frame.trailer].concat()).collect()
    }
}

/// One frame of a [`Sample`], as it is on the wire.
// Exhaustive on purpose: a frame has no other parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SampleFrame {
    /// The header.
    pub header: &'static [u8],
    /// The body.
    pub body: &'static [u8],
    /// The trailer.
    pub trailer: &'static [u8],
}

impl SampleFrame {
    /// A frame without a trailer.
    #[must_use]
    pub const fn new(header: &'static [u8], body: &'static [u8]) -> Self {
        Self { header, body, trailer: b"" }
    }

    /// A frame with a trailer.
    #[must_use]
    pub const fn with_trailer(header: &'static [u8], body: &'static [u8], trailer: &'static [u8]) -> Self {
        Self { header, body, trailer }
    }
}

/// A stream that the format refuses, and where.
// Exhaustive on purpose: declarations are constants that write all fields.
#[derive(Clone, Copy, Debug)]
pub struct Reject {
    /// A name that stays: lower case, words joined by `-`.
    pub name: &'static str,
    /// The stream, sent whole and then ended.
    pub bytes: &'static [u8],
    /// How many frames come before the refusal.
    pub frames: usize,
    /// How it ends.
    pub outcome: Outcome,
    /// The offset that the error names.
    pub offset: u64,
    /// The phase that the error names.
    pub phase: Phase,
}

impl Reject {
    /// A stream that, after `frames` complete frames, is malformed at `offset`.
    #[must_use]
    pub const fn malformed(
        name: &'static str,
        bytes: &'static [u8],
        frames: usize,
        offset: u64,
        phase: Phase,
    ) -> Self {
        Self { name, bytes, frames, outcome: Outcome::Malformed, offset, phase }
    }

    /// A stream whose first frame has a header that announces too long a body, which would begin at `offset`.
    #[must_use]
    pub const fn too_long(name: &'static str, bytes: &'static [u8], offset: u64) -> Self {
        Self { name, bytes, frames: 0, outcome: Outcome::TooLong, offset, phase: Phase::Body }
    }
}
