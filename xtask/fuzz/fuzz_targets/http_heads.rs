//! Fuzz target `http_heads`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| framing_fuzz::targets::http_heads::run(input));
