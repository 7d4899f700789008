//! Programs that are run, and end with whoever runs them.

use std::ffi::OsStr;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::process::{Output, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

use super::needs;

/// The number of bytes of standard error that are kept.
const MOST_SAID: usize = 16 << 10;

/// A program that serves until it is dropped.
pub(super) struct Serving {
    pub(super) address: SocketAddr,
    child: Child,
}

impl Drop for Serving {
    /// Asks the program to end, which lets it clean up; one that does not is killed.
    fn drop(&mut self) {
        let process = self.child.id().and_then(|id| Pid::from_raw(id.cast_signed()));
        if process.is_none_or(|process| kill_process(process, Signal::TERM).is_err()) {
            return;
        }
        let asked = Instant::now();
        while matches!(self.child.try_wait(), Ok(None)) && asked.elapsed() < END_WITHIN {
            std::thread::sleep(RETRY);
        }
    }
}

/// How long a program may take to end when it is asked to.
const END_WITHIN: Duration = Duration::from_secs(3);

/// A command that ends when it is dropped, with nothing to read.
pub(super) fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::from(needs::command(program));
    command.kill_on_drop(true).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// How often another port is tried, when another process took the port.
const TRIES: usize = 5;

/// Starts a server that cannot be asked to choose a port, at one that nobody listens on at the moment.
pub(super) async fn at_free_port<T>(start: impl AsyncFn(u16) -> Result<T, String>) -> Result<T, String> {
    let mut failure = String::new();
    for _ in 0..TRIES {
        match start(free_port().map_err(|error| error.to_string())?).await {
            Ok(started) => return Ok(started),
            Err(error) => failure = error,
        }
    }
    Err(failure)
}

fn free_port() -> std::io::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

/// How a server shows that it is ready.
#[derive(Clone, Copy)]
pub(super) enum Ready {
    /// It takes connections.
    Connects,
    /// It prints these words.
    Says(Stream, &'static str),
}

/// Starts a server that was given its port.
pub(super) async fn serve_at(port: u16, command: Command, ready: Ready) -> Result<Serving, String> {
    match ready {
        Ready::Says(stream, words) => {
            serve_when(command, stream, |line| line.contains(words).then_some(port)).await
        }
        Ready::Connects => serve_connecting(port, command).await,
    }
}

/// The interval between two checks of a program that does not report its state.
const RETRY: Duration = Duration::from_millis(10);

async fn serve_connecting(port: u16, mut command: Command) -> Result<Serving, String> {
    let mut child = command.spawn().map_err(|error| error.to_string())?;
    let said = child.stderr.take().map(|pipe| keep(Box::new(pipe)));
    child.stdout.take().map(|pipe| keep(Box::new(pipe)));
    let address = (Ipv4Addr::LOCALHOST, port).into();
    loop {
        if TcpStream::connect(address).await.is_ok() {
            return Ok(Serving { address, child });
        }
        if child.try_wait().map_err(|error| error.to_string())?.is_some() {
            let said = said.map(|said| last_line(&said)).unwrap_or_default();
            return Err(format!("it ended instead of serving: {said}"));
        }
        tokio::time::sleep(RETRY).await;
    }
}

fn last_line(said: &Mutex<String>) -> String {
    let said = said.lock().unwrap_or_else(PoisonError::into_inner);
    said.lines().last().unwrap_or_default().to_owned()
}

/// Starts a server that prints the number of its port in the first line of its output.
pub(super) async fn serve_saying_port(command: Command) -> Result<Serving, String> {
    serve_when(command, Stream::Output, |line| line.trim().parse().ok()).await
}

/// Where a program reports that it is ready.
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
            // The rest of its output is read, so that it never waits for a reader.
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
            return Ok(Serving { address: (Ipv4Addr::LOCALHOST, port).into(), child });
        }
        last = line;
    }
    Err(format!("it ended instead of serving: {last} {}", last_line(&said)))
}

type Pipe = Box<dyn AsyncRead + Send + Unpin>;

/// Reads all output of a program, and keeps the front of it.
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

/// Runs a program to its end, which must succeed; otherwise returns the last line of its output.
pub(super) async fn run(command: Command) -> Result<(), String> {
    say(command, &[]).await.map(|_| ())
}

/// Returns the output of a program that reads `input`, once it has succeeded.
pub(super) async fn say(command: Command, input: &[u8]) -> Result<Vec<u8>, String> {
    let output = feed(command, input).await?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(format!("{}: {}", output.status, said.trim().lines().last().unwrap_or("no output")))
}

/// Runs a program that reads `input` to its end.
pub(super) async fn feed(mut command: Command, input: &[u8]) -> Result<Output, String> {
    let mut child = command.stdin(Stdio::piped()).spawn().map_err(|error| error.to_string())?;
    let stdin = child.stdin.take();
    let (_, output) = tokio::join!(
        async {
            if let Some(mut stdin) = stdin {
                // It may stop reading.
                stdin.write_all(input).await.unwrap_or_default();
            }
        },
        child.wait_with_output()
    );
    output.map_err(|error| error.to_string())
}

/// The first number of the version that a program prints; `None` if it cannot be run.
pub(super) fn version(program: &str, argument: &str) -> Option<String> {
    version_said(program, &[argument])
}

/// The same, with any arguments.
pub(super) fn version_said(program: &str, arguments: &[&str]) -> Option<String> {
    let output = needs::command(program).args(arguments).output().ok()?;
    let said = if output.stdout.is_empty() { output.stderr } else { output.stdout };
    let said = String::from_utf8_lossy(&said);
    let line = said.lines().next()?;
    let number = line
        .split([' ', '/'])
        .find(|word| word.trim_start_matches('v').starts_with(|c: char| c.is_ascii_digit()));
    Some(number.unwrap_or(line).trim_start_matches('v').to_owned())
}
