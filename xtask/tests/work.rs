//! The work and the memory of entry points that take bytes, at n and 4n bytes: both grow with n, not faster.
//!
//! Work is counted, not timed: bytes that a search examines, allocations, and bytes of heap in all, which no peak exceeds.
#![cfg(test)]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test that is wrong fails, as it should"
)]

use std::alloc::System;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, Waker};

use framing_chunked::{BodyDecoder, CodedBody, HttpChunked};
use framing_core::fields::Fields;
use framing_core::registry::DynFormat;
use framing_core::{
    BodyLen, Decoder, Extent, FrameBuffer, FrameQueue, FrameReader, Frames, Limits, Malformed, Netstring,
    Queue, Scan, Step, TwoPhase, U16Be, blocking, encode_frame, leb128, simplex,
};
use framing_http::ambiguity::Judge;
use framing_http::{HttpRequest, HttpResponse};
use framing_tlv::families::{BER, RADIUS};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Bytes that searches of [`Shape`] have looked at.
static EXAMINED: AtomicU64 = AtomicU64::new(0);

/// One format of each shape.
#[derive(Clone, Copy, Debug)]
enum Shape {
    /// Four bytes of length.
    Fixed,
    /// A header up to a line feed, no body.
    SearchedHeader,
    /// A header of one byte, a body up to a line feed.
    SearchedBody,
    /// A header of one byte, a body until the end.
    UntilEnd,
}

/// Looks for a line feed, each byte once.
fn search(seen: &[u8], scan: &mut Scan) -> Extent {
    let unseen = &seen[scan.position.min(seen.len())..];
    let found = unseen.iter().position(|byte| *byte == b'\n');
    EXAMINED.fetch_add(found.map_or(unseen.len(), |at| at + 1) as u64, Ordering::Relaxed);
    match found {
        Some(at) => Extent::Exact(scan.position + at + 1),
        None => {
            scan.position = seen.len();
            Extent::AtLeast(seen.len() + 1)
        }
    }
}

impl TwoPhase for Shape {
    type Header = u32;

    fn header_len(&self, seen: &[u8], scan: &mut Scan) -> Result<Extent, Malformed> {
        Ok(match self {
            Self::Fixed => Extent::Exact(4),
            Self::SearchedHeader => search(seen, scan),
            Self::SearchedBody | Self::UntilEnd => Extent::Exact(1),
        })
    }

    fn header(&self, bytes: &[u8]) -> Result<u32, Malformed> {
        EXAMINED.fetch_add(1, Ordering::Relaxed);
        Ok(match self {
            Self::Fixed => u32::from_be_bytes(bytes.try_into().unwrap()),
            _ => 0,
        })
    }

    fn body_len(&self, header: &u32) -> Result<BodyLen, Malformed> {
        Ok(match self {
            Self::Fixed => BodyLen::Exact((*header).into()),
            Self::SearchedHeader => BodyLen::Exact(0),
            Self::SearchedBody => BodyLen::Scan,
            Self::UntilEnd => BodyLen::UntilEnd,
        })
    }

    fn scan_body(&self, _: &u32, seen: &[u8], scan: &mut Scan) -> Result<Extent, Malformed> {
        Ok(search(seen, scan))
    }

    fn limits(&self) -> Limits {
        Limits::UNLIMITED
    }
}

impl Shape {
    /// A frame of `len` bytes.
    fn frame(self, len: usize) -> Vec<u8> {
        let mut frame = vec![b'x'; len];
        match self {
            Self::Fixed => frame[..4].copy_from_slice(&u32::try_from(len - 4).unwrap().to_be_bytes()),
            _ => frame[len - 1] = b'\n',
        }
        frame
    }
}

/// The numbers that must not grow faster than the input.
#[derive(Clone, Copy, Debug)]
struct Work {
    examined: u64,
    allocations: u64,
    allocated: u64,
}

fn measure(run: &mut dyn FnMut()) -> Work {
    EXAMINED.store(0, Ordering::Relaxed);
    let region = Region::new(ALLOCATOR);
    run();
    let change = region.change();
    let allocations = (change.allocations + change.reallocations) as u64;
    let allocated = change.bytes_allocated as u64;
    Work { examined: EXAMINED.load(Ordering::Relaxed), allocations, allocated }
}

/// Bytes, allocations and examined bytes that do not count, because they do not depend on the input.
const FLOOR: u64 = 8 << 10;

/// Four times the input is at most about four times the work; quadratic work would be sixteen times as much.
///
/// Memory that grows by doubling may be caught before or after a step, hence half as much to spare.
fn assert_linear(name: &str, run: &mut dyn FnMut(usize)) {
    let sizes = [16 << 10, 64 << 10_usize];
    // What is allocated once, such as a table, is allocated before.
    run(sizes[0]);
    let work = sizes.map(|n| measure(&mut || run(n)));
    let [small, large] = work;
    for (what, small, large, tenths) in [
        ("bytes examined", small.examined, large.examined, 44),
        ("allocations", small.allocations * 64, large.allocations * 64, 60),
        ("bytes allocated", small.allocated, large.allocated, 60),
    ] {
        assert!(
            large <= small * tenths / 10 + FLOOR,
            "{name}: {what}: {small} at n, {large} at 4n: {work:?}"
        );
    }
}

/// A way to read a stream that comes in pieces.
type Path = fn(Shape, &[u8], usize);

const PATHS: &[(&str, Path)] = &[
    ("Decoder", |shape, stream, piece| {
        let (mut decoder, mut start) = (Decoder::new(shape), 0);
        for end in (0..=stream.len()).step_by(piece).chain([stream.len()]) {
            while let Ok(Step::Done(frame)) = decoder.decode(&stream[start..end]) {
                start += frame.bytes().len();
            }
        }
        let _ = decoder.finish(&stream[start..]).is_ok();
    }),
    ("Frames", |shape, stream, _| assert!(Frames::new(stream, shape).all(|frame| frame.is_ok()))),
    ("FrameBuffer::push, next", |shape, stream, piece| {
        let mut frames = FrameBuffer::new(shape);
        for piece in stream.chunks(piece) {
            frames.push(piece);
            while frames.next().unwrap().is_some() {}
        }
        frames.end();
        while frames.next().unwrap().is_some() {}
    }),
    ("FrameBuffer::push, a backlog", |shape, stream, piece| {
        let mut frames = FrameBuffer::new(shape);
        stream.chunks(piece).for_each(|piece| frames.push(piece));
        frames.end();
        while frames.next().unwrap().is_some() {}
    }),
    ("FrameBuffer::batch", |shape, stream, piece| {
        let mut frames = FrameBuffer::new(shape);
        for piece in stream.chunks(piece) {
            frames.push(piece);
            assert!(frames.batch().all(|frame| frame.is_ok()));
        }
    }),
    ("blocking::FrameReader::next", |shape, stream, piece| {
        let mut reader = blocking::FrameReader::new(Pieces { rest: stream, piece }, shape);
        while reader.next().unwrap().is_some() {}
    }),
    ("blocking::FrameReader::into_frames", |shape, stream, piece| {
        let reader = blocking::FrameReader::new(Pieces { rest: stream, piece }, shape);
        assert!(reader.into_frames().all(|frame| frame.is_ok()));
    }),
    ("blocking::Incoming::stream, skip", |shape, stream, piece| {
        let mut reader = blocking::FrameReader::new(Pieces { rest: stream, piece }, shape);
        let mut is_skipped = false;
        while let Some(incoming) = reader.next_header().unwrap() {
            is_skipped = !is_skipped;
            match is_skipped || matches!(shape, Shape::SearchedBody) {
                true => incoming.skip().unwrap(),
                false => drop(std::io::copy(&mut incoming.stream().unwrap(), &mut std::io::sink()).unwrap()),
            }
        }
    }),
    ("FrameReader::next, cancelled at every poll", |shape, stream, piece| {
        let mut reader = FrameReader::new(Pieces { rest: stream, piece }, shape);
        loop {
            let polled = pin!(reader.next()).poll(&mut Context::from_waker(Waker::noop()));
            if let Poll::Ready(None) = polled.map(Result::unwrap) {
                break;
            }
        }
    }),
];

/// A transport that gives at most `piece` bytes at a time.
struct Pieces<'a> {
    rest: &'a [u8],
    piece: usize,
}

impl std::io::Read for Pieces<'_> {
    fn read(&mut self, room: &mut [u8]) -> std::io::Result<usize> {
        let most = room.len().min(self.piece);
        self.rest.read(&mut room[..most])
    }
}

impl tokio::io::AsyncRead for Pieces<'_> {
    fn poll_read(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut Context<'_>,
        room: &mut tokio::io::ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        let most = room.remaining().min(self.piece).min(self.rest.len());
        let (piece, rest) = self.rest.split_at(most);
        room.put_slice(piece);
        self.rest = rest;
        Poll::Ready(Ok(()))
    }
}

fn readers_are_linear() {
    for shape in [Shape::Fixed, Shape::SearchedHeader, Shape::SearchedBody, Shape::UntilEnd] {
        for (path, read) in PATHS {
            for piece in [1, 1000, 4096, usize::MAX >> 1] {
                let name = format!("{path}, {shape:?}, pieces of {piece}");
                assert_linear(&format!("{name}, one frame"), &mut |n| read(shape, &shape.frame(n), piece));
                assert_linear(&format!("{name}, many frames"), &mut |n| {
                    read(shape, &shape.frame(32).repeat(n / 32), piece);
                });
            }
        }
    }
}

/// What is run on an input of about n bytes.
type EntryPoint = fn(usize);

/// Other entry points that take bytes.
const ENTRY_POINTS: &[(&str, EntryPoint)] = &[
    ("leb128::decode", |n| assert!(leb128::decode(&vec![0x80; n]).is_err())),
    ("encode_frame", |n| {
        let mut out = Vec::new();
        let body = [7; 60];
        (0..n / 64).for_each(|_| encode_frame(&mut Netstring, &60, &body, &mut out).unwrap());
    }),
    ("FrameQueue, written at the end", |n| {
        let mut queue =
            FrameQueue::new(U16Be::new()).with_watermarks(framing_core::Watermarks::new(u64::MAX, 0));
        (0..n / 64).for_each(|_| queue.enqueue_body(&[7; 62][..]).unwrap());
        queue.written(n);
    }),
    ("FrameQueue, written byte by byte", |n| {
        let mut queue =
            FrameQueue::new(U16Be::new()).with_watermarks(framing_core::Watermarks::new(u64::MAX, 0));
        for _ in 0..n / 64 {
            queue.enqueue_body(&[7; 62][..]).unwrap();
            (0..60).for_each(|_| queue.written(1));
        }
        assert_eq!(queue.undelivered().frames.len(), 4 * (n / 64) / 64);
    }),
    ("Fields", |n| assert!(Fields::new("Name: value\r\n".repeat(n / 13).as_bytes()).count() > 0)),
    ("HttpRequest, a long head", |n| {
        let head = format!("GET / HTTP/1.1\r\nHost: a\r\nX: {}\r\n\r\n", "x".repeat(n));
        let limits = Limits::UNLIMITED;
        assert_eq!(Frames::new(head.as_bytes(), HttpRequest::new()).with_limits(limits).count(), 1);
    }),
    ("HttpRequest, many requests", |n| {
        let stream = "GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(n / 27);
        assert_eq!(Frames::new(stream.as_bytes(), HttpRequest::new()).count(), n / 27);
    }),
    ("HttpResponse, a body until the end", |n| {
        let stream = format!("HTTP/1.1 200 OK\r\n\r\n{}", "x".repeat(n));
        assert_eq!(Frames::new(stream.as_bytes(), HttpResponse::new()).count(), 1);
    }),
    ("ambiguity::Judge::report", |n| {
        let stream = "GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(n / 27);
        assert!(Judge::requests().report(stream.as_bytes()).agreed() > 0);
    }),
    ("CodedBody::content", |n| {
        let coded = [&b"1\r\nx\r\n".repeat(n / 6)[..], b"0\r\n\r\n"].concat();
        assert_eq!(CodedBody::content(&coded).len(), n / 6);
    }),
    ("BodyDecoder::compact", |n| {
        let mut coded = [&b"1\r\nx\r\n".repeat(n / 6)[..], b"0\r\n\r\n"].concat();
        assert!(BodyDecoder::new(HttpChunked::new()).compact(&mut coded).unwrap().ended_body);
    }),
    ("Walk, flat", |n| assert_eq!(RADIUS.walk(&b"\x01\x06nemo".repeat(n / 6)).count(), n / 6)),
    ("Walk, nested without lengths", |n| {
        let bytes = b"\x30\x80".repeat(n / 2);
        assert!(BER.walk(&bytes).with_max_depth(usize::MAX).count() >= n / 2);
    }),
    ("Builder", |n| {
        let mut builder = BER.builder();
        for _ in 0..n / 64 {
            builder.value(framing_tlv::Tag::from_byte(4), &[7; 62]).unwrap();
        }
        assert!(builder.finish().is_ok());
    }),
    ("DynFormat::parse_spec, a comment", |n| {
        assert!(DynFormat::parse_spec(format!("# {}\nheader = 2\nwidth = 2\n", "x".repeat(n))).is_ok());
    }),
    ("Queue", |n| {
        let queue = Queue::new(n);
        (0..n / 8).for_each(|i| queue.try_send(i).unwrap());
        (0..n / 8).for_each(|i| assert_eq!(queue.blocking_receive(), Some(i)));
    }),
    ("pipe, byte by byte", |n| {
        let (mut writer, mut reader) = simplex(n + 1);
        let context = &mut Context::from_waker(Waker::noop());
        (0..n).for_each(|_| assert!(writer.poll_write(context, b"x").is_ready()));
        assert!(reader.poll_fill(context, n).is_ready());
        (0..n).for_each(|_| reader.consume(1));
    }),
];

/// One test, because the allocator counts for the process.
#[test]
fn work_and_memory_are_linear_in_the_input() {
    for (name, run) in ENTRY_POINTS {
        assert_linear(name, &mut |n| run(n));
    }
    readers_are_linear();
    let quadratic = std::panic::catch_unwind(|| {
        assert_linear("quadratic", &mut |n| (0..n / 64).for_each(|len| drop(vec![0_u8; len])));
    });
    assert!(quadratic.is_err(), "the test can fail");
}
