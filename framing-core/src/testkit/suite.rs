//! A format with its cases, and the checks that they make with every scenario and every transport.

use std::boxed::Box;
use std::string::{String, ToString};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use std::vec::Vec;
use std::{fmt, format};

use super::case::{Case, Reading};
use super::driver::{DRIVERS, Driver};
use super::failure::Failure;
use super::scenario::{SCENARIOS, Scenario};
use super::transport::{TRANSPORTS, Transport};
use crate::registry::{Declaration, DynFormat};
use crate::{Limits, TwoPhase};

/// A format with its cases.
#[derive(Clone, Debug)]
pub struct Suite {
    /// The format's name.
    pub name: String,
    /// The format, in the state that a stream begins in.
    pub format: DynFormat,
    /// The streams to read, and what must come of each.
    pub cases: Vec<Case>,
    /// The ways to read them.
    pub drivers: Vec<Driver>,
    /// What real streams are sent over.
    pub transports: Vec<Transport>,
}

impl Suite {
    /// A suite for a format, without cases yet, with every [driver](DRIVERS) and every [transport](TRANSPORTS).
    #[must_use]
    pub fn new(name: &str, format: DynFormat) -> Self {
        Self {
            name: name.to_string(),
            format,
            cases: Vec::new(),
            drivers: DRIVERS.to_vec(),
            transports: TRANSPORTS.to_vec(),
        }
    }

    /// The suite of a declared format: its samples and its refusals.
    #[must_use]
    pub fn from_declaration(declaration: &Declaration) -> Self {
        let samples = declaration.samples.iter().map(Case::of_sample);
        let rejects = declaration.rejects.iter().map(Case::of_reject);
        let suite = Self::new(declaration.name, (declaration.make)());
        Self { cases: samples.chain(rejects).collect(), ..suite }
    }

    /// The suite with another case.
    #[must_use]
    pub fn case(mut self, case: Case) -> Self {
        self.cases.push(case);
        self
    }

    /// Runs every check of one scenario, for a test.
    ///
    /// # Panics
    ///
    /// With the failure of the first check that fails, or if no check is of that scenario or the suite has no case.
    pub fn assert_scenario(self, scenario: &str) {
        assert!(
            SCENARIOS.iter().any(|known| known.name == scenario),
            "there is no scenario named {scenario}"
        );
        self.assert(|check| check.scenario.name == scenario);
    }

    /// Runs every check that is `chosen`, for a test.
    ///
    /// # Panics
    ///
    /// With the failure of the first check that fails, or if the suite has no case.
    pub fn assert(self, chosen: impl Fn(&Check) -> bool) {
        assert!(!self.cases.is_empty(), "{}: a suite without cases shows nothing", self.name);
        let context = Context::default();
        let checks = Arc::new(self).checks();
        let failure = checks.iter().filter(|check| chosen(check)).find_map(|check| check.run(&context).err());
        assert!(failure.is_none(), "{}", failure.map(|failure| failure.to_string()).unwrap_or_default());
    }

    /// Every check there is: each case in each scenario that it is fit for, over each transport of that scenario.
    #[must_use]
    pub fn checks(self: &Arc<Self>) -> Vec<Check> {
        let subjects: Vec<_> = self.cases.iter().map(|case| Arc::new(Subject::new(self, case))).collect();
        subjects.iter().flat_map(|subject| self.checks_of(subject, &subjects)).collect()
    }

    fn checks_of(self: &Arc<Self>, subject: &Arc<Subject>, all: &[Arc<Subject>]) -> Vec<Check> {
        let first = |scenario: &Scenario| all.iter().find(|subject| (scenario.fits)(subject));
        let is_one = |scenario: &Scenario| first(scenario).is_some_and(|first| Arc::ptr_eq(first, subject));
        let fit = SCENARIOS.iter().filter(|scenario| (scenario.fits)(subject));
        let wanted = fit.filter(|scenario| !scenario.once || is_one(scenario));
        let lanes = wanted.flat_map(|scenario| {
            scenario.kind.lanes(&self.transports).into_iter().map(move |lane| (scenario, lane))
        });
        lanes.map(|(scenario, transport)| Check::new(self, subject, scenario, transport)).collect()
    }
}

/// A case with what the plain decoder makes of it, once and whole.
#[derive(Debug)]
pub struct Subject {
    /// The case.
    pub case: Case,
    /// The format, in the state that a stream begins in.
    pub format: DynFormat,
    /// The limits to read it under.
    pub limits: Limits,
    /// What comes of the stream when it is read whole; every other way of reading must agree.
    pub reading: Reading,
}

impl Subject {
    fn new(suite: &Suite, case: &Case) -> Self {
        let limits = case.limits(&suite.format);
        let reading = Reading::of(&suite.format, limits, &case.bytes);
        Self { case: case.clone(), format: suite.format.clone(), limits, reading }
    }

    /// The offsets at which a phase of a frame begins or ends.
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

    /// Whether the stream is whole frames and nothing else.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.reading.end.is_ok()
    }

    /// Whether the stream is whole frames, each of which is known to be whole before the stream ends.
    #[must_use]
    pub fn is_complete_before_the_end(&self) -> bool {
        self.is_complete() && !self.reading.last_until_end
    }

    /// Whether the format can be written.
    #[must_use]
    pub fn is_writable(&self) -> bool {
        self.format.is_writable() && self.format.limits().body() > 0
    }
}

/// One case in one scenario over one transport.
#[derive(Clone, Debug)]
pub struct Check {
    suite: Arc<Suite>,
    subject: Arc<Subject>,
    scenario: &'static Scenario,
    /// None for a scenario in memory.
    transport: Option<Transport>,
}

/// Runs the closure and gives the most bytes of heap that it held at once on this thread.
pub type MeasureHeap = fn(&mut dyn FnMut()) -> u64;

/// What is given to every check.
#[derive(Debug)]
pub struct Context {
    /// After how long a check that makes no progress is judged to hang. Nothing else is judged by a clock.
    pub deadline: Duration,
    /// Measures the heap with a counting allocator. Without it the reader's own account is taken.
    pub heap: Option<MeasureHeap>,
    /// Streams read so far, for whoever shows progress.
    pub runs: AtomicU64,
}

impl Default for Context {
    fn default() -> Self {
        Self { deadline: Duration::from_secs(20), heap: None, runs: AtomicU64::new(0) }
    }
}

impl Check {
    fn new(
        suite: &Arc<Suite>,
        subject: &Arc<Subject>,
        scenario: &'static Scenario,
        transport: Option<Transport>,
    ) -> Self {
        Self { suite: suite.clone(), subject: subject.clone(), scenario, transport }
    }

    /// The name that the check is selected by: `format/case/scenario/transport`.
    #[must_use]
    pub fn id(&self) -> String {
        format!("{}/{}/{}/{}", self.suite.name, self.subject.case.name, self.scenario.name, self.transport())
    }

    /// The format's name.
    #[must_use]
    pub fn format(&self) -> &str {
        &self.suite.name
    }

    /// The scenario.
    #[must_use]
    pub fn scenario(&self) -> &'static Scenario {
        self.scenario
    }

    /// The transport's name; `memory` where the scenario needs none.
    #[must_use]
    pub fn transport(&self) -> &'static str {
        self.transport.map_or("memory", |transport| transport.name)
    }

    /// Runs the check: how many streams were read, or what went wrong first.
    ///
    /// # Errors
    ///
    /// [`Failure`], with the shortest schedule found that shows it.
    pub fn run(&self, context: &Context) -> Result<u64, Box<Failure>> {
        let trial = Trial { suite: &self.suite, subject: &self.subject, context, runs: AtomicU64::new(0) };
        match self.scenario.kind.run(&trial, self.transport) {
            Ok(()) => Ok(trial.runs.load(Ordering::Relaxed)),
            Err(flaw) => Err(Box::new(Failure::new(self.id(), &self.subject, flaw))),
        }
    }
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.id())
    }
}

/// A check that is running.
#[derive(Debug)]
pub struct Trial<'a> {
    pub(super) suite: &'a Suite,
    pub(super) subject: &'a Subject,
    pub(super) context: &'a Context,
    runs: AtomicU64,
}

impl Trial<'_> {
    /// LengthCovers one stream read.
    pub(super) fn count(&self) {
        self.runs.fetch_add(1, Ordering::Relaxed);
        self.context.runs.fetch_add(1, Ordering::Relaxed);
    }
}
