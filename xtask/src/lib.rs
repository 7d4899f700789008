//! The commands of the framing workspace: `cargo xtask --help` inside a checkout, `framing --help` once installed.
#![cfg_attr(not(feature = "bench"), forbid(unsafe_code))]

mod analyze;
mod api;
mod bench;
mod capture;
mod conformance;
mod deadlock;
mod decode;
mod encode;
mod exit;
mod format_args;
mod formats;
mod frame_json;
mod fuzz;
mod heap;
mod hex;
mod input;
mod interop;
mod json_line;
mod pick;
mod program;
mod registry;
#[cfg(not(all(feature = "bench", feature = "interop")))]
mod relaunch;
mod soak;
mod terminal;
mod vectors;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::exit::{Exit, Failure};

/// Inspect and generate streams of frames, and test formats.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version, after_help = EXIT_CODES)]
#[command(arg_required_else_help = false)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Analyze(analyze::Args),
    Api(api::Args),
    Bench(bench::Args),
    Conformance(conformance::Args),
    Deadlock(deadlock::Args),
    Decode(decode::Args),
    Encode(encode::Args),
    Formats(formats::Args),
    Fuzz(fuzz::Args),
    Interop(interop::Args),
    Pick(pick::Args),
    Soak(soak::Args),
}

const EXIT_CODES: &str = "\
Exit codes:
  0  success
  1  something did not conform, or the input is malformed
  2  wrong usage
  3  the input ended inside a frame";

/// Runs the command that the arguments of the process name, and returns its exit code.
#[must_use]
pub fn main() -> ExitCode {
    match CommandLine::try_parse() {
        Ok(line) => line.command.run().unwrap_or_else(|failure| failure.report()).into(),
        Err(answer) => exit::report_usage(&answer).into(),
    }
}

impl Command {
    fn run(self) -> Result<Exit, Failure> {
        match self {
            Self::Analyze(args) => args.run(),
            Self::Api(args) => args.run(),
            Self::Bench(args) => args.run(),
            Self::Conformance(args) => args.run(),
            Self::Deadlock(args) => args.run(),
            Self::Decode(args) => args.run(),
            Self::Encode(args) => args.run(),
            Self::Formats(args) => args.run(),
            Self::Fuzz(args) => args.run(),
            Self::Interop(args) => args.run(),
            Self::Pick(args) => args.run(),
            Self::Soak(args) => args.run(),
        }
    }
}

/// The examples of the README, compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
