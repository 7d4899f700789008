//! A future may be polled in one task and go on in another, and a task may never be heard of again: whoever polled last is
//! the one that is woken, wherever anything waits.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test that is wrong fails, as it should")]

#[cfg(test)]
#[path = "polled/wakes.rs"]
mod wakes;

use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use framing_core::{
    Budget, Condition, FrameReader, FrameWriter, PipeReader, PipeWriter, ProtocolReader, Queue, Timeouts, U8,
    U32Be, Watermarks, channel, local_simplex, simplex,
};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt};
use wakes::Wakes;

/// Polls what waits in one task, then in another, lets it go on, and demands that the second is woken and can end.
#[track_caller]
fn moves<T>(waiting: impl Future<Output = T>, go_on: impl FnOnce()) -> T {
    let (first, second) = (Wakes::new(), Wakes::new());
    let mut waiting = pin!(waiting);
    assert!(first.poll(waiting.as_mut()).is_pending(), "there is nothing to continue with");
    assert!(second.poll(waiting.as_mut()).is_pending(), "there still is nothing");
    assert_eq!(Arc::strong_count(&first), 1, "the task that has gone is forgotten");
    go_on();
    assert_eq!((first.count(), second.count() > 0), (0, true), "the one that polled last is woken");
    match second.poll(waiting) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("there is enough to continue with"),
    }
}

/// The same of a future that was given up, and of another one made in its place.
macro_rules! moves_anew {
    ($waiting:expr, $go_on:expr) => {{
        let (first, second) = (Wakes::new(), Wakes::new());
        assert!(first.poll(pin!($waiting)).is_pending(), "there is nothing to continue with");
        assert!(second.poll(pin!($waiting)).is_pending(), "there still is nothing");
        $go_on;
        assert_eq!((first.count(), second.count() > 0), (0, true), "the one that polled last is woken");
        assert!(second.poll(pin!($waiting)).is_ready(), "there is enough to continue with");
    }};
}

/// What does not have to wait.
#[track_caller]
fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("nothing is in its way"),
    }
}

fn full() -> (PipeWriter, PipeReader) {
    let (mut writer, reader) = simplex(1);
    now(writer.write_all(b"x")).unwrap();
    (writer, reader)
}

fn frames() -> (PipeWriter, FrameReader<PipeReader, U8>) {
    let (writer, reader) = simplex(64);
    (writer, FrameReader::new(reader, U8::new()))
}

#[test]
fn what_waits_for_state() {
    let bytes = Condition::new(Vec::new());
    let push = || bytes.change(|bytes| bytes.push(1));
    assert_eq!(moves(bytes.when(|bytes: &Vec<u8>| !bytes.is_empty(), Vec::pop), push), Ok(Some(1)));
    assert!(moves(bytes.wait_until(|bytes| !bytes.is_empty()), push).is_ok());
    assert!(moves(bytes.when_open(|bytes| bytes.is_empty(), |_| ()), || bytes.change(Vec::clear)).is_ok());
    assert!(moves(bytes.wait_until(|bytes| !bytes.is_empty()), || bytes.close()).is_err());
}

#[test]
fn what_waits_for_a_protocol_reader() {
    let reader = ProtocolReader::new(2);
    assert_eq!(moves(reader.read_exact(2), || now(reader.feed_all(b"hi")).unwrap()).unwrap(), "hi");
    now(reader.feed_all(b"hi")).unwrap();
    assert_eq!(moves(reader.feed(b"x"), || drop(now(reader.read_exact(1)).unwrap())), Ok(1));
}

#[test]
fn what_waits_for_a_queue() {
    let queue = Queue::new(1);
    assert_eq!(moves(queue.receive(), || now(queue.send(1)).unwrap()), Some(1));
    now(queue.send(2)).unwrap();
    assert!(moves(queue.room(), || assert_eq!(now(queue.receive()), Some(2))).is_ok());
    now(queue.send(3)).unwrap();
    assert!(moves(queue.send(4), || assert_eq!(now(queue.receive()), Some(3))).is_ok());
    assert_eq!(now(queue.receive()), Some(4));
    assert_eq!(moves(queue.receive(), || queue.close()), None);

    let (here, there) = channel::<u8, u8>(1);
    assert_eq!(moves(here.receive(), || now(there.send(5)).unwrap()), Some(5));
    assert_eq!(moves(here.receive(), || drop(there)), None);
}

#[test]
fn what_waits_for_a_pipe() {
    let (mut writer, mut reader) = simplex(4);
    assert_eq!(moves(reader.fill(2), || now(writer.write_all(b"hi")).unwrap()), b"hi");
    reader.consume(2);
    assert_eq!(moves(reader.fill_buf(), || now(writer.write_all(b"yo")).unwrap()).unwrap(), b"yo");
    reader.consume(2);
    assert_eq!(moves(reader.read_u8(), || now(writer.write_all(b"x")).unwrap()).unwrap(), b'x');
    assert!(moves(reader.fill(1), || drop(writer)).is_empty());

    let (mut writer, mut reader) = full();
    assert!(moves(writer.write_all(b"y"), || assert_eq!(now(reader.read_u8()).unwrap(), b'x')).is_ok());
    assert!(moves(AsyncWriteExt::write_all(&mut writer, b"z"), || drop(reader)).is_err());

    let (mut writer, mut reader) = local_simplex(4);
    assert_eq!(moves(reader.fill(2), || now(writer.write_all(b"hi")).unwrap()), b"hi");
}

#[test]
fn what_waits_for_a_frame() {
    let (mut peer, mut reader) = frames();
    now(peer.write_all(b"\x02h")).unwrap();
    let frame = moves(reader.next(), || now(peer.write_all(b"i\x01")).unwrap()).unwrap().unwrap();
    assert_eq!(frame.body(), b"hi");
    moves_anew!(reader.next(), now(peer.write_all(b"x")).unwrap());
    moves_anew!(reader.batch(), now(peer.write_all(b"\x00")).unwrap());
    assert!(now(reader.next()).unwrap().is_some(), "a batch that yields nothing takes nothing");
    moves_anew!(reader.next(), now(peer.write_all(b"\x01x")).unwrap());

    let mut stream = reader.into_stream();
    moves_anew!(stream.next(), now(peer.write_all(b"\x00")).unwrap());
    let mut reader = stream.into_reader();
    moves_anew!(reader.next(), drop(peer));
}

#[test]
fn what_waits_for_a_body() {
    let (mut peer, mut reader) = frames();
    moves_anew!(reader.next_header(), now(peer.write_all(b"\x02h")).unwrap());
    let mut body = now(reader.next_header()).unwrap().unwrap().stream().unwrap();
    assert_eq!(now(body.read_u8()).unwrap(), b'h');
    assert_eq!(moves(body.read_u8(), || now(peer.write_all(b"i\x05")).unwrap()).unwrap(), b'i');
    let skipped = now(reader.next_header()).unwrap().unwrap().skip();
    assert!(moves(skipped, || now(peer.write_all(b"hello")).unwrap()).is_ok());
    now(peer.write_all(b"\x02")).unwrap();
    let mut copy = Vec::new();
    let body = now(reader.next_header()).unwrap().unwrap().stream().unwrap();
    assert_eq!(moves(body.forward(&mut copy), || now(peer.write_all(b"yo")).unwrap()).unwrap(), 2);
    assert_eq!(copy, b"yo");
}

#[test]
fn what_waits_for_memory() {
    const BODY: [u8; 8 << 10] = [b'x'; 8 << 10];
    let budget = Budget::new(12 << 10);
    let claim = u32::try_from(BODY.len()).unwrap().to_be_bytes();
    let [(mut peer, mut holder), (mut other_peer, mut waiter)] = [(), ()].map(|()| {
        let (mut writer, reader) = simplex(64 << 10);
        now(writer.write_all(&claim)).unwrap();
        (writer, FrameReader::new(reader, U32Be::new()).with_budget(&budget))
    });
    assert!(
        Wakes::new().poll(pin!(holder.next())).is_pending(),
        "it holds room for a body that does not come"
    );
    now(other_peer.write_all(&BODY)).unwrap();
    now(peer.write_all(&BODY)).unwrap();
    let frame = moves(waiter.next(), || {
        assert_eq!(now(holder.next()).unwrap().unwrap().body(), BODY);
        assert!(Wakes::new().poll(pin!(holder.next())).is_pending(), "idle, it gives its room back");
    });
    assert_eq!(frame.unwrap().unwrap().body(), BODY);
}

#[test]
fn what_waits_for_room() {
    let body = [b'x'; 5];
    let (transport, mut peer) = full();
    let mut writer = FrameWriter::new(transport, U8::new()).with_watermarks(Watermarks::new(1, 0));
    let mut taken = Vec::new();
    let mut take = |peer: &mut PipeReader| taken.push(now(peer.read_u8()).unwrap());
    writer.enqueue_body(&b""[..]).unwrap();
    moves_anew!(writer.ready(), take(&mut peer));
    writer.enqueue_body(&b""[..]).unwrap();
    moves_anew!(writer.flush(), take(&mut peer));
    writer.enqueue_body(&b""[..]).unwrap();
    assert!(moves(writer.feed(0, &b""[..]), || take(&mut peer)).is_ok());
    assert!(moves(writer.close(), || take(&mut peer)).is_ok());

    let (transport, mut peer) = simplex(5);
    let mut writer = FrameWriter::new(transport, U8::new());
    assert!(moves(writer.send_body(&body), || take(&mut peer)).is_ok());
    let (mut source, from) = simplex(64);
    let mut from = from.take(1);
    let sent = moves(writer.send_from(0, 1, &mut from), || {
        now(source.write_all(b"y")).unwrap();
        (0..5).for_each(|_| take(&mut peer));
    });
    assert!(sent.is_ok());
}

#[tokio::test(start_paused = true)]
async fn what_waits_for_a_frame_in_its_time() {
    let (mut peer, reader) = frames();
    let mut reader = reader.with_timeouts(Timeouts::new().frame(Duration::from_secs(1)));
    moves_anew!(reader.next(), now(peer.write_all(b"\x00")).unwrap());
    now(peer.write_all(b"\x02h")).unwrap();
    let frame = moves(reader.next(), || now(peer.write_all(b"i")).unwrap()).unwrap().unwrap();
    assert_eq!(frame.body(), b"hi");
}
