//! Contenders take turns: every round runs each of them once, and each round begins with another one.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::Fallible;
use super::load::Tally;
use super::report::Row;

/// Contenders that do the same work on the same bytes.
pub(super) struct Group {
    work: &'static str,
    transport: &'static str,
    size: usize,
    expected: Tally,
    contenders: Vec<Contender>,
}

struct Contender {
    name: &'static str,
    run: Box<dyn Fn(usize) -> Fallible<Sample>>,
    nanos: Vec<f64>,
}

/// One run of one contender.
pub(super) struct Sample {
    pub(super) elapsed: Duration,
    pub(super) tally: Tally,
}

impl Group {
    pub(super) fn new(work: &'static str, transport: &'static str, size: usize, expected: Tally) -> Self {
        Self { work, transport, size, expected, contenders: Vec::new() }
    }

    /// Adds a contender, which receives the number of the round.
    pub(super) fn add(&mut self, name: &'static str, run: impl Fn(usize) -> Fallible<Sample> + 'static) {
        self.contenders.push(Contender { name, run: Box::new(run), nanos: Vec::new() });
    }

    /// The same group without the contenders whose row is not `wanted`.
    pub(super) fn keep(mut self, wanted: impl Fn(&str) -> bool) -> Self {
        let ids: Vec<String> = self.ids().collect();
        let mut ids = ids.iter();
        self.contenders.retain(|_| ids.next().is_some_and(|id| wanted(id)));
        self
    }

    /// The names of the rows.
    pub(super) fn ids(&self) -> impl Iterator<Item = String> {
        self.contenders
            .iter()
            .map(|contender| Row::new(self.work, self.transport, self.size, contender.name).id())
    }
}

/// Runs all groups and gives one row a contender.
pub(super) fn run(mut groups: Vec<Group>, rounds: usize) -> Fallible<Vec<Row>> {
    let progress = progress(&groups, rounds);
    for group in &mut groups {
        progress.set_message(format!(
            "{} {} {}",
            group.work,
            group.transport,
            super::units::bytes(group.size)
        ));
        // The first round warms up caches, predictors and the allocator.
        group.round(0, &progress)?;
        group.contenders.iter_mut().for_each(|contender| contender.nanos.clear());
        for round in 0..rounds {
            group.round(round, &progress)?;
        }
    }
    progress.finish_and_clear();
    Ok(groups.into_iter().flat_map(Group::into_rows).collect())
}

impl Group {
    /// Runs every contender once, beginning with another one each round.
    fn round(&mut self, round: usize, progress: &ProgressBar) -> Fallible<()> {
        let count = self.contenders.len();
        let (head, tail) = self.contenders.split_at_mut(round % count.max(1));
        for contender in tail.iter_mut().chain(head) {
            let Sample { elapsed, tally } = (contender.run)(round)?;
            if tally != self.expected {
                return Err(format!("{} read {tally:?} and not {:?}", contender.name, self.expected).into());
            }
            contender.nanos.push(elapsed.as_nanos() as f64 / f64::from(tally.frames));
            progress.inc(1);
        }
        Ok(())
    }

    fn into_rows(self) -> impl Iterator<Item = Row> {
        let Self { work, transport, size, contenders, .. } = self;
        contenders.into_iter().map(move |contender| {
            let mut row = Row::new(work, transport, size, contender.name);
            row.nanos = contender.nanos;
            row
        })
    }
}

/// A bar on standard error if that is a terminal, nothing otherwise.
fn progress(groups: &[Group], rounds: usize) -> ProgressBar {
    let contenders: usize = groups.iter().map(|group| group.contenders.len()).sum();
    let style = ProgressStyle::with_template("{bar:30} {percent:>3} %  {msg}  {eta} left");
    ProgressBar::new((contenders * (rounds + 1)) as u64)
        .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
