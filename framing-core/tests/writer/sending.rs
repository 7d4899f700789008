//! Frames with borrowed bodies, sent at once, and given up half-way.

use std::pin::Pin;
use std::task::{Context, Waker};

use bytes::Bytes;
use framing_core::{EnqueueError, FrameWriter, U32Be, WriteError};

use crate::formats::{Format, bodies, bytes, for_each_writer, wire};
use crate::transport::Transport;
use crate::writers::{Writer, once};

#[test]
fn a_frame_whose_sending_is_given_up_is_finished_by_the_next_flush() {
    fn check<F: Format, W: Writer<F>>(format: F) {
        let bodies = bodies(&format);
        let (wire, _) = wire(format.clone(), &bodies);
        for transport in Transport::each() {
            let told = format!("{transport:?}");
            let mut writer = W::new(transport, format.clone());
            for body in &bodies {
                // The body is gone after the first wait.
                let given_up = writer.send(body);
                assert!(given_up.is_none_or(|sent| sent.is_ok()), "{told}");
            }
            writer.flush_all().unwrap();
            assert!(writer.transport().received == wire, "{told}");
            assert_eq!(writer.queue().capacity(), 0, "{told}");
        }
    }
    for_each_writer!(check);
}

/// Polls the sending of `body` at most `polls` times, then drops it.
fn send_for<F: Format>(writer: &mut FrameWriter<Transport, F>, body: &[u8], polls: usize) -> bool {
    let mut sending = writer.send_body(body);
    let mut context = Context::from_waker(Waker::noop());
    (0..polls).any(|_| Pin::new(&mut sending).poll(&mut context).is_ready())
}

#[test]
fn sending_is_cancelled_at_every_await() {
    fn check<F: Format, W: Writer<F>>(format: F) {
        let bodies = bodies(&format);
        let body = bodies.iter().max_by_key(|body| body.len()).unwrap();
        for takes in [97, 1024, 4096] {
            for polls in 0.. {
                let transport = Transport { takes, rests: true, ..Transport::default() };
                let mut writer = FrameWriter::new(transport, format.clone());
                writer.enqueue_body(&b"before"[..]).unwrap();
                let sent = send_for(&mut writer, body, polls);
                writer.enqueue_body(&b"after"[..]).unwrap();
                writer.flush_all().unwrap();
                let (before, after) = (Bytes::from("before"), Bytes::from("after"));
                let frames = match polls {
                    0 => vec![before, after],
                    _ => vec![before, body.clone(), after],
                };
                let (wire, _) = wire(format.clone(), &frames);
                assert!(writer.get_ref().received == wire, "{takes} at once, {polls} polls");
                if sent {
                    break;
                }
            }
        }
    }
    for_each_writer!(check);
}

#[test]
fn a_large_body_is_sent_from_where_it_is() {
    let body = bytes(1 << 20);
    let mut writer = FrameWriter::new(Transport { takes: 1000, ..Transport::default() }, U32Be::new());
    assert!(matches!(once(writer.send_body(&body)), Some(Ok(()))));
    assert!(writer.get_ref().received == wire(U32Be::new(), std::slice::from_ref(&body)).0);

    let mut resting = FrameWriter::new(Transport { rests: true, ..Transport::default() }, U32Be::new());
    let mut sending = resting.send_body(&body);
    let polled = Pin::new(&mut sending).poll(&mut Context::from_waker(Waker::noop()));
    assert!(polled.is_pending());
    assert!(format!("{sending:?}").contains("begun: true"));
    std::mem::forget(sending);
    assert!(resting.queue().capacity() < 2048, "the header, and where the body goes");
}

#[test]
fn a_future_that_is_leaked_cuts_its_frame_and_the_writer_says_so() {
    let body = bytes(5000);
    let mut writer = FrameWriter::new(Transport { rests: true, ..Transport::default() }, U32Be::new());
    writer.enqueue_body(&b"before"[..]).unwrap();
    let mut sending = writer.send_body(&body);
    assert!(Pin::new(&mut sending).poll(&mut Context::from_waker(Waker::noop())).is_pending());
    std::mem::forget(sending);

    assert!(matches!(writer.enqueue_body(&b"after"[..]), Err(EnqueueError::Torn)));
    assert!(matches!(once(writer.send_body(&body)), Some(Err(WriteError::Torn))));
    assert!(matches!(writer.flush_all(), Err(WriteError::Torn)));
    assert!(writer.get_ref().received == b"\0\0\0\x06before\0\0\x13\x88");
    let cut = writer.undelivered().partial.unwrap();
    assert_eq!((cut.sent, cut.len, cut.body), (4, 5004, None));
}
