//! The scenarios by name, and what is declared of each.

use super::designs::Design;
use super::step::Outcome;
use super::traffic::Traffic;

/// A way to wait for bytes, in a situation, and what is declared to come of it.
#[derive(Clone, Debug)]
pub(super) struct Scenario {
    pub(super) subject: Subject,
    pub(super) situation: Situation,
    pub(super) expected: Outcome,
}

/// Who waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    Design(Design),
    Cure(Cure),
}

/// What to do instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cure {
    Condition,
    Pipe,
    SocketPair,
    Queue,
    Channels,
}

/// What happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Situation {
    Frames(Traffic),
    /// Two frames under every timing of writer and reader.
    Sweep,
    TwoReaders,
    /// The writer ends while the reader waits.
    End,
    /// One of two readers is cancelled just when it is notified.
    CancelledReader,
    /// A read is cancelled between header and body, by a reader that keeps the header or leaves it in the future.
    CancelledBetweenPhases {
        keeps_header: bool,
    },
    /// The reader asks for more than the buffer can hold.
    NeedAboveCapacity,
}

impl Scenario {
    pub(super) fn name(&self) -> String {
        match self.situation {
            Situation::CancelledBetweenPhases { keeps_header: true } => "header-in-reader/cancel".to_owned(),
            Situation::CancelledBetweenPhases { keeps_header: false } => "header-in-future/cancel".to_owned(),
            Situation::NeedAboveCapacity => format!("{}/need-above-capacity", self.subject.name()),
            Situation::Frames(traffic) => format!("{}/{}", self.subject.name(), traffic.name()),
            Situation::Sweep => format!("{}/sweep", self.subject.name()),
            Situation::TwoReaders => format!("{}/two-readers", self.subject.name()),
            Situation::End => format!("{}/end", self.subject.name()),
            Situation::CancelledReader => format!("{}/cancel", self.subject.name()),
        }
    }

    /// Who waits, and what happens.
    pub(super) fn summary(&self) -> [&'static str; 2] {
        [self.subject.summary(), self.situation.summary()]
    }
}

impl Subject {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Design(design) => name_of(design),
            Self::Cure(Cure::Condition) => "condition",
            Self::Cure(Cure::Pipe) => "pipe",
            Self::Cure(Cure::SocketPair) => "socket-pair",
            Self::Cure(Cure::Queue) => "queue",
            Self::Cure(Cure::Channels) => "channels",
        }
    }

    const fn summary(self) -> &'static str {
        match self {
            Self::Design(design) => summary_of(design),
            Self::Cure(Cure::Condition) => {
                "framing_core::ProtocolReader: each read waits for a number of bytes, on a Condition"
            }
            Self::Cure(Cure::Pipe) => "framing_core::FrameReader over framing_core::simplex",
            Self::Cure(Cure::SocketPair) => "framing_core::FrameReader over a pair of connected sockets",
            Self::Cure(Cure::Queue) => {
                "framing_core::Queue: one task reads both phases and forwards complete frames"
            }
            Self::Cure(Cure::Channels) => {
                "framing_core::channel: complete frames are sent, nothing is read in phases"
            }
        }
    }
}

const fn name_of(design: Design) -> &'static str {
    match design {
        Design::EventHeaderClears => "event-header-clears",
        Design::EventBodyClears => "event-body-clears",
        Design::EventNeverCleared => "event-never-cleared",
        Design::EventCheckClearWait => "event-check-clear-wait",
        Design::EventClearCheckWait => "event-clear-check-wait",
        Design::AutoResetWaitFirst => "auto-reset-wait-first",
        Design::AutoResetLoop => "auto-reset-loop",
        Design::ConditionIf => "condition-if",
        Design::ConditionNotifyOne => "condition-notify-one",
        Design::ConditionNotifyAll => "condition-notify-all",
        Design::PredicateOutsideLock => "predicate-outside-lock",
        Design::CloseWithoutNotify => "close-without-notify",
        Design::OneWakerSlot => "one-waker-slot",
        Design::CancelSwallows => "cancel-swallows",
        Design::CancelForwards => "cancel-forwards",
    }
}

const fn summary_of(design: Design) -> &'static str {
    match design {
        Design::EventHeaderClears => "an event: set by each write, cleared by whoever has read a header",
        Design::EventBodyClears => "an event: set by each write, cleared by whoever has read a body",
        Design::EventNeverCleared => {
            "an event: set by each write, cleared by nobody; the reader looks again and again"
        }
        Design::EventCheckClearWait => "an event: the reader looks, clears and waits",
        Design::EventClearCheckWait => {
            "an event: the reader clears, looks and waits (right for one reader only)"
        }
        Design::AutoResetWaitFirst => "an event that resets itself: the reader waits, then reads",
        Design::AutoResetLoop => {
            "an event that resets itself: the reader looks, and waits (right for one reader only)"
        }
        Design::ConditionIf => "a condition variable: the reader looks and waits with `if`, not `while`",
        Design::ConditionNotifyOne => {
            "a condition variable: a write notifies one reader, and readers need different numbers"
        }
        Design::ConditionNotifyAll => "a condition variable: a write notifies all readers",
        Design::PredicateOutsideLock => "a condition variable: the reader checks before it locks",
        Design::CloseWithoutNotify => "a condition variable: the end is set without notifying",
        Design::OneWakerSlot => "one place for a waker, two readers",
        Design::CancelSwallows => "notifications as tickets: a cancelled reader loses its ticket",
        Design::CancelForwards => "notifications as tickets: a reader that is cancelled hands its ticket on",
    }
}

impl Situation {
    const fn summary(self) -> &'static str {
        match self {
            Self::Frames(traffic) => traffic.summary(),
            Self::Sweep => Traffic::Apart(0).summary(),
            Self::TwoReaders => "two readers, a write for each",
            Self::End => "the writer ends while the reader waits",
            Self::CancelledReader => "two readers need one byte; the one that is notified is cancelled",
            Self::CancelledBetweenPhases { keeps_header: false } => {
                "a read is cancelled between header and body; the header was in its future"
            }
            Self::CancelledBetweenPhases { keeps_header: true } => {
                "a read is cancelled between header and body; the header is in the reader"
            }
            Self::NeedAboveCapacity => "a buffer of 2 bytes, a reader that needs 3",
        }
    }
}

use Outcome::{Hangs, Passes, ShortRead, Spins};

/// What comes of one reader: for batch, interleaved, phases, partial, and of the first timing of the sweep that fails.
///
/// The designs that hang only when two threads meet within a few instructions pass here, where one thread runs all
/// tasks; `--exhaustive` finds those orders.
#[rustfmt::skip]
const ONE_READER: [(Subject, [Outcome; 5]); 14] = [
    (Subject::Design(Design::EventHeaderClears),    [Hangs,  Hangs,  ShortRead, ShortRead, Hangs]),
    (Subject::Design(Design::EventBodyClears),      [Hangs,  Passes, ShortRead, ShortRead, Hangs]),
    (Subject::Design(Design::EventNeverCleared),    [Spins,  Spins,  Spins,     Spins,     Spins]),
    (Subject::Design(Design::EventCheckClearWait),  [Passes, Passes, Passes,    Passes,    Passes]),
    (Subject::Design(Design::EventClearCheckWait),  [Passes, Passes, Passes,    Passes,    Passes]),
    (Subject::Design(Design::AutoResetWaitFirst),   [Hangs,  Hangs,  Passes,    ShortRead, Hangs]),
    (Subject::Design(Design::AutoResetLoop),        [Passes, Passes, Passes,    Passes,    Passes]),
    (Subject::Design(Design::ConditionIf),          [Passes, Passes, Passes,    ShortRead, Passes]),
    (Subject::Design(Design::PredicateOutsideLock), [Passes, Passes, Passes,    Passes,    Passes]),
    (Subject::Cure(Cure::Condition),                [Passes, Passes, Passes,    Passes,    Passes]),
    (Subject::Cure(Cure::Pipe),                     [Passes, Passes, Passes,    Passes,    Passes]),
    (Subject::Cure(Cure::SocketPair),               [Passes, Passes, Passes,    Passes,    Passes]),
    (Subject::Cure(Cure::Queue),                    [Passes, Passes, Passes,    Passes,    Passes]),
    (Subject::Cure(Cure::Channels),                 [Passes, Passes, Passes,    Passes,    Passes]),
];

#[rustfmt::skip]
const OTHERS: [(Subject, Situation, Outcome); 15] = [
    (Subject::Design(Design::EventClearCheckWait), Situation::TwoReaders, Hangs),
    (Subject::Design(Design::AutoResetLoop),       Situation::TwoReaders, Hangs),
    (Subject::Design(Design::ConditionNotifyOne),  Situation::TwoReaders, Hangs),
    (Subject::Design(Design::ConditionNotifyAll),  Situation::TwoReaders, Passes),
    (Subject::Design(Design::OneWakerSlot),        Situation::TwoReaders, Hangs),
    (Subject::Cure(Cure::Condition),               Situation::TwoReaders, Passes),
    (Subject::Design(Design::CloseWithoutNotify),  Situation::End, Hangs),
    (Subject::Design(Design::ConditionNotifyAll),  Situation::End, Passes),
    (Subject::Cure(Cure::Condition),               Situation::End, Passes),
    (Subject::Design(Design::CancelSwallows),      Situation::CancelledReader, Hangs),
    (Subject::Design(Design::CancelForwards),      Situation::CancelledReader, Passes),
    (Subject::Design(Design::ConditionNotifyAll),  Situation::CancelledBetweenPhases { keeps_header: false }, Hangs),
    (Subject::Design(Design::ConditionNotifyAll),  Situation::CancelledBetweenPhases { keeps_header: true }, Passes),
    (Subject::Cure(Cure::Condition),               Situation::NeedAboveCapacity, Hangs),
    (Subject::Cure(Cure::Pipe),                    Situation::NeedAboveCapacity, Passes),
];

/// Every scenario.
pub(super) fn all() -> impl Iterator<Item = Scenario> {
    let of_one_reader = ONE_READER.into_iter().flat_map(|(subject, outcomes)| {
        let situations = Traffic::ALL.map(Situation::Frames).into_iter().chain([Situation::Sweep]);
        situations.zip(outcomes).map(move |(situation, expected)| Scenario { subject, situation, expected })
    });
    let others =
        OTHERS.into_iter().map(|(subject, situation, expected)| Scenario { subject, situation, expected });
    of_one_reader.chain(others)
}
