//! Writers as sinks.

use bytes::{Bytes, BytesMut};
use framing_core::{FrameReader, FrameWriter, Netstring, U32Be};
use futures_util::{SinkExt, StreamExt, TryStreamExt, stream};

use crate::formats::bytes;

#[tokio::test]
async fn frames_are_forwarded() {
    let bodies = [bytes(0), bytes(20), bytes(5000), bytes(300_000)];
    let (here, there) = tokio::io::duplex(1000);
    let frames = stream::iter(bodies.clone()).map(|body| Ok((0, body)));
    let reading = FrameReader::new(there, U32Be::new()).into_stream().map_ok(|frame| frame.into_body());
    let (written, read) =
        tokio::join!(frames.forward(FrameWriter::new(here, U32Be::new())), reading.try_collect::<Vec<_>>());
    assert!(written.is_ok());
    assert!(read.unwrap() == bodies);
}

#[tokio::test]
async fn bodies_are_a_sink_too() {
    let mut writer = FrameWriter::new(Vec::new(), Netstring);
    SinkExt::<Bytes>::send(&mut writer, Bytes::from("hi")).await.unwrap();
    SinkExt::<Bytes>::feed(&mut writer, Bytes::from("you")).await.unwrap();
    SinkExt::<Bytes>::close(&mut writer).await.unwrap();
    assert_eq!(writer.get_ref(), b"2:hi,3:you,");
}

#[tokio::test]
async fn owned_frames_are_forwarded_with_their_headers_and_trailers() {
    use framing_core::U16Be;
    let wire = b"2:hi,0:,3:you,";
    let frames = FrameReader::new(&wire[..], Netstring).into_stream().map_err(std::io::Error::from);
    let mut same = FrameWriter::new(Vec::new(), Netstring);
    let forwarded = frames.map_err(framing_core::WriteError::Source).forward(&mut same).await;
    assert!(forwarded.is_ok());
    assert_eq!(same.get_ref(), wire);

    let frames = FrameReader::new(&wire[..], Netstring).into_stream();
    let mut other = FrameWriter::new(Vec::new(), U16Be);
    for frame in frames.try_collect::<Vec<_>>().await.unwrap() {
        SinkExt::send(&mut other, frame).await.unwrap();
    }
    assert_eq!(other.get_ref(), b"\0\x02hi\0\0\0\x03you");
}

#[tokio::test]
async fn mutable_bodies_are_a_sink_too() {
    let mut writer = FrameWriter::new(Vec::new(), Netstring);
    SinkExt::<BytesMut>::send(&mut writer, BytesMut::from("hi")).await.unwrap();
    assert_eq!(writer.get_ref(), b"2:hi,");
}

#[cfg(feature = "futures-io")]
#[test]
fn a_stream_over_futures_io_ends_after_its_final_error() {
    use framing_core::futures;
    use futures_util::FutureExt;
    use futures_util::stream::FusedStream;

    let mut frames = futures::FrameReader::new(&b"1:a,1:b,x"[..], Netstring).into_stream();
    let mut next = || frames.next().now_or_never().unwrap().map(|frame| frame.map(|frame| frame.into_body()));
    assert!(matches!((next(), next()), (Some(Ok(a)), Some(Ok(b))) if a == "a" && b == "b"));
    assert!(matches!((next(), next(), next()), (Some(Err(_)), None, None)));
    assert!(frames.is_terminated());
    let (_, unread) = frames.into_reader().into_parts();
    assert_eq!(unread.buffered(), b"x");
}

#[cfg(feature = "futures-io")]
#[test]
fn the_writer_over_futures_io_is_the_same() {
    use framing_core::futures;
    use futures_util::AsyncReadExt;

    futures_executor::block_on(async {
        let mut writer = futures::FrameWriter::new(Vec::new(), Netstring);
        writer.enqueue_body(&b"hi"[..]).unwrap();
        writer.send_body(&bytes(5000)).await.unwrap();
        writer.send_from(0, 3, &mut b"hello".take(3)).await.unwrap();
        writer.feed(0, &b"!"[..]).await.unwrap();
        writer.close().await.unwrap();
        let wire = [b"2:hi,5000:", &bytes(5000)[..], b",3:hel,1:!,"].concat();
        assert!(*writer.get_ref() == wire);
    });
}
