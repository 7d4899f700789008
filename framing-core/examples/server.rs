//! A server with limits, timeouts, a heartbeat and a graceful shutdown. It runs on a paused clock, so it takes no time.
//!
//! ```sh
//! cargo run --package framing-core --example server --features time
//! ```
#![expect(clippy::print_stdout, reason = "an example prints what it does")]

use std::time::Duration;

use framing_core::{FrameReader, FrameWriter, Limits, ReadError, Timeouts, U32Be};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt, DuplexStream, duplex, split};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// How a connection ended.
#[derive(Debug, PartialEq, Eq)]
enum End {
    Closed,
    ShutDown,
    TimedOut,
    TooLong,
}

/// Answers every request with its bytes in upper case, and sends an empty frame every 20 seconds.
async fn serve<S>(
    transport: S,
    mut shutdown: watch::Receiver<bool>,
) -> Result<End, Box<dyn std::error::Error + Send + Sync>>
where
    S: AsyncRead + AsyncWrite,
{
    let (reader, writer) = split(transport);
    let timeouts = Timeouts::new().idle(Duration::from_secs(60)).frame(Duration::from_secs(10));
    let limits = Limits::DEFAULT.with_body(1 << 10);
    let mut reader = FrameReader::new(reader, U32Be).with_limits(limits).with_timeouts(timeouts);
    let mut writer = FrameWriter::new(writer, U32Be);
    let mut heartbeat = tokio::time::interval(Duration::from_secs(20));
    heartbeat.tick().await;
    let end = loop {
        // Every branch may be dropped at any await: the reader keeps its bytes and its deadlines.
        tokio::select! {
            biased;
            frame = reader.next() => match frame {
                Ok(Some(frame)) => writer.send_body(&frame.body().to_ascii_uppercase()).await?,
                Ok(None) => break End::Closed,
                Err(ReadError::TimedOut(_)) => break End::TimedOut,
                Err(error) if error.frame_error().is_some_and(|error| error.skip().is_some()) => break End::TooLong,
                Err(error) => return Err(error.into()),
            },
            _ = shutdown.changed() => break End::ShutDown,
            _ = heartbeat.tick() => writer.send_body(b"").await?,
        }
    };
    writer.close().await?;
    Ok(end)
}

type Serving = JoinHandle<Result<End, Box<dyn std::error::Error + Send + Sync>>>;

fn connect(shutdown: &watch::Receiver<bool>) -> (DuplexStream, Serving) {
    let (client, server) = duplex(4 << 10);
    (client, tokio::spawn(serve(server, shutdown.clone())))
}

/// The bodies that the server sends until it closes.
async fn answers(client: &mut DuplexStream) -> Result<Vec<Vec<u8>>, ReadError> {
    let mut reader = FrameReader::new(client, U32Be);
    let mut bodies = Vec::new();
    while let Some(frame) = reader.next().await? {
        bodies.push(frame.body().to_vec());
    }
    Ok(bodies)
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (shut_down, shutdown) = watch::channel(false);

    let (mut client, serving) = connect(&shutdown);
    client.write_all(b"\0\0\0\x05hello\0\0\0\x05again").await?;
    client.shutdown().await?;
    assert_eq!(answers(&mut client).await?, [b"HELLO", b"AGAIN"]);
    assert_eq!(serving.await?.map_err(|error| error.to_string())?, End::Closed);

    let (mut idle, serving) = connect(&shutdown);
    assert_eq!(answers(&mut idle).await?, [b"", b""], "the heartbeat does not restart the idle timeout");
    assert_eq!(serving.await?.map_err(|error| error.to_string())?, End::TimedOut);

    let (mut slow, serving) = connect(&shutdown);
    slow.write_all(b"\0\0\0\x05hel").await?;
    assert!(answers(&mut slow).await?.is_empty());
    assert_eq!(serving.await?.map_err(|error| error.to_string())?, End::TimedOut);

    let (mut greedy, serving) = connect(&shutdown);
    greedy.write_all(b"\xff\0\0\0").await?;
    assert_eq!(serving.await?.map_err(|error| error.to_string())?, End::TooLong);

    let (mut client, serving) = connect(&shutdown);
    client.write_all(b"\0\0\0\x04last").await?;
    let answer = FrameReader::new(&mut client, U32Be).next().await?.map(|frame| frame.body().to_vec());
    shut_down.send(true)?;
    assert_eq!(serving.await?.map_err(|error| error.to_string())?, End::ShutDown);
    assert_eq!(answer.as_deref(), Some(&b"LAST"[..]));
    println!("five connections ended as they should: closed, idle, slow, too long, shut down");
    Ok(())
}
