//! The write timeout, on a paused clock.

use std::time::Duration;

use framing_core::{FrameWriter, U32Be, Watermarks, WriteError};
use tokio::io::AsyncReadExt;
use tokio::time::{Instant, advance, timeout};

use crate::formats::bytes;

const TIMEOUT: Duration = Duration::from_secs(10);

fn is_timeout(written: &Result<(), WriteError>) -> bool {
    matches!(written, Err(WriteError::TimedOut { .. }))
}

#[tokio::test(start_paused = true)]
async fn every_way_to_write_times_out_and_can_be_resumed() {
    for how in ["flush", "ready", "feed", "send", "send large", "send_from", "close"] {
        let (here, mut there) = tokio::io::duplex(10);
        let mut writer = FrameWriter::new(here, U32Be::new())
            .with_watermarks(Watermarks::new(1, 0))
            .with_write_timeout(TIMEOUT);
        writer.enqueue_body(bytes(20)).unwrap();
        let began = Instant::now();
        let written = match how {
            "flush" => writer.flush().await,
            "ready" => writer.ready().await,
            "feed" => writer.feed(0, &b""[..]).await,
            "send" => writer.send_body(b"").await,
            "send large" => writer.send_body(&bytes(5000)).await,
            "send_from" => writer.send_from(0, 3, &mut &b"abc"[..]).await,
            _ => writer.close().await,
        };
        assert!(is_timeout(&written), "{how}: {written:?}");
        assert_eq!(began.elapsed(), TIMEOUT, "{how}");
        let mut received = vec![0; 24];
        let (flushed, read) = tokio::join!(writer.flush(), there.read_exact(&mut received));
        assert!(read.is_ok(), "{how}");
        assert_eq!(received[4..], bytes(20)[..], "{how}");
        assert!(flushed.is_ok() || is_timeout(&flushed), "{how}: {flushed:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_heartbeat_does_not_restart_it() {
    let (here, _there) = tokio::io::duplex(10);
    let mut writer = FrameWriter::new(here, U32Be::new()).with_write_timeout(TIMEOUT);
    writer.enqueue_body(bytes(20)).unwrap();
    let began = Instant::now();
    let written = loop {
        if let Ok(written) = timeout(Duration::from_secs(3), writer.flush()).await {
            break written;
        }
    };
    assert!(is_timeout(&written));
    assert_eq!(began.elapsed(), TIMEOUT);
}

#[tokio::test(start_paused = true)]
async fn progress_restarts_it() {
    let (here, mut there) = tokio::io::duplex(1);
    let mut writer = FrameWriter::new(here, U32Be::new()).with_write_timeout(TIMEOUT);
    let reading = async {
        for _ in 0..24 {
            advance(Duration::from_secs(9)).await;
            there.read_u8().await.unwrap();
        }
    };
    let (written, ()) = tokio::join!(writer.send(0, b"01234567890123456789"), reading);
    assert!(written.is_ok(), "{written:?}");
}

#[tokio::test(start_paused = true)]
async fn the_longest_timeout_is_none() {
    let (here, _there) = tokio::io::duplex(1);
    let mut writer = FrameWriter::new(here, U32Be::new()).with_write_timeout(Duration::MAX);
    tokio::select! {
        written = writer.send(0, b"hello") => panic!("{written:?}"),
        () = advance(Duration::from_secs(1 << 30)) => {}
    }
}

/// The writer over futures-io has no clock of its own: it takes the sleep of the runtime, here tokio's.
#[cfg(feature = "futures-io")]
#[tokio::test(start_paused = true)]
async fn the_writer_over_futures_io_takes_any_timer() {
    use framing_core::futures;
    use futures_util::AsyncWrite;
    use std::pin::Pin;
    use std::task::{Context, Poll};

    struct Stalled;
    impl AsyncWrite for Stalled {
        fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, _: &[u8]) -> Poll<std::io::Result<usize>> {
            Poll::Pending
        }
        fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
            Poll::Pending
        }
        fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
            Poll::Pending
        }
    }

    let mut writer =
        futures::FrameWriter::new(Stalled, U32Be::new()).with_write_timeout(TIMEOUT, tokio::time::sleep);
    let began = Instant::now();
    let written = loop {
        if let Ok(written) = timeout(Duration::from_secs(3), writer.send_body(b"hi")).await {
            break written;
        }
    };
    assert!(is_timeout(&written), "{written:?}");
    assert_eq!(began.elapsed(), TIMEOUT, "dropped futures do not restart it");
}

/// Accepts one byte, then nothing as long as the transport's own timeout lasts.
struct Stubborn(usize);

impl std::io::Write for Stubborn {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += 1;
        match self.0 {
            1 => Ok(1.min(bytes.len())),
            2..6 => Err(std::io::ErrorKind::WouldBlock.into()),
            _ => Ok(bytes.len()),
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn the_blocking_writer_outlasts_the_timeouts_of_its_transport() {
    use framing_core::blocking;
    let patient = |timeout| blocking::FrameWriter::new(Stubborn(0), U32Be::new()).with_write_timeout(timeout);
    assert!(patient(Duration::MAX).send_body(b"hi").is_ok());

    let mut writer = patient(Duration::ZERO);
    assert!(matches!(writer.send_body(b"hi"), Err(WriteError::TimedOut { unsent: 5 })));
    let mut writer = blocking::FrameWriter::new(Stubborn(0), U32Be::new());
    assert!(
        matches!(writer.send_body(b"hi"), Err(WriteError::Io(_))),
        "without a timeout it is the transport's error"
    );
}
