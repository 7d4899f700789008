//! FastCGI: fcgiwrap, which runs a script for each request, through cgi-fcgi.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;

use super::{Peer, Talks};
use crate::interop::child::{self, Ready};
use crate::interop::needs::program;
use crate::interop::proxy::{Begin, EachWay, Far, Place, Protocol, Proxied, Serves, Talk};
use crate::interop::service::{LARGE, content};

pub(super) const PEER: Peer = Peer {
    name: "fastcgi",
    needs: &[program("fcgiwrap", "fcgiwrap"), program("cgi-fcgi", "libfcgi-bin")],
    version: || child::version_said("dpkg-query", &["--show", "--showformat=${Version}", "fcgiwrap"]),
    talks: Talks::Proxied(&[Proxied {
        serve: |place| Box::pin(async move { serve(&place).map_err(|error| error.to_string()) }),
        talks: &[Talk {
            name: "requests",
            protocol: &FASTCGI,
            client: |far| Box::pin(ask(far)),
            least: EachWay { to_server: 30, to_client: 30 },
        }],
    }]),
};

const FASTCGI: Protocol = Protocol { client: "fastcgi", server: "fastcgi", begin: Begin::AtOnce, then: None };

/// It reads all before it answers, for fcgiwrap does not read what it says while it still has something to tell it.
const SCRIPT: &str =
    "#!/bin/sh\ncat > \"$0.read\"\nprintf 'Content-Type: text/plain\\r\\n\\r\\n'\ncat \"$0.read\"\n";

fn serve(place: &Place) -> std::io::Result<Serves> {
    let script = place.folder.join("script");
    fs::write(&script, SCRIPT)?;
    fs::set_permissions(&script, Permissions::from_mode(0o755))?;
    let mut command = child::command("fcgiwrap");
    command.args(["-s", &format!("tcp:127.0.0.1:{}", place.port)]);
    Ok(Serves::Listening(command, Ready::Connects))
}

/// Requests with content of several lengths, which comes back.
async fn ask(far: Far) -> Result<Vec<u8>, String> {
    let mut said = Vec::new();
    for len in [0, 1, 7, 8, 65_535, LARGE] {
        let mut command = child::command("cgi-fcgi");
        command.args(["-bind", "-connect", &far.address.to_string()]);
        command.env("REQUEST_METHOD", "POST").env("CONTENT_LENGTH", len.to_string());
        command.env("SCRIPT_FILENAME", far.file("script"));
        said.extend(child::say(command, &content(len)).await?);
    }
    Ok(said)
}
