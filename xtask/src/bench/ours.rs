//! Our readers and writers, used as their documentation shows.

use std::io::Read;

use framing_core::{FrameReader, FrameWriter, ReadError, TwoPhase, U32Be, WriteError, blocking};
use futures_util::StreamExt;
use tokio::io::{AsyncRead, AsyncWrite};

use super::load::{Load, Tally};

type Outcome = Result<Tally, ReadError>;

pub(super) async fn next<R: AsyncRead + Unpin, F: TwoPhase>(transport: R, format: F) -> Outcome {
    let mut reader = FrameReader::new(transport, format);
    let mut tally = Tally::default();
    while let Some(frame) = reader.next().await? {
        tally.see(frame.body());
    }
    Ok(tally)
}

pub(super) async fn batch<R: AsyncRead + Unpin, F: TwoPhase>(transport: R, format: F) -> Outcome {
    let mut reader = FrameReader::new(transport, format);
    let mut tally = Tally::default();
    while let Some(batch) = reader.batch().await? {
        for frame in batch {
            tally.see(frame?.body());
        }
    }
    Ok(tally)
}

pub(super) async fn owned<R: AsyncRead + Unpin>(transport: R) -> Outcome {
    let mut frames = FrameReader::new(transport, U32Be::new()).into_stream();
    let mut tally = Tally::default();
    while let Some(frame) = frames.next().await? {
        tally.see(frame.body());
    }
    Ok(tally)
}

pub(super) async fn owned_body<R: AsyncRead + Unpin>(transport: R) -> Outcome {
    let mut frames = FrameReader::new(transport, U32Be::new()).into_stream();
    let mut tally = Tally::default();
    while let Some(frame) = frames.next().await? {
        tally.see(&frame.into_body());
    }
    Ok(tally)
}

/// The same frames through the `Stream` trait, as a combinator polls them.
pub(super) async fn stream<R: AsyncRead + Unpin>(transport: R) -> Outcome {
    let mut frames = FrameReader::new(transport, U32Be::new()).into_stream();
    let mut tally = Tally::default();
    while let Some(frame) = StreamExt::next(&mut frames).await {
        tally.see(frame?.body());
    }
    Ok(tally)
}

pub(super) fn blocking_next(transport: impl Read) -> Outcome {
    let mut reader = blocking::FrameReader::new(transport, U32Be::new());
    let mut tally = Tally::default();
    while let Some(frame) = reader.next()? {
        tally.see(frame.body());
    }
    Ok(tally)
}

/// Frames are copied into a queue and written together.
pub(super) async fn buffered<W: AsyncWrite + Unpin>(transport: W, load: &Load) -> Result<(), WriteError> {
    let mut writer = FrameWriter::new(transport, U32Be::new());
    for body in load.bodies() {
        writer.feed(0, &body[..]).await?;
    }
    writer.flush().await
}

/// The same of bodies that are shared: large ones are not copied.
pub(super) async fn shared<W: AsyncWrite + Unpin>(transport: W, load: &Load) -> Result<(), WriteError> {
    let mut writer = FrameWriter::new(transport, U32Be::new());
    for body in load.bodies() {
        writer.feed(0, body.clone()).await?;
    }
    writer.flush().await
}

/// Every frame is written at once, its body from where it is.
pub(super) async fn vectored<W: AsyncWrite + Unpin>(transport: W, load: &Load) -> Result<(), WriteError> {
    let mut writer = FrameWriter::new(transport, U32Be::new());
    for body in load.bodies() {
        writer.send_body(body).await?;
    }
    Ok(())
}
