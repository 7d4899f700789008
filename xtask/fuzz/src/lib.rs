//! Coverage-guided fuzz targets. `cargo +nightly fuzz run TARGET` in this folder's parent runs one.

pub mod targets;
