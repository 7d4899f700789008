//! Runs the program.

use std::io::Write;
use std::process::{Command, Output, Stdio};
use std::thread;

/// What a run of the program left behind.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) exit: i32,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: String,
}

impl Ran {
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.stdout).unwrap()
    }
}

/// The program, with these arguments.
pub(crate) fn program(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Runs the program on `input`, which it may stop reading.
pub(crate) fn run(args: &[&str], input: &[u8]) -> Ran {
    run_command(program(args), input)
}

pub(crate) fn run_command(mut command: Command, input: &[u8]) -> Ran {
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let Output { status, stdout, stderr } = thread::scope(|scope| {
        scope.spawn(move || _ = stdin.write_all(input));
        child.wait_with_output().unwrap()
    });
    let stderr = String::from_utf8(stderr).unwrap();
    Ran { exit: status.code().unwrap_or(-1), stdout, stderr }
}
