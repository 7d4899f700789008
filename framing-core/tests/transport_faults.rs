//! Transports that fail before any byte in any way, under every reader.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that is wrong fails, as it should")]

use std::io::{self, ErrorKind, Read};
use std::pin::Pin;
use std::task::{Context, Poll};

use framing_core::{FrameReader, Netstring, Outcome, ReadError, TwoPhase, U8, blocking, futures};
use futures_util::{FutureExt, StreamExt};
use tokio::io::{AsyncReadExt, ReadBuf};

/// What the transport does instead of a read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    /// These three once.
    Interrupted,
    WouldBlock,
    Pending,
    /// From then on.
    Reset,
    End,
    /// Reports more bytes than it had room for.
    FalseCount,
}

use Fault::{End, FalseCount, Interrupted, Pending, Reset, WouldBlock};

/// A transport with one fault before the byte at `at`, that delivers at most `most` bytes at a time.
#[derive(Clone, Debug)]
struct Faulty {
    stream: &'static [u8],
    position: usize,
    at: usize,
    fault: Fault,
    most: usize,
    is_over: bool,
}

impl Faulty {
    fn receive(&mut self, room: &mut [u8]) -> Poll<io::Result<usize>> {
        if self.position == self.at && !self.is_over {
            self.is_over = matches!(self.fault, Interrupted | WouldBlock | Pending);
            return match self.fault {
                Interrupted => Poll::Ready(Err(ErrorKind::Interrupted.into())),
                WouldBlock => Poll::Ready(Err(ErrorKind::WouldBlock.into())),
                Pending => Poll::Pending,
                Reset => Poll::Ready(Err(ErrorKind::ConnectionReset.into())),
                End => Poll::Ready(Ok(0)),
                FalseCount => Poll::Ready(Ok(room.len() + 1)),
            };
        }
        let before = if self.is_over { usize::MAX } else { self.at - self.position };
        let mut rest = self.stream.get(self.position..).unwrap_or_default();
        let room_len = room.len();
        let room = room.get_mut(..self.most.min(before).min(room_len)).unwrap();
        let received = Read::read(&mut rest, room)?;
        self.position += received;
        Poll::Ready(Ok(received))
    }
}

impl Read for Faulty {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        match self.receive(room) {
            Poll::Ready(read) => read,
            Poll::Pending => Err(ErrorKind::WouldBlock.into()),
        }
    }
}

impl futures_io::AsyncRead for Faulty {
    fn poll_read(mut self: Pin<&mut Self>, _: &mut Context<'_>, room: &mut [u8]) -> Poll<io::Result<usize>> {
        self.receive(room)
    }
}

impl tokio::io::AsyncRead for Faulty {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        room: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let received = self.receive(room.initialize_unfilled());
        received.map_ok(|received| room.advance(received))
    }
}

/// The bodies that were read completely, and how reading ended.
type Seen = (Vec<Vec<u8>>, Result<(), ReadError>);

/// Reads bodies until the end; an attempt that is pending is dropped, and one that can be resumed is made again.
fn all(mut attempt: impl FnMut() -> Option<Result<Option<Vec<u8>>, ReadError>>) -> Seen {
    let mut bodies = Vec::new();
    loop {
        assert!(bodies.len() < 9, "frames that the transport never delivered");
        match attempt() {
            None => {}
            Some(Ok(Some(body))) => bodies.push(body),
            Some(Ok(None)) => return (bodies, Ok(())),
            Some(Err(error)) if error.is_resumable() => {}
            Some(Err(error)) => return (bodies, Err(error)),
        }
    }
}

/// Reads a body in pieces of two bytes.
fn body(mut read: impl FnMut(&mut [u8]) -> Option<io::Result<usize>>) -> Result<Vec<u8>, ReadError> {
    let (mut body, mut piece) = (Vec::new(), [0; 2]);
    loop {
        match read(&mut piece) {
            None => {}
            Some(Ok(0)) => return Ok(body),
            Some(Ok(received)) => body.extend_from_slice(piece.get(..received).unwrap()),
            Some(Err(error)) => match ReadError::from(error) {
                error if error.is_resumable() => {}
                error => return Err(error),
            },
        }
    }
}

/// The readers whose transport cannot report a false count, because it fills a `ReadBuf`.
fn tokio_readers<F: TwoPhase + Clone + Unpin>(transport: &Faulty, format: &F) -> [(&'static str, Seen); 3]
where
    F::Header: Unpin,
{
    let reader = || FrameReader::new(transport.clone(), format.clone());
    let (mut next, mut stream, mut streamed) = (reader(), reader().into_stream(), reader());
    [
        (
            "FrameReader::next",
            all(|| {
                let frame = next.next().now_or_never()?;
                Some(frame.map(|frame| frame.map(|frame| frame.body().to_vec())))
            }),
        ),
        (
            "FrameReader::into_stream",
            all(|| {
                let frame = StreamExt::next(&mut stream).now_or_never()?.transpose();
                Some(frame.map(|frame| frame.map(|frame| frame.into_body().to_vec())))
            }),
        ),
        (
            "Incoming::stream",
            all(|| {
                let incoming = match streamed.next_header().now_or_never()? {
                    Ok(Some(incoming)) => incoming,
                    other => return Some(other.map(|_| None)),
                };
                let mut incoming = incoming.stream().unwrap();
                Some(body(|piece| incoming.read(piece).now_or_never()).map(Some))
            }),
        ),
    ]
}

fn other_readers<F: TwoPhase + Clone>(transport: &Faulty, format: &F) -> [(&'static str, Seen); 5] {
    let reader = || blocking::FrameReader::new(transport.clone(), format.clone());
    let (mut next, mut batch, mut streamed) = (reader(), reader(), reader());
    let mut frames = reader().into_frames();
    let mut futures = futures::FrameReader::new(transport.clone(), format.clone());
    [
        (
            "blocking::FrameReader::next",
            all(|| Some(next.next().map(|frame| frame.map(|frame| frame.body().to_vec())))),
        ),
        (
            "blocking::FrameReader::batch",
            all(|| {
                let first = match batch.batch() {
                    Ok(Some(mut frames)) => frames.next().unwrap().map(|frame| frame.body().to_vec()),
                    other => return Some(other.map(|_| None)),
                };
                Some(first.map(Some).map_err(ReadError::from))
            }),
        ),
        (
            "blocking::FrameReader::into_frames",
            all(|| {
                Some(frames.next().transpose().map(|frame| frame.map(|frame| frame.into_body().to_vec())))
            }),
        ),
        (
            "blocking::Incoming::stream",
            all(|| {
                let incoming = match streamed.next_header() {
                    Ok(Some(incoming)) => incoming,
                    other => return Some(other.map(|_| None)),
                };
                let mut incoming = incoming.stream().unwrap();
                Some(body(|piece| Some(incoming.read(piece))).map(Some))
            }),
        ),
        (
            "futures::FrameReader::next",
            all(|| {
                let frame = futures.next().now_or_never()?;
                Some(frame.map(|frame| frame.map(|frame| frame.body().to_vec())))
            }),
        ),
    ]
}

/// A stream of three frames, with the end of each.
fn check<F: TwoPhase + Clone + Unpin>(format: &F, stream: &'static [u8], ends: [usize; 3])
where
    F::Header: Unpin,
{
    let bodies = [&b"hi"[..], b"", b"a longer body"];
    let cases = [Interrupted, WouldBlock, Pending, Reset, End, FalseCount]
        .into_iter()
        .flat_map(|fault| (0..=stream.len()).map(move |at| (fault, at)))
        .flat_map(|(fault, at)| [1, 3, usize::MAX].map(|most| (fault, at, most)));
    for (fault, at, most) in cases {
        let transport = Faulty { stream, position: 0, at, fault, most, is_over: false };
        let mut seen = Vec::from(other_readers(&transport, format));
        if fault != FalseCount {
            seen.extend(tokio_readers(&transport, format));
        }
        let complete = match fault {
            Interrupted | WouldBlock | Pending => 3,
            Reset | End | FalseCount => ends.iter().filter(|end| **end <= at).count(),
        };
        for (reader, (read, end)) in seen {
            let case = format!("{reader}: {fault:?} before byte {at}, {most} bytes a read: {end:?}");
            assert!(read.iter().eq(bodies.get(..complete).unwrap()), "{case}: {read:?}");
            match fault {
                Interrupted | WouldBlock | Pending => assert!(end.is_ok(), "{case}"),
                Reset | FalseCount => assert!(matches!(end, Err(ReadError::Io(_))), "{case}"),
                End if at == 0 || ends.contains(&at) => assert!(end.is_ok(), "{case}"),
                End => {
                    let outcome = end.unwrap_err().frame_error().map(|error| error.outcome());
                    assert_eq!(outcome, Some(Outcome::Truncated), "{case}");
                }
            }
        }
    }
}

#[test]
fn no_frame_is_lost_or_made_up_whatever_the_transport_does_before_any_byte() {
    check(&U8::new(), b"\x02hi\x00\x0da longer body", [3, 4, 18]);
    check(&Netstring, b"2:hi,0:,13:a longer body,", [5, 8, 25]);
}
