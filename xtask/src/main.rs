//! The programs of the framing workspace.
#![forbid(unsafe_code)]

fn main() {}
