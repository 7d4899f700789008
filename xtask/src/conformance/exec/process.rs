//! A program under test as a process: started in a process group, fed in pieces, read without threads, and always
//! ended.

use std::io::{self, Read, Write};
use std::os::fd::AsFd;
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, Signal, kill_process_group};

use super::procfs;
use crate::conformance::interrupt;

/// A command line, in words.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    words: Vec<String>,
    text: String,
}

impl Program {
    /// Reads a command line as a shell does, without running one.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        match shlex::split(text) {
            Some(words) if !words.is_empty() => Ok(Self { words, text: text.to_owned() }),
            _ => Err("expected a command, with every quote closed".into()),
        }
    }

    pub(crate) fn name(&self) -> &str {
        self.words.first().map_or("", |word| word)
    }

    /// The command line as it was given.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Starts the program; `patience` is the longest that it may live.
    pub(super) fn start(&self, patience: Duration) -> io::Result<Process> {
        let mut command = Command::new(self.name());
        command.args(self.words.iter().skip(1)).process_group(0);
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        let (input, output, errors) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let process = Process {
            group: Pid::from_child(&child),
            child,
            status: None,
            input,
            output,
            errors,
            stdout: Vec::new(),
            stderr: Vec::new(),
            deadline: Instant::now() + patience,
            patience,
            quiet: Quiet::default(),
        };
        process.prepare()?;
        Ok(process)
    }
}

/// Why a program gives no answer that could be judged.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The program cannot be started.
    Start(io::Error),
    /// The program did not end within the patience.
    Hangs(Duration),
    /// The program sleeps, though it has been sent everything that it needs.
    Idle,
    /// The program printed more than is kept.
    TalksTooMuch,
    /// The run was interrupted.
    Interrupted,
}

/// Bytes of standard output that are kept; a program that prints more fails.
const MOST_OUTPUT: usize = 64 << 20;
/// Bytes of the end of standard error that are kept, however much is drained.
const KEPT_ERRORS: usize = 4 << 10;
/// The longest that one look at the pipes takes.
const TICK: Duration = Duration::from_millis(20);

/// A running program. Dropping it kills its process group.
pub(super) struct Process {
    child: Child,
    group: Pid,
    status: Option<ExitStatus>,
    input: Option<ChildStdin>,
    output: Option<ChildStdout>,
    errors: Option<ChildStderr>,
    stdout: Vec<u8>,
    stderr: Vec<u8>,
    deadline: Instant,
    patience: Duration,
    quiet: Quiet,
}

/// How long the program has been asleep.
#[derive(Default)]
struct Quiet {
    since: Option<Instant>,
    looked: Option<Instant>,
    cpu: u64,
}

/// A program that sleeps for this long waits for input: a busy or starved one is runnable.
const ASLEEP: Duration = Duration::from_millis(1000);
/// How often a silent program is looked at.
const LOOK: Duration = Duration::from_millis(100);

impl Process {
    fn prepare(&self) -> io::Result<()> {
        if let Some(input) = &self.input {
            // A pipe with one slot is writable only when it is empty: the program has taken every byte.
            #[cfg(target_os = "linux")]
            rustix::pipe::fcntl_setpipe_size(input, 1)?;
            rustix::io::ioctl_fionbio(input, true)?;
        }
        self.output.as_ref().map_or(Ok(()), |pipe| rustix::io::ioctl_fionbio(pipe, true))?;
        self.errors.as_ref().map_or(Ok(()), |pipe| rustix::io::ioctl_fionbio(pipe, true))?;
        Ok(())
    }

    pub(super) fn stdout(&self) -> &[u8] {
        &self.stdout
    }

    /// Sends a piece, and returns once the program has taken it or takes no more.
    pub(super) fn send(&mut self, mut piece: &[u8]) -> Result<(), Trouble> {
        self.quiet = Quiet::default();
        while !piece.is_empty() {
            let Some(input) = &mut self.input else { return Ok(()) };
            match input.write(piece) {
                Ok(written) => piece = piece.get(written..).unwrap_or_default(),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => self.wait_for_input()?,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                // A program that has refused the stream need not read on.
                Err(_) => self.input = None,
            }
        }
        self.wait_for_input()
    }

    /// Waits until the program has taken every byte sent.
    fn wait_for_input(&mut self) -> Result<(), Trouble> {
        while self.input.is_some() && self.status.is_none() {
            if self.step(true)? {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Ends the program's input.
    pub(super) fn end_input(&mut self) {
        self.input = None;
    }

    /// Waits until `enough` holds for the output, or the program has ended.
    pub(super) fn wait_until(&mut self, mut enough: impl FnMut(&[u8]) -> bool) -> Result<bool, Trouble> {
        self.quiet = Quiet::default();
        loop {
            if enough(&self.stdout) {
                return Ok(true);
            }
            if self.status.is_some() || self.output.is_none() {
                return Ok(false);
            }
            let before = self.stdout.len();
            self.step(false)?;
            self.check_idle(before)?;
        }
    }

    /// Waits until the program has ended, and gives its exit status.
    pub(super) fn wait(&mut self) -> Result<ExitStatus, Trouble> {
        loop {
            if let Some(status) = self.status {
                self.drain();
                return Ok(status);
            }
            self.step(false)?;
        }
    }

    /// The last line of standard error.
    pub(super) fn complaint(&mut self) -> String {
        self.drain();
        let text = String::from_utf8_lossy(&self.stderr);
        text.lines().rfind(|line| !line.trim().is_empty()).unwrap_or_default().trim().to_owned()
    }

    /// Address space that the program's processes have used at most, and processor time that they have used.
    pub(super) fn usage(&self) -> procfs::Usage {
        procfs::usage(self.group)
    }

    /// Waits for any of the pipes for a moment; whether the input has room.
    fn step(&mut self, wants_room: bool) -> Result<bool, Trouble> {
        if interrupt::is_requested() {
            return Err(Trouble::Interrupted);
        }
        let left = self.deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(Trouble::Hangs(self.patience));
        }
        let has_room = self.poll(wants_room, left.min(TICK));
        self.read_pipes();
        if self.stdout.len() > MOST_OUTPUT {
            return Err(Trouble::TalksTooMuch);
        }
        self.status = self.status.or(self.child.try_wait().unwrap_or_default());
        Ok(has_room)
    }

    fn poll(&self, wants_room: bool, timeout: Duration) -> bool {
        let input = self.input.as_ref().filter(|_| wants_room).map(AsFd::as_fd);
        let pipes = [self.output.as_ref().map(AsFd::as_fd), self.errors.as_ref().map(AsFd::as_fd)];
        let mut fds: Vec<_> = input.iter().map(|fd| PollFd::from_borrowed_fd(*fd, PollFlags::OUT)).collect();
        fds.extend(pipes.into_iter().flatten().map(|fd| PollFd::from_borrowed_fd(fd, PollFlags::IN)));
        let timeout = Timespec { tv_sec: 0, tv_nsec: i64::from(timeout.subsec_nanos()) };
        if poll(&mut fds, Some(&timeout)).is_err() {
            return false;
        }
        // An error on the pipe is reported by the next write.
        input.is_some() && fds.first().is_some_and(|fd| !fd.revents().is_empty())
    }

    fn read_pipes(&mut self) {
        if read_some(&mut self.output, &mut self.stdout, MOST_OUTPUT + 1) {
            self.output = None;
        }
        if read_some(&mut self.errors, &mut self.stderr, usize::MAX) {
            self.errors = None;
        }
        let excess = self.stderr.len().saturating_sub(KEPT_ERRORS);
        self.stderr.drain(..excess);
    }

    /// Reads what is in the pipes now: another process may hold them open forever.
    fn drain(&mut self) {
        loop {
            let (before, open) = (self.stdout.len(), self.errors.is_some());
            self.read_pipes();
            if self.stdout.len() == before && open == self.errors.is_some() {
                return;
            }
        }
    }

    /// Fails when every process of the program has been asleep for a while.
    fn check_idle(&mut self, before: usize) -> Result<(), Trouble> {
        let now = Instant::now();
        if self.stdout.len() > before {
            self.quiet = Quiet::default();
        }
        if self.quiet.looked.is_some_and(|looked| now - looked < LOOK) {
            return Ok(());
        }
        self.quiet.looked = Some(now);
        let usage = procfs::usage(self.group);
        if !usage.asleep || usage.cpu_ticks != self.quiet.cpu || self.quiet.since.is_none() {
            self.quiet.since = usage.asleep.then_some(now);
            self.quiet.cpu = usage.cpu_ticks;
        }
        match self.quiet.since {
            Some(since) if now - since >= ASLEEP => Err(Trouble::Idle),
            _ => Ok(()),
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Its children too, whatever they hold open. It is gone already where this fails.
        let _ = kill_process_group(self.group, Signal::KILL);
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Reads what a pipe holds, up to `most` bytes in all; whether it has ended.
fn read_some(pipe: &mut Option<impl Read>, into: &mut Vec<u8>, most: usize) -> bool {
    const PIECE: usize = 64 << 10;
    let Some(from) = pipe else { return false };
    let mut room = vec![0; PIECE];
    // As much as a pipe holds, and then the other one has its turn.
    for _ in 0..2 {
        if into.len() >= most {
            return false;
        }
        match from.read(&mut room) {
            Ok(0) => return true,
            Ok(read) => into.extend_from_slice(room.get(..read).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return error.kind() != io::ErrorKind::WouldBlock,
        }
    }
    false
}
