//! The transports that the scenarios run over.

use std::boxed::Box;
use std::pin::Pin;
use std::sync::Arc;
use std::vec::Vec;
use std::{fmt, io};

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};

/// The end that writes.
pub type Tx = Box<dyn AsyncWrite + Unpin + Send>;
/// The end that reads.
pub type Rx = Box<dyn AsyncRead + Unpin + Send>;
/// A connection that is being made.
pub type Opening = Pin<Box<dyn Future<Output = io::Result<(Tx, Rx)>> + Send>>;

/// A way to get bytes from one end to the other. To add one is to write its `open`.
// Exhaustive on purpose: a transport has a name, a sentence and a function.
#[derive(Clone, Copy)]
pub struct Transport {
    /// A name for tables and command lines.
    pub name: &'static str,
    /// What it is.
    pub about: &'static str,
    /// Makes a connection.
    pub open: fn() -> Opening,
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport").field("name", &self.name).finish_non_exhaustive()
    }
}

/// The transports of this crate: real sockets where the system has them, and memory.
pub const TRANSPORTS: &[Transport] = &[
    #[cfg(unix)]
    Transport { name: "unix", about: "a Unix socket pair", open: || Box::pin(unix()) },
    Transport { name: "tcp", about: "TCP on the loopback interface", open: || Box::pin(tcp()) },
    Transport { name: "duplex", about: "tokio::io::duplex, 64 KiB", open: || Box::pin(duplex()) },
    Transport { name: "pipe", about: "the pipe of this crate, 64 KiB", open: || Box::pin(pipe()) },
    Transport { name: "queue", about: "pieces through a queue with room for 1", open: || Box::pin(queue()) },
    Transport {
        name: "channel",
        about: "pieces through a channel with room for 1",
        open: || Box::pin(channel()),
    },
];

#[cfg(unix)]
async fn unix() -> io::Result<(Tx, Rx)> {
    let (tx, rx) = tokio::net::UnixStream::pair()?;
    Ok((Box::new(tx), Box::new(rx)))
}

async fn tcp() -> io::Result<(Tx, Rx)> {
    let (tx, rx) = connected().await?;
    Ok((Box::new(tx), Box::new(rx)))
}

/// The two ends of a TCP connection over the loopback interface.
pub(super) async fn connected() -> io::Result<(TcpStream, TcpStream)> {
    let listener = TcpListener::bind((std::net::Ipv4Addr::LOCALHOST, 0)).await?;
    let address = listener.local_addr()?;
    let (accepted, connected) = tokio::join!(listener.accept(), TcpStream::connect(address));
    let (there, here) = (accepted?.0, connected?);
    here.set_nodelay(true)?;
    Ok((here, there))
}

async fn duplex() -> io::Result<(Tx, Rx)> {
    let (tx, rx) = tokio::io::duplex(64 << 10);
    Ok((Box::new(tx), Box::new(rx)))
}

async fn pipe() -> io::Result<(Tx, Rx)> {
    let (tx, rx) = crate::simplex(CAPACITY);
    Ok((Box::new(tx), Box::new(rx)))
}

/// A pipe, a task that queues each piece that comes out of it, one that takes the pieces, and another pipe.
async fn queue() -> io::Result<(Tx, Rx)> {
    let pieces = Arc::new(crate::Queue::new(1));
    let (tx, mut from) = crate::simplex(CAPACITY);
    let (mut to, rx) = crate::simplex(CAPACITY);
    let incoming = Arc::clone(&pieces);
    tokio::spawn(async move {
        while let Some(piece) = next_piece(&mut from).await {
            let _gone = incoming.send(piece).await;
        }
        incoming.close();
    });
    tokio::spawn(async move {
        while let Some(piece) = pieces.receive().await {
            let _gone = to.write_all(&piece).await;
        }
    });
    Ok((Box::new(tx), Box::new(rx)))
}

/// As [`queue`], with the two ends of a channel in the two tasks.
async fn channel() -> io::Result<(Tx, Rx)> {
    let (here, there) = crate::channel::<Vec<u8>, ()>(1);
    let (tx, mut from) = crate::simplex(CAPACITY);
    let (mut to, rx) = crate::simplex(CAPACITY);
    tokio::spawn(async move {
        while let Some(piece) = next_piece(&mut from).await {
            let _gone = here.send(piece).await;
        }
    });
    tokio::spawn(async move {
        while let Some(piece) = there.receive().await {
            let _gone = to.write_all(&piece).await;
        }
    });
    Ok((Box::new(tx), Box::new(rx)))
}

/// Bytes that a pipe holds.
const CAPACITY: usize = 64 << 10;

/// All that is there, once something is; nothing at the end.
async fn next_piece(from: &mut crate::PipeReader) -> Option<Vec<u8>> {
    let piece = from.fill(1).await.to_vec();
    from.consume(piece.len());
    Some(piece).filter(|piece| !piece.is_empty())
}
