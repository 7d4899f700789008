//! The writing side of a format: header, body and trailer in the order of the contract.

use alloc::vec::Vec;
use core::ops::{Deref, Range};

use bytes::Buf;

use crate::write::checks::{Around, check, check_body, check_header, check_wrote, finish, observe};
use crate::write::wide;
use crate::{ByteSink, Encode, EncodeError, Limits, Phase};

/// Appends one frame to `out`: the header, `body`, and the trailer.
///
/// The inverse of [`Decoder`](crate::Decoder). No [limits](Limits) apply; those of a [`FrameQueue`](crate::FrameQueue)
/// or a writer do.
///
/// ```
/// use framing_core::{EncodeError, Netstring, U8, encode_frame};
///
/// let mut wire = Vec::new();
/// encode_frame(&mut Netstring, &0, b"hi", &mut wire)?;
/// assert_eq!(wire, b"2:hi,");
///
/// let refused = encode_frame(&mut U8::new(), &0, &[0; 256], &mut wire);
/// assert_eq!(refused, Err(EncodeError::TooLong { len: 256, max: 255 }));
/// assert_eq!(wire, b"2:hi,", "a refused frame leaves nothing behind");
/// # Ok::<(), EncodeError>(())
/// ```
///
/// # Errors
///
/// [`EncodeError`] when the format cannot represent the length or the header; `out` is unchanged. A format that refuses
/// the end of a frame has already observed its body: do not use a format with state again after that.
#[inline]
pub fn encode_frame<F: Encode>(
    format: &mut F,
    header: &F::Header,
    body: &[u8],
    out: &mut Vec<u8>,
) -> Result<(), EncodeError> {
    let offset = wide(out.len());
    encode_gathered(format, header, body, out, offset, None).map(|_| ())
}

/// Memory that a frame is encoded into. It grows, and can drop what was appended.
pub(crate) trait Out: ByteSink + Deref<Target = [u8]> {
    fn truncate(&mut self, len: usize);
}

impl Out for Vec<u8> {
    #[inline(always)]
    fn truncate(&mut self, len: usize) {
        Self::truncate(self, len);
    }
}

#[cfg(feature = "codec")]
impl Out for bytes::BytesMut {
    #[inline(always)]
    fn truncate(&mut self, len: usize) {
        Self::truncate(self, len);
    }
}

/// Appends a frame to `out`, whose body may consist of several pieces; it begins at `offset` in the stream.
#[inline(always)]
pub(crate) fn encode_gathered<F: Encode, B: Buf, O: Out>(
    format: &mut F,
    header: &F::Header,
    mut body: B,
    out: &mut O,
    offset: u64,
    limits: Option<&Limits>,
) -> Result<Around, EncodeError> {
    encode_around(format, header, wide(body.remaining()), out, offset, limits, |format, out| {
        while body.has_remaining() {
            let chunk = body.chunk();
            format.observe_body(header, chunk);
            out.put_slice(chunk);
            body.advance(chunk.len());
        }
    })
}

/// Appends the header and the trailer of a frame to `out`, and between them whatever `body` appends there.
///
/// `body` lets the format observe all `body_len` bytes of the body. Bytes that it does not append are sent from
/// elsewhere. A refused frame leaves `out` unchanged.
#[inline(always)]
pub(crate) fn encode_around<F: Encode, O: Out>(
    format: &mut F,
    header: &F::Header,
    body_len: u64,
    out: &mut O,
    offset: u64,
    limits: Option<&Limits>,
    body: impl FnOnce(&mut F, &mut O),
) -> Result<Around, EncodeError> {
    let encoded = encode_parts(format, header, body_len, out, limits, body);
    observe(format, header, body_len, offset, encoded)
}

#[inline(always)]
fn encode_parts<F: Encode, O: Out>(
    format: &mut F,
    header: &F::Header,
    body_len: u64,
    out: &mut O,
    limits: Option<&Limits>,
    body: impl FnOnce(&mut F, &mut O),
) -> Result<Around, EncodeError> {
    let start = out.len();
    check_body(format, header, body_len, limits)?;
    let range = encode_header(format, header, body_len, out, limits)?;
    let header_len = range.len();
    body(format, out);
    match encode_end(format, header, body_len, out, range, limits) {
        Ok(trailer) => Ok(Around { header: header_len, trailer }),
        Err(refused) => {
            out.truncate(start);
            Err(refused)
        }
    }
}

/// Appends a header to `out` and checks that it ends where the format would see its end; the range of the header.
#[inline(always)]
pub(crate) fn encode_header<F: Encode, O: Out>(
    format: &F,
    header: &F::Header,
    body_len: u64,
    out: &mut O,
    limits: Option<&Limits>,
) -> Result<Range<usize>, EncodeError> {
    let start = out.len();
    let encoded = match format.encode_header(header, body_len, out) {
        Ok(()) => {
            let wrote = out.len().wrapping_sub(start);
            check_header(format, out.get(start..).unwrap_or_default(), wrote, limits)
        }
        refused => refused,
    };
    match encoded {
        Ok(()) => Ok(start..out.len()),
        Err(refused) => {
            out.truncate(start);
            Err(refused)
        }
    }
}

/// Appends the trailer of a frame whose body the format has observed, and ends the frame; the length of the trailer.
///
/// `range` is where the frame's header is in `out`.
#[inline(always)]
pub(crate) fn encode_end<F: Encode, O: Out>(
    format: &mut F,
    header: &F::Header,
    body_len: u64,
    out: &mut O,
    range: Range<usize>,
    limits: Option<&Limits>,
) -> Result<usize, EncodeError> {
    let start = out.len();
    format.encode_trailer(header, body_len, out);
    let trailer = out.get(start..).unwrap_or_default();
    match format.trailer_len(header, body_len) {
        Ok(announced) if announced == wide(trailer.len()) => {}
        _ => check_trailer(format, out.get(range).unwrap_or_default(), body_len, trailer.len())?,
    }
    finish(format, header, trailer, limits)?;
    Ok(trailer.len())
}

/// Refuses a trailer that a reader with the same limits would refuse, before the body that it follows is sent.
pub(crate) fn check_announced_trailer<F: Encode>(
    format: &F,
    header: &F::Header,
    body_len: u64,
    limits: &Limits,
) -> Result<(), EncodeError> {
    // Where this header does not announce the trailer, the one on the wire does, and the trailer is checked itself.
    let announced = format.trailer_len(header, body_len).unwrap_or(0);
    check(Phase::Trailer, announced, wide(limits.trailer()))
}

/// Checks a trailer whose length is not the one that the caller's header announces: `encode_header` may have written
/// another one, so the header on the wire decides.
#[cold]
fn check_trailer<F: Encode>(
    format: &F,
    header: &[u8],
    body_len: u64,
    wrote: usize,
) -> Result<(), EncodeError> {
    let announced = format.header(header).and_then(|header| format.trailer_len(&header, body_len));
    match announced {
        Ok(announced) => {
            check_wrote("encode_trailer", wrote, usize::try_from(announced).unwrap_or(usize::MAX))
        }
        Err(refused) => Err(EncodeError::Invalid(refused.expected)),
    }
}
