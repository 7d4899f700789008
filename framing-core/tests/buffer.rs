//! What the buffer holds as bytes come and go, and that frames which are kept survive the memory they came in.

#![cfg(feature = "tokio")]

use std::io::{self, ErrorKind, Read};
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use framing_core::{FrameReader, ReadError, U32Be, blocking};
use futures_core::Stream;
use tokio::io::{AsyncRead, ReadBuf};

const KIB: usize = 1 << 10;
const MIB: usize = 1 << 20;

/// Returns a fixed number of bytes per read, and blocks once between any two reads.
struct Pieces {
    wire: Vec<u8>,
    at: usize,
    piece: usize,
    blocks: bool,
}

impl Pieces {
    fn new(wire: Vec<u8>, piece: usize) -> Self {
        Self { wire, at: 0, piece, blocks: false }
    }

    fn next(&mut self, room: usize) -> Option<&[u8]> {
        self.blocks = !self.blocks;
        if self.blocks {
            return None;
        }
        let end = self.wire.len().min(self.at + self.piece.min(room));
        self.wire.get(mem::replace(&mut self.at, end)..end)
    }
}

impl Read for Pieces {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let mut piece = self.next(room.len()).ok_or(ErrorKind::WouldBlock)?;
        piece.read(room)
    }
}

impl AsyncRead for Pieces {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        room: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match self.next(room.remaining()) {
            Some(piece) => {
                room.put_slice(piece);
                Poll::Ready(Ok(()))
            }
            None => {
                cx.waker().wake_by_ref();
                Poll::Pending
            }
        }
    }
}

fn wire_of(sizes: &[usize]) -> Vec<u8> {
    let mut wire = Vec::new();
    for (frame, &size) in sizes.iter().enumerate() {
        wire.extend((size as u32).to_be_bytes());
        wire.extend(body(frame, size));
    }
    wire
}

fn body(frame: usize, size: usize) -> Vec<u8> {
    (0..size).map(|at| (at * 7 + frame * 13) as u8).collect()
}

/// Frames of many sizes, among them those next to which the buffer changes its mind, and several after a large one.
const SIZES: [usize; 16] = [
    0,
    1,
    16,
    3 * KIB,
    4 * KIB,
    31 * KIB,
    32 * KIB,
    33 * KIB,
    64 * KIB - 4,
    64 * KIB,
    65 * KIB,
    MIB,
    200,
    200,
    40 * KIB,
    9,
];
const PIECES: [usize; 8] = [7 * KIB, 8 * KIB, 13 * KIB, 64 * KIB, 64 * KIB + 4, 100 * KIB, MIB, 4 * MIB];

#[test]
fn memory_follows_what_arrived_and_nothing_is_held_between_two_frames() {
    for (size, piece, reads_ahead) in [
        (MIB, 100, 4 * KIB),
        (MIB, 5000, 4 * KIB),
        (MIB, 8 * KIB, 64 * KIB),
        (MIB, 64 * KIB, 64 * KIB),
        (MIB, 4 * MIB, 64 * KIB),
        (5000, 100, 4 * KIB),
        (100 * KIB, MIB, 64 * KIB),
    ] {
        let mut reader = blocking::FrameReader::new(Pieces::new(wire_of(&[size]), piece), U32Be::new());
        let frame = loop {
            match reader.next() {
                Ok(frame) => break frame.map(|frame| frame.body().len()),
                Err(ReadError::Io(blocked)) => assert_eq!(blocked.kind(), ErrorKind::WouldBlock),
                Err(error) => panic!("{error}"),
            }
            let (held, unread) = (reader.frames().capacity(), reader.frames().buffered().len());
            let most = if unread == 0 { 0 } else { reads_ahead.max(2 * unread) };
            assert!(held <= most, "{held} bytes for {unread}: frame of {size}, pieces of {piece}");
        };
        assert_eq!(frame, Some(size));
        assert!(matches!(reader.next(), Err(ReadError::Io(_))), "the end comes later");
        assert_eq!(reader.frames().capacity(), 0, "frame of {size}, pieces of {piece}");
    }
}

#[test]
fn a_large_frame_is_not_paid_for_by_the_small_ones_after_it() {
    let mut sizes = vec![MIB];
    sizes.extend([1000; 1000]);
    let mut reader = blocking::FrameReader::new(Pieces::new(wire_of(&sizes), 4 * KIB + 100), U32Be::new());
    let mut seen = 0;
    while seen < sizes.len() {
        match reader.next() {
            Ok(frame) => seen += usize::from(frame.is_some()),
            Err(ReadError::Io(blocked)) => assert_eq!(blocked.kind(), ErrorKind::WouldBlock),
            Err(error) => panic!("{error}"),
        }
    }
    assert!(reader.frames().capacity() <= 64 * KIB, "{} bytes", reader.frames().capacity());
}

#[test]
fn lent_frames_are_the_same_however_large_the_reads_are() {
    for piece in PIECES {
        let mut reader = blocking::FrameReader::new(Pieces::new(wire_of(&SIZES), piece), U32Be::new());
        let mut seen = 0;
        while seen < SIZES.len() {
            match reader.next() {
                Ok(frame) => assert!(
                    frame.unwrap().body() == body(seen, SIZES[seen]),
                    "frame {seen}, pieces of {piece}"
                ),
                Err(_) => continue,
            }
            seen += 1;
        }
    }
}

#[test]
fn owned_frames_are_the_same_whether_the_earlier_ones_are_kept_or_dropped() {
    for piece in PIECES {
        for every in [1, 2, 3, SIZES.len() + 1] {
            let mut frames =
                FrameReader::new(Pieces::new(wire_of(&SIZES), piece), U32Be::new()).into_stream();
            let mut kept = Vec::new();
            for (at, &size) in SIZES.iter().enumerate() {
                let frame = next(&mut frames).unwrap().unwrap();
                assert!(frame.body() == body(at, size), "frame {at}, pieces of {piece}");
                if at % every == 0 {
                    kept.push((at, frame));
                }
            }
            assert!(next(&mut frames).is_none());
            for (at, frame) in kept {
                assert!(frame.into_body() == body(at, SIZES[at]), "frame {at}, pieces of {piece}");
            }
        }
    }
}

fn next<S: Stream + Unpin>(stream: &mut S) -> Option<S::Item> {
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(item) = Pin::new(&mut *stream).poll_next(&mut context) {
            return item;
        }
    }
}
