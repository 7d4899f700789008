//! Whole bodies, without any I/O: the data of the chunks, and nothing that is not data.

use core::ops::Range;

use framing_core::{BodyLen, Extent, Malformed, Scan, TwoPhase};

use crate::refuse;

/// A format whose frames are the chunks of a body. A chunk without data ends the body.
pub trait ChunkFormat: TwoPhase {
    /// Takes the chunk at the front of `input` if it is there as a whole, is not the last, and is of the kind that this is
    /// quick about. It does all that the methods of [`TwoPhase`] would; nothing leaves the chunk to them.
    #[inline(always)]
    fn take_plain(&mut self, input: &[u8]) -> Option<PlainChunk<Self::Header>> {
        let _ = input;
        None
    }
}

/// A chunk that [`ChunkFormat::take_plain`] has taken.
// Exhaustive on purpose: a chunk has a header, data and a length.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlainChunk<H> {
    /// Its header.
    pub header: H,
    /// Where its data lies.
    pub data: Range<usize>,
    /// Bytes of the whole chunk.
    pub len: usize,
}

/// Decodes one body after the other, without any I/O and without keeping a byte.
///
/// The caller owns the bytes. It shows the decoder all that it has not consumed yet, drops as many bytes from the front as
/// the [`Piece`] says, and asks again. A chunk need not be complete: data is returned as it arrives.
///
/// ```
/// use framing_chunked::{BodyDecoder, HttpChunked};
///
/// let mut decoder = BodyDecoder::new(HttpChunked::new());
/// let mut input = &b"5\r\nhello\r\n6\r\n world\r\n0\r\n\r\nwhat follows"[..];
/// let mut content = Vec::new();
/// loop {
///     let piece = decoder.decode(input)?;
///     content.extend_from_slice(piece.data);
///     input = &input[piece.consumed..];
///     if piece.ends_body {
///         break;
///     }
/// }
/// assert_eq!((&content[..], input), (&b"hello world"[..], &b"what follows"[..]));
/// # Ok::<(), framing_core::Malformed>(())
/// ```
#[derive(Debug)]
pub struct BodyDecoder<F: ChunkFormat> {
    format: F,
    state: State<F::Header>,
}

#[derive(Debug)]
enum State<H> {
    Header(Scan),
    Data { header: H, trailer: usize, left: u64 },
}

/// What [`BodyDecoder::decode`] made of the front of the input.
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Piece<'a, H> {
    /// Bytes to drop from the front. When it is zero and the body has not ended, more bytes must be there.
    pub consumed: usize,
    /// Data, perhaps none.
    pub data: &'a [u8],
    /// The header of the chunk that ends with this piece.
    pub chunk: Option<H>,
    /// Does the body end with this piece? What follows it is the next body, or something else.
    pub ends_body: bool,
}

/// What [`BodyDecoder::compact`] made of a buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Compacted {
    /// Bytes at the front of the buffer that are data now.
    pub produced: usize,
    /// Bytes of the buffer that were read; the bytes after them are unchanged.
    pub consumed: usize,
    /// Did the body end?
    pub ended_body: bool,
}

/// A [`Piece`] without the borrow.
struct Step<H> {
    consumed: usize,
    data: Range<usize>,
    chunk: Option<H>,
    ends_body: bool,
}

impl<F: ChunkFormat> BodyDecoder<F> {
    /// A decoder in front of a body.
    #[must_use]
    pub const fn new(format: F) -> Self {
        Self { format, state: State::Header(Scan { position: 0, state: 0 }) }
    }

    /// May the stream end where the last piece ended: in front of a body or after one?
    ///
    /// `unread` is what was left of the stream and not consumed.
    #[must_use]
    pub fn may_end(&self, unread: &[u8]) -> bool {
        unread.is_empty() && matches!(self.state, State::Header(_)) && self.format.may_end()
    }

    /// The next piece of the body at the front of `input`.
    ///
    /// # Errors
    ///
    /// [`Malformed`], with `at` counted from the front of `input`. The decoder is of no use after it.
    #[inline]
    pub fn decode<'a>(&mut self, input: &'a [u8]) -> Result<Piece<'a, F::Header>, Malformed> {
        let Step { consumed, data, chunk, ends_body } = self.step(input)?;
        Ok(Piece { consumed, data: input.get(data).unwrap_or_default(), chunk, ends_body })
    }

    /// Decodes in place: moves the data in `buffer` to its front, over the bytes that are no data.
    ///
    /// ```
    /// use framing_chunked::{BodyDecoder, HttpChunked};
    ///
    /// let mut buffer = *b"2\r\nhi\r\n1\r\n!\r\n0\r\n\r\nrest";
    /// let done = BodyDecoder::new(HttpChunked::new()).compact(&mut buffer)?;
    /// assert_eq!(&buffer[..done.produced], b"hi!");
    /// assert_eq!(&buffer[done.consumed..], b"rest");
    /// assert!(done.ended_body);
    /// # Ok::<(), framing_core::Malformed>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`decode`](Self::decode). The contents of `buffer` are unspecified after an error.
    pub fn compact(&mut self, buffer: &mut [u8]) -> Result<Compacted, Malformed> {
        let mut done = Compacted { produced: 0, consumed: 0, ended_body: false };
        while !done.ended_body {
            self.compact_plain(buffer, &mut done);
            let unread = buffer.get(done.consumed..).unwrap_or_default();
            let step = self.step(unread).map_err(|e| behind(done.consumed, e))?;
            if step.consumed == 0 {
                break;
            }
            let data = done.consumed + step.data.start..done.consumed + step.data.end;
            let len = data.len();
            buffer.copy_within(data, done.produced);
            done.produced += len;
            done.consumed += step.consumed;
            done.ended_body = step.ends_body;
        }
        Ok(done)
    }

    /// As far as the chunks are plain.
    #[inline]
    fn compact_plain(&mut self, buffer: &mut [u8], done: &mut Compacted) {
        let Compacted { mut produced, mut consumed, .. } = *done;
        if !self.is_in_front_of_a_chunk() {
            return;
        }
        while let Some(unread) = buffer.get(consumed..)
            && let Some(PlainChunk { data, len, .. }) = self.format.take_plain(unread)
        {
            move_back(buffer, consumed + data.start..consumed + data.end, produced, consumed + len);
            produced += data.end - data.start;
            consumed += len;
        }
        (done.produced, done.consumed) = (produced, consumed);
    }

    /// Was no byte of the next header seen yet?
    #[inline(always)]
    fn is_in_front_of_a_chunk(&self) -> bool {
        matches!(self.state, State::Header(Scan { position: 0, state: 0 }))
    }

    #[inline(always)]
    fn step(&mut self, input: &[u8]) -> Result<Step<F::Header>, Malformed> {
        if self.is_in_front_of_a_chunk()
            && let Some(PlainChunk { header, data, len }) = self.format.take_plain(input)
        {
            return Ok(Step { consumed: len, data, chunk: Some(header), ends_body: false });
        }
        self.step_with_care(input)
    }

    #[inline(never)]
    fn step_with_care(&mut self, input: &[u8]) -> Result<Step<F::Header>, Malformed> {
        if let State::Header(scan) = self.state
            && let Some(step) = self.whole_chunk(input, scan)?
        {
            self.state = State::Header(Scan::default());
            return Ok(step);
        }
        self.step_slowly(input)
    }

    /// A chunk that is there as a whole, with nothing wrong about it.
    #[expect(clippy::cast_possible_truncation, reason = "the size was compared with the length of a slice")]
    #[inline(always)]
    fn whole_chunk(&mut self, input: &[u8], scan: Scan) -> Result<Option<Step<F::Header>>, Malformed> {
        let Some((len, header)) = self.format.whole_header(input, scan) else { return Ok(None) };
        let Ok(BodyLen::Exact(size)) = self.format.body_len(&header) else { return Ok(None) };
        let Ok(trailer) = self.format.trailer_len(&header, size) else { return Ok(None) };
        let Ok(trailer) = usize::try_from(trailer) else { return Ok(None) };
        let Some(behind) = input.len().checked_sub(len) else { return Ok(None) };
        if size > behind as u64 || trailer > behind - size as usize {
            return Ok(None);
        }
        let end = len + size as usize;
        self.see(&header, input, len..end);
        self.end_chunk(&header, input, end..end + trailer)?;
        Ok(Some(Step {
            consumed: end + trailer,
            data: len..end,
            chunk: Some(header),
            ends_body: self.format.may_end(),
        }))
    }

    #[cold]
    fn step_slowly(&mut self, input: &[u8]) -> Result<Step<F::Header>, Malformed> {
        let mut position = 0;
        if let State::Header(scan) = self.state {
            match self.header(input, scan)? {
                Some(len) => position = len,
                None => return Ok(Step { consumed: 0, data: 0..0, chunk: None, ends_body: false }),
            }
        }
        self.rest_of_chunk(input, position)
    }

    /// Reads a header whose chunk is not there as a whole: its length once it is.
    fn header(&mut self, input: &[u8], mut scan: Scan) -> Result<Option<usize>, Malformed> {
        let extent = self.format.header_len(input, &mut scan)?;
        self.state = State::Header(scan);
        let Extent::Exact(len) = extent else { return Ok(None) };
        let Some(bytes) = input.get(..len) else { return Ok(None) };
        let header = self.format.header(bytes)?;
        let BodyLen::Exact(left) = self.format.body_len(&header)? else {
            return refuse(0, "a chunk with a known size");
        };
        let Ok(trailer) = usize::try_from(self.format.trailer_len(&header, left)?) else {
            return refuse(0, "a trailer that fits in memory");
        };
        self.state = State::Data { header, trailer, left };
        Ok(Some(len))
    }

    /// What is there of the data at `start`, and of the trailer if all of the data is.
    fn rest_of_chunk(&mut self, input: &[u8], start: usize) -> Result<Step<F::Header>, Malformed> {
        let State::Data { header, trailer, left } = &mut self.state else {
            return refuse(0, "a chunk after its header");
        };
        let there = input.len() - start;
        let size = usize::try_from(*left).map_or(there, |left| left.min(there));
        let data = start..start + size;
        *left -= size as u64;
        self.format.observe_body(header, input.get(data.clone()).unwrap_or_default());
        let mut step = Step { consumed: data.end, data, chunk: None, ends_body: false };
        if *left > 0 {
            return Ok(step);
        }
        let seen = clip(input, step.consumed, *trailer);
        self.format.check_trailer(header, seen).map_err(|e| behind(step.consumed, e))?;
        if seen.len() < *trailer {
            return Ok(step);
        }
        let trailer = seen.len();
        let State::Data { header, .. } = core::mem::replace(&mut self.state, State::Header(Scan::default()))
        else {
            return Ok(step);
        };
        self.end_chunk(&header, input, step.consumed..step.consumed + trailer)?;
        step.consumed += trailer;
        step.chunk = Some(header);
        step.ends_body = self.format.may_end();
        Ok(step)
    }

    #[inline(always)]
    fn see(&mut self, header: &F::Header, input: &[u8], data: Range<usize>) {
        self.format.observe_body(header, input.get(data).unwrap_or_default());
    }

    #[inline(always)]
    fn end_chunk(
        &mut self,
        header: &F::Header,
        input: &[u8],
        trailer: Range<usize>,
    ) -> Result<(), Malformed> {
        let start = trailer.start;
        let trailer = input.get(trailer).unwrap_or_default();
        let format = &mut self.format;
        format
            .check_trailer(header, trailer)
            .and_then(|()| format.end_frame(header, trailer))
            .map_err(|refusal| behind(start, refusal))
    }
}

/// Bytes that are moved as one block, whether they are as many or fewer, which takes less time than a call.
const BLOCK: usize = 64;

/// Moves `data` to `to`, before it. What lies between them and `spent` is of no use any more.
#[inline(always)]
fn move_back(buffer: &mut [u8], data: Range<usize>, to: usize, spent: usize) {
    if data.len() <= BLOCK
        && spent - to >= BLOCK
        && let Some(block) = buffer.get(data.start..).and_then(|rest| rest.first_chunk::<BLOCK>()).copied()
        && let Some(place) = buffer.get_mut(to..).and_then(|rest| rest.first_chunk_mut::<BLOCK>())
    {
        *place = block;
    } else {
        buffer.copy_within(data, to);
    }
}

/// At most `len` bytes of `input` from `start`.
fn clip(input: &[u8], start: usize, len: usize) -> &[u8] {
    let rest = input.get(start..).unwrap_or_default();
    rest.get(..len).unwrap_or(rest)
}

/// A refusal in a part that starts at `start`.
#[cold]
fn behind(start: usize, refusal: Malformed) -> Malformed {
    Malformed::new(start + refusal.at, refusal.expected)
}
