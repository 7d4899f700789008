//! What happened, step by step, for a timeline.

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
    /// Asks for so many bytes.
    Asks(usize),
    Sleeps,
    Wakes,
    Takes(usize),
    /// Took fewer than it asked for.
    TakesTooFew(usize),
    /// Was dropped in the middle.
    Cancelled,
    Closes,
}

/// The steps so far. Not part of what a model checker sees.
#[derive(Clone, Debug, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<Step>>>);

impl Log {
    pub(crate) fn note(&self, who: &'static str, act: Act, buffered: usize, flag: Option<bool>) {
        self.steps_mut(|steps| steps.push(Step { who, act, buffered, flag }));
    }

    /// The steps so far, which are forgotten.
    pub(crate) fn take(&self) -> Vec<Step> {
        self.steps_mut(std::mem::take)
    }

    fn steps_mut<R>(&self, access: impl FnOnce(&mut Vec<Step>) -> R) -> R {
        access(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
