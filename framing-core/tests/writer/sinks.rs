//! Writers as sinks.

use bytes::Bytes;
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
