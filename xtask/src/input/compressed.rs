//! Captures that gzip or zstd compressed.

use std::io::{self, BufReader, Read};

use flate2::read::MultiGzDecoder;
use ruzstd::decoding::StreamingDecoder;

use super::Source;
use crate::capture;

const GZIP: &[u8] = b"\x1f\x8b";
const ZSTD: &[u8] = b"\x28\xb5\x2f\xfd";

/// Returns whether the first bytes of a compressed file decompress to the start of a capture.
pub(super) fn holds_capture(start: &[u8]) -> bool {
    let mut magic = [0; 4];
    let read = if start.starts_with(GZIP) {
        MultiGzDecoder::new(start).read_exact(&mut magic).is_ok()
    } else if start.starts_with(ZSTD) {
        StreamingDecoder::new(start).is_ok_and(|mut decoder| decoder.read_exact(&mut magic).is_ok())
    } else {
        false
    };
    read && capture::is_capture(&magic)
}

/// Decompresses a file that is compressed, and leaves any other as it is.
pub(super) fn unpack(mut bytes: Source) -> io::Result<Source> {
    let start = bytes.fill_buf()?;
    if start.starts_with(GZIP) {
        return Ok(Box::new(BufReader::new(MultiGzDecoder::new(bytes))));
    }
    if start.starts_with(ZSTD) {
        let decoder = StreamingDecoder::new(bytes).map_err(io::Error::other)?;
        return Ok(Box::new(BufReader::new(decoder)));
    }
    Ok(bytes)
}
