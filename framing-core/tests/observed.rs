//! Every reader and writer reports the same frames and errors to an observer.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test that is wrong fails, as it should"
)]

use std::collections::VecDeque;
use std::convert::Infallible;
use std::io::{self, Read};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use framing_core::{
    BodyLen, Encode, Event, Extent, FrameBuffer, FrameCodec, FrameQueue, FrameReader, FrameWriter, Frames,
    Limits, Malformed, Netstring, Observed, Observer, Scan, Tracing, TwoPhase, U8, blocking,
    embedded_io as embedded, encode_frame, futures,
};
use futures_executor::block_on;
use futures_util::StreamExt;
use tokio::io::{AsyncRead, AsyncReadExt, ReadBuf};
use tokio_util::codec::{Encoder, FramedRead};

/// Records events, without the bytes near an error, which depend on how they arrive.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

impl<H> Observer<H> for Log {
    fn observe(&mut self, event: &Event<'_, H>) {
        let line = match event {
            Event::ReadError { error, .. } => error.to_string(),
            event => event.to_string(),
        };
        self.0.lock().unwrap().push(line);
    }
}

/// Gives its pieces, one a read.
#[derive(Clone)]
struct Pieces(VecDeque<Vec<u8>>);

impl Pieces {
    fn fill(&mut self, room: &mut [u8]) -> usize {
        let Some(mut piece) = self.0.pop_front() else { return 0 };
        let n = piece.len().min(room.len());
        room[..n].copy_from_slice(&piece[..n]);
        if n < piece.len() {
            self.0.push_front(piece.split_off(n));
        }
        n
    }
}

impl Read for Pieces {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        Ok(self.fill(room))
    }
}

impl AsyncRead for Pieces {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        room: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let n = self.fill(room.initialize_unfilled());
        room.advance(n);
        Poll::Ready(Ok(()))
    }
}

impl futures_util::AsyncRead for Pieces {
    fn poll_read(mut self: Pin<&mut Self>, _: &mut Context<'_>, room: &mut [u8]) -> Poll<io::Result<usize>> {
        Poll::Ready(Ok(self.fill(room)))
    }
}

impl embedded_io::ErrorType for Pieces {
    type Error = Infallible;
}

impl embedded_io::Read for Pieces {
    fn read(&mut self, room: &mut [u8]) -> Result<usize, Infallible> {
        Ok(self.fill(room))
    }
}

impl embedded_io_async::Read for Pieces {
    async fn read(&mut self, room: &mut [u8]) -> Result<usize, Infallible> {
        Ok(self.fill(room))
    }
}

/// A byte for the kind of the body: `l` for a line, `e` for the rest of the stream, a digit for its length.
#[derive(Clone, Copy)]
struct Kinds;

impl TwoPhase for Kinds {
    type Header = u8;

    fn header_len(&self, _: &[u8], _: &mut Scan) -> Result<Extent, Malformed> {
        Ok(Extent::Exact(1))
    }

    fn header(&self, bytes: &[u8]) -> Result<u8, Malformed> {
        Ok(bytes[0])
    }

    fn body_len(&self, kind: &u8) -> Result<BodyLen, Malformed> {
        match kind {
            b'l' => Ok(BodyLen::Scan),
            b'e' => Ok(BodyLen::UntilEnd),
            b'0'..=b'9' => Ok(BodyLen::Exact((kind - b'0').into())),
            _ => Err(Malformed::new(0, "a known kind")),
        }
    }

    fn scan_body(&self, _: &u8, seen: &[u8], _: &mut Scan) -> Result<Extent, Malformed> {
        let end = seen.iter().position(|&byte| byte == b'\n');
        Ok(end.map_or(Extent::AtLeast(seen.len() + 1), |end| Extent::Exact(end + 1)))
    }
}

/// Reads to the end or the first error, then once more: errors are returned again, and observed once.
macro_rules! drain {
    ($reader:expr, $method:ident, [$($await:tt)*], |$item:ident| $take:expr) => {{
        let mut reader = $reader;
        for _ in 0..2 {
            loop {
                match reader.$method()$($await)* {
                    Ok(Some($item)) => _ = $take,
                    Ok(None) | Err(_) => break,
                }
            }
        }
    }};
}

/// Reads `bytes` in every way, and returns what was observed, by the name of the way.
fn read<F: TwoPhase<Header: Unpin> + Clone + Unpin>(
    format: &F,
    pieces: &Pieces,
) -> Vec<(&'static str, Vec<String>)> {
    let mut seen = Vec::new();
    macro_rules! way {
        ($name:literal, |$format:ident| $read:expr) => {{
            let log = Log::default();
            let $format = Observed::new(format.clone(), log.clone());
            $read;
            seen.push(($name, log.lines()));
        }};
    }
    let p = || pieces.clone();
    let whole: Vec<u8> = pieces.0.iter().flatten().copied().collect();
    way!("Frames", |f| Frames::new(&whole, f).for_each(drop));
    way!("FrameBuffer", |f| {
        let mut frames = FrameBuffer::new(f);
        for piece in &pieces.0 {
            frames.push(piece);
            while let Ok(Some(_)) = frames.next() {}
        }
        frames.end();
        while let Ok(Some(_)) = frames.next() {}
    });
    way!("tokio next", |f| block_on(async {
        drain!(FrameReader::new(p(), f), next, [.await], |frame| frame);
    }));
    way!("tokio batch", |f| {
        block_on(async { drain!(FrameReader::new(p(), f), batch, [.await], |batch| batch.for_each(drop)) });
    });
    way!("tokio stream", |f| block_on(FrameReader::new(p(), f).into_stream().for_each(|_| async {})));
    way!("tokio skip", |f| {
        block_on(async {
            drain!(FrameReader::new(p(), f), next_header, [.await], |frame| frame.skip().await);
        });
    });
    way!("blocking next", |f| drain!(blocking::FrameReader::new(p(), f), next, [], |frame| frame));
    way!("blocking frames", |f| blocking::FrameReader::new(p(), f).into_frames().for_each(drop));
    way!("blocking skip", |f| {
        drain!(blocking::FrameReader::new(p(), f), next_header, [], |frame| frame.skip());
    });
    way!("futures next", |f| {
        block_on(async { drain!(futures::FrameReader::new(p(), f), next, [.await], |frame| frame) });
    });
    way!("embedded next", |f| drain!(embedded::FrameReader::new(p(), f), next, [], |frame| frame));
    way!("embedded skip", |f| {
        drain!(embedded::FrameReader::new(p(), f), next_header, [], |frame| frame.skip());
    });
    way!("embedded async next", |f| {
        let reader = embedded::asynchronous::FrameReader::new(p(), f);
        block_on(async { drain!(reader, next, [.await], |frame| frame) });
    });
    way!("codec", |f| {
        let codec = FrameCodec::<_, Bytes>::with_formats(f, Observed::new(format.clone(), Log::default()));
        block_on(FramedRead::new(p(), codec).for_each(|_| async {}));
    });
    seen
}

/// Streams every body.
fn stream<F: TwoPhase + Clone>(format: &F, pieces: &Pieces) -> Vec<(&'static str, Vec<String>)> {
    let (tokio, blocking) = (Log::default(), Log::default());
    let reader = FrameReader::new(pieces.clone(), Observed::new(format.clone(), tokio.clone()));
    block_on(async {
        drain!(reader, next_header, [.await], |frame| match frame.stream() {
            Ok(mut body) => body.read_to_end(&mut Vec::new()).await,
            Err(error) => Err(error.into()),
        });
    });
    let reader = blocking::FrameReader::new(pieces.clone(), Observed::new(format.clone(), blocking.clone()));
    drain!(reader, next_header, [], |frame| match frame.stream() {
        Ok(mut body) => body.read_to_end(&mut Vec::new()),
        Err(error) => Err(error.into()),
    });
    vec![("tokio streamed", tokio.lines()), ("blocking streamed", blocking.lines())]
}

fn check<F: TwoPhase<Header: Unpin> + Clone + Unpin>(
    format: &F,
    bytes: &[u8],
    streams: bool,
    expected: &[&str],
) {
    for size in [1, 2, bytes.len()] {
        let pieces = Pieces(bytes.chunks(size).map(<[u8]>::to_vec).collect());
        let mut seen = read(format, &pieces);
        if streams {
            seen.extend(stream(format, &pieces));
        }
        for (way, lines) in seen {
            assert_eq!(lines, expected, "{way}, in pieces of {size}");
        }
    }
}

#[test]
fn every_reader_reports_each_frame_and_each_error_once() {
    check(
        &U8,
        b"\x02hi\x00\x03ab",
        true,
        &[
            "read a frame at byte 0: 1 bytes of header, 2 of body, 0 of trailer",
            "read a frame at byte 3: 1 bytes of header, 0 of body, 0 of trailer",
            "stream ended at byte 7 inside the body: 3 of 4 bytes of the frame",
        ],
    );
    check(
        &Netstring,
        b"2:hi,0:,1:ab",
        true,
        &[
            "read a frame at byte 0: 2 bytes of header, 2 of body, 1 of trailer",
            "read a frame at byte 5: 2 bytes of header, 0 of body, 1 of trailer",
            "malformed trailer at byte 11: expected ',' after the body, found 62 \"b\"",
        ],
    );
    check(
        &Kinds,
        b"2hiline\nerest",
        false,
        &[
            "read a frame at byte 0: 1 bytes of header, 2 of body, 0 of trailer",
            "read a frame at byte 3: 1 bytes of header, 4 of body, 0 of trailer",
            "read a frame at byte 8: 1 bytes of header, 4 of body, 0 of trailer",
        ],
    );
    check(&Kinds, b"x", true, &["malformed header at byte 0: expected a known kind, found 78 \"x\""]);
}

#[test]
fn a_frame_that_is_skipped_for_its_length_is_an_error_then_a_frame() {
    let log = Log::default();
    let format = Observed::new(U8, log.clone());
    let mut frames = FrameBuffer::new(format).with_limits(Limits::DEFAULT.with_body(2));
    frames.push(b"\x05hello\x02hi");
    assert!(frames.next().is_err() && frames.next().is_err());
    frames.skip().unwrap();
    assert!(frames.next().unwrap().is_some());
    assert_eq!(
        log.lines(),
        [
            "body too long at byte 1: expected at most 2 bytes, found 5",
            "read a frame at byte 0: 1 bytes of header, 5 of body, 0 of trailer",
            "read a frame at byte 6: 1 bytes of header, 2 of body, 0 of trailer",
        ]
    );
}

/// Room for a wire.
fn room() -> &'static mut [u8] {
    vec![0; 1 << 14].leak()
}

/// Writes the bodies in every way, and checks what was observed.
fn write<F: Encode<Header: Default> + Clone>(format: &F, bodies: &[&[u8]], expected: &[&str]) {
    macro_rules! way {
        ($name:literal, |$format:ident| $writer:expr, $write:expr) => {{
            let log = Log::default();
            let $format = Observed::new(format.clone(), log.clone());
            let mut writer = $writer;
            for body in bodies {
                // A refusal is an event too.
                let _ = $write(&mut writer, body);
            }
            assert_eq!(log.lines(), expected, "{}", $name);
        }};
    }
    way!("tokio send", |f| FrameWriter::new(Vec::new(), f), |w: &mut FrameWriter<Vec<u8>, _>, b| {
        block_on(w.send_body(b))
    });
    way!("tokio feed", |f| FrameWriter::new(Vec::new(), f), |w: &mut FrameWriter<Vec<u8>, _>, b: &[u8]| {
        block_on(w.feed(F::Header::default(), b))
    });
    way!(
        "tokio send_from",
        |f| FrameWriter::new(Vec::new(), f),
        |w: &mut FrameWriter<Vec<u8>, _>, b: &[u8]| {
            block_on(w.send_from(F::Header::default(), b.len() as u64, &mut &b[..]))
        }
    );
    way!(
        "futures send",
        |f| futures::FrameWriter::new(Vec::new(), f),
        |w: &mut futures::FrameWriter<Vec<u8>, _>, b| block_on(w.send_body(b))
    );
    way!(
        "blocking send",
        |f| blocking::FrameWriter::new(Vec::new(), f),
        |w: &mut blocking::FrameWriter<Vec<u8>, _>, b: &[u8]| w.send(F::Header::default(), b)
    );
    way!(
        "blocking send_from",
        |f| blocking::FrameWriter::new(Vec::new(), f),
        |w: &mut blocking::FrameWriter<Vec<u8>, _>, b: &[u8]| {
            w.send_from(F::Header::default(), b.len() as u64, &mut &b[..])
        }
    );
    way!(
        "embedded send",
        |f| embedded::FrameWriter::new(room(), f),
        |w: &mut embedded::FrameWriter<&mut [u8], _>, b: &[u8]| w.send(F::Header::default(), b)
    );
    way!(
        "embedded async send",
        |f| embedded::asynchronous::FrameWriter::new(room(), f),
        |w: &mut embedded::asynchronous::FrameWriter<&mut [u8], _>, b: &[u8]| {
            block_on(w.send(F::Header::default(), b))
        }
    );
    way!("FrameQueue", |f| FrameQueue::new(f), |q: &mut FrameQueue<_>, b: &[u8]| {
        q.enqueue_body(Bytes::copy_from_slice(b))
    });
    way!(
        "codec",
        |f| (
            FrameCodec::<_, Bytes>::with_formats(Observed::new(format.clone(), Log::default()), f),
            BytesMut::new()
        ),
        |(codec, wire): &mut (FrameCodec<_, _>, _), b: &[u8]| codec.encode(Bytes::copy_from_slice(b), wire)
    );
    way!("encode_frame", |f| (f, Vec::new()), |(format, wire): &mut (_, Vec<u8>), b: &[u8]| {
        encode_frame(format, &F::Header::default(), b, wire)
    });
}

#[test]
fn every_writer_reports_each_frame_and_each_refusal() {
    write(
        &U8,
        &[b"hi", b"", &[0; 256], b"x"],
        &[
            "wrote a frame at byte 0: 1 bytes of header, 2 of body, 0 of trailer",
            "wrote a frame at byte 3: 1 bytes of header, 0 of body, 0 of trailer",
            "cannot write at byte 4: expected a body of at most 255 bytes, the most that the format can announce, found 256",
            "wrote a frame at byte 4: 1 bytes of header, 1 of body, 0 of trailer",
        ],
    );
    write(
        &Netstring,
        &[b"hi", &[0; 300], &[0; 5000], b"x"],
        &[
            "wrote a frame at byte 0: 2 bytes of header, 2 of body, 1 of trailer",
            "wrote a frame at byte 5: 4 bytes of header, 300 of body, 1 of trailer",
            "wrote a frame at byte 310: 5 bytes of header, 5000 of body, 1 of trailer",
            "wrote a frame at byte 5316: 2 bytes of header, 1 of body, 1 of trailer",
        ],
    );
}

/// Collects what a subscriber prints.
#[derive(Clone, Default)]
struct Printed(Arc<Mutex<Vec<u8>>>);

impl io::Write for Printed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn tracing_events_carry_the_span_of_the_connection() {
    let printed = Printed::default();
    let writer = printed.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_ansi(false)
        .without_time()
        .with_writer(move || writer.clone())
        .finish();
    let _guard = tracing_subscriber::util::SubscriberInitExt::set_default(subscriber);
    let tracing = Tracing::default();
    let mut writer = blocking::FrameWriter::new(Vec::new(), Observed::new(Netstring, tracing.clone()));
    writer.send_body(b"hi").unwrap();
    let wire = [&writer.into_inner()[..], b"x"].concat();
    let mut reader = blocking::FrameReader::new(&wire[..], Observed::new(Netstring, tracing));
    while let Ok(Some(_)) = reader.next() {}
    let printed = String::from_utf8(printed.0.lock().unwrap().clone()).unwrap();
    let lines: Vec<_> = printed.lines().map(str::trim).collect();
    assert_eq!(
        lines,
        [
            "TRACE connection: framing: frame direction=\"out\" offset=0 header_len=2 body_len=2 trailer_len=1",
            "TRACE connection: framing: frame direction=\"in\" offset=0 header_len=2 body_len=2 trailer_len=1",
            "WARN connection: framing: malformed input direction=\"in\" offset=5 error=malformed header at byte 5: expected a decimal digit, found 78 \"x\" bytes=[78]",
        ]
    );
}
