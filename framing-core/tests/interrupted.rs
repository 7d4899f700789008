//! A signal interrupts a transport again and again: nothing is lost and nothing comes twice.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test that is wrong fails, as it should")]

use std::io::{self, BufRead, ErrorKind, Read};
use std::pin::Pin;
use std::task::{Context, Poll};

use framing_core::{FrameReader, ReadError, U8, blocking};
use tokio::io::{AsyncRead, AsyncReadExt, ReadBuf};

const STREAM: &[u8] = b"\x02hi\x00\x05hello\x03bye";
const BODIES: [&[u8]; 4] = [b"hi", b"", b"hello", b"bye"];

/// A stream of which every read gives at most `most` bytes, and every other read is interrupted.
struct Signals {
    rest: &'static [u8],
    most: usize,
    interrupts: bool,
}

impl Signals {
    /// With one byte a read, with two, and so on.
    fn each() -> impl Iterator<Item = Self> {
        (1..=STREAM.len()).map(|most| Self { rest: STREAM, most, interrupts: false })
    }

    fn next(&mut self, room: usize) -> io::Result<&'static [u8]> {
        self.interrupts = !self.interrupts;
        if self.interrupts {
            return Err(ErrorKind::Interrupted.into());
        }
        let (piece, rest) = self.rest.split_at(self.most.min(room).min(self.rest.len()));
        self.rest = rest;
        Ok(piece)
    }
}

impl Read for Signals {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let piece = self.next(room.len())?;
        room[..piece.len()].copy_from_slice(piece);
        Ok(piece.len())
    }
}

impl AsyncRead for Signals {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        room: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        room.put_slice(self.next(room.remaining())?);
        Poll::Ready(Ok(()))
    }
}

#[test]
fn a_blocking_reader_tries_again_by_itself() {
    for transport in Signals::each() {
        let most = transport.most;
        let mut reader = blocking::FrameReader::new(transport, U8::new());
        for body in BODIES {
            assert_eq!(reader.next().unwrap().unwrap().body(), body, "{most} bytes a read");
        }
        assert!(reader.next().unwrap().is_none(), "{most} bytes a read");
    }
}

#[test]
fn so_do_its_batches_and_the_frames_that_own_their_bytes() {
    for transport in Signals::each() {
        let mut reader = blocking::FrameReader::new(transport, U8::new());
        let mut bodies = Vec::new();
        while let Some(batch) = reader.batch().unwrap() {
            bodies.extend(batch.map(|frame| frame.unwrap().body().to_vec()));
        }
        assert_eq!(bodies, BODIES);
    }
    for transport in Signals::each() {
        let frames = blocking::FrameReader::new(transport, U8::new()).into_frames();
        assert_eq!(frames.map(|frame| frame.unwrap().into_body()).collect::<Vec<_>>(), BODIES);
    }
}

#[test]
fn so_does_a_body_that_is_read_forwarded_or_passed_over() {
    for transport in Signals::each() {
        let mut reader = blocking::FrameReader::new(transport, U8::new());
        let mut read = Vec::new();
        reader.next_header().unwrap().unwrap().stream().unwrap().read_to_end(&mut read).unwrap();
        assert_eq!(read, b"hi");
        assert!(reader.next_header().unwrap().unwrap().stream().unwrap().fill_buf().unwrap().is_empty());
        reader.next_header().unwrap().unwrap().skip().unwrap();
        let mut forwarded = Vec::new();
        reader.next_header().unwrap().unwrap().stream().unwrap().forward(&mut forwarded).unwrap();
        assert_eq!(forwarded, b"bye");
        assert!(reader.next_header().unwrap().is_none());
    }
}

/// What the attempt comes to once it is not interrupted; an async transport that is says so to its caller.
macro_rules! at_last {
    ($attempt:expr) => {
        loop {
            match $attempt {
                Err(ReadError::Io(error)) if error.kind() == ErrorKind::Interrupted => {}
                outcome => break outcome.unwrap(),
            }
        }
    };
}

#[tokio::test]
async fn an_async_reader_says_so_and_goes_on_where_it_stopped() {
    for transport in Signals::each() {
        let most = transport.most;
        let mut reader = FrameReader::new(transport, U8::new());
        let mut bodies = Vec::new();
        while let Some(body) =
            at_last!(reader.next().await.map(|frame| frame.map(|frame| frame.body().to_vec())))
        {
            bodies.push(body);
        }
        assert_eq!(bodies, BODIES, "{most} bytes a read");
    }
}

#[tokio::test]
async fn an_async_body_says_so_and_goes_on_where_it_stopped() {
    for transport in Signals::each() {
        let mut reader = FrameReader::new(transport, U8::new());
        at_last!(reader.next_header().await.map(|frame| frame.is_some()));
        let mut body = reader.next_header().await.unwrap().unwrap().stream().unwrap();
        let mut read = Vec::new();
        while let Err(error) = body.read_to_end(&mut read).await {
            assert_eq!(error.kind(), ErrorKind::Interrupted);
        }
        assert_eq!(read, b"hi");
        let frame = at_last!(reader.next().await.map(|frame| frame.unwrap().body().to_vec()));
        assert_eq!(frame, b"");
    }
}
