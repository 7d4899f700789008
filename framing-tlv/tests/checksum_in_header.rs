//! A header that says a checksum of the body is made for that body. One made for another is refused, wherever it is
//! written, and never becomes a frame.
#![allow(clippy::expect_used, reason = "a test that is wrong fails, as it should")]

use bytes::{Bytes, BytesMut};
use framing_core::blocking::FrameWriter;
use framing_core::{EncodeError, EnqueueError, FrameCodec, FrameQueue, WriteError, encode_frame};
use framing_tlv::{Bitcoin, BitcoinHeader};
use tokio_util::codec::Encoder;

const WRONG: EncodeError = EncodeError::Invalid("a body of the header's checksum");

/// Bodies that are gathered, and that are written from where they are.
const BODIES: [&[u8]; 3] = [b"hi", &[b'x'; 5000], &[b'y'; 100_000]];

/// A good frame with this body.
fn wire(body: &[u8]) -> Vec<u8> {
    let mut wire = Vec::new();
    encode_frame(&mut Bitcoin::new(), &BitcoinHeader::new("tx", body), body, &mut wire)
        .expect("it can be said");
    wire
}

#[test]
fn a_queue_refuses_the_frame_and_takes_the_next() {
    for body in BODIES {
        let mut queue = FrameQueue::new(Bitcoin::new());
        assert_eq!(queue.enqueue_body(body), Err(EnqueueError::Encode(WRONG)));
        assert!(queue.is_empty());
        assert_eq!(queue.enqueue(BitcoinHeader::new("tx", body), body), Ok(()));
        assert_eq!(queue.unsent().collect::<Vec<_>>().concat(), wire(body));
    }
}

#[test]
fn a_writer_refuses_the_frame_and_writes_the_next() {
    for body in BODIES {
        let mut writer = FrameWriter::new(Vec::new(), Bitcoin::new());
        assert!(matches!(writer.send_body(body), Err(WriteError::Encode(WRONG))));
        assert!(writer.get_ref().is_empty(), "nothing of it is written");
        assert!(writer.send(BitcoinHeader::new("tx", body), body).is_ok());
        assert_eq!(*writer.get_ref(), wire(body));
    }
}

#[test]
fn a_streamed_body_is_cut_before_its_end_and_nothing_follows() {
    for body in BODIES {
        let mut writer = FrameWriter::new(Vec::new(), Bitcoin::new());
        let (header, len) = (BitcoinHeader::new("tx", body), body.len() as u64);
        assert!(writer.send_from(header, len, &mut &*body).is_ok());
        assert_eq!(*writer.get_ref(), wire(body));

        let sent = writer.send_from(BitcoinHeader::default(), len, &mut &*body);
        assert!(matches!(sent, Err(WriteError::Encode(WRONG))));
        assert!(writer.get_ref().len() < 2 * wire(body).len(), "the frame is not whole");
        assert!(matches!(writer.send_body(b""), Err(WriteError::Torn)));
    }
}

#[test]
fn a_codec_refuses_the_frame_and_encodes_the_next() {
    for body in BODIES {
        let mut codec = FrameCodec::new(Bitcoin::new()).with_headers();
        let mut out = BytesMut::new();
        let refused = codec.encode((BitcoinHeader::default(), Bytes::from_static(body)), &mut out);
        assert!(matches!(refused, Err(WriteError::Encode(WRONG))) && out.is_empty());
        let encoded = codec.encode((BitcoinHeader::new("tx", body), Bytes::from_static(body)), &mut out);
        assert!(encoded.is_ok());
        assert_eq!(out, wire(body));
    }
}
