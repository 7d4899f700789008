//! Members of a tar archive.

mod pax;

use alloc::boxed::Box;
use alloc::vec::Vec;

use framing_core::number::text::Radix;
use framing_core::{BodyLen, ByteSink, Encode, EncodeError, Extent, Limits, Malformed, Scan, TwoPhase};

use self::pax::{Records, Size};
#[cfg(feature = "registry")]
use super::declare::{DynFormat, Frame, Setting, bad_header, preset};
use crate::header::big_endian;

/// Members of a tar archive (POSIX.1-2017, *pax*, ustar Interchange Format; GNU tar for sizes in base 256 and sparse
/// files), whose header checksum is verified. A block of zeros, as at the end of the archive, is a header without a body.
///
/// A record `size` in a pax extended header is the size of the next member, or, in a global one, of all that follow.
/// The extension headers of a sparse file are part of its header.
///
/// ```
/// use framing_core::encode_frame;
/// use framing_tlv::{Tar, TarHeader};
///
/// let mut archive = Vec::new();
/// encode_frame(&mut Tar::new(), &TarHeader::new("a.txt"), b"hi", &mut archive)?;
/// assert_eq!((archive.len(), &archive[512..514]), (1024, &b"hi"[..]));
/// # Ok::<(), framing_core::EncodeError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tar {
    signed_checksums: bool,
    /// The size of the next member, from its extended header.
    next: Size,
    /// The size of all members, from a global header.
    global: Size,
    /// Of the extended header that is being read.
    records: Records,
}

/// The header of a [`Tar`] member: a block of 512 bytes, and more of a sparse file.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TarHeader {
    block: Box<[u8; BLOCK]>,
    sparse_map: Vec<u8>,
    /// Bytes of the member. Ignored when the header is encoded.
    pub length: u64,
}

const BLOCK: usize = 512;
const SIZE: usize = 124;
const CHECKSUM: usize = 148;
const KIND: usize = 156;
/// Whether extension headers follow the header of a GNU sparse file, and whether another one follows those.
const IS_EXTENDED: usize = 482;
const IS_EXTENDED_AGAIN: usize = 504;

impl TarHeader {
    /// Creates the header of a regular file with the first 100 bytes of `name`.
    #[must_use]
    pub fn new(name: &str) -> Self {
        let mut header = Self { block: Box::new([0; BLOCK]), sparse_map: Vec::new(), length: 0 };
        header.put(0, name.as_bytes().get(..100).unwrap_or(name.as_bytes()));
        header.put(100, b"0000644\0");
        header.put(257, b"ustar\x0000");
        header.put(KIND, b"0");
        header
    }

    /// Sets the type flag: `5` for a directory, `x` for a pax extended header.
    #[must_use]
    pub fn with_kind(mut self, kind: u8) -> Self {
        self.put(KIND, &[kind]);
        self
    }

    /// Returns the block.
    #[must_use]
    pub fn block(&self) -> &[u8; BLOCK] {
        &self.block
    }

    /// Returns the name, without the prefix of ustar.
    #[must_use]
    pub fn name(&self) -> &[u8] {
        let name = self.block.get(..100).unwrap_or_default();
        name.split(|&byte| byte == 0).next().unwrap_or_default()
    }

    /// Returns the type flag: `0` or a zero byte for a file, `x` for a pax extended header.
    #[must_use]
    pub fn kind(&self) -> u8 {
        self.block.get(KIND).copied().unwrap_or_default()
    }

    fn put(&mut self, at: usize, bytes: &[u8]) {
        self.block.iter_mut().skip(at).zip(bytes).for_each(|(place, &byte)| *place = byte);
    }

    /// Returns whether the block consists of zeros.
    fn is_end(&self) -> bool {
        self.block.iter().all(|&byte| byte == 0)
    }

    /// Returns whether data follows: links, devices, directories and pipes have none, whatever their size field contains.
    fn has_data(&self) -> bool {
        !matches!(self.kind(), b'1'..=b'6')
    }

    /// Returns whether this describes the member that follows: pax headers and the long names of GNU tar.
    fn is_extension(&self) -> bool {
        matches!(self.kind(), b'x' | b'X' | b'g' | b'L' | b'K')
    }
}

/// Sums all bytes, with the checksum itself as blanks: as unsigned numbers, and as signed ones.
fn sums(block: &[u8; BLOCK]) -> (u64, i64) {
    let blank = |(at, &byte): (usize, &u8)| if (CHECKSUM..KIND).contains(&at) { b' ' } else { byte };
    let bytes = || block.iter().enumerate().map(blank);
    (bytes().map(u64::from).sum(), bytes().map(|byte| i64::from(i8::from_ne_bytes([byte]))).sum())
}

impl Default for TarHeader {
    fn default() -> Self {
        Self::new("file")
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for TarHeader {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let mut fields = serializer.serialize_struct("TarHeader", 2)?;
        fields.serialize_field("name", &alloc::string::String::from_utf8_lossy(self.name()))?;
        fields.serialize_field("length", &self.length)?;
        fields.end()
    }
}

/// Reads the octal number in the field at `at`. Blanks may precede it; a blank or a zero byte ends it.
fn octal(block: &[u8; BLOCK], at: usize, width: usize) -> Result<u64, Malformed> {
    let field = block.get(at..at + width).unwrap_or_default();
    let blanks = field.iter().take_while(|&&byte| byte == b' ').count();
    let digits = field.iter().skip(blanks).take_while(|&&byte| !matches!(byte, b' ' | 0));
    let mut numbered = (at + blanks..).zip(digits);
    numbered.try_fold(0, |value, (at, &byte)| Radix::Octal.append(value, at, byte))
}

/// Reads the size: octal, or, where the first bit is set, a big-endian number in the 11 bytes after that byte.
fn size(block: &[u8; BLOCK]) -> Result<u64, Malformed> {
    let field = block.get(SIZE..SIZE + 12).unwrap_or_default();
    match field {
        [0x80, 0, 0, 0, low @ ..] => Ok(big_endian(low)),
        [first, ..] if *first >= 0x80 => Err(Malformed::new(SIZE, "a size below 2^64 that is not negative")),
        _ => octal(block, SIZE, 12),
    }
}

impl Tar {
    /// Creates the format for the start of an archive.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets whether checksums of signed bytes are accepted too, as some old programs write them.
    #[must_use]
    pub fn signed_checksums(mut self, accepted: bool) -> Self {
        self.signed_checksums = accepted;
        self
    }

    fn check_sum(&self, block: &[u8; BLOCK]) -> Result<(), Malformed> {
        let (unsigned, signed) = sums(block);
        let found = octal(block, CHECKSUM, 8)?;
        let is_signed = self.signed_checksums && u64::try_from(signed) == Ok(found);
        if found == unsigned || is_signed {
            return Ok(());
        }
        Err(Malformed::new(CHECKSUM, "the sum of the header's bytes"))
    }

    /// Returns the size that a pax header specifies for the member with this header.
    fn pax_size(&self, header: &TarHeader) -> Option<u64> {
        if header.is_extension() || !header.has_data() || header.is_end() {
            return None;
        }
        self.next.or(self.global).specified()
    }

    /// Finds the end of the extension headers of a GNU sparse file. `scan.state` is the end of those that were read.
    fn sparse_header_len(
        &self,
        block: &[u8; BLOCK],
        seen: &[u8],
        scan: &mut Scan,
    ) -> Result<Extent, Malformed> {
        let is_set = |block: &[u8], at| block.get(at).is_some_and(|&flag: &u8| flag != 0);
        let mut end = usize::try_from(scan.state).unwrap_or(usize::MAX);
        if end == 0 {
            self.check_sum(block)?;
            end = BLOCK;
            if !is_set(block, IS_EXTENDED) {
                return Ok(Extent::Exact(end));
            }
        }
        while let Some(extension) = seen.get(end..end.saturating_add(BLOCK)) {
            end += BLOCK;
            if !is_set(extension, IS_EXTENDED_AGAIN) {
                return Ok(Extent::Exact(end));
            }
        }
        scan.state = end as u64;
        Ok(Extent::AtLeast(end.saturating_add(BLOCK)))
    }
}

impl TwoPhase for Tar {
    type Header = TarHeader;

    fn header_len(&self, seen: &[u8], scan: &mut Scan) -> Result<Extent, Malformed> {
        scan.position = seen.len();
        match seen.first_chunk() {
            None => Ok(Extent::AtLeast(BLOCK)),
            Some(block) if block.get(KIND) == Some(&b'S') => self.sparse_header_len(block, seen, scan),
            Some(_) => Ok(Extent::Exact(BLOCK)),
        }
    }

    fn header(&self, bytes: &[u8]) -> Result<TarHeader, Malformed> {
        let (block, map) =
            bytes.split_first_chunk().ok_or(Malformed::new(bytes.len(), "a block of 512 bytes"))?;
        let mut header = TarHeader { block: Box::new(*block), sparse_map: map.to_vec(), length: 0 };
        if header.is_end() {
            return Ok(header);
        }
        self.check_sum(block)?;
        header.length = match self.pax_size(&header) {
            Some(size) => size,
            None if header.has_data() => size(block)?,
            None => 0,
        };
        Ok(header)
    }

    fn body_len(&self, header: &TarHeader) -> Result<BodyLen, Malformed> {
        Ok(BodyLen::Exact(header.length))
    }

    fn trailer_len(&self, _: &TarHeader, body: u64) -> Result<u64, Malformed> {
        Ok((512 - body % 512) % 512)
    }

    fn observe_body(&mut self, header: &TarHeader, piece: &[u8]) {
        if matches!(header.kind(), b'x' | b'X' | b'g') {
            self.records.read(piece);
        }
    }

    fn end_frame(&mut self, header: &TarHeader, _: &[u8]) -> Result<(), Malformed> {
        let records = core::mem::take(&mut self.records);
        match header.kind() {
            b'x' | b'X' => self.next = records.finish()?.or(self.next),
            b'g' => self.global = records.finish()?.or(self.global),
            _ if !header.is_extension() => self.next = Size::Unspecified,
            _ => {}
        }
        Ok(())
    }

    fn limits(&self) -> Limits {
        Limits::DEFAULT.with_header(1 << 20)
    }
}

impl Encode for Tar {
    fn encode_header<B: ByteSink>(
        &self,
        header: &TarHeader,
        body_len: u64,
        out: &mut B,
    ) -> Result<(), EncodeError> {
        let mut written = header.clone();
        if header.is_end() || !header.has_data() {
            EncodeError::fit(body_len, 0)?;
        } else if let Some(size) = self.pax_size(header) {
            if size != body_len {
                return Err(EncodeError::Invalid("a body of the size in the pax header"));
            }
        } else if size(&header.block) != Ok(body_len) {
            written.put(SIZE, &size_field(body_len));
        }
        if !header.is_end() && self.check_sum(&written.block).is_err() {
            let sum = alloc::format!("{:06o}\0 ", sums(&written.block).0);
            written.put(CHECKSUM, sum.as_bytes());
        }
        out.put_slice(written.block.as_slice());
        out.put_slice(&written.sparse_map);
        Ok(())
    }

    fn encode_trailer<B: ByteSink>(&self, header: &TarHeader, body_len: u64, out: &mut B) {
        let padding = self.trailer_len(header, body_len).unwrap_or(0);
        out.put_bytes(0, usize::try_from(padding).unwrap_or(0));
    }
}

/// Encodes a size in 11 octal digits, or in base 256 where it needs more.
fn size_field(size: u64) -> [u8; 12] {
    let mut field = [0; 12];
    if size < 1 << 33 {
        let digits = alloc::format!("{size:011o}");
        field.iter_mut().zip(digits.bytes()).for_each(|(place, digit)| *place = digit);
    } else {
        field[0] = 0x80;
        field.iter_mut().skip(4).zip(size.to_be_bytes()).for_each(|(place, byte)| *place = byte);
    }
    field
}

#[cfg(feature = "registry")]
const SETTINGS: &[Setting<Tar>] = &[Setting::new(
    "signed_checksums",
    "true if checksums of signed bytes are accepted too; false by default",
    |format: &mut Tar, value| {
        format.signed_checksums = value.as_bool().ok_or("true or false")?;
        Ok(())
    },
)];

/// The header of a file of this many bytes, its sum included.
#[cfg(feature = "registry")]
#[expect(clippy::indexing_slicing, reason = "constant places of a block of 512 bytes, found in a `const`")]
const fn tar_header(size: u8, sum: &[u8; 6]) -> [u8; 512] {
    let mut block = [0; 512];
    block[0] = b'a';
    let mut at = 124;
    while at < 135 {
        block[at] = b'0';
        at += 1;
    }
    block[134] += size;
    at = 0;
    while at < sum.len() {
        block[148 + at] = sum[at];
        at += 1;
    }
    block[155] = b' ';
    block[156] = b'0';
    block
}

#[cfg(feature = "registry")]
preset! {
    "tar", "block of 512 bytes with the size in octal; data, padded to 512", "POSIX.1-2017, pax, ustar Interchange Format",
    make: || DynFormat::with_settings(Tar::new(), SETTINGS).with_diagram("[name, mode, owner:124][size:12 octal][time, sum, type and more:376..][body][padding:0..511]"),
    samples: ["file-and-end": [
        Frame::with_trailer(const { &tar_header(2, b"001643") }, b"hi", &[0; 510]),
        Frame::new(&[0; 512], b""),
    ]],
    rejects: [bad_header("sum", const { &tar_header(2, b"001644") }, 148)],
}
