//! Fuzz target `formats`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| framing_fuzz::targets::formats::run(input));
