//! The codec, by hand and in `Framed`.

use bytes::{Bytes, BytesMut};
use framing_core::{
    BodyLen, EncodeError, ErrorKind, Extent, FrameCodec, Limits, Malformed, Phase, ReadError, Scan, TwoPhase,
    U8, U32Be, WriteError,
};
use futures_util::{SinkExt, StreamExt};
use tokio_util::codec::{Decoder, Encoder, Framed, FramedRead};

use crate::formats::{Format, Summed, bodies, bytes, for_each_format, wire};

/// The bodies of the frames that are decoded while `pieces` arrive, and then the stream ends.
fn decode<F: TwoPhase>(codec: &mut FrameCodec<F>, pieces: &[&[u8]]) -> Result<Vec<Bytes>, ReadError> {
    let mut src = BytesMut::new();
    let mut bodies = Vec::new();
    for piece in pieces {
        src.extend_from_slice(piece);
        while let Some(frame) = codec.decode(&mut src)? {
            bodies.push(frame.into_body());
        }
    }
    while let Some(frame) = codec.decode_eof(&mut src)? {
        bodies.push(frame.into_body());
    }
    assert!(src.is_empty());
    Ok(bodies)
}

#[test]
fn frames_are_the_same_however_the_bytes_are_split() {
    fn check<F: Format>(format: F) {
        let bodies: Vec<_> =
            bodies(&format).into_iter().map(|body| body.slice(..body.len().min(300))).collect();
        let (wire, _) = wire(format.clone(), &bodies);
        for at in 0..=wire.len() {
            let (before, after) = wire.split_at(at);
            let decoded = decode(&mut FrameCodec::new(format.clone()), &[before, after]).unwrap();
            assert!(decoded == bodies, "split at {at}");
        }
        let single: Vec<_> = wire.chunks(1).collect();
        assert!(decode(&mut FrameCodec::new(format), &single).unwrap() == bodies);
    }
    macro_rules! call {
        ($format:expr) => {
            check($format)
        };
    }
    for_each_format!(call);
}

#[test]
fn encoding_is_the_inverse_of_decoding() {
    fn check<F: Format>(format: F) {
        let bodies = bodies(&format);
        let mut alone = FrameCodec::new(format.clone());
        let mut with_headers = FrameCodec::new(format.clone()).with_headers();
        let (mut dst, mut again) = (BytesMut::new(), BytesMut::new());
        for body in &bodies {
            alone.encode(body.clone(), &mut dst).unwrap();
            with_headers.encode((F::Header::default(), body.clone()), &mut again).unwrap();
        }
        assert!(dst == wire(format, &bodies).0 && again == dst);
        assert!(decode(&mut alone, &[&dst]).unwrap() == bodies);
    }
    macro_rules! call {
        ($format:expr) => {
            check($format)
        };
    }
    for_each_format!(call);
}

#[test]
fn a_refused_frame_leaves_the_buffer_as_it_was() {
    let mut dst = BytesMut::from("before");
    let refused = FrameCodec::new(U8::new()).encode(bytes(256), &mut dst);
    assert!(matches!(refused, Err(WriteError::Encode(EncodeError::TooLong { len: 256, max: 255 }))));
    assert_eq!(dst, "before");
}

#[tokio::test]
async fn a_stream_cut_anywhere_in_a_frame_ends_with_an_error() {
    let wire = b"\0\0\0\x02hi\0\0\0\x05hello";
    for end in 0..=wire.len() {
        let mut frames = FramedRead::new(&wire[..end], FrameCodec::new(U32Be::new()));
        let mut whole = 0;
        let last = loop {
            match frames.next().await {
                Some(Ok(_)) => whole += 1,
                other => break other.map(|error| error.unwrap_err().frame_error().unwrap()),
            }
        };
        let expected = match end {
            0 | 6 | 15 => None,
            1..=3 | 7..=9 => Some((Phase::Header, 4)),
            4..=5 => Some((Phase::Body, 6)),
            _ => Some((Phase::Body, 9)),
        };
        assert_eq!(whole, usize::from(end >= 6) + usize::from(end >= 15), "{end} bytes");
        let cut = last.map(|error| match error.kind() {
            ErrorKind::Truncated { need, .. } => (error.phase(), need),
            other => panic!("{other:?}"),
        });
        assert_eq!(cut, expected, "{end} bytes");
        assert_eq!(last.map_or(end as u64, |error| error.offset()), end as u64);
    }
}

#[test]
fn room_is_made_in_proportion_to_what_arrived_not_to_what_is_announced() {
    let mut codec = FrameCodec::new(U32Be::new());
    let mut src = BytesMut::from(&(8u32 << 20).to_be_bytes()[..]);
    assert!(codec.decode(&mut src).unwrap().is_none());
    assert!(src.capacity() <= 64, "{} bytes for a header of 4", src.capacity());
    src.extend_from_slice(&[0; 10_000]);
    assert!(codec.decode(&mut src).unwrap().is_none());
    assert!((20_000..=32 << 10).contains(&src.capacity()), "{} bytes for 10004", src.capacity());
}

#[tokio::test]
async fn a_frame_over_the_limit_ends_the_stream_with_an_error() {
    let codec = FrameCodec::new(U8::new()).with_limits(Limits::DEFAULT.with_body(4));
    let mut frames = FramedRead::new(&b"\x02hi\x05hello"[..], codec);
    assert_eq!(frames.next().await.unwrap().unwrap().body(), b"hi");
    let error = frames.next().await.unwrap().unwrap_err().frame_error().unwrap();
    assert_eq!(error.kind(), ErrorKind::TooLong { len: 5, limit: 4 });
    assert!(frames.next().await.is_none());
}

#[tokio::test]
async fn each_direction_keeps_its_own_state() {
    let (here, there) = tokio::io::duplex(16);
    let mut here = Framed::new(here, FrameCodec::new(Summed::default()));
    let mut there = Framed::new(there, FrameCodec::new(Summed::default()));
    let asking = async {
        for len in [1, 20, 300] {
            here.send(bytes(len)).await.unwrap();
            here.send(Bytes::from("?")).await.unwrap();
            assert_eq!(here.next().await.unwrap().unwrap().body(), bytes(len));
        }
        here.flush().await.unwrap();
        here.close().await.unwrap();
    };
    let answering = async {
        while let Some(asked) = there.next().await {
            let body = asked.unwrap().into_body();
            assert_eq!(there.next().await.unwrap().unwrap().body(), b"?");
            there.send(body).await.unwrap();
        }
    };
    tokio::join!(asking, answering);
}

/// One byte of header, then all that comes.
#[derive(Clone)]
struct UntilEnd;

impl TwoPhase for UntilEnd {
    type Header = u8;

    fn header_len(&self, _: &[u8], _: &mut Scan) -> Result<Extent, Malformed> {
        Ok(Extent::Exact(1))
    }

    fn header(&self, bytes: &[u8]) -> Result<u8, Malformed> {
        Ok(bytes[0])
    }

    fn body_len(&self, _: &u8) -> Result<BodyLen, Malformed> {
        Ok(BodyLen::UntilEnd)
    }
}

#[tokio::test]
async fn the_end_of_the_stream_ends_a_body_that_lasts_until_then() {
    let mut frames = FramedRead::new(&b"!all of it"[..], FrameCodec::new(UntilEnd));
    let frame = frames.next().await.unwrap().unwrap();
    assert_eq!((frame.header, frame.body()), (b'!', &b"all of it"[..]));
    assert!(frames.next().await.is_none());
}

/// What `Framed` does: asks for room, fills all there is, decodes.
fn feed(codec: &mut FrameCodec<U32Be>, src: &mut BytesMut, mut bytes: &[u8]) -> usize {
    let mut most = 0;
    while !bytes.is_empty() {
        src.reserve(1);
        let (now, later) = bytes.split_at((src.capacity() - src.len()).min(bytes.len()));
        src.extend_from_slice(now);
        bytes = later;
        while codec.decode(src).unwrap().is_some() {}
        most = most.max(src.capacity());
    }
    most
}

#[test]
fn room_is_made_for_the_frame_and_given_back_after_it() {
    for len in [1_000_000_usize, 1 << 20, 4 << 20] {
        let mut frame = u32::try_from(len).unwrap().to_be_bytes().to_vec();
        frame.resize(4 + len, b'x');
        let mut codec = FrameCodec::new(U32Be);
        let mut src = BytesMut::with_capacity(8 << 10);
        let most = feed(&mut codec, &mut src, &[frame.clone(), frame].concat());
        assert!(
            most <= len + (64 << 10),
            "{most} bytes for frames of {len}: nothing is read ahead to be moved"
        );
        for _ in 0..200 {
            feed(&mut codec, &mut src, b"\0\0\0\x02h");
            feed(&mut codec, &mut src, b"i");
        }
        assert!(src.capacity() <= 64 << 10, "{} bytes are kept after a frame of {len}", src.capacity());
    }
}
