//! What is queued is what arrives.

use bytes::{Buf, Bytes};
use framing_core::{EncodeError, EnqueueError, FrameQueue, U8, U32Be, WriteError};

use crate::formats::{Format, bodies, bytes, decode, for_each_writer, wire};
use crate::transport::{Source, Transport};
use crate::writers::Writer;

#[test]
fn frames_arrive_whole_however_the_transport_takes_them() {
    fn check<F: Format, W: Writer<F>>(format: F) {
        let bodies = bodies(&format);
        let (wire, _) = wire(format.clone(), &bodies);
        for transport in Transport::each() {
            let told = format!("{transport:?}");
            let mut writer = W::new(transport, format.clone());
            for body in &bodies {
                writer.enqueue(body.clone()).unwrap();
            }
            writer.flush_all().unwrap();
            assert!(writer.transport().received == wire, "{told}");
            assert_eq!(writer.transport().flushed, wire.len(), "{told}");
            assert_eq!(writer.queue().capacity(), 0, "nothing is held while idle: {told}");
        }
        assert_eq!(decode(format, &wire), bodies, "decoding is the inverse");
    }
    for_each_writer!(check);
}

#[test]
fn a_frame_queued_between_two_writes_follows_those_before() {
    fn check<F: Format, W: Writer<F>>(format: F) {
        let bodies = [bodies(&format), bodies(&format), bodies(&format)].concat();
        for takes in [1, 700, 6000] {
            let transport = Transport { takes, rests: true, ..Transport::default() };
            let mut writer = W::new(transport, format.clone());
            for body in &bodies {
                writer.enqueue(body.clone()).unwrap();
                for _ in 0..3 {
                    assert!(matches!(writer.flush(), None | Some(Ok(()))));
                }
            }
            writer.flush_all().unwrap();
            assert!(writer.transport().received == wire(format.clone(), &bodies).0, "{takes} at once");
        }
    }
    for_each_writer!(check);
}

#[test]
fn a_body_in_pieces_is_one_body() {
    fn check<F: Format, W: Writer<F>>(format: F) {
        let whole = bodies(&format).into_iter().max_by_key(Bytes::len).unwrap();
        let (wire, _) = wire(format.clone(), std::slice::from_ref(&whole));
        for (first, second) in [(0, 0), (1, 2), (100, 100), (150, 151), (4096, 4096), (4097, 4999), (2, 4100)]
        {
            let (first, second) = (first.min(whole.len()), second.min(whole.len()));
            let mut writer = W::new(Transport::default(), format.clone());
            let pieces = whole.slice(..first).chain(&whole[first..second]).chain(whole.slice(second..));
            writer.enqueue(pieces).unwrap();
            writer.flush_all().unwrap();
            assert!(writer.transport().received == wire, "cut at {first} and {second}");
        }
    }
    for_each_writer!(check);
}

#[test]
fn a_body_that_the_format_cannot_say_is_refused_and_nothing_is_written() {
    fn refused<W: Writer<U8>>() {
        let too_long = EncodeError::TooLong { len: 5000, max: 255 };
        let body = bytes(5000);
        let mut writer = W::new(Transport::default(), U8::new());
        assert!(writer.enqueue(&b"a"[..]).is_ok());
        assert_eq!(writer.enqueue(body.clone()), Err(EnqueueError::Encode(too_long)));
        assert!(matches!(writer.send(&body), Some(Err(WriteError::Encode(error))) if error == too_long));
        let from = writer.send_from(5000, &mut Source::new(&body, 1));
        assert!(matches!(from, Some(Err(WriteError::Encode(error))) if error == too_long));
        assert!(writer.enqueue(&b"b"[..]).is_ok());
        writer.flush_all().unwrap();
        assert_eq!(writer.transport().received, b"\x01a\x01b");
    }
    refused::<framing_core::FrameWriter<Transport, U8>>();
    refused::<framing_core::blocking::FrameWriter<Transport, U8>>();
}

#[test]
fn small_frames_are_written_together_and_a_large_one_with_what_is_around_it() {
    fn check<F: Format, W: Writer<F>>(format: F) {
        let mut writer = W::new(Transport::default(), format.clone());
        for _ in 0..100 {
            writer.enqueue(bytes(64)).unwrap();
        }
        for body in bodies(&format) {
            writer.enqueue(body).unwrap();
        }
        writer.flush_all().unwrap();
        assert_eq!(writer.transport().writes, 1);
    }
    for_each_writer!(check);
}

#[test]
fn a_large_piece_is_not_copied_and_a_small_one_is() {
    let share_from = FrameQueue::<U32Be>::SHARE_FROM;
    for (len, shared) in [(share_from - 1, false), (share_from, true), (1 << 20, true)] {
        let body = bytes(len);
        let mut queue = FrameQueue::new(U32Be::new());
        queue.enqueue_body(body.clone()).unwrap();
        let is_there = queue.unsent().any(|slice| slice.as_ptr() == body.as_ptr());
        assert_eq!(is_there, shared, "{len} bytes");
    }
}

#[test]
fn a_borrowed_body_may_be_refused_with_any_error() {
    fn queue(body: &[u8]) -> Result<FrameQueue<U8>, Box<dyn std::error::Error + Send + Sync>> {
        let mut queue = FrameQueue::new(U8::new());
        queue.enqueue_body(body)?;
        Ok(queue)
    }
    assert!(queue(&vec![0; 255]).is_ok());
    let refused = queue(&vec![0; 256]).unwrap_err().to_string();
    assert_eq!(
        refused,
        "expected a body of at most 255 bytes, the most that the format can announce, found 256"
    );
}
