//! Programs that are run, and end with whoever runs them.

use std::ffi::OsStr;
use std::net::{Ipv4Addr, SocketAddr};
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};
use tokio::process::{Child, Command};

/// Bytes of what a program says on standard error that are kept.
const MOST_SAID: usize = 16 << 10;

/// A program that serves until it is dropped.
pub(super) struct Serving {
    pub(super) address: SocketAddr,
    _child: Child,
}

/// A command that ends when it is dropped, with nothing to read.
pub(super) fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.kill_on_drop(true).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Starts a server that says the number of its port in the first line of its output.
pub(super) async fn serve_saying_port(command: Command) -> Result<Serving, String> {
    serve_when(command, Stream::Output, |line| line.trim().parse().ok()).await
}

/// Where a program says that it is ready.
#[derive(Clone, Copy)]
pub(super) enum Stream {
    Output,
    Error,
}

/// Starts a server, which is ready once `port` finds its port in a line of `stream`.
pub(super) async fn serve_when(
    mut command: Command,
    stream: Stream,
    port: impl Fn(&str) -> Option<u16>,
) -> Result<Serving, String> {
    let mut child = command.spawn().map_err(|error| error.to_string())?;
    let (ready, other): (Pipe, Pipe) = match (stream, child.stdout.take(), child.stderr.take()) {
        (Stream::Output, Some(out), Some(err)) => (Box::new(out), Box::new(err)),
        (Stream::Error, Some(out), Some(err)) => (Box::new(err), Box::new(out)),
        _ => return Err("the program has no output".into()),
    };
    let said = keep(other);
    let mut lines = BufReader::new(ready).lines();
    let mut last = String::new();
    while let Ok(Some(line)) = lines.next_line().await {
        if let Some(port) = port(&line) {
            // Whatever else it says is read, so that it never waits for a reader.
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
            return Ok(Serving { address: (Ipv4Addr::LOCALHOST, port).into(), _child: child });
        }
        last = line;
    }
    let said = said.lock().unwrap_or_else(PoisonError::into_inner);
    Err(format!("it ended instead of serving: {last} {}", said.lines().last().unwrap_or_default()))
}

type Pipe = Box<dyn AsyncRead + Send + Unpin>;

/// Reads all that a program says, and keeps the front of it.
fn keep(pipe: Pipe) -> Arc<Mutex<String>> {
    let said = Arc::new(Mutex::new(String::new()));
    let kept = Arc::clone(&said);
    tokio::spawn(async move {
        let mut lines = BufReader::new(pipe).lines();
        while let Ok(Some(line)) = lines.next_line().await {
            let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
            if kept.len() < MOST_SAID {
                *kept = [kept.as_str(), &line, "\n"].concat();
            }
        }
    });
    said
}

/// Runs a program to its end, which must be a good one; otherwise the last line that it says.
pub(super) async fn run(mut command: Command) -> Result<(), String> {
    let output = command.output().await.map_err(|error| error.to_string())?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(format!("{}: {}", output.status, said.trim().lines().last().unwrap_or("nothing said")))
}

/// The first line that a program says of its version; nothing if it cannot be run.
pub(super) fn version(program: &str, argument: &str) -> Option<String> {
    let output = std::process::Command::new(program).arg(argument).stdin(Stdio::null()).output().ok()?;
    let said = if output.stdout.is_empty() { output.stderr } else { output.stdout };
    let said = String::from_utf8_lossy(&said);
    let line = said.lines().next()?;
    let number = line
        .split([' ', '/'])
        .find(|word| word.trim_start_matches('v').starts_with(|c: char| c.is_ascii_digit()));
    Some(number.unwrap_or(line).trim_start_matches('v').to_owned())
}
