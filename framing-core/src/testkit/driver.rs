//! A way to read a stream, as a function over the pieces of a split.

use std::borrow::Cow;
use std::fmt;
use std::string::String;
use std::sync::Arc;

use super::checker::Checker;
use super::flaw::Mismatch;
use super::run::Run;
use super::schedule::Effort;

/// A way to read a stream.
///
/// The drivers of this crate are [`DRIVERS`](super::DRIVERS). A [`Reader`](super::Reader) is the short way to test a
/// reader of another crate; a driver is the long one: a function that reads the pieces of [`Run::script`] and hands
/// every frame, then the end, to the [`Checker`].
#[derive(Clone)]
pub struct Driver {
    name: Cow<'static, str>,
    effort: Effort,
    read: Read,
}

/// A way to read the pieces of a run, with what it captures.
type ReadRun = dyn Fn(&Run<'_>, &mut Checker<'_>) -> Result<(), Mismatch> + Send + Sync;
type ReadFn = fn(&Run<'_>, &mut Checker<'_>) -> Result<(), Mismatch>;

#[derive(Clone)]
enum Read {
    Function(ReadFn),
    Closure(Arc<ReadRun>),
}

impl Driver {
    /// Creates a driver that is tried with as many splits as `effort` gives.
    #[must_use]
    pub const fn new(name: &'static str, effort: Effort, read: ReadFn) -> Self {
        Self { name: Cow::Borrowed(name), effort, read: Read::Function(read) }
    }

    pub(super) fn from_closure(
        name: String,
        effort: Effort,
        read: impl Fn(&Run<'_>, &mut Checker<'_>) -> Result<(), Mismatch> + Send + Sync + 'static,
    ) -> Self {
        Self { name: Cow::Owned(name), effort, read: Read::Closure(Arc::new(read)) }
    }

    /// Returns the name that tables show.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns how many splits it is tried with.
    #[must_use]
    pub fn effort(&self) -> Effort {
        self.effort
    }

    /// Reads the stream of `run`.
    ///
    /// # Errors
    ///
    /// [`Mismatch`] at the first difference from what the checker expects.
    pub fn read(&self, run: &Run<'_>, checker: &mut Checker<'_>) -> Result<(), Mismatch> {
        match &self.read {
            Read::Function(read) => read(run, checker),
            Read::Closure(read) => read(run, checker),
        }
    }
}

impl fmt::Debug for Driver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Driver").field("name", &self.name).finish_non_exhaustive()
    }
}
