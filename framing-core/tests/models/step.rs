//! What happened, step by step, for a timeline; and what came of it.

use std::sync::{Arc, Mutex, PoisonError};

/// One step of one party.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) who: &'static str,
    pub(crate) act: Act,
    /// Bytes in the buffer after the step.
    pub(crate) buffered: usize,
    /// The event, permit or notification that the design has, after the step; `None` where it has none.
    pub(crate) flag: Option<bool>,
}

/// What a party did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    Writes(usize),
    Signals,
    Clears,
    /// Requests a part of this number of bytes.
    Asks(Part, usize),
    /// Asks for whatever frame comes next.
    #[cfg_attr(loom, expect(dead_code, reason = "no model has it"))]
    AsksForFrame,
    Sleeps,
    Wakes,
    Takes(usize),
    /// Took fewer than it asked for.
    TakesTooFew(usize),
    /// Was dropped in the middle.
    Cancelled,
    Closes,
    /// Lets this number of milliseconds pass.
    #[cfg_attr(loom, expect(dead_code, reason = "no model has it"))]
    Pauses(u64),
}

impl Act {
    /// The act as a verb, and the number that belongs to it.
    pub(crate) const fn words(self) -> (&'static str, Option<u64>) {
        match self {
            Self::Writes(count) => ("writes", Some(count as u64)),
            Self::Signals => ("signals", None),
            Self::Clears => ("clears", None),
            Self::Asks(Part::Header, need) => ("asks for a header", Some(need as u64)),
            Self::Asks(Part::Body, need) => ("asks for a body", Some(need as u64)),
            Self::AsksForFrame => ("asks for a frame", None),
            Self::Sleeps => ("sleeps", None),
            Self::Wakes => ("wakes", None),
            Self::Takes(count) => ("takes", Some(count as u64)),
            Self::TakesTooFew(count) => ("takes too few", Some(count as u64)),
            Self::Cancelled => ("is cancelled", None),
            Self::Closes => ("closes", None),
            Self::Pauses(milliseconds) => ("pauses", Some(milliseconds)),
        }
    }
}

/// Which part of a frame is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Header,
    Body,
}

/// What comes of a design.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Passes,
    /// Somebody sleeps forever over bytes that are there.
    Hangs,
    /// Somebody takes fewer bytes than it needs.
    ShortRead,
    /// Somebody looks again and again, and lets nobody else run.
    Spins,
}

impl Outcome {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Passes => "passes",
            Self::Hangs => "hangs",
            Self::ShortRead => "short read",
            Self::Spins => "spins",
        }
    }
}

/// The steps so far. Not part of what a model checker sees.
#[derive(Clone, Debug, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<Step>>>);

impl Log {
    pub(crate) fn note(&self, who: &'static str, act: Act, buffered: usize, flag: Option<bool>) {
        self.steps_mut(|steps| steps.push(Step { who, act, buffered, flag }));
    }

    /// Notes that time has passed, which changes neither buffer nor flag. The model checker knows no time.
    #[cfg(not(loom))]
    pub(crate) fn note_time(&self, who: &'static str, act: Act) {
        self.steps_mut(|steps| {
            let (buffered, flag) = steps.last().map_or((0, None), |last| (last.buffered, last.flag));
            steps.push(Step { who, act, buffered, flag });
        });
    }

    /// The steps so far, which are forgotten.
    pub(crate) fn take(&self) -> Vec<Step> {
        self.steps_mut(std::mem::take)
    }

    fn steps_mut<R>(&self, access: impl FnOnce(&mut Vec<Step>) -> R) -> R {
        access(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
