//! memcached, through the clients of libmemcached, one of which tests servers: both protocols.

use std::fs;

use super::{Peer, Talks, Task};
use crate::interop::child::{self, Ready};
use crate::interop::needs::program;
use crate::interop::proxy::{Begin, EachWay, Far, Place, Protocol, Proxied, Serves, Talk};
use crate::interop::service::content;

pub(super) const PEER: Peer = Peer {
    name: "memcached",
    needs: &[program("memcached", "memcached"), program("memccapable", "libmemcached-tools")],
    version: || child::version("memcached", "--version"),
    talks: Talks::Proxied(&[Proxied {
        serve: |place| Box::pin(async move { Ok(serve(&place)) }),
        talks: &[
            Talk {
                name: "text-values",
                protocol: &TEXT,
                client: |far| Box::pin(values(far, &[])),
                least: EachWay { to_server: 6, to_client: 6 },
            },
            Talk {
                name: "binary-values",
                protocol: &BINARY,
                client: |far| Box::pin(values(far, &["--binary"])),
                least: EachWay { to_server: 6, to_client: 6 },
            },
            Talk {
                name: "text-commands",
                protocol: &TEXT,
                client: |far| capable(far, "-a"),
                least: EachWay { to_server: 100, to_client: 80 },
            },
            Talk {
                name: "binary-commands",
                protocol: &BINARY,
                client: |far| capable(far, "-b"),
                least: EachWay { to_server: 100, to_client: 80 },
            },
        ],
    }]),
};

const TEXT: Protocol =
    Protocol { client: "memcached-text", server: "memcached-text", begin: Begin::AtOnce, then: None };
const BINARY: Protocol =
    Protocol { client: "memcached-binary", server: "memcached-binary", begin: Begin::AtOnce, then: None };

fn serve(place: &Place) -> Serves {
    let mut command = child::command("memcached");
    command.args(["-l", "127.0.0.1", "-U", "0", "-u", "nobody", "-p"]).arg(place.port.to_string());
    Serves::Listening(command, Ready::Connects)
}

/// Nearly the largest value that is taken.
const LARGE: usize = 1_000_003;

/// Stores files under their names, and prints what is stored.
async fn values(far: Far, options: &[&str]) -> Result<Vec<u8>, String> {
    let files =
        [("large", content(LARGE)), ("lines", b"END\r\nVALUE x 0 1\r\n".to_vec()), ("nothing", vec![])];
    let servers = format!("--servers={}", far.address);
    for (name, content) in &files {
        fs::write(far.file(name), content).map_err(|error| error.to_string())?;
    }
    let mut store = child::command("memccp");
    store.args(options).arg(&servers).args(files.iter().map(|(name, _)| far.file(name)));
    child::run(store).await?;
    let mut load = child::command("memccat");
    load.args(options).arg(&servers).args(files.iter().map(|(name, _)| name));
    child::say(load, &[]).await
}

fn capable(far: Far, option: &'static str) -> Task<Result<Vec<u8>, String>> {
    let mut command = child::command("memccapable");
    command.args(["-h", "127.0.0.1", "-p", &far.port(), option]);
    Box::pin(async move { child::say(command, &[]).await })
}
