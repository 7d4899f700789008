//! The scenarios: what is done to a stream, and over what.

use std::boxed::Box;
use std::fmt;
use std::vec;
use std::vec::Vec;

use super::flaw::Flaw;
use super::over_transports::Running;
use super::subject::Subject;
use super::transport::Transport;
use super::trial::Trial;
use super::{fused, in_memory, over_transports};

/// One thing that is done to a stream.
pub struct Scenario {
    /// A name for tables and command lines.
    pub name: &'static str,
    /// What is done, in a sentence.
    pub about: &'static str,
    /// Whether it can be done to this case.
    pub(super) fits: fn(&Subject) -> bool,
    /// Whether its result is the same for every case of a format, so that one case suffices.
    pub(super) once: bool,
    /// Whether it tests a reader, and not only the format.
    pub(super) reads: bool,
    pub(super) kind: Kind,
}

impl fmt::Debug for Scenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scenario").field("name", &self.name).finish_non_exhaustive()
    }
}

/// Where a scenario runs.
pub(super) enum Kind {
    /// In memory, where nothing ever has to be waited for.
    Memory(fn(&Trial<'_>) -> Result<(), Flaw>),
    /// Over every transport.
    Transport(for<'a> fn(&'a Trial<'a>, Transport) -> Running<'a>),
}

impl Kind {
    /// What the scenario runs over, one after the other.
    pub(super) fn lanes(&self, transports: &[Transport]) -> Vec<Option<Transport>> {
        match self {
            Self::Memory(_) => vec![None],
            Self::Transport(_) => transports.iter().copied().map(Some).collect(),
        }
    }

    pub(super) fn run(&self, trial: &Trial<'_>, transport: Option<Transport>) -> Result<(), Flaw> {
        match (self, transport) {
            (Self::Memory(run), _) => run(trial),
            (Self::Transport(run), Some(transport)) => over_transports::block_on(run(trial, transport)),
            (Self::Transport(_), None) => Ok(()),
        }
    }
}

/// The scenarios in the order in which they are shown.
pub const SCENARIOS: &[Scenario] = &[
    Scenario {
        name: "whole",
        about: "the stream in one piece gives the expected frames",
        fits: |_| true,
        once: false,
        reads: true,
        kind: Kind::Memory(in_memory::whole),
    },
    Scenario {
        name: "splits",
        about: "every split up to 20 bytes, every 2-way and (to 300 bytes) 3-way split beyond; every reader",
        fits: |_| true,
        once: false,
        reads: true,
        kind: Kind::Memory(in_memory::splits),
    },
    Scenario {
        name: "ends",
        about: "the stream ends after every byte: clean at a frame boundary only",
        fits: |_| true,
        once: false,
        reads: true,
        kind: Kind::Memory(in_memory::ends),
    },
    Scenario {
        name: "search",
        about: "header and body searches resume where they stopped: the same answers, in linear time",
        fits: |_| true,
        once: false,
        reads: false,
        kind: Kind::Memory(in_memory::search),
    },
    Scenario {
        name: "encode",
        about: "every frame is written again, byte for byte; a length that does not fit is refused",
        fits: |subject| subject.is_complete() && subject.is_writable(),
        once: false,
        reads: false,
        kind: Kind::Memory(in_memory::encode),
    },
    Scenario {
        name: "silence",
        about: "a header announces the most that is allowed, then nothing comes: at most 4 KiB are held",
        fits: |subject| subject.is_complete() && subject.is_writable(),
        once: true,
        reads: false,
        kind: Kind::Memory(in_memory::silence),
    },
    Scenario {
        name: "fused",
        about: "after the end and after a final error, every iterator and stream of frames has ended",
        fits: |_| true,
        once: false,
        reads: false,
        kind: Kind::Memory(fused::fused),
    },
    Scenario {
        name: "batch",
        about: "all frames at once; when all are read the reader waits, idle, for one more that comes late",
        fits: |subject| subject.is_complete_before_the_end() && !subject.reading.frames.is_empty(),
        once: false,
        reads: true,
        kind: Kind::Transport(|trial, transport| Box::pin(over_transports::batch(trial, transport))),
    },
    Scenario {
        name: "interleaved",
        about: "a frame is written, a frame is read, in turns",
        fits: |subject| subject.is_complete_before_the_end(),
        once: false,
        reads: true,
        kind: Kind::Transport(|trial, transport| Box::pin(over_transports::interleaved(trial, transport))),
    },
    Scenario {
        name: "partial",
        about: "the header alone: the reader must wait for the body; then the body: it must go on",
        fits: |subject| subject.is_complete_before_the_end(),
        once: false,
        reads: true,
        kind: Kind::Transport(|trial, transport| Box::pin(over_transports::partial(trial, transport))),
    },
    Scenario {
        name: "bytes",
        about: "one byte at a time, with the state of the reader checked after each",
        fits: |_| true,
        once: false,
        reads: true,
        kind: Kind::Transport(|trial, transport| Box::pin(over_transports::bytes(trial, transport))),
    },
    Scenario {
        name: "two-way",
        about: "every 2-way split, each on a connection of its own",
        fits: |_| true,
        once: false,
        reads: true,
        kind: Kind::Transport(|trial, transport| Box::pin(over_transports::two_way(trial, transport))),
    },
    Scenario {
        name: "closes",
        about: "the writer closes after every byte, each on a connection of its own",
        fits: |_| true,
        once: false,
        reads: true,
        kind: Kind::Transport(|trial, transport| Box::pin(over_transports::closes(trial, transport))),
    },
    Scenario {
        name: "sizes",
        about: "bodies of 0 bytes, of the limit, and of one byte more, which is refused after the frames before it",
        fits: |subject| subject.is_complete() && subject.is_writable(),
        once: true,
        reads: true,
        kind: Kind::Transport(|trial, transport| Box::pin(over_transports::sizes(trial, transport))),
    },
];
