//! The same commands as an installed program: `cargo install --path xtask --bin framing`.

use std::process::ExitCode;

fn main() -> ExitCode {
    xtask::main()
}
