//! A server of the Language Server Protocol, over pipes, through the client side of python-lsp-jsonrpc.

use std::sync::Arc;

use super::{Peer, Talks, script};
use crate::interop::child;
use crate::interop::needs::{PYTHON, module};
use crate::interop::proxy::{Begin, EachWay, Far, Place, Protocol, Proxied, Serves, Talk};

pub(super) const PEER: Peer = Peer {
    name: "pylsp",
    needs: &[PYTHON, module("pylsp", "python-lsp-server==1.15.0")],
    version: || child::version("pylsp", "--version"),
    talks: Talks::Proxied(&[Proxied {
        serve: |place| Box::pin(async { Ok(serve(place)) }),
        talks: &[Talk {
            name: "session",
            protocol: &LSP,
            client: |far| Box::pin(talk(far)),
            least: EachWay { to_server: 9, to_client: 6 },
        }],
    }]),
};

const LSP: Protocol =
    Protocol { client: "content-length", server: "content-length", begin: Begin::AtOnce, then: None };

fn serve(place: Place) -> Serves {
    Serves::Piped(Arc::new(move || {
        let mut command = child::command("pylsp");
        command.env("XDG_CACHE_HOME", &place.folder);
        command
    }))
}

async fn talk(far: Far) -> Result<Vec<u8>, String> {
    let mut command = script("python3", "lsp_client.py");
    command.arg(far.port());
    child::say(command, &[]).await
}
