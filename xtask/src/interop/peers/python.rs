//! Python's `http.server` and `http.client`.

use super::{Acts, Peer, Role, Talks, asking_script, serving_script};
use crate::interop::check::Check;
use crate::interop::child;
use crate::interop::needs::PYTHON;

pub(super) const PEER: Peer = Peer {
    name: "python",
    needs: &[PYTHON],
    version: || child::version("python3", "--version"),
    talks: Talks::Http(&[
        Role {
            name: "http.server",
            acts: Acts::Serves(|| serving_script("python3", "python_server.py")),
            cannot: &[],
        },
        Role {
            name: "http.client",
            acts: Acts::Asks(|check, address| asking_script("python3", "python_client.py", check, address)),
            cannot: &[
                (Check::Pipelining, "http.client takes no second request before the first answer"),
                (Check::TrailersUpload, "http.client writes no trailers"),
                (Check::TrailersDownload, "http.client drops trailers"),
                (Check::Continue, "http.client sends the body without waiting"),
            ],
        },
    ]),
};
