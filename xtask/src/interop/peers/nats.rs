//! NATS, through its client for Python.

use super::{Peer, Talks, script};
use crate::interop::child::{self, Ready, Stream};
use crate::interop::needs::{PYTHON, module, program};
use crate::interop::proxy::{Begin, EachWay, Far, Place, Protocol, Proxied, Serves, Talk};

pub(super) const PEER: Peer = Peer {
    name: "nats",
    needs: &[program("nats-server", "nats-server"), PYTHON, module("nats", "nats-py==2.16.0")],
    version: || child::version("nats-server", "--version"),
    talks: Talks::Proxied(&[Proxied {
        serve: |place| Box::pin(async move { Ok(serve(&place)) }),
        talks: &[Talk {
            name: "messages",
            protocol: &NATS,
            client: |far| Box::pin(talk(far)),
            least: EachWay { to_server: 500, to_client: 500 },
        }],
    }]),
};

const NATS: Protocol = Protocol { client: "nats", server: "nats", begin: Begin::AtOnce, then: None };

fn serve(place: &Place) -> Serves {
    let mut command = child::command("nats-server");
    command.args(["--addr", "127.0.0.1", "--port"]).arg(place.port.to_string());
    Serves::Listening(command, Ready::Says(Stream::Error, "Server is ready"))
}

async fn talk(far: Far) -> Result<Vec<u8>, String> {
    let mut command = script("python3", "nats_client.py");
    command.arg(far.port());
    child::say(command, &[]).await
}
