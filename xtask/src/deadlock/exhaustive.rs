//! Drives the loom models of `framing-core/tests/models`, each in a process of its own: a model that deadlocks can end
//! no other way.

use std::io;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Mutex;

use serde::{Deserialize, Serialize};

use super::timeline::Entry;
use crate::exit::Failure;

/// A model as it declares itself.
#[derive(Debug, Deserialize)]
pub(super) struct Model {
    pub(super) model: String,
    pub(super) expected: String,
    /// The most preemptions of a schedule; every schedule is tried if there is none.
    pub(super) bound: Option<usize>,
}

/// What a model did.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Explored {
    pub(super) outcome: String,
    /// Schedules that were tried, the failing one included.
    pub(super) interleavings: u64,
    /// The message of the checker where it failed.
    pub(super) message: String,
    /// The failing schedule.
    pub(super) steps: Vec<Entry>,
}

/// The models, built.
pub(super) struct Models {
    program: PathBuf,
}

/// The report of a build about each artifact.
#[derive(Deserialize)]
struct Artifact {
    executable: Option<PathBuf>,
}

const WORKSPACE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

impl Models {
    /// Builds them apart from everything else: under `--cfg loom`, into a target folder of their own.
    pub(super) fn build() -> Result<Self, Failure> {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut build = Command::new(cargo);
        build.current_dir(WORKSPACE).args(["test", "--quiet", "--no-run", "--package", "framing-core"]);
        build.args(["--no-default-features", "--features", "std", "--test", "models"]);
        build.args(["--target-dir", "target/loom", "--message-format", "json-render-diagnostics"]);
        build.env("RUSTFLAGS", "--cfg loom").env("CARGO_PROFILE_DEV_OPT_LEVEL", "3").stderr(Stdio::inherit());
        let built = build.output().map_err(cannot_run)?;
        let mut program = built.stdout.split(|byte| *byte == b'\n').filter_map(|line| {
            serde_json::from_slice(line).ok().and_then(|Artifact { executable }| executable)
        });
        match program.next_back() {
            Some(program) if built.status.success() => Ok(Self { program }),
            _ => Err(Failure::Input("the models do not build".to_owned())),
        }
    }

    pub(super) fn list(&self) -> Result<Vec<Model>, Failure> {
        let listed = Command::new(&self.program).arg("--list").output().map_err(cannot_run)?;
        serde_json::Deserializer::from_slice(&listed.stdout)
            .into_iter()
            .collect::<Result<_, _>>()
            .map_err(|error| Failure::Input(format!("the list of models cannot be read: {error}")))
    }

    fn run(&self, model: &Model) -> Result<Explored, Failure> {
        let mut run = Command::new(&self.program);
        run.arg(&model.model).arg("--bound").arg(bound_argument(model.bound)).stderr(Stdio::null());
        let ran = run.output().map_err(cannot_run)?;
        serde_json::from_slice(&ran.stdout)
            .map_err(|error| Failure::Input(format!("model {}: unexpected output: {error}", model.model)))
    }

    /// Runs the models on every core, and reports each as it ends.
    pub(super) fn run_all(
        &self,
        models: &[Model],
        tell: impl FnMut(&Model, Explored) -> io::Result<()> + Send,
    ) -> Result<(), Failure> {
        let (left, tell) = (Mutex::new(models.iter()), Mutex::new(tell));
        let work = || -> Result<(), Failure> {
            while let Some(model) = locked(&left, Iterator::next) {
                let explored = self.run(model)?;
                locked(&tell, |tell| tell(model, explored)).map_err(Failure::Output)?;
            }
            Ok(())
        };
        let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        std::thread::scope(|scope| {
            let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
            workers
                .into_iter()
                .try_for_each(|worker| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
        })
    }
}

fn locked<T, R>(mutex: &Mutex<T>, access: impl FnOnce(&mut T) -> R) -> R {
    access(&mut mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
}

fn bound_argument(bound: Option<usize>) -> String {
    bound.map_or_else(|| "none".to_owned(), |bound| bound.to_string())
}

fn cannot_run(error: io::Error) -> Failure {
    Failure::Input(format!("the models cannot be run: {error}"))
}
