//! A case with the reading that every way to read it must agree with.

use std::vec::Vec;

use super::case::{Case, Reading};
use crate::registry::DynFormat;
use crate::{Limits, TwoPhase};

/// A case with what the plain decoder reads when it is given the stream at once.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Subject {
    /// The case.
    pub case: Case,
    /// The format, in the state that a stream begins in.
    pub format: DynFormat,
    /// The limits to read it under.
    pub limits: Limits,
    /// The reading of the stream at once; every other way to read it must agree.
    pub reading: Reading,
}

impl Subject {
    /// Reads a case.
    #[must_use]
    pub fn new(format: &DynFormat, limits: Limits, case: &Case) -> Self {
        let limits = case.limit.map_or(limits, |body| limits.with_body(body));
        let reading = Reading::new(format, limits, &case.bytes);
        Self { case: case.clone(), format: format.clone(), limits, reading }
    }

    /// Returns the offsets at which a phase of a frame begins or ends.
    #[must_use]
    pub fn edges(&self) -> Vec<usize> {
        let mut edges: Vec<usize> = self
            .reading
            .frames
            .iter()
            .flat_map(|frame| [frame.start(), frame.header.end, frame.body.end, frame.end()])
            .chain(self.reading.end.err().and_then(|error| usize::try_from(error.offset()).ok()))
            .collect();
        edges.dedup();
        edges
    }

    /// Returns whether the stream is a sequence of frames and nothing else.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.reading.end.is_ok()
    }

    /// Returns whether the stream is a sequence of frames, each known to be complete before the stream ends.
    #[must_use]
    pub fn is_complete_before_the_end(&self) -> bool {
        self.is_complete() && !self.reading.last_until_end
    }

    /// Returns whether the format can be written.
    #[must_use]
    pub fn is_writable(&self) -> bool {
        self.format.is_writable() && self.format.limits().body() > 0
    }
}
