//! Timeouts of the readers, on tokio's paused clock and with transports that time out.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that is wrong fails, as it should"
)]

use std::io::{self, Read};
use std::num::NonZeroU64;
use std::pin::Pin;
use std::time::Duration;

use framing_core::{
    Admission, BodyLen, Extent, FrameReader, Malformed, Netstring, ReadError, Scan, TimeLimit, TimedOut,
    Timeouts, TwoPhase, U8, blocking,
};
use futures_util::StreamExt;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio::time::{Instant, advance};

const SECOND: Duration = Duration::from_secs(1);

/// A byte of header, then a body until the end of the stream.
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

/// Frames of one byte, of which the stream must not end after an odd number.
#[derive(Clone, Copy, Default)]
struct Pairs(bool);

impl TwoPhase for Pairs {
    type Header = ();

    fn header_len(&self, _: &[u8], _: &mut Scan) -> Result<Extent, Malformed> {
        Ok(Extent::Exact(1))
    }

    fn header(&self, _: &[u8]) -> Result<(), Malformed> {
        Ok(())
    }

    fn body_len(&self, (): &()) -> Result<BodyLen, Malformed> {
        Ok(BodyLen::Exact(0))
    }

    fn end_frame(&mut self, (): &(), _: &[u8]) -> Result<(), Malformed> {
        self.0 = !self.0;
        Ok(())
    }

    fn may_end(&self) -> bool {
        !self.0
    }
}

fn reader<F: TwoPhase>(format: F, timeouts: Timeouts) -> (DuplexStream, FrameReader<DuplexStream, F>) {
    let (peer, transport) = duplex(64);
    (peer, FrameReader::new(transport, format).with_timeouts(timeouts))
}

fn frame_timeout(seconds: u32) -> Timeouts {
    Timeouts::new().frame(seconds * SECOND)
}

#[track_caller]
fn limit<T>(result: Result<T, ReadError>) -> TimeLimit {
    match result {
        Err(ReadError::TimedOut(TimedOut { limit, .. })) => limit,
        Err(error) => panic!("another error: {error}"),
        Ok(_) => panic!("no error"),
    }
}

/// Everything that waits for a transport.
#[derive(Clone, Copy, Debug)]
enum Path {
    Next,
    Batch,
    Stream,
    NextHeader,
    Admitted,
    Buffer,
    Skip,
    Read,
    ReadDirectly,
    Forward,
    PassOver,
}

const PATHS: [Path; 11] = [
    Path::Next,
    Path::Batch,
    Path::Stream,
    Path::NextHeader,
    Path::Admitted,
    Path::Buffer,
    Path::Skip,
    Path::Read,
    Path::ReadDirectly,
    Path::Forward,
    Path::PassOver,
];

/// Waits along a path until that fails.
async fn failure<F: TwoPhase + Unpin>(path: Path, mut reader: FrameReader<DuplexStream, F>) -> ReadError
where
    F::Header: Unpin,
{
    let failed = match path {
        Path::Next => reader.next().await.map(|_| ()),
        Path::Batch => reader.batch().await.map(|_| ()),
        Path::Stream => StreamExt::next(&mut reader.into_stream()).await.unwrap().map(|_| ()),
        Path::NextHeader => loop {
            match reader.next_header().await {
                Ok(frame) => frame.unwrap().skip().await.unwrap(),
                Err(error) => break Err(error),
            }
        },
        Path::Admitted => reader.next_admitted(|_, _| Admission::Buffer).await.map(|_| ()),
        Path::Buffer => reader.next_header().await.unwrap().unwrap().buffer().await.map(|_| ()),
        Path::Skip => reader.next_header().await.unwrap().unwrap().skip().await,
        Path::Read | Path::ReadDirectly | Path::Forward => {
            let mut body = reader.next_header().await.unwrap().unwrap().stream().unwrap();
            let mut room = vec![0; if matches!(path, Path::Read) { 8 } else { 8 << 10 }];
            let done = match path {
                Path::Forward => body.forward(&mut tokio::io::sink()).await.map(|_| ()),
                _ => body.read_exact(&mut room).await.map(|_| ()),
            };
            done.map_err(ReadError::from)
        }
        Path::PassOver => {
            let mut body = reader.next_header().await.unwrap().unwrap().stream().unwrap();
            body.read_u8().await.unwrap();
            reader.next().await.map(|_| ())
        }
    };
    failed.expect_err("the frame never arrives")
}

/// The bytes of the incomplete frame that a path needs, for a format.
async fn expires<F: TwoPhase + Unpin>(path: Path, format: F, bytes: &[u8])
where
    F::Header: Unpin,
{
    let (mut peer, reader) = reader(format, frame_timeout(3));
    peer.write_all(bytes).await.unwrap();
    let start = Instant::now();
    let error = failure(path, reader).await;
    assert_eq!(limit(Err::<(), _>(error)), TimeLimit::Frame, "{path:?}");
    assert_eq!(start.elapsed().as_secs(), 3, "{path:?}");
}

#[tokio::test(start_paused = true)]
async fn a_frame_that_stops_is_given_up_on_every_path() {
    for path in PATHS {
        if matches!(path, Path::NextHeader) {
            expires(path, Netstring, b"12").await;
            continue;
        }
        expires(path, U8::new(), b"\xffab").await;
        expires(path, Netstring, b"9999:ab").await;
        expires(path, UntilEnd, b"Xab").await;
    }
}

/// A timer of a real clock fires late, so that the deadline has always passed when the reader is polled.
#[tokio::test(start_paused = true)]
async fn a_deadline_that_has_passed_expires_at_the_next_poll() {
    let late = Duration::from_micros(700);
    for path in PATHS.into_iter().filter(|path| !matches!(path, Path::NextHeader)) {
        let (mut peer, reader) = reader(U8::new(), frame_timeout(3));
        peer.write_all(b"\xffab").await.unwrap();
        let mut failed = Box::pin(failure(path, reader));
        assert!(futures_util::poll!(&mut failed).is_pending(), "{path:?}");
        advance(3 * SECOND + late).await;
        assert!(futures_util::poll!(&mut failed).is_ready(), "{path:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_frame_in_time_is_read() {
    let (mut peer, mut reader) = reader(U8::new(), frame_timeout(1));
    peer.write_all(b"\x02hi").await.unwrap();
    assert_eq!(reader.next().await.unwrap().unwrap().body(), b"hi");
}

#[tokio::test(start_paused = true)]
async fn no_timeout_is_too_long_to_add_up() {
    let timeouts = Timeouts::new().frame(Duration::MAX).idle(Duration::MAX).min_rate(NonZeroU64::MIN);
    let (mut peer, mut reader) = reader(U8::new(), timeouts);
    for byte in b"\x02hi" {
        assert!(tokio::time::timeout(SECOND, reader.next()).await.is_err());
        peer.write_all(&[*byte]).await.unwrap();
    }
    assert_eq!(reader.next().await.unwrap().unwrap().body(), b"hi");
}

#[tokio::test(start_paused = true)]
async fn an_idle_connection_is_waited_for_without_an_idle_timeout() {
    let (mut peer, mut reader) = reader(U8::new(), frame_timeout(1));
    let late = async {
        advance(1000 * SECOND).await;
        peer.write_all(b"\x02hi").await.unwrap();
    };
    let (frame, ()) = tokio::join!(reader.next(), late);
    assert_eq!(frame.unwrap().unwrap().body(), b"hi");
}

#[tokio::test(start_paused = true)]
async fn a_heartbeat_does_not_restart_the_idle_timeout() {
    let (mut peer, mut reader) = reader(U8::new(), Timeouts::new().idle(10 * SECOND));
    peer.write_all(b"\x02hi").await.unwrap();
    assert!(reader.next().await.unwrap().is_some());
    let start = Instant::now();
    let mut heartbeat = tokio::time::interval(3 * SECOND);
    let mut beats = 0;
    let error = loop {
        tokio::select! {
            frame = reader.next() => break frame.map(|_| ()),
            _ = heartbeat.tick() => beats += 1,
        }
    };
    assert_eq!(limit(error), TimeLimit::Idle);
    assert_eq!((start.elapsed().as_secs(), beats), (10, 4));
}

#[tokio::test(start_paused = true)]
async fn after_a_timeout_reading_resumes_with_as_much_time_again() {
    let (mut peer, mut reader) = reader(U8::new(), frame_timeout(3));
    peer.write_all(b"\x02h").await.unwrap();
    let start = Instant::now();
    for seconds in [3, 6] {
        assert_eq!(limit(reader.next().await), TimeLimit::Frame);
        assert_eq!(start.elapsed().as_secs(), seconds);
    }
    peer.write_all(b"i").await.unwrap();
    assert_eq!(reader.next().await.unwrap().unwrap().body(), b"hi", "and nothing of it was lost");
}

#[tokio::test(start_paused = true)]
async fn dropping_the_future_gives_the_frame_no_more_time() {
    let (mut peer, mut reader) = reader(U8::new(), frame_timeout(3));
    peer.write_all(b"\x02h").await.unwrap();
    let start = Instant::now();
    for _ in 0..2 {
        assert!(tokio::time::timeout(SECOND, reader.next()).await.is_err());
    }
    assert_eq!(limit(reader.next().await), TimeLimit::Frame);
    assert_eq!(start.elapsed().as_secs(), 3);
}

#[tokio::test(start_paused = true)]
async fn time_in_which_the_caller_is_busy_does_not_count() {
    let (mut peer, mut reader) = reader(U8::new(), frame_timeout(3));
    peer.write_all(b"\x04ab").await.unwrap();
    let mut body = reader.next_header().await.unwrap().unwrap().stream().unwrap();
    for byte in b"abc" {
        advance(2 * SECOND).await;
        peer.write_all(b"x").await.unwrap();
        _ = (body.read_u8().await.unwrap(), byte);
    }
    assert!(body.read_u8().await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn every_byte_buys_time_at_the_rate() {
    let rate = NonZeroU64::new(2).unwrap();
    for streamed in [false, true] {
        for (bytes, seconds) in [(&b"\x09a"[..], 2), (b"\x09abc", 3), (b"\x09abcdefg", 5)] {
            let (mut peer, reader) = reader(U8::new(), frame_timeout(1).min_rate(rate));
            peer.write_all(bytes).await.unwrap();
            let start = Instant::now();
            let error = failure(if streamed { Path::Read } else { Path::Next }, reader).await;
            assert_eq!(limit(Err::<(), _>(error)), TimeLimit::Frame);
            assert_eq!(start.elapsed().as_secs(), seconds, "{} bytes", bytes.len());
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_next_frame_has_its_own_time() {
    let (mut peer, mut reader) = reader(U8::new(), frame_timeout(2));
    let slow = async {
        for byte in b"\x01a\x01b\x01c" {
            advance(SECOND + SECOND / 2).await;
            peer.write_all(&[*byte]).await.unwrap();
            tokio::task::yield_now().await;
        }
    };
    let reading = async {
        for expected in [b"a", b"b", b"c"] {
            assert_eq!(reader.next().await.unwrap().unwrap().body(), expected);
        }
    };
    tokio::join!(reading, slow);
}

#[tokio::test(start_paused = true)]
async fn inside_a_message_of_several_frames_the_frame_timeout_holds() {
    for (bytes, expected, seconds) in [(&b"ab"[..], TimeLimit::Idle, 9), (b"abc", TimeLimit::Frame, 2)] {
        let (mut peer, mut reader) = reader(Pairs::default(), frame_timeout(2).idle(9 * SECOND));
        peer.write_all(bytes).await.unwrap();
        let start = Instant::now();
        let failed = loop {
            if let Err(error) = reader.next().await {
                break error;
            }
        };
        assert_eq!(limit(Err::<(), _>(failed)), expected);
        assert_eq!(start.elapsed().as_secs(), seconds);
    }
}

/// A blocking transport whose reads take no time but answer as if they had timed out.
struct Ticks<'a>(&'a [u8], io::ErrorKind);

impl Read for Ticks<'_> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        match Read::read(&mut self.0, room)? {
            0 => Err(self.1.into()),
            n => Ok(n),
        }
    }
}

#[test]
fn a_blocking_reader_turns_the_read_timeouts_of_its_transport_into_its_own() {
    for kind in [io::ErrorKind::WouldBlock, io::ErrorKind::TimedOut] {
        for (bytes, expected) in [(&b"\x02hi"[..], TimeLimit::Idle), (b"\x02hi\x02h", TimeLimit::Frame)] {
            let timeouts = Timeouts::new().frame(SECOND / 100).idle(SECOND / 100);
            let transport = Ticks(bytes, kind);
            let mut reader = blocking::FrameReader::new(transport, U8::new()).with_timeouts(timeouts);
            assert_eq!(reader.next().unwrap().unwrap().body(), b"hi");
            for _ in 0..2 {
                assert_eq!(limit(reader.next()), expected);
            }
            reader.get_mut().0 = if bytes.len() == 3 { b"\x02yo" } else { b"o" };
            assert!(reader.next().unwrap().is_some(), "and nothing was lost");
        }
    }
}

#[test]
fn without_timeouts_of_its_own_a_blocking_reader_reports_those_of_the_transport() {
    let mut reader = blocking::FrameReader::new(Ticks(b"\x02h", io::ErrorKind::TimedOut), U8::new());
    assert_eq!(limit(reader.next()), TimeLimit::Transport);
    reader.get_mut().0 = b"i";
    assert_eq!(reader.next().unwrap().unwrap().body(), b"hi");
    let mut reader = blocking::FrameReader::new(Ticks(b"\x02h", io::ErrorKind::WouldBlock), U8::new());
    assert!(matches!(reader.next(), Err(error @ ReadError::Io(_)) if error.is_resumable()));
}

#[test]
fn an_error_keeps_what_it_is_inside_an_io_error() {
    let mut reader = blocking::FrameReader::new(Ticks(b"\x02h", io::ErrorKind::TimedOut), U8::new());
    let error = io::Error::from(reader.next().unwrap_err());
    assert_eq!(error.kind(), io::ErrorKind::TimedOut);
    assert_eq!(limit(Err::<(), _>(ReadError::from(error))), TimeLimit::Transport);
    _ = Pin::new(&mut reader);
}
