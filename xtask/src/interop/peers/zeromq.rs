//! ZeroMQ, by its own library on both sides, through pyzmq.

use framing_core::Preface;
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

const ZMTP: Protocol = Protocol { client: "zmtp3", server: "zmtp3", begin: Begin::With(begin), then: None };

/// The greeting comes in three pieces, each of which waits for that of the other side: the signature, by which older
/// versions are told, the version, the rest. A proxy that waits for the whole of it waits forever.
fn begin(conversation: Conversation) -> Begun {
    Box::pin(async {
        let conversation = pass_piece(conversation, Preface::<10>::any()).await?;
        let conversation = pass_piece(conversation, Preface::<1>::any()).await?;
        let mut conversation = pass_piece(conversation, Preface::<53>::any()).await?;
        let greeted = || DynFormat::new(Zmtp3::greeted());
        conversation.to_server = conversation.to_server.with_format(greeted());
        conversation.to_client = conversation.to_client.with_format(greeted());
        Ok(conversation)
    })
}

async fn pass_piece<const N: usize>(
    mut conversation: Conversation,
    piece: Preface<N>,
) -> Result<Conversation, String> {
    (conversation.to_server, _) = conversation.to_server.pass_preface(piece).await?;
    (conversation.to_client, _) = conversation.to_client.pass_preface(piece).await?;
    Ok(conversation)
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
