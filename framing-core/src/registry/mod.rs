//! One declaration a format, with everything attached: what conformance, decode, encode and every other program reads.
//!
//! Each crate of formats has a `formats()` that lists its declarations; a program joins the lists of the crates that it
//! knows. To add a format is to write one declaration and put it in that list.
//!
//! ```
//! use framing_core::U16Be;
//! use framing_core::registry::{Declaration, DynFormat, Sample, SampleFrame};
//!
//! const DECLARATION: Declaration = Declaration {
//!     name: "u16-be",
//!     summary: "a 2-byte big-endian length",
//!     package: "framing-core",
//!     source: "RFC 1035, section 4.2.2",
//!     make: || DynFormat::new(U16Be::new()),
//!     samples: &[Sample::new("two-frames", &[
//!         SampleFrame::new(b"\x00\x02", b"hi"),
//!         SampleFrame::new(b"\x00\x00", b""),
//!     ])],
//!     rejects: &[],
//! };
//! # let _ = DECLARATION;
//! ```

mod core_formats;
mod diagram;
mod dyn_format;
mod setting;

use alloc::vec::Vec;

pub use self::core_formats::formats;
pub use self::diagram::{LayoutDiagram, Part, Widths};
pub use self::dyn_format::{ContentCoding, DynFormat, DynHeader};
pub use self::setting::{Setting, SettingError};
use crate::{Outcome, Phase};

/// What there is to know of a format.
#[derive(Clone, Copy, Debug)]
pub struct Declaration {
    /// The name on command lines and in vector files: lower case, words joined by `-`.
    pub name: &'static str,
    /// What a frame looks like, in a few words.
    pub summary: &'static str,
    /// The crate that has it.
    pub package: &'static str,
    /// The document that defines it.
    pub source: &'static str,
    /// Makes the format, in the state that a stream begins in. Its limits are the format's own.
    pub make: fn() -> DynFormat,
    /// Streams of whole frames, at least one of them.
    pub samples: &'static [Sample],
    /// Streams that the format refuses.
    pub rejects: &'static [Reject],
}

/// A stream of whole frames, and how it is to be read.
#[derive(Clone, Copy, Debug)]
pub struct Sample {
    /// A name that stays: lower case, words joined by `-`.
    pub name: &'static str,
    /// The frames in order.
    pub frames: &'static [SampleFrame],
    /// Whether the stream may be sent again behind itself, frame for frame.
    pub repeats: bool,
}

impl Sample {
    /// A stream of these frames, which may be sent again behind itself.
    #[must_use]
    pub const fn new(name: &'static str, frames: &'static [SampleFrame]) -> Self {
        Self { name, frames, repeats: true }
    }

    /// The same stream, of a format whose state lets it stand only at the start.
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
    /// A stream that, after `frames` whole frames, is malformed at `offset`.
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
