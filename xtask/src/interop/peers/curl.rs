//! curl.

use std::net::SocketAddr;
use std::process::Stdio;

use tokio::io::{AsyncBufReadExt, BufReader};

use super::{Acts, Peer, Role, Talks};
use crate::interop::check::Check;
use crate::interop::child;
use crate::interop::needs::CURL;
use crate::interop::service::{LARGE, TRAILER, TRAILER_VALUE, content, expect_content};

pub(super) const PEER: Peer = Peer {
    name: "curl",
    needs: &[CURL],
    version: || child::version("curl", "--version"),
    talks: Talks::Http(&[Role {
        name: "client",
        acts: Acts::Asks(|check, address| Box::pin(ask(check, address))),
        cannot: &[
            (Check::Pipelining, "curl gave up pipelining in 7.62"),
            (Check::TrailersUpload, "the curl program writes no trailers"),
        ],
    }]),
};

/// curl's exit code for an answer that was cut.
const PARTIAL: i32 = 18;

/// What a run of curl came to.
struct Ran {
    exit: i32,
    body: Vec<u8>,
    /// Its report of head fields and trailers.
    fields: String,
}

/// Runs curl, with `body` to be uploaded from its standard input.
async fn curl(address: SocketAddr, options: &[&str], targets: &[String], body: &[u8]) -> Result<Ran, String> {
    let mut command = child::command("curl");
    command.args(["--silent", "--show-error", "--http1.1", "--noproxy", "*", "--dump-header", "/dev/stderr"]);
    command.args(options).args(targets.iter().map(|target| format!("http://{address}{target}")));
    let output = child::feed(command, body).await?;
    let fields = String::from_utf8_lossy(&output.stderr).into_owned();
    Ok(Ran { exit: output.status.code().unwrap_or(-1), body: output.stdout, fields })
}

impl Ran {
    fn expect(&self, len: usize) -> Result<(), String> {
        self.expect_exit(0)?;
        expect_content(&self.body, len)
    }

    fn expect_exit(&self, exit: i32) -> Result<(), String> {
        match self.exit == exit {
            true => Ok(()),
            false => Err(format!("exit {} instead of {exit}: {}", self.exit, self.fields.trim())),
        }
    }

    fn expect_said(&self, text: &str) -> Result<(), String> {
        match self.fields.to_lowercase().contains(&text.to_lowercase()) {
            true => Ok(()),
            false => Err(format!("expected {text:?} from curl, found {:?}", self.fields)),
        }
    }
}

const UPLOAD: [&str; 6] = ["--request", "POST", "--data-binary", "@-", "--header", "Content-Type:"];
const CHUNKED: &str = "Transfer-Encoding: chunked";

async fn ask(check: Check, address: SocketAddr) -> Result<(), String> {
    let get = async |target: &str| curl(address, &[], &[target.to_owned()], &[]).await;
    let upload = async |options: &[&str], len: usize| {
        curl(address, &[&UPLOAD[..], options].concat(), &["/echo".into()], &content(len)).await?.expect(len)
    };
    match check {
        Check::KeepAlive => keep_alive(address).await,
        Check::LengthUpload => upload(&[], LARGE).await,
        Check::LengthDownload => get(&format!("/length/{LARGE}")).await?.expect(LARGE),
        Check::ChunkedUpload => upload(&["--header", CHUNKED], LARGE).await,
        Check::ChunkedDownload => get(&format!("/chunked/{LARGE}")).await?.expect(LARGE),
        Check::TrailersDownload => {
            get("/chunked/100").await?.expect_said(&format!("{TRAILER}: {TRAILER_VALUE}"))
        }
        Check::NoBody => no_body(address).await,
        Check::UntilClose => get(&format!("/until-close/{LARGE}")).await?.expect(LARGE),
        Check::Continue => {
            let options = [&UPLOAD[..], &["--header", "Expect: 100-continue"]].concat();
            let ran = curl(address, &options, &["/echo".into()], &content(50)).await?;
            ran.expect(50)?;
            ran.expect_said("HTTP/1.1 100 Continue")
        }
        Check::CutDownload => {
            get("/cut/length").await?.expect_exit(PARTIAL)?;
            get("/cut/chunked").await?.expect_exit(PARTIAL)
        }
        Check::CutUpload => cut_upload(address).await,
        Check::Pipelining | Check::TrailersUpload => Err("curl is not asked to do this".into()),
    }
}

async fn keep_alive(address: SocketAddr) -> Result<(), String> {
    let targets = ["/length/3", "/chunked/0", "/chunked/2", "/length/0"].map(str::to_owned);
    let ran = curl(address, &[], &targets, &[]).await?;
    ran.expect_exit(0)?;
    let expected = [content(3), content(2)].concat();
    if ran.body == expected { Ok(()) } else { Err(format!("{:?} instead of {expected:?}", ran.body)) }
}

async fn no_body(address: SocketAddr) -> Result<(), String> {
    let heads = ["/length/10", "/length/20"].map(str::to_owned);
    let ran = curl(address, &["--head", "--output", "/dev/null"], &heads, &[]).await?;
    ran.expect_exit(0)?;
    ran.expect_said("Content-Length: 20")?;
    curl(address, &[], &["/none".into(), "/length/7".into()], &[]).await?.expect(7)
}

/// A curl that is ended in the middle of an upload, once the server has asked for the body.
async fn cut_upload(address: SocketAddr) -> Result<(), String> {
    let mut command = child::command("curl");
    command.args(["--silent", "--http1.1", "--noproxy", "*", "--dump-header", "/dev/stderr"]);
    command.args(["--upload-file", "-", "--request", "POST", "--header", "Expect: 100-continue"]);
    command.arg(format!("http://{address}/echo")).stdin(Stdio::piped());
    let mut child = command.spawn().map_err(|error| error.to_string())?;
    let mut lines = BufReader::new(child.stderr.take().ok_or("curl has no standard error")?).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        if line.contains("100 Continue") {
            return child.kill().await.map_err(|error| error.to_string());
        }
    }
    Err("curl was not asked for the body".into())
}
