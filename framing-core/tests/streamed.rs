//! Deciding after the header: bodies as streams, frames passed over, refused, and streams handed to another format.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test that is wrong fails, as it should"
)]

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use framing_core::{
    Admission, BodyLen, ErrorKind, Extent, FrameBuffer, FrameCodec, FrameReader, Limits, Malformed,
    Netstring, Outcome, ReadError, Scan, TwoPhase, U8, U32Be,
};
use futures_util::StreamExt;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, ReadBuf};

const TWO: &[u8] = b"\x05hello\x02hi";

fn reader(bytes: &[u8]) -> FrameReader<&[u8], U8> {
    FrameReader::new(bytes, U8::new())
}

#[tokio::test]
async fn a_body_dropped_at_any_byte_leaves_the_next_frame_whole() {
    for taken in 0..=5 {
        let mut reader = reader(TWO);
        let mut body = reader.next_header().await.unwrap().unwrap().stream().unwrap();
        body.read_exact(&mut vec![0; taken]).await.unwrap();
        assert_eq!(body.remaining(), Some(5 - taken as u64));
        let _ = body;
        let next = reader.next().await.unwrap().unwrap();
        assert_eq!((next.body(), next.offset()), (&b"hi"[..], 6), "after {taken} bytes");
        assert!(reader.next().await.unwrap().is_none());
    }
}

#[tokio::test]
async fn a_frame_that_nothing_is_decided_about_is_given_again() {
    let mut reader = reader(TWO);
    for _ in 0..3 {
        let incoming = reader.next_header().await.unwrap().unwrap();
        assert_eq!((*incoming.header(), incoming.announced().offset, incoming.body_len()), (5, 0, Some(5)));
    }
    assert_eq!(reader.next().await.unwrap().unwrap().body(), b"hello");
}

#[tokio::test]
async fn a_body_can_be_read_line_by_line() {
    let mut reader = reader(b"\x08one\ntwo\n\x01x");
    let body = reader.next_header().await.unwrap().unwrap().stream().unwrap();
    let mut lines = body.lines();
    assert_eq!(lines.next_line().await.unwrap().as_deref(), Some("one"));
    assert_eq!(lines.next_line().await.unwrap().as_deref(), Some("two"));
    assert_eq!(lines.next_line().await.unwrap(), None);
    drop(lines);
    assert_eq!(reader.next().await.unwrap().unwrap().body(), b"x");
}

#[tokio::test]
async fn a_trailer_is_verified_when_the_body_ends() {
    let mut reader = FrameReader::new(&b"5:hello;"[..], Netstring);
    let mut body = reader.next_header().await.unwrap().unwrap().stream().unwrap();
    let error = body.read_to_end(&mut Vec::new()).await.unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::InvalidData);
    let error = reader.next().await.unwrap_err().frame_error().expect("the reader is fused");
    assert_eq!((error.outcome(), error.offset()), (Outcome::Malformed, 7));
}

#[tokio::test]
async fn a_body_cut_short_says_so_in_its_phase() {
    let mut reader = reader(b"\x05hel");
    let mut body = reader.next_header().await.unwrap().unwrap().stream().unwrap();
    let error = body.read_to_end(&mut Vec::new()).await.unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
    assert_eq!(error.to_string(), "stream ended at byte 4 inside the body: 4 of 6 bytes of the frame");
}

#[tokio::test]
async fn a_frame_over_the_limit_can_be_skipped_and_the_stream_goes_on() {
    let mut reader = reader(TWO).with_limits(Limits::DEFAULT.with_body(2));
    let error = reader.next().await.unwrap_err().frame_error().unwrap();
    assert_eq!((error.kind(), error.skip()), (ErrorKind::TooLong { len: 5, limit: 2 }, Some(6)));
    assert_eq!(reader.next().await.unwrap_err().frame_error(), Some(error), "until something is decided");
    reader.next_header().await.unwrap().unwrap().skip().await.unwrap();
    assert_eq!(reader.next().await.unwrap().unwrap().body(), b"hi");
}

#[tokio::test]
async fn a_frame_over_the_limit_can_be_allowed_after_all() {
    let mut reader = reader(TWO).with_limits(Limits::DEFAULT.with_body(0));
    assert!(reader.next().await.is_err());
    reader.set_limits(Limits::DEFAULT);
    assert_eq!(reader.next().await.unwrap().unwrap().body(), b"hello");
}

#[tokio::test]
async fn a_limit_of_zero_lets_empty_bodies_through() {
    let mut reader = reader(b"\x00\x00\x01x").with_limits(Limits::DEFAULT.with_body(0));
    assert_eq!(reader.next().await.unwrap().unwrap().body(), b"");
    assert_eq!(reader.next().await.unwrap().unwrap().body(), b"");
    assert!(
        matches!(reader.next().await, Err(ReadError::Frame(error)) if error.outcome() == Outcome::TooLong)
    );
}

#[tokio::test]
async fn a_refused_frame_ends_the_stream() {
    let mut reader = reader(TWO);
    let refused =
        reader.next_admitted(|len, _| if *len == 5 { Admission::Refuse } else { Admission::Buffer });
    let refused = refused.await.unwrap_err().frame_error().unwrap();
    assert_eq!((refused.kind(), refused.offset()), (ErrorKind::Refused, 0));
    assert_eq!(reader.next().await.unwrap_err().frame_error(), Some(refused));
}

#[tokio::test]
async fn a_policy_chooses_among_frames() {
    for (policy, expected) in [
        (Admission::Buffer, vec![&b"hello"[..], b"hi"]),
        (Admission::BufferUpTo(4), vec![b"hi"]),
        (Admission::Skip, vec![]),
    ] {
        let mut reader = reader(TWO);
        let mut bodies = Vec::new();
        while let Some(frame) = reader.next_admitted(|_, _| policy).await.unwrap() {
            bodies.push(frame.body().to_vec());
        }
        assert_eq!(bodies, expected, "{policy:?}");
    }
}

/// A transport that claims one long frame and makes up its body, never twice the same number of bytes at once.
struct Endless {
    header: Option<[u8; 4]>,
    left: u64,
    step: usize,
}

impl AsyncRead for Endless {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        room: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if let Some(header) = self.header.take() {
            room.put_slice(&header);
            return Poll::Ready(Ok(()));
        }
        self.step = self.step % 65_521 + 1_009;
        let n = room.remaining().min(self.step).min(usize::try_from(self.left).unwrap());
        room.initialize_unfilled_to(n).fill(b'x');
        room.advance(n);
        self.left -= n as u64;
        Poll::Ready(Ok(()))
    }
}

const GIB: u32 = 1 << 30;

fn endless() -> FrameReader<Endless, U32Be> {
    let transport = Endless { header: Some(GIB.to_be_bytes()), left: GIB.into(), step: 0 };
    FrameReader::new(transport, U32Be::new())
}

#[tokio::test]
async fn a_body_of_a_gibibyte_is_forwarded_through_64_kib() {
    let mut reader = endless();
    let body = reader.next_header().await.unwrap().unwrap().stream().unwrap();
    let forwarded = body.forward(&mut tokio::io::sink()).await.unwrap();
    assert_eq!(forwarded, u64::from(GIB));
    let held = reader.frames().capacity();
    assert!(held <= 64 << 10, "{held} bytes held");
    assert!(reader.next().await.unwrap().is_none());
}

#[tokio::test]
async fn a_body_of_a_gibibyte_is_skipped_through_64_kib() {
    let mut reader = endless();
    reader.next_header().await.unwrap().unwrap().skip().await.unwrap();
    let held = reader.frames().capacity();
    assert!(held <= 64 << 10, "{held} bytes held");
    assert!(reader.next().await.unwrap().is_none());
}

#[tokio::test]
async fn copying_a_body_takes_the_bytes_where_they_are_wanted() {
    let mut wire = (200_000_u32).to_be_bytes().to_vec();
    wire.extend((0..200_000_u32).map(|i| i as u8));
    wire.extend(b"\0\0\0\x02hi");
    let mut reader = FrameReader::new(&wire[..], U32Be::new());
    let mut body = reader.next_header().await.unwrap().unwrap().stream().unwrap();
    let mut copy = Vec::new();
    assert_eq!(tokio::io::copy(&mut body, &mut copy).await.unwrap(), 200_000);
    assert_eq!(copy, wire[4..200_004]);
    assert_eq!(reader.next().await.unwrap().unwrap().body(), b"hi");
}

#[tokio::test]
async fn a_stream_is_handed_to_another_format_with_every_byte() {
    let wire = b"\x02hi5:hello,\x03one";
    let mut first = FrameReader::new(&wire[..], U8::new());
    assert_eq!(first.next().await.unwrap().unwrap().body(), b"hi");
    let mut second = first.with_format(Netstring);
    let frame = second.next().await.unwrap().unwrap();
    assert_eq!((frame.body(), frame.offset()), (&b"hello"[..], 3));
    let (transport, unread) = second.into_parts();
    assert_eq!((&unread[..], transport), (&b"\x03one"[..], &b""[..]));
}

#[tokio::test]
async fn what_was_handed_over_and_what_is_still_to_come_are_one_stream() {
    for cut in 0..8 {
        let mut frames = framing_core::FrameBuffer::new(U8::new());
        frames.push(&TWO[..cut]);
        let whole = frames.next().unwrap().map(|frame| frame.body().len());
        let handed_over = frames.into_unread();
        let rest = handed_over.chain(&TWO[cut..]);
        let mut reader = FrameReader::new(rest, U8::new());
        let expected: &[&[u8]] = if whole.is_some() { &[b"hi"] } else { &[b"hello", b"hi"] };
        for body in expected {
            assert_eq!(reader.next().await.unwrap().unwrap().body(), *body, "cut at {cut}");
        }
        assert!(reader.next().await.unwrap().is_none());
    }
}

#[tokio::test]
async fn a_stream_goes_on_as_another_format_in_a_codec_and_from_a_codec_in_a_reader() {
    let wire = b"\x02hi5:hello,\x03one";
    for most in 1..=wire.len() {
        let transport = tokio_util::io::StreamReader::new(futures_util::stream::iter(
            wire.chunks(most).map(Ok::<_, io::Error>),
        ));
        let mut first = tokio_util::codec::FramedRead::new(transport, FrameCodec::new(U8::new()));
        assert_eq!(first.next().await.unwrap().unwrap().body(), b"hi");
        let mut second = first.map_decoder(|_| FrameCodec::new(Netstring));
        assert_eq!(second.next().await.unwrap().unwrap().body(), b"hello");
        let unread = second.read_buffer().clone();
        let mut third = FrameReader::new(second.into_inner(), U8::new()).with_unread(&unread);
        assert_eq!(third.next().await.unwrap().unwrap().body(), b"one", "in pieces of {most}");
        assert!(third.next().await.unwrap().is_none());
    }
}

/// A kind of frame with a limit of its own: kind 1 has at most 2 bytes.
#[derive(Clone)]
struct Kinds;

impl TwoPhase for Kinds {
    type Header = (u8, u8);

    fn header_len(
        &self,
        _: &[u8],
        _: &mut framing_core::Scan,
    ) -> Result<framing_core::Extent, framing_core::Malformed> {
        Ok(framing_core::Extent::Exact(2))
    }

    fn header(&self, bytes: &[u8]) -> Result<(u8, u8), framing_core::Malformed> {
        Ok((bytes[0], bytes[1]))
    }

    fn body_len(&self, header: &(u8, u8)) -> Result<framing_core::BodyLen, framing_core::Malformed> {
        Ok(framing_core::BodyLen::Exact(header.1.into()))
    }

    fn body_limit(&self, header: &(u8, u8)) -> u64 {
        if header.0 == 1 { 2 } else { u64::MAX }
    }
}

#[tokio::test]
async fn a_format_limits_each_kind_of_frame() {
    for (wire, outcome) in [(&b"\x00\x03one"[..], None), (b"\x01\x02hi", None), (b"\x01\x03one", Some(2))] {
        let mut reader = FrameReader::new(wire, Kinds);
        let limit = reader.next().await.err().and_then(|error| match error.frame_error()?.kind() {
            ErrorKind::TooLong { limit, .. } => Some(limit),
            _ => None,
        });
        assert_eq!(limit, outcome, "{wire:?}");
    }
}

/// A transport that is not ready before every byte.
struct Halting<'a> {
    rest: &'a [u8],
    ready: bool,
}

impl AsyncRead for Halting<'_> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        room: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.ready = !self.ready;
        if self.ready {
            return Poll::Pending;
        }
        let (now, rest) = self.rest.split_at(self.rest.len().min(1));
        room.put_slice(now);
        self.rest = rest;
        Poll::Ready(Ok(()))
    }
}

/// Polls a future once and drops it: what it gave, if it was ready.
macro_rules! polled_once {
    ($future:expr) => {
        match Box::pin($future).as_mut().poll(&mut Context::from_waker(std::task::Waker::noop())) {
            Poll::Ready(given) => Some(given),
            Poll::Pending => None,
        }
    };
}

#[test]
fn a_body_goes_on_where_a_dropped_future_left_it() {
    let mut reader = FrameReader::new(Halting { rest: TWO, ready: false }, U8::new());
    loop {
        match polled_once!(reader.next_header()) {
            Some(incoming) => {
                _ = incoming.unwrap().unwrap().stream().unwrap();
                break;
            }
            None => continue,
        }
    }
    let mut text = Vec::new();
    while let Some(mut body) = reader.streaming() {
        if let Some(byte) = polled_once!(body.read_u8()) {
            text.extend(byte);
        }
    }
    assert_eq!(text, b"hello");
    let next = loop {
        if let Some(next) = polled_once!(reader.next()) {
            break next.unwrap().unwrap().body().to_vec();
        }
    };
    assert_eq!(next, b"hi");
}

/// Lines: the body ends at the newline, which only a walk over it finds.
struct Lines;

impl TwoPhase for Lines {
    type Header = ();

    fn header_len(&self, _: &[u8], _: &mut Scan) -> Result<Extent, Malformed> {
        Ok(Extent::Exact(0))
    }

    fn header(&self, _: &[u8]) -> Result<(), Malformed> {
        Ok(())
    }

    fn body_len(&self, (): &()) -> Result<BodyLen, Malformed> {
        Ok(BodyLen::Scan)
    }

    fn scan_body(&self, (): &(), seen: &[u8], _: &mut Scan) -> Result<Extent, Malformed> {
        let newline = seen.iter().position(|byte| *byte == b'\n');
        Ok(newline.map_or(Extent::AtLeast(seen.len() + 1), |at| Extent::Exact(at + 1)))
    }
}

#[test]
fn a_frame_that_is_passed_over_stays_so_though_its_end_must_be_searched() {
    let mut reader = FrameReader::new(Halting { rest: b"one\ntwo\n", ready: false }, Lines);
    let skipping = loop {
        if let Some(incoming) = polled_once!(reader.next_header()) {
            break polled_once!(incoming.unwrap().unwrap().skip());
        }
    };
    assert!(skipping.is_none(), "it waits for the newline, and is dropped");
    let next = loop {
        if let Some(next) = polled_once!(reader.next()) {
            break next.unwrap().unwrap().body().to_vec();
        }
    };
    assert_eq!(next, b"two\n");
}

#[test]
fn a_pushed_frame_whose_end_must_be_searched_is_passed_over_as_it_comes() {
    let mut frames = FrameBuffer::new(Lines);
    frames.push(b"o");
    assert!(frames.next_header().unwrap().is_some());
    frames.skip().unwrap();
    frames.push(b"ne");
    assert!(frames.batch().next().is_none());
    frames.push(b"\ntwo\n");
    let bodies: Vec<_> = frames.batch().map(|frame| frame.unwrap().body().to_vec()).collect();
    assert_eq!(bodies, [b"two\n"]);
    frames.push(b"cut");
    assert!(frames.next_header().unwrap().is_some());
    frames.skip().unwrap();
    frames.end();
    assert_eq!(frames.next().unwrap_err().outcome(), Outcome::Truncated);
}
