//! What to do instead, each as a person would write it: with the types of `framing_core`.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use framing_core::{FrameReader, ProtocolReader, Queue, ReadExactError, U32Be, channel, simplex};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::task::yield_now;
use tokio::time::sleep;

use super::catalogue::Cure;
use super::designs::Stop;
use super::on_tokio::{play, same, settled};
use super::step::{Act, Log, Outcome, Part};
use super::sync::Arc;
use super::traffic::{HEADER, Traffic};

/// Room for all that a scenario sends.
const CAPACITY: usize = 64;

pub(super) async fn frames(cure: Cure, traffic: Traffic, pause: u64, log: Log) -> Outcome {
    match cure {
        Cure::Condition => over_condition(traffic, pause, log).await,
        Cure::Pipe => {
            let (writer, reader) = simplex(CAPACITY);
            over_stream(writer, reader, traffic, pause, log).await
        }
        Cure::SocketPair => match sockets().await {
            Ok((writer, reader)) => over_stream(writer, reader, traffic, pause, log).await,
            Err(_) => Outcome::ShortRead,
        },
        Cure::Queue => over_queue(traffic, pause, log).await,
        Cure::Channels => over_channels(traffic, pause, log).await,
    }
}

/// Bytes that were written and not yet read, wherever they are.
#[derive(Clone, Default)]
struct Ledger {
    log: Log,
    unread: Arc<AtomicUsize>,
}

impl Ledger {
    fn new(log: Log) -> Self {
        Self { log, unread: Arc::default() }
    }

    fn note(&self, who: &'static str, act: Act) {
        self.log.note(who, act, self.unread.load(Ordering::SeqCst), None);
    }

    fn wrote(&self, count: usize) {
        self.unread.fetch_add(count, Ordering::SeqCst);
        self.note("writer", Act::Writes(count));
    }

    fn took(&self, who: &'static str, count: usize) {
        self.unread.fetch_sub(count, Ordering::SeqCst);
        self.note(who, Act::Takes(count));
    }
}

async fn over_condition(traffic: Traffic, pause: u64, log: Log) -> Outcome {
    let ledger = Ledger::new(log.clone());
    let bytes = Arc::new(ProtocolReader::new(CAPACITY));
    let (reader, notes) = (Arc::clone(&bytes), ledger.clone());
    let read = tokio::spawn(async move {
        for body in traffic.bodies() {
            sleep(Duration::from_millis(pause)).await;
            let header = read_exact(&reader, Part::Header, HEADER, &notes).await?;
            let need = header.iter().fold(0, |number, byte| number << 8 | usize::from(*byte));
            same(&read_exact(&reader, Part::Body, need, &notes).await?, body)?;
        }
        Ok(())
    });
    play(traffic, &log, async |piece| {
        let fed = bytes.feed_all(piece).await;
        fed.iter().for_each(|()| ledger.wrote(piece.len()));
    })
    .await;
    settled([read]).await
}

async fn read_exact(
    reader: &ProtocolReader,
    part: Part,
    need: usize,
    notes: &Ledger,
) -> Result<Vec<u8>, Stop> {
    notes.note("reader", Act::Asks(part, need));
    let bytes = reader.read_exact(need).await.map_err(|_| Stop::Ended)?;
    notes.took("reader", need);
    Ok(bytes.to_vec())
}

#[cfg(unix)]
async fn sockets() -> std::io::Result<(tokio::net::UnixStream, tokio::net::UnixStream)> {
    tokio::net::UnixStream::pair()
}

#[cfg(not(unix))]
async fn sockets() -> std::io::Result<(tokio::net::TcpStream, tokio::net::TcpStream)> {
    let listener = tokio::net::TcpListener::bind((std::net::Ipv4Addr::LOCALHOST, 0)).await?;
    let connecting = tokio::net::TcpStream::connect(listener.local_addr()?);
    let (connected, accepted) = tokio::join!(connecting, listener.accept());
    Ok((connected?, accepted?.0))
}

async fn over_stream<W, R>(mut writer: W, reader: R, traffic: Traffic, pause: u64, log: Log) -> Outcome
where
    W: AsyncWrite + Unpin,
    R: AsyncRead + Unpin + Send + 'static,
{
    let ledger = Ledger::new(log.clone());
    let notes = ledger.clone();
    let read = tokio::spawn(async move {
        let mut frames = FrameReader::new(reader, U32Be::new());
        for body in traffic.bodies() {
            sleep(Duration::from_millis(pause)).await;
            same(&next_frame(&mut frames, "reader", &notes).await?, body)?;
        }
        Ok(())
    });
    play(traffic, &log, async |piece| {
        let written = writer.write_all(piece).await;
        written.iter().for_each(|()| ledger.wrote(piece.len()));
    })
    .await;
    settled([read]).await
}

/// The body of the next frame.
async fn next_frame<R: AsyncRead + Unpin>(
    frames: &mut FrameReader<R, U32Be>,
    who: &'static str,
    notes: &Ledger,
) -> Result<Vec<u8>, Stop> {
    notes.note(who, Act::AsksForFrame);
    let frame = frames.next().await.map_err(|_| Stop::Ended)?.ok_or(Stop::Ended)?;
    notes.took(who, HEADER + frame.body().len());
    Ok(frame.body().to_vec())
}

/// One task reads the bytes and queues what is whole; the reader sees frames only.
async fn over_queue(traffic: Traffic, pause: u64, log: Log) -> Outcome {
    let ledger = Ledger::new(log.clone());
    let (mut writer, bytes) = simplex(CAPACITY);
    let queue = Arc::new(Queue::new(2));
    let (sender, notes) = (Arc::clone(&queue), ledger.clone());
    let cut = tokio::spawn(async move {
        let mut frames = FrameReader::new(bytes, U32Be::new());
        for _ in traffic.bodies() {
            let body = next_frame(&mut frames, "shared_buffer", &notes).await?;
            sender.send(body).await.map_err(|_| Stop::Ended)?;
        }
        Ok(())
    });
    let read = tokio::spawn(async move {
        for body in traffic.bodies() {
            sleep(Duration::from_millis(pause)).await;
            same(&queue.receive().await.ok_or(Stop::Ended)?, body)?;
        }
        Ok(())
    });
    play(traffic, &log, async |piece| {
        let written = writer.write_all(piece).await;
        written.iter().for_each(|()| ledger.wrote(piece.len()));
    })
    .await;
    settled([cut, read]).await
}

/// Frames are sent whole, and answered: a direction has a queue of its own.
async fn over_channels(traffic: Traffic, pause: u64, log: Log) -> Outcome {
    let ledger = Ledger::new(log.clone());
    let (here, there) = channel::<&'static [u8], usize>(2);
    let notes = ledger.clone();
    let read = tokio::spawn(async move {
        for body in traffic.bodies() {
            sleep(Duration::from_millis(pause)).await;
            notes.note("reader", Act::AsksForFrame);
            let received = there.receive().await.ok_or(Stop::Ended)?;
            notes.took("reader", received.len());
            same(received, body)?;
            there.send(received.len()).await.map_err(|_| Stop::Ended)?;
        }
        Ok(())
    });
    yield_now().await;
    let write = tokio::spawn(async move {
        for body in traffic.bodies() {
            ledger.wrote(body.len());
            here.send(body).await.map_err(|_| Stop::Ended)?;
            if here.receive().await != Some(body.len()) {
                return Err(Stop::Ended);
            }
        }
        Ok(())
    });
    settled([read, write]).await
}

pub(super) async fn two_readers(log: Log) -> Outcome {
    let ledger = Ledger::new(log);
    let bytes = Arc::new(ProtocolReader::new(CAPACITY));
    let readers = [("reader A", 2), ("reader B", 1)].map(|(who, need)| {
        let (bytes, notes) = (Arc::clone(&bytes), ledger.clone());
        tokio::spawn(async move {
            notes.note(who, Act::Asks(Part::Body, need));
            let read = bytes.read_exact(need).await.map_err(|_| Stop::Ended)?;
            notes.took(who, read.len());
            Ok(())
        })
    });
    yield_now().await;
    for piece in [b"a".as_slice(), b"bc"] {
        let fed = bytes.feed_all(piece).await;
        fed.iter().for_each(|()| ledger.wrote(piece.len()));
    }
    settled(readers).await
}

pub(super) async fn end(log: Log) -> Outcome {
    let ledger = Ledger::new(log);
    let bytes = Arc::new(ProtocolReader::new(CAPACITY));
    let (waiting, notes) = (Arc::clone(&bytes), ledger.clone());
    let reader = tokio::spawn(async move {
        notes.note("reader", Act::Asks(Part::Header, HEADER));
        match waiting.read_exact(HEADER).await {
            Err(ReadExactError::Ended { have: 0, .. }) => Ok(()),
            _ => Err(Stop::Ended),
        }
    });
    yield_now().await;
    ledger.note("writer", Act::Closes);
    bytes.close();
    settled([reader]).await
}

/// The pipe's reader takes over what there is, and so makes room for what it still needs.
pub(super) async fn need_above_capacity(log: Log) -> Outcome {
    let ledger = Ledger::new(log);
    let (mut writer, mut reader) = simplex(2);
    let notes = ledger.clone();
    let read = tokio::spawn(async move {
        notes.note("reader", Act::Asks(Part::Body, 3));
        let outcome = same(reader.fill(3).await, b"abc");
        notes.took("reader", 3);
        outcome
    });
    let write = tokio::spawn(async move {
        for byte in b"abc" {
            writer.write_all(&[*byte]).await.map_err(|_| Stop::Ended)?;
            ledger.wrote(1);
        }
        Ok(())
    });
    settled([write, read]).await
}
