//! `cargo xtask soak`: many connections with random formats, sizes, cancels and faults, every frame checksummed.

mod args;
mod connection;
mod formats;
mod receive;
mod report;
mod run;
mod send;

pub(crate) use self::args::Args;
