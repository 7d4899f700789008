//! Type-length-value frames: a 1-byte type, a 2-byte length, a value.
#![no_std]
#![forbid(unsafe_code)]
