//! Chunk after chunk until a zero chunk: the 4-byte binary form.
#![no_std]
#![forbid(unsafe_code)]
