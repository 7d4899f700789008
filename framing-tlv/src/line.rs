//! Lines that end with CRLF.

use framing_core::{Extent, Malformed, Scan};

/// How long is the line at the front of `seen`, its CRLF included? CR and LF stand nowhere else in it.
pub(crate) fn line_len(seen: &[u8], scan: &mut Scan) -> Result<Extent, Malformed> {
    let rest = seen.get(scan.position..).unwrap_or_default();
    let Some(found) = rest.iter().position(|byte| matches!(byte, b'\r' | b'\n')) else {
        scan.position = seen.len();
        return Ok(Extent::AtLeast(seen.len() + 1));
    };
    scan.position += found;
    match rest.get(found..).unwrap_or_default() {
        [b'\r', b'\n', ..] => Ok(Extent::Exact(scan.position + 2)),
        [b'\r'] => Ok(Extent::AtLeast(scan.position + 2)),
        [b'\r', _, ..] => Err(Malformed::new(scan.position + 1, "LF after CR")),
        _ => Err(Malformed::new(scan.position, "CR before LF")),
    }
}

/// Refuses what is not the beginning of CRLF, or all of it.
pub(crate) fn check_crlf(seen: &[u8]) -> Result<(), Malformed> {
    Malformed::refuse_difference(seen, b"\r\n", "CRLF after the body")
}

/// A line as text, with what is no UTF-8 replaced.
#[cfg(feature = "serde")]
pub(crate) fn serialize_text<S: serde::Serializer>(line: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&alloc::string::String::from_utf8_lossy(line))
}
