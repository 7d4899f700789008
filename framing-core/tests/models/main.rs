//! Models for the loom checker: every order in which threads can meet, for the designs that wait right and wrong.
//!
//! `RUSTFLAGS='--cfg loom' cargo test -p framing-core --no-default-features --features std --test models -- NAME`
//! runs one model and prints one JSON object; `--list` prints one for each model. `--bound N` limits preemptions where
//! the model states another limit, `--bound none` lifts it. `cargo xtask deadlock --exhaustive` runs them all.

#[cfg(test)]
#[cfg(loom)]
mod catalogue;
#[cfg(test)]
#[cfg(loom)]
mod designs;
#[cfg(test)]
#[cfg(loom)]
mod of_designs;
#[cfg(test)]
#[cfg(loom)]
mod of_the_crate;
#[cfg(test)]
#[cfg(loom)]
mod runner;
#[cfg(test)]
#[cfg(loom)]
mod step;
#[cfg(test)]
#[cfg(loom)]
mod sync;

#[cfg(all(test, loom))]
fn main() -> std::process::ExitCode {
    runner::main()
}

#[cfg(not(all(test, loom)))]
fn main() -> std::process::ExitCode {
    eprintln!("the models run under RUSTFLAGS='--cfg loom'");
    std::process::ExitCode::from(2)
}
