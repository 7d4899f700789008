//! More than 2^32 bytes, none of them allocated: offsets are 64 bits wide, whatever the width of `usize`.

use bytes::{Buf, Bytes};
use framing_core::{FrameQueue, Limits, U64Be, Watermarks};

use crate::formats::bytes;

const LONG: u64 = (1 << 32) + 5;

fn queue() -> FrameQueue<U64Be> {
    FrameQueue::new(U64Be::new())
        .with_watermarks(Watermarks::DEFAULT.with_high(u64::MAX))
        .with_limits(Limits::DEFAULT.with_body(u64::MAX))
}

/// Writes everything that is at hand, at most `most` bytes at once.
fn write(queue: &mut FrameQueue<U64Be>, most: usize, mut see: impl FnMut(u64, &[u8])) {
    while let Some(next) = queue.unsent().next() {
        let next = &next[..next.len().min(most)];
        see(queue.offset(), next);
        let written = next.len();
        queue.written(written);
    }
}

#[test]
fn a_streamed_body_of_more_than_4_gib_is_written_once() {
    let mut queue = queue();
    queue.enqueue_body(&b"before"[..]).unwrap();
    queue.begin_source(0, LONG).unwrap();
    let mut heads = Vec::new();
    let mut see = |offset: u64, seen: &[u8]| {
        if !(22..LONG + 22).contains(&offset) {
            heads.extend_from_slice(seen);
        }
    };
    while queue.missing().is_some() {
        let room = queue.source_room().len();
        queue.source_filled(room).unwrap();
        write(&mut queue, usize::MAX, &mut see);
    }
    queue.enqueue_body(&b"after"[..]).unwrap();
    write(&mut queue, usize::MAX, see);
    let lens = [6_u64, LONG, 5].map(u64::to_be_bytes);
    assert_eq!(heads, [&lens[0][..], b"before", &lens[1], &lens[2], b"after"].concat());
    assert_eq!((queue.offset(), queue.is_empty()), (LONG + 3 * 8 + 11, true));
}

/// The same piece again and again.
struct Repeated {
    piece: Bytes,
    left: usize,
}

impl Buf for Repeated {
    fn remaining(&self) -> usize {
        self.left
    }

    fn chunk(&self) -> &[u8] {
        &self.piece[..self.left.min(self.piece.len())]
    }

    fn advance(&mut self, n: usize) {
        assert!(n == self.piece.len() || n == self.left);
        self.left -= n;
    }

    fn copy_to_bytes(&mut self, len: usize) -> Bytes {
        self.left -= len;
        self.piece.slice(..len)
    }
}

#[test]
fn a_shared_body_of_more_than_4_gib_is_written_once() {
    // The last piece is as large as the others.
    let len = (1 << 32) + (16 << 20);
    let Ok(long) = usize::try_from(len) else { return };
    let piece = bytes(16 << 20);
    for most in [usize::MAX, 10 << 20] {
        let mut queue = queue();
        queue.enqueue_body(Repeated { piece: piece.clone(), left: long }).unwrap();
        queue.enqueue_body(&b"after"[..]).unwrap();
        let mut heads = Vec::new();
        write(&mut queue, most, |offset, seen| match offset.checked_sub(8).filter(|at| *at < len) {
            Some(at) => assert_eq!(seen[0], piece[at as usize % piece.len()], "at {at}"),
            None => heads.extend_from_slice(seen),
        });
        assert_eq!(heads, [&len.to_be_bytes()[..], &5_u64.to_be_bytes(), b"after"].concat());
    }
}

#[test]
fn a_body_that_was_cut_beyond_4_gib_is_handed_back_as_such() {
    let Ok(long) = usize::try_from(LONG) else { return };
    let mut queue = queue();
    queue.enqueue_body(Repeated { piece: bytes(16 << 20), left: long }).unwrap();
    for _ in 0..4 {
        queue.written(1 << 30);
    }
    queue.written(9);
    let rest: u64 = queue.unsent().map(|part| part.len() as u64).sum();
    assert_eq!((rest, queue.unsent_len()), (LONG - (1 << 32) - 1, LONG - (1 << 32) - 1));
}
