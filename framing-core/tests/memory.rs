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

use framing_core::{BodyLen, Budget, Extent, FrameReader, Malformed, Scan, TwoPhase, U32Be};
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

/// Returns the heap bytes that `readers` readers hold, themselves included, when each has taken `frames` frames of what
/// its peer sent and waits.
fn held_by(readers: usize, sent: &'static [u8], frames: usize) -> usize {
    let region = Region::new(ALLOCATOR);
    let mut all: Vec<_> = (0..readers).map(|_| FrameReader::new(Silent(sent), U32Be)).collect();
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

/// A header of one byte, then a body until the end of the stream.
#[derive(Clone, Copy)]
struct UntilEnd;

impl TwoPhase for UntilEnd {
    type Header = ();

    fn header_len(&self, _: &[u8], _: &mut Scan) -> Result<Extent, Malformed> {
        Ok(Extent::Exact(1))
    }

    fn header(&self, _: &[u8]) -> Result<(), Malformed> {
        Ok(())
    }

    fn body_len(&self, (): &()) -> Result<BodyLen, Malformed> {
        Ok(BodyLen::UntilEnd)
    }
}

/// A header up to a line feed, of which a search asks for one byte more each time; `x` and `y` are variants with a body
/// that a search ends, and with a body of 100,000 bytes.
#[derive(Clone, Copy)]
struct Line;

impl TwoPhase for Line {
    type Header = u8;

    fn header_len(&self, seen: &[u8], _: &mut Scan) -> Result<Extent, Malformed> {
        let end = seen.iter().position(|byte| *byte == b'\n');
        Ok(end.map_or(Extent::AtLeast(seen.len() + 1), |end| Extent::Exact(end + 1)))
    }

    fn header(&self, bytes: &[u8]) -> Result<u8, Malformed> {
        Ok(bytes[0])
    }

    fn body_len(&self, header: &u8) -> Result<BodyLen, Malformed> {
        Ok(if *header == b'x' { BodyLen::Scan } else { BodyLen::Exact(100_000) })
    }

    fn scan_body(&self, _: &u8, seen: &[u8], _: &mut Scan) -> Result<Extent, Malformed> {
        Ok(Extent::AtLeast(seen.len() + 1))
    }
}

/// A peer that sends its bytes in pieces, one for each time it is polled, and then nothing.
struct Slow {
    bytes: &'static [u8],
    piece: usize,
    pause: bool,
}

impl AsyncRead for Slow {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        room: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.pause = !self.pause;
        if self.pause || self.bytes.is_empty() {
            return Poll::Pending;
        }
        let (sent, rest) = self.bytes.split_at(self.bytes.len().min(room.remaining()).min(self.piece));
        self.bytes = rest;
        room.put_slice(sent);
        Poll::Ready(Ok(()))
    }
}

fn fails<F: TwoPhase>(reader: &mut FrameReader<Slow, F>) -> bool {
    let polled = pin!(reader.next()).poll(&mut Context::from_waker(Waker::noop()));
    matches!(polled, Poll::Ready(Err(_)))
}

/// The most that 300 readers under one budget hold at any time, while their slow peers send in turns.
fn held_under_a_budget<F: TwoPhase + Copy>(format: F, bytes: &'static [u8], budget: usize) -> usize {
    let peers = [1000, 1 << 10, 3 << 10, 7777];
    let budget = Budget::new(budget);
    let region = Region::new(ALLOCATOR);
    let mut all: Vec<_> = (0..300)
        .map(|i| {
            FrameReader::new(Slow { bytes, piece: peers[i % 4], pause: false }, format).with_budget(&budget)
        })
        .collect();
    let mut most = 0;
    for _ in 0..400 {
        for reader in &mut all {
            let failed = fails(reader);
            // A frame that is over the budget is given up.
            if failed {
                *reader = FrameReader::new(Slow { bytes, piece: 1 << 10, pause: false }, format)
                    .with_budget(&budget);
            }
        }
        let change = region.change();
        most = most.max(change.bytes_allocated - change.bytes_deallocated);
    }
    drop(all);
    assert_eq!(budget.available(), budget.total(), "all of it was given back");
    most
}

fn a_budget_bounds_memory_for_every_shape_of_format() {
    static TEXT: [u8; 300_000] = [b'a'; 300_000];
    static BODY: [u8; 300_000] = {
        let mut bytes = [b'x'; 300_000];
        (bytes[0], bytes[1], bytes[2], bytes[3]) = (0, 1, 0, 0);
        bytes
    };
    static SCANNED: [u8; 300_000] = {
        let mut bytes = [b'x'; 300_000];
        bytes[1] = b'\n';
        bytes
    };
    static LONG_HEADER: [u8; 300_000] = {
        let mut bytes = [b'y'; 300_000];
        bytes[5_000] = b'\n';
        bytes
    };
    let readers = 300 * 1024;
    for budget in [0, 5 << 10, 64 << 10, 1 << 20] {
        let bound = budget + 300 * (2 << 10) + readers;
        for (what, held) in [
            ("a length in a fixed header", held_under_a_budget(U32Be, &BODY, budget)),
            ("a header that is searched for", held_under_a_budget(Line, &TEXT, budget)),
            ("a body that is searched for", held_under_a_budget(Line, &SCANNED, budget)),
            ("a long header, then a known length", held_under_a_budget(Line, &LONG_HEADER, budget)),
            ("a body until the end", held_under_a_budget(UntilEnd, &TEXT, budget)),
        ] {
            println!("{what}, budget {budget}: {held} bytes of {bound}");
            assert!(held <= bound, "{what}: {held} bytes under a budget of {budget}");
        }
    }
}

#[test]
fn many_readers_hold_little() {
    a_budget_bounds_memory_for_every_shape_of_format();
    static A_MEBIBYTE: [u8; 4 + MIB] = {
        let mut frame = [b'x'; 4 + MIB];
        (frame[0], frame[1], frame[2], frame[3]) = (0, 0x10, 0, 0);
        frame
    };
    for (what, readers, sent, frames, most) in [
        ("idle, nothing ever came", 100_000, &b""[..], 0, 22 * MIB),
        ("idle after a frame", 100_000, b"\0\0\0\x05hello", 1, 22 * MIB),
        ("a header that claims 8 MiB, then silence", 10_000, &[0, 0x80, 0, 0], 0, 64 * MIB),
        ("idle after a frame of 1 MiB", 100, &A_MEBIBYTE, 1, MIB / 10),
    ] {
        let held = held_by(readers, sent, frames);
        println!("{readers:>7} readers, {what}: {held} bytes, {} each", held / readers);
        assert!(held <= most, "{what}: {held} bytes, at most {most} were wanted");
    }
}
