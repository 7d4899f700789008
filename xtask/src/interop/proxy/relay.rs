//! Takes connections for as long as a client runs.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::process::Stdio;

use tokio::net::{TcpListener, TcpStream};
use tokio::process::Child;
use tokio::task::JoinSet;

use super::conversation::{Ends, Passages, converse};
use super::lane::{Sink, Source};
use super::{Pipe, Protocol};

/// A server that is there to be connected to.
#[derive(Clone)]
pub(super) enum Upstream {
    Address(SocketAddr),
    Piped(Pipe),
}

/// The output of a client, and the traffic of the proxy, connection by connection.
pub(super) struct Relayed {
    pub(super) said: Vec<u8>,
    pub(super) passages: Vec<Passages>,
}

/// Runs the client that `start` makes with the address of the proxy, until it has ended and its connections have.
pub(super) async fn relay<C>(
    upstream: Upstream,
    protocol: Option<&'static Protocol>,
    start: impl FnOnce(SocketAddr) -> C,
) -> Result<Relayed, String>
where
    C: Future<Output = Result<Vec<u8>, String>> + Unpin,
{
    let bound = async {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        io::Result::Ok((listener.local_addr()?, listener))
    };
    let (address, listener) = bound.await.map_err(|error| error.to_string())?;
    let mut client = start(address);
    let mut connections = JoinSet::new();
    let said = loop {
        tokio::select! {
            biased;
            accepted = listener.accept() => {
                let (stream, _) = accepted.map_err(|error| error.to_string())?;
                connections.spawn(connect(stream, upstream.clone(), protocol));
            }
            said = &mut client => break said,
        }
    };
    let passages = gather(connections).await;
    match (said, passages) {
        (Ok(said), Ok(passages)) => Ok(Relayed { said, passages }),
        (Err(client), Ok(_)) => Err(format!("the client: {client}")),
        (Ok(_), Err(error)) => Err(error),
        // A client suffers when its connection breaks off.
        (Err(client), Err(error)) => Err(format!("{error}; the client: {client}")),
    }
}

async fn gather(mut connections: JoinSet<Result<Passages, String>>) -> Result<Vec<Passages>, String> {
    let mut passages = Vec::new();
    while let Some(ended) = connections.join_next().await {
        passages.push(ended.map_err(|error| error.to_string())??);
    }
    Ok(passages)
}

async fn connect(
    client: TcpStream,
    upstream: Upstream,
    protocol: Option<&'static Protocol>,
) -> Result<Passages, String> {
    // The child lives as long as the connection does.
    let (server, _child) = reach(upstream).await.map_err(|error| format!("the server: {error}"))?;
    converse(ends(client), server, protocol).await
}

async fn reach(upstream: Upstream) -> io::Result<(Ends, Option<Child>)> {
    match upstream {
        Upstream::Address(address) => Ok((ends(TcpStream::connect(address).await?), None)),
        Upstream::Piped(command) => {
            let mut child = command().stdin(Stdio::piped()).stderr(Stdio::null()).spawn()?;
            match (child.stdout.take(), child.stdin.take()) {
                (Some(source), Some(sink)) => Ok(((Box::new(source), Box::new(sink)), Some(child))),
                _ => Err(io::ErrorKind::BrokenPipe.into()),
            }
        }
    }
}

fn ends(stream: TcpStream) -> Ends {
    let (source, sink) = stream.into_split();
    (Box::new(source) as Source, Box::new(sink) as Sink)
}
