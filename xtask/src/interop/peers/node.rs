//! Node's `http`, as server and as client.

use super::{Acts, Peer, Role, Talks, asking_script, serving_script};
use crate::interop::check::Check;
use crate::interop::child;
use crate::interop::needs::NODE;

pub(super) const PEER: Peer = Peer {
    name: "node",
    needs: &[NODE],
    version: || child::version("node", "--version"),
    talks: Talks::Http(&[
        Role {
            name: "server",
            acts: Acts::Serves(|| serving_script("node", "node_server.mjs")),
            cannot: &[],
        },
        Role {
            name: "client",
            acts: Acts::Asks(|check, address| asking_script("node", "node_client.mjs", check, address)),
            cannot: &[(Check::Pipelining, "http.request sends one request at a time on a connection")],
        },
    ]),
};
