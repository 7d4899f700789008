//! The same frames and the same errors over every transport trait, for every split of small streams.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that is wrong fails, as it should"
)]

use std::collections::VecDeque;
use std::convert::Infallible;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use framing_core::{Error, FrameBuffer, Netstring, TwoPhase, U8, blocking, embedded_io as embedded, futures};
use futures_util::FutureExt;

/// Gives its pieces, one a read.
#[derive(Clone)]
struct Pieces(VecDeque<Vec<u8>>);

impl Pieces {
    fn next(&mut self, room: &mut [u8]) -> usize {
        let Some(mut piece) = self.0.pop_front() else { return 0 };
        let n = piece.len().min(room.len());
        room[..n].copy_from_slice(&piece[..n]);
        if n < piece.len() {
            self.0.push_front(piece.split_off(n));
        }
        n
    }
}

impl io::Read for Pieces {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        Ok(self.next(room))
    }
}

impl futures_util::AsyncRead for Pieces {
    fn poll_read(mut self: Pin<&mut Self>, _: &mut Context<'_>, room: &mut [u8]) -> Poll<io::Result<usize>> {
        Poll::Ready(Ok(self.next(room)))
    }
}

impl embedded_io::ErrorType for Pieces {
    type Error = Infallible;
}

impl embedded_io::Read for Pieces {
    fn read(&mut self, room: &mut [u8]) -> Result<usize, Infallible> {
        Ok(self.next(room))
    }
}

impl embedded_io_async::Read for Pieces {
    async fn read(&mut self, room: &mut [u8]) -> Result<usize, Infallible> {
        Ok(self.next(room))
    }
}

/// What came: bodies, then the error if there was one.
type Outcome = (Vec<Vec<u8>>, Option<Error>);

/// Collects frames with `next`, whose error is turned into the framing error by `error`.
macro_rules! collect {
    ($reader:expr, [$($await:tt)*], $error:expr) => {{
        let mut reader = $reader;
        let mut bodies = Vec::new();
        let end = loop {
            match reader.next()$($await)* {
                Ok(Some(frame)) => bodies.push(frame.body().to_vec()),
                Ok(None) => break None,
                Err(error) => break Some($error(error)),
            }
        };
        (bodies, end)
    }};
}

/// Collects frames whose bodies are streamed.
macro_rules! stream {
    ($reader:expr, [$($await:tt)*], $error:expr) => {{
        let mut reader = $reader;
        let mut bodies = Vec::new();
        let end = 'all: loop {
            match reader.next_header()$($await)* {
                Ok(Some(frame)) => {
                    let mut body = frame.stream().unwrap();
                    let mut copy = Vec::new();
                    loop {
                        match body.fill_buf()$($await)* {
                            Ok([]) => break,
                            Ok(bytes) => copy.push(bytes[0]),
                            Err(error) => break 'all Some($error(error)),
                        }
                        body.consume(1);
                    }
                    bodies.push(copy);
                }
                Ok(None) => break None,
                Err(error) => break Some($error(error)),
            }
        };
        (bodies, end)
    }};
}

fn std_error(error: framing_core::ReadError) -> Error {
    error.frame_error().expect("the transport never fails")
}

fn embedded_error(error: embedded::ReadError<Infallible>) -> Error {
    match error {
        embedded::ReadError::Frame(error) => error,
        other => panic!("{other}"),
    }
}

fn completed<F: TwoPhase>(format: F, mut pieces: Pieces) -> Outcome {
    let mut frames = FrameBuffer::new(format);
    let mut bodies = Vec::new();
    loop {
        match frames.next() {
            Ok(Some(frame)) => {
                bodies.push(frame.body().to_vec());
                continue;
            }
            Ok(None) => {}
            Err(error) => return (bodies, Some(error)),
        }
        if frames.is_ended() {
            return (bodies, None);
        }
        let (mut memory, room) = frames.take_room();
        let received = pieces.next(&mut memory[room.range()]);
        frames.give_back_room(memory, room, received);
        if received == 0 {
            frames.end();
        }
    }
}

fn check<F: TwoPhase + Copy>(format: F, bytes: &[u8]) {
    let whole = Pieces([bytes.to_vec()].into());
    let expected: Outcome = collect!(blocking::FrameReader::new(whole, format), [], std_error);
    for cuts in 0_u32..1 << (bytes.len() - 1) {
        let mut pieces = VecDeque::from([Vec::new()]);
        for (at, byte) in bytes.iter().enumerate() {
            if at > 0 && cuts >> (at - 1) & 1 == 1 {
                pieces.push_back(Vec::new());
            }
            pieces.back_mut().unwrap().push(*byte);
        }
        let pieces = || Pieces(pieces.clone());
        let smol = async { collect!(futures::FrameReader::new(pieces(), format), [.await], std_error) };
        let embassy = async {
            collect!(embedded::asynchronous::FrameReader::new(pieces(), format), [.await], embedded_error)
        };
        for (what, found) in [
            ("futures-io", smol.now_or_never().unwrap()),
            ("embedded-io", collect!(embedded::FrameReader::new(pieces(), format), [], embedded_error)),
            ("embedded-io-async", embassy.now_or_never().unwrap()),
            ("completion", completed(format, pieces())),
        ] {
            assert_eq!(found, expected, "{what}, cuts {cuts:b}");
        }
        let smol = async { stream!(futures::FrameReader::new(pieces(), format), [.await], std_error) };
        let streamed = smol.now_or_never().unwrap();
        let embedded = stream!(embedded::FrameReader::new(pieces(), format), [], embedded_error);
        assert_eq!(streamed, embedded);
        assert_eq!(streamed.0[..expected.0.len()], expected.0, "a streamed body is the same");
    }
}

#[test]
fn the_transport_trait_does_not_matter() {
    check(U8, b"\x02hi\x00\x03abc");
    check(U8, b"\x02hi\x03ab");
    check(Netstring, b"2:hi,0:,1:x,");
    check(Netstring, b"2:hi,1:xy1:");
}

#[test]
fn memory_that_comes_back_too_short_is_no_panic() {
    let mut frames = FrameBuffer::new(U8);
    frames.push(b"\x03ab");
    let (memory, room) = frames.take_room();
    assert!(frames.buffered().is_empty(), "the memory is away");
    frames.give_back_room(memory[..1].to_vec(), room, usize::MAX);
    assert!(frames.buffered().len() <= 1 + 64 * 1024);
}
