//! Who is talked with.

mod beanstalkd;
mod curl;
mod dnsmasq;
mod fastcgi;
mod git;
mod hyper;
mod mariadb;
mod memcached;
mod mosquitto;
mod nats;
mod nghttp2;
mod nginx;
mod node;
mod openssl;
mod postgresql;
mod pylsp;
mod python;
mod redis;
mod slapd;
mod websockets;
mod zeromq;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::pin::Pin;

use tokio::process::Command;

use self::openssl::certify;
use super::check::{Cannot, Check};
use super::child::{self, Serving};
use super::needs::{self, Need, program};
use super::proxy::Proxied;
use super::server::Server;

/// Everybody; a new peer is a line here and a file beside this one.
pub(super) const PEERS: &[Peer] = &[
    curl::PEER,
    nginx::PEER,
    node::PEER,
    python::PEER,
    hyper::PEER,
    redis::PEER,
    postgresql::PEER,
    mariadb::PEER,
    memcached::PEER,
    mosquitto::PEER,
    nats::PEER,
    beanstalkd::PEER,
    dnsmasq::PEER,
    openssl::PEER,
    nghttp2::PEER,
    fastcgi::PEER,
    git::PEER,
    pylsp::PEER,
    websockets::PEER,
    slapd::PEER,
    zeromq::PEER,
];

/// What makes keys and certificates.
const OPENSSL: Need = program("openssl", "openssl");

/// An implementation of a protocol that is not ours.
pub(super) struct Peer {
    pub(super) name: &'static str,
    /// What must be there for it, and how to come by it.
    pub(super) needs: &'static [Need],
    /// Its version; nothing if it cannot be run.
    pub(super) version: fn() -> Option<String>,
    pub(super) talks: Talks,
}

/// What is tried with a peer.
pub(super) enum Talks {
    /// HTTP with us, in each of these roles.
    Http(&'static [Role]),
    /// Its own protocol, between a client and a server, through our proxy.
    Proxied(&'static [Proxied]),
}

impl Peer {
    /// The version, if all that it needs is there.
    pub(super) fn present(&self) -> Option<String> {
        if needs::missing(self.needs).is_empty() { (self.version)() } else { None }
    }
}

/// What a peer is on its side of the connection.
pub(super) struct Role {
    pub(super) name: &'static str,
    pub(super) acts: Acts,
    /// What it has no means to do.
    pub(super) cannot: Cannot,
}

/// How it is made to act.
pub(super) enum Acts {
    /// It serves, and our client talks to it.
    Serves(fn() -> Task<Result<Running, String>>),
    /// It talks to our server, once for every check.
    Asks(fn(Check, SocketAddr) -> Task<Result<(), String>>),
}

pub(super) type Task<T> = Pin<Box<dyn Future<Output = T>>>;

/// A peer that serves, until it is dropped.
pub(super) struct Running {
    pub(super) address: SocketAddr,
    /// Our server after it, if it is a proxy.
    pub(super) upstream: Option<Server>,
    /// What lives as long as it does.
    _held: Box<dyn std::any::Any>,
}

impl Running {
    fn held(address: SocketAddr, held: impl std::any::Any) -> Self {
        Self { address, upstream: None, _held: Box::new(held) }
    }

    fn of(serving: Serving) -> Self {
        Self::held(serving.address, serving)
    }
}

/// A script beside this file.
fn script(interpreter: &str, name: &str) -> Command {
    let folder: PathBuf = [env!("CARGO_MANIFEST_DIR"), "src", "interop", "peers"].iter().collect();
    let mut command = child::command(interpreter);
    command.arg(folder.join(name));
    command
}

/// A script that serves, and prints its port first.
fn serving_script(interpreter: &'static str, name: &'static str) -> Task<Result<Running, String>> {
    Box::pin(async move { child::serve_saying_port(script(interpreter, name)).await.map(Running::of) })
}

/// A script that runs a check with the server at a port.
fn asking_script(
    interpreter: &'static str,
    name: &'static str,
    check: Check,
    address: SocketAddr,
) -> Task<Result<(), String>> {
    let mut command = script(interpreter, name);
    command.arg(check.name()).arg(address.port().to_string());
    Box::pin(child::run(command))
}
