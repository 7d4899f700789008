//! The transports that the scenarios run over.

use std::boxed::Box;
use std::pin::Pin;
use std::{fmt, io};

use tokio::io::{AsyncRead, AsyncWrite};

/// The end that writes.
pub type Tx = Box<dyn AsyncWrite + Unpin + Send>;
/// The end that reads.
pub type Rx = Box<dyn AsyncRead + Unpin + Send>;
/// A connection that is being made.
pub type Opening = Pin<Box<dyn Future<Output = io::Result<(Tx, Rx)>> + Send>>;

/// A way to get bytes from one end to the other. To add one is to write its `open`.
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
];

#[cfg(unix)]
async fn unix() -> io::Result<(Tx, Rx)> {
    let (tx, rx) = tokio::net::UnixStream::pair()?;
    Ok((Box::new(tx), Box::new(rx)))
}

async fn tcp() -> io::Result<(Tx, Rx)> {
    let listener = tokio::net::TcpListener::bind((std::net::Ipv4Addr::LOCALHOST, 0)).await?;
    let address = listener.local_addr()?;
    let connecting = tokio::net::TcpStream::connect(address);
    let (accepted, connected) = tokio::join!(listener.accept(), connecting);
    let (rx, tx) = (accepted?.0, connected?);
    tx.set_nodelay(true)?;
    Ok((Box::new(tx), Box::new(rx)))
}

async fn duplex() -> io::Result<(Tx, Rx)> {
    let (tx, rx) = tokio::io::duplex(64 << 10);
    Ok((Box::new(tx), Box::new(rx)))
}
