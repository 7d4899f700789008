//! Limits, and formats that break the contract: refused before anything is sent, never a panic.

use bytes::{Buf, Bytes};
use framing_core::{
    BodyLen, ByteSink, Encode, EncodeError, EnqueueError, Extent, FrameCodec, FrameQueue, Limits, Malformed,
    Phase, Scan, TwoPhase, WriteError, encode_frame,
};
use tokio_util::codec::Encoder;

use crate::formats::bytes;
use crate::transport::{Source, Transport};
use crate::writers::Writer;

/// A header of `header` bytes that begins with the length of the body, and a trailer of `trailer` bytes, of which it writes
/// other numbers.
#[derive(Clone, Debug)]
struct Odd {
    header: usize,
    writes_header: usize,
    trailer: usize,
    writes_trailer: usize,
}

const HONEST: Odd = Odd { header: 3, writes_header: 3, trailer: 2, writes_trailer: 2 };

impl TwoPhase for Odd {
    type Header = u16;

    fn header_len(&self, _: &[u8], _: &mut Scan) -> Result<Extent, Malformed> {
        Ok(Extent::Exact(self.header))
    }

    fn header(&self, bytes: &[u8]) -> Result<u16, Malformed> {
        Ok(u16::from_be_bytes([bytes[0], bytes[1]]))
    }

    fn body_len(&self, header: &u16) -> Result<BodyLen, Malformed> {
        Ok(BodyLen::Exact((*header).into()))
    }

    fn trailer_len(&self, _: &u16, _: u64) -> Result<u64, Malformed> {
        Ok(self.trailer as u64)
    }

    fn end_frame(&mut self, _: &u16, trailer: &[u8]) -> Result<(), Malformed> {
        assert_eq!(trailer.len(), self.trailer, "the contract");
        Ok(())
    }

    fn body_limit(&self, header: &u16) -> u64 {
        if *header == 7 { 10 } else { u64::MAX }
    }
}

impl Encode for Odd {
    fn encode_header<B: ByteSink>(&self, _: &u16, body_len: u64, out: &mut B) -> Result<(), EncodeError> {
        let len = EncodeError::fit(body_len, u16::MAX.into())? as u16;
        let header = [&len.to_be_bytes()[..], &[0; 600]].concat();
        out.put_slice(&header[..self.writes_header]);
        Ok(())
    }

    fn encode_trailer<B: ByteSink>(&self, _: &u16, _: u64, out: &mut B) {
        out.put_bytes(b'.', self.writes_trailer);
    }
}

/// Bodies that are sent from the stack, gathered, and not copied.
const LENGTHS: [usize; 5] = [0, 1, 200, 1000, 5000];

/// Every way in which a frame is encoded, and its refusal.
fn refusals(
    format: &Odd,
    limits: Limits,
    header: u16,
    body: &Bytes,
) -> Vec<(&'static str, Option<EncodeError>)> {
    fn of(written: Result<(), WriteError>) -> Option<EncodeError> {
        match written {
            Err(WriteError::Encode(error)) => Some(error),
            other => other.map(|()| None).unwrap(),
        }
    }
    fn writer<W: Writer<Odd>>(format: &Odd, limits: Limits, body: &Bytes) -> [Option<EncodeError>; 2] {
        let mut sending = W::new(Transport::default(), format.clone()).limited(limits);
        let sent = of(sending.send(body).unwrap());
        if sent.is_some() {
            assert_eq!(sending.transport().received, b"", "nothing is sent");
            assert!(sending.queue().is_empty());
        }
        let mut streaming = W::new(Transport::default(), format.clone()).limited(limits);
        let streamed = streaming.send_from(body.len() as u64, &mut Source::new(body, usize::MAX));
        [sent, of(streamed.unwrap())]
    }
    let mut queue = FrameQueue::new(format.clone()).with_limits(limits);
    let queued = queue.enqueue(header, body.clone());
    assert_eq!(queue.is_empty(), queued.is_err(), "a refused frame leaves the queue unchanged");
    let pieces = body.slice(..body.len() / 2).chain(body.slice(body.len() / 2..));
    let in_pieces = FrameQueue::new(format.clone()).with_limits(limits).enqueue(header, pieces);
    let mut codec = FrameCodec::new(format.clone()).with_headers().with_limits(limits);
    let encoded = codec.encode((header, body.clone()), &mut Default::default());
    let of_queue = |queued: Result<(), EnqueueError>| of(queued.map_err(WriteError::from));
    let mut all = vec![
        ("enqueue", of_queue(queued)),
        ("enqueue in pieces", of_queue(in_pieces)),
        ("codec", of(encoded)),
    ];
    if header == 0 {
        let [sent, streamed] = writer::<framing_core::FrameWriter<Transport, Odd>>(format, limits, body);
        let [blocking_sent, blocking_streamed] =
            writer::<framing_core::blocking::FrameWriter<Transport, Odd>>(format, limits, body);
        all.extend([("send", sent), ("blocking send", blocking_sent)]);
        all.extend([("send_from", streamed), ("blocking send_from", blocking_streamed)]);
    }
    all
}

#[test]
fn a_method_that_writes_another_length_than_announced_is_named() {
    let defect = |method, wrote, expected| Some(EncodeError::Format { method, wrote, expected });
    let cases = [
        (HONEST, None),
        (Odd { writes_header: 0, ..HONEST }, defect("encode_header", 0, 3)),
        (Odd { writes_header: 2, ..HONEST }, defect("encode_header", 2, 3)),
        (Odd { writes_header: 4, ..HONEST }, defect("encode_header", 4, 3)),
        (Odd { writes_header: 600, ..HONEST }, defect("encode_header", 600, 3)),
        (Odd { writes_trailer: 0, ..HONEST }, defect("encode_trailer", 0, 2)),
        (Odd { writes_trailer: 1, ..HONEST }, defect("encode_trailer", 1, 2)),
        (Odd { writes_trailer: 3, ..HONEST }, defect("encode_trailer", 3, 2)),
        (Odd { writes_trailer: 600, ..HONEST }, defect("encode_trailer", 600, 2)),
        (Odd { trailer: 0, ..HONEST }, defect("encode_trailer", 2, 0)),
        (Odd { header: 300, writes_header: 300, trailer: 300, writes_trailer: 300 }, None),
    ];
    for (format, expected) in cases {
        for body in LENGTHS.map(bytes) {
            for (how, refused) in refusals(&format, Limits::DEFAULT, 0, &body) {
                assert_eq!(refused, expected, "{how}, {} bytes, {format:?}", body.len());
            }
            let alone = encode_frame(&mut format.clone(), &0, &body, &mut Vec::new());
            assert_eq!(alone.err(), expected);
        }
    }
}

#[test]
fn what_a_reader_with_the_same_limits_refuses_is_not_sent() {
    let over = |part, len, limit| Some(EncodeError::OverLimit { part, len, limit });
    for body in LENGTHS.map(bytes) {
        let len = body.len() as u64;
        let at = Limits::DEFAULT.with_header(3).with_body(len).with_trailer(2);
        let cases = [
            (at, None),
            (at.with_header(2), over(Phase::Header, 3, 2)),
            (at.with_trailer(1), over(Phase::Trailer, 2, 1)),
            (
                at.with_body(len.saturating_sub(1)),
                (len > 0).then_some(()).and(over(Phase::Body, len, len.saturating_sub(1))),
            ),
        ];
        for (limits, expected) in cases {
            for (how, refused) in refusals(&HONEST, limits, 0, &body) {
                // As a reader streams bodies of any length.
                let streamed = how.ends_with("send_from") && limits.body() < len;
                assert_eq!(refused, if streamed { None } else { expected }, "{how}, {len} bytes, {limits:?}");
            }
        }
    }
}

#[test]
fn the_limit_of_a_kind_of_frame_holds_besides() {
    for (header, len, expected) in [
        (7, 10, None),
        (7, 11, Some(EncodeError::OverLimit { part: Phase::Body, len: 11, limit: 10 })),
        (8, 11, None),
    ] {
        for (how, refused) in refusals(&HONEST, Limits::DEFAULT, header, &bytes(len)) {
            assert_eq!(refused, expected, "{how}, {len} bytes");
        }
    }
}

#[test]
fn the_trailer_of_a_streamed_body_is_refused_before_the_body_is_sent() {
    let mut queue = FrameQueue::new(HONEST).with_limits(Limits::DEFAULT.with_trailer(1));
    let refused = EncodeError::OverLimit { part: Phase::Trailer, len: 2, limit: 1 };
    assert_eq!(queue.begin_source(0, 5), Err(EnqueueError::Encode(refused)));
    assert!(queue.is_empty());
}
