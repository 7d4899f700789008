//! A proxy between a third-party client and a third-party server of any protocol.
//!
//! What either sends is read as frames of the protocol's format, and every frame is written on from its header and body.
//! The bytes that come out must be those that went in, and the output of the client must be the same as without a proxy. Nothing here
//! knows a protocol: a peer declares its formats, how the server is started, and what the client does.

mod conversation;
mod lane;
mod relay;
mod run;
mod tap;
#[cfg(test)]
mod tests;

use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;

use tokio::process::Command;

pub(super) use self::conversation::Conversation;
pub(super) use self::lane::Lane;
pub(super) use self::run::{Exchanged, Passed, exchange};
use super::child::Ready;
use super::peers::Task;

/// A server, and what clients do with it.
pub(super) struct Proxied {
    /// Creates what the server needs, and returns how to start it.
    pub(super) serve: fn(Place) -> Task<Result<Serves, String>>,
    /// One after the other, with the same server.
    pub(super) talks: &'static [Talk],
}

/// Where a server is to be.
#[derive(Clone)]
pub(super) struct Place {
    /// The port of 127.0.0.1 that it is to listen at.
    pub(super) port: u16,
    /// A folder of its own, which its clients see too.
    pub(super) folder: PathBuf,
}

/// How a server is reached.
#[expect(clippy::large_enum_variant, reason = "one is made for each server that is started")]
pub(super) enum Serves {
    /// It listens, once it is ready.
    Listening(Command, Ready),
    /// It speaks over its standard input and output: a process for every connection.
    Piped(Pipe),
}

/// Makes the command of one process.
pub(super) type Pipe = Arc<dyn Fn() -> Command + Send + Sync>;

/// What a client does.
pub(super) struct Talk {
    pub(super) name: &'static str,
    pub(super) protocol: &'static Protocol,
    /// Its output, which must be the same without the proxy.
    pub(super) client: fn(Far) -> Task<Result<Vec<u8>, String>>,
    /// How many frames there are at least.
    pub(super) least: EachWay,
}

/// What a client receives.
#[derive(Clone)]
pub(super) struct Far {
    pub(super) address: SocketAddr,
    /// The server's.
    pub(super) folder: PathBuf,
}

impl Far {
    pub(super) fn port(&self) -> String {
        self.address.port().to_string()
    }

    /// A file in the folder.
    pub(super) fn file(&self, name: &str) -> PathBuf {
        Path::new(&self.folder).join(name)
    }
}

/// Formats by their names in `cargo xtask formats`.
pub(super) struct Protocol {
    /// Of what clients send.
    pub(super) client: &'static str,
    /// Of what servers send.
    pub(super) server: &'static str,
    /// What happens before either side speaks when it likes.
    pub(super) begin: Begin,
    /// The format of all that both sides send after the beginning, if that is another one.
    pub(super) then: Option<&'static str>,
}

impl fmt::Display for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.client)?;
        if self.client != self.server {
            write!(f, ", {}", self.server)?;
        }
        self.then.map_or(Ok(()), |then| write!(f, ", then {then}"))
    }
}

pub(super) enum Begin {
    /// Nothing.
    AtOnce,
    With(fn(Conversation) -> Begun),
}

/// The conversation after its beginning.
pub(super) type Begun = Pin<Box<dyn Future<Output = Result<Conversation, String>> + Send>>;

/// A number for each direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct EachWay {
    pub(super) to_server: u64,
    pub(super) to_client: u64,
}
