//! WebSocket after an HTTP Upgrade: the library websockets for Python, on both sides.

use super::{Peer, Talks, script};
use crate::interop::child::{self, Ready, Stream};
use crate::interop::needs::{PYTHON, module};
use crate::interop::proxy::{
    Begin, Begun, Conversation, EachWay, Far, Place, Protocol, Proxied, Serves, Talk,
};

pub(super) const PEER: Peer = Peer {
    name: "websockets",
    needs: &[PYTHON, module("websockets", "websockets==17.4")],
    version: || child::version("websockets", "--version"),
    talks: Talks::Proxied(&[Proxied {
        serve: |place| Box::pin(async move { Ok(serve(&place)) }),
        talks: &[Talk {
            name: "echo",
            protocol: &WEBSOCKET,
            client: |far| Box::pin(talk(far)),
            least: EachWay { to_server: 200, to_client: 200 },
        }],
    }]),
};

const WEBSOCKET: Protocol = Protocol {
    client: "http-request",
    server: "http-response",
    begin: Begin::With(begin),
    then: Some("websocket"),
};

/// A request and its answer, after which the connection is another protocol's (RFC 6455, section 1.2).
fn begin(mut conversation: Conversation) -> Begun {
    Box::pin(async {
        conversation.to_server.pass().await?;
        let answer = conversation.to_client.pass().await?;
        match answer {
            Some(answer) if answer.header.starts_with(b"HTTP/1.1 101 ") => {
                conversation.with_format("websocket")
            }
            _ => Ok(conversation),
        }
    })
}

fn serve(place: &Place) -> Serves {
    let mut command = script("python3", "websockets_peer.py");
    command.arg("serve").arg(place.port.to_string());
    Serves::Listening(command, Ready::Says(Stream::Output, "serving"))
}

async fn talk(far: Far) -> Result<Vec<u8>, String> {
    let mut command = script("python3", "websockets_peer.py");
    command.arg("ask").arg(far.port());
    child::say(command, &[]).await
}
