//! Content-Length messages, as the Language Server and Debug Adapter protocols frame them.
#![no_std]
#![forbid(unsafe_code)]
