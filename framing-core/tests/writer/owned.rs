//! Buffers that a completion-based transport owns while it writes.

use bytes::Bytes;
use framing_core::{FrameQueue, Netstring, U32Be, Watermarks};

use crate::formats::{Format, bodies, bytes, for_each_format, wire};

/// Writes as a completion-based transport would, at most `most` bytes at once, and queues `late` while it does.
fn complete<F: Format>(queue: &mut FrameQueue<F>, most: usize, mut late: Vec<Bytes>) -> Vec<u8> {
    let mut received = Vec::new();
    while let Some(buffer) = queue.take_unsent() {
        assert_eq!(queue.unsent().next(), None, "the transport has them");
        if let Some(body) = late.pop() {
            queue.enqueue_body(body).unwrap();
        }
        let written = buffer.len().min(most);
        received.extend_from_slice(&buffer[..written]);
        drop(buffer);
        queue.written(written);
    }
    received
}

#[test]
fn a_clone_of_a_queue_goes_its_own_way() {
    let mut queue = framing_core::FrameQueue::new(framing_core::U8);
    queue.enqueue_body(&b"one"[..]).unwrap();
    queue.written(2);
    let mut clone = queue.clone();
    clone.enqueue_body(&b"two"[..]).unwrap();
    queue.written(2);
    assert!(queue.is_empty());
    let unsent: Vec<u8> = clone.unsent().flatten().copied().collect();
    assert_eq!((unsent.as_slice(), clone.offset()), (&b"ne\x03two"[..], 2));
}

#[test]
fn what_is_taken_and_written_is_what_is_queued() {
    fn check<F: Format>(format: F) {
        let bodies = bodies(&format);
        let all = [bodies.clone(), bodies.iter().rev().cloned().collect()].concat();
        let (wire, _) = wire(format.clone(), &all);
        for most in [1, 7, 4096, 4999, usize::MAX] {
            let watermarks = Watermarks::DEFAULT.with_high(u64::MAX);
            let mut queue = FrameQueue::new(format.clone()).with_watermarks(watermarks);
            for body in &bodies {
                queue.enqueue_body(body.clone()).unwrap();
            }
            assert!(complete(&mut queue, most, bodies.clone()) == wire, "{most} at once");
            queue.release();
            assert_eq!((queue.is_empty(), queue.capacity()), (true, 0));
        }
    }
    macro_rules! call {
        ($format:expr) => {
            check($format)
        };
    }
    for_each_format!(call);
}

#[test]
fn a_large_piece_is_taken_without_a_copy_and_gathered_bytes_too() {
    let body = bytes(5000);
    let mut queue = FrameQueue::new(U32Be::new());
    queue.enqueue_body(body.clone()).unwrap();
    let header = queue.unsent().next().unwrap().as_ptr();
    let taken = queue.take_unsent().unwrap();
    assert_eq!((taken.as_ptr(), &taken[..]), (header, &b"\0\0\x13\x88"[..]));
    drop(taken);
    queue.written(4);
    assert_eq!(queue.take_unsent().unwrap().as_ptr(), body.as_ptr());
}

#[test]
fn a_buffer_that_is_lost_loses_no_frame() {
    let mut queue = FrameQueue::new(Netstring);
    for body in [&b"one"[..], b"two"] {
        queue.enqueue_body(body).unwrap();
    }
    let _lost = queue.take_unsent().unwrap();
    queue.enqueue_body(&b"three"[..]).unwrap();
    let again: Vec<_> = queue.undelivered().into_frames().map(|frame| frame.body).collect();
    assert_eq!(again, [&b"one"[..], b"two", b"three"]);
}

#[test]
fn a_streamed_body_is_taken_too() {
    let mut queue = FrameQueue::new(Netstring);
    queue.begin_source(0, 5).unwrap();
    let mut received = Vec::new();
    for piece in [&b"hel"[..], b"lo"] {
        queue.source_room()[..piece.len()].copy_from_slice(piece);
        queue.source_filled(piece.len()).unwrap();
        received.extend(complete(&mut queue, 1, Vec::new()));
    }
    assert_eq!(received, b"5:hello,");
}
