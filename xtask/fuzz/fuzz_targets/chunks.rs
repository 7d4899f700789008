//! Fuzz target `chunks`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| framing_fuzz::targets::chunks::run(input));
