//! Bodies that are read while they are sent.

use std::io::ErrorKind;

use bytes::Bytes;
use framing_core::{EnqueueError, FrameWriter, U32Be, WriteError, blocking};

use crate::formats::{Format, bodies, bytes, for_each_writer, wire};
use crate::transport::{Failure, Source, Transport};
use crate::writers::{Writer, until_done};

/// Sends a frame from `source`, giving up at every wait and going on.
fn stream<F: Format, W: Writer<F>>(
    writer: &mut W,
    len: usize,
    source: &mut Source,
) -> Result<(), WriteError> {
    match writer.send_from(len as u64, source) {
        Some(done) => done,
        None => until_done(|| writer.resume_from(source)),
    }
}

#[test]
fn a_body_arrives_whole_however_its_source_gives_it() {
    fn check<F: Format, W: Writer<F>>(format: F) {
        let bodies = bodies(&format);
        let (wire, _) = wire(format.clone(), &bodies);
        for (takes, rests) in [(1, false), (3, true), (4099, true), (usize::MAX, true), (usize::MAX, false)] {
            for gives in [1, 2, 1000, usize::MAX] {
                let mut writer = W::new(Transport { takes, rests, ..Transport::default() }, format.clone());
                for body in &bodies {
                    stream(&mut writer, body.len(), &mut Source::new(body, gives).resting()).unwrap();
                }
                assert!(writer.transport().received == wire, "takes {takes}, gives {gives}");
                assert_eq!(writer.queue().capacity(), 0);
            }
        }
    }
    for_each_writer!(check);
}

#[test]
fn frames_before_and_after_a_streamed_body_keep_their_places() {
    fn check<F: Format, W: Writer<F>>(format: F) {
        let frames = [Bytes::from("before"), bytes(251), Bytes::from("after")];
        let (wire, _) = wire(format.clone(), &frames);
        for takes in [1, 7, usize::MAX] {
            let transport = Transport { takes, rests: true, ..Transport::default() };
            let mut writer = W::new(transport, format.clone());
            writer.enqueue(frames[0].clone()).unwrap();
            let mut source = Source::new(&frames[1], 100).resting();
            if writer.send_from(251, &mut source).is_none() {
                let unfinished = writer.enqueue(frames[2].clone());
                assert!(matches!(unfinished, Err(EnqueueError::Unfinished { missing: 251 })));
                until_done(|| writer.resume_from(&mut source)).unwrap();
            }
            writer.enqueue(frames[2].clone()).unwrap();
            writer.flush_all().unwrap();
            assert!(writer.transport().received == wire, "takes {takes}");
        }
    }
    for_each_writer!(check);
}

#[test]
fn the_header_goes_with_the_first_bytes_and_the_trailer_with_the_last() {
    fn check<F: Format, W: Writer<F>>(format: F) {
        for (gives, writes) in [(usize::MAX, 1), (10, 2), (5, 4)] {
            let mut writer = W::new(Transport::default(), format.clone());
            stream(&mut writer, 20, &mut Source::new(&bytes(20), gives)).unwrap();
            assert_eq!(writer.transport().writes, writes, "{gives} at once");
        }
    }
    for_each_writer!(check);
}

#[test]
fn a_short_source_is_an_error_and_nothing_follows() {
    fn check<F: Format, W: Writer<F>>(format: F) {
        for have in 0..20 {
            let mut writer = W::new(Transport::default(), format.clone());
            match stream(&mut writer, 20, &mut Source::new(&bytes(have), 3)) {
                Err(WriteError::SourceTooShort { have: had, need: 20 }) => assert_eq!(had, have as u64),
                other => panic!("{other:?}"),
            }
            assert!(matches!(writer.enqueue(bytes(1)), Err(EnqueueError::Torn)));
            assert!(matches!(writer.flush_all(), Err(WriteError::Torn)));
            let undelivered = writer.undelivered();
            assert_eq!(undelivered.unfinished.is_some(), have == 0, "nothing of it was written");
            let sent = undelivered.partial.map_or(0, |cut| cut.sent);
            assert_eq!(sent, writer.transport().received.len() as u64);
        }
    }
    for_each_writer!(check);
}

#[test]
fn a_long_source_is_an_error_and_the_frame_is_whole() {
    fn check<F: Format, W: Writer<F>>(format: F) {
        let frames = [bytes(20), bytes(0), bytes(1)];
        let mut writer = W::new(Transport::default(), format.clone());
        for body in &frames {
            let mut source = Source::new(&[body, &b"more"[..]].concat(), 3);
            match writer.send_from(body.len() as u64, &mut source) {
                Some(Err(WriteError::SourceTooLong { len })) => assert_eq!(len, body.len() as u64),
                other => panic!("{other:?}"),
            }
        }
        assert!(writer.transport().received == wire(format, &frames).0);
    }
    for_each_writer!(check);
}

#[test]
fn a_source_that_fails_at_any_byte_is_gone_on_with() {
    fn check<F: Format, W: Writer<F>>(format: F) {
        let (wire, _) = wire(format.clone(), &[bytes(20)]);
        for at in 0..20 {
            let mut source = Source::new(&bytes(20), 3).failing_at(at);
            let mut writer = W::new(Transport::default(), format.clone());
            let failed = writer.send_from(20, &mut source);
            assert!(matches!(failed, Some(Err(WriteError::Source(_)))), "at {at}: {failed:?}");
            let mid_way = writer.flush_all();
            assert!(mid_way.is_ok(), "what is there can be flushed: {mid_way:?}");
            until_done(|| writer.resume_from(&mut source)).unwrap();
            assert!(writer.transport().received == wire, "at {at}");
        }
    }
    for_each_writer!(check);
}

#[test]
fn a_transport_that_fails_at_any_byte_is_gone_on_with() {
    fn check<F: Format, W: Writer<F>>(format: F) {
        let (wire, _) = wire(format.clone(), &[Bytes::from("before"), bytes(200)]);
        for at in 0..wire.len() {
            let mut writer =
                W::new(Transport::failing(at, Failure::Error(ErrorKind::TimedOut)), format.clone());
            writer.enqueue(&b"before"[..]).unwrap();
            let mut source = Source::new(&bytes(200), 70);
            let failed = writer.send_from(200, &mut source);
            assert!(matches!(failed, Some(Err(WriteError::Io(_)))), "at {at}: {failed:?}");
            writer.transport().fails = None;
            until_done(|| writer.resume_from(&mut source)).unwrap();
            assert!(writer.transport().received == wire, "at {at}");
        }
    }
    for_each_writer!(check);
}

#[test]
fn a_dead_transport_hands_back_the_frames_before_and_tells_what_became_of_the_streamed_one() {
    fn check<F: Format, W: Writer<F>>(format: F) {
        let (wire, starts) = wire(format.clone(), &[Bytes::from("before"), bytes(200)]);
        for at in 0..wire.len() {
            let mut writer = W::new(Transport::failing(at, Failure::TakesNothing), format.clone());
            writer.enqueue(&b"before"[..]).unwrap();
            let failed = writer.send_from(200, &mut Source::new(&bytes(200), 70));
            assert!(matches!(failed, Some(Err(WriteError::Io(_)))), "at {at}: {failed:?}");
            let undelivered = writer.undelivered();
            let begin = if at < starts[1] { 0 } else { starts[1] };
            assert_eq!(
                undelivered.partial.as_ref().map_or(0, |cut| cut.sent),
                (at - begin) as u64,
                "at {at}"
            );
            assert_eq!(undelivered.unfinished.is_some(), at <= starts[1], "at {at}");
            let again: Vec<_> = undelivered.into_frames().map(|frame| frame.body).collect();
            assert_eq!(again.len(), usize::from(at < starts[1]), "at {at}");
        }
    }
    for_each_writer!(check);
}

#[test]
fn a_long_body_is_streamed_in_little_memory() {
    fn check<W: Writer<U32Be>>() {
        let body = bytes(1 << 20);
        let mut source = Source::new(&body, usize::MAX).resting();
        let mut writer = W::new(Transport::default(), U32Be::new());
        let mut most = 0;
        let mut attempt = writer.send_from(1 << 20, &mut source);
        while attempt.is_none() {
            most = most.max(writer.queue().capacity());
            attempt = writer.resume_from(&mut source);
        }
        attempt.unwrap().unwrap();
        assert!((64 << 10..=66 << 10).contains(&most), "{most} bytes");
        assert!(writer.transport().received == wire(U32Be::new(), &[body]).0);
    }
    check::<FrameWriter<Transport, U32Be>>();
    check::<blocking::FrameWriter<Transport, U32Be>>();
}
