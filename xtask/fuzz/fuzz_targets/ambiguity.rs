//! Fuzz target `ambiguity`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| framing_fuzz::targets::ambiguity::run(input));
