//! Files that are read as streams.

use framing_core::Phase;
use framing_core::registry::{DynFormat, Reject, SampleFrame as Frame};

use super::bad_header;
use crate::{Png, Tar};

preset! {
    RIFF = "riff", "four letters, 4-byte little-endian size; data, padded to 2", "Multimedia Programming Interface 1.0, Resource Interchange File Format",
    spec: r#"
        header = 8
        offset = 4
        width = 4
        order = "little"
        pad = 2
    "#,
    samples: ["padded": [
        Frame::with_trailer(b"INAM\x03\x00\x00\x00", b"hi\0", b"\0"),
        Frame::new(b"data\x04\x00\x00\x00", b"\x01\x02\x03\x04"),
    ]],
    rejects: [Reject::too_long("announces-the-maximum", b"data\xff\xff\xff\xff", 8)],
}

preset! {
    MP4 = "mp4", "4-byte size of all, type, or 1 and an 8-byte size; box", "ISO/IEC 14496-12, section 4.2",
    spec: r#"
        header = 8
        width = 4
        counts = "frame"
        escapes = [{ number = 1, width = 8 }]
        until-end = 0
    "#,
    samples: ["boxes": [
        Frame::new(b"\x00\x00\x00\x10ftyp", b"isom\0\0\x02\0"),
        Frame::new(b"\x00\x00\x00\x01mdat\0\0\0\0\0\0\0\x12", b"hi"),
        Frame::new(b"\x00\x00\x00\x08free", b""),
    ]],
    rejects: [
        bad_header("below-the-header", b"\x00\x00\x00\x07free", 0),
        bad_header("below-the-long-header", b"\x00\x00\x00\x01mdat\0\0\0\0\0\0\0\x0f", 8),
    ],
}

preset! {
    WASM_SECTION = "wasm-section", "section id, size as a varint of 32 bits, contents", "WebAssembly Core, section 5.5.2",
    spec: r#"
        offset = 1
        varint = "leb128"
        width = 5
        bits = 32
    "#,
    samples: ["type-and-custom": [
        Frame::new(b"\x01\x04", b"\x01\x60\x00\x00"),
        Frame::new(b"\x00\x83\x00", b"\x02hi"),
    ]],
    rejects: [bad_header("over-32-bits", b"\x01\x80\x80\x80\x80\x10", 5)],
}

preset! {
    PKT_LINE = "pkt-line", "4 hex digits that count all; data. 0000, 0001 and 0002 stand alone", "git, protocol-common, pkt-line Format; protocol-v2",
    spec: r#"
        text = "hex"
        width = 4
        counts = "frame"
        no-body = [0, 1, 2]
        max = 65516
    "#,
    samples: ["want-flush": [
        Frame::new(b"000a", b"hello\n"),
        Frame::new(b"0004", b""),
        Frame::new(b"0001", b""),
        Frame::new(b"0000", b""),
    ]],
    rejects: [
        bad_header("three", b"0003", 0),
        bad_header("no-digit", b"00g0", 2),
        Reject::too_long("over-65520", b"fff1", 4),
    ],
}

preset! {
    PNG = "png", "4-byte length, type, data, CRC of type and data", "Portable Network Graphics, third edition, section 5.3",
    make: || DynFormat::new(Png::new()).drawn("[length:4 BE][type:4][body][crc32:4]"),
    samples: ["end": [
        Frame::with_trailer(b"\x00\x00\x00\x00IEND", b"", b"\xae\x42\x60\x82"),
        Frame::with_trailer(b"\x00\x00\x00\x01tRNS", b"\x00", b"\x40\xe6\xd8\x66"),
    ]],
    rejects: [
        bad_header("negative-length", b"\x80", 0),
        bad_header("no-letter", b"\x00\x00\x00\x00IEN1", 7),
        Reject::malformed("crc", b"\x00\x00\x00\x00IEND\xae\x42\x60\x83", 0, 8, Phase::Trailer),
    ],
}

/// The header of a file of this many bytes, its sum included.
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

preset! {
    TAR = "tar", "block of 512 bytes with the size in octal; data, padded to 512", "POSIX.1-2017, pax, ustar Interchange Format",
    make: || DynFormat::new(Tar).drawn("[name, mode, owner:124][size:12 octal][time, sum, type and more:376][body][padding:0..511]"),
    samples: ["file-and-end": [
        Frame::with_trailer(const { &tar_header(2, b"001643") }, b"hi", &[0; 510]),
        Frame::new(&[0; 512], b""),
    ]],
    rejects: [bad_header("sum", const { &tar_header(2, b"001644") }, 148)],
}
