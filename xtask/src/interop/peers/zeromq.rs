//! ZeroMQ, by its own library on both sides, through pyzmq.

use framing_core::registry::DynFormat;
use framing_tlv::Zmtp3;

use super::{Peer, Talks, script};
use crate::interop::child::{self, Ready, Stream};
use crate::interop::needs::{PYTHON, module};
use crate::interop::proxy::{
    Begin, Begun, Conversation, EachWay, Far, Place, Protocol, Proxied, Serves, Talk,
};

pub(super) const PEER: Peer = Peer {
    name: "zeromq",
    needs: &[PYTHON, module("zmq", "pyzmq==27.3.0")],
    version: || child::version_said("python3", &["-c", "import zmq; print(zmq.zmq_version())"]),
    talks: Talks::Proxied(&[Proxied {
        serve: |place| Box::pin(async move { Ok(serve(&place)) }),
        talks: &[Talk {
            name: "echo",
            protocol: &ZMTP,
            client: |far| Box::pin(talk(far)),
            least: EachWay { to_server: 200, to_client: 200 },
        }],
    }]),
};

const ZMTP: Protocol = Protocol { client: "zmtp3", server: "zmtp3", begin: Begin::With(begin) };

/// The greeting of 64 bytes in the pieces that each side sends before it has heard as much of the other: the signature, by
/// which older versions are told, the version, the rest. A proxy that waits for all of it waits for ever.
const PIECES: [usize; 3] = [10, 1, 53];

fn begin(conversation: Conversation) -> Begun {
    Box::pin(async {
        let Conversation { mut to_server, mut to_client } = conversation;
        for piece in PIECES {
            (to_server, _) = to_server.pass_bytes(piece).await?;
            (to_client, _) = to_client.pass_bytes(piece).await?;
        }
        let greeted = || DynFormat::new(Zmtp3::greeted());
        Ok(Conversation {
            to_server: to_server.with_format(greeted()),
            to_client: to_client.with_format(greeted()),
        })
    })
}

fn serve(place: &Place) -> Serves {
    let mut command = script("python3", "zeromq_peer.py");
    command.arg("serve").arg(place.port.to_string());
    Serves::Listening(command, Ready::Says(Stream::Output, "serving"))
}

async fn talk(far: Far) -> Result<Vec<u8>, String> {
    let mut command = script("python3", "zeromq_peer.py");
    command.arg("ask").arg(far.port());
    child::say(command, &[]).await
}
