//! Encodes and decodes without an allocator: no `std`, no `alloc`, memory of a fixed size.
//!
//! It links without a global allocator, which shows that nothing in it allocates.
//!
//! ```sh
//! cargo run --manifest-path framing-core/examples/no_alloc/Cargo.toml
//! ```
#![no_std]
#![no_main]

use core::ffi::c_int;
use core::panic::PanicInfo;

use framing_core::{EncodeError, Error, FrameBuffer, U16Be, encode_frame_to_slice};

// The C library starts and ends the process. On a microcontroller this is the crate of its runtime.
#[link(name = "c")]
unsafe extern "C" {
    safe fn abort() -> !;
}

/// Runs the example; 0 means that everything was as expected.
#[unsafe(no_mangle)]
pub extern "C" fn main() -> c_int {
    match echo() {
        Ok(8) => 0,
        Ok(_) => 1,
        Err(_) => 2,
    }
}

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    abort()
}

/// Referred to by the precompiled `core`, but never called: a panic aborts.
#[unsafe(no_mangle)]
extern "C" fn rust_eh_personality() {}

enum Failure {
    #[expect(dead_code, reason = "a debugger shows it")]
    Decode(Error),
    #[expect(dead_code, reason = "a debugger shows it")]
    Encode(EncodeError),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Decode(error)
    }
}

impl From<EncodeError> for Failure {
    fn from(error: EncodeError) -> Self {
        Self::Encode(error)
    }
}

/// Sends 4 frames to a receiver that has room for 16 bytes, in pieces of 3 bytes, and returns the bytes of the bodies.
fn echo() -> Result<usize, Failure> {
    let mut wire = [0; 32];
    let mut format = U16Be::new();
    let mut sent = 0;
    for body in [&b"hi"[..], b"", b"three", b"!"] {
        let room = wire.get_mut(sent..).unwrap_or_default();
        sent += encode_frame_to_slice(&mut format, &0, body, room)?;
    }

    let mut memory = [0; 16];
    let mut frames = FrameBuffer::with_storage(&mut memory, format);
    let mut received = 0;
    for piece in wire.get(..sent).unwrap_or_default().chunks(3) {
        let mut rest = piece;
        while !rest.is_empty() {
            let taken = frames.push(rest);
            rest = rest.get(taken..).unwrap_or_default();
            while let Some(frame) = frames.next()? {
                received += frame.body().len();
            }
        }
    }
    frames.end();
    match frames.next()? {
        None => Ok(received),
        Some(_) => Ok(0),
    }
}
