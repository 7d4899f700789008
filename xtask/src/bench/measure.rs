//! The command as built with its peers.

use std::io::{self, Write};
use std::path::Path;
use std::rc::Rc;
use std::{env, fs};

use tokio::runtime;

use super::load::SIZES;
use super::report::Report;
use super::rounds::{self, Group};
use super::targets::{self, TARGETS};
use super::{Args, Fallible, bytewise, chunks, headers, heap, pipe, read, requests, write};
use crate::exit::{Exit, Failure};

impl Args {
    /// Measures what was chosen, and prints what was found.
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let groups = self.groups().map_err(failed)?;
        if self.list {
            let ids = groups.iter().flat_map(Group::ids).chain(self.situations().map(heap::Situation::id));
            return print(&ids.map(|id| id + "\n").collect::<String>());
        }
        let report = self.measure(groups).map_err(failed)?;
        if let Some(file) = &self.json {
            write(&report, file)?;
        }
        print(&report.to_text())
    }

    fn measure(&self, groups: Vec<Group>) -> Fallible<Report> {
        let rounds = self.rounds.get();
        let heap = self.situations().map(heap::Situation::measure).collect::<Fallible<_>>()?;
        let rows = rounds::run(groups, rounds)?;
        let verdicts = targets::judge(TARGETS, &rows);
        Ok(Report { profile: profile(), rounds, rows, heap, verdicts })
    }

    fn groups(&self) -> Fallible<Vec<Group>> {
        Ok(groups()?.into_iter().map(|group| group.keep(|id| self.wants(id))).collect())
    }

    fn situations(&self) -> impl Iterator<Item = &'static heap::Situation> {
        heap::SITUATIONS.iter().filter(|situation| self.wants(&situation.id()))
    }

    fn wants(&self, id: &str) -> bool {
        self.filter.iter().all(|text| id.contains(text))
    }
}

/// The sizes of body, in bytes, that other headers than a plain length are measured with.
const HEADER_SIZES: [usize; 3] = [16, 64, 256];

/// Everything that is timed.
fn groups() -> Fallible<Vec<Group>> {
    let runtime = Rc::new(runtime::Builder::new_current_thread().enable_io().build()?);
    let kinds = [read::from_memory, read::over_socket, write::to_memory, write::to_socket];
    let by_size = kinds.into_iter().flat_map(|kind| SIZES.map(|size| kind(size, &runtime)));
    let by_header = [headers::fixed, headers::varint, headers::content_length]
        .into_iter()
        .flat_map(|kind| HEADER_SIZES.map(|size| kind(size, &runtime)));
    let pipes = [pipe::one_task, pipe::two_threads]
        .into_iter()
        .flat_map(|kind| pipe::SIZES.map(|size| kind(size, &runtime)));
    by_size
        .chain(by_header)
        .chain(chunks::SIZES.map(|size| chunks::group(size, &runtime)))
        .chain(requests::groups(&runtime))
        .chain([Ok(bytewise::group(&runtime))])
        .chain(pipes)
        .collect()
}

fn write(report: &Report, file: &Path) -> Result<(), Failure> {
    fs::write(file, format!("{:#}\n", report.to_json()))
        .map_err(|error| Failure::Usage(format!("cannot write {}: {error}", file.display())))
}

/// The cargo profile that this program was built with: cargo names the folder after it.
fn profile() -> String {
    let folder = env::current_exe().ok().and_then(|program| Some(program.parent()?.file_name()?.to_owned()));
    folder.map_or_else(|| "unknown".into(), |folder| folder.to_string_lossy().into_owned())
}

fn print(text: &str) -> Result<Exit, Failure> {
    io::stdout().lock().write_all(text.as_bytes()).map_err(Failure::Output)?;
    Ok(Exit::Success)
}

/// A contender that does not read what was written.
fn failed(error: Box<dyn std::error::Error>) -> Failure {
    Failure::Input(error.to_string())
}
