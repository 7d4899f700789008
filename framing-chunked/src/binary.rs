//! The binary form: a 4-byte big-endian size before each chunk.

use framing_core::{BodyLen, ByteSink, Encode, EncodeError, Extent, Malformed, Scan, TwoPhase};

use crate::body::ChunkFormat;

/// Bytes of a chunk's size field.
const SIZE_LEN: usize = 4;

/// Chunks after 4-byte big-endian sizes, until a chunk of size zero ends the body.
///
/// A frame is a chunk: the size is its header, the data its body. The chunk that ends the body is a frame with an empty
/// body. Bodies follow one another; the stream may end before one and after one, but not inside.
///
/// ```
/// use framing_chunked::Chunked;
/// use framing_core::{Decoder, Step};
///
/// let mut decoder = Decoder::new(Chunked::new());
/// let Step::Done(chunk) = decoder.decode(b"\0\0\0\x02hi\0\0\0\0")? else { panic!("the chunk is complete") };
/// assert_eq!((chunk.header, chunk.body()), (2, &b"hi"[..]));
/// assert!(decoder.finish(b"").is_err(), "the chunk of size zero is still to come");
/// # Ok::<(), framing_core::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Chunked {
    /// Has a body begun and not ended?
    inside: bool,
    /// Has the chunk at hand any data?
    has_data: bool,
}

impl Chunked {
    /// The format in front of a body.
    #[must_use]
    pub const fn new() -> Self {
        Self { inside: false, has_data: false }
    }
}

impl TwoPhase for Chunked {
    /// The size of the chunk in bytes; zero ends the body.
    type Header = u32;

    #[inline]
    fn header_len(&self, _: &[u8], _: &mut Scan) -> Result<Extent, Malformed> {
        Ok(Extent::Exact(SIZE_LEN))
    }

    #[inline]
    fn header(&self, bytes: &[u8]) -> Result<u32, Malformed> {
        let size = bytes.first_chunk().ok_or(Malformed::new(bytes.len(), "a size of 4 bytes"))?;
        Ok(u32::from_be_bytes(*size))
    }

    #[inline]
    fn body_len(&self, size: &u32) -> Result<BodyLen, Malformed> {
        Ok(BodyLen::Exact((*size).into()))
    }

    #[inline]
    fn observe_body(&mut self, _: &u32, piece: &[u8]) {
        self.has_data |= !piece.is_empty();
    }

    /// The last chunk is known by having no data: a header to be written need not contain the size.
    #[inline]
    fn end_frame(&mut self, _: &u32, _: &[u8]) -> Result<(), Malformed> {
        self.inside = core::mem::take(&mut self.has_data);
        Ok(())
    }

    #[inline]
    fn may_end(&self) -> bool {
        !self.inside
    }
}

/// Writes a chunk. One without data ends the body, so data must not be cut into empty chunks.
impl ChunkFormat for Chunked {}

impl Encode for Chunked {
    #[inline]
    fn encode_header<B: ByteSink>(&self, _: &u32, body_len: u64, out: &mut B) -> Result<(), EncodeError> {
        let size = u32::try_from(body_len)
            .map_err(|_| EncodeError::TooLong { len: body_len, max: u32::MAX.into() })?;
        out.put_u32(size);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_four_bytes_with_the_highest_first() {
        for (bytes, size) in [
            ([0, 0, 0, 0], 0),
            ([0, 0, 0, 1], 1),
            ([0x12, 0x34, 0x56, 0x78], 0x1234_5678),
            ([0xff; 4], u32::MAX),
        ] {
            let format = Chunked::new();
            assert_eq!(format.header(&bytes), Ok(size));
            assert_eq!(format.body_len(&size), Ok(BodyLen::Exact(size.into())));
        }
    }

    #[test]
    fn the_stream_may_end_only_outside_a_body() {
        let mut format = Chunked::new();
        for (data, may_end) in
            [("", true), ("a", false), ("bcd", false), ("", true), ("", true), ("e", false)]
        {
            format.observe_body(&0, data.as_bytes());
            format.end_frame(&0, b"").unwrap();
            assert_eq!(format.may_end(), may_end, "after {data:?}");
        }
        assert!(Chunked::new().may_end(), "before the first chunk");
    }

    #[test]
    fn a_size_is_written_as_it_is_read() {
        let mut wire = [0; 4];
        for size in [0, 1, 0x1234_5678, u32::MAX] {
            Chunked::new().encode_header(&0, size.into(), &mut &mut wire[..]).unwrap();
            assert_eq!(Chunked::new().header(&wire), Ok(size));
        }
    }

    #[test]
    fn a_chunk_that_the_size_cannot_say_is_refused() {
        let len = u64::from(u32::MAX) + 1;
        let refused = Chunked::new().encode_header(&0, len, &mut &mut [0; 4][..]);
        assert_eq!(refused, Err(EncodeError::TooLong { len, max: u32::MAX.into() }));
    }
}
