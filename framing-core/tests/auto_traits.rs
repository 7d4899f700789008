//! Which public types are `Send` and `Sync`: asserted by the compiler.
#![cfg(feature = "tokio")]

use framing_core::{
    Budget, Decoder, Error, FrameBuffer, FrameQueue, FrameReader, FrameStream, FrameWriter, Frames, Limits,
    OwnedFrame, ReadError, U32Be, WriteError, blocking,
};
use tokio::net::TcpStream;

fn are_send_and_sync<T: Send + Sync>() {}
fn are_send<T: Send>(_: T) {}

#[test]
fn readers_writers_and_futures_cross_threads() {
    are_send_and_sync::<(Decoder<U32Be>, FrameBuffer<U32Be>, Frames<'_, U32Be>, FrameQueue<U32Be>)>();
    are_send_and_sync::<(FrameReader<TcpStream, U32Be>, FrameStream<TcpStream, U32Be>)>();
    are_send_and_sync::<FrameWriter<TcpStream, U32Be>>();
    are_send_and_sync::<blocking::FrameReader<std::net::TcpStream, U32Be>>();
    are_send_and_sync::<blocking::FrameWriter<std::net::TcpStream, U32Be>>();
    are_send_and_sync::<(Budget, Error, Limits, OwnedFrame<u32>, ReadError, WriteError)>();

    let mut reader = FrameReader::new(&b""[..], U32Be::new());
    are_send(reader.next());
    are_send(reader.batch());
    are_send(reader.next_header());
    let mut writer = FrameWriter::new(Vec::new(), U32Be::new());
    are_send(writer.send(0, b"body"));
    are_send(writer.flush());
}
