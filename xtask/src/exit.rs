//! How a command ends: an exit code, and one clear line on standard error where that is called for.

use std::io::{self, ErrorKind, IsTerminal, Write};
use std::process::ExitCode;

use crate::program;

/// The exit codes of every command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    Success = 0,
    NotConforming = 1,
    WrongUsage = 2,
    InsideFrame = 3,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why a command stops before its work is done.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The command line asks for what cannot be done, an unreadable file included.
    Usage(String),
    /// The input is not what it should be.
    Input(String),
    /// Standard output takes no more.
    Output(io::Error),
}

impl Failure {
    /// Says what failed.
    pub(crate) fn report(self) -> Exit {
        match self {
            // Whoever read our output has read enough: `… | head -1`.
            Self::Output(error) if error.kind() == ErrorKind::BrokenPipe => Exit::Success,
            Self::Output(error) => {
                complain(&format!("cannot write to standard output: {error}"), Exit::WrongUsage)
            }
            Self::Usage(text) => complain(&text, Exit::WrongUsage),
            Self::Input(text) => complain(&text, Exit::NotConforming),
        }
    }
}

/// Prints the help or the version that was asked for, or what is wrong with the command line.
pub(crate) fn report_usage(answer: &clap::Error) -> Exit {
    if answer.use_stderr() {
        return complain(&in_one_line(&answer.to_string()), Exit::WrongUsage);
    }
    let page = answer.render();
    let page = if io::stdout().is_terminal() { page.ansi().to_string() } else { page.to_string() };
    // Nothing is lost when nobody reads the help.
    let _ = io::stdout().write_all(program::localize(&page).as_bytes());
    Exit::Success
}

fn complain(text: &str, exit: Exit) -> Exit {
    // Nothing else can report that standard error is closed.
    let _ = writeln!(io::stderr(), "error: {}", program::localize(text));
    exit
}

/// The error of clap without its usage, tips included, in one line.
fn in_one_line(text: &str) -> String {
    let sentences =
        text.split("\n\n").take_while(|part| !part.starts_with("Usage:") && !part.starts_with("For more"));
    let sentences: Vec<_> =
        sentences.map(|part| part.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    sentences.join("; ").trim_start_matches("error: ").to_owned()
}
