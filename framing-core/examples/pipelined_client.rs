//! A client that has many requests under way: each has a correlation id, and the answers come in any order.
//!
//! ```sh
//! cargo run --package framing-core --example pipelined_client
//! ```
#![expect(clippy::print_stdout, reason = "an example prints what it does")]

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use framing_core::{FrameReader, FrameWriter, LengthField, ReadError, U32Be};
use futures_util::future::try_join_all;
use tokio::io::{AsyncRead, AsyncWrite, DuplexStream, duplex, split};
use tokio::sync::{mpsc, oneshot};

type Error = Box<dyn std::error::Error + Send + Sync>;

/// A correlation id of 4 bytes, then the length of the body in 4 bytes.
type Format = LengthField<8, 4, 4>;

const FORMAT: Format = U32Be::in_header::<8, 4>().build();

/// The requests that wait for an answer, by their ids.
type Waiting = Arc<Mutex<HashMap<[u8; 4], oneshot::Sender<Bytes>>>>;

struct Request {
    id: [u8; 4],
    body: Bytes,
}

#[derive(Clone)]
struct Client {
    requests: mpsc::Sender<Request>,
    waiting: Waiting,
}

impl Client {
    fn new<S: AsyncRead + AsyncWrite + Send + 'static>(transport: S) -> Self {
        let (reader, writer) = split(transport);
        let waiting = Waiting::default();
        let (requests, queue) = mpsc::channel(16);
        tokio::spawn(send(writer, queue));
        tokio::spawn(receive(reader, Arc::clone(&waiting)));
        Self { requests, waiting }
    }

    async fn call(&self, id: u32, body: Bytes) -> Result<Bytes, Error> {
        let (answer, answered) = oneshot::channel();
        let id = id.to_be_bytes();
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).insert(id, answer);
        self.requests.send(Request { id, body }).await?;
        Ok(answered.await?)
    }
}

async fn send(transport: impl AsyncWrite + Unpin, mut queue: mpsc::Receiver<Request>) -> Result<(), Error> {
    let mut writer = FrameWriter::new(transport, FORMAT);
    while let Some(request) = queue.recv().await {
        let mut header = framing_core::LengthHeader::default();
        header.bytes[..4].copy_from_slice(&request.id);
        writer.feed(header, request.body).await?;
        // The requests that are already queued leave in one write.
        if queue.is_empty() {
            writer.flush().await?;
        }
    }
    Ok(writer.close().await?)
}

/// Hands each answer to whoever waits for it; when the connection ends, those that still wait learn that it has.
async fn receive(transport: impl AsyncRead + Unpin, waiting: Waiting) -> Result<(), ReadError> {
    let mut reader = FrameReader::new(transport, FORMAT);
    let result = loop {
        match reader.next().await {
            Ok(Some(frame)) => {
                let [a, b, c, d, ..] = frame.header.bytes;
                let waiter = waiting.lock().unwrap_or_else(PoisonError::into_inner).remove(&[a, b, c, d]);
                if let Some(waiter) = waiter {
                    _ = waiter.send(Bytes::copy_from_slice(frame.body()));
                }
            }
            Ok(None) => break Ok(()),
            Err(error) => break Err(error),
        }
    };
    waiting.lock().unwrap_or_else(PoisonError::into_inner).clear();
    result
}

/// Collects ten requests and answers them last first, with the bodies reversed.
async fn answer_backwards(transport: DuplexStream) -> Result<(), Error> {
    let (reader, writer) = split(transport);
    let mut reader = FrameReader::new(reader, FORMAT);
    let mut writer = FrameWriter::new(writer, FORMAT);
    let mut requests = Vec::new();
    while let Some(frame) = reader.next().await? {
        let body: Vec<u8> = frame.body().iter().rev().copied().collect();
        requests.push((frame.header, body));
        if requests.len() == 10 {
            for (header, body) in requests.drain(..).rev() {
                writer.feed(header, Bytes::from(body)).await?;
            }
            writer.flush().await?;
        }
    }
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let (here, there) = duplex(4 << 10);
    let serving = tokio::spawn(answer_backwards(there));
    let client = Client::new(here);
    let calls = (0..20_u32).map(|id| client.call(id, Bytes::from(format!("request {id}"))));
    for (id, answer) in try_join_all(calls).await?.into_iter().enumerate() {
        let expected: String = format!("request {id}").chars().rev().collect();
        assert_eq!(answer, expected);
    }
    println!("20 requests were under way at once, and each got its answer");
    drop(client);
    serving.await?
}
