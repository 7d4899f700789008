//! The commands as `cargo xtask`, inside a checkout.

use std::process::ExitCode;

fn main() -> ExitCode {
    xtask::main()
}
