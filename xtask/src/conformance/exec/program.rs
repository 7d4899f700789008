//! A program that is fed a stream in pieces, and what it says of it.

use std::io::{self, Read, Write};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use wait_timeout::ChildExt;

/// A command line, in words.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    words: Vec<String>,
}

/// What a program did with a stream.
pub(super) struct Ran {
    pub(super) stdout: Vec<u8>,
    /// The last line of its standard error.
    pub(super) complaint: String,
    pub(super) status: ExitStatus,
}

/// Why there is nothing to judge.
pub(super) enum Trouble {
    /// It cannot be started at all.
    Start(io::Error),
    /// It has not ended, so long after its input did.
    Hangs(Duration),
}

impl Program {
    /// Reads a command line as a shell would, without running one.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        match shlex::split(text) {
            Some(words) if !words.is_empty() => Ok(Self { words }),
            _ => Err("expected a command, with every quote closed".into()),
        }
    }

    pub(super) fn name(&self) -> &str {
        self.words.first().map_or("", |word| word)
    }

    fn start(&self) -> io::Result<Child> {
        let mut command = Command::new(self.name());
        command.args(self.words.iter().skip(1));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()
    }

    /// Feeds the program a stream that is cut at these offsets and then ends, and waits until it ends too.
    pub(super) fn run(&self, bytes: &[u8], cuts: &[usize], patience: Duration) -> Result<Ran, Trouble> {
        let mut child = self.start().map_err(Trouble::Start)?;
        let (Some(input), Some(mut output), Some(mut errors)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return Err(Trouble::Start(io::ErrorKind::BrokenPipe.into()));
        };
        let deadline = Instant::now() + patience;
        let is_over = AtomicBool::new(false);
        let over = &is_over;
        thread::scope(|scope| {
            let (said, whole) = mpsc::channel();
            scope.spawn(move || feed(input, bytes, cuts, over));
            scope.spawn(move || said.send(read_all(&mut output)));
            let complaint = scope.spawn(move || last_line(&read_all(&mut errors)));
            let stdout = whole.recv_timeout(patience);
            let status = wait(&mut child, deadline);
            is_over.store(true, Ordering::Relaxed);
            match (stdout, status) {
                (Ok(stdout), Some(status)) => {
                    Ok(Ran { stdout, complaint: complaint.join().unwrap_or_default(), status })
                }
                _ => Err(Trouble::Hangs(patience)),
            }
        })
    }
}

/// Writes the pieces, each once the one before it was taken. A program need not read on when it has refused the stream.
fn feed(mut input: ChildStdin, bytes: &[u8], cuts: &[usize], is_over: &AtomicBool) {
    let ends = cuts.iter().copied().chain([bytes.len()]);
    let mut start = 0;
    for end in ends {
        if input.write_all(bytes.get(start..end).unwrap_or_default()).is_err() {
            return;
        }
        start = end;
        while !is_over.load(Ordering::Relaxed)
            && rustix::io::ioctl_fionread(&input).is_ok_and(|left| left > 0)
        {
            thread::yield_now();
        }
    }
}

/// The most that is kept of what a program says.
const MOST_SAID: u64 = 64 << 20;

fn read_all(from: &mut impl Read) -> Vec<u8> {
    let mut all = Vec::new();
    // What was read until then is judged.
    let _ = from.take(MOST_SAID).read_to_end(&mut all);
    all
}

fn last_line(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(text);
    text.lines().rfind(|line| !line.trim().is_empty()).unwrap_or_default().trim().to_owned()
}

/// Waits for the program to end; one that does not is killed.
fn wait(child: &mut Child, deadline: Instant) -> Option<ExitStatus> {
    let left = deadline.saturating_duration_since(Instant::now());
    if let Ok(Some(status)) = child.wait_timeout(left) {
        return Some(status);
    }
    // It ends one way or the other; there is nobody to tell if it was faster.
    let _ = child.kill();
    let _ = child.wait();
    None
}
