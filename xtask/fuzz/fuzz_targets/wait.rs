//! Fuzz target `wait`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| framing_fuzz::targets::wait::run(input));
