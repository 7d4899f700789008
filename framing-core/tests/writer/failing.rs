//! Transports that die, at every byte.

use std::io::ErrorKind;

use bytes::Bytes;
use framing_core::{EnqueueError, U8, Undelivered, WriteError};

use crate::formats::{Format, bodies, bytes, for_each_writer, wire};
use crate::transport::{Failure, Transport};
use crate::writers::Writer;

/// What `undelivered` hands back when `sent` bytes of the frames with these bodies were written.
fn assert_exact<H>(undelivered: Undelivered<H>, sent: usize, bodies: &[Bytes], starts: &[usize]) {
    let whole = starts.iter().take_while(|start| **start <= sent).count() - 1;
    let cut = undelivered.partial.as_ref().map(|cut| (cut.sent as usize, cut.len as usize, cut.body.clone()));
    let expected = (starts[whole] < sent)
        .then(|| (sent - starts[whole], starts[whole + 1] - starts[whole], Some(bodies[whole].clone())));
    assert_eq!(cut, expected, "after {sent} bytes");
    let again: Vec<_> = undelivered.into_frames().map(|frame| frame.body).collect();
    assert_eq!(again, bodies[whole..], "after {sent} bytes");
}

fn is_io(attempt: Result<(), WriteError>, kind: ErrorKind) -> bool {
    matches!(attempt, Err(WriteError::Io(error)) if error.kind() == kind)
}

#[test]
fn what_a_dead_transport_did_not_take_is_handed_back() {
    fn check<F: Format, W: Writer<F>>(format: F) {
        let bodies = bodies(&format);
        let (wire, starts) = wire(format.clone(), &bodies);
        for at in 0..wire.len() {
            let transport = Transport::failing(at, Failure::Error(ErrorKind::BrokenPipe));
            let mut writer = W::new(transport, format.clone());
            for body in &bodies {
                writer.enqueue(body.clone()).unwrap();
            }
            assert!(is_io(writer.flush_all(), ErrorKind::BrokenPipe));
            assert!(writer.transport().received == wire[..at]);
            assert_exact(writer.undelivered(), at, &bodies, &starts);
            assert_eq!((writer.queue().is_empty(), writer.queue().capacity()), (true, 0));
        }
    }
    for_each_writer!(check);
}

#[test]
fn a_transport_that_recovers_goes_on_at_the_byte_where_it_failed() {
    fn check<F: Format, W: Writer<F>>(format: F) {
        let bodies = bodies(&format);
        let (wire, _) = wire(format.clone(), &bodies);
        let failures = [
            (Failure::Error(ErrorKind::TimedOut), ErrorKind::TimedOut),
            (Failure::TakesNothing, ErrorKind::WriteZero),
        ];
        for at in 0..wire.len() {
            for (failure, kind) in failures {
                let mut writer = W::new(Transport::failing(at, failure), format.clone());
                for body in &bodies {
                    writer.enqueue(body.clone()).unwrap();
                }
                assert!(is_io(writer.flush_all(), kind));
                writer.transport().fails = None;
                writer.flush_all().unwrap();
                assert!(writer.transport().received == wire, "after {at} bytes");
            }
        }
    }
    for_each_writer!(check);
}

#[test]
fn a_sent_frame_is_handed_back_too_but_a_large_body_only_while_all_of_it_is_there() {
    fn check<F: Format, W: Writer<F>>(format: F) {
        let mut bodies = bodies(&format);
        bodies.sort_by_key(Bytes::len);
        let (wire, starts) = wire(format.clone(), &bodies);
        let (last, before) = bodies.split_last().unwrap();
        let begin = starts[before.len()];
        let body_begins = begin + header_len(&format, last.len());
        for at in 0..wire.len() {
            let transport = Transport::failing(at, Failure::Error(ErrorKind::BrokenPipe));
            let mut writer = W::new(transport, format.clone());
            for body in before {
                writer.enqueue(body.clone()).unwrap();
            }
            assert!(is_io(writer.send(last).unwrap(), ErrorKind::BrokenPipe));
            let mut undelivered = writer.undelivered();
            if let Some(cut) = undelivered.partial.as_mut().filter(|_| at > body_begins && last.len() >= 4096)
            {
                assert_eq!(cut.body, None, "after {at} bytes");
                cut.body = Some(last.clone());
            }
            assert_exact(undelivered, at, &bodies, &starts);
        }
    }
    for_each_writer!(check);
}

fn header_len<F: Format>(format: &F, body_len: usize) -> usize {
    let mut header = Vec::new();
    format.encode_header(&F::Header::default(), body_len as u64, &mut header).unwrap();
    header.len()
}

#[test]
fn nothing_follows_a_frame_that_was_cut() {
    fn check<F: Format, W: Writer<F>>(format: F) {
        let mut writer = W::new(Transport::failing(1, Failure::Error(ErrorKind::BrokenPipe)), format);
        writer.enqueue(bytes(20)).unwrap();
        assert!(writer.flush_all().is_err());
        assert!(writer.undelivered().partial.is_some());
        assert!(matches!(writer.enqueue(bytes(1)), Err(EnqueueError::Torn)));
        assert!(matches!(writer.send(b"x"), Some(Err(WriteError::Torn))));
        writer.transport().fails = None;
        assert!(writer.flush_all().is_ok(), "there is nothing to be written");
        assert_eq!(writer.transport().received.len(), 1);
    }
    for_each_writer!(check);
}

#[test]
fn frames_follow_those_that_were_handed_back_uncut() {
    fn check<W: Writer<U8>>() {
        let mut writer = W::new(Transport::failing(2, Failure::Error(ErrorKind::TimedOut)), U8::new());
        writer.enqueue(&b"a"[..]).unwrap();
        writer.enqueue(&b"b"[..]).unwrap();
        assert!(writer.flush_all().is_err());
        let undelivered = writer.undelivered();
        assert_eq!((undelivered.partial.is_none(), undelivered.frames.len()), (true, 1));
        assert!(!undelivered.is_empty() && writer.undelivered().is_empty());
        writer.transport().fails = None;
        writer.enqueue(&b"c"[..]).unwrap();
        writer.flush_all().unwrap();
        assert_eq!(writer.transport().received, b"\x01a\x01c");
    }
    check::<framing_core::FrameWriter<Transport, U8>>();
    check::<framing_core::blocking::FrameWriter<Transport, U8>>();
}
