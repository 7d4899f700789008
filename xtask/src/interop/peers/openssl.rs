//! TLS records: OpenSSL's server, through its own client and through curl.

use std::path::Path;

use tokio::process::Command;

use super::{OPENSSL, Peer, Talks, Task};
use crate::interop::child::{self, Ready, Stream};
use crate::interop::needs::CURL;
use crate::interop::proxy::{Begin, EachWay, Far, Place, Protocol, Proxied, Serves, Talk};
use crate::interop::service::{LARGE, content, expect_content};

pub(super) const PEER: Peer = Peer {
    name: "openssl",
    needs: &[OPENSSL, CURL],
    version: || child::version("openssl", "version"),
    talks: Talks::Proxied(&[
        Proxied {
            serve: |place| Box::pin(serve(place, "-rev")),
            talks: &[
                Talk {
                    name: "tls-1.3",
                    protocol: &TLS,
                    client: |far| reversed(far, "-tls1_3"),
                    least: EachWay { to_server: 4 + LINES / 100, to_client: 4 + LINES },
                },
                Talk {
                    name: "tls-1.2",
                    protocol: &TLS,
                    client: |far| reversed(far, "-tls1_2"),
                    least: EachWay { to_server: 4 + LINES / 100, to_client: 4 + LINES },
                },
            ],
        },
        Proxied {
            serve: |place| Box::pin(serve(place, "-HTTP")),
            talks: &[Talk {
                name: "curl",
                protocol: &TLS,
                client: |far| Box::pin(download(far)),
                least: EachWay { to_server: 4, to_client: 64 },
            }],
        },
    ]),
};

const TLS: Protocol = Protocol { client: "tls", server: "tls", begin: Begin::AtOnce, then: None };

/// Has a key and a certificate made that certifies itself.
pub(super) fn certify(openssl: &mut Command, key: &Path, certificate: &Path) {
    openssl.args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]);
    openssl.args(["-days", "2", "-subj", "/CN=localhost", "-keyout"]).arg(key).arg("-out").arg(certificate);
}

async fn serve(place: Place, mode: &str) -> Result<Serves, String> {
    let (key, certificate) = (place.folder.join("key.pem"), place.folder.join("certificate.pem"));
    let mut openssl = child::command("openssl");
    certify(&mut openssl, &key, &certificate);
    child::run(openssl).await?;
    let file = format!("HTTP/1.0 200 OK\r\nContent-Length: {LARGE}\r\n\r\n").into_bytes();
    std::fs::write(place.folder.join("large"), [file, content(LARGE)].concat())
        .map_err(|error| error.to_string())?;
    let mut command = child::command("openssl");
    command.args(["s_server", "-accept", &format!("127.0.0.1:{}", place.port), mode]);
    command.arg("-key").arg(key).arg("-cert").arg(certificate).current_dir(&place.folder);
    Ok(Serves::Listening(command, Ready::Says(Stream::Output, "ACCEPT")))
}

const LINES: u64 = 500;

/// Lines that the server sends back, each reversed, until one asks it to close.
fn reversed(far: Far, version: &'static str) -> Task<Result<Vec<u8>, String>> {
    let lines = (0..LINES).map(|line| format!("{line} {}\n", "abc".repeat(line as usize)));
    let text: String = lines.chain(["CLOSE\n".into()]).collect();
    let mut command = child::command("openssl");
    command.args(["s_client", "-connect", &far.address.to_string(), "-quiet", version]);
    Box::pin(async move { child::say(command, text.as_bytes()).await })
}

async fn download(far: Far) -> Result<Vec<u8>, String> {
    let mut command = child::command("curl");
    command.args(["--silent", "--show-error", "--insecure", "--noproxy", "*"]);
    command.arg(format!("https://{}/large", far.address));
    let body = child::say(command, &[]).await?;
    expect_content(&body, LARGE)?;
    Ok(body)
}
