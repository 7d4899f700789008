//! `cargo xtask fuzz`: every format fed with streams that are nearly right, read in every way at once.

mod args;
mod corpus;
mod integer;
mod mutate;
mod run;
mod shrink;
mod table;
#[cfg(test)]
mod tests;
mod trial;

pub(crate) use self::args::Args;
