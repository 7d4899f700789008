//! All limits at once, small ones too: whatever they are, the split of a stream makes no difference.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test that is wrong fails, as it should")]

use framing_core::registry::{Declaration, DynFormat};
use framing_core::{Error, FrameBuffer, Limits};

/// Streams longer than this would take long and show nothing else.
const LONGEST: usize = 40;

fn formats() -> impl Iterator<Item = &'static Declaration> {
    framing_core::registry::formats()
        .iter()
        .chain(framing_tlv::registry::formats())
        .chain(framing_chunked::registry::formats())
        .chain(framing_http::registry::formats())
}

/// The streams of a format that are declared, and those with a last byte that is wrong.
fn streams(declaration: &Declaration) -> Vec<Vec<u8>> {
    let mut streams: Vec<Vec<u8>> = declaration.rejects.iter().map(|reject| reject.bytes.to_vec()).collect();
    for sample in declaration.samples {
        let parts = sample.frames.iter().map(|frame| [frame.header, frame.body, frame.trailer].concat());
        streams.push(parts.collect::<Vec<_>>().concat());
    }
    streams.retain(|stream| !stream.is_empty() && stream.len() <= LONGEST);
    let wrong: Vec<_> = streams
        .iter()
        .map(|stream| stream.iter().rev().skip(1).rev().copied().chain([0xff]).collect())
        .collect();
    streams.extend(wrong);
    streams
}

fn read(format: &DynFormat, limits: Limits, pieces: &[&[u8]]) -> (Vec<Vec<u8>>, Option<Error>) {
    let mut frames = FrameBuffer::new(format.clone()).with_limits(limits);
    let mut seen = Vec::new();
    for piece in pieces.iter().map(Some).chain([None]) {
        match piece {
            Some(piece) => frames.push(piece),
            None => frames.end(),
        }
        loop {
            match frames.next() {
                Ok(Some(frame)) => seen.push(frame.bytes().to_vec()),
                Ok(None) => break,
                Err(error) => return (seen, Some(error)),
            }
        }
    }
    (seen, None)
}

fn check(name: &str, format: &DynFormat, limits: Limits, stream: &[u8]) {
    let whole = read(format, limits, &[stream]);
    for (first, second) in (1..stream.len()).filter_map(|cut| stream.split_at_checked(cut)) {
        let cut = read(format, limits, &[first, second]);
        assert_eq!(cut, whole, "{name} {limits:?}: {first:02x?} | {second:02x?}");
    }
    let each: Vec<_> = stream.chunks(1).collect();
    assert_eq!(read(format, limits, &each), whole, "{name} {limits:?}: {stream:02x?}, byte by byte");
}

#[test]
fn the_split_makes_no_difference_whatever_all_limits_are() {
    for declaration in formats() {
        let format = (declaration.make)();
        for stream in streams(declaration) {
            for header in [0, 1, 3, stream.len() / 2, Limits::DEFAULT.header()] {
                for body in [0, 1, 3, u64::MAX] {
                    for trailer in [0, 1, 2] {
                        let limits =
                            Limits::DEFAULT.with_header(header).with_body(body).with_trailer(trailer);
                        check(declaration.name, &format, limits, &stream);
                    }
                }
            }
        }
    }
}
