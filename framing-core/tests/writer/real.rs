//! Over real sockets, whose buffers fill.

use framing_core::{FrameReader, FrameWriter, U32Be, blocking};
use tokio::net::UnixStream;

use crate::formats::bytes;

/// Lengths that are gathered, shared, and more than a socket holds.
const LENGTHS: &[usize] = &[0, 1, 100, 4096, 70_000, 3, 1 << 20, 5];

#[tokio::test]
async fn frames_cross_a_socket() {
    let (here, there) = UnixStream::pair().unwrap();
    let writing = async {
        let mut writer = FrameWriter::new(here, U32Be::new());
        for &len in LENGTHS {
            writer.feed(0, bytes(len)).await.unwrap();
            writer.send_body(&bytes(len)).await.unwrap();
            writer.send_from(0, len as u64, &mut &bytes(len)[..]).await.unwrap();
        }
        writer.close().await.unwrap();
        assert_eq!(writer.queue().capacity(), 0);
    };
    let reading = async {
        let mut reader = FrameReader::new(there, U32Be::new());
        for &len in LENGTHS.iter().flat_map(|len| [len; 3]) {
            let frame = reader.next().await.unwrap().unwrap();
            assert!(frame.body() == bytes(len), "{len} bytes");
        }
        assert!(reader.next().await.unwrap().is_none());
    };
    tokio::join!(writing, reading);
}

#[test]
fn frames_cross_a_socket_between_threads() {
    let (here, there) = std::os::unix::net::UnixStream::pair().unwrap();
    let writing = std::thread::spawn(move || {
        let mut writer = blocking::FrameWriter::new(here, U32Be::new());
        for &len in LENGTHS {
            writer.feed(0, bytes(len)).unwrap();
            writer.send_body(&bytes(len)).unwrap();
            writer.send_from(0, len as u64, &mut &bytes(len)[..]).unwrap();
        }
    });
    let mut frames = blocking::FrameReader::new(there, U32Be::new()).into_frames();
    for &len in LENGTHS.iter().flat_map(|len| [len; 3]) {
        let frame = frames.next().unwrap().unwrap();
        assert!(frame.body() == bytes(len), "{len} bytes");
    }
    assert!(frames.next().is_none());
    writing.join().unwrap();
}

#[tokio::test]
async fn a_peer_that_goes_away_leaves_the_rest_in_the_writer() {
    let (here, there) = UnixStream::pair().unwrap();
    let mut writer = FrameWriter::new(here, U32Be::new());
    drop(there);
    writer.enqueue_body(&b"one"[..]).unwrap();
    writer.enqueue_body(bytes(5000)).unwrap_or_else(|full| panic!("{full}"));
    assert!(writer.flush().await.is_err());
    let undelivered = writer.undelivered();
    assert!(undelivered.partial.is_none());
    let again: Vec<_> = undelivered.into_frames().map(|frame| frame.body).collect();
    assert_eq!(again, [&b"one"[..], &bytes(5000)]);
}
