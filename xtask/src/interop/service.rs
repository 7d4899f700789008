//! What client and server agree on.

/// More than a MiB, and no round number.
pub(super) const LARGE: usize = (1 << 20) + 7;

/// The name of the trailer field that goes around.
pub(super) const TRAILER: &str = "X-Check";
/// Its value.
pub(super) const TRAILER_VALUE: &str = "all there";

/// How long a body is that is cut, and how much of it is sent.
pub(super) const CUT: (u64, usize) = (1000, 100);

/// The content of a body of `len` bytes.
pub(super) fn content(len: usize) -> Vec<u8> {
    (0_u8..=250).cycle().take(len).collect()
}

/// Is this the content that it should be?
pub(super) fn expect_content(body: &[u8], len: usize) -> Result<(), String> {
    if body.len() != len {
        return Err(format!("{} bytes of content instead of {len}", body.len()));
    }
    let wrong = body.iter().zip((0_u8..=250).cycle()).position(|(byte, expected)| *byte != expected);
    wrong.map_or(Ok(()), |at| Err(format!("byte {at} of the content is not as it was sent")))
}
