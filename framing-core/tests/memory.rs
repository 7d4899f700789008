//! What many readers hold, by a counting allocator. One test, because the allocator counts for the whole process.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test that is wrong fails, as it should"
)]

use std::alloc::System;
use std::io;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use framing_core::{FrameReader, U32Be};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use tokio::io::{AsyncRead, ReadBuf};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const MIB: usize = 1 << 20;

/// A peer that sends so much and then nothing.
struct Silent(&'static [u8]);

impl AsyncRead for Silent {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        room: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let (sent, rest) = self.0.split_at(self.0.len().min(room.remaining()));
        self.0 = rest;
        room.put_slice(sent);
        if sent.is_empty() { Poll::Pending } else { Poll::Ready(Ok(())) }
    }
}

/// Bytes of heap that so many readers hold, the readers themselves included, when each has taken `frames` frames of what
/// its peer sent and waits.
fn held_by(readers: usize, sent: &'static [u8], frames: usize) -> usize {
    let region = Region::new(ALLOCATOR);
    let mut all: Vec<_> = (0..readers).map(|_| FrameReader::new(Silent(sent), U32Be::new())).collect();
    for reader in &mut all {
        for _ in 0..frames {
            assert!(is_ready(reader));
        }
        assert!(!is_ready(reader));
    }
    let change = region.change();
    change.bytes_allocated - change.bytes_deallocated
}

fn is_ready(reader: &mut FrameReader<Silent, U32Be>) -> bool {
    pin!(reader.next()).poll(&mut Context::from_waker(Waker::noop())).is_ready()
}

#[test]
fn many_readers_hold_little() {
    static A_MEBIBYTE: [u8; 4 + MIB] = {
        let mut frame = [b'x'; 4 + MIB];
        (frame[0], frame[1], frame[2], frame[3]) = (0, 0x10, 0, 0);
        frame
    };
    for (what, readers, sent, frames, most) in [
        ("idle, nothing ever came", 100_000, &b""[..], 0, 20 * MIB),
        ("idle after a frame", 100_000, b"\0\0\0\x05hello", 1, 20 * MIB),
        ("a header that claims 8 MiB, then silence", 10_000, &[0, 0x80, 0, 0], 0, 64 * MIB),
        ("idle after a frame of 1 MiB", 100, &A_MEBIBYTE, 1, MIB / 10),
    ] {
        let held = held_by(readers, sent, frames);
        println!("{readers:>7} readers, {what}: {held} bytes, {} each", held / readers);
        assert!(held <= most, "{what}: {held} bytes, at most {most} were wanted");
    }
}
