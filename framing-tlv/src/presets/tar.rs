//! Members of a tar archive.

use alloc::boxed::Box;

use bytes::BufMut;
use framing_core::number::text::Radix;
use framing_core::{BodyLen, Encode, EncodeError, Extent, Malformed, Scan, TwoPhase};

#[cfg(feature = "registry")]
use super::declare::{DynFormat, Frame, bad_header, preset};
use crate::header::big_endian;

/// Members of a tar archive (POSIX.1-2017, *pax*, ustar Interchange Format; GNU tar for sizes in base 256), whose header
/// checksum is verified. A block of zeros, as at the end of the archive, is a header without a body.
///
/// ```
/// use framing_core::encode_frame;
/// use framing_tlv::{Tar, TarHeader};
///
/// let mut archive = Vec::new();
/// encode_frame(&mut Tar, &TarHeader::new("a.txt"), b"hi", &mut archive)?;
/// assert_eq!((archive.len(), &archive[512..514]), (1024, &b"hi"[..]));
/// # Ok::<(), framing_core::EncodeError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tar;

/// The header of a [`Tar`] member: a block of 512 bytes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TarHeader {
    block: Box<[u8; BLOCK]>,
    /// Bytes of the member. Not looked at when the header is written.
    pub length: u64,
}

const BLOCK: usize = 512;
const SIZE: usize = 124;
const CHECKSUM: usize = 148;
const KIND: usize = 156;

impl TarHeader {
    /// The header of a regular file; of `name` the first 100 bytes.
    #[must_use]
    pub fn new(name: &str) -> Self {
        let mut header = Self { block: Box::new([0; BLOCK]), length: 0 };
        header.put(0, name.as_bytes().get(..100).unwrap_or(name.as_bytes()));
        header.put(100, b"0000644\0");
        header.put(257, b"ustar\x0000");
        header.put(KIND, b"0");
        header
    }

    /// The block as it was read.
    #[must_use]
    pub fn block(&self) -> &[u8; BLOCK] {
        &self.block
    }

    /// The name, without the prefix of ustar.
    #[must_use]
    pub fn name(&self) -> &[u8] {
        let name = self.block.get(..100).unwrap_or_default();
        name.split(|&byte| byte == 0).next().unwrap_or_default()
    }

    fn put(&mut self, at: usize, bytes: &[u8]) {
        self.block.iter_mut().skip(at).zip(bytes).for_each(|(place, &byte)| *place = byte);
    }

    /// Whether it is a block of zeros.
    fn is_end(&self) -> bool {
        self.block.iter().all(|&byte| byte == 0)
    }

    /// Links, devices, directories and pipes have no data, whatever size they tell.
    fn has_data(&self) -> bool {
        !matches!(self.block.get(KIND), Some(b'1'..=b'6'))
    }

    /// The sum of all bytes, those of the checksum taken as blanks.
    fn sum(&self) -> u64 {
        let blank = |(at, &byte): (usize, &u8)| if (CHECKSUM..KIND).contains(&at) { b' ' } else { byte };
        self.block.iter().enumerate().map(blank).map(u64::from).sum()
    }
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

/// The octal number in the field at `at`, which blanks may precede and a blank or a zero byte ends.
fn octal(block: &[u8; BLOCK], at: usize, width: usize) -> Result<u64, Malformed> {
    let field = block.get(at..at + width).unwrap_or_default();
    let blanks = field.iter().take_while(|&&byte| byte == b' ').count();
    let digits = field.iter().skip(blanks).take_while(|&&byte| !matches!(byte, b' ' | 0));
    let mut numbered = (at + blanks..).zip(digits);
    numbered.try_fold(0, |value, (at, &byte)| Radix::Octal.append(value, at, byte))
}

/// The size: octal, or, where the first bit is set, a big-endian number of 11 bytes behind that first byte.
fn size(block: &[u8; BLOCK]) -> Result<u64, Malformed> {
    let field = block.get(SIZE..SIZE + 12).unwrap_or_default();
    match field {
        [0x80, 0, 0, 0, low @ ..] => Ok(big_endian(low)),
        [first, ..] if *first >= 0x80 => Err(Malformed::new(SIZE, "a size below 2^64 that is not negative")),
        _ => octal(block, SIZE, 12),
    }
}

impl TwoPhase for Tar {
    type Header = TarHeader;

    fn header_len(&self, _: &[u8], _: &mut Scan) -> Result<Extent, Malformed> {
        Ok(Extent::Exact(BLOCK))
    }

    fn header(&self, bytes: &[u8]) -> Result<TarHeader, Malformed> {
        let block = *bytes.first_chunk().ok_or(Malformed::new(bytes.len(), "a block of 512 bytes"))?;
        let mut header = TarHeader { block: Box::new(block), length: 0 };
        if header.is_end() {
            return Ok(header);
        }
        if octal(&block, CHECKSUM, 8)? != header.sum() {
            return Err(Malformed::new(CHECKSUM, "the sum of the header's bytes"));
        }
        header.length = if header.has_data() { size(&block)? } else { 0 };
        Ok(header)
    }

    fn body_len(&self, header: &TarHeader) -> Result<BodyLen, Malformed> {
        Ok(BodyLen::Exact(header.length))
    }

    fn trailer_len(&self, _: &TarHeader, body: u64) -> Result<u64, Malformed> {
        Ok((BLOCK as u64 - body % BLOCK as u64) % BLOCK as u64)
    }
}

impl Encode for Tar {
    fn encode_header<B: BufMut>(
        &self,
        header: &TarHeader,
        body_len: u64,
        out: &mut B,
    ) -> Result<(), EncodeError> {
        if header.is_end() || !header.has_data() {
            EncodeError::fit(body_len, 0)?;
            out.put_slice(header.block.as_slice());
            return Ok(());
        }
        let mut written = header.clone();
        if size(&header.block) != Ok(body_len) {
            written.put(SIZE, &size_field(body_len));
        }
        if octal(&written.block, CHECKSUM, 8) != Ok(written.sum()) {
            let sum = alloc::format!("{:06o}\0 ", written.sum());
            written.put(CHECKSUM, sum.as_bytes());
        }
        out.put_slice(written.block.as_slice());
        Ok(())
    }

    fn encode_trailer<B: BufMut>(&self, header: &TarHeader, body_len: u64, out: &mut B) {
        let padding = self.trailer_len(header, body_len).unwrap_or(0);
        out.put_bytes(0, usize::try_from(padding).unwrap_or(0));
    }
}

/// A size in 11 octal digits, or in base 256 where it takes more.
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
    make: || DynFormat::new(Tar).with_diagram("[name, mode, owner:124][size:12 octal][time, sum, type and more:376][body][padding:0..511]"),
    samples: ["file-and-end": [
        Frame::with_trailer(const { &tar_header(2, b"001643") }, b"hi", &[0; 510]),
        Frame::new(&[0; 512], b""),
    ]],
    rejects: [bad_header("sum", const { &tar_header(2, b"001644") }, 148)],
}
