//! The condition, the queues and the pipe themselves, run by threads in every order.
//!
//! Each model checks that what is read is what was written and that the end is seen once; the checker itself, that
//! nobody sleeps forever and that nothing is leaked.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::{Poll, Waker};

use framing_core::{
    Closed, Condition, PipeReader, PipeWriter, ProtocolReader, Queue, ReadExactError, channel, pipe, simplex,
};
use loom::future::block_on;
use loom::sync::{Arc, Mutex};
use loom::thread;

use super::step::{Act, Log, Part};
use super::sync::lock;

/// A 1-byte header with the length of the body, then the body.
async fn read_frame(reader: &ProtocolReader, log: &Log) -> Vec<u8> {
    let header = read_exact(reader, Part::Header, 1, log).await;
    read_exact(reader, Part::Body, usize::from(header[0]), log).await
}

async fn read_exact(reader: &ProtocolReader, part: Part, need: usize, log: &Log) -> Vec<u8> {
    log.note("reader", Act::Asks(part, need), reader.len(), None);
    let bytes = reader.read_exact(need).await.unwrap();
    log.note("reader", Act::Takes(need), reader.len(), None);
    bytes.to_vec()
}

/// One thread feeds the pieces, this one reads frames with these bodies.
fn frames_over_a_condition(log: &Log, capacity: usize, pieces: &'static [&'static [u8]], bodies: &[&[u8]]) {
    let reader = Arc::new(ProtocolReader::new(capacity));
    let (writer, writer_log) = (Arc::clone(&reader), log.clone());
    let thread = thread::spawn(move || {
        for piece in pieces {
            block_on(writer.feed_all(piece)).unwrap();
            writer_log.note("writer", Act::Writes(piece.len()), writer.len(), None);
        }
    });
    for body in bodies {
        assert_eq!(block_on(read_frame(&reader, log)), *body);
    }
    thread.join().unwrap();
    assert!(reader.is_empty());
}

pub(crate) fn condition(log: &Log) {
    frames_over_a_condition(log, 8, &[&[2, b'a', b'b']], &[b"ab"]);
}

pub(crate) fn condition_bytewise(log: &Log) {
    frames_over_a_condition(log, 8, &[&[2], b"a", b"b"], &[b"ab"]);
}

pub(crate) fn condition_two_frames(log: &Log) {
    frames_over_a_condition(log, 8, &[&[1], &[b'a', 1, b'b']], &[b"a", b"b"]);
}

pub(crate) fn condition_capacity_1(log: &Log) {
    frames_over_a_condition(log, 1, &[&[1, b'a']], &[b"a"]);
}

/// Readers with different needs, each its own; together they read all there is.
pub(crate) fn condition_two_readers(_: &Log) {
    let reader = Arc::new(ProtocolReader::new(4));
    let threads = [1, 2].map(|need| {
        let reader = Arc::clone(&reader);
        thread::spawn(move || {
            assert_eq!(block_on(reader.read_exact(need)).map(|bytes| bytes.len()), Ok(need));
        })
    });
    for piece in [b"a".as_slice(), b"bc"] {
        block_on(reader.feed_all(piece)).unwrap();
    }
    threads.into_iter().for_each(|thread| thread.join().unwrap());
    assert!(reader.is_empty());
}

/// Polls a future, and shows its waker to whoever wants to wake it for nothing.
struct Disturbed {
    waker: Arc<Mutex<Option<Waker>>>,
    nemesis: thread::JoinHandle<()>,
}

impl Disturbed {
    /// Starts a thread that wakes, once, whoever waits.
    fn new() -> Self {
        let waker = Arc::new(Mutex::new(None::<Waker>));
        let shown = Arc::clone(&waker);
        let nemesis = thread::spawn(move || {
            let waker = lock(&shown).take();
            waker.into_iter().for_each(Waker::wake);
        });
        Self { waker, nemesis }
    }

    fn block_on<T>(&self, future: impl Future<Output = T>) -> T {
        let mut future = pin!(future);
        block_on(poll_fn(|context| {
            let replaced = lock(&self.waker).replace(context.waker().clone());
            drop(replaced);
            future.as_mut().poll(context)
        }))
    }

    fn join(self) {
        self.nemesis.join().unwrap();
        let left = lock(&self.waker).take();
        drop(left);
    }
}

pub(crate) fn condition_nemesis(_: &Log) {
    let reader = Arc::new(ProtocolReader::new(4));
    let writer = Arc::clone(&reader);
    let thread = thread::spawn(move || {
        for piece in [b"a", b"b"] {
            block_on(writer.feed_all(piece)).unwrap();
        }
    });
    let disturbed = Disturbed::new();
    assert_eq!(disturbed.block_on(reader.read_exact(2)).unwrap(), "ab");
    thread.join().unwrap();
    disturbed.join();
}

/// Polls the future once, and drops it if it has to wait.
fn cancelled_if_not_ready<T>(future: impl Future<Output = T>) -> Option<T> {
    let mut future = pin!(future);
    block_on(poll_fn(|context| Poll::Ready(ready(future.as_mut().poll(context)))))
}

fn ready<T>(poll: Poll<T>) -> Option<T> {
    match poll {
        Poll::Ready(output) => Some(output),
        Poll::Pending => None,
    }
}

/// Two readers need one byte each. One is cancelled, or hands on what it got: the other always has a byte to come.
pub(crate) fn condition_cancel(_: &Log) {
    let bytes = Arc::new(Condition::new(Vec::new()));
    let (first, second) = (Arc::clone(&bytes), Arc::clone(&bytes));
    let threads = [
        thread::spawn(move || {
            if let Some(taken) = cancelled_if_not_ready(first.when(|bytes| !bytes.is_empty(), Vec::pop)) {
                first.change(|bytes| bytes.extend(taken.unwrap()));
            }
        }),
        thread::spawn(move || {
            assert_eq!(block_on(second.when(|bytes| !bytes.is_empty(), Vec::pop)), Ok(Some(b'a')));
        }),
    ];
    bytes.change(|bytes| bytes.push(b'a'));
    threads.into_iter().for_each(|thread| thread.join().unwrap());
    assert!(bytes.look(Vec::is_empty));
}

/// An end in the middle of a read reaches a reader that waits and one that arrives later.
pub(crate) fn condition_close(_: &Log) {
    let reader = Arc::new(ProtocolReader::new(4));
    let writer = Arc::clone(&reader);
    let thread = thread::spawn(move || {
        block_on(writer.feed_all(b"a")).unwrap();
        writer.close();
        assert_eq!(block_on(writer.feed_all(b"b")), Err(Closed));
    });
    assert_eq!(block_on(reader.read_exact(2)), Err(ReadExactError::Ended { have: 1, need: 2 }));
    assert_eq!(block_on(reader.read_exact(1)).unwrap(), "a");
    thread.join().unwrap();
}

pub(crate) fn queue_capacity_1(_: &Log) {
    let queue = Arc::new(Queue::new(1));
    let sender = Arc::clone(&queue);
    let thread = thread::spawn(move || {
        for frame in [1, 2] {
            block_on(sender.send(frame)).unwrap();
        }
        sender.close();
    });
    assert_eq!([(); 3].map(|()| block_on(queue.receive())), [Some(1), Some(2), None]);
    thread.join().unwrap();
}

/// Whichever end is dropped first, the other hears of it, in both directions.
pub(crate) fn channel_end_dropped(_: &Log) {
    let (here, there) = channel::<u8, u8>(1);
    let thread = thread::spawn(move || {
        assert_eq!(block_on(there.receive()), Some(1));
        drop(there);
    });
    block_on(here.send(1)).unwrap();
    assert_eq!(block_on(here.receive()), None);
    assert!(block_on(here.send(2)).is_err());
    thread.join().unwrap();
}

/// Reads to the end, asking for `need` bytes each time.
async fn read_to_end(reader: &mut PipeReader, need: usize) -> Vec<u8> {
    let mut read = Vec::new();
    loop {
        let bytes = reader.fill(need).await;
        if bytes.is_empty() {
            return read;
        }
        let count = bytes.len();
        read.extend_from_slice(bytes);
        reader.consume(count);
    }
}

/// A thread that writes the pieces and drops the writer.
fn writes(mut writer: PipeWriter, pieces: &'static [&'static [u8]]) -> thread::JoinHandle<()> {
    thread::spawn(move || {
        for piece in pieces {
            block_on(writer.write_all(piece)).unwrap();
        }
    })
}

pub(crate) fn pipe_capacity_1(_: &Log) {
    let (writer, mut reader) = simplex(1);
    let thread = writes(writer, &[b"ab"]);
    assert_eq!(block_on(read_to_end(&mut reader, 1)), b"ab");
    assert!(block_on(reader.fill(1)).is_empty());
    thread.join().unwrap();
}

async fn read_piped_frame(reader: &mut PipeReader) -> Vec<u8> {
    let header = usize::from(reader.fill(1).await[0]);
    let frame = reader.fill(1 + header).await[1..=header].to_vec();
    reader.consume(1 + header);
    frame
}

pub(crate) fn pipe_two_frames(_: &Log) {
    let (writer, mut reader) = simplex(4);
    let thread = writes(writer, &[&[2, b'a'], &[b'b', 1, b'c']]);
    assert_eq!(block_on(read_piped_frame(&mut reader)), b"ab");
    assert_eq!(block_on(read_piped_frame(&mut reader)), b"c");
    assert!(block_on(reader.fill(1)).is_empty());
    thread.join().unwrap();
}

pub(crate) fn pipe_need_above_capacity(_: &Log) {
    let (writer, mut reader) = simplex(1);
    let thread = writes(writer, &[b"ab"]);
    assert_eq!(block_on(reader.fill(2)), b"ab");
    thread.join().unwrap();
}

pub(crate) fn pipe_nemesis(_: &Log) {
    let (writer, mut reader) = simplex(1);
    let thread = writes(writer, &[b"ab"]);
    let disturbed = Disturbed::new();
    assert_eq!(disturbed.block_on(reader.fill(2)), b"ab");
    thread.join().unwrap();
    disturbed.join();
}

/// A read that is dropped where it waits has lost nothing.
pub(crate) fn pipe_cancel(_: &Log) {
    let (writer, mut reader) = simplex(1);
    let thread = writes(writer, &[b"ab"]);
    let cancelled = cancelled_if_not_ready(reader.fill(2)).is_none();
    assert_eq!(block_on(reader.fill(2)), b"ab", "after a read that was cancelled: {cancelled}");
    thread.join().unwrap();
}

/// A writer that waits for room, or comes later, hears that the reader is gone.
pub(crate) fn pipe_reader_dropped(_: &Log) {
    let (mut writer, reader) = simplex(1);
    let thread = thread::spawn(move || drop(reader));
    assert!(block_on(writer.write_all(b"ab")).is_err());
    thread.join().unwrap();
}

/// A reader that waits for more hears that the writer is gone, and gets what there is.
pub(crate) fn pipe_writer_dropped(_: &Log) {
    let (writer, mut reader) = simplex(4);
    let thread = writes(writer, &[b"a"]);
    assert_eq!(block_on(reader.fill(3)), b"a");
    thread.join().unwrap();
}

pub(crate) fn pipe_both_ways(_: &Log) {
    let (mut here, mut there) = pipe(1);
    let thread = thread::spawn(move || {
        block_on(async {
            assert_eq!(there.reader.fill(1).await, b"a");
            there.writer.write_all(b"b").await.unwrap();
        });
    });
    block_on(async {
        here.writer.write_all(b"a").await.unwrap();
        assert_eq!(here.reader.fill(2).await, b"b");
    });
    thread.join().unwrap();
}
