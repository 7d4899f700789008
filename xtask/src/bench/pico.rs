//! picohttpparser, which is written in C.

use std::mem;

use picohttpparser_sys::{phr_chunked_decoder, phr_decode_chunked};

/// Decodes a whole body in the chunked coding where it is: returns the number of bytes of data, which it moves to the front.
///
/// The trailer section is consumed as ours is. This version of picohttpparser looks at less than later ones, and at
/// less than ours: it takes any bytes as an extension.
#[expect(unsafe_code, reason = "the one peer that is not written in Rust")]
pub(super) fn decode_chunked(body: &mut [u8]) -> Result<usize, &'static str> {
    let mut len = body.len();
    // SAFETY: picohttpparser asks for a decoder of zeros, which is three plain numbers. It is lent the body with its
    // length, reads and writes within it, and keeps neither pointer.
    let left = unsafe {
        let mut decoder: phr_chunked_decoder = mem::zeroed();
        decoder.consume_trailer = 1;
        phr_decode_chunked(&raw mut decoder, body.as_mut_ptr().cast(), &raw mut len)
    };
    if left == 0 { Ok(len) } else { Err("picohttpparser found no end of the body, or too early") }
}
