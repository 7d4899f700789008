//! Sizes that earlier headers of an archive decide.
#![cfg(test)]

use framing_core::{ErrorKind, FrameBuffer, TwoPhase, encode_frame};
use framing_tlv::{Tar, TarHeader};

/// A member whose size field is `field`, followed by `data` and its padding.
fn member(kind: u8, name: &str, field: &str, data: &[u8]) -> Vec<u8> {
    let mut block = *TarHeader::new(name).with_kind(kind).block();
    block[124..136].copy_from_slice(format!("{field:0>11}\0").as_bytes());
    seal(&mut block);
    let padding = vec![0; (512 - data.len() % 512) % 512];
    [&block[..], data, &padding].concat()
}

/// Writes the checksum.
fn seal(block: &mut [u8]) {
    block[148..156].fill(b' ');
    let sum: u64 = block.iter().map(|&byte| u64::from(byte)).sum();
    block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
}

fn pax(kind: u8, records: &str) -> Vec<u8> {
    member(kind, "pax", &format!("{:o}", records.len()), records.as_bytes())
}

/// The name and the size of each member, and where the archive is refused.
fn list(format: Tar, archive: &[u8]) -> (Vec<(String, usize)>, Option<u64>) {
    let whole = read(format.clone(), [archive].into_iter());
    let split = read(format, archive.chunks(7));
    assert_eq!(whole, split);
    whole
}

fn read<'a>(format: Tar, pieces: impl Iterator<Item = &'a [u8]>) -> (Vec<(String, usize)>, Option<u64>) {
    let mut frames = FrameBuffer::new(format);
    let mut members = Vec::new();
    for piece in pieces.map(Some).chain([None]) {
        match piece {
            Some(piece) => frames.push(piece),
            None => frames.end(),
        }
        loop {
            match frames.next() {
                Ok(Some(member)) => {
                    let name = String::from_utf8_lossy(member.header.name()).into_owned();
                    members.push((name, member.body().len()));
                }
                Ok(None) => break,
                Err(error) => return (members, Some(error.offset())),
            }
        }
    }
    (members, None)
}

/// One row: the records of an extended and of a global header, and the sizes of two members whose fields say 3.
#[test]
fn a_pax_size_replaces_the_size_field() {
    let rows: [(&str, Option<&str>, [usize; 2]); 7] = [
        ("no size", None, [3, 3]),
        ("larger", Some("x13 size=1536\n"), [1536, 3]),
        ("smaller", Some("x10 size=1\n"), [1, 3]),
        ("empty", Some("x10 size=0\n"), [0, 3]),
        ("global", Some("g10 size=5\n"), [5, 5]),
        ("cancelled", Some("x8 size=\n"), [3, 3]),
        ("other records", Some("x12 path=abc\n"), [3, 3]),
    ];
    for (name, records, sizes) in rows {
        let mut archive = records.map_or_else(Vec::new, |records| {
            let (kind, records) = records.split_at(1);
            pax(kind.as_bytes()[0], records)
        });
        let extended = usize::from(!archive.is_empty());
        for size in sizes {
            archive.extend(member(b'0', "file", "3", &vec![b'x'; size]));
        }
        archive.extend([0; 1024]);
        let (members, refused) = list(Tar::new(), &archive);
        let files: Vec<_> = members.iter().skip(extended).take(2).map(|(_, size)| *size).collect();
        assert_eq!((files, refused), (sizes.to_vec(), None), "{name}");
    }
}

#[test]
fn a_pax_size_goes_past_long_names_and_is_none_of_a_link() {
    let long = member(b'L', "././@LongLink", "5", b"long\0");
    let archive = [
        pax(b'x', "10 size=9\n"),
        long,
        member(b'0', "file", "0", &[b'x'; 9]),
        member(b'2', "link", "7", b""),
    ]
    .concat();
    let (members, refused) = list(Tar::new(), &archive);
    let sizes: Vec<_> = members.iter().map(|(_, size)| *size).collect();
    assert_eq!((sizes, refused), (vec![10, 5, 9, 0], None));
}

#[test]
fn malformed_records_are_refused_with_their_header() {
    let (members, refused) = list(Tar::new(), &pax(b'x', "10 size=z\n"));
    assert_eq!((members.len(), refused), (0, Some(522)));
}

#[test]
fn the_map_of_a_sparse_file_is_header() {
    for extensions in 0..4_usize {
        let mut block = *TarHeader::new("sparse").with_kind(b'S').block();
        block[124..136].copy_from_slice(b"00000000002\0");
        block[482] = u8::from(extensions > 0);
        seal(&mut block);
        let mut archive = block.to_vec();
        for left in (0..extensions).rev() {
            let mut extension = [0; 512];
            extension[504] = u8::from(left > 0);
            archive.extend(extension);
        }
        archive.extend(b"hi");
        archive.resize(archive.len() + 510, 0);
        assert_eq!(list(Tar::new(), &archive), (vec![("sparse".to_owned(), 2)], None), "{extensions}");
        let mut frames = FrameBuffer::new(Tar::new());
        frames.push(&archive);
        let header = frames.next().unwrap().unwrap().header;
        let mut written = Vec::new();
        encode_frame(&mut Tar::new(), &header, b"hi", &mut written).unwrap();
        assert_eq!(written, archive, "{extensions}");
    }
}

#[test]
fn signed_checksums_are_a_setting() {
    let mut archive = member(b'0', "caf\u{e9}", "0", b"");
    let sum: i64 =
        archive[..148].iter().chain(&archive[156..]).map(|&byte| i64::from(i8::from_ne_bytes([byte]))).sum();
    archive[148..156].copy_from_slice(format!("{:06o}\0 ", sum + 8 * 32).as_bytes());
    assert_eq!(list(Tar::new(), &archive), (vec![], Some(148)));
    assert_eq!(list(Tar::new().signed_checksums(true), &archive).1, None);
}

#[test]
fn a_writer_keeps_to_the_pax_size() {
    let mut writer = Tar::new();
    let mut out = Vec::new();
    let extended = TarHeader::new("pax").with_kind(b'x');
    encode_frame(&mut writer, &extended, b"10 size=2\n", &mut out).unwrap();
    assert!(encode_frame(&mut writer, &TarHeader::new("file"), b"abc", &mut out).is_err());
    encode_frame(&mut writer, &TarHeader::new("file"), b"ab", &mut out).unwrap();
    encode_frame(&mut writer, &TarHeader::new("file"), b"abc", &mut out).unwrap();
    let sizes: Vec<_> = list(Tar::new(), &out).0.into_iter().map(|(_, size)| size).collect();
    assert_eq!(sizes, [10, 2, 3]);
    assert!(Tar::new().limits().header() >= 1 << 20);
    let mut frames = FrameBuffer::new(Tar::new());
    frames.push(&out[..600]);
    frames.end();
    assert!(matches!(frames.next().unwrap_err().kind(), ErrorKind::Truncated { .. }));
}
