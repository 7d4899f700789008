//! HTTP/2 without TLS: nghttp2's server, through its own client and through curl.

use std::fs;

use framing_core::Preface;

use super::{Peer, Talks};
use crate::interop::child::{self, Ready, Stream};
use crate::interop::needs::{CURL, program};
use crate::interop::proxy::{
    Begin, Begun, Conversation, EachWay, Far, Place, Protocol, Proxied, Serves, Talk,
};
use crate::interop::service::{LARGE, content};

pub(super) const PEER: Peer = Peer {
    name: "nghttp2",
    needs: &[program("nghttpd", "nghttp2-server"), program("nghttp", "nghttp2-client"), CURL],
    version: || child::version("nghttpd", "--version"),
    talks: Talks::Proxied(&[Proxied {
        serve: |place| Box::pin(async move { serve(&place).map_err(|error| error.to_string()) }),
        talks: &[
            Talk {
                name: "nghttp",
                protocol: &HTTP2,
                client: |far| Box::pin(nghttp(far)),
                least: EachWay { to_server: 100, to_client: 150 },
            },
            Talk {
                name: "curl",
                protocol: &HTTP2,
                client: |far| Box::pin(curl(far)),
                least: EachWay { to_server: 60, to_client: 120 },
            },
        ],
    }]),
};

const HTTP2: Protocol = Protocol { client: "http2", server: "http2", begin: Begin::With(begin), then: None };

/// What a client sends first (RFC 9113, section 3.4).
const PREFACE: Preface<24> = Preface::exactly(*b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

fn begin(mut conversation: Conversation) -> Begun {
    Box::pin(async {
        (conversation.to_server, _) = conversation.to_server.pass_preface(PREFACE).await?;
        Ok(conversation)
    })
}

fn serve(place: &Place) -> std::io::Result<Serves> {
    fs::write(place.folder.join("large"), content(LARGE))?;
    fs::write(place.folder.join("small"), "small\n")?;
    let mut command = child::command("nghttpd");
    command.args(["--no-tls", "--verbose", "--echo-upload", "--address=127.0.0.1", "--htdocs"]);
    command.arg(&place.folder).arg(place.port.to_string());
    Ok(Serves::Listening(command, Ready::Says(Stream::Output, "listen")))
}

/// Many streams at once, then an upload that comes back.
async fn nghttp(far: Far) -> Result<Vec<u8>, String> {
    let at = |name: &str| format!("http://{}/{name}", far.address);
    let mut many = child::command("nghttp");
    many.args(["--multiply=20", &at("small")]);
    let mut upload = child::command("nghttp");
    upload.arg("--data").arg(far.file("large")).arg(at("upload"));
    Ok([child::say(many, &[]).await?, child::say(upload, &[]).await?].concat())
}

/// Downloads, and an upload that comes back. Over one connection curl 7.88 fails by itself.
async fn curl(far: Far) -> Result<Vec<u8>, String> {
    let mut said = Vec::new();
    for (name, upload) in [("small", 0), ("large", 0), ("upload", LARGE)] {
        let mut command = child::command("curl");
        command.args(["--silent", "--show-error", "--noproxy", "*", "--http2-prior-knowledge"]);
        command.arg(format!("http://{}/{name}", far.address));
        if upload > 0 {
            command.args(["--data-binary", "@-"]);
        }
        said.extend(child::say(command, &content(upload)).await?);
    }
    Ok(said)
}
