//! The chunked transfer coding of HTTP/1.1 (RFC 9112, section 7.1).

mod coded;
mod extension;
mod header;
mod search;
mod size;
#[cfg(test)]
mod tests;

use framing_core::fields::FieldSyntax;
use framing_core::{BodyLen, ByteSink, Encode, EncodeError, Extent, Malformed, Scan, TwoPhase};

use crate::body::{ChunkFormat, PlainChunk};
use crate::refuse;
pub use coded::{CodedBody, Slices};
pub use extension::{Extension, Extensions};
pub use header::ChunkHeader;
use search::{Rules, Search};
use size::plain_line;

/// The chunked transfer coding of HTTP/1.1 (RFC 9112, section 7.1), chunk by chunk.
///
/// A frame is a chunk: the size line is its header, the data its body, the CRLF after the data its trailer. The last
/// chunk has a size of zero; its header runs to the end of the trailer section, and its body and trailer are empty.
///
/// It is read strictly:
#[doc = include_str!("rules.md")]
///
/// ```
/// use framing_chunked::HttpChunked;
/// use framing_core::{Decoder, Step};
///
/// let mut input = &b"2;check=\"a b\"\r\nhi\r\n0\r\nDigest: x\r\n\r\n"[..];
/// let mut decoder = Decoder::new(HttpChunked::new());
///
/// let Step::Done(chunk) = decoder.decode(input)? else { panic!("the chunk is complete") };
/// assert_eq!(chunk.body(), b"hi");
/// assert_eq!(chunk.header.extensions().next().map(|extension| extension.name), Some(&b"check"[..]));
///
/// input = &input[chunk.bytes().len()..];
/// let Step::Done(last) = decoder.decode(input)? else { panic!("the chunk is complete") };
/// assert_eq!(last.header.size, 0);
/// assert!(last.header.trailers().next().is_some_and(|field| field.is("digest")));
/// # Ok::<(), framing_core::Error>(())
/// ```
///
/// # Compared with other readers
///
/// What others make of the same bytes, as servers. `cargo xtask interop --second-opinion` shows these bytes to all of them
/// and fails if the table is wrong; a dash marks bytes that a reader does not examine.
///
#[doc = include_str!("others.md")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HttpChunked {
    rules: Rules,
    inside: bool,
}

/// What a body may spend on what is not data. The limits of the reader hold beside them: a size line and a trailer
/// section are a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ChunkLimits {
    /// Bytes of a size line without its CRLF; at most 8 KiB - 2.
    pub size_line: usize,
    /// Bytes of extensions in all chunks of a body, semicolons and whitespace included; at most 64 KiB - 1.
    pub extensions: usize,
    /// Bytes of trailer section, its empty line included; at most 1,000 KiB.
    pub trailers: usize,
    /// Fields in the trailer section; at most 255.
    pub trailer_fields: u16,
}

impl ChunkLimits {
    /// A size line of 4 KiB, 16 KiB of extensions, 16 KiB of trailers, 100 trailer fields.
    pub const DEFAULT: Self =
        Self { size_line: 4 << 10, extensions: 16 << 10, trailers: 16 << 10, trailer_fields: 100 };

    /// These limits where each is at most what it can be.
    fn clamped(self) -> Self {
        Self {
            size_line: self.size_line.min((8 << 10) - 2),
            extensions: self.extensions.min((64 << 10) - 1),
            trailers: self.trailers.min(1000 << 10),
            trailer_fields: self.trailer_fields.min(255),
        }
    }
}

impl Default for ChunkLimits {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl HttpChunked {
    /// The strict format in front of a body.
    #[must_use]
    pub const fn new() -> Self {
        Self { rules: Rules::STRICT, inside: false }
    }

    /// The same format with other limits, each cut to what it can be at most.
    #[must_use]
    pub fn with_limits(mut self, limits: ChunkLimits) -> Self {
        self.rules.limits = limits.clamped();
        self
    }

    /// Sets the syntax of the trailer fields.
    ///
    /// The empty line after them is part of the chunked coding and always CR LF.
    #[must_use]
    pub const fn with_trailer_syntax(mut self, syntax: FieldSyntax) -> Self {
        self.rules.trailer_syntax = syntax;
        self
    }

    /// Accepts spaces and tabs after a chunk size without extensions, which old servers pad with.
    ///
    /// RFC 9112, section 7.1.1, allows whitespace only before a `;`.
    #[must_use]
    pub const fn with_space_after_size(mut self, accepted: bool) -> Self {
        self.rules.space_after_size = accepted;
        self
    }
}

impl TwoPhase for HttpChunked {
    type Header = ChunkHeader;

    #[inline(always)]
    fn header_len(&self, seen: &[u8], scan: &mut Scan) -> Result<Extent, Malformed> {
        match plain_line(seen) {
            Some((1.., len)) => Ok(Extent::Exact(len)),
            _ => self.search(seen, scan),
        }
    }

    #[inline(always)]
    fn whole_header(&self, seen: &[u8], scan: Scan) -> Option<(usize, ChunkHeader)> {
        match plain_line(seen) {
            Some((size @ 1.., len)) => Some((len, ChunkHeader::plain(size))),
            _ => self.whole_header_with_care(seen, scan),
        }
    }

    #[inline(always)]
    fn header(&self, bytes: &[u8]) -> Result<ChunkHeader, Malformed> {
        match plain_line(bytes) {
            Some((size, len)) if len == bytes.len() => Ok(ChunkHeader::plain(size)),
            _ => ChunkHeader::read(bytes),
        }
    }

    #[inline(always)]
    fn body_len(&self, header: &ChunkHeader) -> Result<BodyLen, Malformed> {
        Ok(BodyLen::Exact(header.size))
    }

    #[inline(always)]
    fn trailer_len(&self, header: &ChunkHeader, _: u64) -> Result<u64, Malformed> {
        // A call, so that the branch predictor guesses where the next chunk begins instead of computing it.
        if header.size == 0 { Ok(len_after_last_chunk()) } else { Ok(CRLF.len() as u64) }
    }

    #[inline(always)]
    fn check_trailer(&self, _: &ChunkHeader, seen: &[u8]) -> Result<(), Malformed> {
        if seen == CRLF || seen.is_empty() { Ok(()) } else { check_data_end(seen) }
    }

    /// The last chunk is known by its empty trailer: a header to be written need not contain the size.
    #[inline(always)]
    fn end_frame(&mut self, header: &ChunkHeader, trailer: &[u8]) -> Result<(), Malformed> {
        self.inside = !trailer.is_empty();
        self.rules.extensions = if self.inside {
            self.rules.extensions.saturating_add(header.extension_bytes().len())
        } else {
            0
        };
        Ok(())
    }

    #[inline]
    fn may_end(&self) -> bool {
        !self.inside
    }
}

impl HttpChunked {
    /// Reads a chunk with a size only.
    #[inline(always)]
    pub(crate) fn take_plain_chunk(&mut self, input: &[u8]) -> Option<PlainChunk<ChunkHeader>> {
        let (size @ 1.., start) = plain_line(input)? else { return None };
        let (data, behind) = input.get(start..)?.split_at_checked(usize::try_from(size).ok()?)?;
        if !behind.starts_with(CRLF) {
            return None;
        }
        self.inside = true;
        let end = start + data.len();
        Some(PlainChunk { header: ChunkHeader::plain(size), data: start..end, len: end + CRLF.len() })
    }

    /// The last chunk, or one with extensions.
    #[cold]
    fn whole_header_with_care(&self, seen: &[u8], mut scan: Scan) -> Option<(usize, ChunkHeader)> {
        if seen.starts_with(PLAIN_LAST) && self.rules.limits.trailers >= CRLF.len() {
            return Some((PLAIN_LAST.len(), ChunkHeader::plain(0)));
        }
        let Ok(Extent::Exact(len)) = self.search(seen, &mut scan) else { return None };
        Some((len, self.header(seen.get(..len)?).ok()?))
    }

    #[cold]
    fn search(&self, seen: &[u8], scan: &mut Scan) -> Result<Extent, Malformed> {
        let mut search = Search::unpack(scan.state);
        let found = search.run(&self.rules, seen, &mut scan.position)?;
        scan.state = search.pack();
        Ok(if found { Extent::Exact(scan.position) } else { Extent::AtLeast(scan.position + 1) })
    }
}

/// Writes a chunk with the extensions of its header. One without data is the last: it is written with the trailers of its
/// header, which no other chunk may have.
impl ChunkFormat for HttpChunked {
    #[inline(always)]
    fn take_plain(&mut self, input: &[u8]) -> Option<PlainChunk<ChunkHeader>> {
        self.take_plain_chunk(input)
    }
}

impl Encode for HttpChunked {
    fn encode_header<B: ByteSink>(
        &self,
        header: &ChunkHeader,
        body_len: u64,
        out: &mut B,
    ) -> Result<(), EncodeError> {
        if body_len > 0 && header.trailers().next().is_some() {
            return Err(EncodeError::Invalid("trailers after the last chunk only"));
        }
        size::put(body_len, out);
        out.put_slice(header.extension_bytes());
        out.put_slice(CRLF);
        if body_len == 0 {
            out.put_slice(header.trailer_bytes());
            out.put_slice(CRLF);
        }
        Ok(())
    }

    #[inline]
    fn encode_trailer<B: ByteSink>(&self, _: &ChunkHeader, body_len: u64, out: &mut B) {
        if body_len > 0 {
            out.put_slice(CRLF);
        }
    }
}

const CRLF: &[u8; 2] = b"\r\n";
/// The header of a last chunk as nearly everyone writes it.
const PLAIN_LAST: &[u8] = b"0\r\n\r\n";

#[cold]
#[inline(never)]
fn len_after_last_chunk() -> u64 {
    0
}

/// Refuses bytes after the data of a chunk that cannot be a prefix of CRLF.
#[cold]
fn check_data_end(seen: &[u8]) -> Result<(), Malformed> {
    match seen {
        [b'\r'] => Ok(()),
        [b'\r', ..] => refuse(1, LINE_FEED),
        _ => refuse(0, DATA_END),
    }
}

const LINE_FEED: &str = "LF after CR";
const DATA_END: &str = "CR LF after the data of the chunk";
