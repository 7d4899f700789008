//! What was promised: the targets of the design, judged on the rows of a run.

use serde::Serialize;

use super::report::Row;
use super::stats::times_faster;

/// A promise about one row, in comparison with others of the same work, transport and size.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Target {
    pub(crate) work: &'static str,
    pub(crate) transport: &'static str,
    pub(crate) size: usize,
    pub(crate) contender: &'static str,
    /// Whom it is compared with; with several, the fastest of them.
    pub(crate) against: &'static [&'static str],
    pub(crate) wanted: Wanted,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Wanted {
    /// The others take at least this multiple of its time.
    TimesFaster(f64),
    /// It takes at most this multiple of the time of the others.
    TimesTheTime(f64),
}

/// A target and what was measured.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Verdict {
    pub(crate) row: String,
    pub(crate) against: &'static str,
    pub(crate) wanted: Wanted,
    pub(crate) measured: f64,
    pub(crate) met: bool,
}

const TOKIO_UTIL: &[&str] = &["tokio-util", "tokio-util-64k"];
const PICO: &[&str] = &["picohttpparser"];
const HYPER: &[&str] = &["hyper"];
const WALK: &[&str] = &["walk"];

/// All targets.
pub(crate) const TARGETS: &[Target] = &[
    reading(16, "next", TOKIO_UTIL, Wanted::TimesFaster(10.0)),
    reading(16, "next", &["walk"], Wanted::TimesTheTime(2.0)),
    reading(16, "batch", &["walk"], Wanted::TimesTheTime(1.3)),
    reading(16, "owned", TOKIO_UTIL, Wanted::TimesFaster(3.0)),
    reading(64, "owned", TOKIO_UTIL, Wanted::TimesFaster(3.0)),
    reading(1 << 20, "next", &["read-exact"], Wanted::TimesTheTime(1.1)),
    Target {
        work: "write",
        transport: "memory",
        size: 64,
        contender: "buffered",
        against: TOKIO_UTIL,
        wanted: Wanted::TimesFaster(3.0),
    },
    Target {
        work: "write",
        transport: "unix",
        size: 1 << 20,
        contender: "vectored",
        against: TOKIO_UTIL,
        wanted: Wanted::TimesFaster(2.0),
    },
    header("bytewise", 256 << 10, "64-kib", &["1-kib"], 1.2),
    header("bytewise", 256 << 10, "http-64-kib", &["http-1-kib"], 1.2),
    header("fixed", 16, "built", &["by-hand"], 1.1),
    header("fixed", 16, "built-late", &["by-hand"], 1.1),
    header("fixed", 16, "spec", &["by-hand"], 2.0),
    header("varint", 16, "batch", WALK, 2.0),
    header("content-length", 16, "batch", WALK, 2.0),
    header("content-length", 256, "batch", WALK, 2.0),
    chunks(16, "slices", PICO, 1.0),
    chunks(64, "slices", PICO, 1.0),
    chunks(256, "slices", PICO, 1.0),
    chunks(1 << 10, "slices", PICO, 1.0),
    chunks(16 << 10, "slices", PICO, 1.0),
    chunks(64 << 10, "slices", PICO, 1.0),
    chunks(16, "in-place", PICO, 1.0),
    chunks(64, "in-place", PICO, 1.0),
    chunks(256, "in-place", PICO, 1.0),
    chunks(1 << 10, "in-place", PICO, 1.0),
    chunks(16 << 10, "in-place", PICO, 1.0),
    chunks(64 << 10, "in-place", PICO, 1.0),
    chunks(16, "next", HYPER, 50.0),
    chunks(64, "next", HYPER, 50.0),
    faster("request", "get", GET_BYTES, "decoder", &["httparse"], 1.5),
    faster("request", "post", POST_BYTES, "decoder", &["httparse"], 1.5),
    faster("pipe", "one-task", 1 << 10, "fill", &["duplex"], 2.0),
    faster("pipe", "one-task", 64 << 10, "fill", &["duplex"], 2.0),
];

/// Bytes of the requests, about.
pub(crate) const GET_BYTES: usize = 700;
pub(crate) const POST_BYTES: usize = 400;

const fn chunks(
    size: usize,
    contender: &'static str,
    against: &'static [&'static str],
    times: f64,
) -> Target {
    faster("chunks", "memory", size, contender, against, times)
}

const fn faster(
    work: &'static str,
    transport: &'static str,
    size: usize,
    contender: &'static str,
    against: &'static [&'static str],
    times: f64,
) -> Target {
    Target { work, transport, size, contender, against, wanted: Wanted::TimesFaster(times) }
}

const fn header(
    transport: &'static str,
    size: usize,
    contender: &'static str,
    against: &'static [&'static str],
    times: f64,
) -> Target {
    Target { work: "header", transport, size, contender, against, wanted: Wanted::TimesTheTime(times) }
}

const fn reading(
    size: usize,
    contender: &'static str,
    against: &'static [&'static str],
    wanted: Wanted,
) -> Target {
    Target { work: "read", transport: "memory", size, contender, against, wanted }
}

/// The targets whose rows were all measured.
pub(crate) fn judge(targets: &[Target], rows: &[Row]) -> Vec<Verdict> {
    targets.iter().filter_map(|target| target.judge(rows)).collect()
}

impl Target {
    fn judge(&self, rows: &[Row]) -> Option<Verdict> {
        let ours = self.row(rows, self.contender)?;
        let against =
            self.against.iter().map(|name| self.ratio(rows, ours, name)).collect::<Option<Vec<_>>>()?;
        let (faster, against) = against.into_iter().min_by(|a, b| a.0.total_cmp(&b.0))?;
        let (measured, met) = self.wanted.judge(faster);
        Some(Verdict { row: ours.id(), against, wanted: self.wanted, measured, met })
    }

    fn ratio(&self, rows: &[Row], ours: &Row, name: &'static str) -> Option<(f64, &'static str)> {
        Some((times_faster(&ours.nanos, &self.row(rows, name)?.nanos)?, name))
    }

    fn row<'a>(&self, rows: &'a [Row], contender: &str) -> Option<&'a Row> {
        rows.iter().find(|row| {
            (row.work, row.transport, row.size, row.contender)
                == (self.work, self.transport, self.size, contender)
        })
    }
}

impl Wanted {
    /// The figure to show, and whether it is as wanted, when the other takes `faster` times as long.
    fn judge(self, faster: f64) -> (f64, bool) {
        match self {
            Self::TimesFaster(least) => (faster, faster >= least),
            Self::TimesTheTime(most) => (1.0 / faster, 1.0 / faster <= most),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_met_by_the_ratio_to_the_fastest_of_the_others() {
        let cases: &[(Wanted, f64, bool)] = &[
            (Wanted::TimesFaster(4.0), 4.0, true),
            (Wanted::TimesFaster(4.1), 4.0, false),
            (Wanted::TimesTheTime(0.25), 0.25, true),
            (Wanted::TimesTheTime(0.2), 0.25, false),
        ];
        let rows = [row("next", 5.0), row("slow", 50.0), row("quick", 20.0)];
        for &(wanted, measured, met) in cases {
            let target = reading(16, "next", &["slow", "quick"], wanted);
            let verdict =
                Verdict { row: "read/memory/16/next".into(), against: "quick", wanted, measured, met };
            assert_eq!(judge(&[target], &rows), [verdict]);
        }
    }

    #[test]
    fn a_target_is_not_judged_without_all_of_its_rows() {
        let target = reading(16, "next", &["slow", "quick"], Wanted::TimesFaster(1.0));
        assert_eq!(judge(&[target], &[row("next", 5.0), row("slow", 50.0)]), []);
        assert_eq!(judge(&[target], &[row("slow", 50.0), row("quick", 20.0)]), []);
    }

    #[test]
    fn no_target_compares_a_row_with_itself() {
        for target in TARGETS {
            assert!(!target.against.contains(&target.contender), "{target:?}");
        }
    }

    fn row(contender: &'static str, nanos: f64) -> Row {
        Row { nanos: vec![nanos], ..Row::new("read", "memory", 16, contender) }
    }
}
