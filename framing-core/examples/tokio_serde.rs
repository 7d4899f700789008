//! A program that used `LengthDelimitedCodec` with tokio-serde, moved to this crate in two steps, on the same wire.
//!
//! ```sh
//! cargo run --package framing-core --features json --example tokio_serde
//! ```
#![expect(clippy::print_stdout, reason = "an example reports what it does")]

use std::io;

use bytes::{Bytes, BytesMut};
use framing_core::typed::{Json, TypedReader, TypedWriter};
use framing_core::{FrameCodec, FrameReader, FrameWriter, Limits, U32Be};
use futures_util::{Sink, SinkExt, Stream, StreamExt, TryStreamExt};
use serde::{Deserialize, Serialize};
use tokio::net::UnixStream;
use tokio_serde::SymmetricallyFramed;
use tokio_serde::formats::SymmetricalJson;
use tokio_util::codec::{Framed, LengthDelimitedCodec};

#[derive(Debug, Deserialize, PartialEq, Serialize)]
struct Message {
    id: u32,
    text: String,
}

/// What the program was: the codec of tokio-util below tokio-serde.
fn before(socket: UnixStream) -> impl Messages {
    let frames = Framed::new(socket, LengthDelimitedCodec::new());
    SymmetricallyFramed::new(frames, SymmetricalJson::default())
}

/// Step 1: another codec in the same place. Limits apply to each direction, and a stream cut after a header is an error.
fn with_another_codec(socket: UnixStream) -> impl Messages {
    let codec = FrameCodec::new(U32Be::new()).with_limits(Limits::DEFAULT.with_body(64 << 10));
    let bodies = Framed::new(socket, codec)
        .map_ok(|frame| BytesMut::from(frame.into_body()))
        .map_err(io::Error::from)
        .sink_map_err(io::Error::from);
    SymmetricallyFramed::new(bodies, SymmetricalJson::default())
}

/// Both directions, as tokio-serde offers them.
trait Messages: Stream<Item = io::Result<Message>> + Sink<Message, Error = io::Error> {}
impl<M: Stream<Item = io::Result<Message>> + Sink<Message, Error = io::Error>> Messages for M {}

/// Answers every message by one with the same number, until the peer closes its side.
async fn answer(messages: impl Messages) -> io::Result<()> {
    let mut messages = std::pin::pin!(messages);
    while let Some(Message { id, text }) = messages.next().await.transpose()? {
        messages.send(Message { id, text: text.to_uppercase() }).await?;
    }
    messages.close().await
}

/// Step 2: no codec. Values borrow from the reader's buffer, and both sides can be cancelled at any await.
async fn ask(socket: UnixStream) -> Result<Vec<Message>, Box<dyn std::error::Error>> {
    let (read, write) = socket.into_split();
    let mut answers = TypedReader::new(FrameReader::new(read, U32Be::new()), Json);
    let mut questions = TypedWriter::new(FrameWriter::new(write, U32Be::new()), Json);
    for (id, text) in (1..).zip(["one", "two", "three"]) {
        questions.feed(&Message { id, text: text.into() }).await?;
    }
    questions.close().await?;
    let mut received = Vec::new();
    while let Some(answer) = answers.next().await? {
        received.push(answer);
    }
    Ok(received)
}

/// A writer is a sink of bodies too, for whatever forwards a stream into one.
async fn forwarded() -> Result<Vec<u8>, framing_core::WriteError> {
    let bodies = futures_util::stream::iter([Bytes::from("1"), Bytes::from("[2]")]);
    let mut writer = FrameWriter::new(Vec::new(), U32Be::new());
    bodies.map(Ok).forward(&mut writer).await?;
    Ok(writer.into_inner())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let expected = [(1, "ONE"), (2, "TWO"), (3, "THREE")].map(|(id, text)| Message { id, text: text.into() });
    let (client, server) = UnixStream::pair()?;
    let (answers, served) = tokio::join!(ask(client), answer(before(server)));
    served?;
    assert_eq!(answers?, expected, "the server is the old program");

    let (client, server) = UnixStream::pair()?;
    let (answers, served) = tokio::join!(ask(client), answer(with_another_codec(server)));
    served?;
    assert_eq!(answers?, expected, "the server has another codec");

    assert_eq!(forwarded().await?, b"\0\0\0\x011\0\0\0\x03[2]");
    println!("3 messages answered by the old program and by the new one");
    Ok(())
}
