//! The ways to read and write the same frames without us, each as its documentation recommends and none held back.

use std::io::{self, Read};

use futures_util::{SinkExt, StreamExt};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio_util::codec::{FramedRead, FramedWrite, LengthDelimitedCodec};

use super::load::{Load, Tally};

/// As large as our own read-ahead.
const BIG_BUFFER: usize = 64 << 10;

/// No reader at all: a pointer that walks over bytes that are already there. Nothing can be faster and still look at
/// every length.
pub(super) fn walk(load: &Load, round: usize) -> Tally {
    let mut tally = Tally::default();
    for _ in 0..load.laps {
        let mut rest = std::hint::black_box(load.wire(round));
        while let Some((length, behind)) = rest.split_first_chunk() {
            let Some((body, behind)) = behind.split_at_checked(u32::from_be_bytes(*length) as usize) else {
                break;
            };
            tally.see(body);
            rest = behind;
        }
    }
    tally
}

/// tokio-util's codec with its own settings: a buffer of 8 KiB.
pub(super) async fn tokio_util<R: AsyncRead + Unpin>(transport: R) -> io::Result<Tally> {
    drain(FramedRead::new(transport, LengthDelimitedCodec::new())).await
}

pub(super) async fn tokio_util_64k<R: AsyncRead + Unpin>(transport: R) -> io::Result<Tally> {
    drain(FramedRead::with_capacity(transport, LengthDelimitedCodec::new(), BIG_BUFFER)).await
}

async fn drain<R: AsyncRead + Unpin>(mut frames: FramedRead<R, LengthDelimitedCodec>) -> io::Result<Tally> {
    let mut tally = Tally::default();
    while let Some(body) = frames.next().await {
        tally.see(&body?);
    }
    Ok(tally)
}

/// What is written by hand: a length, then as many bytes, through tokio's `BufReader`. Not cancel-safe.
pub(super) async fn buf_reader<R: AsyncRead + Unpin>(transport: R, load: &Load) -> io::Result<Tally> {
    read_exact(tokio::io::BufReader::with_capacity(BIG_BUFFER, transport), load).await
}

/// `read_exact` on a buffer that exists already: the least that a frame of that length can cost to receive. The reader
/// knows beforehand how long the frames are, and reserves for it; neither can be had in earnest.
pub(super) async fn read_exact<R: AsyncRead + Unpin>(mut transport: R, load: &Load) -> io::Result<Tally> {
    let mut tally = Tally::default();
    let mut body = vec![0; load.size];
    for _ in 0..load.expected.frames {
        let length = transport.read_u32().await? as usize;
        let Some(body) = body.get_mut(..length) else { return Err(io::ErrorKind::InvalidData.into()) };
        transport.read_exact(body).await?;
        tally.see(body);
    }
    Ok(tally)
}

/// The same by hand in blocking code, through the standard library's `BufReader`.
pub(super) fn std_buf_reader(transport: impl Read, load: &Load) -> io::Result<Tally> {
    let mut transport = io::BufReader::with_capacity(BIG_BUFFER, transport);
    let mut tally = Tally::default();
    let mut length = [0; 4];
    let mut body = vec![0; load.size];
    for _ in 0..load.expected.frames {
        transport.read_exact(&mut length)?;
        let Some(body) = body.get_mut(..u32::from_be_bytes(length) as usize) else {
            return Err(io::ErrorKind::InvalidData.into());
        };
        transport.read_exact(body)?;
        tally.see(body);
    }
    Ok(tally)
}

/// tokio-util's codec with its own settings, which write from 8 KiB on.
pub(super) async fn tokio_util_feed<W: AsyncWrite + Unpin>(transport: W, load: &Load) -> io::Result<()> {
    feed(FramedWrite::new(transport, LengthDelimitedCodec::new()), load).await
}

pub(super) async fn tokio_util_feed_64k<W: AsyncWrite + Unpin>(transport: W, load: &Load) -> io::Result<()> {
    let mut frames = FramedWrite::with_capacity(transport, LengthDelimitedCodec::new(), BIG_BUFFER);
    frames.set_backpressure_boundary(BIG_BUFFER);
    feed(frames, load).await
}

async fn feed<W: AsyncWrite + Unpin>(
    mut frames: FramedWrite<W, LengthDelimitedCodec>,
    load: &Load,
) -> io::Result<()> {
    for body in load.bodies() {
        frames.feed(&body[..]).await?;
    }
    SinkExt::<&[u8]>::flush(&mut frames).await
}

/// By hand, through tokio's `BufWriter`.
pub(super) async fn buf_writer<W: AsyncWrite + Unpin>(transport: W, load: &Load) -> io::Result<()> {
    write_all(tokio::io::BufWriter::with_capacity(BIG_BUFFER, transport), load).await
}

/// By hand: the length, then the body.
pub(super) async fn write_all<W: AsyncWrite + Unpin>(mut transport: W, load: &Load) -> io::Result<()> {
    for body in load.bodies() {
        transport.write_u32(body.len() as u32).await?;
        transport.write_all(body).await?;
    }
    transport.flush().await
}
