//! Transports and sources that report more bytes than they were given, or room for.

use std::io::{self, Write};
use std::pin::Pin;
use std::task::{Context, Poll};

use framing_core::{FrameQueue, FrameWriter, U32Be, WriteError, blocking};
use tokio::io::AsyncWrite;

use crate::formats::bytes;
use crate::writers::once;

/// Reports `usize::MAX` bytes.
struct Boasting;

impl Write for Boasting {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Ok(usize::MAX)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl AsyncWrite for Boasting {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, _: &[u8]) -> Poll<io::Result<usize>> {
        Poll::Ready(Ok(usize::MAX))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

#[test]
fn a_false_count_of_the_transport_is_an_error() {
    for len in [0, 1, 1000, 5000] {
        let body = bytes(len);
        let waiting = once(FrameWriter::new(Boasting, U32Be::new()).send_body(&body));
        assert!(matches!(waiting, Some(Err(WriteError::Io(_)))), "{len} bytes: {waiting:?}");
        let blocking = blocking::FrameWriter::new(Boasting, U32Be::new()).send_body(&body);
        assert!(matches!(blocking, Err(WriteError::Io(_))), "{len} bytes: {blocking:?}");
    }
}

#[test]
fn a_false_count_of_the_caller_writes_no_missing_byte() {
    let mut queue = FrameQueue::new(U32Be::new());
    queue.begin_source(0, 10).unwrap();
    queue.written(usize::MAX);
    assert_eq!((queue.offset(), queue.unsent_len()), (4, 10));
    queue.source_filled(usize::MAX).unwrap();
    assert_eq!(queue.missing(), Some(10), "no room was asked for");
    queue.source_room().copy_from_slice(b"0123456789");
    queue.source_filled(usize::MAX).unwrap();
    assert_eq!(queue.unsent().collect::<Vec<_>>().concat(), b"0123456789");
    queue.source_filled(5).unwrap();
    queue.written(usize::MAX);
    assert_eq!((queue.offset(), queue.is_empty()), (14, true));
}
