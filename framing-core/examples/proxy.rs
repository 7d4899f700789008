//! A proxy between two sockets whose halves are split: it forwards complete frames in both directions, a batch at a time.
//!
//! ```sh
//! cargo run --package framing-core --example proxy
//! ```
#![expect(clippy::print_stdout, reason = "an example prints what it does")]

use framing_core::{FrameReader, FrameWriter, U32Be};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// Forwards frames until `from` ends between two of them, then closes `to`: returns how many.
async fn forward(from: impl AsyncRead + Unpin, to: impl AsyncWrite + Unpin) -> Result<u64> {
    let mut reader = FrameReader::new(from, U32Be);
    let mut writer = FrameWriter::new(to, U32Be);
    let mut frames = 0;
    while let Some(batch) = reader.batch().await? {
        for frame in batch {
            let frame = frame?;
            let body = frame.body();
            writer.feed(frame.header, body).await?;
            frames += 1;
        }
        // One flush for all that arrived together.
        writer.flush().await?;
    }
    writer.close().await?;
    Ok(frames)
}

async fn proxy(client: TcpStream, server: TcpStream) -> Result<(u64, u64)> {
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    // Each direction ends by itself: a client that has sent all still reads the answers.
    tokio::try_join!(forward(from_client, to_server), forward(from_server, to_client))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let (front, back) = (TcpListener::bind("127.0.0.1:0").await?, TcpListener::bind("127.0.0.1:0").await?);
    let proxying = async {
        let (client, _) = front.accept().await?;
        proxy(client, TcpStream::connect(back.local_addr()?).await?).await
    };
    let echoing = async {
        let (mut socket, _) = back.accept().await?;
        let (mut from, mut to) = socket.split();
        Ok(tokio::io::copy(&mut from, &mut to).await?)
    };
    let talking = async {
        let mut socket = TcpStream::connect(front.local_addr()?).await?;
        socket.write_all(b"\0\0\0\x05hello\0\0\0\0").await?;
        socket.write_all(b"\0\0\0\x02y").await?;
        socket.write_all(b"o").await?;
        socket.shutdown().await?;
        let mut answer = Vec::new();
        socket.read_to_end(&mut answer).await?;
        Ok(answer)
    };
    let ((there, back), _, answer) = tokio::try_join!(proxying, echoing, talking)?;
    assert_eq!((there, back), (3, 3));
    assert_eq!(answer, b"\0\0\0\x05hello\0\0\0\0\0\0\0\x02yo");
    println!("3 frames went there and came back");
    Ok(())
}
