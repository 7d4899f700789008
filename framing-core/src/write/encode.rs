//! The writing side of a format: header, body and trailer in the order of the contract.

use alloc::vec::Vec;
use core::ops::Deref;

use bytes::{Buf, BufMut};

use crate::decoder::end_frame;
use crate::{Encode, EncodeError};

/// Appends one frame to `out`: the header, `body`, and what ends the frame.
///
/// The inverse of [`Decoder`](crate::Decoder). Every writer of this crate makes its frames in the same way.
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
/// [`EncodeError`] when the format cannot say the length or the header; `out` is as it was then. A format that refuses
/// the end of a frame has already seen its body: one that keeps state is not to be used again after that.
#[inline]
pub fn encode_frame<F: Encode>(
    format: &mut F,
    header: &F::Header,
    body: &[u8],
    out: &mut Vec<u8>,
) -> Result<(), EncodeError> {
    encode_gathered(format, header, body, out).map(|_| ())
}

/// What a frame is encoded into: memory that grows, and that can forget what was appended.
pub(crate) trait Out: BufMut + Deref<Target = [u8]> {
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

/// Bytes of the two parts of a frame that the format makes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Around {
    pub(crate) header: usize,
    pub(crate) trailer: usize,
}

/// Appends a frame to `out`, whose body may be in several pieces.
#[inline(always)]
pub(crate) fn encode_gathered<F: Encode, B: Buf, O: Out>(
    format: &mut F,
    header: &F::Header,
    mut body: B,
    out: &mut O,
) -> Result<Around, EncodeError> {
    encode_around(format, header, body.remaining() as u64, out, |format, out| {
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
/// `body` shows the format all `body_len` bytes of the body. Those that it does not append are sent from elsewhere.
/// A refused frame leaves `out` as it was.
#[inline(always)]
pub(crate) fn encode_around<F: Encode, O: Out>(
    format: &mut F,
    header: &F::Header,
    body_len: u64,
    out: &mut O,
    body: impl FnOnce(&mut F, &mut O),
) -> Result<Around, EncodeError> {
    let start = out.len();
    if let Err(refused) = format.encode_header(header, body_len, out) {
        out.truncate(start);
        return Err(refused);
    }
    let header_len = out.len() - start;
    body(format, out);
    match encode_end(format, header, body_len, out) {
        Ok(trailer) => Ok(Around { header: header_len, trailer }),
        Err(refused) => {
            out.truncate(start);
            Err(refused)
        }
    }
}

/// Appends what ends a frame whose body the format has seen, and ends the frame; the bytes of the trailer.
#[inline(always)]
#[expect(clippy::indexing_slicing, reason = "a trailer that is appended does not make `out` shorter")]
pub(crate) fn encode_end<F: Encode, O: Out>(
    format: &mut F,
    header: &F::Header,
    body_len: u64,
    out: &mut O,
) -> Result<usize, EncodeError> {
    let start = out.len();
    format.encode_trailer(header, body_len, out);
    match end_frame(format, header, &out[start..]) {
        Ok(()) => Ok(out.len() - start),
        Err(refused) => Err(EncodeError::Invalid(refused.expected)),
    }
}
