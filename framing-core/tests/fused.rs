//! Everything that yields frames: after a final error, and after the end, it ends; after an error of the moment it continues.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test that is wrong fails, as it should"
)]

use std::collections::VecDeque;
use std::io::{self, Read};
use std::pin::Pin;
use std::task::{Context, Poll};

use framing_core::{FrameBuffer, FrameCodec, FrameReader, Frames, Netstring, U8, blocking};
use futures_util::stream::FusedStream;
use futures_util::{FutureExt, Stream, StreamExt};
use tokio::io::{AsyncRead, ReadBuf};
use tokio_util::codec::FramedRead;

/// Gives pieces and errors in turn, then ends.
struct Script(VecDeque<Result<&'static [u8], io::ErrorKind>>);

impl Script {
    fn new(steps: &[Result<&'static [u8], io::ErrorKind>]) -> Self {
        Self(steps.iter().copied().collect())
    }
}

impl Read for Script {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let piece = self.0.pop_front().unwrap_or(Ok(b""))?;
        room[..piece.len()].copy_from_slice(piece);
        Ok(piece.len())
    }
}

impl AsyncRead for Script {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        room: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        room.put_slice(self.0.pop_front().unwrap_or(Ok(b""))?);
        Poll::Ready(Ok(()))
    }
}

/// `f` for a frame, `e` for an error, `.` for the end: of the first eight calls.
fn shape<T, E>(mut next: impl FnMut() -> Option<Result<T, E>>) -> String {
    let letter = |item: Option<Result<T, E>>| match item {
        Some(Ok(_)) => 'f',
        Some(Err(_)) => 'e',
        None => '.',
    };
    (0..8).map(|_| letter(next())).collect()
}

fn stream_shape<S: Stream<Item = Result<T, E>> + Unpin, T, E>(mut stream: S) -> String {
    shape(|| stream.next().now_or_never().expect("nothing waits"))
}

const PIECES: [Result<&[u8], io::ErrorKind>; 1] = [Ok(b"1:a,1:b,x1:c,1:d,")];

#[test]
fn after_a_final_error_everything_ends() {
    let bytes = PIECES[0].unwrap();
    let mut buffer = FrameBuffer::new(Netstring);
    buffer.push(bytes);
    let mut batch = buffer.batch();
    let mut frames = Frames::new(bytes, Netstring);
    let mut owned = blocking::FrameReader::new(Script::new(&PIECES), Netstring).into_frames();
    let stream = || FrameReader::new(Script::new(&PIECES), Netstring).into_stream();
    for (what, shape) in [
        ("FrameBuffer::batch", shape(|| batch.next())),
        ("Frames", shape(|| frames.next())),
        ("blocking::Frames", shape(|| owned.next())),
        ("FrameStream", stream_shape(stream())),
    ] {
        assert_eq!(shape, "ffe.....", "{what}");
    }
    // `FramedRead` pauses after an error and then asks its decoder again.
    let framed = FramedRead::new(Script::new(&PIECES), FrameCodec::new(Netstring));
    assert!(stream_shape(framed).starts_with("ffe."), "FramedRead");
    assert_eq!(stream().filter_map(|frame| async { frame.ok() }).count().now_or_never(), Some(2));
}

#[test]
fn after_the_end_everything_stays_ended() {
    let steps = [Ok(&b"1:a,"[..]), Ok(b""), Ok(b"1:b,")];
    let owned = blocking::FrameReader::new(Script::new(&steps), Netstring).into_frames();
    let mut owned = owned;
    assert_eq!(shape(|| owned.next()), "f.......", "blocking::Frames");
    let mut stream = FrameReader::new(Script::new(&steps), Netstring).into_stream();
    assert!(!stream.is_terminated());
    assert_eq!(stream_shape(&mut stream), "f.......", "FrameStream");
    assert!(stream.is_terminated());
}

#[test]
fn an_error_of_the_transport_ends_it_unless_it_is_of_the_moment() {
    for (kind, expected) in [
        (io::ErrorKind::WouldBlock, "fef....."),
        (io::ErrorKind::TimedOut, "fef....."),
        (io::ErrorKind::ConnectionReset, "fe......"),
        (io::ErrorKind::Other, "fe......"),
    ] {
        let steps = [Ok(&b"\x01a"[..]), Err(kind), Ok(b"\x01b")];
        let mut owned = blocking::FrameReader::new(Script::new(&steps), U8::new()).into_frames();
        assert_eq!(shape(|| owned.next()), expected, "blocking::Frames, {kind}");
        let stream = FrameReader::new(Script::new(&steps), U8::new()).into_stream();
        assert_eq!(stream_shape(stream), expected, "FrameStream, {kind}");
    }
}

#[test]
fn a_reader_returns_its_final_error_again() {
    let mut reader = blocking::FrameReader::new(Script::new(&PIECES), Netstring);
    let mut owned = blocking::FrameReader::new(Script::new(&PIECES), Netstring).into_frames();
    assert!(reader.next().unwrap().is_some() && reader.next().unwrap().is_some());
    assert!(owned.next_frame().unwrap().is_some() && owned.next_frame().unwrap().is_some());
    for _ in 0..3 {
        assert_eq!(reader.next().unwrap_err().to_string(), owned.next_frame().unwrap_err().to_string());
    }
}

/// A file that grows: it ends, and after that it does not.
#[test]
fn after_a_temporary_end_reading_is_resumed() {
    let steps = [Ok(&b"1:a,"[..]), Ok(b""), Ok(b"1:"), Ok(b""), Ok(b"b,"), Ok(b"")];
    let mut reader = blocking::FrameReader::new(Script::new(&steps), Netstring);
    assert_eq!(reader.next().unwrap().unwrap().body(), b"a");
    assert!(reader.next().unwrap().is_none() && reader.next().unwrap().is_none(), "the end stays");
    reader.resume();
    let error = reader.next().unwrap_err();
    assert_eq!(error.frame_error().unwrap().outcome(), framing_core::Outcome::Truncated);
    reader.resume();
    let frame = reader.next().unwrap().unwrap();
    assert_eq!((frame.body(), frame.offset()), (&b"b"[..], 4));

    let mut reader = FrameReader::new(Script::new(&steps), Netstring);
    let mut next = || reader.next().now_or_never().unwrap().map(|frame| frame.is_some());
    assert!(next().unwrap() && !next().unwrap());
    reader.resume();
    assert!(reader.next().now_or_never().unwrap().is_err());
    reader.resume();
    assert_eq!(reader.next().now_or_never().unwrap().unwrap().unwrap().body(), b"b");
}

/// What was consumed is gone: no other frame is made up of what follows.
#[test]
fn a_body_that_was_streamed_is_not_resumed() {
    let mut reader =
        blocking::FrameReader::new(Script::new(&[Ok(b"\x03ab"), Ok(b""), Ok(b"c\x00")]), U8::new());
    let mut body = reader.next_header().unwrap().unwrap().stream().unwrap();
    assert!(body.read_to_end(&mut Vec::new()).is_err());
    reader.resume();
    assert!(reader.next().is_err());
}
