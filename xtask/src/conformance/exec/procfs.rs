//! What the system knows of a group of processes. Where it has no `/proc`, nothing is known, and nothing is judged by it.

use std::fs;

use rustix::process::Pid;

/// What the processes of a group use.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Usage {
    /// The most address space that any of them has had, in bytes.
    pub(super) peak: u64,
    /// Processor time of all of them, in ticks of the system.
    pub(super) cpu_ticks: u64,
    /// Processor time of all of them, in nanoseconds.
    pub(super) cpu_nanos: u64,
    /// Every one of them sleeps.
    pub(super) asleep: bool,
}

/// What the processes of this group use.
pub(super) fn usage(group: Pid) -> Usage {
    let group = group.as_raw_nonzero().get();
    let mut usage = Usage::default();
    let mut sleeping = true;
    let mut seen = false;
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Some(process) = entry.file_name().to_str().and_then(|name| name.parse::<i32>().ok()) else {
            continue;
        };
        let Some(stat) = stat(process).filter(|stat| stat.group == group) else { continue };
        seen = true;
        sleeping &= matches!(stat.state, b'S' | b'Z');
        usage.cpu_ticks += stat.ticks;
        usage.peak = usage.peak.max(peak(process));
        usage.cpu_nanos += nanos(process);
    }
    usage.asleep = seen && sleeping;
    usage
}

struct Stat {
    group: i32,
    state: u8,
    ticks: u64,
}

/// The fields of `/proc/PID/stat` after the name, which may contain anything but ends with the last parenthesis.
fn stat(process: i32) -> Option<Stat> {
    let text = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let fields: Vec<_> = text.rsplit_once(") ")?.1.split(' ').collect();
    let number = |index: usize| fields.get(index)?.parse::<u64>().ok();
    Some(Stat {
        state: *fields.first()?.as_bytes().first()?,
        group: fields.get(2)?.parse().ok()?,
        ticks: number(11)? + number(12)?,
    })
}

fn peak(process: i32) -> u64 {
    let text = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmPeak:"));
    let kibibytes = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok());
    kibibytes.unwrap_or_default() << 10
}

fn nanos(process: i32) -> u64 {
    let tasks = fs::read_dir(format!("/proc/{process}/task")).into_iter().flatten().flatten();
    let of_task = |task: fs::DirEntry| {
        let text = fs::read_to_string(task.path().join("schedstat")).ok()?;
        text.split(' ').next()?.parse::<u64>().ok()
    };
    tasks.filter_map(of_task).sum()
}
