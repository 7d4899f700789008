//! A whole body in the chunked coding, inside of something else: an HTTP message.

use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::iter::FusedIterator;

use framing_core::fields::FieldSyntax;
use framing_core::{Extent, Malformed, Scan};

use super::search::{PACKED_BITS, Rules, Search};
use super::size::{plain_line, size_and_digits};
use super::{CRLF, ChunkLimits, DATA_END, HttpChunked, LINE_FEED};
use crate::refuse;

/// Finds the end of a body in the chunked coding, from its first size line to the end of its trailer section.
///
/// ```
/// use framing_chunked::CodedBody;
/// use framing_core::{Extent, Scan};
///
/// let body = CodedBody::default();
/// let mut scan = Scan::default();
/// assert_eq!(body.scan(b"2\r\nhi\r", &mut scan), Ok(Extent::AtLeast(7)));
/// assert_eq!(body.scan(b"2\r\nhi\r\n0\r\n\r\nGET", &mut scan), Ok(Extent::Exact(12)));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CodedBody {
    pub(super) rules: Rules,
}

impl CodedBody {
    /// Bodies read strictly, with the default limits.
    #[must_use]
    pub const fn strict() -> Self {
        Self { rules: Rules::STRICT }
    }

    /// The same with other limits, each cut to what it can be at most.
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

    /// The same bodies chunk by chunk.
    #[must_use]
    pub const fn chunks(&self) -> HttpChunked {
        HttpChunked { rules: self.rules, inside: false }
    }

    /// How long is the body at the front of `seen`? For [`TwoPhase::scan_body`](framing_core::TwoPhase::scan_body).
    ///
    /// # Errors
    ///
    /// [`Malformed`], with `at` counted from the front of `seen`.
    pub fn scan(&self, seen: &[u8], scan: &mut Scan) -> Result<Extent, Malformed> {
        let mut walk = Walk::unpack(self.rules, *scan);
        let found = walk.run(seen)?;
        *scan = walk.pack();
        Ok(if found {
            Extent::Exact(walk.position)
        } else {
            Extent::AtLeast(walk.position.saturating_add(1))
        })
    }

    /// `content` as one chunk and the last, without trailers.
    ///
    /// ```
    /// use framing_chunked::CodedBody;
    ///
    /// assert_eq!(CodedBody::code(b"hi"), b"2\r\nhi\r\n0\r\n\r\n");
    /// assert_eq!(CodedBody::code(b""), b"0\r\n\r\n");
    /// ```
    #[must_use]
    pub fn code(content: &[u8]) -> Vec<u8> {
        let mut coded = Vec::with_capacity(content.len() + 32);
        if !content.is_empty() {
            super::size::put(content.len() as u64, &mut coded);
            [&CRLF[..], content, CRLF].iter().for_each(|part| coded.extend_from_slice(part));
        }
        coded.extend_from_slice(b"0\r\n\r\n");
        coded
    }

    /// The data of each chunk of a body that was read, in order, without a copy.
    ///
    /// ```
    /// use framing_chunked::CodedBody;
    ///
    /// let slices: Vec<&[u8]> = CodedBody::slices(b"2\r\nhi\r\n1;x\r\n!\r\n0\r\n\r\n").collect();
    /// assert_eq!(slices, [&b"hi"[..], b"!"]);
    /// ```
    #[must_use]
    pub const fn slices(coded: &[u8]) -> Slices<'_> {
        Slices { rest: coded, is_over: false }
    }

    /// The content of a body that was read: without a copy where it is one chunk.
    #[must_use]
    pub fn content(coded: &[u8]) -> Cow<'_, [u8]> {
        let mut slices = Self::slices(coded);
        let first = slices.next().unwrap_or_default();
        let mut content = Cow::Borrowed(first);
        for slice in slices {
            content.to_mut().extend_from_slice(slice);
        }
        content
    }

    /// The trailer section of a body that was read, its empty line included.
    #[must_use]
    pub fn trailers(coded: &[u8]) -> &[u8] {
        let mut slices = Self::slices(coded);
        slices.by_ref().for_each(drop);
        slices.rest
    }
}

/// The data of each chunk; see [`CodedBody::slices`].
#[derive(Clone, Debug)]
pub struct Slices<'a> {
    rest: &'a [u8],
    /// Whether the last chunk was met: what follows it are trailers, which must not be read as chunks.
    is_over: bool,
}

impl<'a> Iterator for Slices<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        if self.is_over {
            return None;
        }
        let (size, _) = size_and_digits(self.rest)?;
        let line = self.rest.iter().position(|byte| *byte == b'\n')? + 1;
        let behind = self.rest.get(line..)?;
        if size == 0 {
            (self.rest, self.is_over) = (behind, true);
            return None;
        }
        let (data, behind) = behind.split_at_checked(usize::try_from(size).ok()?)?;
        self.rest = behind.strip_prefix(CRLF)?;
        Some(data)
    }
}

impl FusedIterator for Slices<'_> {}

/// Where a [`CodedBody::scan`] stands, unpacked from a [`Scan`].
struct Walk {
    pub(super) rules: Rules,
    part: Part,
    search: Search,
    /// Bytes of the header at hand that were looked at.
    looked: usize,
    /// What is looked at next; where the data is skipped, it lies after it.
    position: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Header = 0,
    /// At the CR after the data.
    DataEnd = 1,
    /// At the LF after the data.
    LineFeed = 2,
}

const PART_BITS: u32 = 2;
const LOOKED_BITS: u32 = 20;
const EXTENSION_BITS: u32 = 16;
const _: () = assert!(PACKED_BITS + PART_BITS + LOOKED_BITS + EXTENSION_BITS <= u64::BITS);

impl Walk {
    #[expect(clippy::cast_possible_truncation, reason = "the fields have fewer than 32 bits")]
    fn unpack(rules: Rules, scan: Scan) -> Self {
        let field = |shift: u32, bits: u32| (scan.state >> shift) & ((1 << bits) - 1);
        let part = match field(PACKED_BITS, PART_BITS) {
            0 => Part::Header,
            1 => Part::DataEnd,
            _ => Part::LineFeed,
        };
        let looked = field(PACKED_BITS + PART_BITS, LOOKED_BITS) as usize;
        let extensions = field(PACKED_BITS + PART_BITS + LOOKED_BITS, EXTENSION_BITS) as usize;
        let search = Search::unpack(field(0, PACKED_BITS));
        Self { rules: Rules { extensions, ..rules }, part, search, looked, position: scan.position }
    }

    fn pack(&self) -> Scan {
        let state = self.search.pack()
            | (self.part as u64) << PACKED_BITS
            | (self.looked as u64) << (PACKED_BITS + PART_BITS)
            | (self.rules.extensions as u64) << (PACKED_BITS + PART_BITS + LOOKED_BITS);
        Scan { position: self.position, state }
    }

    /// Walks as far as `seen` goes. Tells whether the end of the body was found.
    fn run(&mut self, seen: &[u8]) -> Result<bool, Malformed> {
        while let Some(rest) = seen.get(self.position..) {
            match (self.part, rest) {
                (Part::Header, _) if self.looked == 0 && self.skip_plain(rest) => {}
                (Part::Header, _) => match self.header(seen)? {
                    Some(0) => return Ok(true),
                    Some(size) => self.skip(size),
                    None => return Ok(false),
                },
                (_, []) => return Ok(false),
                (Part::DataEnd, [b'\r', ..]) => self.next(Part::LineFeed),
                (Part::DataEnd, _) => return refuse(self.position, DATA_END),
                (Part::LineFeed, [b'\n', ..]) => self.next(Part::Header),
                (Part::LineFeed, _) => return refuse(self.position, LINE_FEED),
            }
        }
        Ok(false)
    }

    fn next(&mut self, part: Part) {
        self.part = part;
        self.position += 1;
    }

    /// Skips a chunk with a plain size line, if one stands at the front of `rest`.
    #[inline(always)]
    fn skip_plain(&mut self, rest: &[u8]) -> bool {
        let Some((size @ 1.., line)) = plain_line(rest) else { return false };
        self.position += line;
        self.skip(size);
        true
    }

    /// Skips the data of a chunk.
    #[inline(always)]
    fn skip(&mut self, size: u64) {
        self.part = Part::DataEnd;
        self.position = usize::try_from(size).map_or(usize::MAX, |size| self.position.saturating_add(size));
    }

    /// Searches the end of the header at hand; the size once it is found.
    fn header(&mut self, seen: &[u8]) -> Result<Option<u64>, Malformed> {
        let start = self.position - self.looked;
        let header = seen.get(start..).unwrap_or_default();
        let found = self
            .search
            .run(&self.rules, header, &mut self.looked)
            .map_err(|refusal| Malformed::new(start + refusal.at, refusal.expected))?;
        self.position = start + self.looked;
        if !found {
            return Ok(None);
        }
        let Some((size, digits)) = size_and_digits(header) else { return refuse(start, "a chunk size") };
        if size > 0 {
            self.rules.extensions += self.looked - digits - CRLF.len();
        }
        self.search = Search::new();
        self.looked = 0;
        Ok(Some(size))
    }
}
