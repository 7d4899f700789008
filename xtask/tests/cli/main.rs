//! The contract of the command line: what is printed, and the exit codes.
#![cfg(test)]

mod ambiguity;
mod analyze;
mod captures;
mod deadlock;
mod decode;
mod encode;
mod exec;
mod formats;
mod fuzz;
mod inverse;
mod ran;
mod readme;
mod resync;
mod soak;
mod streaming;
mod usage;

#[allow(dead_code, reason = "the program's own failures, which its list of formats names")]
#[path = "../../src/exit.rs"]
mod exit;
#[allow(dead_code, reason = "the failures above name the program")]
#[path = "../../src/program.rs"]
mod program;
#[allow(dead_code, reason = "the program's own list of formats, of which the tests need a part")]
#[path = "../../src/registry.rs"]
mod registry;
