//! A format with its cases, and the checks that they make with every scenario and every transport.

use std::boxed::Box;
use std::string::{String, ToString};
use std::sync::Arc;
use std::vec::Vec;
use std::{fmt, format, vec};

use super::case::Case;
use super::driver::Driver;
use super::drivers::DRIVERS;
use super::failure::Failure;
use super::generated;
use super::reader::Reader;
use super::scenario::{SCENARIOS, Scenario};
use super::subject::Subject;
use super::transport::{TRANSPORTS, Transport};
use super::trial::{Context, Trial};
use super::vectors;
use crate::registry::{Declaration, DynFormat};
use crate::{Limits, TwoPhase};

/// A format with its cases.
///
/// ```
/// use framing_core::registry::DynFormat;
/// use framing_core::testkit::{Case, Suite};
///
/// let suite = Suite::new("word", DynFormat::parse_spec("width = 2")?)
///     .with_case(Case::from_frames("two", &[(b"\0\x02", b"hi", b""), (b"\0\0", b"", b"")]));
/// suite.assert(|check| check.transport() == "memory");
/// # Ok::<(), framing_core::spec::SpecError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Suite {
    name: String,
    format: DynFormat,
    limits: Limits,
    cases: Vec<Case>,
    drivers: Vec<Driver>,
    readers: Vec<Reader>,
    transports: Vec<Transport>,
}

impl Suite {
    /// Creates a suite without cases, with every [driver](DRIVERS) and every [transport](TRANSPORTS).
    #[must_use]
    pub fn new(name: &str, format: DynFormat) -> Self {
        Self {
            name: name.to_string(),
            limits: format.limits(),
            format,
            cases: Vec::new(),
            drivers: DRIVERS.to_vec(),
            readers: Vec::new(),
            transports: TRANSPORTS.to_vec(),
        }
    }

    /// Creates the suite of a declared format: its samples and its refusals.
    #[must_use]
    pub fn from_declaration(declaration: &Declaration) -> Self {
        let samples = declaration.samples.iter().map(Case::from_sample);
        let rejects = declaration.rejects.iter().map(Case::from_reject);
        Self::new(declaration.name, (declaration.make)()).with_cases(samples.chain(rejects))
    }

    /// Adds a case.
    #[must_use]
    pub fn with_case(mut self, case: Case) -> Self {
        self.cases.push(case);
        self
    }

    /// Adds a case.
    pub fn add_case(&mut self, case: Case) {
        self.cases.push(case);
    }

    /// Adds cases.
    #[must_use]
    pub fn with_cases(mut self, cases: impl IntoIterator<Item = Case>) -> Self {
        self.cases.extend(cases);
        self
    }

    /// Adds streams that must be refused.
    #[must_use]
    pub fn with_refusals(self, streams: &[&[u8]]) -> Self {
        let named =
            (1..).zip(streams).map(|(number, bytes): (usize, _)| (format!("refused-{number}"), bytes));
        let cases: Vec<_> =
            named.map(|(name, bytes)| Case::new(&name, bytes, crate::Outcome::Malformed)).collect();
        self.with_cases(cases)
    }

    /// Adds the cases of a vector file: JSON Lines, as `xtask/vectors/README.md` describes them.
    ///
    /// # Panics
    ///
    /// If the file cannot be read, or a line is no vector.
    #[must_use]
    pub fn with_vectors(self, path: impl AsRef<std::path::Path>) -> Self {
        let cases = vectors::load(path.as_ref());
        assert!(cases.is_ok(), "{}", cases.err().unwrap_or_default());
        self.with_cases(cases.into_iter().flatten())
    }

    /// Sets a setting of the format.
    ///
    /// # Panics
    ///
    /// If the format has no such setting, or does not take the value.
    #[must_use]
    pub fn with_setting(mut self, name: &str, value: impl Into<serde_json::Value>) -> Self {
        let set = self.format.set(name, &value.into());
        assert!(set.is_ok(), "{}", set.err().map(|error| error.to_string()).unwrap_or_default());
        self
    }

    /// Adds bodies of edge sizes, as far as the format can write them.
    #[must_use]
    pub fn with_generated_sizes(self) -> Self {
        let sizes = generated::sizes(&self.format, self.limits, None);
        let cases: Vec<_> =
            sizes.iter().map(|made| Case::new(&made.name, &made.bytes, crate::Outcome::Complete)).collect();
        self.with_cases(cases)
    }

    /// Sets the limits of cases that have none of their own.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Tests a reader of another crate, in place of the readers of this one.
    #[must_use]
    pub fn with_reader(mut self, reader: Reader) -> Self {
        if self.readers.is_empty() {
            self.drivers.clear();
        }
        self.drivers.push(reader.driver());
        self.readers.push(reader);
        self
    }

    /// Tests with these drivers, in place of those of this crate.
    #[must_use]
    pub fn with_drivers(mut self, drivers: Vec<Driver>) -> Self {
        self.drivers = drivers;
        self
    }

    /// Sends streams over these transports, in place of those of this crate.
    #[must_use]
    pub fn with_transports(mut self, transports: Vec<Transport>) -> Self {
        self.transports = transports;
        self
    }

    /// Returns the name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the cases.
    #[must_use]
    pub fn cases(&self) -> &[Case] {
        &self.cases
    }

    /// Runs every check of one scenario, for a test.
    ///
    /// # Panics
    ///
    /// With the failure of the first check that fails, or if no scenario has this name or the suite has no case.
    pub fn assert_scenario(self, scenario: &str) {
        assert!(SCENARIOS.iter().any(|known| known.name == scenario), "unknown scenario {scenario}");
        self.assert(|check| check.scenario.name == scenario);
    }

    /// Runs every check that is `chosen`, for a test.
    ///
    /// # Panics
    ///
    /// With the failure of the first check that fails, or if the suite has no case.
    pub fn assert(self, chosen: impl Fn(&Check) -> bool) {
        assert!(!self.cases.is_empty(), "{}: a suite without cases shows nothing", self.name);
        let failure = self.first_failure(chosen);
        assert!(failure.is_none(), "{}", failure.map(|failure| for_test(&failure)).unwrap_or_default());
    }

    /// Runs every check that is `chosen`, and returns the first failure.
    #[must_use]
    pub fn first_failure(&self, chosen: impl Fn(&Check) -> bool) -> Option<Box<Failure>> {
        let context = Context::default();
        let checks = Arc::new(self.clone()).checks();
        checks.iter().filter(|check| chosen(check)).find_map(|check| check.run(&context).err())
    }

    /// Returns every check: each case in each scenario that fits it, over each transport of that scenario.
    #[must_use]
    pub fn checks(self: &Arc<Self>) -> Vec<Check> {
        let subject = |case| Arc::new(Subject::new(&self.format, self.limits, case));
        let subjects: Vec<_> = self.cases.iter().map(subject).collect();
        subjects.iter().flat_map(|subject| self.checks_of(subject, &subjects)).collect()
    }

    fn checks_of(self: &Arc<Self>, subject: &Arc<Subject>, all: &[Arc<Subject>]) -> Vec<Check> {
        let first = |scenario: &Scenario| all.iter().find(|subject| (scenario.fits)(subject));
        let is_one = |scenario: &Scenario| first(scenario).is_some_and(|first| Arc::ptr_eq(first, subject));
        let fit = SCENARIOS.iter().filter(|scenario| (scenario.fits)(subject));
        let fit = fit.filter(|scenario| scenario.reads || self.readers.is_empty());
        let wanted = fit.filter(|scenario| !scenario.once || is_one(scenario));
        let lanes = wanted.flat_map(|scenario| {
            scenario.kind.lanes(&self.transports).into_iter().map(move |lane| (scenario, lane))
        });
        lanes.map(|(scenario, transport)| Check::new(self, subject, scenario, transport)).collect()
    }
}

/// A failure with the command that runs its test again: the thread of a test has the test's name.
fn for_test(failure: &Failure) -> String {
    let thread = std::thread::current();
    let Some(test) = thread.name().filter(|name| *name != "main") else { return failure.to_string() };
    let package = std::env::var("CARGO_PKG_NAME").map(|name| format!(" -p {name}")).unwrap_or_default();
    format!("{failure}  again     cargo test{package} -- --exact {test}\n")
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

impl Check {
    fn new(
        suite: &Arc<Suite>,
        subject: &Arc<Subject>,
        scenario: &'static Scenario,
        transport: Option<Transport>,
    ) -> Self {
        Self { suite: suite.clone(), subject: subject.clone(), scenario, transport }
    }

    /// Returns the name that the check is selected by: `format/case/scenario/transport`.
    #[must_use]
    pub fn id(&self) -> String {
        format!("{}/{}/{}/{}", self.suite.name, self.subject.case.name, self.scenario.name, self.transport())
    }

    /// Returns the format's name.
    #[must_use]
    pub fn format(&self) -> &str {
        &self.suite.name
    }

    /// Returns the case.
    #[must_use]
    pub fn case(&self) -> &Case {
        &self.subject.case
    }

    /// Returns the scenario.
    #[must_use]
    pub fn scenario(&self) -> &'static Scenario {
        self.scenario
    }

    /// Returns the transport's name; `memory` where the scenario needs none.
    #[must_use]
    pub fn transport(&self) -> &'static str {
        self.transport.map_or("memory", |transport| transport.name)
    }

    /// Runs the check, and returns the number of streams read.
    ///
    /// # Errors
    ///
    /// [`Failure`], with the shortest schedule found that shows it.
    pub fn run(&self, context: &Context) -> Result<u64, Box<Failure>> {
        let readers: Vec<_> = match self.suite.readers.as_slice() {
            readers if self.transport.is_some() && !readers.is_empty() => readers.iter().map(Some).collect(),
            _ => vec![None],
        };
        readers.into_iter().try_fold(0, |runs, reader| Ok(runs + self.run_with(context, reader)?))
    }

    fn run_with(&self, context: &Context, reader: Option<&Reader>) -> Result<u64, Box<Failure>> {
        let trial = Trial::new(&self.suite.drivers, reader, &self.subject, context);
        match self.scenario.kind.run(&trial, self.transport) {
            Ok(()) => Ok(trial.runs()),
            Err(flaw) => {
                let flaw = reader.map_or(flaw.clone(), |reader| flaw.with_driver(reader.name()));
                Err(Box::new(Failure::new(self.id(), &self.subject, flaw)))
            }
        }
    }
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.id())
    }
}
