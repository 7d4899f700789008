//! An echo over sockets with smol: the readers and writers of the feature `futures-io`, without tokio.
//!
//! ```sh
//! cargo run --package framing-core --example smol --features futures-io
//! ```
#![expect(clippy::print_stdout, reason = "an example prints what it does")]

use framing_core::U32Be;
use framing_core::futures::{FrameReader, FrameWriter};
use smol::net::{TcpListener, TcpStream};

type Error = Box<dyn std::error::Error + Send + Sync>;

async fn echo(socket: TcpStream) -> Result<u64, Error> {
    let mut reader = FrameReader::new(socket.clone(), U32Be);
    let mut writer = FrameWriter::new(socket, U32Be);
    let mut frames = 0;
    while let Some(frame) = reader.next().await? {
        writer.send_body(frame.body()).await?;
        frames += 1;
    }
    writer.close().await?;
    Ok(frames)
}

fn main() -> Result<(), Error> {
    smol::block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let echoing = smol::spawn(async move { echo(listener.accept().await?.0).await });

        let socket = TcpStream::connect(address).await?;
        let mut writer = FrameWriter::new(socket.clone(), U32Be);
        let mut reader = FrameReader::new(socket, U32Be);
        for body in [&b"hello"[..], b"", &[b'x'; 100_000]] {
            // Both at once: a body may be larger than what the sockets buffer.
            let (sent, received) = smol::future::zip(writer.send_body(body), reader.next()).await;
            sent?;
            assert_eq!(received?.ok_or("an answer")?.body(), body);
        }
        writer.close().await?;
        assert!(reader.next().await?.is_none());
        assert_eq!(echoing.await?, 3);
        println!("3 frames went there and came back");
        Ok(())
    })
}
