//! How much is queued before a writer is full.

use framing_core::{EnqueueError, FrameWriter, U32Be, Watermarks, WriteError, blocking};

use crate::formats::bytes;
use crate::transport::{Source, Transport};
use crate::writers::{Writer, once};

/// Frames of 10 bytes taken in before the writer is full, and bytes left once it is ready again.
const MARKS: &[(u64, u64, usize, u64)] = &[
    (0, 0, 1, 0),
    (1, 0, 1, 0),
    (10, 5, 1, 5),
    (11, 5, 2, 5),
    (100, 0, 10, 0),
    (100, 50, 10, 50),
    (100, 99, 10, 99),
    (100, 200, 10, 99),
    (95, 40, 10, 40),
];

#[test]
fn a_full_writer_hands_the_frame_back_until_it_is_written_down_to_the_low_mark() {
    fn check<W: Writer<U32Be>>() {
        for &(high, low, frames, left) in MARKS {
            let transport = Transport { takes: 1, ..Transport::default() };
            let mut writer = W::over(transport, U32Be::new(), Watermarks::new(high, low));
            for _ in 0..frames {
                assert!(matches!(writer.ready(), Some(Ok(()))));
                assert_eq!(writer.transport().received.len(), 0, "there was room");
                writer.enqueue(bytes(6)).unwrap();
            }
            assert_eq!(writer.enqueue(bytes(6)), Err(EnqueueError::Full), "{high} and {low}");
            let (header, body) = writer.offer(bytes(6)).unwrap().expect("there is no room");
            assert_eq!((header, &body), (0, &bytes(6)), "{high} and {low}");
            assert!(matches!(writer.ready(), Some(Ok(()))));
            assert_eq!(writer.queue().unsent_len(), left, "{high} and {low}");
            assert_eq!(writer.offer(body), Ok(None), "{high} and {low}");
        }
    }
    check::<FrameWriter<Transport, U32Be>>();
    check::<blocking::FrameWriter<Transport, U32Be>>();
}

#[test]
fn an_empty_writer_has_room_for_a_frame_of_any_size() {
    let mut writer = FrameWriter::new(Transport::default(), U32Be::new());
    writer.enqueue_body(bytes(1 << 20)).unwrap();
    assert_eq!(writer.enqueue_body(bytes(0)), Err(EnqueueError::Full));
}

#[test]
fn feeding_waits_for_room_and_queues_nothing_when_given_up() {
    let transport = Transport { takes: 8, rests: true, ..Transport::default() };
    let mut writer = FrameWriter::new(transport, U32Be::new()).with_watermarks(Watermarks::new(10, 0));
    assert!(matches!(once(writer.feed(0, &b"sixsix"[..])), Some(Ok(()))));
    assert!(once(writer.feed(0, &b"second"[..])).is_none(), "the transport is not ready");
    assert_eq!(writer.queue().unsent_len(), 10);
    assert!(once(writer.feed(0, &b"second"[..])).is_none(), "8 of 10 are written");
    assert!(matches!(once(writer.feed(0, &b"second"[..])), Some(Ok(()))));
    writer.flush_all().unwrap();
    assert_eq!(writer.get_ref().received, b"\0\0\0\x06sixsix\0\0\0\x06second");
}

#[test]
fn closing_writes_all_and_then_shuts_down() {
    let mut writer = FrameWriter::new(Transport { rests: true, ..Transport::default() }, U32Be::new());
    writer.enqueue_body(&b"last"[..]).unwrap();
    assert!(once(writer.close()).is_none() && !writer.get_ref().shut_down);
    assert!(matches!(once(writer.close()), Some(Ok(()))));
    assert!(writer.get_ref().shut_down);
    assert_eq!(writer.into_inner().received, b"\0\0\0\x04last");
}

#[test]
fn closing_in_a_streamed_body_is_refused() {
    let mut writer = FrameWriter::new(Transport::default(), U32Be::new());
    let mut source = Source::new(b"ab", 2).failing_at(2);
    assert!(matches!(once(writer.send_from(0, 4, &mut source)), Some(Err(WriteError::Source(_)))));
    assert!(matches!(once(writer.close()), Some(Err(WriteError::Unfinished { missing: 2 }))));
    assert!(!writer.get_ref().shut_down);
}
